"""How many calls are under way at once: a 429 halves the number, every success adds a little to it.

Additive increase, multiplicative decrease, between one and the configured concurrency. One loop, no threads;
a task that is cancelled while it waits or works gives its place back.

Calls that hold a place set out a little apart. Sixty-four that set out together are answered together, and then
each of them waits while the client deals with the other sixty-three, round after round.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_GAP_S = 0.002
"""What the client's own work for a call takes: closer than that, calls would queue for the processor anyway."""


class Limiter:
    """Places for calls; `slot()` waits for one."""

    def __init__(self, maximum: int, *, gap_s: float = _GAP_S) -> None:
        self._maximum = maximum
        self._limit = float(maximum)
        self._active = 0
        self._shrunk = 0
        self._gap_s = gap_s
        self._next_start_s = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def limit(self) -> int:
        """Calls that may be under way now."""
        return int(self._limit)

    @property
    def active(self) -> int:
        """Calls that are under way."""
        return self._active

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[int]:
        """A place for one call; gives the generation that `shrink` asks for."""
        generation = await self.acquire()
        try:
            await self.pace()
            yield generation
        finally:
            self.release()

    def grow(self) -> None:
        """Take note of a success: a whole round of them adds one place."""
        self._limit = min(self._limit + 1 / self._limit, self._maximum)
        self._wake()

    def shrink(self, generation: int) -> bool:
        """Take note of a 429: half the places; False for a call that set out before the last shrinking.

        Sixteen calls that are refused at once are one sign of overload, not sixteen.
        """
        if generation < self._shrunk:
            return False
        self._shrunk += 1
        self._limit = max(self._limit / 2, 1.0)
        return True

    async def acquire(self) -> int:
        """A place, to be given back by `release`; for a caller whose work no `with` can enclose."""
        await self._wait_for_place()
        return self._shrunk

    def release(self) -> None:
        """Give a place back."""
        self._active -= 1
        self._wake()

    async def pace(self) -> None:
        """Wait until the call that was let out before this one has had its time."""
        now = asyncio.get_running_loop().time()
        start = max(self._next_start_s, now)
        self._next_start_s = start + self._gap_s
        if start > now:
            await asyncio.sleep(start - now)

    async def _wait_for_place(self) -> None:
        if self._active < self.limit and not self._waiting:
            self._active += 1
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.release()  # the place was given in the same moment
            else:
                place.cancel()
                with suppress(ValueError):  # `_wake` may have passed over it already
                    self._waiting.remove(place)
            raise

    def _wake(self) -> None:
        while self._waiting and self._active < self.limit:
            place = self._waiting.popleft()
            if not place.done():
                self._active += 1
                place.set_result(None)
