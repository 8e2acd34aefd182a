"""`briefer check --judge` from the command line, through real sockets."""

from __future__ import annotations

import json

import pytest

from briefer.brief import BriefRecord
from tests.newsroom import composed, newsroom, tasks
from tests.servers.openai_double import Answer, OpenAIDouble, reply, status
from tests.stories import FERRY_TEXT

KEY = "sk-invented-key-0123456789"
PARAPHRASE = "The walkout followed failed talks about working at night.\n"
SUPPORTED = {"reasons": "Talks over night shifts broke down (1).", "sentences": [1], "verdict": "supported"}


pytestmark = pytest.mark.usefixtures("no_waiting")


@pytest.fixture
def check(briefer, tmp_path, monkeypatch):
    """Check a summary of the ferry story with a judge."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    source = tmp_path / "source.txt"
    source.write_text(FERRY_TEXT, encoding="utf-8")

    def run(server, *arguments, stdin=PARAPHRASE):
        return briefer("check", "-", "-s", source, "--judge", "--base-url", server.base_url, *arguments, stdin=stdin)

    return run


def test_the_verdict_stands_beside_the_findings_and_changes_none(check, briefer, tmp_path):
    """JSON has one key more than without a judge, and all else is the same; stderr says what was asked and spent."""
    with OpenAIDouble(reply(SUPPORTED)) as server:
        outcome = check(server, "-f", "json")
    plain = briefer("check", "-", "-s", tmp_path / "source.txt", "-f", "json", stdin=PARAPHRASE).json
    judged = outcome.json
    (judgement,) = judged.pop("judgements")

    assert judged == plain
    assert outcome.exit_code == 0
    assert (judgement["verdict"], judgement["votes"]["supported"]) == ("supported", 2)
    assert set(judgement) == {
        "section", "statement", "start", "end", "text", "verdict", "reasons", "votes", "passages", "model",
    }  # fmt: skip
    assert "1 statement" in outcome.stderr
    assert "2 calls" in outcome.stderr


def test_a_judge_that_contradicts_fails_nothing_even_with_strict(check):
    """What fails a summary is what code can prove; the judge is a second opinion."""
    supported_by_code = "Ferry workers in Norhaven walked out on Tuesday, leaving some 4,300 passengers stranded.\n"
    against = SUPPORTED | {"verdict": "contradicted"}
    with OpenAIDouble(reply(against)) as server:
        outcome = check(server, "-f", "json", "--strict", "--judge-votes", "1", stdin=supported_by_code)

    assert outcome.json["judgements"][0]["verdict"] == "contradicted"
    assert outcome.json["verdict"] == "pass"
    assert outcome.exit_code == 0


def test_the_note_tells_the_verdict_its_reasons_and_its_passage(check):
    """A reader of the text sees who judged, how the votes fell, why, and the source's words."""
    with OpenAIDouble(reply(SUPPORTED)) as server:
        note = check(server, "--model", "double-9").stdout
    words = " ".join(note.split())

    assert "Line 1 > The walkout followed failed talks about working at night." in words
    assert "judge, supported, 2 of 2 votes: Talks over night shifts broke down (1)." in words
    assert "source: Ferry workers in Norhaven walked out" in words
    assert "judge 1 asked, 1 supported (double-9)" in words


def test_the_page_shows_the_verdict_beside_the_sentence(check):
    """The evidence view names the judge's verdict, and what a model wrote is escaped."""
    bold = SUPPORTED | {"reasons": "<b>Talks</b> broke down (1)."}
    with OpenAIDouble(reply(bold)) as server:
        page = check(server, "-f", "html").stdout

    assert "&lt;b&gt;Talks&lt;/b&gt; broke down" in page
    assert "supported" in page


def test_without_an_endpoint_it_is_a_line_before_anything_is_read(briefer):
    """No key and no base URL is exit 2 and says what to set."""
    outcome = briefer("check", "-", "--source", "missing.txt", "--judge", stdin=PARAPHRASE)

    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert "OPENAI_API_KEY or --base-url" in outcome.stderr


@pytest.mark.parametrize(
    ("answer", "words"),
    [(status(500), "500"), (status(401, "bad key"), "key"), (Answer(drop=True), "disconnected")],
    ids=["500", "401", "dropped"],
)
def test_an_endpoint_that_fails_is_exit_4_and_the_report_is_printed_all_the_same(
    check, briefer, tmp_path, answer, words
):
    """Nothing that code found is lost, to stdout or to a file."""
    plain = briefer("check", "-", "-s", tmp_path / "source.txt", "-f", "json", stdin=PARAPHRASE)
    with OpenAIDouble(answer) as server:
        outcome = check(server, "-f", "json")
        to_file = check(server, "-f", "json", "-o", tmp_path / "report.json")

    assert outcome.exit_code == to_file.exit_code == 4
    assert outcome.stdout == plain.stdout
    assert (tmp_path / "report.json").read_text(encoding="utf-8") == plain.stdout
    assert words in outcome.stderr
    assert KEY not in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_the_budget_is_exit_5_and_the_report_is_printed(check):
    """--max-cost stops before the call that would pass it."""
    with OpenAIDouble(reply(SUPPORTED)) as server:
        outcome = check(server, "-f", "json", "--model", "gpt-4o", "--max-cost", "0.0001")

    assert server.chats == []
    assert outcome.exit_code == 5
    assert outcome.json["findings"] is not None


