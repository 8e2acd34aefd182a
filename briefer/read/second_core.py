"""A second process for pure work, while this one fetches, groups and writes: two cores for one run.

It is forked, so that it knows at once what this process took a second to load; and only where that is safe: on Linux,
where nothing else runs in this process, as a lock that another thread holds would stay locked over there. Everywhere
else the work is done here. What fails over there, or is lost with it, is done again here: results and errors are the
same wherever they were made. It ends with this process, however that ends. Not covered: more than one of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import pickle
import signal
import socket
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from io import BufferedIOBase
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar, cast

Given = ParamSpec("Given")
Result = TypeVar("Result")

_IN_HAND = 2
"""Pieces of work over there: it begins with the next one at once. Whatever comes then is done here, so that neither waits."""
_BUFFER = 16_000_000  # bytes of an answer that are read in one go; pages are far smaller
_HEAD = 8  # bytes that say how long a message is


class SecondCore:
    """Does pure work, over there where there is room, here where there is none; without a link always here."""

    def __init__(self, link: _Link | None = None) -> None:
        self._link = link

    async def run(self, function: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Result:
        """What a function makes of its arguments; both have to be such that they can be pickled.

        Raises:
            Exception: what the function raises.
        """
        if self._link is not None and self._link.has_room:
            answer = await self._link.ask(function, arguments, named)
            if answer.done:
                return cast("Result", answer.value)
        return function(*arguments, **named)


@contextlib.asynccontextmanager
async def second_core() -> AsyncIterator[SecondCore]:
    """A second core for the time of the body, where this process may have one."""
    if not _may_fork():
        yield SecondCore()
        return
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        _end_after(theirs)
    theirs.close()
    link = _Link(*await asyncio.open_connection(sock=ours, limit=_BUFFER))
    try:
        yield SecondCore(link)
    finally:
        if not await link.close():
            os.kill(pid, signal.SIGKILL)  # at work still for somebody who was cancelled
        with contextlib.suppress(ChildProcessError):  # a parent of ours may have asked not to be told of such ends
            os.waitpid(pid, 0)  # noqa: ASYNC222 - it has hung up, or was killed


def _may_fork() -> bool:
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return False
    return len(list(Path("/proc/self/task").iterdir())) == 1  # threads that Python did not start count too


class _Answer(NamedTuple):
    done: bool
    value: object = None


class _Link:
    """This end of the connection: answers come in the order of the questions."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._waiting: deque[asyncio.Future[_Answer]] = deque()
        self._lost = False
        self._listening = asyncio.create_task(self._listen())

    @property
    def has_room(self) -> bool:
        """Whether it can take another piece of work."""
        return not self._lost and len(self._waiting) < _IN_HAND

    async def ask(
        self, function: Callable[..., object], arguments: tuple[object, ...], named: Mapping[str, object]
    ) -> _Answer:
        """The answer; not done where it failed over there, or nobody is there any more."""
        question = _message((function, arguments, named))
        answer: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        self._writer.writelines(question)
        return await answer

    async def close(self) -> bool:
        """Hang up; whether it had nothing in hand, and so ends by itself."""
        idle = not self._waiting
        self._listening.cancel()
        self._writer.close()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await self._listening
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
        return idle

    async def _listen(self) -> None:
        try:
            while True:
                size = int.from_bytes(await self._reader.readexactly(_HEAD))
                answer = pickle.loads(await self._reader.readexactly(size))  # noqa: S301 - our own process wrote it
                self._settle(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            self._lost = True
            while self._waiting:
                self._settle(_Answer(done=False))

    def _settle(self, answer: _Answer) -> None:
        asked = self._waiting.popleft()
        if not asked.done():  # who asked may have been cancelled
            asked.set_result(answer)


def _message(value: object) -> tuple[bytes, bytes]:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return len(data).to_bytes(_HEAD), data


# --- over there ------------------------------------------------------------------------------------


def _end_after(connection: socket.socket) -> None:
    """Serve until nobody asks any more, then end without what a process does at its end: that is the other one's."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the other one's to answer
        _close_all_but(connection.fileno())
        gc.freeze()  # a collection would copy all that the two share
        with connection.makefile("rwb") as stream:
            _serve(stream)
    finally:
        os._exit(0)


def _close_all_but(kept: int) -> None:
    """Close what was open when we were forked: the store's lock would be held by us too, and its end never seen."""
    for number in [int(open_.name) for open_ in Path("/proc/self/fd").iterdir()]:
        if number > 2 and number != kept:
            with contextlib.suppress(OSError):  # the folder that was listed
                os.close(number)


def _serve(stream: BufferedIOBase) -> None:
    while len(head := stream.read(_HEAD)) == _HEAD:
        function, arguments, named = pickle.loads(stream.read(int.from_bytes(head)))  # noqa: S301 - see `_Link`
        try:
            answer = _Answer(True, function(*arguments, **named))
        except Exception:  # noqa: BLE001 - whatever it is, it is raised where it was asked for
            answer = _Answer(done=False)
        stream.writelines(_message(answer))
        stream.flush()
