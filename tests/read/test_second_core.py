"""A second process for pure work: where work is done changes nothing, and no process is left behind.

Each test asks a Python of its own, as the one that runs tests has threads and is not forked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent, indent

import pytest

from briefer.read.second_core import SecondCore
from tests.processes import start

ROOT = Path(__file__).parents[2]

two_cores = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="it forks on Linux alone, where there are two"
)


def script(body: str) -> str:
    """A program whose body has a second core in `core`."""
    head = """\
        import asyncio, os, signal, threading
        from briefer.read.second_core import second_core

        def half(number):
            return 60 / number

        async def ask(core, times=1):
            asked = [asyncio.create_task(core.run(os.getpid)) for _ in range(times)]
            for _ in range(5 * times):  # turns of the loop, of which a question takes two
                await asyncio.sleep(0)
            return asked

        async def main():
        """
    return f"{dedent(head)}{indent(dedent(body), '    ')}\nasyncio.run(main())\n"


def printed(body: str) -> list[str]:
    """What the program says, a line each."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script(body)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


async def test_without_a_second_core_work_is_done_here():
    """Where no process was started, the same call does the work in this one."""
    assert await SecondCore().run(os.getpid) == os.getpid()


@two_cores
def test_work_is_done_on_both_cores():
    """Of work that comes all at once a part is done over there, and a part here."""
    assert printed("""\
        async with second_core() as core:
            pid = await core.run(os.getpid)
            os.kill(pid, signal.SIGSTOP)
            asked = await ask(core, 4)
            os.kill(pid, signal.SIGCONT)
            pids = await asyncio.gather(*asked)
            print(pids.count(pid), pids.count(os.getpid()))
        """) == ["2 2"]


@two_cores
def test_an_answer_may_be_large():
    """What is asked and answered is not cut at what a socket holds."""
    assert printed("""\
        async with second_core() as core:
            print(len(await core.run(bytes.upper, b"a" * 30_000_000)))
        """) == ["30000000"]


@two_cores
def test_what_fails_over_there_is_raised_here():
    """An error of the work is its caller's, with all that it says, and other work goes on."""
    assert printed("""\
        async with second_core() as core:
            good, bad = await asyncio.gather(core.run(half, 2), core.run(half, 0), return_exceptions=True)
            print(good, repr(bad), await core.run(os.getpid) != os.getpid())
        """) == ["30.0 ZeroDivisionError('division by zero') True"]


@two_cores
def test_what_is_lost_over_there_is_done_here():
    """Work in hand when the process is killed is done all the same, and all later work here."""
    assert printed("""\
        async with second_core() as core:
            pid = await core.run(os.getpid)
            os.kill(pid, signal.SIGSTOP)
            (asked,) = await ask(core)
            os.kill(pid, signal.SIGKILL)
            print(await asked == os.getpid(), await core.run(os.getpid) == os.getpid())
        """) == ["True True"]


@two_cores
def test_a_cancelled_run_leaves_no_process():
    """A body that ends while work is in hand does not wait for it."""
    assert printed("""\
        async with second_core() as core:
            pid = await core.run(os.getpid)
            os.kill(pid, signal.SIGSTOP)
            (asked,) = await ask(core)
            asked.cancel()
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            print("gone")
        """) == ["gone"]


@two_cores
def test_open_files_are_not_held_over_there():
    """What this process has open, a lock among it, is closed over there."""
    assert printed("""\
        with open(os.devnull) as file:
            os.dup2(file.fileno(), 77)
        async with second_core() as core:
            print("77" in os.listdir("/proc/self/fd"), "77" in await core.run(os.listdir, "/proc/self/fd"))
        """) == ["True False"]


@two_cores
def test_a_process_with_threads_is_not_forked():
    """Another thread's locks would stay locked over there: all work is done here."""
    assert printed("""\
        done = threading.Event()
        thread = threading.Thread(target=done.wait)
        thread.start()
        async with second_core() as core:
            print(await core.run(os.getpid) == os.getpid())
        done.set()
        thread.join()
        """) == ["True"]


@two_cores
def test_it_ends_with_a_killed_process():
    """A run that is killed takes its second process with it: the pipe that both hold comes to its end."""
    process = start(["-c", script("""\
        async with second_core() as core:
            print(await core.run(os.getpid) != os.getpid(), flush=True)
            await asyncio.Event().wait()
        """)])  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    process.kill()

    output, _ = process.communicate(timeout=60)

    assert output == ""
