"""A batch that is killed at any moment goes on: its output is that of one that was not, and nothing finished is asked for again."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import processes
from tests.servers.copyist import Copyist
from tests.stories import FERRY_TEXT

pytestmark = pytest.mark.slow
ARTICLES = 150
KILLS = 10
SEED = int(os.environ.get("BRIEFER_TEST_SEED", "20261127"))


@pytest.fixture
def input_file(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    lines = [
        {"id": f"a{number}", "title": f"Story {number}", "text": FERRY_TEXT.replace("4,300", f"{4300 + number:,}")}
        for number in range(ARTICLES)
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines) + '\nnot json\n{"id": "empty"}\n')
    return path


def start(server: Copyist, source: Path, out: Path, *arguments: str) -> subprocess.Popen[str]:
    return processes.start(
        ["-m", "briefer", "batch", str(source), "--out", str(out), "--records", "jsonl",
         "--base-url", server.base_url, "--concurrency", "8", *arguments]
    )  # fmt: skip


def finished(process: subprocess.Popen[str]) -> dict[str, Any]:
    stdout, stderr = process.communicate(timeout=300)
    assert process.returncode == 0, stderr
    summary: dict[str, Any] = json.loads(stdout)
    return summary


def rows(out: Path) -> list[dict[str, Any]]:
    """The records, less what two undisturbed runs would differ in as well."""
    kept = [json.loads(line) for line in (out / "records.jsonl").read_text().splitlines()]
    for row in kept:
        if row["record"] is not None:
            row["record"].pop("created_at")
            row["record"]["usage"].pop("seconds")
    return kept


def done(out: Path) -> set[str]:
    """The ids that the store of a job that was killed holds as briefed."""
    if not (out / "job.sqlite3").exists():
        return set()
    with closing(sqlite3.connect(out / "job.sqlite3")) as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        if "items" not in tables:
            return set()
        return {str(row[0]) for row in database.execute("SELECT id FROM items WHERE record IS NOT NULL")}


def asked_for(asked: Counter[tuple[str, str]], ids: set[str]) -> dict[tuple[str, str], int]:
    return {key: count for key, count in asked.items() if key[0].replace("Story ", "a") in ids}


def test_kills_at_ten_random_moments_change_nothing_and_cost_nothing_that_was_finished(
    input_file: Path, tmp_path: Path
) -> None:
    """The whole process is killed ten times over; the output is an undisturbed run's, and no finished article is asked for again."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    out = tmp_path / "killed"
    with Copyist() as server:
        finished(start(server, input_file, tmp_path / "undisturbed"))
        undisturbed_asked = server.forget()
        kept: set[str] = set()
        paid_for: dict[tuple[str, str], int] = {}
        for _ in range(KILLS):
            process = start(server, input_file, out)
            goal = server.asked().total() + chance.randrange(2 * ARTICLES // KILLS)
            while process.poll() is None and server.asked().total() < goal:
                time.sleep(0.005)
            assert process.poll() is None, process.communicate()
            process.send_signal(signal.SIGKILL)
            process.communicate()
            assert asked_for(server.asked(), kept) == paid_for
            assert not (out / "records.jsonl").exists()
            kept = done(out)
            paid_for = asked_for(server.asked(), kept)
        summary = finished(start(server, input_file, out))
        asked = server.asked()
        assert asked_for(asked, kept) == paid_for
    assert rows(out) == rows(tmp_path / "undisturbed")
    assert summary["briefed"] == ARTICLES
    assert summary["failed"] == 2
    assert set(asked) == set(undisturbed_asked)
    repeated = sum(asked.values()) - sum(undisturbed_asked.values())
    assert repeated <= KILLS * 10 * 2  # what was under way: ten open articles a kill, two requests each


def test_a_worker_that_is_killed_in_mid_job_loses_nothing(input_file: Path, tmp_path: Path) -> None:
    """What it had in hand is briefed by another one; the output is an undisturbed run's."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    with Copyist() as server:
        finished(start(server, input_file, tmp_path / "undisturbed", "--limit", "60"))
        undisturbed_asked = server.forget()
        process = start(server, input_file, tmp_path / "killed", "--limit", "60", "--workers", "2")
        for goal in (chance.randrange(10, 30), chance.randrange(50, 80)):
            while server.asked().total() < goal:
                assert process.poll() is None, process.communicate()
                time.sleep(0.005)
            os.kill(chance.choice(processes.descendants(process.pid, "briefer.batch.worker")), signal.SIGKILL)
        summary = finished(process)
        asked = server.asked()
    assert 1 <= summary["this_run"]["workers_lost"] <= 2  # a worker that has only just started holds nothing
    assert summary["failed"] == 0
    assert rows(tmp_path / "killed") == rows(tmp_path / "undisturbed")
    assert max((asked - undisturbed_asked).values(), default=0) <= 2
    assert (asked - undisturbed_asked).total() <= 2 * 12 * 2  # what two workers had open, two requests each
