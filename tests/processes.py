"""The processes that a test starts and those below them; none outlives its test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
_STARTED: list[subprocess.Popen[str]] = []


def start(arguments: Sequence[str | Path], **environment: str) -> subprocess.Popen[str]:
    """This Python on arguments, with both its streams in pipes; `end_all` ends it if the test does not."""
    process = subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    _STARTED.append(process)
    return process


def end_all() -> None:
    """Kill what a test has left running, as a failed one may, and close its pipes."""
    while _STARTED:
        with _STARTED.pop() as process:
            process.kill()


def descendants(pid: int, having: str = "") -> list[int]:
    """The ids of the processes below one whose command line has these words; any of them may have ended since."""
    try:
        below = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    found = []
    for process in below:
        with suppress(psutil.NoSuchProcess):  # it ended while we looked; of a zombie the line is unknown
            if having in " ".join(process.cmdline()):
                found.append(process.pid)
    return found
