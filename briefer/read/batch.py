"""Many pages at once: `{"id","html","url"?}` a line in, one Article JSON a line out, in order, on all cores.

A bad line or page becomes `{"id","error"}` and never stops the rest, nor does a page that kills its worker.
At most a few pages a worker are in flight, so memory stays flat in the number of lines. `text` is taken in
place of `html`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from briefer.errors import BrieferError

IN_FLIGHT = 4
"""Pages a worker: enough that none waits for the next line, few enough that 10 MB pages do not fill the
memory.
"""
PAGE_TIMEOUT_S = 60.0
"""No page of the development sets needs two; what needs this long was made to keep us busy."""
_ALONE = 8  # lines: fewer are read in this process, as starting workers takes longer


def read_batch(lines: Iterable[str], *, workers: int | None = None) -> Iterator[str]:
    """One JSON line for each line that is not blank, in order; lazy at both ends."""
    wanted = workers if workers is not None else _cores()
    numbered = enumerate((line for line in lines if line.strip()), start=1)
    first = list(islice(numbered, _ALONE))
    if wanted < 2 or len(first) < _ALONE:
        for number, line in chain(first, numbered):
            yield read_line(number, line)
        return
    yield from _in_parallel(chain(first, numbered), wanted)


def _in_parallel(numbered: Iterator[tuple[int, str]], workers: int) -> Iterator[str]:
    pool = _pool(workers)
    waiting: deque[tuple[int, str, Future[str]]] = deque()
    try:
        while True:
            for number, line in islice(numbered, workers * IN_FLIGHT - len(waiting)):
                waiting.append((number, line, _submit(pool, number, line)))
            if not waiting:
                return
            number, line, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenExecutor:  # a page killed its worker, and nobody says which: from here, one at a time
                pool.shutdown(wait=False, cancel_futures=True)
                stranded = [(number, line), *((other, text) for other, text, _ in waiting)]
                waiting.clear()
                for other, text in stranded:
                    yield _alone(other, text)
                pool = _pool(workers)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, number: int, line: str) -> Future[str]:
    try:
        return pool.submit(read_line, number, line)
    except BrokenExecutor as error:  # the pool broke between two lines; the one who waits for it mends it
        broken: Future[str] = Future()
        broken.set_exception(error)
        return broken


def _alone(number: int, line: str) -> str:
    """One line in a process of its own, so that what kills it kills nothing else."""
    with _pool(1) as pool:
        try:
            return pool.submit(read_line, number, line).result()
        except BrokenExecutor:
            return _error(_id(line), "the page ended the program that read it; it is left out")


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: forked children would inherit locks that other threads hold, and newer Pythons warn of it
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupt)


def _ignore_interrupt() -> None:
    """Ctrl-C is the parent's to answer; a worker that also did would print a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_line(number: int, line: str) -> str:
    """The JSON line for one input line; errors are lines too. `number` names a line that has no id."""
    from briefer.read.reading import read_html, read_text  # noqa: PLC0415 - the parent process needs no extractor

    identity: str | None = None
    try:
        item = _item(number, line)
        identity, url = _name(item), item.get("url")
        url = url if isinstance(url, str) and url else None
        html, text = item.get("html"), item.get("text")
        with _time_limit(PAGE_TIMEOUT_S):
            if isinstance(html, str):
                article = read_html(html, url=url, id=identity).article
            elif isinstance(text, str):
                article = read_text(text, url=url, title=_title(item), id=identity).article
            else:
                return _error(identity, f"line {number} has neither 'html' nor 'text'")
        if not article.text:
            return _error(identity, "no article found in the page")
        return article.model_dump_json()
    except (BrieferError, _LineError) as error:
        return _error(identity, str(error))
    except TimeoutError:
        return _error(identity, f"the page took longer than {PAGE_TIMEOUT_S:g} s to read")
    except MemoryError:
        return _error(identity, "the page needs more memory than there is")
    except RecursionError:
        return _error(identity, "the page is nested too deeply to read")


class _LineError(ValueError):
    """A line of the input is not what it should be."""


def _item(number: int, line: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _LineError(f"line {number} is not valid JSON: {error}") from error
    if not isinstance(item, dict):
        raise _LineError(f"line {number} is not a JSON object")
    return item


def _name(item: dict[str, Any]) -> str | None:
    value = item.get("id")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _title(item: dict[str, Any]) -> str | None:
    title = item.get("title")
    return title if isinstance(title, str) and title.strip() else None


def _id(line: str) -> str | None:
    try:
        return _name(_item(0, line))
    except _LineError:
        return None


def _error(identity: str | None, message: str) -> str:
    return json.dumps({"id": identity, "error": message}, ensure_ascii=False)


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raises TimeoutError in the body after that long; does nothing off the main thread or without alarms."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def expire(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before: Callable[[int, Any], Any] | int | None = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
