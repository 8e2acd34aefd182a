"""`briefer batch` from the outside: what it writes, what it prints, how it ends, and how it goes on."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import processes
from tests.batch.test_killed import finished
from tests.conftest import Outcome
from tests.servers.copyist import Copyist
from tests.servers.openai_double import OpenAIDouble, status
from tests.stories import FERRY_TEXT

Briefer = Callable[..., Outcome]
PRICED = "gpt-4o-mini"
AS_A_TERMINAL_STARTS_IT = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);from briefer.__main__ import main; main()"
)
"""A shell's background jobs, and all that they start, ignore SIGINT."""


def lines(count: int) -> list[dict[str, Any]]:
    return [
        {"id": f"a{number}", "title": f"Story {number}", "text": FERRY_TEXT.replace("4,300", f"{4300 + number:,}")}
        for number in range(count)
    ]


def written(path: Path, *entries: object) -> Path:
    path.write_text("\n".join(entry if isinstance(entry, str) else json.dumps(entry) for entry in entries) + "\n")
    return path


def rows(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "records.jsonl").read_text().splitlines()]


@pytest.fixture
def run(briefer: Briefer, tmp_path: Path) -> Briefer:
    """The command with an output folder and rows as JSON Lines."""
    return lambda source, *arguments: briefer(
        "batch", source, "--out", tmp_path / "out", "--records", "jsonl", *arguments
    )


def test_every_article_is_a_row_in_the_inputs_order_and_a_failure_is_a_row_with_its_reason(
    run: Briefer, tmp_path: Path
) -> None:
    """One bad line costs nobody else anything; the summary on stdout is the one in the folder."""
    one, two = lines(2)
    source = written(tmp_path / "in.jsonl", one, "not json", {"id": "no page"}, {"id": "thin", "text": "Hello."}, two)
    outcome = run(source)
    assert outcome.exit_code == 0
    got = rows(tmp_path / "out")
    assert [row["id"] for row in got] == ["a0", "line-2", "no page", "thin", "a1"]
    assert [row["record"] is None for row in got] == [False, True, True, True, False]
    assert [bool(row["error"]) for row in got] == [False, True, True, True, False]
    assert got[4]["record"]["articles"][0]["title"] == "Story 1"
    assert got[4]["record"]["fidelity"]["verdict"] == "pass"
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert outcome.json == summary
    assert (summary["articles"], summary["briefed"], summary["failed"], summary["complete"]) == (5, 2, 3, True)


