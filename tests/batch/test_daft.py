"""`briefer batch --runner daft`: the same rows as the local runner's, the same limits, and nothing lost by a kill."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from briefer.batch.inputs import open_input
from briefer.batch.inputs.parts import parts_of
from briefer.batch.job import Options, run_job
from briefer.batch.runners.daft import DaftRunner
from briefer.batch.store import JobStore
from briefer.settings import Settings
from tests import processes
from tests.batch.test_killed import asked_for, done, finished, rows, start
from tests.conftest import Outcome
from tests.servers.copyist import Copyist
from tests.stories import FERRY_TEXT

pytestmark = pytest.mark.slow
Briefer = Callable[..., Outcome]
PRICED = "gpt-4o-mini"
ARTICLES = 36
SEED = int(os.environ.get("BRIEFER_TEST_SEED", "20261127"))
AS_A_TERMINAL = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\nfrom briefer.__main__ import main; main()"
)
DAFT = ("--runner", "daft", "--workers", "2")


def line(number: int) -> str:
    text = FERRY_TEXT.replace("4,300", f"{4300 + number:,}")
    return json.dumps({"id": f"a{number}", "title": f"Story {number}", "text": text})


@pytest.fixture
def one_file(tmp_path: Path) -> Path:
    """Which the job reads, for workers who ask it for one item after the other."""
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join([*map(line, range(ARTICLES)), "not json", '{"id": "empty"}', line(3)]) + "\n")
    return path


@pytest.fixture
def four_files(tmp_path: Path) -> Path:
    """Which the workers read themselves: a bad line, an article twice, a file that is cut off, one that is empty."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        lines = [line(article) for article in range(number, ARTICLES, 3)]
        lines[2:2] = ["not json", '{"id": "empty"}'] if number == 1 else []
        (folder / f"part-{number}.jsonl").write_text("\n".join([*lines, line(5)]) + "\n")
    (folder / "part-3.jsonl.gz").write_bytes(b"\x1f\x8b\x08\0 and no more")
    (folder / "part-4.jsonl").touch()
    return folder


@pytest.fixture
def server() -> Iterator[Copyist]:
    with Copyist() as copyist:
        yield copyist


@pytest.fixture(params=["one_file", "four_files"])
def source(request: pytest.FixtureRequest) -> Path:
    path: Path = request.getfixturevalue(request.param)
    return path


def engine_workers(pid: int) -> list[int]:
    """The ids of Daft's processes for the workers of a job."""
    return processes.descendants(pid, "daft.execution.udf_worker")


def test_the_rows_are_the_local_runners(source: Path, tmp_path: Path, server: Copyist) -> None:
    """Ids, order, records and reasons, and what the summary counts; nothing is asked for twice."""
    local = finished(start(server, source, tmp_path / "local"))
    local_asked = server.forget()
    daft = finished(start(server, source, tmp_path / "daft", *DAFT))
    assert rows(tmp_path / "daft") == rows(tmp_path / "local")
    assert len(rows(tmp_path / "daft")) == ARTICLES + (2 if source.is_file() else 3)
    assert server.asked() == local_asked
    for summary in (local, daft):
        summary["this_run"] = {name: summary["this_run"][name] for name in ("briefed", "failed", "duplicates")}
        del summary["records"]
    assert daft == local


def test_run_again_it_asks_nothing_and_writes_the_same(source: Path, tmp_path: Path, server: Copyist) -> None:
    """Finished by one runner, it is finished for the other."""
    finished(start(server, source, tmp_path / "out", *DAFT))
    first = rows(tmp_path / "out")
    server.forget()
    again = finished(start(server, source, tmp_path / "out", *DAFT))
    assert again["this_run"]["finished_before"] == len(first)
    finished(start(server, source, tmp_path / "out"))
    assert server.asked() == Counter()
    assert rows(tmp_path / "out") == first


def test_the_limit_on_calls_at_once_holds_over_the_engines_workers(
    source: Path, tmp_path: Path, briefer: Briefer
) -> None:
    """Two of its processes share three places, and use them."""
    with Copyist(latency_s=0.2) as server:
        outcome = briefer(
            "batch", source, "--out", tmp_path / "out", "--records", "jsonl", "--base-url", server.base_url,
            "--concurrency", "3", *DAFT,
        )  # fmt: skip
        assert outcome.json["briefed"] == ARTICLES
        assert server.most_at_once() == 3
        assert set(server.asked().values()) == {1}


def test_the_budget_holds_over_the_engines_workers_and_over_all_runs(
    four_files: Path, tmp_path: Path, briefer: Briefer, server: Copyist
) -> None:
    """It stops before it passes the sum, with what is done written, and goes on where more is allowed."""
    asks = ("--records", "jsonl", "--base-url", server.base_url, "--model", PRICED, "--out", tmp_path / "out", *DAFT)
    stopped = briefer("batch", four_files, *asks, "--max-cost", "0.01")
    assert stopped.exit_code == 5, stopped.stderr
    assert stopped.json["complete"] is False
    assert 0 < stopped.json["briefed"] < ARTICLES
    assert 0 < stopped.json["usage"]["cost_usd"] <= 0.01
    assert len(rows(tmp_path / "out")) == stopped.json["articles"]
    again = briefer("batch", four_files, *asks, "--max-cost", "0.01")
    assert again.exit_code == 5
    assert again.json["usage"]["cost_usd"] <= 0.01
    assert briefer("batch", four_files, *asks, "--max-cost", "10").json["briefed"] == ARTICLES


