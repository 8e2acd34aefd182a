"""The edge: the one `asyncio.run`, and the one place where an error becomes a line on stderr and an exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import typer

from briefer.cli.output import notice
from briefer.errors import BrieferError

T = TypeVar("T")
INTERRUPTED = 130
_SIGPIPE = 141  # what a shell reports for a program whose reader went away


def run_async(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run one coroutine to its end on an event loop of its own."""
    import asyncio  # noqa: PLC0415 - 40 ms that `--help` need not pay

    return asyncio.run(coroutine)


@contextlib.contextmanager
def exit_codes() -> Iterator[None]:
    """Turn an error of ours into one line on stderr and its exit code; Ctrl-C into 130; a closed pipe into silence."""
    try:
        yield
    except BrieferError as error:
        notice(str(error))
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt as error:
        notice("interrupted; nothing half-written was left behind")
        raise typer.Exit(INTERRUPTED) from error
    except BrokenPipeError as error:
        with contextlib.suppress(OSError):  # so that the interpreter's own flush at exit finds an open pipe
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(_SIGPIPE) from error
