"""The gate: floors that hold by themselves, and a committed baseline that a run is paired with, case by case.

Green only where every demand is met and everything could be looked at. A changed corpus or another judge blocks the
comparison, and says which cases; a floor that is lower than the committed one blocks until a flag says that it is meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from briefer.article import Contract
from briefer.errors import ConfigError
from briefer.evaluate.assemble import case_values
from briefer.evaluate.metrics import Paired, holm, paired
from briefer.evaluate.results import Gate, GateRow, ItemResult, Judge, Metric, Results, Status
from briefer.evaluate.suite import CLAIMS, PLANTED, GateTable, Suite
from briefer.files import make_output_folder, whole_file
from briefer.text.counting import counted

_SURE = 0.05
_SAME = 1e-9


class Demands(Contract):
    """What a gate demanded when the baseline was made."""

    floor: float | None
    ceiling: float | None
    drop: float | None
    rise: float | None


class Baseline(Contract):
    """What a run is compared with: each case's values, committed beside the suite."""

    schema_: Literal["briefer/baseline/1"] = Field("briefer/baseline/1", alias="schema")
    suite: str
    corpus: str
    cases: dict[str, str]
    """Digest of each case."""
    judge: Judge | None
    demands: dict[str, Demands]
    """By "run/scorer"."""
    values: dict[str, dict[str, dict[str, float]]]
    """By run, scorer, case."""


def load_baseline(path: Path) -> Baseline | None:
    """The baseline in a file; None where there is none.

    Raises:
        ConfigError: it cannot be read, or is none.
    """
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"cannot read {str(path)!r}: {error.strerror or error}") from error
    except ValidationError as error:
        raise ConfigError(
            f"{str(path)!r} is no baseline of this version: {error.errors()[0]['msg']}; make it anew with "
            "--update-baseline"
        ) from error


