"""The suite's proof that it can go red: errors planted in the cases' own articles, and claims that people labelled.

An error is found where the sentence that holds it fails and the same sentence without it passes. Claims of `case.toml`
are held against the case's whole story: those that do not hold are to fail, those that hold are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from briefer.check import check_sentences
from briefer.evaluate.case import Case
from briefer.evaluate.detect import interval
from briefer.evaluate.mutant import CLASSES, Mutant, MutantClass
from briefer.evaluate.mutate import Given, given_of, mutate
from briefer.evaluate.results import Planted

_SHOWN = 5
TRUE = "true"
"""The row of claims that hold, and of sentences that were left as they are: `found` counts those that were not objected to."""


@dataclass(slots=True)
class _Row:
    """One class of error: hits and tries by case, and what was missed."""

    counts: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    missed: list[str] = field(default_factory=list)

    def add(self, case: str, text: str, *, found: bool) -> None:
        self.counts[case][0] += found
        self.counts[case][1] += 1
        if not found:
            self.missed.append(f"{case}: {text}")


def plant(
    cases: Sequence[Case], *, seed: int, per_case: int, progress: Callable[[Case], None] = lambda _case: None
) -> tuple[Planted, ...]:
    """What is found of planted errors, a class each, and of labelled claims, a kind of fault each."""
    classes: dict[str, _Row] = {name: _Row() for name in (*CLASSES, TRUE)}
    claims: defaultdict[str, _Row] = defaultdict(_Row)
    givens = [given_of(case.articles[0]) for case in cases]
    for place, case in enumerate(cases):
        progress(case)
        _plant_one(case, givens[place], givens[(place + 1) % len(givens)], classes, seed=seed, per_case=per_case)
        for claim in case.table.claim:
            report, _ = check_sentences(claim.text, case.index)
            row = claims[TRUE if claim.holds else claim.check or "support"]
            row.add(case.id, claim.text, found=(report.verdict != "fail") is claim.holds)
    return (*_rows("planted", classes), *_rows("claim", dict(sorted(claims.items()))))


def _plant_one(case: Case, given: Given, other: Given, classes: dict[str, _Row], *, seed: int, per_case: int) -> None:
    """Plant in one case, a few errors of each class: which of them is drawn, the same at each run."""
    passes: dict[str, bool] = {}

    def stands(text: str) -> bool:
        if text not in passes:
            passes[text] = check_sentences(text, given.index)[0].verdict != "fail"
        return passes[text]

    drawn: defaultdict[MutantClass, list[Mutant]] = defaultdict(list)
    foreign = other if other is not given else None
    for mutant in mutate(given, given.sentences, seed=seed, other=foreign):
        drawn[mutant.mutant_class].append(mutant)
    for name, mutants in drawn.items():
        dice = Random(f"{seed}|{case.id}|{name}")  # noqa: S311 - the same each time is the point
        for mutant in dice.sample(mutants, min(per_case, len(mutants))):
            whole = stands(mutant.original)
            classes[TRUE].add(case.id, mutant.original, found=whole)
            if whole:
                classes[name].add(case.id, mutant.summary, found=not stands(mutant.summary))


def _rows(kind: str, rows: dict[str, _Row]) -> Iterable[Planted]:
    for name, row in rows.items():
        rate = interval([(hits, tries) for hits, tries in row.counts.values()])
        yield Planted.model_validate(
            {
                "kind": kind,
                "name": name,
                "found": rate.hits,
                "tries": rate.tries,
                "low": round(rate.low, 4),
                "high": round(rate.high, 4),
                "missed": tuple(row.missed[:_SHOWN]),
            }
        )
