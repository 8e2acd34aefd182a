"""Two results held against each other."""

from __future__ import annotations

import pytest

from briefer.evaluate.compare import Comparison, Row, compare
from briefer.evaluate.metrics import holm, paired
from briefer.evaluate.outcome import cases_of
from briefer.evaluate.report import comparison_markdown, comparison_text
from briefer.evaluate.results import Judge, Results
from briefer.publish.render.wrapping import columns
from tests.evaluate.invented import (
    CASES,
    changed,
    make_case,
    make_empty,
    make_hostile,
    make_item,
    make_large,
    make_lost,
    make_results,
    make_run,
    make_suite,
    rescored,
    with_metrics,
)

EIGHT = tuple(f"case-{at}" for at in range(8))


def row_of(compared: Comparison, scorer: str, run: str = "extractive") -> Row:
    """The row of one scorer in one run."""
    return next(row for row in compared.rows if (row.run, row.scorer) == (run, scorer))


def suite(value: float = 0.9) -> Results:
    """Eight cases of one value."""
    return make_suite(EIGHT, lambda name: value)


def test_the_same_results_show_no_change() -> None:
    """Held against itself, no row moved, no case did, and there is no problem."""
    compared = compare(make_results(), make_results())
    assert {row.change for row in compared.rows} == {"same"}
    assert (compared.worse, compared.better, compared.turned, compared.problems) == ((), (), (), ())
    assert compared.compared == tuple(CASES)


def test_a_drop_of_every_case_is_worse() -> None:
    """Eight cases that all fall are no chance: the row says worse, and each case is named, the furthest first."""
    head = make_suite(EIGHT, lambda name: 0.8 - int(name[-1]) / 100)
    compared = compare(suite(), head)
    row = row_of(compared, "support")
    assert row.change == "worse"
    assert row.n == 8
    assert row.delta == pytest.approx(-0.135)
    assert row.low is not None and row.delta is not None and row.high is not None
    assert row.low <= row.delta <= row.high < 0
    assert row.p == pytest.approx(2 / 256)
    assert [move.case for move in compared.worse] == list(reversed(EIGHT))
    assert compared.better == ()


def test_a_single_case_may_be_chance() -> None:
    """One case of eight that falls is told, but no row is called worse for it."""
    compared = compare(suite(), make_suite(EIGHT, lambda name: 0.1 if name == "case-3" else 0.9))
    assert row_of(compared, "support").change == "unclear"
    assert [move.case for move in compared.worse] == ["case-3"]


def test_three_cases_prove_nothing() -> None:
    """Three cases that all fall would do so by chance one time in four: the row says that it may be chance."""
    names = EIGHT[:3]
    row = row_of(compare(make_suite(names, lambda name: 0.9), make_suite(names, lambda name: 0.5)), "support")
    assert (row.change, row.p) == ("unclear", 0.25)


def test_where_lower_is_better_a_rise_is_worse() -> None:
    """`held` that rises got worse, and one that falls got better."""
    low = changed(suite(), lambda item: rescored(item, held=0.0))
    high = changed(suite(), lambda item: rescored(item, held=0.4))
    assert row_of(compare(low, high), "held").change == "worse"
    assert row_of(compare(high, low), "held").change == "better"
    assert [move.case for move in compare(low, high).worse] == list(EIGHT)
    assert [move.case for move in compare(high, low).better] == list(EIGHT)


def test_what_is_only_told_is_neither_better_nor_worse() -> None:
    """A score without a good direction has a change and no p-value, and names no case."""
    base = changed(suite(), lambda item: rescored(item, words=200.0))
    compared = compare(base, changed(suite(), lambda item: rescored(item, words=260.0)))
    row = row_of(compared, "words")
    assert (row.change, row.p, row.delta) == ("told", None, 60.0)
    assert (compared.worse, compared.better) == ((), ())


