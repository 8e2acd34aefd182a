"""A value of the source in a place where the source has another: "closes on 19 November" where that is the day of a vote.

The rest of the claim is laid against the surroundings of each place where the source has a value of the same kind: the
words of its clause count whole, those of farther clauses and of the sentences around it less. Where a place with
another value holds the rest clearly better than every place with the claim's own, the value is misplaced. Abstains
where the rest says little, where no place holds most of it, and where something of the rest stands beside the claim's
own value alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefer.check.claims import Claim
from briefer.check.clauses import apart, clause_starts, starts_in
from briefer.check.index import PREFIX, SourceIndex
from briefer.text.cues import LEMMAS
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token

_BY_BOUNDARIES = (1.0, 0.65, 0.45, 0.35)
"""What a word tells of a place that none, one, two or more clause boundaries part it from."""
_BEFORE = 0.25  # the same of a word in the sentence before
_NAMED_BEFORE = 0.6  # of a name there, or one farther back: a pronoun may stand for it
_BEHIND = 0.15
_HOME = 0.5  # of the rest's weight: a place that holds less is not known to be its home
_CLEARLY = 0.3  # how much more of it than any place of the claim's own value
_CLAUSE_HOME = 0.45
_CLAUSE_CLEARLY = (
    0.1  # the same where the place has, in its own clause, words of the claim's clause that no own place has
)
_HALF = 0.5  # of the weight of the claim's clause
_ASIDE = 0.4  # what the day of a "said on Thursday" tells of anything but the saying
_LOOKED_AT = 24  # sentences that may be the home: others share too little
_LONGEST = 60  # words: in a longer sentence the full stops are lost
_SAID = 3
_RETRACTED = re.compile(r"\b(?:earlier|previous|original) version\b[^;.]*", re.IGNORECASE)
"""What a correction takes back, up to where it may say what is right."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the source has a value."""

    number: int
    """Of the sentence; 0 for what is printed around the bodies."""
    span: Span
    """In the sentence."""


@dataclass(frozen=True, slots=True)
class _Held:
    """How much of a claim's rest a place holds."""

    place: Place
    score: float
    """Share of the rest's weight, what is farther off counted less."""
    inside: float
    """Share of the words of the value's own clause that stand in the place's own clause."""
    clause: frozenset[str]
    """Stems of the rest that stand in the place's clause."""
    sentence: frozenset[str]
    """Those that stand in its sentence."""
    framed: bool
    """Whether it stands between the same words as in the claim: "revenue of" before both."""


class _Rest:
    """What a claim says beside a value."""

    def __init__(self, claim: Claim, span: Span, index: SourceIndex) -> None:
        self.index = index
        starts = clause_starts(claim.text, claim.tokens)
        near: dict[str, float] = {}
        for token in claim.content:
            if not span.start <= token.start < span.end:
                share = _by_boundaries(apart(starts, token.start, span.start))
                near[token.stem] = max(near.get(token.stem, 0.0), share)
        self.weights = {
            stem: share * (index.rarities[stem] if stem in index.postings else 1.0) for stem, share in near.items()
        }
        self.total = sum(self.weights.values())
        self.relatives = {stem[:PREFIX]: stem for stem in near if stem not in index.postings and len(stem) >= PREFIX}
        self.clause = {stem for stem, share in near.items() if share == 1.0 and stem in index.postings}
        self.clause_total = sum(self.weights[stem] for stem in self.clause)
        named = {word for name in claim.names for word in name.words} & index.name_words
        self.names = {token.stem for token in claim.content if token.word in named}
        self.frame = _frame(claim.tokens, span)
        self.governor = _before(claim.content, span) if self.clause else None
        self.said = any(token.word in LEMMAS for token in claim.tokens)

    def at(self, place: Place) -> _Held:
        """How much of it a place of the source holds."""
        index, number = self.index, place.number
        near: dict[str, float] = {}
        starts = starts_in(index, number)
        for token in index.content[number]:
            stem = token.stem if token.stem in self.weights else self.relatives.get(token.stem[:PREFIX])
            if stem is not None and not place.span.start <= token.start < place.span.end:
                share = _by_boundaries(apart(starts, token.start, place.span.start))
                near[stem] = max(near.get(stem, 0.0), share)
        sentence = frozenset(near)
        if number:
            self._beside(number, near)
        told = 1.0 if self.said or not _is_when_said(index.tokens[number], place.span) else _ASIDE
        clause = frozenset(stem for stem, share in near.items() if share == 1.0)
        inside = sum(self.weights[stem] for stem in clause & self.clause)
        return _Held(
            place,
            told * sum(self.weights[stem] * share for stem, share in near.items()) / self.total,
            told * inside / self.clause_total if self.clause_total else 0.0,
            clause if told == 1.0 else frozenset(),
            sentence,
            self.frame is not None and _frame(index.tokens[number], place.span) == self.frame,
        )

    def _beside(self, number: int, near: dict[str, float]) -> None:
        """Adds what the sentences around a place hold."""
        index = self.index
        for step, share in ((-2, 0.0), (-1, _BEFORE), (1, _BEHIND)):
            other = number + step
            if 0 < other < len(index.stem_sets):
                for stem in self.weights.keys() & index.stem_sets[other]:
                    carried = _NAMED_BEFORE if step < 0 and stem in self.names else share
                    near[stem] = max(near.get(stem, 0.0), carried)


