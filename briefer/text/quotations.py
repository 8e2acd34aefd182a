"""Quotations of a text, by their marks: where each begins and ends, what stands inside what.

Covered: straight and curly marks, single (British) marks told from apostrophes, German, French and Nordic
marks, marks of tokenised text (``...''), nested quotations, quotations over several paragraphs (the mark
repeated at each, closed at the last: one quotation), marks that were never closed (they end with their
paragraph, or where the writer's own words set in again), feet and inches. Not covered: dialogue set off by
dashes alone, block quotations without marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from briefer.text.cues import LEMMAS
from briefer.text.pairing import find_pairs
from briefer.text.sentences import split_paragraphs
from briefer.text.spans import Span, trim

Kind = Literal["direct", "fragment", "nested"]

_CLAUSE = re.compile(
    r"\b(?:I|we|you|he|she|they|it|there|this|that|who|what|nobody|everyone|people|these|those|which)(?:[’']\w+)?\s+"
    r"(?:\w+ly\s+)?(?!(?:of|and|or|in|to|for|on|at)\b)\w+"
    r"|\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|might|do|does|did|cannot)\b"
    r"|\b\w+n[’']t\b",
    re.IGNORECASE,
)
"""A subject pronoun with a verb, or an auxiliary: what a clause has and a fragment has not."""
_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
_WORD_BEFORE_COMMA = re.compile(r"(\w+),\s*\Z")
_VERB_WITHIN = 20  # characters before a quotation that hold the verb and its comma
_ENOUGH = 2000  # characters that a kind is judged by
_CLAUSE_WORDS = 4  # fewer are woven into the writer's sentence, verb or not: "will end"


class Mention(NamedTuple):
    """Somebody that the text speaks of: the name as resolved, and the words that stand there."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation, and who said it once `briefer.text.speakers.attribute` has looked."""

    span: Span
    """Inside the marks."""
    outer: Span
    """Marks included."""
    kind: Kind
    """direct: a clause or more; fragment: words woven into the writer's sentence; nested: inside another."""
    speaker: Mention | None
    """Who said it; None where the text does not say."""
    via: Mention | None
    """Whom they told, or the outlet that reports it."""
    cue: str | None
    """The word that attributes it."""


def find_quotations(text: str, paragraphs: Sequence[Span] | None = None) -> tuple[Quotation, ...]:
    """The quotations of a text in the order they open, found by their marks alone: no speaker, via or cue.

    `paragraphs` are the text's own (`split_paragraphs` where None): an unclosed quotation ends with its
    paragraph, unless the next one opens with the mark again or closes what is open.
    """
    if paragraphs is None:
        paragraphs = split_paragraphs(text)
    quotations: list[Quotation] = []
    for pair in find_pairs(text, paragraphs):
        inner = trim(text, pair.inner.start, pair.inner.end)
        if inner.start < inner.end:
            kind: Kind = "nested" if pair.depth else _kind(text, inner, pair.outer)
            quotations.append(Quotation(inner, pair.outer, kind, None, None, None))
    return tuple(quotations)


def _kind(text: str, inner: Span, outer: Span) -> Kind:
    """Direct for a whole sentence or a clause with a verb of its own, else fragment."""
    enough = min(inner.end, inner.start + _ENOUGH)
    words = sum(1 for _ in _WORD.finditer(text, inner.start, enough))
    first = next((c for c in text[inner.start : inner.start + 8] if c.isalnum()), "")
    whole = first.isupper() or first.isdigit()
    opened_by = _opened_by(text, outer)
    stops = text[inner.end - 1] in ".?!…,—–"
    following = text[outer.end : outer.end + 1]
    if opened_by == ":" and (whole or words >= _CLAUSE_WORDS):
        return "direct"
    if opened_by and whole and (stops or following in ",.\n-–—"):
        # in a list ("A", "B" and "C") a title looks the same, but for its length
        return "direct" if words >= _CLAUSE_WORDS or opened_by != "," or text[inner.end - 1] in "?!" else "fragment"
    if stops and words >= _CLAUSE_WORDS and (whole or opened_by):
        return "direct"  # fewer words are a fragment that takes the writer's stop in, American fashion
    return "direct" if words >= _CLAUSE_WORDS and _CLAUSE.search(text, inner.start, enough) else "fragment"


def _opened_by(text: str, outer: Span) -> str:
    """What lets a quotation begin anew: ":" (or a verb of saying), ",", "." for another stop or none; else ""."""
    before = text[max(0, outer.start - 3) : outer.start].rstrip()
    if not before or before[-1] in ".?!…”’\"'—–":
        return "."
    if before[-1] != ",":
        return ":" if before[-1] == ":" else ""
    verb = _WORD_BEFORE_COMMA.search(text, max(0, outer.start - _VERB_WITHIN), outer.start)
    return ":" if verb is not None and verb.group(1).lower() in LEMMAS else ","  # Hale said, "Stay put,"
