"""The geometry of the report's small charts: numbers in, places in a drawing out; the templates draw them.

A distribution is a histogram over cases with the mean and its interval below; a change is a dot with its interval as
whiskers on a line through nothing. Scores that lie between 0 and 1 share one scale, so that they may be read one below
the other; each of the others has its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefer.evaluate.compare import Row
from briefer.evaluate.results import Metric

WIDTH = 240.0
"""Of every drawing, in its own units; the page scales it."""
BARS = 36.0
"""Height of the tallest bar."""
_BINS = 20
_LEAST = 2.0  # a bar of one case among hundreds is still seen


@dataclass(frozen=True, slots=True)
class Bar:
    """Cases whose values lie in one stretch of the scale."""

    x: float
    y: float
    width: float
    height: float
    told: str
    """`12 cases from 0.90 to 0.95`."""


@dataclass(frozen=True, slots=True)
class Whisker:
    """A number with its interval."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """How the values of one scorer fall in one run."""

    bars: tuple[Bar, ...]
    mean: Whisker | None
    left: str
    """What stands at the scale's left end."""
    right: str


@dataclass(frozen=True, slots=True)
class Delta:
    """A change beside nothing."""

    zero: float
    whisker: Whisker
    blind: Whisker | None
    """What is too small for this many cases to see, around nothing."""
    left: str
    right: str


def scale_of(values: Iterable[float]) -> tuple[float, float]:
    """The ends of a scale: 0 and 1 for shares, else from 0 or the smallest value to the largest."""
    known = list(values)
    low, high = min(known, default=0.0), max(known, default=1.0)
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    low = min(0.0, low)
    return low, high if high > low else low + 1


def histogram(values: Sequence[float], metric: Metric | None, scale: tuple[float, float]) -> Histogram:
    """The values' distribution on a scale; the values must lie on it."""
    low, high = scale
    step = (high - low) / _BINS
    bins = [0] * _BINS
    for value in values:
        bins[min(_BINS - 1, int((value - low) / step))] += 1
    tallest = max(bins, default=0) or 1
    width = WIDTH / _BINS
    bars = []
    for place, cases in enumerate(bins):
        if cases:
            height = max(_LEAST, BARS * cases / tallest)
            ends = f"{_end(low + place * step)} to {_end(low + (place + 1) * step)}"
            told = f"{cases} {'case' if cases == 1 else 'cases'} from {ends}"
            bars.append(Bar(_round(place * width), _round(BARS - height), _round(width - 1), _round(height), told))
    mean = None
    if metric is not None and metric.mean is not None:
        mean = _whisker(metric.mean, metric.low, metric.high, low, high)
    return Histogram(tuple(bars), mean, _end(low), _end(high))


def reach_of(rows: Iterable[Row]) -> float:
    """How far from nothing a scale has to reach for these rows; 0 where nothing moved."""
    ends = [abs(end) for row in rows for end in (row.low, row.high, row.delta) if end is not None]
    return max(ends, default=0.0)


def is_share(row: Row) -> bool:
    """True for a scorer whose means lie between 0 and 1."""
    return all(value is None or 0 <= value <= 1 for value in (row.base, row.head))


def delta(row: Row, reach: float) -> Delta | None:
    """The change on a scale that reaches as far to either side; None where nothing was compared."""
    if row.delta is None:
        return None
    reach = (reach or 0.1) * 1.08  # so that a whisker's end does not stand at the edge
    blind = None
    if row.smallest_effect:
        blind = _whisker(0, -row.smallest_effect, row.smallest_effect, -reach, reach)
    whisker = _whisker(row.delta, row.low, row.high, -reach, reach)
    return Delta(WIDTH / 2, whisker, blind, f"−{_end(reach)}", f"+{_end(reach)}")


def _whisker(at: float, low: float | None, high: float | None, left: float, right: float) -> Whisker:
    places = [
        _round(WIDTH * min(1.0, max(0.0, (value - left) / (right - left))))
        for value in (at, at if low is None else low, at if high is None else high)
    ]
    return Whisker(*places)


def _round(value: float) -> float:
    return round(value, 1)


def _end(value: float) -> str:
    """A scale's end in as few digits as it needs."""
    return f"{value:,.0f}" if abs(value) >= 10 else f"{round(value, 2):g}"
