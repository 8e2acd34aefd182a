"""The gate is green only where every demand is met and everything could be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from briefer.errors import ConfigError
from briefer.evaluate.assemble import case_values
from briefer.evaluate.gate import Baseline, changed_cases, gated, load_baseline, lowered, save_baseline
from briefer.evaluate.metrics import mean_interval
from briefer.evaluate.results import (
    CaseInfo,
    GateRow,
    ItemError,
    ItemResult,
    Judge,
    Metric,
    Planted,
    Results,
    RunInfo,
    Score,
    Spent,
)
from briefer.evaluate.suite import Suite, load_suite
from tests.evaluate.folders import EXTRACTIVE, RUN, Evals, gate

NOTHING = Spent(calls=0, input_tokens=0, cached_input_tokens=0, output_tokens=0, cost_usd=None)
JUDGE = Judge(model="judge-1", prompts={"judge": "d1"}, votes=3)
Values = Mapping[str, Sequence[float | None]]
"""Of each case: a value a repeat."""


def results_with(
    scorer: str = "covers",
    values: Values | None = None,
    *,
    digests: Mapping[str, str] | None = None,
    judge: Judge | None = None,
    deterministic: bool = True,
    planted: tuple[Planted, ...] = (),
    errors: Mapping[str, str] | None = None,
) -> Results:
    """Results of one run, `model`, with one scorer."""
    values = values if values is not None else {"a": [1.0], "b": [1.0]}
    items = []
    for case, each in values.items():
        for repeat, value in enumerate(each):
            kind: Any = (errors or {}).get(case)
            items.append(
                ItemResult(
                    run="model", case=case, repeat=repeat, brief=None, verdict=None, statements=(), findings=(),
                    scores={scorer: Score(value=value, reason="")}, spent=NOTHING,
                    error=ItemError(kind=kind, message=f"{kind} of {case}") if kind else None,
                )
            )  # fmt: skip
    found = case_values(items, "model", scorer)
    interval = mean_interval(list(found.values())) if found else None
    repeats = len(next(iter(values.values()), ()))
    by_repeat = [[each[place] for each in values.values() if each[place] is not None] for place in range(repeats)]
    metric = Metric(
        run="model", scorer=scorer, better="higher", n=len(found), unscored=len(values) - len(found),
        mean=interval.mean if interval else None, low=None, high=None, smallest_effect=None,
        repeats=tuple(sum(filter(None, each)) / len(each) for each in by_repeat if each) if repeats > 1 else (),
    )  # fmt: skip
    run = RunInfo(
        name="model", engine="llm", model="double-1", mode="replay", repeat=repeats, cases=tuple(values),
        prompts={}, deterministic=deterministic, about=None,
    )  # fmt: skip
    cases = digests or dict.fromkeys(values, "same")
    return Results(
        suite="gate", version="0", corpus="c", judge=judge, runs=(run,), items=tuple(items), metrics=(metric,),
        cases=tuple(CaseInfo(id=case, tags=(), digest=digest, sources=()) for case, digest in cases.items()),
        planted=planted, gate=None,
    )  # fmt: skip


@pytest.fixture
def suite(evals: Evals):
    """A suite with these tables; every gate on the run `model`."""

    def make(*gates: str) -> Suite:
        evals.three("bridge").suite(RUN, EXTRACTIVE, "[planted]\n", *gates)
        return load_suite(None)

    return make


def baseline_of(suite: Suite, results: Results) -> Baseline:
    """The baseline that these results would be saved as."""
    save_baseline(suite.baseline_path, results, suite)
    found = load_baseline(suite.baseline_path)
    assert found is not None
    return found


def outcome(
    results: Results, suite: Suite, baseline: Baseline | None = None, **given: bool
) -> tuple[str, tuple[GateRow, ...], str]:
    """Status, rows, and all problems in one text."""
    found = gated(results, suite, baseline, **given).gate
    assert found is not None
    return found.status, found.rows, "\n".join(found.problems)


# Bounds


@pytest.mark.parametrize(
    ("demands", "values", "status"),
    [
        ({"floor": 0.75}, {"a": [1.0], "b": [0.5]}, "pass"),
        ({"floor": 0.76}, {"a": [1.0], "b": [0.5]}, "fail"),
        ({"ceiling": 0.75}, {"a": [1.0], "b": [0.5]}, "pass"),
        ({"ceiling": 0.74}, {"a": [1.0], "b": [0.5]}, "fail"),
        ({"floor": 0.1, "ceiling": 0.74}, {"a": [1.0], "b": [0.5]}, "fail"),
        ({"floor": 0.3}, {"a": [0.1], "b": [0.2], "c": [0.6]}, "pass"),
    ],
)
def test_a_bound_is_met_or_it_is_not(suite, demands, values, status):
    """The mean over cases at least the floor and at most the ceiling, and no rounding error decides."""
    found, rows, _ = outcome(results_with(values=values), suite(gate("model", "covers", **demands)))
    assert [row.status for row in rows] == [status]
    assert found == ("green" if status == "pass" else "red")
    assert rows[0].value is not None
    assert all(f"{value:g}" in rows[0].demand for value in demands.values())


def test_what_could_not_be_scored_is_no_pass(suite):
    """A floor on a scorer without a value fails, whatever the reason."""
    status, rows, _ = outcome(results_with(values={"a": [None]}), suite(gate("model", "covers", floor=0.0)))
    assert status == "red"
    assert "no pass" in rows[0].message
    status, rows, _ = outcome(results_with("omits"), suite(gate("model", "covers", floor=0.0)))
    assert (status, rows[0].status) == ("red", "fail")


@pytest.mark.parametrize(
    ("values", "status", "words"),
    [
        ({"a": [1.0, 0.0, 1.0]}, "flaky", "2 of 3 repeats meet it; the mean does"),
        ({"a": [1.0, 0.0, 0.0]}, "fail", "1 of 3 repeats meet it; the mean does not"),
        ({"a": [1.0, 1.0, 0.9]}, "pass", ""),
        ({"a": [0.1, 0.0, 0.2]}, "fail", "outside"),
    ],
)
def test_repeats_on_both_sides_of_a_bound_are_flaky_where_their_mean_meets_it(suite, values, status, words):
    """Told apart from a pass, with how many met it; a lucky repeat does not carry the others over a floor."""
    found, (row,), _ = outcome(results_with(values=values), suite(gate("model", "covers", floor=0.6)))
    assert row.status == status
    assert words in row.message
    assert found == ("red" if status == "fail" else "green")


def test_a_gate_on_a_run_that_was_not_made_is_not_asked(suite):
    """--engine leaves runs out; what they would have to meet is asked when they are run."""
    status, rows, _ = outcome(results_with(), suite(gate("extractive", "covers", floor=1.0)))
    assert (status, rows) == ("green", ())


# Changes


@pytest.mark.parametrize(
    ("demands", "before", "after", "status"),
    [
        ({"drop": 0.1}, {"a": [1.0], "b": [0.8]}, {"a": [0.8], "b": [0.8]}, "pass"),
        ({"drop": 0.1}, {"a": [1.0], "b": [0.8]}, {"a": [0.7], "b": [0.8]}, "fail"),
        ({"drop": 0.0}, {"a": [1.0], "b": [0.8]}, {"a": [1.0], "b": [1.0]}, "pass"),
        ({"rise": 0.1}, {"a": [0.1], "b": [0.2]}, {"a": [0.3], "b": [0.2]}, "pass"),
        ({"rise": 0.1}, {"a": [0.1], "b": [0.2]}, {"a": [0.3], "b": [0.4]}, "fail"),
        ({"rise": 0.0}, {"a": [0.1], "b": [0.2]}, {"a": [0.0], "b": [0.2]}, "pass"),
        ({"drop": 0.0, "rise": 0.0}, {"a": [0.5]}, {"a": [0.5]}, "pass"),
    ],
)
def test_a_change_is_over_the_cases_that_both_have(suite, demands, before, after, status):
    """Paired by case: what fell or rose by more than is allowed fails where the same run gives the same."""
    wanted = suite(gate("model", "covers", **demands))
    baseline = baseline_of(wanted, results_with(values=before))
    found, (row,), _ = outcome(results_with(values=after), wanted, baseline)
    assert row.status == status
    assert found == ("green" if status == "pass" else "red")
    assert "95 %" in row.message


def test_a_change_for_the_worse_names_the_case_that_changed_most(suite):
    """So that one knows where to look."""
    wanted = suite(gate("model", "covers", drop=0.0))
    baseline = baseline_of(wanted, results_with(values={"a": [1.0], "b": [1.0], "c": [0.5]}))
    _, (row,), _ = outcome(results_with(values={"a": [0.9], "b": [0.2], "c": [0.7]}), wanted, baseline)
    assert "most in b (-0.800)" in row.message


def test_what_another_run_might_undo_is_flaky_until_it_is_sure(suite):
    """A live run differs from itself: a fall of one case of three decides nothing, one of all of eight does."""
    wanted = suite(gate("model", "covers", drop=0.05))
    few = {case: [1.0] for case in "abc"}
    baseline = baseline_of(wanted, results_with(values=few))
    live = results_with(values=few | {"a": [0.5]}, deterministic=False)
    status, (row,), _ = outcome(live, wanted, baseline)
    assert (status, row.status) == ("green", "flaky")

    many = {case: [1.0] for case in "abcdefgh"}
    baseline = baseline_of(wanted, results_with(values=many))
    live = results_with(values={case: [0.5] for case in "abcdefgh"}, deterministic=False)
    status, (row,), _ = outcome(live, wanted, baseline)
    assert (status, row.status) == ("red", "fail")


def test_without_a_baseline_floors_hold_and_changes_are_only_told(suite):
    """The first run has nothing to be compared with; that is said, and no demand is dropped."""
    wanted = suite(gate("model", "covers", floor=0.9, drop=0.1))
    status, rows, _ = outcome(results_with(values={"a": [0.5]}), wanted)
    assert status == "red"
    assert [row.status for row in rows] == ["fail", "told"]
    assert "no baseline yet" in rows[1].message


def test_no_case_in_common_is_no_pass(suite):
    """A drop cannot be told where nothing was scored before or now."""
    wanted = suite(gate("model", "covers", drop=1.0))
    baseline = baseline_of(wanted, results_with(values={"a": [1.0]}))
    status, (row,), _ = outcome(results_with(values={"a": [None]}), wanted, baseline)
    assert (status, row.status) == ("red", "fail")


# What blocks


def test_a_changed_corpus_blocks_the_comparison_and_names_its_cases(suite):
    """Changed, new and gone cases are each told; floors are still asked, changes are not."""
    wanted = suite(gate("model", "covers", floor=0.5, drop=0.0))
    baseline = baseline_of(wanted, results_with(values={"a": [1.0], "b": [1.0]}))
    now = results_with(values={"a": [1.0], "c": [1.0]}, digests={"a": "other", "c": "same"})
    status, rows, problems = outcome(now, wanted, baseline)
    assert status == "red"
    assert [row.status for row in rows] == ["pass", "told"]
    assert "a (changed), b (gone), c (new)" in problems
    assert changed_cases(now, baseline) == ("a (changed)", "b (gone)", "c (new)")


@pytest.mark.parametrize(
    ("judge", "words"),
    [
        (JUDGE.model_copy(update={"model": "judge-2"}), "judge-2 instead of judge-1"),
        (JUDGE.model_copy(update={"votes": 5}), "with other prompts or votes"),
        (JUDGE.model_copy(update={"prompts": {"judge": "d2"}}), "with other prompts or votes"),
        (None, "none instead of judge-1"),
    ],
)
def test_another_judge_blocks(suite, judge, words):
    """Another model, other prompts, other votes or none: its scores may not be held against the old ones."""
    wanted = suite(gate("model", "judge", drop=0.5))
    baseline = baseline_of(wanted, results_with("judge", judge=JUDGE))
    status, (row,), problems = outcome(results_with("judge", judge=judge), wanted, baseline)
    assert (status, row.status) == ("red", "told")
    assert words in problems
    assert outcome(results_with("judge", judge=JUDGE), wanted, baseline)[0] == "green"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"floor": 0.9}, {"floor": 0.8}, "the floor on model/covers went from 0.9 to 0.8"),
        ({"floor": 0.9}, {"ceiling": 1.0}, "the floor on model/covers went from 0.9 to nothing"),
        ({"ceiling": 1.0}, {"ceiling": 1.5}, "the ceiling on model/covers went from 1 to 1.5"),
        ({"drop": 0.1}, {"drop": 0.2}, "the drop on model/covers went from 0.1 to 0.2"),
        ({"rise": 0.1, "floor": 0.0}, {"floor": 0.0}, "the rise on model/covers went from 0.1 to nothing"),
        ({"floor": 0.9}, None, "the gate on model/covers is gone"),
    ],
)
def test_a_softer_demand_is_red_until_it_is_said_to_be_meant(suite, before, after, words):
    """A lowered floor, a raised ceiling, drop or rise, and a gate that is gone, though everything still passes."""
    baseline = baseline_of(suite(gate("model", "covers", **before)), results_with())
    softer = suite(gate("model", "covers", **after) if after is not None else "")
    status, _, problems = outcome(results_with(), softer, baseline)
    assert status == "red"
    assert words in problems
    assert "--lower-floors" in problems
    assert lowered(softer, baseline)
    assert outcome(results_with(), softer, baseline, lower_floors=True)[0] == "green"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"floor": 0.8}, {"floor": 0.9}),
        ({"ceiling": 1.5}, {"ceiling": 1.0, "floor": 0.1}),
        ({"drop": 0.2}, {"drop": 0.0}),
    ],
)
def test_a_harder_demand_is_always_welcome(suite, before, after):
    """No flag is needed to ask for more."""
    baseline = baseline_of(suite(gate("model", "covers", **before)), results_with())
    assert outcome(results_with(), suite(gate("model", "covers", **after)), baseline)[0] == "green"


def test_a_run_with_stale_replies_is_red_though_every_floor_holds(suite):
    """What could not be looked at is no pass."""
    found = results_with(values={"a": [1.0], "b": [None]}, errors={"b": "stale"})
    status, (row,), problems = outcome(found, suite(gate("model", "covers", floor=0.9)))
    assert (status, row.status) == ("red", "pass")
    assert "'model' has no fitting replies for b" in problems


def test_a_failed_endpoint_is_broken_and_not_red(suite):
    """Nothing can be said of the briefs, even where a floor fails as well."""
    found = results_with(values={"a": [0.0], "b": [None]}, errors={"b": "endpoint"})
    status, _, problems = outcome(found, suite(gate("model", "covers", floor=0.9)))
    assert status == "broken"
    assert "endpoint of b" in problems


def test_a_run_without_a_case_is_red(suite):
    """Tags that fit nothing are not a clean bill."""
    status, _, problems = outcome(results_with(values={}), suite())
    assert status == "red"
    assert "chooses no case" in problems


# Planted errors


def row(name: str, found: int, tries: int, kind: str = "planted") -> Planted:
    return Planted.model_validate(
        {"kind": kind, "name": name, "found": found, "tries": tries, "low": 0.0, "high": 1.0, "missed": ()}
    )


def test_a_class_of_planted_errors_under_its_floor_is_red(suite):
    """The suite proves that it can go red: what is not found any more fails by the name of its class."""
    wanted = suite(gate("planted", "number", floor=0.9), gate("claims", "number", floor=0.5))
    planted = (row("number", 9, 10), row("number", 1, 2, "claim"))
    assert outcome(results_with(planted=planted), wanted)[0] == "green"
    planted = (row("number", 8, 10), row("number", 1, 2, "claim"))
    status, rows, _ = outcome(results_with(planted=planted), wanted)
    assert status == "red"
    assert [(one.run, one.scorer, one.status) for one in rows] == [
        ("planted", "number", "fail"), ("claims", "number", "pass"),
    ]  # fmt: skip


def test_a_class_that_could_not_be_planted_is_no_pass(suite):
    """No try is no proof."""
    wanted = suite(gate("planted", "number", floor=0.0))
    for planted in ((row("number", 0, 0),), ()):
        assert outcome(results_with(planted=planted), wanted)[0] == "red"


# The baseline


def test_a_baseline_keeps_what_is_compared_and_is_the_same_bytes_twice(suite):
    """Each case's value by run and scorer, the cases' digests, the judge, and what was demanded."""
    wanted = suite(gate("model", "covers", floor=0.5, drop=0.1))
    found = baseline_of(wanted, results_with(values={"b": [0.25, 0.75], "a": [1.0, None]}, judge=JUDGE))
    first = wanted.baseline_path.read_bytes()
    assert found.values == {"model": {"covers": {"a": 1.0, "b": 0.5}}}
    assert found.cases == {"a": "same", "b": "same"}
    assert found.judge == JUDGE
    assert found.demands["model/covers"].floor == 0.5
    baseline_of(wanted, results_with(values={"b": [0.25, 0.75], "a": [1.0, None]}, judge=JUDGE))
    assert wanted.baseline_path.read_bytes() == first


@pytest.mark.parametrize("content", [b"", b"{}", b'{"schema": "briefer/results/1"}', b"\xff"])
def test_a_damaged_baseline_is_named_and_never_taken_for_none(suite, content):
    """Else every floor could be lowered by a broken file."""
    path = suite().baseline_path
    assert load_baseline(path) is None
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"gate\.json' is no baseline"):
        load_baseline(path)
