"""Numbers of a text: their value, their unit, and that two forms of one number are equal."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.text.numbers import Number, find_numbers
from briefer.text.units import compatible


def only(text: str) -> Number:
    numbers = find_numbers(text)
    assert len(numbers) == 1, [number.text for number in numbers]
    return numbers[0]


@pytest.mark.parametrize(
    "text",
    [
        "3,400",
        "3400",
        "3.4 thousand",
        "three thousand four hundred",
        "thirty-four hundred",
        "3.4k",
    ],
)
def test_one_value_in_many_forms(text: str) -> None:
    """Digits, separators, magnitudes and words of one number are worth the same."""
    assert only(f"There were {text} of them.").value == 3400


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("40 per cent", 40, "percent"),
        ("40%", 40, "percent"),
        ("2.5 percentage points", Fraction(5, 2), "percentage point"),
        ("$6.5 million", 6_500_000, "$"),
        ("£5m", 5_000_000, "GBP"),
        ("3.2bn euros", 3_200_000_000, "EUR"),
        ("a million pounds", 1_000_000, "pound"),
        ("US$3 billion", 3_000_000_000, "USD"),
        ("190 km/h", 190, "km/h"),
        ("two and a half years", Fraction(5, 2), "year"),
        ("a 38-year-old", 38, "year"),
        ("the 69 - year - old", 69, "year"),
        ("half past 7.30 pm", Fraction(15, 2), "clock"),
    ],
)
def test_value_and_unit(text: str, value: float | Fraction, unit: str) -> None:
    """A number carries what it counts: money, shares, measures, hours."""
    number = find_numbers(text)[-1]
    assert number.value == value
    assert number.unit == unit


def test_range_shares_its_unit() -> None:
    """Both ends of a range have the unit and the magnitude that is written once."""
    low, high = find_numbers("between $5 and 10 million")
    assert [low.value, high.value] == [5_000_000, 10_000_000]
    assert low.unit == high.unit == "$"
    assert [number.unit for number in find_numbers("five to 10 per cent")] == ["percent", "percent"]


def test_fractions() -> None:
    """Halves, thirds and quarters have their value; an ordinal is none of them."""
    assert [n.value for n in find_numbers("two-thirds of voters and half of them")] == [Fraction(2, 3), Fraction(1, 2)]
    third = only("the third man")
    assert third.ordinal
    assert third.value == 3


def test_names_are_marked() -> None:
    """A number inside a name is neither a claim nor evidence."""
    assert only("COVID-19 spread").name
    assert only("an F-16 landed").name
    assert not only("19 people").name


@pytest.mark.parametrize(
    ("text", "bound"), [("more than 100", "over"), ("nearly 100", "about"), ("fewer than 100", "under"), ("100", None)]
)
def test_bounds(text: str, bound: str | None) -> None:
    """The words that make a number approximate are kept."""
    assert only(text).bound == bound


def test_units_that_fit() -> None:
    """A dollar sign fits any dollar; a share is no number of points and no bare number."""
    assert compatible("$", "AUD")
    assert not compatible("USD", "AUD")
    assert not compatible("percent", "percentage point")
    assert not compatible("percent", None)


@given(st.integers(min_value=0, max_value=10**12))
def test_separators_change_nothing(value: int) -> None:
    """An integer with and without its separators has one value, and stands where it was put."""
    for digits in (f"{value}", f"{value:,}"):
        text = f"It had {digits} of them"
        number = find_numbers(text)[0]
        assert number.value == value
        assert text[number.start : number.end] == number.text == digits


@given(st.text(max_size=200))
def test_spans_stay_in_bounds(text: str) -> None:
    """Numbers come in order, do not overlap, and stand where they say."""
    at = 0
    for number in find_numbers(text):
        assert at <= number.start < number.end <= len(text)
        assert text[number.start : number.end] == number.text
        at = number.end
