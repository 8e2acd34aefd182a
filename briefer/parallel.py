"""Work spread over all cores, results in the order of the input, a bounded number of items in flight."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 16
"""Items that a worker is handed at a time: a text takes milliseconds, handing it over some tenths of one."""
_CHUNKS_IN_FLIGHT = 4
"""Chunks a worker: none waits for the next, and memory does not grow with the input."""


def core_count() -> int:
    """The cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # absent on macOS and Windows
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def ordered_map(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int | None = None,
    *,
    chunk: int = CHUNK,
    alone: int | None = None,
    lost: Callable[[Item], Result] | None = None,
) -> Iterator[Result]:
    """The results of `function` for each item, in the items' order, lazily at both ends.

    `function` has to be a module's own, as other processes import it; what it raises is raised here. `lost`
    gives the result of an item that killed its worker; None lets that error through. With one worker, or with
    no more items than `alone` (None: than one chunk holds), everything runs in this process, as starting others
    would cost more than it saves.
    """
    workers = workers or core_count()
    rest = iter(items)
    first = list(islice(rest, chunk if alone is None else alone))
    following = list(islice(rest, 1))
    if workers == 1 or not following:
        yield from map(function, chain(first, following, rest))
        return
    yield from _Spread(function, workers, chunk, lost).run(chain(first, following, rest))


class _Spread(Generic[Item, Result]):
    """Chunks on their way through a pool of processes; a broken pool is replaced, its chunks done singly."""

    def __init__(
        self,
        function: Callable[[Item], Result],
        workers: int,
        chunk: int,
        lost: Callable[[Item], Result] | None,
    ) -> None:
        self._function = function
        self._workers = workers
        self._chunk = chunk
        self._lost = lost

    def run(self, items: Iterator[Item]) -> Iterator[Result]:
        """The results, in order."""
        from concurrent.futures import BrokenExecutor  # noqa: PLC0415 - start-up of every command does without

        pool = _pool(self._workers)
        waiting: deque[tuple[list[Item], Future[list[Result]]]] = deque()
        try:
            while True:
                while len(waiting) < self._workers * _CHUNKS_IN_FLIGHT and (part := list(islice(items, self._chunk))):
                    waiting.append((part, self._submit(pool, part)))
                if not waiting:
                    return
                part, future = waiting.popleft()
                try:
                    results = future.result()
                except BrokenExecutor:
                    if self._lost is None:
                        raise
                    pool.shutdown(wait=False, cancel_futures=True)
                    results = [self._alone(item) for item in part]
                    pool = _pool(self._workers)
                    waiting = deque((held, self._submit(pool, held)) for held, _ in waiting)
                yield from results
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _submit(self, pool: ProcessPoolExecutor, part: list[Item]) -> Future[list[Result]]:
        from concurrent.futures import BrokenExecutor, Future  # noqa: PLC0415 - see `run`

        try:
            return pool.submit(_apply, self._function, part)
        except BrokenExecutor as error:  # it broke between two chunks; whoever fetches this one mends it
            broken: Future[list[Result]] = Future()
            broken.set_exception(error)
            return broken

    def _alone(self, item: Item) -> Result:
        """One item in a process of its own, so that what kills it kills nothing else."""
        from concurrent.futures import BrokenExecutor  # noqa: PLC0415 - see `run`

        with _pool(1) as pool:
            try:
                return pool.submit(self._function, item).result()
            except BrokenExecutor:
                if self._lost is None:
                    raise
                return self._lost(item)


def _pool(workers: int) -> ProcessPoolExecutor:
    import multiprocessing  # noqa: PLC0415 - see `_Spread.run`
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - see `_Spread.run`

    # spawn: forked children would inherit locks that other threads hold, and newer Pythons warn of it
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupt)


def _ignore_interrupt() -> None:
    """Ctrl-C is the parent's to answer; a worker that also did would print a traceback."""
    import signal  # noqa: PLC0415 - see `_Spread.run`

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _apply(function: Callable[[Item], Result], part: list[Item]) -> list[Result]:
    return [function(item) for item in part]
