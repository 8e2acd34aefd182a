"""A case's repeats made one."""

from __future__ import annotations

from briefer.evaluate.outcome import OUTCOMES, cases_of, outcome_of, scorers_of
from tests.evaluate.invented import SCORERS, make_item, make_lost, make_results, make_run, make_suite


def test_the_worst_repeat_speaks_for_a_case() -> None:
    """Of a pass and a failure the failure is shown; the score is the mean of both."""
    results = make_results()
    case = next(one for one in cases_of(results, results.runs[1]) if one.case == "harbour-strike")
    assert case.outcome == "fail"
    assert case.outcomes == ("fail", "pass")
    assert case.worst is not None and case.worst.repeat == 0
    assert case.value("support") == (0.4 + 0.8) / 2


def test_errors_are_worse_than_any_verdict() -> None:
    """The order is that of OUTCOMES: pass, warn, fail, no brief, stale, endpoint."""
    items = [
        make_item("r", "c", {}),
        make_item("r", "c", {}, verdict="warn"),
        make_item("r", "c", {}, verdict="fail"),
        *(make_lost("r", "c", kind, "") for kind in ("model", "stale", "endpoint")),
    ]
    assert [outcome_of(item) for item in items] == list(OUTCOMES[:-1])


def test_a_case_that_was_not_run_is_told() -> None:
    """A case of the run without a result has an outcome, and no score."""
    results = make_suite(("a",), lambda name: 1.0)
    lacking = results.model_copy(update={"runs": (make_run("extractive", ("a", "b")),)})
    first, second = cases_of(lacking, lacking.runs[0])
    assert (first.outcome, second.outcome) == ("pass", "nothing")
    assert (second.worst, second.value("support")) == (None, None)


def test_unscored_repeats_do_not_count() -> None:
    """The mean is over the repeats that have a value; with none there is none."""
    results = make_suite(("a",), lambda name: 1.0)
    items = tuple(make_item("extractive", "a", {"support": value}, at) for at, value in enumerate((None, 0.5)))
    (case,) = cases_of(results.model_copy(update={"items": items}), results.runs[0])
    assert case.value("support") == 0.5
    assert case.value("words") is None


def test_scorers_stand_in_the_order_of_the_metrics() -> None:
    """Every scorer once, also where two runs have it."""
    assert scorers_of(make_results()) == tuple(SCORERS)
