"""The checker against people's labels: rows, balanced accuracy, area under the curve, intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.evaluate import Checked, calibrate, check_labelled, labelled_of, macro
from briefer.evaluate.calibrate import area_under_curve, balanced_accuracy
from tests.stories import FERRY_TEXT


def checked(*, supported: bool, passed: bool, score: float = 0.5, group: str = "a", name: str = "set") -> Checked:
    return Checked(name, group, supported, passed, score, None)


def test_both_labels_weigh_alike_however_many_there_are_of_each():
    """Nine of ten supported right and one of two others: the mean of .9 and .5."""
    rows = [checked(supported=True, passed=number > 0) for number in range(10)]
    rows += [checked(supported=False, passed=passed) for passed in (True, False)]
    assert balanced_accuracy(rows) == pytest.approx(0.7)


def test_a_set_of_one_label_has_no_balanced_accuracy_and_counts_for_no_mean():
    """What cannot be told is None, and the mean of the sets leaves it out."""
    results = calibrate(
        [
            checked(supported=False, passed=False, name="spans"),
            checked(supported=True, passed=True, name="whole"),
            checked(supported=False, passed=True, name="whole", group="b"),
        ]
    )
    by_name = {result.set: result for result in results}
    assert by_name["spans"].balanced is None
    assert by_name["spans"].auc is None
    assert macro(results) == pytest.approx(0.5)
    assert macro([by_name["spans"]]) is None


def test_the_area_counts_ties_as_half():
    """Of four pairs one is won, one lost and two are ties."""
    rows = [checked(supported=True, passed=True, score=score) for score in (0.5, 0.9)]
    rows += [checked(supported=False, passed=True, score=score) for score in (0.5, 0.9)]
    assert area_under_curve(rows) == pytest.approx(0.5)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from("abc")), min_size=1, max_size=30))
def test_an_interval_holds_its_figure(rows):
    """Whatever the labels, low is at most the figure and the figure at most high, within 0 and 1."""
    for result in calibrate([checked(supported=one, passed=two, group=group) for one, two, group in rows]):
        for estimate in (result.balanced, result.auc):
            if estimate is not None:
                assert 0 <= estimate.low <= estimate.high <= 1
                assert 0 <= estimate.value <= 1
        assert result.n == len(rows)
        assert result.found.tries + result.alarms.tries == len(rows)


def test_the_same_rows_give_the_same_figures():
    """Resampling is seeded: a table can be compared with itself."""
    rows = [checked(supported=n % 2 == 0, passed=n % 3 == 0, score=n / 20, group=str(n % 5)) for n in range(20)]
    assert calibrate(rows) == calibrate(rows)


@pytest.mark.parametrize(
    ("label", "supported"), [(1, True), (0, False), (True, True), ("supported", True), ("not supported", False)]
)
def test_a_label_is_a_number_a_truth_or_a_word(label, supported):
    """Each way that sets write their labels is understood."""
    row = {"source": "A.", "claim": "B.", "label": label}
    assert labelled_of(row, named="mine").supported is supported


def test_a_row_says_which_set_and_article_it_is_of():
    """`dataset` and `group_key` are heeded; without them the file's name and the source's own digest serve."""
    full = labelled_of(
        {
            "source": "A.",
            "claim_or_summary": "B.",
            "label": 1,
            "dataset": "d",
            "detail": {"corpus": "c"},
            "group_key": "g",
        },
        named="mine",
    )
    bare = labelled_of({"source": "A.", "summary": "B.", "label": 1}, named="mine")
    assert (full.set, full.group) == ("d-c", "g")
    assert bare.set == "mine"
    assert bare.group == labelled_of({"source": "A.", "summary": "C.", "label": 0}, named="mine").group


@pytest.mark.parametrize("row", [{}, {"source": "A.", "summary": 3, "label": 1}, {"source": "A.", "summary": "B."}])
def test_a_row_without_its_parts_is_refused(row):
    """A missing text or label is an error that says so."""
    with pytest.raises(ValueError, match=r"'source'|'label'"):
        labelled_of(row, named="mine")


def test_a_finding_is_held_against_the_place_that_people_marked():
    """Whether the checks point where people saw the error is told apart from whether they saw one."""
    claim = "The walkout stranded about 9,900 passengers."
    start = claim.index("9,900")
    row = {"source": FERRY_TEXT, "claim": claim, "label": 0, "spans": [{"start": start, "end": start + 5}]}
    elsewhere = row | {"spans": [{"start": 0, "end": 3}]}
    assert check_labelled(labelled_of(row, named="mine")).located is True
    assert check_labelled(labelled_of(elsewhere, named="mine")).located is False