def test_p_values_are_those_of_holm_over_all_rows() -> None:
    """Each row's p is `paired`'s made fit for the whole table by `holm`."""
    base, head = make_large(20), make_large(20, shift=0.05)
    compared = compare(base, head)
    raw: dict[str, float] = {}
    for old, new in zip(base.runs, head.runs, strict=True):
        before, after = ({one.case: one for one in cases_of(side, run)} for side, run in ((base, old), (head, new)))
        for scorer in ("support", "covers", "held", "judge_faithful"):
            values = [
                {name: value for name, one in side.items() if (value := one.value(scorer)) is not None}
                for side in (before, after)
            ]
            found = paired(values[0], values[1])
            assert found is not None
            raw[f"{new.name} {scorer}"] = found.p
    told = {f"{row.run} {row.scorer}": row.p for row in compared.rows if row.better}
    assert told == pytest.approx(holm(raw))


def test_swapped_the_changes_turn_round() -> None:
    """From head to base each change is the opposite of that from base to head."""
    base, head = make_large(12), make_large(12, shift=0.3)
    there, back = compare(base, head), compare(head, base)
    for one, other in zip(there.rows, back.rows, strict=True):
        assert one.delta is not None and other.delta is not None
        assert one.delta == pytest.approx(-other.delta)
    assert {(move.case, move.scorer) for move in there.worse} == {(move.case, move.scorer) for move in back.better}


def test_a_case_counts_once_however_often_it_was_repeated() -> None:
    """The repeats' mean is compared: 0.6 of 0.4 and 0.8 against 0.6 is no change."""
    base = make_suite(("harbour-strike",), lambda name: 0.6)
    twice = make_run("extractive", ("harbour-strike",), repeat=2)
    items = tuple(
        make_item("extractive", "harbour-strike", {"support": value}, at) for at, value in enumerate((0.4, 0.8))
    )
    compared = compare(base, with_metrics(base.model_copy(update={"runs": (twice,), "items": items})))
    assert row_of(compared, "support").change == "same"
    assert row_of(compared, "support").n == 1
    assert compared.problems == ("run 'extractive' was repeated 1 and 2 times",)


def test_a_lost_score_is_counted_and_changes_no_mean() -> None:
    """A bad case that can no longer be scored makes nothing better: it is left out on both sides, and said."""
    base = make_suite(EIGHT, lambda name: 0.1 if name == "case-0" else 0.9)
    head = changed(base, lambda item: rescored(item, support=None) if item.case == "case-0" else item)
    row = row_of(compare(base, head), "support")
    assert (row.n, row.lost, row.gained, row.delta) == (7, 1, 0, 0.0)
    assert row.base == row.head == pytest.approx(0.9)
    assert "1 lost its score" in comparison_text(compare(base, head))


def test_cases_that_came_to_another_end_are_named_worst_first() -> None:
    """A case without a brief stands before one that passes now."""
    base, head = suite(), suite()
    lost = make_lost("extractive", "case-5", "model", "not JSON")
    warned = make_item("extractive", "case-1", {"support": 0.9}, verdict="warn")
    base = base.model_copy(update={"items": tuple(warned if one.case == "case-1" else one for one in base.items)})
    head = head.model_copy(update={"items": tuple(lost if one.case == "case-5" else one for one in head.items)})
    turned = compare(base, head).turned
    assert [(one.case, one.base, one.head, one.worse) for one in turned] == [
        ("case-5", "pass", "no brief", True),
        ("case-1", "warn", "pass", False),
    ]


def test_a_changed_corpus_leaves_out_the_cases_that_changed() -> None:
    """Changed, added and removed cases are named, and only those that are the same count."""
    base = make_suite(("a", "b", "c"), lambda name: 0.9)
    head = make_suite(("b", "c", "d"), lambda name: 0.5)
    cases = (make_case("b", text="Another text."), *head.cases[1:])
    compared = compare(base, head.model_copy(update={"cases": cases, "corpus": "1" * 64}))
    assert (compared.compared, compared.changed, compared.added, compared.removed) == (("c",), ("b",), ("d",), ("a",))
    assert row_of(compared, "support").n == 1
    assert {move.case for move in compared.worse} == {"c"}
    assert compared.problems == (
        "the corpus is not the same, and these cases are left out; changed: b; added: d; removed: a",
    )


def test_a_long_list_of_cases_is_cut() -> None:
    """A corpus that was rewritten names ten cases and counts the others."""
    names = tuple(f"n{at}" for at in range(30))
    compared = compare(make_empty(), make_suite(names, lambda name: 1.0))
    assert "n9 and 20 more" in compared.problems[0]
    assert comparison_text(compared).startswith("Nothing could be compared")


