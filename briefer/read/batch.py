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
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import Any

from briefer.errors import BrieferError
from briefer.read.json_line import LineError, identity_of, parse_object, well_formed
from briefer.read.limits import PAGE_TIMEOUT_S, page_limits

IN_FLIGHT = 4
"""Pages a worker: enough that none waits for the next line, few enough that 10 MB pages do not fill the
memory.
"""
_ALONE = 8  # lines: fewer are read in this process, as starting workers takes longer


def read_batch(lines: Iterable[str], *, workers: int | None = None) -> Iterator[str]:
    """One JSON line for each line that is not blank, in order; lazy at both ends."""
    wanted = workers if workers is not None else _cores()
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
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
        item = parse_object(line, f"line {number}")
        identity = identity_of(item.get("id"))
        html, text, url, title = (_text(item.get(key)) for key in ("html", "text", "url", "title"))
        with page_limits(identity or f"line {number}", timeout_s=PAGE_TIMEOUT_S):
            if html is not None:
                article = read_html(html, url=url or None, id=identity).article
            elif text is not None:
                title = title if title and title.strip() else None
                article = read_text(text, url=url or None, title=title, id=identity).article
            else:
                return _error(identity, f"line {number} has neither 'html' nor 'text'")
        if not article.text:
            return _error(identity, "no article found in the page")
        return article.model_dump_json()
    except (BrieferError, LineError) as error:
        return _error(identity, str(error))


def _text(value: Any) -> str | None:
    return well_formed(value) if isinstance(value, str) else None


def _id(line: str) -> str | None:
    try:
        return identity_of(parse_object(line, "line").get("id"))
    except LineError:
        return None


def _error(identity: str | None, message: str) -> str:
    return json.dumps({"id": identity, "error": message}, ensure_ascii=False)
