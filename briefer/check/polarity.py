"""A claim and the one source sentence that carries it, word by word: what `negation`, `hedge` and `beside` need.

A word that one side denies or hedges must stand in the other side too, in the same company: beside at least one of the
words of meaning that it stands beside here. Two sentences that share a word by chance are no contradiction.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefer.check.alignment import carried
from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.text.words import STOP_WORDS, Token

_NO_LIST = "not never no none nobody nothing neither nor without cannot hardly"
NO = frozenset(_NO_LIST.split())
"""Words that deny; those that end in "n't" do too."""
_CARRIED = 0.6  # of the claim's weight in one sentence: less, and the two may not say the same thing at all
_SCOPE = 3  # words after a "not" or a "could" that it can govern
_COMPANY = 2  # words of meaning on either side that a word keeps company with


def counterpart(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> int | None:
    """The sentence that says what the claim says; None where no single one does."""
    if not passage:
        return None
    stems = {token.stem for token in claim.content}
    best = max(passage, key=lambda number: (len(stems & index.stem_sets[number]), -number))
    return best if carried(claim.content, index, (best,)) >= _CARRIED else None


def governed(tokens: tuple[Token, ...], place: int) -> str | None:
    """The stem of the first word of meaning after `place`, if it is near enough to be governed from there."""
    for token in tokens[place + 1 : place + 1 + _SCOPE]:
        if token.word not in STOP_WORDS and len(token.word) > 2:
            return token.stem
    return None


def in_company(stem: str, here: Sequence[Token], there: Sequence[Token]) -> bool:
    """Whether a word stands in both texts beside a word that is the same in both."""
    return bool(company(stem, here) & company(stem, there))


def company(stem: str, tokens: Sequence[Token]) -> set[str]:
    """The stems that a word stands beside in a text."""
    found: set[str] = set()
    for place, token in enumerate(tokens):
        if token.stem == stem:
            near = (*tokens[max(0, place - _COMPANY) : place], *tokens[place + 1 : place + 1 + _COMPANY])
            found |= {other.stem for other in near}
    return found - {stem}
