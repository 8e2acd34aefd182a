"""Errors are planted in the cases' own articles and labelled claims are tried: what is found, and what is missed."""

from __future__ import annotations

import pytest

from briefer.evaluate.mutant import CLASSES
from briefer.evaluate.planted import TRUE, plant
from tests.evaluate.folders import BRIDGE, CASES, Evals

CLAIMS = """
[[claim]]
text = "The Ostler footbridge has 14 cables."
holds = true
[[claim]]
text = "About 2,900 people cross the bridge each day."
holds = false
check = "number"
[[claim]]
text = "The mayor opened a swimming pool."
holds = false
"""


@pytest.fixture
def cases(evals: Evals):
    return [evals.load(name, text) for name, (text, _) in CASES.items()]


def by_name(rows, kind="planted"):
    return {row.name: row for row in rows if row.kind == kind}


def test_every_class_has_a_row_and_what_was_planted_is_found(cases):
    """Also the classes that these texts give no chance for, with no try; numbers and names are found here."""
    rows = by_name(plant(cases, seed=0, per_case=2))
    assert rows.keys() == {*CLASSES, TRUE}
    for name in ("number", "name", "negation", "invented"):
        assert rows[name].tries > 0
        assert rows[name].found == rows[name].tries
    for row in rows.values():
        assert 0 <= row.found <= row.tries
        assert 0.0 <= row.low <= row.high <= 1.0


def test_a_seed_plants_the_same_errors_and_another_one_others(cases):
    """Two runs cannot differ by the draw; how many a case gets is bounded."""
    assert plant(cases, seed=0, per_case=1) == plant(cases, seed=0, per_case=1)
    for per_case in (1, 2):
        rows = by_name(plant(cases, seed=3, per_case=per_case))
        assert all(rows[name].tries <= per_case * len(cases) for name in CLASSES)


def test_labelled_claims_are_counted_by_their_kind_of_fault(evals):
    """Those that hold are good where nothing objects, the others where something does; no kind is `support`."""
    rows = by_name(plant([evals.load("bridge", BRIDGE, CLAIMS)], seed=0, per_case=1), "claim")
    assert {name: (row.found, row.tries) for name, row in rows.items()} == {
        "number": (1, 1), "support": (1, 1), TRUE: (1, 1),
    }  # fmt: skip


def test_what_is_missed_is_told_with_its_case(evals):
    """A claim that is wrongly labelled as true is objected to, and stands in the row."""
    table = '[[claim]]\ntext = "About 2,900 people cross the bridge each day."\nholds = true\n'
    row = by_name(plant([evals.load("bridge", BRIDGE, table)], seed=0, per_case=1), "claim")[TRUE]
    assert (row.found, row.tries) == (0, 1)
    assert row.missed == ("bridge: About 2,900 people cross the bridge each day.",)


def test_a_checker_that_objects_to_everything_finds_nothing(cases, monkeypatch):
    """An error counts as found only where the same sentence without it passes."""
    from briefer.check import check_sentences

    def against(text, index):
        report, rest = check_sentences(text, index)
        return report.model_copy(update={"verdict": "fail"}), rest

    monkeypatch.setattr("briefer.evaluate.planted.check_sentences", against)
    rows = by_name(plant(cases, seed=0, per_case=1))
    assert {rows[name].tries for name in CLASSES} == {0}
    assert rows[TRUE].found == 0 < rows[TRUE].tries


def test_a_checker_that_objects_to_nothing_finds_nothing(cases, monkeypatch):
    """And what it misses is shown, up to five of a class."""
    from briefer.check import check_sentences

    def blind(text, index):
        report, rest = check_sentences(text, index)
        return report.model_copy(update={"verdict": "pass"}), rest

    monkeypatch.setattr("briefer.evaluate.planted.check_sentences", blind)
    rows = by_name(plant(cases, seed=0, per_case=3))
    assert rows["number"].found == 0 < rows["number"].tries
    assert 0 < len(rows["number"].missed) <= 5
    assert rows["number"].missed[0].partition(": ")[0] in CASES


def test_one_case_alone_has_no_other_to_mix_with(evals):
    """Facts of another article cannot be planted without another article."""
    rows = by_name(plant([evals.load("bridge", BRIDGE)], seed=0, per_case=1))
    assert rows["cross-article"].tries == 0
    assert rows["number"].tries == 1
