"""Results for a person at a terminal, drawn by rich: the gate, the scores of each run, the planted errors.

Without a terminal rich writes no colours, and nothing is said by colour alone. At 60 columns a score's numbers stand
on one line; on fewer they are broken, never cut off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from briefer.evaluate.outcome import cases_of
from briefer.evaluate.report.wording import (
    ARROW,
    NONE,
    STATUS,
    counted,
    effect,
    gate_order,
    number,
    outcome_line,
    planted_name,
    rate,
    rate_spread,
    run_line,
    spent_line,
    spread,
)
from briefer.evaluate.results import Gate, Metric, Planted, Results, RunInfo
from briefer.text.terminal import one_line

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

WIDEST = 100
_STYLES = {"pass": "green", "fail": "bold red", "flaky": "yellow", "told": "dim"}
_GATES = {"green": "bold green", "red": "bold red", "broken": "bold yellow"}


def results_table(results: Results, width: int = WIDEST) -> RenderableType:
    """The results as a rich renderable no wider than `width`, to be printed with `console.print`."""
    from rich.console import Group  # noqa: PLC0415 - 30 ms, and only a terminal needs it
    from rich.constrain import Constrain  # noqa: PLC0415 - the same

    style = _GATES[results.gate.status] if results.gate else "bold"
    pieces = [
        _text((f"{one_line(results.suite)}  ", "bold"), (outcome_line(results), style)),
        *(_gate(results.gate) if results.gate else ()),
        *(piece for run in results.runs for piece in _run(results, run)),
        *(_planted(results.planted) if results.planted else ()),
    ]
    return Constrain(Group(*pieces), min(width, WIDEST))


def _gate(gate: Gate) -> Iterator[RenderableType]:
    for problem in gate.problems:
        yield _text(("! ", "red"), (one_line(problem), ""))
    rows = gate_order(gate)
    if not rows:
        return
    yield _text()
    table = _table("", "score", ">value", "asked")
    for row in rows:
        asked = [(one_line(row.demand), "")]
        if row.message and row.status != "pass":
            asked.append((f"\n{one_line(row.message)}", "dim"))
        name = _text((one_line(row.scorer), ""), (f"\n{one_line(row.run)}", "dim"))
        table.add_row(_text((STATUS[row.status], _STYLES[row.status])), name, number(row.value), _text(*asked))
    yield table


def _run(results: Results, run: RunInfo) -> Iterator[RenderableType]:
    yield _text()
    yield _text((one_line(run.name), "bold"), (f"  {run_line(run)}", "dim"))
    ends = counted([case.outcome for case in cases_of(results, run)])
    yield _text((f"{ends}; {spent_line(results, run.name)}", "dim"))
    metrics = [metric for metric in results.metrics if metric.run == run.name]
    if not metrics:
        return
    table = _table("score", ">mean", ">95 %", ">n", ">none", ">sees")
    for metric in metrics:
        table.add_row(*_metric(metric))
    yield table
    yield _text(("none: cases without a value; sees: the smallest change that shows four times in five", "dim"))


def _metric(metric: Metric) -> tuple[str | Text, ...]:
    mean = number(metric.mean)
    name = _text((one_line(metric.scorer), ""), (f" {ARROW[metric.better]}", "dim"))
    missing = str(metric.unscored) if metric.unscored else NONE
    interval = spread(metric.low, metric.high)
    return name, mean, interval, str(metric.n), missing, effect(metric.smallest_effect)


def _planted(planted: tuple[Planted, ...]) -> Iterator[RenderableType]:
    yield _text()
    yield _text(("Errors that were planted, and labelled claims", "bold"))
    table = _table("class", ">found", ">rate", ">95 %")
    for one in planted:
        table.add_row(_text((planted_name(one), "")), f"{one.found} of {one.tries}", rate(one), rate_spread(one))
    yield table


def _table(*columns: str) -> Table:
    """A table without lines; a column that begins with `>` holds numbers. Nothing is cut off, however narrow it gets."""
    from rich.table import Table  # noqa: PLC0415 - see results_table

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name in columns:
        if name.startswith(">"):
            table.add_column(name[1:], justify="right", overflow="fold")
        else:
            table.add_column(name, overflow="fold", no_wrap=not name)
    return table


def _text(*pieces: tuple[str, str]) -> Text:
    from rich.text import Text  # noqa: PLC0415 - see results_table

    return Text.assemble(*pieces)
