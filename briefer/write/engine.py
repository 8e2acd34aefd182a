"""What an engine is: something that splits a story and composes a draft of the brief.

The rest of the way (quotations copied in, evidence found, checks, repair, holding back) is the same for every engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from briefer import brief
from briefer.article import Contract, Story
from briefer.brief import Section, Usage


class Pile(StrEnum):
    """Where split puts a sentence: one of the three sections, the background, or out."""

    WHAT_HAPPENED = "what_happened"
    WHO_SAID_WHAT = "who_said_what"
    WHAT_NEXT = "what_next"
    BACKGROUND = "background"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Split:
    """A story's sentences sorted into piles; `piles[number]` for every sentence number of the story."""

    piles: Mapping[int, Pile]

    def numbers(self, pile: Pile | Section) -> tuple[int, ...]:
        """The numbers in one pile, in the story's order."""
        return tuple(sorted(number for number, where in self.piles.items() if where.value == pile.value))


class DraftStatement(Contract):
    """One sentence of a draft."""

    sentences: tuple[int, ...]
    """Numbers of the source sentences that support it."""
    speaker: str | None
    """Whose word it is, by the name that the story uses; null for what the brief states itself."""
    text: str
    """The sentence. A quotation is [Q3] for the ledger's third, or exact words between “ and ”."""
    paragraph: int
    """Its paragraph in the section, from 0."""


class Draft(Contract):
    """What an engine writes: a brief whose quotations and evidence have not been proved yet."""

    headline: str | None
    """Five to eleven words."""
    dek: str | None
    """One sentence that adds to the headline."""
    what_happened: tuple[DraftStatement, ...]
    who_said_what: tuple[DraftStatement, ...]
    what_next: tuple[DraftStatement, ...]

    def section(self, section: Section) -> tuple[DraftStatement, ...]:
        """The statements of one section."""
        statements: tuple[DraftStatement, ...] = getattr(self, section.value)
        return statements


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement of a draft that failed its checks, with the reasons in words that a model can act on."""

    section: Section
    index: int
    """Its place in the draft's section."""
    statement: DraftStatement
    reasons: Sequence[str]


class Engine(Protocol):
    """Splits and composes; repairs where it can."""

    @property
    def info(self) -> brief.Engine:
        """Name, model and endpoint, for the record."""

    @property
    def prompts(self) -> Mapping[str, str]:
        """Digest of each prompt in use, by name; empty without a model."""

    async def split(self, story: Story) -> Split:
        """Sort the story's numbered sentences into piles."""

    async def compose(self, story: Story, split: Split) -> Draft:
        """Write the draft from what was split."""

    async def repair(self, story: Story, split: Split, draft: Draft, failures: Sequence[Failure]) -> Draft | None:
        """The draft with the failed statements written anew; None from an engine that has nothing to offer."""

    def spent(self) -> Usage:
        """What was spent on this story so far; its seconds are the pipeline's to fill in."""