@pytest.mark.parametrize(
    ("judge", "told"),
    [
        (Judge(model="judge-2", prompts={"judge": "c" * 64}, votes=2), "'judge-1' and 'judge-2'"),
        (Judge(model="judge-1", prompts={"judge": "d" * 64}, votes=2), "'judge-1' with other prompts or votes"),
        (Judge(model="judge-1", prompts={"judge": "c" * 64}, votes=3), "'judge-1' with other prompts or votes"),
        (None, "only the base was judged (by judge-1)"),
    ],
)
def test_scores_of_another_judge_are_not_compared(judge: Judge | None, told: str) -> None:
    """Another model, other prompts, other votes or none: its scores are left out, the rest is compared, and it is said."""
    base = make_results()
    head = changed(base.model_copy(update={"judge": judge}), lambda item: rescored(item, judge_faithful=0.0))
    compared = compare(base, head)
    assert not any(row.scorer.startswith("judge") for row in compared.rows)
    assert any(row.scorer == "support" for row in compared.rows)
    assert compared.worse == ()
    assert len(compared.problems) == 1
    assert told in compared.problems[0]
    assert "not compared" in compared.problems[0]


def test_runs_are_matched_by_name() -> None:
    """A run that stands on one side alone is named and not compared."""
    base = make_results()
    kept = [item for item in base.items if item.run == "extractive"]
    other = make_run("large-model")
    head = with_metrics(base.model_copy(update={"runs": (base.runs[0], other), "items": tuple(kept)}))
    compared = compare(base, head)
    assert {row.run for row in compared.rows} == {"extractive"}
    assert compared.problems == (
        "run 'small-model' stands in the base alone, and is not compared",
        "run 'large-model' stands in the head alone, and is not compared",
    )


def test_two_single_runs_are_compared_whatever_their_names() -> None:
    """Run A against run B: one on each side is compared, and the names are said."""
    compared = compare(make_suite(EIGHT, lambda name: 0.5, run="a"), make_suite(EIGHT, lambda name: 0.9, run="b"))
    assert row_of(compared, "support", "b").change == "better"
    assert compared.problems == ("the runs have different names: 'a' is compared with 'b'",)


def test_a_scorer_that_is_gone_is_named() -> None:
    """A score that the head has no longer is a problem, not silence."""
    base = changed(suite(), lambda item: rescored(item, extra=1.0))
    assert "the head does not score extra" in compare(base, suite()).problems


@pytest.mark.parametrize("width", [40, 60, 100])
def test_the_text_keeps_to_its_width(width: int) -> None:
    """No line is wider than asked, and no number is missing for it."""
    compared = compare(make_large(20), make_large(20, shift=0.2))
    text = comparison_text(compared, width)
    assert max(columns(line) for line in text.splitlines()) <= width
    assert text.count("WORSE") == sum(row.change == "worse" for row in compared.rows) > 0
    assert "1.000 → 0.903 WORSE −0.097 (−0.122 to −0.070), n 20, p 0.0" in " ".join(text.split())


def test_hostile_names_stay_text() -> None:
    """No escape sequence reaches a terminal, no mention, bar or markup a Markdown page."""
    base = make_hostile()
    head = changed(base, lambda item: rescored(item, support=0.1))
    text, page = comparison_text(compare(base, head)), comparison_markdown(compare(base, head))
    assert "\x1b" not in text + page
    assert "@everyone" in text
    assert "@everyone" not in page
    assert "<script>" not in page.replace("\\<script\\>", "")


def test_the_markdown_tells_what_the_rows_say() -> None:
    """The outcome stands first, then a table with a line a row, then the cases."""
    compared = compare(suite(), make_suite(EIGHT, lambda name: 0.5))
    page = comparison_markdown(compared)
    assert page.startswith("## 8 cases compared; of 1 score: 1 worse\n")
    assert "| extractive | support ↑ | 8 | 0.900 | 0.500 | −0.400 | −0.400 to −0.400 | 0.008 |" in page
    assert "### Scores of cases that got worse: 8" in page
