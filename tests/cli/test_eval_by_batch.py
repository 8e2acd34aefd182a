"""`briefer eval run --live --via provider-batch`: the results of a live run, at half the price, and a run that goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefer.write.provider.api import BatchApi
from tests.evaluate.folders import EXTRACTIVE, KEY, RUN, Evals, answered, case_of, copied, metric, results
from tests.newsroom import task
from tests.servers.batch_double import BatchDouble
from tests.servers.openai_double import Chat, OpenAIDouble, refused, reply

pytestmark = pytest.mark.usefixtures("no_waiting")
PRICED = RUN.replace("double-1", "gpt-4o-mini")
JUDGE = '[judge]\nmodel = "judge-1"\nvotes = 1\n'


@pytest.fixture
def evals(monkeypatch) -> Evals:
    """Three cases, briefed twice by a model and once by code; looks follow one another at once."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr("briefer.write.provider.rounds._FIRST_WAIT_S", 0.0)
    return Evals(Path.cwd()).three().suite(PRICED + "repeat = 2\n", EXTRACTIVE)


@pytest.fixture
def run(briefer, evals):
    def go(server: OpenAIDouble, out: str, *arguments: str):
        return briefer("eval", "run", "--live", "--base-url", server.base_url, "--out", out, *arguments)

    return go


BATCH = ("--via", "provider-batch")


def without_costs(found):
    """The results but for what they cost."""
    for item in found["items"]:
        item["spent"].pop("cost_usd")
        item["scores"].pop("cost_usd", None)
    found["metrics"] = [one for one in found["metrics"] if one["scorer"] != "cost_usd"]
    return found


def test_the_results_are_those_of_a_live_run_at_half_the_price(run):
    """Each repeat asked for itself, two batches in all, no live call, and the folder left without state."""
    with BatchDouble(answered, looks=1) as server:
        assert run(server, "live").exit_code == 0
        asked_live = len(server.chats)
        outcome = run(server, "batch", *BATCH)
        assert outcome.exit_code == 0, outcome.stderr
        assert len(server.chats) == asked_live == 12
        assert [len(batch.lines) for batch in server.batches.values()] == [6, 6]
    live, batch = results(Path("live")), results(Path("batch"))
    cost = {name: metric(found, "model", "cost_usd")["mean"] for name, found in (("live", live), ("batch", batch))}
    assert cost["live"] and cost["batch"] == pytest.approx(cost["live"] / 2, abs=1e-4)
    assert without_costs(batch) == without_costs(live)
    assert "12 calls made" in outcome.stderr
    assert not list(Path("batch").glob("provider-*"))
    assert Path("live/results.json").is_file()


def test_a_stopped_run_goes_on_with_its_state(run, monkeypatch):
    """Interrupted in the middle of the second round: run again, no batch is made a second time."""
    with BatchDouble(answered, looks=1) as server:
        assert run(server, "whole", *BATCH).exit_code == 0
    with BatchDouble(answered, looks=1) as server:
        with monkeypatch.context() as patch:

            async def interrupted(*_: object) -> None:
                raise KeyboardInterrupt

            original = BatchApi.look
            patch.setattr(
                BatchApi, "look", lambda api, name: interrupted() if name == "batch-2" else original(api, name)
            )
            assert run(server, "out", *BATCH).exit_code == 130
        assert list(Path("out").glob("provider-*.sqlite3"))
        outcome = run(server, "out", *BATCH)
        assert outcome.exit_code == 0, outcome.stderr
        assert len(server.batches) == 2
        assert set(server.completed.values()) == {1}
    assert Path("out/results.json").read_bytes() == Path("whole/results.json").read_bytes()


def test_the_judge_is_asked_live(run, evals):
    """What the suite's judge is asked goes past the batches; the briefs come by them."""

    def paraphrased(chat):
        if task(chat) != "compose" or case_of(chat) != "bridge":
            return answered(chat)
        draft = copied(chat)
        draft["what_happened"][0]["text"] = (
            "Engineers shut the Ostler footbridge on Thursday because of damaged cables."
        )
        return reply(draft)

    evals.suite(PRICED, JUDGE)
    with BatchDouble(paraphrased) as server:
        outcome = run(server, "out", *BATCH)
        assert outcome.exit_code == 0, outcome.stderr
        assert {task(chat) for chat in server.chats} == {"judge"}
        assert sum(len(batch.lines) for batch in server.batches.values()) == 6


def test_a_case_that_is_refused_is_a_failed_case(run, evals):
    """The provider's words stand in the results, and the other cases are briefed."""

    def fate(line, _tried):
        about = case_of(Chat(line["body"], {}, ""))
        return refused("not in this house", code="content_policy") if about == "bridge" else None

    evals.suite(PRICED)
    with BatchDouble(answered, fate=fate) as server:
        run(server, "out", *BATCH)
    items = {item["case"]: item for item in results(Path("out"))["items"]}
    assert "not in this house" in items["bridge"]["error"]["message"]
    assert items["library"]["error"] is None and items["orchard"]["error"] is None


def test_the_budget_is_kept_over_the_whole_run(run):
    """A limit that the first batch may pass: exit 5, and nothing was submitted."""
    with BatchDouble(answered) as server:
        outcome = run(server, "out", *BATCH, "--max-cost", "0.00001")
        assert outcome.exit_code == 5, outcome.stderr
        assert server.batches == {} and server.chats == []


def test_batches_are_for_live_runs(run, briefer):
    """In a replay there is nothing to wait for."""
    outcome = briefer("eval", "run", *BATCH)
    assert outcome.exit_code == 2
    assert "add --live" in outcome.stderr
