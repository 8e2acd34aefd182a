"""Two results.json held against each other, case by case: what got better, what got worse, what cannot be said.

Runs are matched by name, or, where each side has a single one, whatever their names are. Only cases whose digest is the
same on both sides are compared, and scores of a judge only where the same judge gave them; what is left out is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from briefer.article import Contract
from briefer.evaluate.metrics import Paired, holm, paired
from briefer.evaluate.outcome import OUTCOMES, CaseInRun, Outcome, cases_of, scorers_of
from briefer.evaluate.results import Better, Results, RunInfo

Change = Literal["better", "worse", "same", "unclear", "told"]
_SURE = 0.05  # of even one false alarm among all rows, as the p-values are Holm's
_SAME = 1e-9
_NAMED = 10
"""Cases that a problem names; a corpus that was rewritten would fill a screen."""


class Row(Contract):
    """How one scorer moved in one run, over the cases that have a value on both sides."""

    run: str
    """The head's name of it."""
    scorer: str
    better: Better
    n: int
    """Cases compared."""
    lost: int
    """Cases that had a value in the base and have none now."""
    gained: int
    """The other way round."""
    base: float | None
    """The mean over the cases compared; None where there is none."""
    head: float | None
    delta: float | None
    """Head minus base."""
    low: float | None
    high: float | None
    """Ends of the 95 % interval of the change."""
    p: float | None
    """Holm's, over all rows that have a good direction; None for the others."""
    smallest_effect: float | None
    """The smallest change that this many cases show four times in five."""
    change: Change
    """same: no case moved; unclear: chance alone could do this; told: no direction is the good one."""


class CaseChange(Contract):
    """A case whose score moved."""

    run: str
    case: str
    scorer: str
    base: float
    head: float
    worse: bool


class Turned(Contract):
    """A case that came to another end."""

    run: str
    case: str
    base: Outcome
    head: Outcome
    worse: bool


class Comparison(Contract):
    """What changed from one results.json to another."""

    compared: tuple[str, ...]
    """Cases that are the same on both sides."""
    changed: tuple[str, ...]
    """Cases whose text or labels are not: left out."""
    added: tuple[str, ...]
    removed: tuple[str, ...]
    rows: tuple[Row, ...]
    worse: tuple[CaseChange, ...]
    """Scores of cases that moved the wrong way, the furthest first."""
    better: tuple[CaseChange, ...]
    turned: tuple[Turned, ...]
    """Those that came to a worse end first."""
    problems: tuple[str, ...]
    """What could not be compared, and why."""


def compare(base: Results, head: Results) -> Comparison:
    """What changed from `base` to `head`, paired by case."""
    old = {case.id: case.digest for case in base.cases}
    new = {case.id: case.digest for case in head.cases}
    same = tuple(name for name in new if old.get(name) == new[name])
    changed = tuple(name for name in new if name in old and old[name] != new[name])
    added = tuple(name for name in new if name not in old)
    removed = tuple(name for name in old if name not in new)
    judge = _judge_problem(base, head)
    pairs = matched_runs(base, head)
    sides = [_Sides.of(base, head, pair, same) for pair in pairs]
    scorers = [name for name in scorers_of(head) if judge is None or not is_judged(name)]
    rows = _with_p([_row(side, name, better_of(head, name)) for side in sides for name in scorers if side.has(name)])
    moves = sorted(
        (move for side in sides for name in scorers for move in _moves(side, name, better_of(head, name))),
        key=lambda move: -move[0],
    )
    turned = sorted((one for side in sides for one in _turned(side)), key=lambda one: not one.worse)
    return Comparison(
        compared=same,
        changed=changed,
        added=added,
        removed=removed,
        rows=tuple(rows),
        worse=tuple(move for _, move in moves if move.worse),
        better=tuple(move for _, move in moves if not move.worse),
        turned=tuple(turned),
        problems=(
            *_corpus_problems(base, head, changed, added, removed),
            *([judge] if judge else []),
            *_run_problems(base, head, pairs),
            *_scorer_problems(base, head),
        ),
    )


def is_judged(scorer: str) -> bool:
    """True for a scorer that a judging model stands behind: its name begins with `judge`."""
    return scorer.startswith("judge")


def better_of(results: Results, scorer: str) -> Better:
    """Which way of a scorer is good; None where no metric says so."""
    return next((metric.better for metric in results.metrics if metric.scorer == scorer), None)


@dataclass(frozen=True, slots=True)
class _Sides:
    """One run on both sides: the cases that are the same."""

    run: str
    base: Mapping[str, CaseInRun]
    head: Mapping[str, CaseInRun]

    @classmethod
    def of(cls, base: Results, head: Results, pair: tuple[RunInfo, RunInfo], same: Sequence[str]) -> _Sides:
        kept = set(same)
        old, new = (
            {one.case: one for one in cases_of(results, run) if one.case in kept}
            for results, run in zip((base, head), pair, strict=True)
        )
        return cls(pair[1].name, old, new)

    def values(self, scorer: str) -> tuple[dict[str, float], dict[str, float]]:
        """Each side's values by case."""
        old, new = (
            {name: value for name, one in side.items() if (value := one.value(scorer)) is not None}
            for side in (self.base, self.head)
        )
        return old, new

    def has(self, scorer: str) -> bool:
        """True where either side has a value."""
        return any(self.values(scorer))


