"""A job that is stopped between any two of its steps goes on: the same records, and nothing was paid for twice."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefer.errors import ConfigError
from briefer.settings import Settings
from briefer.write.provider import open_provider_batch
from briefer.write.provider.api import BatchApi
from briefer.write.provider.parts import Parts
from briefer.write.provider.questions import Questions
from tests.evaluate.folders import KEY, answered, case_of
from tests.newsroom import task
from tests.servers.batch_double import BatchDouble
from tests.servers.openai_double import Chat, reply, status
from tests.write.provider.jobs import STORIES, Job, without_time

pytestmark = pytest.mark.usefixtures("no_waiting")
STEPS = {
    Questions: ("put_aside", "keep"),
    Parts: ("plan", "advance", "settle", "finish"),
    BatchApi: ("upload", "find_file", "create", "look", "download"),
}
"""All that changes the state on the disk or at the provider, or brings something from there."""
TWO = {name: STORIES[name] for name in ("bridge", "library")}


class Stop(BaseException):
    """Ends a job as nothing of ours expects."""


def stopping_at(number: int, *, after: bool, stop: Callable[[], None], patch: Callable[..., None]) -> list[str]:
    """Let the step with this number, from 0, be the last one, or be the first not to be done; gives the steps taken."""
    taken: list[str] = []

    def wrapped(name: str, original: Any, *, is_async: bool) -> Any:
        def reached() -> bool:
            taken.append(name)
            return len(taken) == number + 1

        def plain(*arguments: Any, **named: Any) -> Any:
            last = reached()
            if last and not after:
                stop()
            result = original(*arguments, **named)
            if last:
                stop()
            return result

        async def awaited(*arguments: Any, **named: Any) -> Any:
            last = reached()
            if last and not after:
                stop()
            result = await original(*arguments, **named)
            if last:
                stop()
            return result

        return awaited if is_async else plain

    for owner, names in STEPS.items():
        for name in names:
            patch(owner, name, wrapped(name, getattr(owner, name), is_async=owner is BatchApi))
    return taken


def server_with_faults() -> BatchDouble:
    """A line that fails once, a reply that has to be put right live: every kind of step is taken."""

    def fate(line: dict[str, Any], tried: int) -> Any:
        chat = Chat(line["body"], {}, "")
        if (case_of(chat), task(chat)) == ("library", "split") and not tried:
            return status(500)
        if (case_of(chat), task(chat)) == ("bridge", "split"):
            return reply("not what was asked for")
        return None

    return BatchDouble(answered, looks=1, fate=fate)


async def undisturbed(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The records of a job that nobody stops, and the steps it took."""
    with server_with_faults() as server, pytest.MonkeyPatch.context() as patch:
        taken = stopping_at(-1, after=True, stop=lambda: None, patch=patch.setattr)
        return without_time(await Job(server.base_url, folder, TWO).run()), taken


@pytest.fixture
async def whole(tmp_path) -> tuple[dict[str, Any], list[str]]:
    (tmp_path / "whole").mkdir()
    return await undisturbed(tmp_path / "whole")


def paid_once(server: BatchDouble) -> None:
    """No content was made into two batches, no line answered twice, the one live call made once."""
    assert set(server.made_of().values()) == {1}
    # the split that came back unusable was answered, and put right live, once
    assert set(server.completed.values()) == {1}
    assert len(server.chats) == 1


def stop() -> None:
    raise Stop


@pytest.mark.slow
async def test_a_job_that_is_stopped_between_any_two_steps_ends_as_if_it_was_not(whole, tmp_path):
    """Before and after each step that changes anything, here or there: the same records, each batch made once."""
    expected, steps = whole
    assert {name for names in STEPS.values() for name in names} - set(steps) == {"find_file"}  # wanted by a resume
    for number in range(len(steps)):
        for after in (False, True):
            folder = tmp_path / f"{number}-{after}"
            folder.mkdir()
            with server_with_faults() as server:
                job = Job(server.base_url, folder, TWO)
                with pytest.MonkeyPatch.context() as patch:
                    stopping_at(number, after=after, stop=stop, patch=patch.setattr)
                    with pytest.raises(Stop):
                        await job.run()
                found = without_time(await job.run())
                where = f"{'after' if after else 'before'} step {number}, {steps[number]}"
                assert found == expected, where
                lost = steps[number] == "keep" and not after  # answered, and killed before it was on the disk
                if not lost:
                    paid_once(server)


async def test_a_job_that_is_stopped_again_and_again_gets_there(whole, tmp_path):
    """Stopped after a few steps, over and over: the same records, each batch made once."""
    expected, _ = whole
    with server_with_faults() as server:
        job = Job(server.base_url, tmp_path, TWO)
        stops = 0
        while True:
            with pytest.MonkeyPatch.context() as patch:
                stopping_at(3 + stops % 5, after=stops % 2 == 0, stop=stop, patch=patch.setattr)
                try:
                    found = await job.run()
                except Stop:
                    stops += 1
                    assert stops < 50
                else:
                    break
        assert without_time(found) == expected
        assert stops > 5
        paid_once(server)


@pytest.mark.parametrize("name", ["upload", "create", "settle"])
async def test_a_job_that_is_stopped_where_it_hurts_goes_on(whole, tmp_path, name):
    """Once before and once after a file is uploaded, a batch is made, replies are taken down: paid for once."""
    expected, steps = whole
    for after in (False, True):
        folder = tmp_path / str(after)
        folder.mkdir()
        with server_with_faults() as server:
            job = Job(server.base_url, folder, TWO)
            with pytest.MonkeyPatch.context() as patch:
                stopping_at(steps.index(name), after=after, stop=stop, patch=patch.setattr)
                with pytest.raises(Stop):
                    await job.run()
            assert without_time(await job.run()) == expected
            paid_once(server)


async def test_two_runs_do_not_work_in_one_folder(tmp_path):
    """The second is told that the first is there; once that is gone, the folder is free."""
    settings = Settings(base_url="http://127.0.0.1:9/v1", api_key=KEY)
    async with open_provider_batch(settings, tmp_path):
        with pytest.raises(ConfigError, match="another run is using"):
            async with open_provider_batch(settings, tmp_path):
                pass
    async with open_provider_batch(settings, tmp_path):
        pass


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
import pytest
from tests.write.provider.jobs import Job
from tests.write.provider.test_stops import TWO, stopping_at
patch = pytest.MonkeyPatch()
base_url, folder, number, after = sys.argv[1:]
stopping_at(int(number), after=after == "after", stop=lambda: os.kill(os.getpid(), signal.SIGKILL), patch=patch.setattr)
asyncio.run(Job(base_url, Path(folder), TWO).run())
"""


def killed_at(number: int, *, after: bool, base_url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A process of its own that takes a job to a step and is killed there."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3]), "OMP_NUM_THREADS": "1"}
    place = "after" if after else "before"
    return subprocess.run(
        [sys.executable, "-c", KILLED, base_url, str(folder), str(number), place],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plan", "upload", "create", "look", "download", "settle", "finish"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_process_that_is_killed_at_a_step_goes_on(whole, tmp_path, name, after):
    """SIGKILL of a real process at the last step of each kind: the same records, and nothing was paid for twice."""
    expected, steps = whole
    number = len(steps) - 1 - steps[::-1].index(name)
    with server_with_faults() as server:
        killed = await asyncio.to_thread(killed_at, number, after=after, base_url=server.base_url, folder=tmp_path)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert without_time(await Job(server.base_url, tmp_path, TWO).run()) == expected
        paid_once(server)
