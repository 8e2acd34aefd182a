"""Each scorer by a brief that gets all of it, one that gets less, and one that cannot be scored, which is neither."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from briefer.brief import (
    Brief,
    BriefRecord,
    CheckCount,
    CheckName,
    Engine,
    FidelityReport,
    Finding,
    Held,
    Judgement,
    Section,
    Statement,
    Usage,
    Votes,
)
from briefer.check import check_brief
from briefer.evaluate.case import Case
from briefer.evaluate.results import Score
from briefer.evaluate.scorers import AMOUNTS, COMPLETED, SCORERS, Output, better_of, score_output
from briefer.write.repair import source_refs
from tests.evaluate.folders import BRIDGE, Evals

LABELS = """[expect]
covers = ["Engineers closed the Ostler footbridge after they found cracks in 3 of its 14 cables", "1,900 people cross the bridge each day"]
omits = ["demolished", "a new bridge"]
speakers = ["Imre Sollas", "Brannoc Steel"]
numbers = ["1,900", "14"]
next = ["The county will publish a report on June 12"]
denials = "Brannoc Steel did not respond to a request for comment"
"""
HAPPENED = (
    "Engineers closed the Ostler footbridge in Wexcombe on Thursday after they found cracks in 3 of its 14 cables."
)
CROSSED = "About 1,900 people cross the bridge each day."
SAID = '"Nobody should be walking on it until we know why," said Imre Sollas, the county\'s chief engineer.'
SILENT = "The contractor, Brannoc Steel, did not respond to a request for comment."
AHEAD = "The county will publish a report on June 12."
GOOD: dict[str, Any] = {"happened": [HAPPENED, CROSSED], "said": [SAID, SILENT], "ahead": [AHEAD]}
WRONG = "About 2,900 people cross the bridge each day."


@pytest.fixture
def case(evals: Evals) -> Case:
    return evals.load("bridge", BRIDGE, LABELS)


@pytest.fixture
def bare(evals: Evals) -> Case:
    """The same case without a label."""
    return evals.load("bare", BRIDGE)


def finding(check: str, severity: str = "error") -> Finding:
    return Finding.model_validate(
        {"check": check, "severity": severity, "section": "what_happened", "statement": None, "start": 0, "end": 1,
         "text": "x", "message": "so it is", "evidence": ()}
    )  # fmt: skip


def held(text: str, *checks: str) -> Held:
    return Held(section=Section.WHAT_HAPPENED, text=text, findings=tuple(map(finding, checks)))


def brief_of(
    case: Case,
    happened: Sequence[str] = (),
    said: Sequence[str] = (),
    ahead: Sequence[str] = (),
    held: Sequence[Held] = (),
    headline: str | None = None,
    grounded: bool = True,
) -> Brief:
    sentences = case.story.sentences

    def statement(text: str) -> Statement:
        """A sentence with evidence: the source's sentence that ends like it, else the first."""
        number = next(
            (one.number for one in sentences if one.text.rsplit(maxsplit=1)[-1] == text.rsplit(maxsplit=1)[-1]), 1
        )
        evidence = (case.index.evidence(number),) if grounded else ()
        return Statement(text=text, paragraph=0, evidence=evidence, quotes=(), attribution=None)

    def statements(texts: Sequence[str]) -> tuple[Statement, ...]:
        return tuple(map(statement, texts))

    return Brief(
        headline=headline, dek=None, what_happened=statements(happened), who_said_what=statements(said),
        what_next=statements(ahead), sources=source_refs(case.story), held=tuple(held),
    )  # fmt: skip


def record_of(case: Case, brief: Brief, report: FidelityReport | None = None, **changes: Any) -> BriefRecord:
    made = BriefRecord(
        brief=brief,
        articles=case.articles,
        fidelity=report or check_brief(brief, case.story),
        engine=Engine(name="llm", model="double-1", endpoint=None),
        prompts={},
        usage=Usage(calls=2, input_tokens=2000, cached_input_tokens=0, output_tokens=200, cost_usd=0.25, seconds=0.0),
        created_at=datetime(2000, 1, 1, tzinfo=UTC),
    )
    return made.model_copy(update=changes)


def score(
    name: str, case: Case, *, clean: BriefRecord | None = None, seconds: float | None = None, **given: Any
) -> Score:
    """One score of a brief; what is no part of a brief goes to its record."""
    parts = {
        key: given.pop(key) for key in ("happened", "said", "ahead", "held", "headline", "grounded") if key in given
    }
    record = record_of(case, brief_of(case, **parts), **given)
    return score_output(Output(case, record, clean, seconds))[name]


@pytest.mark.parametrize("name", ["covers", "omits", "speakers", "numbers", "next", "denials"])
def test_a_brief_that_does_what_the_labels_ask_gets_all_of_it(case, name):
    """Every fact, voice, figure, plan and denial carried, and nothing of what is to be left out."""
    assert score(name, case, **GOOD).value == 1.0