def likely_sentences(claim: Claim, index: SourceIndex) -> tuple[int, ...]:
    """The sentences that share most of the claim's words, one at least: any other is nobody's home."""
    weights: dict[int, float] = {}
    for stem in {token.stem for token in claim.content}:
        for number in index.postings.get(stem, ()):
            weights[number] = weights.get(number, 0.0) + index.rarities[stem]
    return tuple(sorted(sorted(weights, key=lambda number: (-weights[number], number))[:_LOOKED_AT]))


def better_home(
    claim: Claim, span: Span, own: Sequence[Place], rivals: Sequence[Place], index: SourceIndex
) -> Place | None:
    """The place of another value that holds the rest of the claim clearly better than any of its own; else None."""
    rivals = [place for place in rivals if place.number and len(index.tokens[place.number]) <= _LONGEST]
    if not rivals or not own:
        return None
    rest = _Rest(claim, span, index)
    if len(rest.weights) < 2:
        return None
    home = max((rest.at(place) for place in rivals), key=lambda held: (held.score, held.inside, -held.place.number))
    if home.score < _CLAUSE_HOME:
        return None
    mine = [rest.at(place) for place in own if not _is_retracted(place, index)]
    most = max((held.score for held in mine), default=0.0)
    if rest.governor in index.postings and rest.governor not in home.sentence | rest.names:
        return None
    if any((held.clause & rest.clause) - home.sentence for held in mine):
        return None
    inside = max((held.inside for held in mine), default=0.0)
    clearly = home.score >= _HOME and home.score - most >= _CLEARLY
    in_clause = home.inside >= _HALF and home.inside - inside >= _HALF and home.score - most >= _CLAUSE_CLEARLY
    framed = home.framed and home.score >= max(most, _HOME) and not any(held.framed for held in mine)
    return home.place if clearly or in_clause or framed or _contrasted(claim, home, mine, index) else None


def is_of_other(claim: Claim, span: Span, own: Place, others: Sequence[Place], index: SourceIndex) -> bool:
    """Whether a sentence gives a claim's value for the one of two that the claim names, and others for the other one."""
    rest = _Rest(claim, span, index)
    return bool(rest.weights) and _contrasted(claim, rest.at(own), [rest.at(place) for place in others], index)


def _contrasted(claim: Claim, home: _Held, mine: Sequence[_Held], index: SourceIndex) -> bool:
    """Whether the same sentence gives the claim's value for the other of two: "lit valley" for a "dark valley"."""
    kinds = dict(_modified(claim.text, claim.content))
    for held in mine:
        number = held.place.number
        if number != home.place.number or held.score < _HOME:
            return False
        turned = [
            kinds[head]
            for head, kind in _modified(index.sentences[number - 1].text, index.content[number])
            if kinds.get(head, kind) != kind and head in held.clause
        ]
        if not any(kind in home.clause and kind not in held.clause for kind in turned):
            return False
    return bool(mine)


def _modified(text: str, words: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Words with the word right before them, which says which one is meant: valley, dark."""
    for one, other in pairwise(words):
        if other.start - one.end == 1 and text[one.end].isspace() and one.stem.isalpha() and other.stem.isalpha():
            yield other.stem, one.stem


def _by_boundaries(count: int) -> float:
    return _BY_BOUNDARIES[min(count, len(_BY_BOUNDARIES) - 1)]


def _frame(tokens: Sequence[Token], span: Span) -> tuple[str, str] | None:
    """What a value stands between: ("revenue", "of") in "revenue of $3m", ("closed", "lower") in "closed 3% lower"."""
    at = bisect_left(tokens, span.start, key=lambda token: token.start)
    if at >= 2 and tokens[at - 1].word == "of" and tokens[at - 2].word not in STOP_WORDS:
        return tokens[at - 2].stem, "of"
    after = bisect_left(tokens, span.end, key=lambda token: token.start)
    if not at or after >= len(tokens):
        return None
    sides = tokens[at - 1], tokens[after]
    if any(token.word in STOP_WORDS for token in sides):
        return None
    return sides[0].stem, sides[1].stem


def _before(words: Sequence[Token], span: Span) -> str | None:
    """The stem of the last word of meaning before a value."""
    at = bisect_left(words, span.start, key=lambda token: token.start)
    return words[at - 1].stem if at else None


def _is_when_said(tokens: Sequence[Token], span: Span) -> bool:
    """Whether a day stands right behind a verb of saying, and so is the day of the saying alone."""
    at = bisect_left(tokens, span.start, key=lambda token: token.start)
    return any(token.word in LEMMAS for token in tokens[max(0, at - _SAID) : at])


def _is_retracted(place: Place, index: SourceIndex) -> bool:
    """Whether a correction says that the value stood there wrongly."""
    if not place.number:
        return False
    found = _RETRACTED.search(index.sentences[place.number - 1].text)
    return found is not None and found.start() <= place.span.start < found.end()
