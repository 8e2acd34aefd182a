"""`briefer batch --via provider-batch`: a live job's rows at half the price, and a job that goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefer.write.provider.api import BatchApi, BatchState
from tests.batch.test_command import PRICED, lines, rows, written
from tests.conftest import Outcome
from tests.servers.batch_double import BatchDouble
from tests.servers.copyist import reply_to
from tests.servers.openai_double import Answer, Chat, OpenAIDouble, reply

Run = Callable[..., Outcome]
BATCH = ("--via", "provider-batch")


def copied(chat: Chat) -> Answer:
    """The answer of a model that copies."""
    return reply(reply_to(chat.task, chat.prompt))


@pytest.fixture
def run(briefer: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Four articles and a line that is none, briefed into a folder; looks follow one another at once."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-invented")
    monkeypatch.setattr("briefer.write.provider.rounds._FIRST_WAIT_S", 0.0)
    source = written(tmp_path / "in.jsonl", *lines(4), "not json")

    def go(server: OpenAIDouble, out: str, *arguments: str) -> Outcome:
        return briefer(
            "batch", source, "--out", tmp_path / out, "--records", "jsonl", "--base-url", server.base_url,
            "--model", PRICED, "--workers", "2", *arguments,
        )  # fmt: skip

    return go


def same(out: Path) -> list[dict[str, Any]]:
    """The rows but for when they were made and what they cost."""
    found = rows(out)
    for row in found:
        if row["record"] is not None:
            row["record"].pop("created_at")
            for name in ("seconds", "cost_usd"):
                row["record"]["usage"].pop(name)
    return found


def test_the_rows_are_those_of_a_live_job_at_half_the_price(run: Run, tmp_path: Path) -> None:
    """Two rounds, a batch each, no live call; the state of the batches is gone when the job is."""
    with BatchDouble(copied, looks=1) as server:
        live = run(server, "live")
        asked_live = len(server.chats)
        batch = run(server, "batch", *BATCH)
        assert batch.exit_code == 0, batch.stderr
        assert len(server.chats) == asked_live == 8
        assert [len(each.lines) for each in server.batches.values()] == [4, 4]
        assert set(server.completed.values()) == {1}
    assert same(tmp_path / "batch") == same(tmp_path / "live")
    assert batch.json["usage"]["calls"] == live.json["usage"]["calls"] == 8
    assert batch.json["usage"]["cost_usd"] == pytest.approx(live.json["usage"]["cost_usd"] / 2, rel=0.01)
    assert batch.json["this_run"]["duplicates"] == batch.json["this_run"]["finished_before"] == 0
    assert (batch.json["briefed"], batch.json["failed"]) == (4, 1)
    assert not list((tmp_path / "batch").glob("provider-*"))


def test_a_job_that_is_stopped_between_its_rounds_goes_on_and_pays_for_nothing_twice(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted while the second batch is out: run again, no batch is made a second time."""
    with BatchDouble(copied, looks=1) as server:
        run(server, "whole", *BATCH)
    with BatchDouble(copied, looks=1) as server:
        with monkeypatch.context() as patch:

            async def interrupted() -> None:
                raise KeyboardInterrupt

            original = BatchApi.look
            patch.setattr(
                BatchApi, "look", lambda api, name: interrupted() if name == "batch-2" else original(api, name)
            )
            assert run(server, "out", *BATCH).exit_code == 130
        assert not (tmp_path / "out" / "records.jsonl").exists()
        assert len(server.batches) == 2
        outcome = run(server, "out", *BATCH)
        assert outcome.exit_code == 0, outcome.stderr
        assert len(server.batches) == 2
        assert set(server.completed.values()) == {1}
    for row in (whole := same(tmp_path / "whole")):
        if row["record"] is not None:
            row["record"]["engine"]["endpoint"] = server.base_url
    assert same(tmp_path / "out") == whole


def test_a_batch_that_may_pass_the_budget_is_not_submitted(run: Run, tmp_path: Path) -> None:
    """Exit 5 with what is done, which is the line that nobody could have read; nothing was spent."""
    with BatchDouble(copied, looks=1) as server:
        outcome = run(server, "out", *BATCH, "--max-cost", "0.000001")
        assert outcome.exit_code == 5
        assert not server.batches
    assert [row["id"] for row in rows(tmp_path / "out")] == ["line-5"]


def stopped_after_a_round(run: Run, server: BatchDouble, monkeypatch: pytest.MonkeyPatch) -> float:
    """A job in the folder `out` whose splits are paid for and whose compositions are not; gives what that cost."""
    create = BatchApi.create

    async def once(self: BatchApi, file_id: str, metadata: dict[str, str]) -> BatchState:
        if server.batches:
            raise KeyboardInterrupt
        return await create(self, file_id, metadata)

    with monkeypatch.context() as patch:
        patch.setattr(BatchApi, "create", once)
        assert run(server, "out", *BATCH).exit_code == 130
    stopped = run(server, "out", "--max-cost", "0.0000001")
    assert stopped.exit_code == 5
    spent: float = stopped.json["spent_usd"]
    return spent


@pytest.mark.slow
def test_a_job_that_goes_on_live_has_spent_what_its_batches_cost(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A budget is for the whole job, however its questions go."""
    with BatchDouble(copied, looks=1) as server:
        by_batch = stopped_after_a_round(run, server, monkeypatch)
        assert by_batch > 0
        live = run(server, "live").json["spent_usd"]
        assert run(server, "out", "--max-cost", f"{by_batch + live / 2:.6f}").exit_code == 5
        again = run(server, "out", "--max-cost", "10").json
    assert again["briefed"] == 4
    assert again["spent_usd"] >= by_batch + live


@pytest.mark.slow
def test_a_job_that_goes_on_by_batch_counts_no_round_twice(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the rows cost is a part of what the batches cost."""
    with BatchDouble(copied, looks=1) as server:
        whole = run(server, "whole", *BATCH).json["spent_usd"]
        server.batches.clear()
        stopped_after_a_round(run, server, monkeypatch)
        again = run(server, "out", *BATCH, "--max-cost", "10").json
    assert again["briefed"] == 4
    assert again["spent_usd"] == pytest.approx(whole)
    assert again["usage"]["cost_usd"] == pytest.approx(whole)


@pytest.mark.parametrize(
    ("engine", "arguments"), [("extractive", ["--engine", "extractive"]), ("local", ["--model-path", "model.gguf"])]
)
def test_an_engine_of_ones_own_has_nothing_to_send_to_a_provider(
    briefer: Callable[..., Outcome], tmp_path: Path, engine: str, arguments: list[str]
) -> None:
    """A usage error, before anything is read, loaded or made."""
    source = written(tmp_path / "in.jsonl", *lines(1))
    outcome = briefer("batch", source, "--out", tmp_path / "out", "--records", "jsonl", *arguments, *BATCH)
    assert outcome.exit_code == 2
    assert f"is for a model at a provider, and not for the {engine} engine" in outcome.stderr
    assert not (tmp_path / "out").exists()


def test_results_that_could_not_be_written_are_refused_beforehand(run: Run, tmp_path: Path) -> None:
    """Not after a night."""
    (tmp_path / "out" / "records.jsonl").mkdir(parents=True)
    with BatchDouble(copied) as server:
        outcome = run(server, "out")
        assert (outcome.exit_code, server.chats) == (2, [])
    assert "it is a folder" in outcome.stderr
