"""A worker as an engine keeps it: an object in a process of the engine's, made once, given one part of the work after another."""

from __future__ import annotations

import asyncio
import atexit
import json
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import Any

import daft

from briefer.batch.inputs.columns import Columns
from briefer.batch.inputs.parts import Part, read_part
from briefer.batch.worker import Orders, Worker, at_work


class Seat:
    """An open desk, in touch with the job for as long as the process lives."""

    def __init__(self, address: str, key: str, columns: dict[str, str]) -> None:
        self._columns = Columns(**columns)
        self._loop = asyncio.Runner()
        self._open = AsyncExitStack()
        self._worker, self._orders = self._loop.run(self._enter(address, bytes.fromhex(key)))
        atexit.register(self._leave)

    def _work(self, parts: Iterable[str]) -> list[bool]:
        """For each part, done when this returns: whether the job wants more.

        Raises:
            LinkError: the job is gone.
        """
        return [self._loop.run(self._do(json.loads(part))) for part in parts]

    work = daft.method.batch(return_dtype=daft.DataType.bool(), batch_size=1)(_work)

    async def _do(self, part: list[Any] | None) -> bool:
        if part is None:
            await self._worker.run(self._orders.window)
            return False
        return await self._worker.run_through(read_part(Part.read(part), self._columns), self._orders.window)

    async def _enter(self, address: str, key: bytes) -> tuple[Worker, Orders]:
        return await self._open.enter_async_context(at_work(address, key))

    def _leave(self) -> None:
        with self._loop:
            self._loop.run(self._open.aclose())
