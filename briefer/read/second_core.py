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

from briefer.parallel import core_count

Given = ParamSpec("Given")
Result = TypeVar("Result")

_IN_HAND = 2
"""Pieces of work over there: it begins with the next one at once. Whatever comes then is done here, so that neither waits."""
_HEAD = 8  # bytes that say how long a message is


class SecondCore:
    """Does pure work, over there where there is room, here where there is none; without a link always here."""

    def __init__(self, link: _Link | None = None) -> None:
        self._link = link
        self._turn = asyncio.Lock()

    async def run(self, function: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Result:
        """What a function makes of its arguments; both have to be such that they can be pickled.

        Raises:
            Exception: what the function raises.
        """
        asked: asyncio.Future[_Answer] | None = None
        async with self._turn:  # between two pieces that are done here, what was answered is heard
            await asyncio.sleep(0)
            if self._link is None or not self._link.has_room:
                return function(*arguments, **named)
            asked = self._link.ask(function, arguments, named)
        answer = await asked
        return cast("Result", answer.value) if answer.done else function(*arguments, **named)


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
    _, link = await asyncio.get_running_loop().create_connection(_Link, sock=ours)
    try:
        yield SecondCore(link)
    finally:
        if not await link.hang_up():
            os.kill(pid, signal.SIGKILL)  # at work still for somebody who was cancelled
        with contextlib.suppress(ChildProcessError):  # a parent of ours may have asked not to be told of such ends
            os.waitpid(pid, 0)  # noqa: ASYNC222 - it has hung up, or was killed


def _may_fork() -> bool:
    if sys.platform != "linux" or core_count() < 2:
        return False
    return len(list(Path("/proc/self/task").iterdir())) == 1  # threads that Python did not start count too


class _Answer(NamedTuple):
    done: bool
    value: object = None


class _Link(asyncio.Protocol):
    """This end of the connection: answers come in the order of the questions."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._waiting: deque[asyncio.Future[_Answer]] = deque()
        self._heard = bytearray()
        self._lost = asyncio.Event()

    @property
    def has_room(self) -> bool:
        """Whether it can take another piece of work."""
        return self._transport is not None and len(self._waiting) < _IN_HAND

    def ask(
        self, function: Callable[..., object], arguments: tuple[object, ...], named: Mapping[str, object]
    ) -> asyncio.Future[_Answer]:
        """The answer to come; not done where it failed over there, or nobody is there any more."""
        assert self._transport is not None  # noqa: S101 - there is room
        question = _message((function, arguments, named))
        asked: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append(asked)
        self._transport.writelines(question)
        return asked

    async def hang_up(self) -> bool:
        """Whether it had nothing in hand, and so ends by itself."""
        idle = not self._waiting
        if self._transport is not None:
            self._transport.abort()
        await self._lost.wait()
        return idle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Hear a part of what is answered."""
        self._heard += data
        while len(self._heard) >= (start := _HEAD) and len(self._heard) >= (
            end := start + int.from_bytes(self._heard[:start])
        ):
            answer = pickle.loads(memoryview(self._heard)[start:end])  # noqa: S301 - our own process wrote it
            self._heard = self._heard[end:]
            self._settle(answer)

    def connection_lost(self, _error: Exception | None) -> None:
        """Do without, from here on."""
        self._transport = None
        self._lost.set()
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
