"""How well a claim is supported: a probability from transparent features, fitted on human labels.

Each feature is a share or a small count that can be read off the claim and the passage that it rests on; `WEIGHTS` says
what each is worth. A word-for-word sentence of the source scores 1 whatever the weights say. Not covered: paraphrase
that shares no words with the source, inference, knowledge of the world.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefer.check.claims import Claim
from briefer.check.index import PREFIX, SourceIndex
from briefer.check.weights import BIAS, WEIGHTS
from briefer.text.words import Token, ordinary_words

DECISION = 0.5
"""A claim scored lower is not supported; the weights are fitted so that this is the fair cut."""
_MANY = 4.0  # counts are capped: the fifth unknown word says no more than the fourth


@dataclass(frozen=True, slots=True)
class Features:
    """What the score is made of."""

    words: float
    """Share of the content words that stand somewhere in the source."""
    derived: float
    """Share of the content words that the source lacks, but has a relative of ("resign" for "resignation")."""
    unknown: float
    """Words that the source lacks and that are no ordinary words either, likely names: a count, up to 4."""
    faults: float
    """Errors of the checks of quotation, number, date and name: a count, up to 4."""
    length: float
    """Logarithm of the number of content words."""


def features_of(claim: Claim, index: SourceIndex, faults: int) -> Features:
    """The features of a claim against the whole source."""
    words = claim.content
    count = max(1, len(words))
    lacking = [token for token in words if token.stem not in index.stems]
    relatives = [token for token in lacking if len(token.stem) >= PREFIX and token.stem[:PREFIX] in index.prefixes]
    strangers = [token for token in lacking if token.stem not in ordinary_words() and not token.word[0].isdigit()]
    return Features(
        words=sum(1 for token in words if token.stem in index.postings) / count,
        derived=len(relatives) / count,
        unknown=min(_MANY, len(strangers)),
        faults=min(_MANY, faults),
        length=math.log(count),
    )


def support_of(claim: Claim, index: SourceIndex, faults: int) -> float:
    """How well a claim is supported, 0 to 1; 0.5 is the decision.

    What the features come to, and above the decision the nearer to 1 the more of the claim is one run of the source's
    words. That lift never carries a claim over the decision.
    """
    if not claim.content or is_verbatim(claim, index):
        return 1.0
    score = probability(features_of(claim, index, faults))
    return score if score < DECISION else score + (1.0 - score) * copied_share(claim.tokens, index) ** 2


def probability(features: Features) -> float:
    """The probability that a claim with these features is supported."""
    total = BIAS + sum(weight * getattr(features, name) for name, weight in WEIGHTS.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def is_verbatim(claim: Claim, index: SourceIndex) -> bool:
    """Whether the source has the claim word for word."""
    words = " ".join(token.word for token in claim.tokens)
    return bool(words) and f" {words} " in index.word_line


def copied_share(tokens: Sequence[Token], index: SourceIndex) -> float:
    """The share of the words in the longest stretch whose neighbours are all neighbours in the source."""
    longest = current = 0
    for one, other in pairwise(tokens):
        current = current + 1 if (one.word, other.word) in index.word_pairs else 0
        longest = max(longest, current)
    return (longest + 1) / len(tokens) if longest else 0.0
