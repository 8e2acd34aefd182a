"""How well a summary is supported: a probability from transparent features, fitted on human labels.

Each feature is a share or a count that can be read off a claim and the source; `support.json` says what they are worth
together, as boosted trees that may only follow each feature in the direction that it means (more unknown words never
help). What copies and what rewords errs in different ways, which a sum of weights cannot tell. A word-for-word sentence
of the source scores 1 whatever the trees say. Not covered: paraphrase that shares no words with the source, inference,
knowledge of the world.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from operator import attrgetter
from typing import Any

from briefer.brief import Finding
from briefer.check.alignment import Matched, match
from briefer.check.beside import beside
from briefer.check.claims import Claim
from briefer.check.copying import SHORTEST, jumps, kept_together, stretches
from briefer.check.index import PREFIX, SourceIndex
from briefer.text.words import ordinary_words

DECISION = 0.5
"""A claim scored lower is not supported; the trees are fitted so that this is the fair cut."""
SIGNS: dict[str, int] = {
    "words": 1,
    "derived": 1,
    "unknown": -1,
    "ordinary": -1,
    "best": 1,
    "covered": 1,
    "held": 1,
    "pairs": 1,
    "near": 1,
    "copied": 1,
    "longest": 1,
    "stretches": 0,
    "jumps": -1,
    "pieces": -1,
    "numbers": -1,
    "names": -1,
    "faults": -1,
    "astray": -1,
    "placed": 1,
    "denied": -1,
    "denied_alone": -1,
    "turned": -1,
    "hedged": -1,
    "unhedged": -1,
    "length": 0,
    "source": 0,
    "lower": 0,
}
"""Each feature, and whether more of it speaks for support (1), against it (-1), or depends (0)."""
_IN_ORDER = attrgetter(*SIGNS)
_APART = frozenset({"injection", "section", "number", "name"})
"""Checks that are counted by themselves, or do not say whether a claim is true."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the score of a claim is made of."""

    words: float
    """Share of the content words that stand in the source's bodies."""
    derived: float
    """Share of the content words that the source lacks, but has a relative of ("resign" for "resignation")."""
    unknown: float
    """Words that the source lacks and that are no ordinary words either, likely names."""
    ordinary: float
    """Ordinary words that the source lacks."""
    best: float
    """Share of the claim's weight that the best source sentence holds alone."""
    covered: float
    """Share of the claim's weight that the one to three best hold together."""
    held: float
    """Share of the content words that they hold."""
    pairs: float
    """Share of the neighbouring content words that are neighbours in the source."""
    near: float
    """Share of the near pairs of content words that the source has near each other, in the same order."""
    copied: float
    """Share of all words in stretches of three and more that the source has in a row."""
    longest: float
    """Share of all words in the longest such stretch."""
    stretches: float
    """How many such stretches there are."""
    jumps: float
    """How often one is followed by another of another sentence."""
    pieces: float
    """How many stretches of any length."""
    numbers: float
    """Errors of the check of numbers."""
    names: float
    """Errors of the check of names."""
    faults: float
    """Errors of all other checks of facts."""
    astray: float
    """Names and figures that the source has, but not where the claim rests."""
    placed: float
    """Share of the names and figures that stand there; 0 where the claim has none."""
    denied: float
    """1 where the claim denies something and the sentences that it rests on deny nothing."""
    denied_alone: float
    """1 where in addition the whole source denies nothing."""
    turned: float
    """Words that deny which the claim has more or fewer of than the best source sentence, up to 2."""
    hedged: float
    """1 where the claim hedges and the best source sentence does not."""
    unhedged: float
    """1 where that sentence hedges and the claim does not."""
    length: float
    """Logarithm of the number of content words."""
    source: float
    """Logarithm of the number of words in the source: in a long one more is found by chance."""
    lower: float
    """1 where the claim has no capitals, as summaries of older programs."""


