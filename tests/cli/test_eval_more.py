"""`briefer eval init`, `promote`, `report` and `compare`."""

from __future__ import annotations

import asyncio
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from briefer.article import build_article
from briefer.brief import Finding, Held, Section
from briefer.cli import build_app
from briefer.evaluate.case import load_case
from briefer.pipeline import brief_story
from briefer.settings import Settings

STORY = (
    "Dockers in Norhaven walked out on Tuesday, stranding about 4,300 passengers, their union said.\n\n"
    '"We were offered eleven cents an hour," said Mira Tolland, who leads the union. "That is an insult."\n\n'
    "A mediator will meet both sides on Friday.\n"
)


@pytest.fixture
def eval_(monkeypatch, tmp_path):
    """Runs `briefer eval ...` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    app = build_app("eval")
    return lambda *arguments: CliRunner().invoke(app, ["eval", *map(str, arguments)])


def _record_with(held: str) -> dict[str, Any]:
    """The record of a brief of the story in which one statement was held."""
    settings = Settings(engine="extractive")
    record = asyncio.run(brief_story(build_article(STORY.strip()), settings=settings))
    finding = Finding(
        check="negation", severity="error", section=Section.WHAT_HAPPENED, statement=None, start=0, end=6, text=held,
        message="the source says the opposite", evidence=(),
    )  # fmt: skip
    brief = record.brief.model_copy(
        update={"held": (Held(section=Section.WHAT_HAPPENED, text=held, findings=(finding,)),)}
    )
    document: dict[str, Any] = json.loads(record.model_copy(update={"brief": brief}).model_dump_json())
    return document


def test_the_starter_runs_green_and_its_gate_can_go_red(eval_):
    """What `eval init` writes is a suite that passes as it is, and fails once its article says something else."""
    assert eval_("init").exit_code == 0
    assert eval_("run", "--update-baseline").exit_code == 0
    again = eval_("run")
    assert again.exit_code == 0
    assert "green" in again.stdout
    article = Path("evals/cases/reading-room/article.txt")
    article.write_text(article.read_text().replace("12 February", "13 February"))
    changed = eval_("run")
    assert changed.exit_code == 1
    assert "reading-room (changed)" in changed.stderr


def test_init_writes_over_nothing(eval_):
    """A file that is there already stays as it is, and is named."""
    suite = Path("evals/suites/gate.toml")
    suite.parent.mkdir(parents=True)
    suite.write_text("mine")
    result = eval_("init")
    assert result.exit_code == 0
    assert suite.read_text() == "mine"
    assert "evals/suites/gate.toml is there already" in result.stderr


def test_a_complaint_about_an_article_becomes_a_case(eval_):
    """A false sentence becomes a claim that does not hold, a missed phrase a fact to cover."""
    Path("story.txt").write_text(STORY)
    missed = "A mediator will meet both sides on Friday"
    result = eval_("promote", "story.txt", "--case", "dockers", "--wrong", "Nobody walked out.", "--missing", missed)
    assert result.exit_code == 0, result.stderr
    case = load_case(Path("evals/cases/dockers"))
    assert [(claim.text, claim.holds) for claim in case.table.claim] == [("Nobody walked out.", False)]
    assert case.expect.covers == (missed,)
    assert case.tags == ("promoted",)
    again = eval_("promote", "story.txt", "--case", "dockers")
    assert again.exit_code == 2
    assert "already" in again.stderr


def test_what_was_held_in_a_brief_becomes_a_claim(eval_):
    """A BriefRecord brings its articles, and the statements that its checks held are claims that do not hold."""
    record = _record_with("Nobody was stranded in Norhaven.")
    Path("record.json").write_text(json.dumps(record))
    result = eval_("promote", "record.json", "--case", "held")
    assert result.exit_code == 0, result.stderr
    case = load_case(Path("evals/cases/held"))
    assert [claim.text for claim in case.table.claim] == [one["text"] for one in record["brief"]["held"]]
    assert case.articles[0].text == record["articles"][0]["text"]


def test_a_phrase_that_the_article_does_not_say_leaves_no_case_behind(eval_):
    """A label that does not fit is refused, and the folder is gone again."""
    Path("story.txt").write_text(STORY)
    result = eval_("promote", "story.txt", "--case", "dockers", "--missing", "The owners apologised to everybody")
    assert result.exit_code == 2
    assert "which the article does not say" in result.stderr
    assert not Path("evals/cases/dockers").exists()


def test_reports_are_made_again_from_the_results_alone(eval_):
    """`eval report` needs results.json and nothing else."""
    eval_("init")
    eval_("run", "--out", "first")
    for name in ("junit.xml", "summary.md", "report.html"):
        (Path("first") / name).unlink()
    result = eval_("report", "first", "--format", "markdown")
    assert result.exit_code == 0
    assert ET.parse("first/junit.xml").getroot().tag == "testsuites"  # noqa: S314 - our own file
    assert (Path("first") / "report.html").read_text().startswith("<!doctype html>")
    assert result.stdout.strip() == (Path("first") / "summary.md").read_text().strip()


def test_two_runs_of_the_same_are_the_same(eval_):
    """`eval compare` finds nothing between a run and itself, whatever the form."""
    eval_("init")
    eval_("run", "--out", "first")
    text = eval_("compare", "first", "first/results.json", "--strict")
    assert text.exit_code == 0
    found = json.loads(eval_("compare", "first", "first", "--format", "json").stdout)
    assert found["compared"] == ["reading-room"]
    assert found["worse"] == []


def test_a_file_that_is_no_results_is_refused_in_one_line(eval_):
    """Another JSON is named and refused, exit 2."""
    Path("other.json").write_text("{}")
    result = eval_("compare", "other.json", "other.json")
    assert result.exit_code == 2
    assert "is no results.json" in result.stderr
