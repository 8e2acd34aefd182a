"""The scores by tag: which kinds of case a run does badly on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from briefer.evaluate.outcome import CaseInRun, cases_of
from briefer.evaluate.results import Metric, Results
from briefer.text.terminal import one_line

_FEW = 3
"""Cases below which a mean is that of a single article or two, and says nothing of its tag."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The mean of one scorer over the cases with one tag."""

    mean: float | None
    n: int
    bad: bool
    """Outside the interval of all cases, on the wrong side, and not of a case or two."""


@dataclass(frozen=True, slots=True)
class TagRow:
    """One tag."""

    tag: str
    cases: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TagTable:
    """One run: tags down, scorers across."""

    run: str
    scorers: tuple[str, ...]
    rows: tuple[TagRow, ...]
    whole: tuple[Cell, ...]
    """Over all cases."""


def tag_tables(results: Results, scorers: Sequence[str]) -> list[TagTable]:
    """A table for each run that has tags and scores; scorers without a single value are left out."""
    tags_of = {case.id: case.tags for case in results.cases}
    tables = []
    for run in results.runs:
        cases = cases_of(results, run)
        metrics = {metric.scorer: metric for metric in results.metrics if metric.run == run.name}
        kept = tuple(name for name in scorers if any(case.value(name) is not None for case in cases))
        tags = sorted({tag for case in cases for tag in tags_of.get(case.case, ())})
        if not kept or not tags:
            continue
        rows = []
        for tag in tags:
            own = [case for case in cases if tag in tags_of.get(case.case, ())]
            rows.append(TagRow(one_line(tag), len(own), tuple(_cell(own, name, metrics.get(name)) for name in kept)))
        whole = tuple(_cell(cases, name, None) for name in kept)
        tables.append(TagTable(one_line(run.name), tuple(one_line(name) for name in kept), tuple(rows), whole))
    return tables


def _cell(cases: Sequence[CaseInRun], scorer: str, metric: Metric | None) -> Cell:
    values = [value for case in cases if (value := case.value(scorer)) is not None]
    if not values:
        return Cell(None, 0, bad=False)
    mean = fmean(values)
    bad = False
    if len(values) >= _FEW and metric is not None and metric.low is not None and metric.high is not None:
        bad = (metric.better == "higher" and mean < metric.low) or (metric.better == "lower" and mean > metric.high)
    return Cell(mean, len(values), bad)
