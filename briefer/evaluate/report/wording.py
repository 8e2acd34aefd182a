"""The words and figures that all reports have in common, so that one number reads the same in each."""

from __future__ import annotations

from collections.abc import Sequence

from briefer.evaluate.compare import Change, Row
from briefer.evaluate.outcome import OUTCOMES, Outcome
from briefer.evaluate.results import Better, Gate, GateRow, Judge, Planted, Results, RunInfo
from briefer.publish.render.wording import count, money
from briefer.text.terminal import one_line

MINUS = "−"
NONE = "–"
"""Where there is no number: not 0."""
STATUS = {"pass": "met", "fail": "NOT MET", "flaky": "flaky", "told": "told"}
GATE = {"green": "green", "red": "RED", "broken": "BROKEN"}
BETTER: dict[Better, str] = {"higher": "higher is better", "lower": "lower is better", None: "no direction is better"}
ARROW: dict[Better, str] = {"higher": "↑", "lower": "↓", None: ""}
CHANGE: dict[Change, str] = {
    "better": "better",
    "worse": "WORSE",
    "same": "no case moved",
    "unclear": "may be chance",
    "told": "told",
}


def number(value: float | None) -> str:
    """Three decimals of what is small, fewer of what is large; a dash for None."""
    if value is None:
        return NONE
    size = abs(value)
    decimals = 0 if size >= 1000 else 1 if size >= 10 else 3
    text = f"{value:,.{decimals}f}"
    return MINUS + text[1:] if text.startswith("-") else text


def signed(value: float | None) -> str:
    """The number with its sign, none where it is nothing."""
    if value is None:
        return NONE
    text = number(value)
    if not text.strip(f"{MINUS}0.,"):
        return text.lstrip(MINUS)
    return text if text.startswith(MINUS) else f"+{text}"


def spread(low: float | None, high: float | None) -> str:
    """`0.912 to 0.955`; a dash where there is no interval."""
    return NONE if low is None or high is None else f"{number(low)} to {number(high)}"


def signed_spread(low: float | None, high: float | None) -> str:
    """`−0.040 to +0.012`."""
    return NONE if low is None or high is None else f"{signed(low)} to {signed(high)}"


def effect(value: float | None) -> str:
    """The smallest effect; a dash where all cases agree, as nothing is known of how they spread."""
    return number(value) if value else NONE


def counted(outcomes: Sequence[Outcome]) -> str:
    """`58 pass, 6 fail, 2 no brief`: how many cases came to which end."""
    return ", ".join(f"{outcomes.count(name)} {name}" for name in OUTCOMES if name in outcomes) or "no case"


def rate(planted: Planted) -> str:
    """`93.3 %`; a dash where nothing was tried."""
    return f"{100 * planted.found / planted.tries:.1f} %" if planted.tries else NONE


def rate_spread(planted: Planted) -> str:
    """`85 to 98 %`."""
    return f"{100 * planted.low:.0f} to {100 * planted.high:.0f} %" if planted.tries else NONE


def planted_name(planted: Planted) -> str:
    """The class as a reader knows it: what was planted, or which labelled sentences."""
    if planted.kind == "planted":
        return one_line(planted.name)
    if planted.name == "true":
        return "labelled true, let stand"
    return f"labelled {one_line(planted.name)}"


def outcome_line(results: Results) -> str:
    """`RED: 2 of 9 demands not met, 1 problem`: the outcome in one line."""
    gate = results.gate
    if gate is None:
        return "not gated: there is nothing here to pass or fail"
    failed = sum(row.status == "fail" for row in gate.rows)
    asked = sum(row.status != "told" for row in gate.rows)
    flaky = sum(row.status == "flaky" for row in gate.rows)
    parts = [f"{failed} of {count(asked, 'demand')} not met" if failed else f"{count(asked, 'demand')}, none failed"]
    if flaky:
        parts.append(f"{flaky} flaky")
    if gate.problems:
        parts.append(count(len(gate.problems), "problem"))
    if gate.status == "broken":
        parts.insert(0, "the endpoint failed, so nothing can be said of the briefs")
    return f"{GATE[gate.status]}: {', '.join(parts)}"


def gate_order(gate: Gate) -> list[GateRow]:
    """The rows as they are shown: what failed first, else as they came."""
    order = {"fail": 0, "flaky": 1, "pass": 2, "told": 3}
    return sorted(gate.rows, key=lambda row: order[row.status])


def run_line(run: RunInfo) -> str:
    """`llm, MODEL, replay, 66 cases, 3 times each`."""
    parts = [one_line(run.engine), *([one_line(run.model)] if run.model else []), run.mode]
    parts.append(count(len(run.cases), "case"))
    if run.repeat > 1:
        parts.append(f"{run.repeat} times each")
    if run.about:
        parts.append(one_line(run.about))
    return ", ".join(parts)


def judge_line(judge: Judge | None) -> str:
    """`MODEL, 3 votes`, or that there was none."""
    return "none" if judge is None else f"{one_line(judge.model)}, {count(judge.votes, 'vote')}"


def spent_line(results: Results, run: str) -> str:
    """`132 calls, 412,000 tokens in, 38,000 out, $0.04`: what all briefs of a run cost."""
    spent = [item.spent for item in results.items if item.run == run]
    if not any(one.calls for one in spent):
        return "no model call"
    costs = [one.cost_usd for one in spent]
    known = [cost for cost in costs if cost is not None]
    tokens = f"{sum(one.input_tokens for one in spent):,} tokens in, {sum(one.output_tokens for one in spent):,} out"
    cost = money(sum(known) if len(known) == len(costs) else None)
    return f"{count(sum(one.calls for one in spent), 'call')}, {tokens}, {cost}"


def coverage(row: Row) -> str:
    """What a row could not compare: `2 lost their score, 1 has one now`."""
    lost = f"{row.lost} lost {'its' if row.lost == 1 else 'their'} score" if row.lost else ""
    gained = f"{row.gained} {'has' if row.gained == 1 else 'have'} one now" if row.gained else ""
    return ", ".join(part for part in (lost, gained) if part)