async def test_one_of_two_workers_is_killed_and_nothing_is_lost_or_asked_for_again(
    source: Path, tmp_path: Path, server: Copyist, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine's query fails and is made again; what was finished at the kill is not asked for any more."""
    finished(start(server, source, tmp_path / "undisturbed"))
    undisturbed_asked = server.forget()
    kept: list[str] = []
    add = JobStore.add

    def noting(self: JobStore, item_id: str, *rest: Any) -> None:
        add(self, item_id, *rest)
        kept.append(item_id)

    monkeypatch.setattr(JobStore, "add", noting)
    notices: list[str] = []
    runner = DaftRunner(parts_of(str(source)))
    settings = Settings(engine="llm", base_url=server.base_url, concurrency=8, model="copyist")
    job = asyncio.create_task(
        run_job(
            settings,
            lambda: open_input(str(source)),
            Options(tmp_path / "killed", workers=2, records="jsonl"),
            runner=runner,
            notice=notices.append,
        )
    )
    while len(kept) < ARTICLES // 4 or len(engine_workers(os.getpid())) < 2:
        assert not job.done(), job.result()
        await asyncio.sleep(0.01)
    os.kill(random.Random(SEED).choice(engine_workers(os.getpid())), signal.SIGKILL)  # noqa: S311 - no secret
    finished_then, asked_then = set(kept), server.asked()
    ended = await job
    assert asked_for(server.asked(), finished_then) == asked_for(asked_then, finished_then)
    assert (ended.summary["complete"], ended.summary["this_run"]["workers_lost"]) == (True, 1)
    assert any("is made again" in text for text in notices)
    assert rows(tmp_path / "killed") == rows(tmp_path / "undisturbed")
    repeated = server.asked() - undisturbed_asked
    assert repeated.total() <= 2 * 6  # what the one had in hand: six articles, two requests each
    assert len(kept) == len(set(kept)), "a row was written twice"


def test_a_worker_that_is_killed_before_its_first_word_is_replaced(
    four_files: Path, tmp_path: Path, server: Copyist
) -> None:
    """Daft itself would wait for it for ever."""
    process = start(server, four_files, tmp_path / "out", *DAFT, "--verbose")
    while not (workers := engine_workers(process.pid)):
        assert process.poll() is None, process.communicate()
    os.kill(workers[0], signal.SIGKILL)
    stdout, stderr = process.communicate(timeout=300)
    assert json.loads(stdout)["briefed"] == ARTICLES
    assert "before it began" in stderr
    assert set(server.asked().values()) == {1}


def test_the_whole_job_is_killed_and_goes_on(source: Path, tmp_path: Path, server: Copyist) -> None:
    """Its output is an undisturbed run's, and no finished article is asked for again; its workers end by themselves."""
    finished(start(server, source, tmp_path / "undisturbed"))
    server.forget()
    out = tmp_path / "killed"
    process = start(server, source, out, *DAFT)
    while server.asked().total() < ARTICLES:
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    left = processes.descendants(process.pid)
    process.kill()
    process.communicate()
    kept = done(out)
    assert kept
    assert not (out / "records.jsonl").exists()
    wait_for(lambda: not any(map(psutil.pid_exists, left)))
    paid_for = asked_for(server.asked(), kept)
    summary = finished(start(server, source, out, *DAFT))
    assert asked_for(server.asked(), kept) == paid_for
    assert summary["this_run"]["finished_before"] >= len(kept)
    assert rows(out) == rows(tmp_path / "undisturbed")


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_ctrl_c_leaves_no_process(source: Path, tmp_path: Path) -> None:
    """Exit 130 and no file of results."""
    with Copyist(latency_s=0.3) as server:
        process = processes.start(
            ["-c", AS_A_TERMINAL, "batch", source, "--out", tmp_path / "out", "--records", "jsonl",
             "--base-url", server.base_url, "--concurrency", "2", *DAFT]
        )  # fmt: skip
        while server.asked().total() < 9:
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        left = processes.descendants(process.pid)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == 130, stderr
        assert not (tmp_path / "out" / "records.jsonl").exists()
        wait_for(lambda: not any(map(psutil.pid_exists, left)))


def test_parquet_files_are_read_by_the_workers(tmp_path: Path, briefer: Briefer, server: Copyist) -> None:
    """Under the columns' own names; a row without an id is called by its place, in whichever file it stands."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        texts = [json.loads(line(number * 4 + row))["text"] for row in range(4)]
        table = pa.table({"id": [None, "x", None, "y"], "body": texts, "title": [f"Story {number}"] * 4})
        pq.write_table(table, folder / f"part-{number}.parquet", row_group_size=2)
    for name, arguments in {"local": (), "daft": DAFT}.items():
        outcome = briefer(
            "batch", folder, "--out", tmp_path / name, "--records", "jsonl", "--columns", "text=body",
            "--base-url", server.base_url, *arguments,
        )  # fmt: skip
        assert outcome.json["briefed"] == 12, outcome.stderr
    assert rows(tmp_path / "daft") == rows(tmp_path / "local")
    assert [row["id"] for row in rows(tmp_path / "daft")][:3] == ["part-0.parquet:row-1", "x", "part-0.parquet:row-3"]
    wrong = briefer(
        "batch", folder, "--out", tmp_path / "wrong", "--records", "jsonl", "--columns", "text=bdy", "--runner", "daft"
    )
    assert wrong.exit_code == 2
    assert "did you mean 'body'" in wrong.stderr
