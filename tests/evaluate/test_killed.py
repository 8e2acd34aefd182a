"""A run that is killed has lost nothing: the next one asks nobody again, and its results are those of a run that was not."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections import Counter
from pathlib import Path

import pytest

from tests import processes
from tests.evaluate.folders import EXTRACTIVE, KEY, RUN, Evals, answered, asked, case_of, gate
from tests.newsroom import task
from tests.servers.openai_double import Answer, Chat, OpenAIDouble

pytestmark = pytest.mark.slow
BRIEFER = ["-m", "briefer"]
INTERRUPTIBLE = [
    "-c",
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from briefer.__main__ import main; main()",
]
"""The command as a terminal starts it: a shell's background jobs, and all that they start, ignore SIGINT."""
REQUESTS = 6
"""What three cases take: a split and a compose each."""


class Stopping:
    """A server that answers so many requests, and keeps the others waiting until it is let go."""

    def __init__(self, answers: int, waiting: int = 1) -> None:
        self.answered: Counter[tuple[str, str]] = Counter()
        self.reached = threading.Event()
        """Set once all answers were given and so many requests wait, so that what was answered has arrived."""
        self.released = threading.Event()
        self._left = answers
        self._waiting = waiting
        self._lock = threading.Lock()
        self.server = OpenAIDouble(self._smart)

    def _smart(self, chat: Chat) -> Answer:
        with self._lock:
            stops = self._left == 0 and not self.released.is_set()
            if stops:
                self._waiting -= 1
                if self._waiting == 0:
                    self.reached.set()
            elif self._left:
                self._left -= 1
        if stops:
            self.released.wait(120)
            return Answer(drop=True)
        with self._lock:
            self.answered[case_of(chat), task(chat)] += 1
        return answered(chat)


@pytest.fixture
def suite(evals: Evals) -> Evals:
    return evals.three().suite(
        RUN,
        EXTRACTIVE,
        "[planted]\nper_case = 1\n",
        gate("model", "completed", floor=1.0),
        gate("planted", "number", floor=0.5),
    )


def start(server: OpenAIDouble, out: str, *arguments: str, command: list[str] = BRIEFER) -> subprocess.Popen[str]:
    return processes.start(
        [*command, "eval", "run", "--live", "--base-url", server.base_url, "--out", out, *arguments], OPENAI_API_KEY=KEY
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, stderr = process.communicate(timeout=300)
    return process.returncode, stderr


@pytest.fixture
def undisturbed(suite: Evals, briefer, monkeypatch) -> bytes:
    """The results of a run that nobody disturbs."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with OpenAIDouble(answered) as server:
        assert briefer("eval", "run", "--live", "--out", "whole", "--base-url", server.base_url).exit_code == 0
    return Path("whole/results.json").read_bytes()


@pytest.mark.parametrize("answers", [0, 1, 2, 3, 5])
def test_a_run_killed_after_any_answer_goes_on_from_there(undisturbed, answers):
    """SIGKILL once so many requests were answered: run again, none of them is asked a second time, byte for byte."""
    stopping = Stopping(answers)
    with stopping.server as server:
        process = start(server, "out", "--concurrency", "1")
        assert stopping.reached.wait(120)
        process.kill()
        assert finish(process)[0] == -signal.SIGKILL
        stopping.released.set()
        assert not Path("out/results.json").exists()
        before = Counter(stopping.answered)
        assert before.total() == answers

        code, stderr = finish(start(server, "out", "--concurrency", "1"))
        assert code == 0, stderr
    assert ("going on with" in stderr) is bool(answers)
    assert stopping.answered.total() == REQUESTS
    assert set(stopping.answered.values()) == {1}
    assert Path("out/results.json").read_bytes() == undisturbed
    assert not Path("out/journal.jsonl").exists()


def test_a_run_killed_twice_with_many_calls_under_way_goes_on_too(undisturbed):
    """Three briefs at once, two kills: whatever was answered is asked once, and the order of it changes nothing."""
    first = Stopping(3, waiting=2)  # one brief alone, then one call of each of the others
    with first.server as server:
        process = start(server, "out")
        assert first.reached.wait(120)
        process.kill()
        finish(process)
        first.released.set()
        seen = Counter(first.answered)
        assert seen.total() == 3
    second = Stopping(1, waiting=1)
    with second.server as server:
        process = start(server, "out", "--concurrency", "1")
        assert second.reached.wait(120)
        process.kill()
        finish(process)
        second.released.set()
        code, stderr = finish(start(server, "out"))
        assert code == 0, stderr
    assert set((seen + second.answered).values()) == {1}
    assert (seen + second.answered).total() == REQUESTS
    assert Path("out/results.json").read_bytes() == undisturbed


def test_ctrl_c_is_130_one_line_and_nothing_is_lost(undisturbed):
    """Interrupted at a terminal: no results, no traceback, and the next run goes on."""
    stopping = Stopping(2)
    with stopping.server as server:
        process = start(server, "out", "--concurrency", "1", command=INTERRUPTIBLE)
        assert stopping.reached.wait(120)
        process.send_signal(signal.SIGINT)
        code, stderr = finish(process)
        stopping.released.set()
        assert code == 130
        assert len(stderr.splitlines()) == 1
        assert not Path("out/results.json").exists()
        code, stderr = finish(start(server, "out"))
        assert code == 0, stderr
        assert len({*asked(server)}) == REQUESTS
    assert set(stopping.answered.values()) == {1}
    assert Path("out/results.json").read_bytes() == undisturbed
