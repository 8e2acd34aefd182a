"""How many planted errors the checks find, and how often they object to what is true; a class each, with intervals.

An error counts as found where the summary that holds it fails and the same summary without it passes: what fails
anyhow proves nothing, and is a false alarm. Errors in one article are alike, so the intervals resample whole articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from briefer.check import check_sentences
from briefer.evaluate.mutant import CLASSES, Mutant, MutantClass
from briefer.evaluate.mutate import Given, mutate

_ROUNDS = 1000  # resamples of an interval: the third digit is steady, and it costs milliseconds
_Z = 1.96
Counts = tuple[int, int]
"""Hits and tries of one article."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval; the share is None where nothing was tried."""

    hits: int
    tries: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """Hits among the tries, 0 to 1."""
        return self.hits / self.tries if self.tries else None


@dataclass(frozen=True, slots=True)
class ClassRate:
    """What became of one class."""

    mutant_class: MutantClass
    found: Rate
    """Of the errors planted in texts that pass."""
    alarms: Rate
    """Of the untouched texts that they were planted in."""


@dataclass(slots=True)
class Measured:
    """All that was planted and found."""

    classes: tuple[ClassRate, ...] = ()
    alarms: Rate = field(default_factory=lambda: Rate(0, 0, 0.0, 1.0))
    """Of all untouched texts."""
    missed: tuple[Mutant, ...] = ()
    alarmed: tuple[tuple[str, str], ...] = ()
    """Article id and untouched text of each false alarm."""
    mutants: tuple[Mutant, ...] = ()


def wilson(hits: float, tries: int) -> tuple[float, float]:
    """The Wilson score interval of a share, 95 %; (0, 1) where nothing was tried. Source: Wilson 1927."""
    if not tries:
        return 0.0, 1.0
    share, square = hits / tries, _Z * _Z
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    half = _Z * ((share * (1 - share) + square / (4 * tries)) / tries) ** 0.5 / (1 + square / tries)
    return max(0.0, middle - half), min(1.0, middle + half)


def interval(counts: Sequence[Counts], *, seed: int = 0) -> Rate:
    """The rate over some articles: Wilson's interval, or that of resampled articles where it is wider.

    Resampling knows that errors of one article are alike, and is blind where nothing ever failed; Wilson's is the
    other way round.
    """
    hits, tries = sum(hit for hit, _ in counts), sum(tried for _, tried in counts)
    low, high = wilson(hits, tries)
    if len(counts) > 1 and 0 < hits < tries:
        dice = Random(seed)  # noqa: S311 - the same each time is the point
        shares = []
        for _ in range(_ROUNDS):
            drawn = dice.choices(counts, k=len(counts))
            tried = sum(tried for _, tried in drawn)
            if tried:
                shares.append(sum(hit for hit, _ in drawn) / tried)
        shares.sort()
        low, high = min(low, shares[int(0.025 * len(shares))]), max(high, shares[int(0.975 * len(shares)) - 1])
    return Rate(hits, tries, low, high)


def measure(
    givens: Sequence[Given], *, seed: int, classes: Sequence[MutantClass] = CLASSES, summaries: bool = False
) -> Measured:
    """Errors planted in each article's own sentences, or in the summaries given with it, and what is found of them."""
    found: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
    alarms: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
    missed: list[Mutant] = []
    alarmed: list[tuple[str, str]] = []
    mutants: list[Mutant] = []
    for place, given in enumerate(givens):
        other = givens[(place + 1) % len(givens)] if len(givens) > 1 else None
        texts = given.summaries if summaries else given.sentences
        kind = "summary-" if summaries else ""
        passes = {text: _passes(text, given) for text in dict.fromkeys(texts)}
        _count(alarms["all"], given, (not passes[text] for text in passes))
        alarmed.extend((given.article.id, text) for text, held in passes.items() if not held)
        seen: set[tuple[str, str]] = set()
        for mutant in mutate(given, tuple(passes), seed=seed, classes=classes, other=other, kind=kind):
            mutants.append(mutant)
            if (mutant.mutant_class, mutant.original) not in seen:
                seen.add((mutant.mutant_class, mutant.original))
                _count(alarms[mutant.mutant_class], given, [not passes[mutant.original]])
            if passes[mutant.original]:
                caught = not _passes(mutant.summary, given)
                _count(found[mutant.mutant_class], given, [caught])
                if not caught:
                    missed.append(mutant)
    return Measured(
        tuple(ClassRate(name, _rate(found[name]), _rate(alarms[name])) for name in classes),
        _rate(alarms["all"]),
        tuple(missed),
        tuple(alarmed),
        tuple(mutants),
    )


def _passes(summary: str, given: Given) -> bool:
    report, _ = check_sentences(summary, given.index)
    return report.verdict != "fail"


def _count(counts: dict[str, list[int]], given: Given, hits: Iterable[bool]) -> None:
    cell = counts.setdefault(given.article.id, [0, 0])
    for hit in hits:
        cell[0] += hit
        cell[1] += 1


def _rate(counts: dict[str, list[int]]) -> Rate:
    return interval([(hits, tries) for hits, tries in counts.values()])
