"""Numbers over cases: means with intervals clustered by case, paired differences, what this many cases can see at all.

A case is the unit, as its repeats and its statements are alike; values of one case are averaged before anything else.
Everything is deterministic: resampling draws from a fixed seed. Sources: Efron and Tibshirani 1993 (percentile
bootstrap); Wilson 1927; Fisher 1935 (permutation of signs); Holm 1979.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random
from statistics import fmean, stdev

from briefer.evaluate.detect import wilson

_ROUNDS = 2000  # an interval's end is steady to its second digit; a run has some sixty of them
_FLIPS = 4_000  # a p-value of .05 is then known to within .007; a comparison has some sixty of them
_EXACT = 12  # cases: 4,096 ways to flip their signs, all of which are tried
_SEES = 1.96 + 0.84  # standard normal quantiles: 5 % false alarms (two-sided), four in five effects seen
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Paired:
    """The change of a mean between two runs over the cases that both have."""

    n: int
    delta: float
    """Second minus first."""
    low: float
    high: float
    p: float
    """Of a difference at least as large if the two were alike, by flipping the signs of the cases' differences."""
    deltas: dict[str, float]
    """Each case's own."""
    smallest_effect: float | None
    """What this many cases would show four times in five; None for a single case, and where all changed alike."""


def mean_interval(values: Sequence[float], *, rate: bool = True) -> Interval:
    """The mean over cases and its interval; of a rate that is the same in all, Wilson's, as resampling is blind there.

    Wilson's is too wide for rates between 0 and 1, which vary less than their mean allows; that errs on the safe side.
    """
    mean = fmean(values)
    if max(values) - min(values) < _SAME:
        if rate and 0.0 <= mean <= 1.0:
            low, high = wilson(mean * len(values), len(values))
            return Interval(mean, min(low, mean), max(high, mean))
        return Interval(mean, mean, mean)
    low, high = _bootstrap(values)
    return Interval(mean, low, high)


def smallest_effect(values: Sequence[float]) -> float | None:
    """The smallest change of a mean that two unpaired runs over this many cases show.

    None for fewer than two, and where all are alike, as nothing then tells how far they would spread.
    """
    if len(values) < 2 or max(values) - min(values) < _SAME:
        return None
    return float(_SEES * stdev(values) * (2 / len(values)) ** 0.5)


def paired(base: Mapping[str, float], head: Mapping[str, float]) -> Paired | None:
    """The change from one run to another, case by case; None where they have no case in common."""
    names = [name for name in base if name in head]
    if not names:
        return None
    deltas = {name: head[name] - base[name] for name in names}
    values = list(deltas.values())
    if all(abs(value) < _SAME for value in values):
        return Paired(len(values), 0.0, 0.0, 0.0, 1.0, deltas, None)
    low, high = _bootstrap(values)
    alike = max(values) - min(values) < _SAME
    effect = None if alike else _SEES * stdev(values) / len(values) ** 0.5
    return Paired(len(values), fmean(values), low, high, _sign_flips(values), deltas, effect)


def holm(values: Mapping[str, float]) -> dict[str, float]:
    """P-values made fit to be read side by side: the chance of even one false alarm among them stays below each."""
    ordered = sorted(values.items(), key=lambda pair: pair[1])
    adjusted: dict[str, float] = {}
    highest = 0.0
    for rank, (name, value) in enumerate(ordered):
        highest = max(highest, min(1.0, value * (len(ordered) - rank)))
        adjusted[name] = highest
    return {name: adjusted[name] for name in values}


def _bootstrap(values: Sequence[float]) -> tuple[float, float]:
    dice = Random(0)  # noqa: S311 - the same each time is the point
    n = len(values)
    means = sorted(sum(dice.choices(values, k=n)) / n for _ in range(_ROUNDS))
    return means[int(0.025 * _ROUNDS)], means[int(0.975 * _ROUNDS) - 1]


def _sign_flips(values: Sequence[float]) -> float:
    """How often signs thrown at random give a sum at least as far from nothing."""
    moved = [value for value in values if abs(value) >= _SAME]
    observed = abs(sum(moved)) - _SAME
    if len(moved) <= _EXACT:
        sums = [abs(sum(sign * value for sign, value in zip(signs, moved, strict=True))) for signs in _signs(moved)]
        return sum(one >= observed for one in sums) / len(sums)
    dice = Random(0)  # noqa: S311 - see `_bootstrap`
    hits = 0
    for _ in range(_FLIPS):
        bits = dice.getrandbits(len(moved))
        hits += abs(sum(value if bits >> place & 1 else -value for place, value in enumerate(moved))) >= observed
    return (hits + 1) / (_FLIPS + 1)


def _signs(values: Sequence[float]) -> product[tuple[int, ...]]:
    return product((1, -1), repeat=len(values))
