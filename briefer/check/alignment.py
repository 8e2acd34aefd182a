"""Which source sentences support a text: the smallest good set, found by the words that the two share.

Words count by how rare they are in the story: a name that stands in one sentence tells more than a word that stands in
twenty. Sentences that were hinted at are tried first, and kept only where they do support the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from briefer.check.index import SourceIndex
from briefer.text.words import Token

MOST = 3
"""A sentence of a brief rests on one source sentence in most cases, on three where it sums up a paragraph."""
_GAIN = 0.12  # of the text's weight: one rare word in eight; less is chance likeness
_PAIR = 0.5  # what a shared pair of neighbours adds, as a share of its words' own weight
_TRIED = 24  # sentences that share most with the text: one of the others adds nothing that these do not
_HINT = 1.15  # a hinted sentence wins where another is no more than this much better


class Matched(NamedTuple):
    """The sentences that a text rests on, and the share of its weight that they carry."""

    numbers: tuple[int, ...]
    """In the story's order; empty where nothing supports it."""
    covered: float
    """Share of the text's weight that these sentences hold together, 0 to 1."""
    best: float
    """Share that the best of them holds alone."""


def match(words: Sequence[Token], index: SourceIndex, hints: Sequence[int] = ()) -> Matched:
    """The smallest good set of sentences for some content words, three at most."""
    weights = _weights(words, index)
    total = sum(weights.values())
    if not total:
        return Matched((), 0.0, 0.0)
    gains = _gains(words, weights, index)
    hinted = frozenset(hints)
    tried = sorted({*sorted(gains, key=lambda n: (-gains[n], n))[:_TRIED], *(hinted & gains.keys())})
    chosen: list[int] = []
    missing = dict(weights)
    covered = best = 0.0
    while len(chosen) < MOST and gains:
        number, gain = _next(tried, gains, chosen, missing, index, hinted)
        if number is None or (gain < _GAIN * total and (chosen or gain < 0.5 * _GAIN * total)):
            break
        held = index.stem_sets[number]
        share = sum(weight for stem, weight in missing.items() if stem in held) / total
        missing = {stem: weight for stem, weight in missing.items() if stem not in held}
        covered += share
        best = max(best, share)
        chosen.append(number)
    return Matched(tuple(sorted(chosen)), min(1.0, covered), min(1.0, best))


def carried(words: Sequence[Token], index: SourceIndex, numbers: Sequence[int]) -> float:
    """The share of a text's weight that some given sentences hold together."""
    weights = _weights(words, index)
    total = sum(weights.values())
    held = frozenset().union(*(index.stem_sets[number] for number in numbers))
    return sum(weight for stem, weight in weights.items() if stem in held) / total if total else 0.0


def _weights(words: Sequence[Token], index: SourceIndex) -> dict[str, float]:
    """Each stem's weight."""
    rarities = index.rarities
    return {token.stem: rarities[token.stem] for token in words}


def _gains(words: Sequence[Token], weights: dict[str, float], index: SourceIndex) -> dict[int, float]:
    """What each sentence shares with the text, neighbouring pairs counted on top."""
    gains: defaultdict[int, float] = defaultdict(float)
    for stem, weight in weights.items():
        for number in index.postings.get(stem, ()):
            gains[number] += weight
    wanted = index.pairs.intersection(pairwise([token.stem for token in words]))
    if wanted:
        for number in sorted(gains, key=lambda n: (-gains[n], n))[:12]:  # a pair cannot lift a poor sentence to the top
            stems = index.content_stems[number]
            if wanted.isdisjoint(pairwise(stems)):
                continue
            for pair in pairwise(stems):
                if pair in wanted:
                    gains[number] += _PAIR * min(weights[pair[0]], weights[pair[1]])
    return gains


def _next(
    tried: Sequence[int],
    gains: dict[int, float],
    chosen: list[int],
    missing: dict[str, float],
    index: SourceIndex,
    hinted: frozenset[int],
) -> tuple[int | None, float]:
    """The sentence that adds most to what was chosen, the earliest of equals, and what it adds."""
    best: int | None = None
    most = 0.0
    for number in tried:
        if number in chosen:
            continue
        if chosen:
            held = index.stem_sets[number]
            added = sum(weight for stem, weight in missing.items() if stem in held)
        else:
            added = gains[number]
        scaled = added * _HINT if number in hinted else added
        if scaled > most:
            best, most = number, scaled
    if best is None:
        return None, 0.0
    return best, most / (_HINT if best in hinted else 1.0)
