"""What became of a case in a run, all repeats together, and its scores as one number each.

A case counts once however often it was repeated: its outcome is that of its worst repeat, its score the mean of those
repeats that could be scored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Literal, get_args

from briefer.evaluate.results import ItemResult, Results, RunInfo

Outcome = Literal["pass", "warn", "fail", "no brief", "stale", "endpoint", "nothing"]
"""pass, warn, fail: the checks' verdict; no brief: the model gave none; stale, endpoint: see ItemError; nothing: not run."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
"""From the best to the worst; `nothing` stands last as nothing is known of it."""


@dataclass(frozen=True, slots=True)
class CaseInRun:
    """A case in one run, all repeats together."""

    run: str
    case: str
    repeats: tuple[ItemResult, ...]
    worst: ItemResult | None
    """The first of the worst repeats; None where the case was not run."""

    @property
    def outcome(self) -> Outcome:
        """That of the worst repeat."""
        return "nothing" if self.worst is None else outcome_of(self.worst)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Of each repeat."""
        return tuple(outcome_of(item) for item in self.repeats)

    def value(self, scorer: str) -> float | None:
        """The mean over the repeats that have a value; None where none has."""
        scores = [item.scores[scorer].value for item in self.repeats if scorer in item.scores]
        values = [value for value in scores if value is not None]
        return fmean(values) if values else None


def outcome_of(item: ItemResult) -> Outcome:
    """What became of a case in one repeat."""
    if item.error is not None:
        return "no brief" if item.error.kind == "model" else item.error.kind
    return "nothing" if item.verdict is None else item.verdict


def cases_of(results: Results, run: RunInfo) -> tuple[CaseInRun, ...]:
    """Every case of a run in the run's order, also those that have no result."""
    items: defaultdict[str, list[ItemResult]] = defaultdict(list)
    for item in results.items:
        if item.run == run.name:
            items[item.case].append(item)
    names = dict.fromkeys((*run.cases, *items))
    return tuple(_case_in_run(run.name, name, items.get(name, ())) for name in names)


def scorers_of(results: Results) -> tuple[str, ...]:
    """The scorers in the order of the metrics; then those that have no metric."""
    return tuple(
        dict.fromkeys(
            (*(metric.scorer for metric in results.metrics), *(name for item in results.items for name in item.scores))
        )
    )


def _case_in_run(run: str, name: str, items: Iterable[ItemResult]) -> CaseInRun:
    repeats = tuple(sorted(items, key=lambda item: item.repeat))
    worst = max(repeats, key=_badness, default=None)
    return CaseInRun(run, name, repeats, worst)


def _badness(item: ItemResult) -> tuple[int, int]:
    """The order of outcomes, then how many findings are errors."""
    findings = (*item.findings, *(finding for written in item.statements for finding in written.findings))
    return OUTCOMES.index(outcome_of(item)), sum(finding.severity == "error" for finding in findings)
