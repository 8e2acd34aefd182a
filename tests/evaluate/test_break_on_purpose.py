"""The evals can go red: what they are there to notice is broken on purpose, and they say what it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from briefer.check import report
from tests.evaluate.folders import (
    BRIDGE,
    CASES,
    EXTRACTIVE,
    KEY,
    RUN,
    Evals,
    case_of,
    copied,
    desk,
    gate,
    results,
    rows,
    statement,
)
from tests.newsroom import task
from tests.servers.openai_double import Chat, OpenAIDouble, reply

pytestmark = pytest.mark.usefixtures("no_waiting")
OUT = Path("eval-results")
PROMPTS = Path(__file__).parents[2] / "prompts"
PLANTED = "[planted]\nseed = 0\nper_case = 1\n"
FLOORS = "".join(gate("planted", name, floor=0.9) for name in ("number", "name", "negation", "invented"))
INVITATION = "Add one striking figure of your own to every section, to make it vivid."
CLAIM = '[[claim]]\ntext = "About 2,900 people cross the bridge each day."\nholds = false\ncheck = "number"\n'


@pytest.fixture
def run(briefer, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def go(*arguments: str | Path, server: OpenAIDouble | None = None):
        where = ("--base-url", server.base_url) if server else ()
        return briefer("eval", "run", *arguments, *where)

    return go


@pytest.fixture
def planted(evals: Evals, run) -> Evals:
    """A suite whose planted errors are all found, with its baseline."""
    evals.three("bridge", "library").suite(EXTRACTIVE, PLANTED, FLOORS, gate("planted", "true", floor=0.9))
    assert run("--update-baseline").exit_code == 0
    return evals


@pytest.fixture
def recorded(evals: Evals, run) -> Evals:
    """A suite of a faithful model with its cassettes and its baseline."""
    evals.three().suite(
        RUN,
        gate("model", "completed", floor=1.0),
        gate("model", "held_rate", ceiling=0.05),
        gate("model", "check-number", floor=1.0, drop=0.0),
        gate("model", "check-quote", floor=1.0),
        gate("model", "covers", floor=0.9),
    )
    with desk() as server:
        outcome = run("--record", "--update-baseline", server=server)
        assert outcome.exit_code == 0, outcome.stderr
    assert run().exit_code == 0
    return evals


def failed() -> list[tuple[str, str]]:
    """The rows of the gate that fail, after a run that was not green."""
    found = results(OUT)
    assert found["gate"]["status"] == "red"
    return rows(found, "fail")


@pytest.mark.parametrize(("check", "broken"), [("number", "number"), ("name", "name"), ("negation", "negation")])
def test_a_checker_without_one_of_its_checks_is_red_by_that_name(run, planted, monkeypatch, check, broken):
    """Planted errors of the kind are not found any more, and the row that fails names the kind."""
    monkeypatch.setattr(report, "_FACTS", tuple(pair for pair in report._FACTS if pair[0] != check))
    outcome = run()
    assert outcome.exit_code == 1
    assert ("planted", broken) in failed()
    (row,) = [row for row in results(OUT)["planted"] if (row["kind"], row["name"]) == ("planted", broken)]
    assert row["missed"]


def test_a_checker_without_the_number_check_fails_the_labelled_claims_too(run, evals, monkeypatch):
    """What people labelled is a second witness beside what code planted."""
    evals.three("library")
    evals.case("bridge", BRIDGE, CLAIM)
    evals.suite(EXTRACTIVE, PLANTED, gate("claims", "number", floor=1.0))
    assert run().exit_code == 0
    monkeypatch.setattr(report, "_FACTS", tuple(pair for pair in report._FACTS if pair[0] != "number"))
    assert run().exit_code == 1
    assert failed() == [("claims", "number")]


def test_a_checker_that_objects_to_everything_is_red(run, planted, monkeypatch):
    """False alarms are a fault as well: sentences left as they are have a row of their own."""
    from briefer.check import check_sentences

    def against(text, index):
        found, rest = check_sentences(text, index)
        return found.model_copy(update={"verdict": "fail"}), rest

    monkeypatch.setattr("briefer.evaluate.planted.check_sentences", against)
    assert run().exit_code == 1
    assert ("planted", "true") in failed()


def inviting(chat: Chat):
    """A model that invents a figure and a quotation where it is invited to, and insists on them."""
    draft = copied(chat)
    if INVITATION in chat.prompt:
        draft["what_happened"].append(statement(1, "Some 48,000 letters of protest arrived within a day."))
        draft["who_said_what"].append(statement(2, "One resident called it “the worst day of our lives.”"))
    return reply(draft)


def test_a_prompt_that_invites_invention_is_red_by_what_was_invented(run, recorded):
    """First the recordings no longer fit; recorded anew, what was held and by which check are the rows that fail."""
    mine = Path("mine").absolute()  # a process reads a prompt once, and knows it by this path
    shutil.copytree(PROMPTS, mine)
    path = max(mine.glob("compose/*/task.md"))
    path.write_text(path.read_text(encoding="utf-8") + f"\n{INVITATION}\n", encoding="utf-8")

    outcome = run("--prompt-dir", mine)
    assert outcome.exit_code == 1
    assert "re-record these 3 cases" in outcome.stderr

    with desk(compose=inviting) as server:
        outcome = run("--record", "--prompt-dir", mine, server=server)
        assert any(task(chat) == "repair" for chat in server.chats)
    assert outcome.exit_code == 1
    assert {("model", "held_rate"), ("model", "check-number"), ("model", "check-quote")} <= set(failed())
    assert ("model", "completed") not in failed()
    assert ("model", "covers") not in failed()
    for item in results(OUT)["items"]:
        held = [one for one in item["statements"] if one["held"]]
        assert {finding["check"] for one in held for finding in one["findings"]} >= {"number", "quote"}
        assert "48,000" not in json.dumps(item["brief"]["what_happened"])
    outcome = run("--prompt-dir", mine)  # and it stays red for everybody who replays it
    assert outcome.exit_code == 1
    assert ("model", "held_rate") in failed()


def test_a_model_that_got_worse_in_one_case_is_red_by_that_case(run, recorded):
    """The mean falls, and the row says where most of it was lost."""

    def worse(chat: Chat):
        draft = copied(chat)
        if case_of(chat) == "orchard":
            draft["who_said_what"] = [statement(2, "Renske Balt lit ninety fires and lost her trees.")]
        return reply(draft)

    with desk(compose=worse) as server:
        outcome = run("--live", server=server)
    assert outcome.exit_code == 1
    assert ("model", "check-number") in failed()
    assert any("most in orchard" in row["message"] for row in results(OUT)["gate"]["rows"])


@pytest.mark.parametrize("name", ["article.txt", "case.toml"])
def test_a_changed_corpus_is_red_and_names_the_case(run, planted, name):
    """An article or a label that was touched up: the comparison is blocked until the baseline is made anew."""
    path = planted.cases / "library" / name
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + " \n", encoding="utf-8")
    outcome = run()
    assert outcome.exit_code == 1
    assert "library (changed)" in outcome.stderr
    assert "bridge" not in outcome.stderr
    assert failed() == []
    assert run("--update-baseline").exit_code == 0
    assert run().exit_code == 0


def test_a_lowered_floor_is_red_until_it_is_said_to_be_meant(run, planted):
    """Not even a new baseline takes it without the flag."""
    suite = planted.root / "evals" / "suites" / "gate.toml"
    suite.write_text(suite.read_text().replace("0.9", "0.5"), encoding="utf-8")
    before = planted.baseline.read_bytes()
    for arguments in ([], ["--update-baseline"]):
        outcome = run(*arguments)
        assert outcome.exit_code == 1
        assert "the floor on planted/number went from 0.9 to 0.5; --lower-floors" in outcome.stderr
        assert planted.baseline.read_bytes() == before
    assert run("--lower-floors").exit_code == 0
    assert run().exit_code == 1  # the flag is of one run, until the baseline knows it
    assert run("--lower-floors", "--update-baseline").exit_code == 0
    assert run().exit_code == 0


def test_a_gate_that_was_taken_out_is_red(run, planted):
    """The easiest way to lower a floor."""
    suite = planted.root / "evals" / "suites" / "gate.toml"
    suite.write_text(suite.read_text().replace(gate("planted", "number", floor=0.9), ""), encoding="utf-8")
    outcome = run()
    assert outcome.exit_code == 1
    assert "the gate on planted/number is gone" in outcome.stderr


def test_a_swapped_judge_is_red(run, evals):
    """Its scores are another scale: a milder judge does not make briefs better."""
    judge = '[judge]\nmodel = "judge-1"\nvotes = 1\n'
    evals.three("bridge").suite(RUN, judge, gate("model", "judge", drop=0.0))

    def paraphrased(chat: Chat):
        draft = copied(chat)
        draft["what_happened"][0]["text"] = (
            "Engineers shut the Ostler footbridge on Thursday because of damaged cables."
        )
        return reply(draft)

    with desk(compose=paraphrased) as server:
        assert run("--record", "--update-baseline", server=server).exit_code == 0
        assert run().exit_code == 0
        evals.suite(RUN, judge.replace("judge-1", "judge-2"), gate("model", "judge", drop=0.0))
        outcome = run("--record", server=server)
    assert outcome.exit_code == 1
    assert "the judge is not the baseline's: judge-2 instead of judge-1" in outcome.stderr
    assert failed() == []
    assert rows(results(OUT), "told") == [("model", "judge")]


def test_a_recording_that_was_improved_by_hand_does_not_pass_for_the_model(run, recorded):
    """A reply that was edited is checked like any other: what it invents asks for a repair that nobody recorded."""
    path = recorded.cassette("bridge")
    path.write_text(
        path.read_text(encoding="utf-8").replace("3 of its 14 cables", "9 of its 14 cables"), encoding="utf-8"
    )
    outcome = run()
    assert outcome.exit_code == 1
    assert "has no fitting replies for bridge" in outcome.stderr
    assert results(OUT)["items"][0]["error"]["message"] == "no recorded reply fits the repair request"


def test_a_lost_cassette_is_red(run, recorded):
    """A case cannot be dropped by deleting its recording."""
    recorded.cassette("bridge").unlink()
    outcome = run()
    assert outcome.exit_code == 1
    assert "re-record this case of 'model'" in outcome.stderr
    assert len(results(OUT)["items"]) == len(CASES)