def _row(side: _Sides, scorer: str, better: Better) -> Row:
    old, new = side.values(scorer)
    found = paired(old, new)
    both = [name for name in old if name in new]
    return Row(
        run=side.run,
        scorer=scorer,
        better=better,
        n=len(both),
        lost=sum(name not in new for name in old),
        gained=sum(name not in old for name in new),
        base=fmean(old[name] for name in both) if both else None,
        head=fmean(new[name] for name in both) if both else None,
        delta=found and found.delta,
        low=found and found.low,
        high=found and found.high,
        p=found.p if found and better else None,
        smallest_effect=found and found.smallest_effect,
        change=_change(found, better),
    )


def _change(found: Paired | None, better: Better) -> Change:
    """Before the p-values are adjusted: the direction, or that there is none."""
    if found is None:
        return "unclear"
    if all(abs(delta) < _SAME for delta in found.deltas.values()):
        return "same"
    if better is None:
        return "told"
    return "better" if (found.delta > 0) == (better == "higher") else "worse"


def _with_p(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows with their p-values made Holm's; a direction stands only where chance is ruled out."""
    adjusted = holm({str(place): row.p for place, row in enumerate(rows) if row.p is not None})
    for place, row in enumerate(rows):
        p = adjusted.get(str(place))
        sure = row.change not in {"better", "worse"} or (p is not None and p < _SURE)
        yield row.model_copy(update={"p": p, "change": row.change if sure else "unclear"})


def _moves(side: _Sides, scorer: str, better: Better) -> Iterator[tuple[float, CaseChange]]:
    """The cases whose score moved, each with how far: a share of the largest value, as scorers count different things."""
    if better is None:
        return
    old, new = side.values(scorer)
    largest = max((abs(value) for value in (*old.values(), *new.values())), default=0.0)
    for name in old:
        if name in new and abs(delta := new[name] - old[name]) >= _SAME:
            worse = (delta < 0) == (better == "higher")
            move = CaseChange(run=side.run, case=name, scorer=scorer, base=old[name], head=new[name], worse=worse)
            yield abs(delta) / max(largest, 1.0), move


def _turned(side: _Sides) -> Iterator[Turned]:
    for name, new in side.head.items():
        old = side.base.get(name)
        if old is not None and old.outcome != new.outcome:
            worse = OUTCOMES.index(new.outcome) > OUTCOMES.index(old.outcome)
            yield Turned(run=side.run, case=name, base=old.outcome, head=new.outcome, worse=worse)


def matched_runs(base: Results, head: Results) -> list[tuple[RunInfo, RunInfo]]:
    """The runs that are held against each other: those of one name, or the only one of each side."""
    if len(base.runs) == len(head.runs) == 1:
        return [(base.runs[0], head.runs[0])]
    old = {run.name: run for run in base.runs}
    return [(old[run.name], run) for run in head.runs if run.name in old]


def _corpus_problems(
    base: Results, head: Results, changed: Sequence[str], added: Sequence[str], removed: Sequence[str]
) -> Iterator[str]:
    if base.suite != head.suite:
        yield f"the suites are not the same: {base.suite!r} and {head.suite!r}"
    if base.corpus == head.corpus:
        return
    parts = [
        f"{what}: {_names(names)}"
        for what, names in (("changed", changed), ("added", added), ("removed", removed))
        if names
    ]
    if parts:
        yield f"the corpus is not the same, and these cases are left out; {'; '.join(parts)}"
    else:
        yield "the corpus digests differ, though every case is the same"


def _judge_problem(base: Results, head: Results) -> str | None:
    if base.judge == head.judge:
        return None
    old, new = (results.judge.model if results.judge else None for results in (base, head))
    if old is None or new is None:
        return f"only the {'base' if new is None else 'head'} was judged (by {old or new}): its scores are not compared"
    who = f"{old!r} and {new!r}" if old != new else f"{new!r} with other prompts or votes"
    return f"the judge is not the same: {who}; its scores are not compared"


def _run_problems(base: Results, head: Results, pairs: Sequence[tuple[RunInfo, RunInfo]]) -> Iterator[str]:
    for old, new in pairs:
        if old.name != new.name:
            yield f"the runs have different names: {old.name!r} is compared with {new.name!r}"
        if old.repeat != new.repeat:
            yield f"run {new.name!r} was repeated {old.repeat} and {new.repeat} times"
    for which, results, place in (("base", base, 0), ("head", head, 1)):
        matched = {pair[place].name for pair in pairs}
        for run in results.runs:
            if run.name not in matched:
                yield f"run {run.name!r} stands in the {which} alone, and is not compared"


def _scorer_problems(base: Results, head: Results) -> Iterator[str]:
    gone = [name for name in scorers_of(base) if name not in scorers_of(head) and not is_judged(name)]
    if gone:
        yield f"the head does not score {_names(gone)}"


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
