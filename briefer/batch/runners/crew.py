"""The processes of a run: started, replaced when they are killed, given up when they never get anywhere."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from briefer.batch.runners.site import Site
from briefer.errors import CompletionError

_STILLBORN = 3
"""Processes that end before an item is taken in hand, before the job gives up."""
_LEAVE_S = 10.0
"""For processes to end once the job is finished; then they are ended, since nothing hangs on them any more."""


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended."""

    code: int
    said: str = ""
    """The last line that it wrote on its stderr, where that was kept."""


class Crew:
    """So many processes that `start` makes, and a careful worker where one is needed."""

    def __init__(self, site: Site, start: Callable[[], Coroutine[None, None, End]], count: int) -> None:
        self._site = site
        self._start = start
        self._count = count
        self._handed_out = 0
        self._stillborn = 0

    async def run(self) -> None:
        """Keep the crew complete until the job is finished.

        Raises:
            CompletionError: processes end as soon as they are started.
        """
        coordinator = self._site.coordinator
        finished = asyncio.create_task(coordinator.finished.wait())
        suspected = asyncio.create_task(coordinator.suspected.wait())
        crew: dict[asyncio.Task[End], bool] = {}
        for _ in range(self._count):
            crew[asyncio.create_task(self._start())] = False
        try:
            while not finished.done():
                await asyncio.wait({finished, suspected, *crew}, return_when=asyncio.FIRST_COMPLETED)
                for task in [task for task in crew if task.done()]:
                    careful = crew.pop(task)
                    self._see(task.result())
                    if not careful and task.result().code and not finished.done():
                        crew[asyncio.create_task(self._start())] = False
                if suspected.done():
                    coordinator.suspected.clear()
                    suspected = asyncio.create_task(coordinator.suspected.wait())
                # looked at whatever woke us: a careful worker that is lost hangs up before its process has ended
                if coordinator.has_suspects and not any(crew.values()):
                    crew[asyncio.create_task(work(self._site, careful=True))] = True
            if crew:  # they were told that there is nothing left, and end by themselves
                await asyncio.wait(crew, timeout=_LEAVE_S)
        finally:
            under_way: list[asyncio.Task[Any]] = [finished, suspected, *crew]
            for each in under_way:
                each.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    def _see(self, end: End) -> None:
        """Take note of a process's end: several that took nothing in hand are no accident."""
        handed_out = self._site.coordinator.handed_out
        self._stillborn = self._stillborn + 1 if end.code and handed_out == self._handed_out else 0
        self._handed_out = handed_out
        if self._stillborn >= _STILLBORN:
            raise CompletionError(
                f"{_STILLBORN} workers ended with code {end.code} before they took anything in hand"
                + (f", the last with: {end.said}" if end.said else ""),
                model="",
            )


async def work(site: Site, *, careful: bool = False) -> End:
    """The end of a worker process; cancelled, it is ended."""
    told = {"address": site.address, "key": site.key.hex(), "careful": careful}
    return await run_module("briefer.batch.worker", told)


async def run_module(
    name: str, told: Mapping[str, Any], *, environment: Mapping[str, str] | None = None, keep_stderr: bool = False
) -> End:
    """The end of a process that runs a module of ours, which is told on stdin what to do; cancelled, it is ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        name,
        stdin=PIPE,
        stdout=asyncio.subprocess.DEVNULL,  # the job's is the result
        stderr=PIPE if keep_stderr else None,
        env=environment,
        process_group=0,  # a terminal's Ctrl-C is the job's alone: a worker that is still starting would print a traceback
    )
    try:
        _, stderr = await process.communicate(json.dumps(told).encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    said = (stderr or b"").decode("utf-8", "replace").strip().splitlines()
    return End(process.returncode or 0, said[-1].strip() if said else "")
