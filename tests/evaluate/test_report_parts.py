"""What the reports are put together from: word diffs, scales, figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.evaluate.compare import Row
from briefer.evaluate.report.charts import WIDTH, delta, histogram, reach_of, scale_of
from briefer.evaluate.report.diff import diff_briefs, diff_words
from briefer.evaluate.report.wording import number, outcome_line, signed, spread
from tests.evaluate.invented import make_brief, make_empty, make_results

WORDS = st.lists(st.sampled_from(["ferry", "3", "May", "£2.1", "“no”,", "walked", "out", ".", "don’t"])).map(" ".join)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_in_a_diff(base: str, head: str) -> None:
    """Without what is new it is the first text, without what is gone the second."""
    pieces = diff_words(base, head)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == base
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == head


def test_a_diff_marks_words_not_letters() -> None:
    """Changes that only white space parts are one."""
    pieces = [(piece.kind, piece.text) for piece in diff_words("It will stop on 3 May.", "It plans to end on 3 May.")]
    assert pieces == [("same", "It "), ("gone", "will stop"), ("new", "plans to end"), ("same", " on 3 May.")]


def test_a_brief_that_is_gone_is_all_gone() -> None:
    """Against no brief every part is gone, or new; against itself none is."""
    gone, new = diff_briefs(make_brief(), None), diff_briefs(None, make_brief())
    assert {piece.kind for part in gone for piece in part.pieces} == {"gone"}
    assert {piece.kind for part in new for piece in part.pieces} == {"new"}
    assert len(gone) == len(new) == 5
    assert diff_briefs(make_brief(), make_brief()) == ()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_every_value_is_in_one_bar(values: list[float]) -> None:
    """The bars count each value once, and stand inside the drawing."""
    chart = histogram(values, None, scale_of(values))
    assert sum(int(bar.told.split()[0]) for bar in chart.bars) == len(values)
    assert all(0 <= bar.x <= bar.x + bar.width <= WIDTH and bar.height > 0 for bar in chart.bars)


@pytest.mark.parametrize(
    ("values", "ends"),
    [([0.2, 0.4], (0, 1)), ([], (0, 1)), ([3.0, 7.0], (0, 7)), ([-2.0, -2.0], (-2, -1)), ([0.0, 1.0], (0, 1))],
)
def test_scales(values: list[float], ends: tuple[float, float]) -> None:
    """Shares have one scale; counts begin at nothing."""
    assert scale_of(values) == ends


def make_row(**more: object) -> Row:
    """A row that fell by a tenth."""
    given = {
        "run": "r", "scorer": "s", "better": "higher", "n": 9, "lost": 0, "gained": 0, "base": 0.9, "head": 0.8,
        "delta": -0.1, "low": -0.2, "high": 0.0, "p": 0.04, "smallest_effect": 0.05, "change": "worse",
    }  # fmt: skip
    return Row.model_validate({**given, **more})


def test_a_change_is_drawn_on_both_sides_of_nothing() -> None:
    """Nothing stands in the middle, the change to its left, inside its whiskers, the blind band around nothing."""
    drawn = delta(make_row(), reach_of([make_row()]))
    assert drawn is not None and drawn.blind is not None
    assert 0 < drawn.whisker.low < drawn.whisker.at < drawn.whisker.high == drawn.zero == WIDTH / 2
    assert drawn.zero - drawn.blind.low == pytest.approx(drawn.blind.high - drawn.zero)
    assert (drawn.left, drawn.right) == ("−0.22", "+0.22")


def test_what_was_not_compared_has_no_drawing() -> None:
    """A row without a case in common is not drawn, and gives a scale nothing."""
    row = make_row(n=0, base=None, head=None, delta=None, low=None, high=None, p=None)
    assert delta(row, 1.0) is None
    assert reach_of([row]) == 0


@pytest.mark.parametrize(
    ("value", "text", "with_sign"),
    [(None, "–", "–"), (0.0, "0.000", "0.000"), (0.9534, "0.953", "+0.953"), (-0.05, "−0.050", "−0.050"),
     (-0.0001, "−0.000", "0.000"), (231.44, "231.4", "+231.4"), (12345.6, "12,346", "+12,346")],
)  # fmt: skip
def test_numbers(value: float | None, text: str, with_sign: str) -> None:
    """Three decimals of what is small, a true minus, a dash for what is not known."""
    assert number(value) == text
    assert signed(value) == with_sign


def test_an_interval_without_ends_is_a_dash() -> None:
    """Not 0 to 0."""
    assert spread(None, None) == "–"


def test_the_outcome_in_one_line() -> None:
    """Green, red, broken or not gated, each in words."""
    results = make_results()
    assert results.gate is not None
    green = results.gate.model_copy(update={"status": "green", "rows": results.gate.rows[:1], "problems": ()})
    broken = results.gate.model_copy(update={"status": "broken", "rows": (), "problems": ("no answer",)})
    assert outcome_line(results.model_copy(update={"gate": green})) == "green: 1 demand, none failed"
    assert outcome_line(results.model_copy(update={"gate": broken})) == (
        "BROKEN: the endpoint failed, so nothing can be said of the briefs, 0 demands, none failed, 1 problem"
    )
    assert outcome_line(make_empty()) == "not gated: there is nothing here to pass or fail"
