"""Results as Markdown for the page of a CI run: the outcome, what got worse, the worst sentences, the numbers."""

from __future__ import annotations

from collections.abc import Iterator

from briefer.evaluate.compare import Comparison
from briefer.evaluate.outcome import cases_of
from briefer.evaluate.report.comparison import worse_lines
from briefer.evaluate.report.examples import Example, worst_examples
from briefer.evaluate.report.neutral import cell, row, table, told
from briefer.evaluate.report.wording import (
    ARROW,
    NONE,
    STATUS,
    counted,
    effect,
    gate_order,
    judge_line,
    number,
    outcome_line,
    planted_name,
    rate,
    rate_spread,
    run_line,
    spent_line,
    spread,
)
from briefer.evaluate.results import Gate, Results
from briefer.publish.render.wording import count, remark_line

_MARKS = {"green": "✅", "red": "❌", "broken": "⚠️"}
_MOST = 10
"""Cases named one by one; the page of the report has them all."""


def summary_markdown(results: Results, compared: Comparison | None = None) -> str:
    """The Markdown, ending in one line feed; `compared` is the comparison with the baseline, if there is one."""
    blocks = [
        f"## {_MARKS[results.gate.status] + ' ' if results.gate else ''}{told(results.suite)}: {outcome_line(results)}",
        *(_gate(results.gate) if results.gate else ()),
        *(_worse(compared) if compared is not None else ()),
        *_lost(results),
        *_examples(results),
        *_planted(results),
        *_metrics(results),
        *_runs(results),
    ]
    return "\n\n".join(blocks) + "\n"


def _gate(gate: Gate) -> Iterator[str]:
    if gate.problems:
        yield "\n".join(f"- {told(problem)}" for problem in gate.problems)
    if gate.rows:
        rows = [
            row(
                _strong(STATUS[one.status], one.status == "fail"),
                cell(one.run),
                cell(one.scorer),
                number(one.value),
                cell(one.demand),
                cell(one.message),
            )
            for one in gate_order(gate)
        ]
        yield table("Demand | Run | Scorer | >Value | Asked | Note", rows)


def _strong(text: str, strong: bool) -> str:
    return f"**{text}**" if strong else text


def _worse(compared: Comparison) -> Iterator[str]:
    yield "### What got worse"
    if compared.problems:
        yield "\n".join(f"- {told(problem)}" for problem in compared.problems)
    lines = worse_lines(compared, _MOST)
    yield "\n".join(f"- {line}" for line in lines) if lines else "Nothing that the comparison shows."


def _lost(results: Results) -> Iterator[str]:
    lost = [
        f"- {told(case.run)}, {told(case.case)}: {case.outcome}: {told(case.worst.error.message)}"
        for run in results.runs
        for case in cases_of(results, run)
        if case.worst is not None and case.worst.error is not None
    ]
    if lost:
        yield f"### {count(len(lost), 'case')} without a brief"
        yield "\n".join([*lost[:_MOST], *([f"- and {len(lost) - _MOST} more"] if len(lost) > _MOST else [])])


def _examples(results: Results) -> Iterator[str]:
    yield "### The worst sentences"
    found = worst_examples(results)
    if not found:
        yield "No sentence was found fault with."
    for place, example in enumerate(found, 1):
        yield _example(place, example)


def _example(place: int, example: Example) -> str:
    held = ", held back" if example.held else ""
    lines = [
        f"{place}. **{told(example.case)}** ({told(example.run)}, {example.place}{held}): “{told(example.text)}”",
        *(f"   - {told(remark_line(finding))}" for finding in example.findings),
    ]
    lines.append("")
    if example.passages:
        quotes = (f"   > {told(passage.text)}" for passage in example.passages)
        lines.append("\n   >\n".join(quotes))
    else:
        lines.append("   The source has no passage for it.")
    return "\n".join(lines)


def _planted(results: Results) -> Iterator[str]:
    if not results.planted:
        return
    yield "### Errors that were planted, and labelled claims"
    rows = [
        row(cell(planted_name(one)), f"{one.found} of {one.tries}", rate(one), rate_spread(one))
        for one in results.planted
    ]
    yield table("Class | >Found | >Rate | >95 %", rows)
    missed = [f"- {cell(planted_name(one))}: {told(text)}" for one in results.planted for text in one.missed]
    if missed:
        yield f"<details><summary>Not found: {len(missed)} examples</summary>"
        yield "\n".join(missed)
        yield "</details>"


def _metrics(results: Results) -> Iterator[str]:
    if not results.metrics:
        return
    yield "### Scores"
    rows = [
        row(
            cell(one.run),
            f"{cell(one.scorer)} {ARROW[one.better]}".rstrip(),
            number(one.mean),
            spread(one.low, one.high),
            str(one.n),
            str(one.unscored) if one.unscored else NONE,
            effect(one.smallest_effect),
        )
        for one in results.metrics
    ]
    yield table("Run | Scorer | >Mean | >95 % | >n | >Unscored | >Smallest effect", rows)
    yield (
        "↑ higher is better, ↓ lower is better. Smallest effect: the smallest change that this many cases show four "
        "times in five."
    )


def _runs(results: Results) -> Iterator[str]:
    lines = [
        f"- **{told(run.name)}**: {told(run_line(run))}; {counted([case.outcome for case in cases_of(results, run)])}; "
        f"{told(spent_line(results, run.name))}"
        for run in results.runs
    ]
    lines.append(
        f"- briefer {told(results.version)}, corpus {told(results.corpus[:12])}, judge: {told(judge_line(results.judge))}"
    )
    yield "\n".join(lines)