def features_of(claim: Claim, index: SourceIndex, matched: Matched, errors: Iterable[Finding] = ()) -> Features:
    """The features of a claim against the whole source; `matched` is what it rests on, `errors` what is wrong in it."""
    words, tokens = claim.content, claim.tokens
    count, length = max(1, len(words)), max(1, len(tokens))
    lacking = [token for token in words if token.stem not in index.stems]
    relatives = [token for token in lacking if len(token.stem) >= PREFIX and token.stem[:PREFIX] in index.prefixes]
    ordinary = sum(token.stem in ordinary_words() for token in lacking)
    figures = sum(token.stem not in ordinary_words() and token.word[0].isdigit() for token in lacking)
    holding = frozenset().union(*(index.stem_sets[number] for number in matched.numbers))
    runs = stretches(tokens, index)
    long = [run.length for run in runs if run.length >= SHORTEST]
    neighbours = [(one.stem, other.stem) for one, other in pairwise(words)]
    wrong = [error.check for error in errors]
    apart = beside(claim, index, matched)
    return Features(
        words=sum(token.stem in index.postings for token in words) / count,
        derived=len(relatives) / count,
        unknown=len(lacking) - ordinary - figures,
        ordinary=ordinary,
        best=matched.best,
        covered=matched.covered,
        held=sum(token.stem in holding for token in words) / count,
        pairs=sum(pair in index.pairs for pair in neighbours) / max(1, len(neighbours)),
        near=kept_together(words, index),
        copied=sum(long) / length,
        longest=max((run.length for run in runs), default=0) / length,
        stretches=len(long),
        jumps=jumps(runs),
        pieces=len(runs),
        numbers=wrong.count("number"),
        names=wrong.count("name"),
        faults=sum(check not in _APART for check in wrong),
        astray=apart.astray,
        placed=apart.placed,
        denied=apart.denied,
        denied_alone=apart.denied_alone,
        turned=apart.turned,
        hedged=apart.hedged,
        unhedged=apart.unhedged,
        length=math.log(count),
        source=index.log_words,
        lower=float(claim.lower_cased),
    )


def without_faults(features: Features) -> Features:
    """The features of the claim as if no check of facts had found anything."""
    return replace(features, numbers=0, names=0, faults=0)


def aggregate(features: Sequence[Features]) -> tuple[float, ...]:
    """What the trees see of a summary: of each feature the mean over its claims, and the worst."""
    seen: list[float] = []
    for sign, values in zip(SIGNS.values(), zip(*map(_IN_ORDER, features), strict=True), strict=True):
        seen += (sum(values) / len(values), min(values) if sign >= 0 else max(values))
    return tuple(seen)


def support_of(features: Sequence[Features]) -> float:
    """How well the claims of a summary are supported together, 0 to 1; 0.5 is the decision. One claim is a summary too."""
    seen = aggregate(features)
    bias, trees = _model()
    total = bias
    for tree in trees:
        while type(tree) is tuple:  # a leaf is a number
            feature, most, then, otherwise = tree
            tree = then if seen[feature] <= most else otherwise  # noqa: PLW2901 - walked down to its leaf
        total += tree
    return 1.0 / (1.0 + math.exp(-total))


def support_alone(claim: Claim, index: SourceIndex, matched: Matched | None = None) -> float:
    """How well a claim is supported as far as its words tell, without the checks of facts.

    `matched` is what it rests on, where that is known already.
    """
    if is_verbatim(claim, index):
        return 1.0
    return support_of((features_of(claim, index, matched or match(claim.content, index)),))


def shared(whole: float, alone: Sequence[float]) -> tuple[float, ...]:
    """The scores of a summary's claims, moved together so that the lowest is what they are worth together.

    A summary then fails with its weakest sentence and never without one. The move is in log-odds, which keeps the order.
    """
    if not alone:
        return ()
    move = _log_odds(whole) - _log_odds(min(alone))
    return tuple(1.0 / (1.0 + math.exp(-(_log_odds(score) + move))) for score in alone)


def is_verbatim(claim: Claim, index: SourceIndex) -> bool:
    """Whether the source has the claim word for word; a claim without a word that means something says nothing."""
    words = " ".join(token.word for token in claim.tokens)
    return not claim.content or (bool(words) and f" {words} " in index.word_line)


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-9), 1.0 - 1e-9)
    return math.log(bounded / (1.0 - bounded))


@cache
def _model() -> tuple[float, tuple[Any, ...]]:
    """The bias and the trees: (feature, at most, then, else) down to the values of the leaves."""
    model: dict[str, Any] = json.loads(files("briefer.check").joinpath("support.json").read_text(encoding="utf-8"))
    if model["features"] != list(SIGNS):
        raise ValueError("support.json was fitted on other features than these; run benchmarks/fit_support.py")
    return model["bias"], tuple(_frozen(tree) for tree in model["trees"])


def _frozen(tree: Any) -> Any:
    if not isinstance(tree, list):
        return float(tree)
    feature, most, then, otherwise = tree
    return feature, float(most), _frozen(then), _frozen(otherwise)
