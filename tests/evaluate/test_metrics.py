"""Means over cases with their intervals, paired changes and what they may be taken for: known values, and properties."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.evaluate.assemble import case_values
from briefer.evaluate.metrics import holm, mean_interval, paired, smallest_effect
from briefer.evaluate.results import ItemResult, Score, Spent

rates = st.lists(st.floats(0, 1), min_size=1, max_size=12)
amounts = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12)
p_values = st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0, 1), min_size=1, max_size=8)
NOTHING = Spent(calls=0, input_tokens=0, cached_input_tokens=0, output_tokens=0, cost_usd=None)


def item(case: str, repeat: int, value: float | None, run: str = "model") -> ItemResult:
    return ItemResult(
        run=run, case=case, repeat=repeat, brief=None, verdict=None, statements=(), findings=(),
        scores={"covers": Score(value=value, reason="")}, spent=NOTHING, error=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([1.0] * 3, 0.4385, 1.0),
        ([0.0] * 3, 0.0, 0.5615),
        ([1.0] * 10, 0.7225, 1.0),
        ([0.5] * 10, 0.2366, 0.7634),
        ([1.0], 0.2065, 1.0),
    ],
)
def test_rates_that_are_all_alike_have_wilsons_interval(values, low, high):
    """Three of three is not certainty: the textbook's score interval for so many successes of so many tries."""
    found = mean_interval(values)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


