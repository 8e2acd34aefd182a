"""A claim laid beside the sentences that it rests on: names that stand elsewhere, words that deny or hedge on one side.

What a summary in its own words gets wrong seldom shows in its words alone: a name of the source is put where another
belongs, "was arrested" becomes "was not arrested", "may rise" becomes "rises". One such thing proves nothing, as the
sentence that says so may be one that the claim shares few words with: these are features of the support score and no
checks. Not covered: opposites (`direction`), denials by a verb ("refused to"), hedges by a verb ("plans to").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from briefer.check.alignment import Matched
from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.check.polarity import NO

_HEDGES_LIST = "may might could would allegedly reportedly apparently possibly perhaps likely alleged suspected"
_HEDGES = frozenset(_HEDGES_LIST.split())
"""Those that hedge wherever they stand; the check of hedges knows more, and looks at what stands around them."""
_MOST = 2  # denials: in a long sentence a third tells nothing more


class Beside(NamedTuple):
    """What sets a claim apart from its passage, the sentences that it rests on."""

    astray: int
    """Names and figures that the source has, but not in the passage."""
    placed: float
    """Share of the names and figures that the passage has; 0 where the claim has none, and so nothing that ties it."""
    denied: bool
    """Whether the claim denies something, and no sentence of the passage does."""
    denied_alone: bool
    """The same, and no other sentence of the source does either."""
    turned: int
    """How many words that deny one side has more than the other, up to 2; the other is the passage's best sentence."""
    hedged: bool
    """Whether the claim hedges, and the best sentence does not."""
    unhedged: bool
    """Whether the best sentence hedges, and the claim does not: it may be surer than the source."""


def beside(claim: Claim, index: SourceIndex, matched: Matched) -> Beside:
    """What sets a claim apart from what it rests on; `matched` says what that is."""
    numbers = matched.numbers
    named = [token.stem for token in claim.content if token.raw[0].isupper() or token.word[0].isdigit()]
    here = {form.stem for number in numbers for form in index.forms[number]} if named else frozenset()
    placed = sum(stem in here for stem in named)
    words = [token.word for token in claim.tokens]
    best = index.sentence_words[_best(claim, index, numbers)] if numbers else ()
    denials, denials_there = _denials(words), _denials(best)
    denied = denials > 0 and not any(_denials(index.sentence_words[number]) for number in numbers)
    hedged, hedged_there = _hedges(words), _hedges(best)
    return Beside(
        astray=sum(stem in index.stems and stem not in here for stem in named),
        placed=placed / len(named) if named else 0.0,
        denied=denied,
        denied_alone=denied and not any(map(_denials, index.sentence_words)),
        turned=abs(min(denials, _MOST) - min(denials_there, _MOST)),
        hedged=hedged and not hedged_there,
        unhedged=hedged_there and not hedged,
    )


def _best(claim: Claim, index: SourceIndex, numbers: Sequence[int]) -> int:
    """The sentence that shares most words with the claim, the earliest of equals."""
    if len(numbers) == 1:
        return numbers[0]
    stems = {token.stem for token in claim.content}
    return max(numbers, key=lambda number: (len(stems & index.stem_sets[number]), -number))


def _denials(words: Sequence[str]) -> int:
    """How many words deny; no word has a blank in it, so that one search finds all that end in "n't"."""
    return sum(map(NO.__contains__, words)) + f"{' '.join(words)} ".count("n't ")


def _hedges(words: Sequence[str]) -> bool:
    """Whether a word hedges."""
    return not _HEDGES.isdisjoint(words)
