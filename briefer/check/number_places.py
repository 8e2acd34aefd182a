"""A number of the source in a place where the source has another: a claim of its own words (`check.misplaced`).

Only numbers of one kind are held against each other: the same unit, or without one the same thing counted. Not covered:
ages, halves of one figure ("2-0", "nine in ten"), "one" and "first" in words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from briefer.brief import Finding
from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.check.measure import measured_alike, measures_other
from briefer.check.misplaced import Place, better_home, is_of_other, likely_sentences
from briefer.text.numbers import Number
from briefer.text.spans import Span
from briefer.text.words import Token

_FEW = 3  # "first" to "third" are used for much else than counting
_ALL = re.compile(r"\ball(?: of)?(?: the| its| their| his| her)? $", re.IGNORECASE)
_SOME_OF = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+|some|half|most|many|few|none)(?: out)? of"
    r"(?: the| its| their| his| her)? $",
    re.IGNORECASE,
)
_COUNTED = r"(?:\b\d{1,2}\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)"
_PARTED = re.compile(rf"\d[/:–-]$|{_COUNTED} (?:out of|in|of) $", re.IGNORECASE)
_PARTED_BEHIND = re.compile(rf"[/:–-]\d|(?: out)? (?:of|in) {_COUNTED}", re.IGNORECASE)


def misplaced(
    claim: Claim, number: Number, index: SourceIndex, places: Sequence[int], same: Callable[[Number, Number], bool]
) -> Finding | None:
    """A number where the source, saying the same, has another of its kind: a claim of its own words.

    `places` are the sentences that have it, `same` tells whether the source's number bears out a claim's.
    """
    if not index.english or claim.lower_cased or _is_age(claim, number) or _is_part(claim.text, number):
        return None
    behind = _behind(claim.tokens, number.end)
    rivals = [
        Place(sentence, other.span)
        for sentence in likely_sentences(claim, index)
        for other in index.numbers[sentence]
        if _rivals(number, other, claim)
        and (number.unit or behind & _behind(index.tokens[sentence], other.end))
        and not same(number, other)
        and not same(other, number)
    ]
    if not rivals:
        return None
    if measured_alike(claim, number, index, places, same):
        rivals = [one for one in rivals if not measures_other(claim, number.span, index, one.number, one.span)]
    own = [
        Place(sentence, other.span) for sentence in places for other in index.numbers[sentence] if same(number, other)
    ]
    home = better_home(claim, number.span, own, rivals, index)
    if home is None:
        return None
    evidence = (index.evidence(home.number, home.span),)
    text = home.span.of(index.sentences[home.number - 1].text)
    message = f"the source gives {text} for this; {number.text} is something else there"
    return claim.finding("number", "error", number.span, message, evidence)


def is_other_of_two(claim: Claim, number: Number, index: SourceIndex, sentence: int, others: Sequence[Number]) -> bool:
    """Whether the sentence that a claim copies gives the claim's number for the one that the claim names.

    "12 miles for those from the upper hall, against 3 for those from the lower" bears out 3 for the lower hall.
    """
    own = next((other for other in index.numbers[sentence] if other.value == number.value), None)
    places = [Place(sentence, other.span) for other in others]
    return own is not None and is_of_other(claim, number.span, Place(sentence, own.span), places, index)


def all_of(claim: Claim, number: Number, index: SourceIndex, places: Sequence[int]) -> Finding | None:
    """A finding for "all four lines" where the source only ever has some of the four; else None."""
    if number.noun is None or not _ALL.search(claim.text[: number.start]):
        return None
    part: Span | None = None
    for sentence in places:
        text = index.sentences[sentence - 1].text if sentence else index.surroundings
        for other in index.numbers[sentence]:
            if other.value == number.value:
                found = _SOME_OF.search(text[: other.start])
                if found is None or not sentence:
                    return None
                part = part or Span(found.start(), other.end)
    if part is None:
        return None
    message = f"the source has “{part.of(index.sentences[places[0] - 1].text)}”, not all of them"
    return claim.finding("number", "error", number.span, message, (index.evidence(places[0], part),))


def _rivals(claimed: Number, other: Number, claim: Claim) -> bool:
    """Whether a number of the source could stand in the place of one of the claim, and stands nowhere in the claim."""
    if other.name or other.ordinal != claimed.ordinal or other.unit != claimed.unit or other.noun == "old":
        return False
    if other.spelled and (other.value <= 1 or (other.ordinal and other.value <= _FEW)):
        return False  # "one", "half", "first": manners of speaking
    return all(other.value != number.value for number in claim.numbers)


def _behind(tokens: Sequence[Token], end: int) -> set[str]:
    """The stems of the next two words: what a number without a unit counts is one of them."""
    at = bisect_left(tokens, end, key=lambda token: token.start)
    return {token.stem for token in tokens[at : at + 2]}


def _is_age(claim: Claim, number: Number) -> bool:
    """Whether a number is somebody's age: "the 31-year-old", "Omar, 20"."""
    if number.noun == "old":
        return True
    return number.unit is None and any(claim.text[name.end : number.start].strip() == "," for name in claim.names)


def _is_part(text: str, number: Number) -> bool:
    """Whether a number is half of one figure: a score, odds, "nine in ten"."""
    return _PARTED.search(text[max(0, number.start - 16) : number.start]) is not None or (
        _PARTED_BEHIND.match(text, number.end) is not None
    )
