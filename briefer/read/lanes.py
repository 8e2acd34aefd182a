"""Manners: one request at a time to each host, a pause between two, and so many hosts at once.

A request that has not ended after `PATIENCE_S` gives up its place, though not itself: whoever waits behind a server
that hangs would otherwise wait for its whole deadline, feed after feed. One's own machine needs no pause.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

HOSTS = 16
"""At once: enough to hide the slow ones, few enough for a small machine's sockets and a home's line."""
DELAY_S = 1.0
"""Between two requests to one host: what crawlers that say nothing else are asked for."""
PATIENCE_S = 2.0
"""Most servers answer within one."""
_OWN = frozenset({"localhost", "127.0.0.1", "::1"})


class Lanes:
    """The hosts' lanes of one run; to be used on one event loop."""

    def __init__(self, *, hosts: int = HOSTS, delay_s: float = DELAY_S, patience_s: float = PATIENCE_S) -> None:
        self._delay_s = delay_s
        self._patience_s = patience_s
        self._places = asyncio.Semaphore(hosts)
        self._lanes: dict[str, asyncio.Lock] = {}
        self._free_at: dict[str, float] = {}

    @contextlib.asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Waits for the turn of the URL's host; the body is the request."""
        host = _host(url)
        lane = self._lanes.setdefault(host, asyncio.Lock())
        async with contextlib.AsyncExitStack() as waiting:
            await waiting.enter_async_context(lane)
            await self._pause(host)
            await waiting.enter_async_context(self._places)
            give_up = _once(self._places.release, lane.release, lambda: self._note_end(host))
            waiting.pop_all()  # from here on it is `give_up` that leaves, at the end or when patience does
        timer = asyncio.get_running_loop().call_later(self._patience_s, give_up)
        try:
            yield
        finally:
            timer.cancel()
            give_up()

    async def _pause(self, host: str) -> None:
        left = self._free_at.get(host, 0.0) - asyncio.get_running_loop().time()
        if left > 0:
            await asyncio.sleep(left)

    def _note_end(self, host: str) -> None:
        if self._delay_s > 0 and host.rpartition(":")[0] not in _OWN:
            self._free_at[host] = asyncio.get_running_loop().time() + self._delay_s


def _once(*actions: Callable[[], None]) -> Callable[[], None]:
    """A function that does all of it, the first time that it is called."""
    done = False

    def act() -> None:
        nonlocal done
        if not done:
            done = True
            for action in actions:
                action()

    return act


def _host(url: str) -> str:
    """The host and the port that the address names, if it does."""
    try:
        parts = urlsplit(url)
        return f"{(parts.hostname or '').removesuffix('.')}:{parts.port or ''}"
    except ValueError:  # refused later, by name
        return url
