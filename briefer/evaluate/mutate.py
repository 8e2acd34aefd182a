"""Labelled errors from texts that are true to their source: each a summary in which one thing is wrong.

Any text will do: an article's own sentences are true to it, and so is, as far as its author was, a summary that
somebody wrote. Each sentence gives one error a class at most, where it has what the class needs. The same seed gives
the same errors, whatever other texts or classes are asked for beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from briefer.article import Article, Story
from briefer.check.claims import Claim, claims_in
from briefer.check.index import SourceIndex
from briefer.evaluate.bodies import other_body
from briefer.evaluate.figures import other_date, other_day, other_number, other_unit
from briefer.evaluate.inventing import foreign, with_detail
from briefer.evaluate.measuring import other_measure
from briefer.evaluate.mutant import CLASSES, Edit, Ground, Mutant, MutantClass
from briefer.evaluate.naming import changed_over, other_name, other_office, other_speaker
from briefer.evaluate.supposing import told_as_so
from briefer.evaluate.wording import flipped, opposed, other_edge, other_word, surer

_PLANTERS: dict[MutantClass, Callable[[Ground], Edit | None]] = {
    "number": other_number,
    "unit": other_unit,
    "measure": other_measure,
    "date": other_date,
    "day": other_day,
    "name": other_name,
    "body": other_body,
    "title": other_office,
    "speaker": other_speaker,
    "quote-word": other_word,
    "quote-edge": other_edge,
    "negation": flipped,
    "hedge": surer,
    "condition": told_as_so,
    "direction": opposed,
    "subject-object": changed_over,
    "invented": with_detail,
    "cross-article": foreign,
}
_ANY_LANGUAGE: frozenset[MutantClass] = frozenset(["number", "quote-word", "cross-article"])
"""Classes that put no English words in: in other languages the rest would be told by their language alone."""
_WORDS = 4  # a claim of fewer is a heading or a fragment; an error in it may be none


@dataclass(frozen=True)
class Given:
    """An article with the texts about it that are taken to be true: its own sentences, and summaries of it."""

    article: Article
    summaries: tuple[str, ...] = ()
    """Written by somebody; empty where there are none."""

    @cached_property
    def index(self) -> SourceIndex:
        """The article made ready for checking."""
        return SourceIndex.of(Story((self.article,)))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The article's sentences, line breaks levelled."""
        text = self.article.text
        return tuple(" ".join(text[one.start : one.end].split()) for one in self.article.sentences)


def given_of(article: Article, summaries: Sequence[str] = ()) -> Given:
    """An article with summaries of it."""
    return Given(article, tuple(summaries))


def mutate(
    given: Given,
    texts: Sequence[str],
    *,
    seed: int,
    classes: Sequence[MutantClass] = CLASSES,
    other: Given | None = None,
    kind: str = "",
) -> Iterator[Mutant]:
    """Errors planted in some texts that are true to an article; `other` is what foreign sentences come from.

    `kind` stands in the errors' ids, where one article has texts of several kinds.
    """
    foreign_sentences = other.sentences if other is not None else ()
    planted = [name for name in classes if given.index.english or name in _ANY_LANGUAGE]
    for number, text in enumerate(texts):
        for place, claim in enumerate(claims_in(text)):
            if len(claim.tokens) < _WORDS:
                continue
            for name in planted:
                dice = Random(f"{seed}|{given.article.digest}|{text}|{place}|{name}")  # noqa: S311 - the same each time is the point
                edit = _PLANTERS[name](Ground(claim, given.index, foreign_sentences, dice))
                if edit is not None and edit.of(claim.text) != claim.text:
                    yield _mutant(
                        f"{given.article.id}-{kind}{number}-{place}-{name}", name, given.article, text, claim, edit
                    )


def _mutant(identity: str, name: MutantClass, article: Article, text: str, claim: Claim, edit: Edit) -> Mutant:
    start, end = edit.start + claim.offset, edit.end + claim.offset
    summary = text[:start] + edit.words + text[end:]
    return Mutant(identity, name, article.text, summary, text, start, start + len(edit.words))
