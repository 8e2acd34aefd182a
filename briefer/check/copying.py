"""How a claim's words run in the source: the stretches that it copies, and where it leaves one for another.

A summary that errs while it copies errs where two stretches meet: a clause is left to the wrong subject, a word in the
middle is another. Stretches are found from left to right, each as long as some sentence of the source allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from briefer.check.index import SourceIndex
from briefer.text.words import Token

SHORTEST = 3  # words: what is shorter, any two texts on one subject share
_AHEAD = 4  # content words of the claim within which two of them are a pair,
_WITHIN = 6  # and content words of a source sentence within which they have to stand, in the same order


class Stretch(NamedTuple):
    """Words of a claim that one sentence of the source has in a row."""

    length: int
    sentence: int
    """The sentence's number in the story; 0 is what is printed around the bodies."""


def stretches(tokens: Sequence[Token], index: SourceIndex) -> tuple[Stretch, ...]:
    """The stretches of a claim, in order; words that the source lacks are in none."""
    found: list[Stretch] = []
    own = [token.word for token in tokens]
    at, count = 0, len(own)
    while at < count:
        longest = where = 0
        for sentence, place in index.word_places.get(own[at], ()):
            words = index.sentence_words[sentence]
            if longest and (
                place + longest >= len(words) or at + longest >= count or words[place + longest] != own[at + longest]
            ):
                continue  # it cannot be longer than the longest so far
            length, most = 1, min(count - at, len(words) - place)
            while length < most and words[place + length] == own[at + length]:
                length += 1
            if length > longest:
                longest, where = length, sentence
        if longest:
            found.append(Stretch(longest, where))
        at += longest or 1
    return tuple(found)


def jumps(found: Sequence[Stretch]) -> int:
    """How often a claim goes from one sentence's words over to another's, short stretches left out."""
    long = [stretch for stretch in found if stretch.length >= SHORTEST]
    return sum(one.sentence != other.sentence for one, other in pairwise(long))


def kept_together(content: Sequence[Token], index: SourceIndex) -> float:
    """The share of a claim's near pairs of words that a source sentence has near each other in the same order.

    Pairs of which the source lacks a word count for nothing; 0 without a pair.
    """
    pairs = kept = 0
    for at, one in enumerate(content):
        rows = index.postings.get(one.stem)
        if rows is None:
            continue
        for other in content[at + 1 : at + _AHEAD]:
            others = index.postings.get(other.stem)
            if others is None:
                continue
            pairs += 1
            few, missing = (rows, other.stem) if len(rows) < len(others) else (others, one.stem)
            for sentence in few:
                if missing in index.stem_sets[sentence] and _near(one.stem, other.stem, index.stem_places[sentence]):
                    kept += 1
                    break
    return kept / pairs if pairs else 0.0


def _near(stem: str, other: str, places: Mapping[str, Sequence[int]]) -> bool:
    """Whether a sentence has the second stem a few words behind the first."""
    for first in places[stem]:
        for second in places[other]:
            if 0 < second - first <= _WITHIN:
                return True
    return False