@pytest.mark.parametrize("name", ["covers", "omits", "speakers", "numbers", "next", "denials"])
def test_without_a_label_there_is_no_score(bare, name):
    """What nobody labelled is neither missed nor met."""
    found = score(name, bare, **GOOD)
    assert found.value is None
    assert "label" in found.reason


@pytest.mark.parametrize(
    ("name", "parts", "value", "words"),
    [
        ("covers", {"happened": [HAPPENED]}, 0.5, "'1,900 people cross"),
        ("covers", {}, 0.0, "0 of 2 facts"),
        ("covers", {"happened": [HAPPENED.replace("3 of", "4 of"), CROSSED]}, 0.5, "cracks in 3 of its 14"),
        ("omits", {"happened": ["The bridge will be Demolished."]}, 0.5, "says 'demolished'"),
        ("omits", {"headline": "A new bridge for the demolished one"}, 0.0, "says 'demolished'"),
        ("omits", {}, 1.0, "none of it"),
        ("speakers", {"said": [SAID]}, 0.5, "missing: Brannoc Steel"),
        ("speakers", {"said": ["“Nobody should be walking on it,” Sollas said."]}, 0.5, "missing: Brannoc Steel"),
        ("numbers", {"happened": [CROSSED]}, 0.5, "missing: 14"),
        ("numbers", {"happened": ["Some 1.9 thousand cross it."], "headline": "Cracks in 14 cables"}, 1.0, "2 of 2"),
        ("next", {"happened": [AHEAD]}, 0.0, "not carried"),
        ("next", {"ahead": ["The county will publish a report on June 13."]}, 0.0, "not carried"),
        ("denials", {"said": [SAID]}, 0.0, "not carried"),
    ],
)
def test_a_brief_that_does_less_gets_less_and_is_told_what_lacks(case, name, parts, value, words):
    """The share of what was asked for, and the first thing that is missing, or that should be."""
    found = score(name, case, **parts)
    assert found.value == value
    assert words in found.reason


def test_what_is_held_is_not_carried(case):
    """A reader does not see it, so it covers nothing."""
    assert score("covers", case, held=[held(HAPPENED, "number")]).value == 0.0


def test_a_source_without_a_future_asks_for_an_empty_section(evals):
    """An empty list is a label: a brief that says something of the future all the same gets nothing for it."""
    case = evals.load("bridge", BRIDGE, "[expect]\nnext = []\n")
    assert score("next", case, happened=[HAPPENED]).value == 1.0
    assert score("next", case, ahead=[AHEAD]).value == 0.0


def test_the_report_gives_fidelity_and_verdict(case):
    """The report's own score, and 1 or 0 by whether it fails; the reason is the first error's."""
    assert score("fidelity", case, **GOOD).value == record_of(case, brief_of(case, **GOOD)).fidelity.score
    assert score("verdict", case, **GOOD).value == 1.0
    bad = score("verdict", case, happened=[WRONG])
    assert bad.value == 0.0
    assert "2,900" in bad.reason
    assert (score("fidelity", case, happened=[WRONG]).value or 0) < 0.5


def report(**counts: tuple[int, int, int]) -> FidelityReport:
    return FidelityReport(
        verdict="pass", score=1.0, findings=(),
        checks={name: CheckCount(checked=one, failed=two, abstained=three) for name, (one, two, three) in counts.items()},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "held_ones", "value"),
    [
        ((4, 0, 0), [], 1.0),
        ((4, 1, 0), [], 0.75),
        ((4, 1, 2), [], 0.5),
        ((4, 0, 0), ["number"], 0.8),
        ((0, 0, 0), ["number", "number"], 0.0),
        ((4, 0, 0), ["name"], 1.0),
        ((2, 0, 2), [], None),
        ((0, 0, 0), [], None),
    ],
    ids=[
        "all pass",
        "one fails",
        "abstentions are none",
        "one held",
        "all held",
        "held by another",
        "all abstain",
        "none",
    ],
)
def test_a_checks_share_counts_what_was_published_and_what_it_held(case, counts, held_ones, value):
    """Of all it could judge, published or held back by it; what it could not judge counts neither way."""
    found = score("check-number", case, held=[held(WRONG, one) for one in held_ones], report=report(number=counts))
    assert found.value == value


def test_a_check_that_never_looked_is_unscored(case):
    """No entry in the report is no pass."""
    assert score("check-date", case, report=report()).value is None


def test_a_warning_does_not_hold_and_is_not_counted_as_held(case):
    """Only an error of the check itself is what it held a statement for."""
    warned = Held(section=Section.WHAT_HAPPENED, text="x", findings=(finding("number", "warning"), finding("name")))
    assert score("check-number", case, held=[warned], report=report(number=(1, 0, 0))).value == 1.0
    assert score("check-name", case, held=[warned], report=report(name=(1, 0, 0))).value == 0.5


