"""Warn or enforce: what a check in `warn` mode still says, and what it no longer decides."""

from __future__ import annotations

from typing import get_args

import pytest

from briefer.article import Story
from briefer.brief import Brief, CheckName, FidelityReport
from briefer.check import check_sentences, check_summary, check_text, warn_only
from briefer.settings import CheckTable
from tests.stories import FERRY_TEXT, ferry_article

WRONG_NUMBER = "Ferry workers in Norhaven walked out on Tuesday, stranding about 3,400 passengers."
NOWHERE = "The weather has delighted gardeners, bakers and grandmothers everywhere this spring."


def report(summary: str, *names: CheckName) -> FidelityReport:
    return check_text(summary, Story((ferry_article(),)), frozenset(names))


def test_every_check_has_a_mode_and_every_mode_a_check():
    """The table of modes in the settings names the checks of the contract, each once."""
    assert tuple(CheckTable.model_fields) == get_args(CheckName)
    assert warn_only(CheckTable(quote="warn", style="warn")) == {"quote", "style"}
    assert warn_only(CheckTable()) == frozenset()


def test_a_check_that_warns_says_the_same_and_fails_nothing():
    """The finding keeps its words, place and evidence; severity, score and verdict are a warning's."""
    enforced, warned = report(WRONG_NUMBER), report(WRONG_NUMBER, "number")
    error = next(finding for finding in enforced.findings if finding.check == "number")
    warning = next(finding for finding in warned.findings if finding.check == "number")

    assert (enforced.verdict, warned.verdict) == ("fail", "warn")
    assert enforced.score < 0.5 <= warned.score
    assert error.model_copy(update={"severity": "warning"}) == warning
    assert warned.checks["number"] == enforced.checks["number"]


def test_a_mode_concerns_its_own_check_alone():
    """A wrong figure fails where another check only warns."""
    assert report(WRONG_NUMBER, "quote", "name") == report(WRONG_NUMBER)


def test_support_that_warns_tells_its_score_and_fails_nothing():
    """The score stays what it is, under the decision, and the verdict is a warning."""
    enforced, warned = report(NOWHERE), report(NOWHERE, "support")

    assert enforced.verdict == "fail"
    assert warned.verdict == "warn"
    assert warned.score < 0.5
    assert {finding.severity for finding in warned.findings} == {"warning"}


def test_sentences_of_a_pair_heed_the_mode_too():
    """The verdict of a sentence is that of its findings as they are told."""
    _, (sentence,) = check_sentences(WRONG_NUMBER, Story((ferry_article(),)), frozenset({"number"}))

    assert sentence.verdict == "warn"


@pytest.mark.parametrize(("names", "verdict"), [((), "fail"), (("section",), "warn")])
def test_findings_on_the_whole_brief_heed_the_mode(names, verdict):
    """An empty section that the source could fill is an error, or a warning where `section` only warns."""
    article = ferry_article()
    empty = Brief(headline=None, dek=None, what_happened=(), who_said_what=(), what_next=(), sources=(), held=())

    assert check_summary(empty, [article], warn_only=frozenset(names)).verdict == verdict


def test_without_a_mode_nothing_changes():
    """The default is what it was: every check enforces."""
    assert check_summary(WRONG_NUMBER, [FERRY_TEXT]) == check_summary(WRONG_NUMBER, [FERRY_TEXT], warn_only=frozenset())