def test_a_second_run_makes_no_call_and_no_cache_asks_anew(check):
    """The votes are kept like every answer."""
    with OpenAIDouble(reply(SUPPORTED)) as server:
        first = check(server, "-f", "json")
        again = check(server, "-f", "json")
        asked = len(server.chats)
        check(server, "-f", "json", "--no-cache")

    assert again.stdout == first.stdout
    assert asked == 2
    assert len(server.chats) == 4


def test_a_prompt_of_ones_own_is_used(check, briefer, tmp_path):
    """--prompt-dir changes what the judge is told."""
    briefer("prompts", "copy", tmp_path / "mine")
    task = tmp_path / "mine" / "judge" / "v1" / "task.md"
    task.write_text(task.read_text(encoding="utf-8") + "\nBe kind.", encoding="utf-8")
    with OpenAIDouble(reply(SUPPORTED)) as server:
        check(server, "--prompt-dir", tmp_path / "mine")

    assert server.chats[0].last.endswith("Be kind.")


def pairs_file(tmp_path, *summaries: str):
    path = tmp_path / "pairs.jsonl"
    rows = [{"id": number, "source": FERRY_TEXT, "summary": summary} for number, summary in enumerate(summaries)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "no json\n", encoding="utf-8")
    return path


def test_pairs_are_judged_line_by_line(briefer, tmp_path):
    """Each line gets its own judgements, an empty list where nothing was open; all else is as without a judge."""
    pairs = pairs_file(
        tmp_path, PARAPHRASE, "The strike is the first on the route since 2009.", PARAPHRASE + PARAPHRASE
    )
    plain = [json.loads(line) for line in briefer("check", "--pairs", pairs).stdout.splitlines()]
    with OpenAIDouble(reply(SUPPORTED)) as server:
        outcome = briefer("check", "--pairs", pairs, "--judge", "--judge-votes", "1", "--base-url", server.base_url)
    rows = [json.loads(line) for line in outcome.stdout.splitlines()]

    counted = [None if row.get("judgements") is None else len(row["judgements"]) for row in rows]
    assert counted == [1, 0, 2, None]
    assert [{key: value for key, value in row.items() if key != "judgements"} for row in rows] == plain
    first = rows[0]["judgements"][0]
    assert PARAPHRASE[first["start"] : first["end"]] == first["text"]
    assert "3 statements" in outcome.stderr


def test_an_endpoint_that_fails_loses_no_line(briefer, tmp_path):
    """Every pair is checked and printed, to a file too; the exit code is 4."""
    pairs = pairs_file(tmp_path, PARAPHRASE, "The strike is the first on the route since 2009.")
    plain = briefer("check", "--pairs", pairs).stdout
    target = tmp_path / "out.jsonl"
    with OpenAIDouble(status(500)) as server:
        outcome = briefer("check", "--pairs", pairs, "--judge", "--base-url", server.base_url, "-o", target)
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]

    assert outcome.exit_code == 4
    assert [row["id"] for row in rows] == [0, 1, None]
    assert rows[0] == json.loads(plain.splitlines()[0])


def test_a_brief_is_judged_too_and_the_cost_is_in_its_record(briefer, tmp_path, monkeypatch):
    """`brief --judge` adds the verdicts to the record's report, their calls to its usage, the prompt to its prompts."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    ferry = tmp_path / "ferry.txt"
    ferry.write_text(FERRY_TEXT, encoding="utf-8")
    loose = {
        "sentences": [1], "speaker": None, "paragraph": 0,
        "text": "Ferry workers in Norhaven walked out after failed talks over working at night, stranding 4,300 passengers.",
    }  # fmt: skip
    judging = {"judge": reply(SUPPORTED), "compose": reply(composed(what_happened=[loose]))}
    with newsroom(**judging) as server:
        outcome = briefer("brief", ferry, "--base-url", server.base_url, "--judge", "-f", "json")
    made = BriefRecord.model_validate_json(outcome.stdout)

    assert outcome.exit_code == 0
    asked = [one for one in tasks(server) if one == "judge"]
    judged = made.fidelity.judgements or ()
    assert loose["text"] in [one.text for one in judged]
    assert len(asked) == 2 * len(judged)
    assert made.usage.calls == len(server.chats)
    assert "judge" in made.prompts


def test_a_brief_whose_judge_fails_is_printed_and_exit_4(briefer, tmp_path, monkeypatch):
    """The brief was made and paid for: it comes out without the judge's word."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    ferry = tmp_path / "ferry.txt"
    ferry.write_text(FERRY_TEXT, encoding="utf-8")
    with newsroom(judge=status(401, "bad key")) as server:
        outcome = briefer("brief", ferry, "--base-url", server.base_url, "--judge", "-f", "json")

    assert outcome.exit_code == 4
    assert BriefRecord.model_validate_json(outcome.stdout).fidelity.judgements is None


def test_a_brief_of_the_sources_own_sentences_leaves_nothing_to_judge(briefer, sample, monkeypatch):
    """The extractive engine copies, so the judge is not asked, and the record says that nothing was open."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with OpenAIDouble(status(500)) as server:
        arguments = ("--engine", "extractive", "--base-url", server.base_url, "--judge", "-f", "json")
        outcome = briefer("brief", sample, *arguments)
    made = BriefRecord.model_validate_json(outcome.stdout)

    assert outcome.exit_code == 0
    assert made.fidelity.judgements == ()
    assert server.chats == []