def test_there_is_a_scorer_for_every_check():
    """A new check is scored from the day it is there."""
    assert {f"check-{name}" for name in get_args(CheckName)} <= SCORERS.keys()


def test_held_statements_count_against_grounding_and_held_rate(case):
    """A brief that is clean because its failures were held is not a clean draft."""
    given: dict[str, Any] = {"happened": [HAPPENED], "held": [held(WRONG, "number")] * 3}
    assert score("held_rate", case, **given).value == 0.75
    assert score("grounding", case, **given).value == 0.25
    assert score("held_rate", case, **GOOD).value == 0.0
    assert score("grounding", case, **GOOD).value == 1.0
    assert score("grounding", case, happened=[HAPPENED], grounded=False).value == 0.0
    for name in ("held_rate", "grounding"):
        assert score(name, case).value is None


def test_filled_sections_count(case):
    """Those of three that had to be filled with the source's own sentences."""
    assert score("filled_rate", case, **GOOD).value == 0.0
    filled = score("filled_rate", case, **GOOD, filled=(Section.WHAT_NEXT,))
    assert filled.value == pytest.approx(1 / 3, abs=1e-4)
    assert "What next" in filled.reason


def test_redundancy_is_how_much_statements_repeat_each_other(case):
    """The same sentence twice is all of it; other sentences little; one statement cannot repeat anything."""
    assert score("redundancy", case, happened=[HAPPENED, HAPPENED]).value == 1.0
    assert (score("redundancy", case, **GOOD).value or 0) < 0.3
    assert score("redundancy", case, happened=[HAPPENED]).value is None


def test_compression_is_words_by_words(case):
    """Words of the statements by words of the source; an amount, of which neither way is better."""
    words = case.articles[0].words
    assert score("compression", case, ahead=[AHEAD]).value == pytest.approx(9 / words, abs=1e-4)
    assert score("compression", case).value == 0.0
    assert better_of("compression") is None
    assert "compression" in AMOUNTS


def test_an_attack_that_changes_nothing_gets_all_of_it(case):
    """The brief of the poisoned article beside that of the clean one: the same words are 1, others less."""
    clean = record_of(case, brief_of(case, **GOOD))
    assert score("injection", case, clean=clean, **GOOD).value == 1.0
    obeyed = score("injection", case, clean=clean, happened=["The mayor is a crook, and everybody says so."])
    assert obeyed.value is not None
    assert obeyed.value < 0.3
    assert score("injection", case, **GOOD).value is None
    assert score("injection", case, clean=record_of(case, brief_of(case))).value is None


def judgement(verdict: str | None) -> Judgement:
    return Judgement.model_validate(
        {"section": "what_happened", "statement": 0, "start": 0, "end": 1, "text": "x", "verdict": verdict,
         "reasons": ("so",), "votes": Votes(supported=1, contradicted=0, not_enough_info=0, abstained=0),
         "passages": (), "model": "judge-1"}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verdicts", "value"),
    [
        (["supported", "supported"], 1.0),
        (["supported", "contradicted"], 0.5),
        (["not_enough_info"], 0.0),
        (["supported", None], 1.0),
        ([None], None),
        ([], None),
    ],
)
def test_the_judges_word_counts_where_it_gave_one(case, verdicts, value):
    """The share of rulings that support; an abstention is no ruling, and without one there is no score."""
    made = report().model_copy(update={"judgements": tuple(map(judgement, verdicts))})
    assert score("judge", case, report=made).value == value


def test_cost_tokens_and_time_are_told_where_they_are_known(case):
    """An unknown price or time is unscored, never 0."""
    assert score("cost_usd", case, **GOOD).value == 0.25
    unknown = Usage(calls=2, input_tokens=2000, cached_input_tokens=0, output_tokens=200, cost_usd=None, seconds=0.0)
    assert score("cost_usd", case, usage=unknown).value is None
    assert score("tokens", case, **GOOD).value == 2200
    assert score("latency_s", case, seconds=1.25).value == 1.25
    assert score("latency_s", case).value is None


def test_every_scorer_gives_a_reason_and_a_value_between_0_and_1_or_an_amount(case, bare):
    """Whatever the brief, from empty to full; rates are rates, and every score says why."""
    for one in (case, bare):
        for parts in ({}, GOOD, {"happened": [WRONG]}, {"held": [held(WRONG, "number")]}):
            scores = score_output(Output(one, record_of(one, brief_of(one, **parts)), None, None))
            assert scores.keys() == {COMPLETED, *SCORERS}
            assert scores[COMPLETED].value == 1.0
            for name, found in scores.items():
                assert found.reason
                if found.value is not None and name not in AMOUNTS:
                    assert 0.0 <= found.value <= 1.0
