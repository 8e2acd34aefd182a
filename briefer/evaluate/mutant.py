"""A planted error: what class it is of, where it stands, and the ground that it is planted in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeVar, get_args

from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.text.spans import Span

MutantClass = Literal[
    "number",
    "unit",
    "measure",
    "date",
    "day",
    "name",
    "body",
    "title",
    "speaker",
    "quote-word",
    "quote-edge",
    "negation",
    "hedge",
    "condition",
    "direction",
    "subject-object",
    "invented",
    "cross-article",
]
CLASSES: tuple[MutantClass, ...] = get_args(MutantClass)
"""All classes, in the order of the tables."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a claim's text: the words from `start` to `end` give way to `words`."""

    start: int
    end: int
    words: str

    def of(self, text: str) -> str:
        """The text with the change made."""
        return text[: self.start] + self.words + text[self.end :]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A summary with one error planted in it."""

    id: str
    mutant_class: MutantClass
    source: str
    """The text that it is held against."""
    summary: str
    original: str
    """The summary before."""
    start: int
    """Where the planted words begin in the summary; empty where words were taken out."""
    end: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A claim that is true to its source, the source, and the dice that decide what becomes of it."""

    claim: Claim
    index: SourceIndex
    foreign: tuple[str, ...]
    """Sentences of another article."""
    dice: Random

    @property
    def text(self) -> str:
        """The claim's words."""
        return self.claim.text

    def spoken(self, span: Span) -> bool:
        """Whether a stretch of the claim touches a quotation."""
        return any(span.overlaps(quoted) for quoted in self.claim.quoted)

    def pick(self, options: Sequence[_T]) -> _T | None:
        """One of some options; None where there is none."""
        return self.dice.choice(options) if options else None

    def shuffled(self, options: Sequence[_T]) -> Iterator[_T]:
        """The options in an order that the dice decide."""
        return iter(self.dice.sample(options, len(options)))


def like(model: str, words: str) -> str:
    """The words with a capital where the model has one."""
    if model.isupper() and len(model) > 1:
        return words.upper()
    return words[:1].upper() + words[1:] if model[:1].isupper() else words
