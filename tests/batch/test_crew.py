"""A crew is complete until its job is finished, and gives up where its processes never get anywhere."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import cast

import pytest

from briefer.batch.coordinator import Coordinator
from briefer.batch.runners import crew
from briefer.batch.runners.crew import Crew, End, run_module
from briefer.batch.runners.site import Site
from briefer.errors import CompletionError


class Job:
    """What a crew sees of a job."""

    def __init__(self) -> None:
        self.finished = asyncio.Event()
        self.suspected = asyncio.Event()
        self.has_suspects = False
        self.handed_out = 0

    def site(self) -> Site:
        return Site(cast("Coordinator", self), "127.0.0.1:1", b"", 1)

    def lose(self) -> None:
        """A worker that held something has hung up."""
        self.has_suspects = True
        self.suspected.set()


async def test_a_careful_worker_that_is_lost_is_replaced_although_its_process_ends_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It hangs up, its process is still there for a moment, and nobody else may take what it held."""
    job = Job()
    started = 0

    async def careful_worker(_site: Site, *, careful: bool) -> End:
        nonlocal started
        assert careful
        started += 1
        job.has_suspects = False
        if started == 2:
            job.finished.set()
            return End(0)
        job.handed_out += 1
        job.lose()
        for _ in range(5):
            await asyncio.sleep(0)
        return End(-9)

    async def common() -> End:
        await job.finished.wait()
        return End(0)

    monkeypatch.setattr(crew, "work", careful_worker)
    job.lose()
    await asyncio.wait_for(Crew(job.site(), common, 1).run(), 10)
    assert started == 2


async def test_a_common_worker_that_is_lost_is_replaced() -> None:
    """There are as many as were asked for, to the end."""
    job = Job()
    ends = [End(-9), End(-9)]

    async def common() -> End:
        job.handed_out += 1
        if ends:
            return ends.pop()
        job.finished.set()
        return End(0)

    await asyncio.wait_for(Crew(job.site(), common, 1).run(), 10)
    assert job.handed_out == 3


async def test_processes_that_end_before_they_take_anything_end_the_job() -> None:
    """Not for ever: three in a row, with what the last one said."""

    async def common() -> End:
        return End(1, "ModuleNotFoundError: no module named lxml")

    with pytest.raises(CompletionError, match=r"3 workers ended with code 1 .* no module named lxml"):
        await asyncio.wait_for(Crew(Job().site(), common, 2).run(), 10)


@pytest.mark.slow
async def test_a_terminals_ctrl_c_does_not_reach_a_worker(tmp_path: Path) -> None:
    """It has a process group of its own from its start, so that one which is still importing prints no traceback."""
    (tmp_path / "group_teller.py").write_text("import os, sys\nsys.stderr.write(f'{os.getpgrp()} {os.getpid()}')\n")
    end = await run_module("group_teller", {}, environment=os.environ | {"PYTHONPATH": str(tmp_path)}, keep_stderr=True)
    group, process = end.said.split()
    assert group == process