@pytest.mark.parametrize("n", [40, 100, 400])
def test_the_bootstrap_agrees_with_the_normal_interval_where_both_hold(n):
    """Half zeros and half ones, many cases: the mean plus and minus 1.96 standard errors, to a tenth of the width."""
    found = mean_interval([0.0, 1.0] * (n // 2))
    half = 1.96 * 0.5 / n**0.5
    assert found.mean == 0.5
    assert found.low == pytest.approx(0.5 - half, abs=0.2 * half)
    assert found.high == pytest.approx(0.5 + half, abs=0.2 * half)


def test_an_amount_that_never_changes_has_no_width():
    """Tokens or dollars that are the same in all cases are not rates of anything."""
    found = mean_interval([2200.0, 2200.0], rate=False)
    assert (found.mean, found.low, found.high) == (2200.0, 2200.0, 2200.0)


@given(rates)
def test_an_interval_of_rates_holds_its_mean_and_stays_within_bounds(values):
    """No NaN, no end outside 0 to 1, and the mean between the ends, for one case or many, alike or not."""
    found = mean_interval(values)
    assert not any(math.isnan(one) for one in (found.mean, found.low, found.high))
    assert -1e-9 <= found.low <= found.mean + 1e-9
    assert found.mean - 1e-9 <= found.high <= 1 + 1e-9


@given(amounts)
def test_an_interval_of_amounts_lies_between_the_smallest_and_the_largest(values):
    """Resampling draws nothing that was not there."""
    found = mean_interval(values, rate=False)
    slack = 1e-6 * (1 + max(map(abs, values)))
    assert min(values) - slack <= found.low <= found.high + slack
    assert found.high <= max(values) + slack


@given(rates)
def test_the_same_values_give_the_same_interval(values):
    """The seed is fixed: nobody's gate flips by itself."""
    assert mean_interval(values) == mean_interval(values)


def test_repeats_of_a_case_count_once():
    """Ten briefs of each of three cases are three values: the interval is that of three, not of thirty."""
    thirty = [
        item(case, repeat, float(value)) for case, value in (("a", 0), ("b", 1), ("c", 1)) for repeat in range(10)
    ]
    values = case_values(thirty, "model", "covers")
    assert values == {"a": 0.0, "b": 1.0, "c": 1.0}
    assert mean_interval(list(values.values())) == mean_interval([0.0, 1.0, 1.0])
    wide, narrow = mean_interval([0.0, 1.0, 1.0]), mean_interval([0.0, 1.0, 1.0] * 10)
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_what_could_not_be_scored_is_left_out_and_is_not_nothing():
    """A repeat without a value does not pull its case down; a case without any has none; other runs do not count."""
    items = [item("a", 0, 1.0), item("a", 1, None), item("b", 0, None), item("a", 0, 0.0, run="other")]
    assert case_values(items, "model", "covers") == {"a": 1.0}
    assert case_values(items, "model", "omits") == {}


def test_the_smallest_effect_is_the_formula_of_the_textbook():
    """Two-sided 5 %, power four in five: (1.96 + 0.84) times the spread times the root of 2 / n."""
    values = [0.2, 0.4, 0.6, 0.8]
    spread = (sum((one - 0.5) ** 2 for one in values) / 3) ** 0.5
    assert smallest_effect(values) == pytest.approx(2.8 * spread * (2 / 4) ** 0.5)
    assert smallest_effect([0.5]) is None
    assert smallest_effect([]) is None
    assert smallest_effect([1.0, 1.0, 1.0]) is None  # alike by chance: they do not see a change of nothing


@given(rates)
def test_more_cases_see_smaller_effects(values):
    """Four times the same cases see half the effect, or nearly: the spread's own correction apart."""
    one, four = smallest_effect(values), smallest_effect(values * 4)
    assert (one is None) == (four is None) or len(values) == 1
    if one is not None and four is not None:
        assert four < one


def exact(values: list[float]) -> float:
    """The share of all ways to sign the values whose sum is as far from 0 as theirs."""
    sums = [
        abs(sum(sign * one for sign, one in zip(signs, values, strict=True)))
        for signs in product((1, -1), repeat=len(values))
    ]
    return sum(one >= abs(sum(values)) - 1e-9 for one in sums) / len(sums)


def change(values: list[float]):
    base = {str(number): 0.0 for number in range(len(values))}
    found = paired(base, {str(number): value for number, value in enumerate(values)})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("values", "p"),
    [
        ([1.0], 1.0),
        ([1.0, 1.0], 0.5),
        ([1.0] * 5, 1 / 16),
        ([1.0] * 6, 1 / 32),
        ([1.0, -1.0], 1.0),
        ([0.0, 0.0, 1.0], 1.0),
    ],
)
def test_signs_flip_as_fisher_says(values, p):
    """Five cases that all rose come out so once in sixteen; one case tells nothing."""
    assert change(values).p == pytest.approx(p)


@settings(max_examples=40)
@given(st.lists(st.integers(-4, 4).map(lambda one: one / 4), min_size=1, max_size=9))
def test_up_to_twelve_cases_every_way_to_flip_is_tried(values):
    """The p-value is the share of all sign patterns, cases that did not change included."""
    assert change(values).p == pytest.approx(exact(values))


def test_of_more_cases_a_sample_comes_close():
    """Fourteen cases: ten thousand throws agree with all sixteen thousand patterns to within a hundredth."""
    values = [0.3, 0.1, -0.2, 0.4, 0.25, -0.05, 0.15, 0.2, -0.1, 0.35, 0.05, 0.1, -0.15, 0.3]
    assert change(values).p == pytest.approx(exact(values), abs=0.01)
    assert change([0.1] * 60).p < 0.001
    assert change([0.1] * 60).p > 0.0


def test_a_change_is_over_the_cases_that_both_have():
    """New and gone cases are no difference; without a common case there is no change to tell."""
    found = paired({"a": 0.5, "b": 1.0, "gone": 0.0}, {"b": 0.5, "a": 0.75, "new": 1.0})
    assert found is not None
    assert found.delta == pytest.approx(-0.125)
    assert (found.n, found.deltas) == (2, {"a": 0.25, "b": -0.5})
    assert paired({"a": 1.0}, {"b": 1.0}) is None
    assert paired({}, {}) is None


def test_the_same_twice_is_no_change():
    """Nothing moved: no difference, no width, p of 1, and no word on what would have been seen."""
    found = change([0.0, 0.0, 0.0])
    assert (found.delta, found.low, found.high, found.p, found.smallest_effect) == (0.0, 0.0, 0.0, 1.0, None)


def test_the_smallest_paired_effect_is_by_the_differences():
    """(1.96 + 0.84) standard errors of the mean difference: pairing sees more than two runs side by side."""
    values = [0.1, 0.2, 0.3, 0.2]
    spread = (sum((one - 0.2) ** 2 for one in values) / 3) ** 0.5
    assert change(values).smallest_effect == pytest.approx(2.8 * spread / 2)
    assert change([0.25]).smallest_effect is None


@settings(max_examples=40)
@given(rates, st.data())
def test_a_change_turned_round_is_its_opposite(values, data):
    """Base and head swapped: the other sign, the same p, no NaN."""
    others = data.draw(st.lists(st.floats(0, 1), min_size=len(values), max_size=len(values)))
    base, head = ({str(number): one for number, one in enumerate(side)} for side in (values, others))
    there, back = paired(base, head), paired(head, base)
    assert there is not None
    assert back is not None
    assert there.delta == pytest.approx(-back.delta, abs=1e-9)
    assert there.p == pytest.approx(back.p)
    assert 0 < there.p <= 1
    assert there.low - 1e-9 <= there.delta <= there.high + 1e-9


def test_holm_is_holms():
    """The values of the usual example, each held against those that are left, never below the one before."""
    adjusted = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert adjusted == {
        "a": pytest.approx(0.03),
        "b": pytest.approx(0.06),
        "c": pytest.approx(0.06),
        "d": pytest.approx(0.02),
    }
    assert holm({}) == {}
    assert holm({"a": 0.5, "b": 0.9}) == {"a": 1.0, "b": 1.0}


@given(p_values)
def test_holm_keeps_the_order_and_never_helps(values):
    """An adjusted value is at least the plain one and at most 1; what was smaller stays smaller; names keep their place."""
    adjusted = holm(values)
    assert list(adjusted) == list(values)
    assert all(values[name] <= adjusted[name] <= 1 for name in values)
    for one in values:
        for other in values:
            assert values[one] >= values[other] or adjusted[one] <= adjusted[other]


@given(p_values)
def test_one_test_alone_is_not_adjusted(values):
    """Of one, nothing changes; of several, the smallest is multiplied by their number."""
    name = min(values, key=lambda one: values[one])
    assert holm(values)[name] == pytest.approx(min(1.0, values[name] * len(values)))
    assert holm({name: values[name]}) == {name: values[name]}