def test_run_again_it_starts_no_worker_and_writes_the_same(
    run: Briefer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is finished is finished; more of the input is gone on with."""
    source = written(tmp_path / "in.jsonl", *lines(3))
    run(source, "--limit", "2")
    first = rows(tmp_path / "out")
    assert [row["id"] for row in first] == ["a0", "a1"]
    with monkeypatch.context() as patch:
        patch.setattr("briefer.batch.runners.local.work", None)
        assert run(source, "--limit", "2").exit_code == 0
    assert rows(tmp_path / "out") == first
    assert run(source).json["this_run"] | {"seconds": 0, "per_second": 0} == {
        "briefed": 1, "failed": 0, "finished_before": 2, "duplicates": 0, "workers_lost": 0,
        "cost_usd": 0.0, "seconds": 0, "per_second": 0,
    }  # fmt: skip
    assert rows(tmp_path / "out")[:2] == first


def test_the_limit_on_calls_at_once_holds_over_all_workers(run: Briefer, tmp_path: Path) -> None:
    """Two processes share three places, and use them."""
    source = written(tmp_path / "in.jsonl", *lines(12))
    with Copyist(latency_s=0.2) as server:
        outcome = run(source, "--base-url", server.base_url, "--workers", "2", "--concurrency", "3")
        assert outcome.json["briefed"] == 12
        assert 2 <= server.most_at_once() <= 3
        assert set(server.asked().values()) == {1}
    record = rows(tmp_path / "out")[0]["record"]
    assert record["engine"] == {"name": "llm", "model": "copyist", "endpoint": server.base_url}
    assert record["usage"]["calls"] == 2
    assert record["brief"]["what_happened"]
    assert outcome.json["usage"]["calls"] == 24


@pytest.mark.slow
def test_the_budget_holds_over_all_workers_and_over_all_runs(run: Briefer, tmp_path: Path) -> None:
    """It stops before it passes the sum, writes what is done, and goes on where more is allowed."""
    source = written(tmp_path / "in.jsonl", *lines(12))
    with Copyist() as server:
        asks = ("--base-url", server.base_url, "--model", PRICED, "--workers", "2")
        whole = run(source, *asks, "--limit", "1").json["usage"]["cost_usd"]
        limit = 6 * whole
        stopped = run(source, *asks, "--max-cost", f"{limit:.6f}")
        assert stopped.exit_code == 5
        assert "run the same command to go on" in stopped.stderr
        assert stopped.json["complete"] is False
        assert 0 < stopped.json["briefed"] < 12
        assert stopped.json["usage"]["cost_usd"] <= limit
        assert len(rows(tmp_path / "out")) == stopped.json["articles"]
        again = run(source, *asks, "--max-cost", f"{limit:.6f}")
        assert again.exit_code == 5
        assert again.json["usage"]["cost_usd"] <= limit
        assert run(source, *asks, "--max-cost", "10").json["briefed"] == 12
        assert (
            max(server.asked().values()) <= 3
        )  # an article that stopped between its calls asks the first again, a run


def test_an_endpoint_that_refuses_everybody_ends_the_job_early_and_is_tried_again(
    run: Briefer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every article of a million finds out for itself; the next run asks for those again."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    source = written(tmp_path / "in.jsonl", *lines(60))
    with OpenAIDouble(status(401, "no such key sk-wrong")) as server:
        outcome = run(source, "--base-url", server.base_url, "--model", "copyist", "--concurrency", "2")
        assert len(server.chats) < 40
    assert outcome.exit_code == 4
    assert "10 briefs in a row failed" in outcome.stderr
    assert "sk-wrong" not in outcome.stderr + outcome.stdout + (tmp_path / "out" / "records.jsonl").read_text()
    assert outcome.json["briefed"] == 0


def test_a_folder_of_another_engine_is_not_mixed_with(run: Briefer, tmp_path: Path) -> None:
    """Usage error, with what differs."""
    source = written(tmp_path / "in.jsonl", *lines(1))
    run(source)
    with Copyist() as server:
        outcome = run(source, "--base-url", server.base_url)
    assert outcome.exit_code == 2
    assert "holds a job with" in outcome.stderr


def test_an_input_of_which_nothing_can_be_briefed_is_exit_3(run: Briefer, tmp_path: Path) -> None:
    """The reasons are in the rows all the same."""
    outcome = run(written(tmp_path / "in.jsonl", "not json", {"id": "x"}))
    assert outcome.exit_code == 3
    assert len(rows(tmp_path / "out")) == 2


@pytest.mark.slow
def test_an_input_that_the_endpoint_failed_as_a_whole_is_exit_4(
    run: Briefer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two articles are too few for the endpoint to count as gone, and it is no fault of theirs all the same."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    source = written(tmp_path / "in.jsonl", *lines(2), "not json")
    with OpenAIDouble(status(401, "no such key")) as server:
        outcome = run(source, "--base-url", server.base_url, "--model", "copyist")
    assert outcome.exit_code == 4
    assert "none of 3 articles could be briefed" in outcome.stderr


@pytest.mark.slow
def test_what_was_spent_before_there_was_a_limit_counts(run: Briefer, tmp_path: Path) -> None:
    """A budget is for the whole job, and the summary says what that has cost, rows or no rows."""
    source = written(tmp_path / "in.jsonl", *lines(3))
    with Copyist() as server:
        asks = ("--base-url", server.base_url, "--model", PRICED)
        whole = run(source, *asks, "--limit", "2").json
        assert whole["spent_usd"] == pytest.approx(whole["usage"]["cost_usd"])
        stopped = run(source, *asks, "--max-cost", f"{whole['spent_usd'] * 1.01:.6f}")
    assert stopped.exit_code == 5
    assert stopped.json["spent_usd"] == pytest.approx(whole["spent_usd"])


def test_the_input_is_counted_before_the_job_begins(
    run: Briefer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To count what a sample is drawn from takes as long as the input is large: Ctrl-C has to end that too."""

    def counted(*_: object) -> int:
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        raise KeyboardInterrupt

    monkeypatch.setattr("briefer.batch.inputs.count_items", counted)
    assert run(written(tmp_path / "in.jsonl", *lines(2)), "--sample", "1").exit_code == 130


@pytest.mark.slow
def test_what_is_left_out_of_a_folder_is_said(run: Briefer, tmp_path: Path) -> None:
    """A folder of files that are packed otherwise does not look like a whole one; columns are nothing of pages'."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(FERRY_TEXT)
    for name in ("b.html.zst", "c.html.zst", "d.pdf"):
        (folder / name).write_bytes(b"")
    outcome = run(folder, "--limit", "1")
    assert f"3 files are left out of '{folder}', as no batch reads them: 2 .zst, 1 .pdf" in outcome.stderr
    assert "left out" not in run(folder, "--limit", "1", "--quiet").stderr
    refused = run(folder, "--columns", "text=body")
    assert refused.exit_code == 2
    assert "--columns is for JSON Lines and Parquet, and" in refused.stderr


def test_without_an_endpoint_the_llm_engine_is_a_usage_error(run: Briefer, tmp_path: Path) -> None:
    """Before a worker is started."""
    outcome = run(written(tmp_path / "in.jsonl", *lines(1)), "--engine", "llm")
    assert outcome.exit_code == 2
    assert "OPENAI_API_KEY or --base-url" in outcome.stderr


@pytest.mark.slow
def test_ctrl_c_ends_the_workers_and_the_job_goes_on_later(tmp_path: Path) -> None:
    """Exit 130, no file of results, no process left, nothing lost."""
    source = written(tmp_path / "in.jsonl", *lines(8))
    out = tmp_path / "out"
    with Copyist(latency_s=0.3) as server:
        command = [
            "-c",
            AS_A_TERMINAL_STARTS_IT,
            "batch", str(source), "--out", str(out), "--records", "jsonl", "--base-url", server.base_url,
            "--concurrency", "2",
        ]  # fmt: skip
        first = processes.start(command)
        while server.asked().total() < 9:
            assert first.poll() is None, first.communicate()
        first.send_signal(signal.SIGINT)
        _, stderr = first.communicate(timeout=60)  # its end means the workers', who hold its stderr
        assert first.returncode == 130, stderr
        assert not (out / "records.jsonl").exists()
        summary = finished(processes.start(command))
        assert summary["briefed"] == 8
        assert summary["this_run"]["finished_before"] >= 1