def save_baseline(path: Path, results: Results, suite: Suite) -> None:
    """Make a run's values the baseline.

    Raises:
        OutputError: the file cannot be written.
    """
    baseline = Baseline(
        suite=results.suite,
        corpus=results.corpus,
        cases={case.id: case.digest for case in results.cases},
        judge=results.judge,
        demands={_key(gate): _demands(gate) for gate in suite.table.gate},
        values={
            run.name: {
                metric.scorer: {
                    case: round(value, 4) for case, value in case_values(results.items, run.name, metric.scorer).items()
                }
                for metric in results.metrics
                if metric.run == run.name and metric.n
            }
            for run in results.runs
        },
    )
    make_output_folder(path.parent)
    with whole_file(path) as file:
        document = baseline.model_dump(mode="json", by_alias=True)
        file.write((json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())


def gated(results: Results, suite: Suite, baseline: Baseline | None, *, lower_floors: bool = False) -> Results:
    """The results with the outcome of their gate."""
    problems = [*_stale(results), *_missing(results)]
    if baseline is not None:
        problems += _not_comparable(results, baseline)
        if not lower_floors:
            problems += lowered(suite, baseline)
    present = {PLANTED, CLAIMS, *(run.name for run in results.runs)}
    rows = tuple(_rows(results, [gate for gate in suite.table.gate if gate.run in present], baseline))
    broken = sorted({item.error.message for item in results.items if item.error and item.error.kind == "endpoint"})
    red = bool(problems) or any(row.status == "fail" for row in rows)
    status: Literal["green", "red", "broken"] = "broken" if broken else "red" if red else "green"
    gate = Gate(status=status, rows=rows, problems=(*broken, *problems))
    return results.model_copy(update={"gate": gate})


def changed_cases(results: Results, baseline: Baseline) -> tuple[str, ...]:
    """The cases whose files are not those of the baseline, new and missing ones too, each with what became of it."""
    now = {case.id: case.digest for case in results.cases}
    told = []
    for name in sorted({*now, *baseline.cases}):
        if name not in baseline.cases:
            told.append(f"{name} (new)")
        elif name not in now:
            told.append(f"{name} (gone)")
        elif now[name] != baseline.cases[name]:
            told.append(f"{name} (changed)")
    return tuple(told)


def _stale(results: Results) -> Iterator[str]:
    for run in results.runs:
        stale = sorted({item.case for item in results.items if item.run == run.name and _kind(item) == "stale"})
        if stale:
            yield f"the run {run.name!r} has no fitting replies for {_listed(stale)}"


def _missing(results: Results) -> Iterator[str]:
    for run in results.runs:
        if not run.cases:
            yield f"the run {run.name!r} chooses no case: its cases and tags fit none"


def _not_comparable(results: Results, baseline: Baseline) -> Iterator[str]:
    changed = changed_cases(results, baseline)
    if changed:
        yield (
            f"the corpus is not the baseline's: {_listed(changed)}; the comparison is blocked until the baseline is made "
            "anew with --update-baseline"
        )
    if results.judge != baseline.judge:
        was, now = (judge.model if judge else "none" for judge in (baseline.judge, results.judge))
        other = " with other prompts or votes" if was == now else ""
        yield f"the judge is not the baseline's: {now} instead of {was}{other}; its scores may not be compared"


def lowered(suite: Suite, baseline: Baseline) -> tuple[str, ...]:
    """Demands of the baseline that the suite has softened or dropped, in words."""
    return tuple(_lowered(suite, baseline))


def _lowered(suite: Suite, baseline: Baseline) -> Iterator[str]:
    now = {_key(gate): _demands(gate) for gate in suite.table.gate}
    for key, was in baseline.demands.items():
        is_now = now.get(key)
        if is_now is None:
            yield f"the gate on {key} is gone; --lower-floors says that this is meant"
            continue
        for name, softer in (("floor", _less), ("ceiling", _more), ("drop", _more), ("rise", _more)):
            before, after = getattr(was, name), getattr(is_now, name)
            if before is not None and (after is None or softer(after, before)):
                yield (
                    f"the {name} on {key} went from {before:g} to {'nothing' if after is None else format(after, 'g')}; "
                    "--lower-floors says that this is meant"
                )


def _less(after: float, before: float) -> bool:
    return after < before


def _more(after: float, before: float) -> bool:
    return after > before


def _rows(results: Results, gates: Sequence[GateTable], baseline: Baseline | None) -> Iterator[GateRow]:
    blocked = baseline is None or bool(changed_cases(results, baseline))
    changes: dict[str, Paired | None] = {}
    if baseline is not None and not blocked:
        for gate in gates:
            if gate.drop is not None or gate.rise is not None:
                changes[_key(gate)] = _change(results, baseline, gate)
    sure = holm({key: change.p for key, change in changes.items() if change is not None})
    for gate in gates:
        value, metric = _value(results, gate)
        if gate.floor is not None or gate.ceiling is not None:
            yield _bound_row(gate, value, metric)
        if gate.drop is not None or gate.rise is not None:
            key = _key(gate)
            if gate.run in {PLANTED, CLAIMS}:
                yield _told(gate, value, "a planted error has a floor, no drop: it is compared with nothing")
            elif blocked:
                why = "there is no baseline yet" if baseline is None else "not compared: the corpus has changed"
                yield _told(gate, value, why)
            elif gate.scorer == "judge" and baseline is not None and results.judge != baseline.judge:
                yield _told(gate, value, "not compared: another judge")
            else:
                yield _change_row(gate, value, changes[key], sure.get(key), _is_deterministic(results, gate.run))


def _value(results: Results, gate: GateTable) -> tuple[float | None, Metric | None]:
    if gate.run in {PLANTED, CLAIMS}:
        kind = "planted" if gate.run == PLANTED else "claim"
        for row in results.planted:
            if row.kind == kind and row.name == gate.scorer and row.tries:
                return row.found / row.tries, None
        return None, None
    for metric in results.metrics:
        if metric.run == gate.run and metric.scorer == gate.scorer:
            return metric.mean, metric
    return None, None


def _bound_row(gate: GateTable, value: float | None, metric: Metric | None) -> GateRow:
    demand = _bound_words(gate)
    if value is None:
        return _row(gate, demand, value, "fail", "nothing could be scored, which is no pass")
    repeats = [_within(gate, mean) for mean in metric.repeats] if metric else []
    met = _within(gate, value)
    if repeats and len(set(repeats)) > 1:
        words = f"{sum(repeats)} of {len(repeats)} repeats meet it; the mean {_does(met)}"
        return _row(gate, demand, value, "flaky" if met else "fail", words)  # a lucky repeat meets no demand
    return _row(gate, demand, value, "pass" if met else "fail", "" if met else f"{value:.4g} is outside")


def _within(gate: GateTable, value: float) -> bool:
    return (gate.floor is None or value >= gate.floor - _SAME) and (
        gate.ceiling is None or value <= gate.ceiling + _SAME
    )


def _does(met: bool) -> str:
    return "does" if met else "does not"


def _change_row(
    gate: GateTable,
    value: float | None,
    change: Paired | None,
    p: float | None,
    deterministic: bool,
) -> GateRow:
    demand = _change_words(gate)
    if change is None:
        return _row(gate, demand, value, "fail", "no case has a value both now and in the baseline")
    words = (
        f"{change.delta:+.4f} over {counted(change.n, 'case')}, 95 % {change.low:+.4f} to {change.high:+.4f}, p {p:.2g}"
    )
    worst = min(change.deltas, key=lambda case: change.deltas[case] * (1 if gate.drop is not None else -1))
    beyond = (gate.drop is not None and change.delta < -gate.drop - _SAME) or (
        gate.rise is not None and change.delta > gate.rise + _SAME
    )
    if not beyond:
        return _row(gate, demand, value, "pass", words)
    words += f"; most in {worst} ({change.deltas[worst]:+.3f})"
    if deterministic or (p is not None and p < _SURE):
        return _row(gate, demand, value, "fail", words)
    return _row(
        gate, demand, value, "flaky", words + "; repeats of the same would differ as much, so this decides nothing"
    )


def _change(results: Results, baseline: Baseline, gate: GateTable) -> Paired | None:
    before = baseline.values.get(gate.run, {}).get(gate.scorer, {})
    return paired(before, case_values(results.items, gate.run, gate.scorer))


def _is_deterministic(results: Results, name: str) -> bool:
    return any(run.deterministic for run in results.runs if run.name == name)


def _told(gate: GateTable, value: float | None, why: str) -> GateRow:
    return _row(gate, _change_words(gate), value, "told", why)


def _row(gate: GateTable, demand: str, value: float | None, status: Status, message: str) -> GateRow:
    return GateRow(run=gate.run, scorer=gate.scorer, demand=demand, value=value, status=status, message=message)


def _bound_words(gate: GateTable) -> str:
    words = []
    if gate.floor is not None:
        words.append(f"at least {gate.floor:g}")
    if gate.ceiling is not None:
        words.append(f"at most {gate.ceiling:g}")
    return ", ".join(words)


def _change_words(gate: GateTable) -> str:
    words = []
    if gate.drop is not None:
        words.append(f"falls by at most {gate.drop:g}")
    if gate.rise is not None:
        words.append(f"rises by at most {gate.rise:g}")
    return ", ".join(words)


def _key(gate: GateTable) -> str:
    return f"{gate.run}/{gate.scorer}"


def _demands(gate: GateTable) -> Demands:
    return Demands(floor=gate.floor, ceiling=gate.ceiling, drop=gate.drop, rise=gate.rise)


def _kind(item: ItemResult) -> str | None:
    """What kind of error kept a case from its brief."""
    return item.error.kind if item.error else None


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:7])
    return shown + (f" and {len(names) - 7} more" if len(names) > 7 else "")


__all__ = ["Baseline", "changed_cases", "gated", "load_baseline", "lowered", "save_baseline"]
