"""What one page of very many may take: so much time, so much memory, so deep a nesting, and then it is given up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from briefer.errors import ExtractionError

PAGE_TIMEOUT_S = 60.0
"""No page of the development sets needs two; what needs this long was made to keep us busy."""


@contextmanager
def page_limits(name: str, *, timeout_s: float = PAGE_TIMEOUT_S) -> Iterator[None]:
    """A body that reads one page, called `name`; what it must not take becomes an error of that page.

    The time counts on the main thread alone, and where the system has alarms.

    Raises:
        ExtractionError: the page takes too long, needs too much memory, or is nested too deeply.
    """
    try:
        with _time_limit(timeout_s):
            yield
    except TimeoutError as error:
        raise ExtractionError(f"the page took longer than {timeout_s:g} s to read", url=name) from error
    except MemoryError as error:
        raise ExtractionError("the page needs more memory than there is", url=name) from error
    except RecursionError as error:
        raise ExtractionError("the page is nested too deeply to read", url=name) from error


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
