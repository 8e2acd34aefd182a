"""A sender that is killed again and again, at any moment, and what arrives in the end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import briefer
from briefer.publish.outbox import Outbox, State
from briefer.publish.store import Store
from tests.servers.smtp_double import SmtpDouble

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Figures:
    """What came of it."""

    kills: int
    copies: Counter[str]
    """By recipient."""
    unrecorded: tuple[int, ...]
    """Copies by the run that sent them and did not come to write that down, so that another was sent later."""
    message_ids: dict[str, set[str]]
    states: dict[State, int]


class Countdown:
    """Acts when the server has so many answers more ready, before the last of them goes out."""

    def __init__(self) -> None:
        self._left = 0
        self._act: Callable[[], None] = lambda: None

    def start(self, answers: int, act: Callable[[], None]) -> None:
        """Begin anew."""
        self._act = act
        self._left = answers

    def answer(self) -> None:
        """Count one."""
        self._left -= 1
        if self._left == 0:
            self._act()


def kill_and_go_on(folder: Path, *, readers: int, kills: int, seed: int) -> Figures:
    """Send to so many readers with so many kills on the way, each at a random answer of the server.

    Half of them strike before the answer goes out, the other half some time after, whatever the client does then.
    """
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    countdown = Countdown()
    runs: list[int] = []
    killed = 0
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(Path(briefer.__file__).parents[1]), str(ROOT)))}
    with SmtpDouble(on_reply=countdown.answer) as server:
        command = [sys.executable, "-m", "tests.publish.sender", str(folder / "store"), server.url, str(readers)]
        for run in range(kills + 1):
            moment = threading.Event()
            with subprocess.Popen(command, cwd=folder, env=environment) as process:
                if run < kills:
                    at_once = chance.random() < 0.5
                    # four answers a message: the kills together end before the messages do
                    answers = chance.randint(1, int(readers * 4 / kills * 0.9))
                    countdown.start(answers, process.kill if at_once else moment.set)
                    if not at_once:
                        assert moment.wait(60)
                        threading.Event().wait(chance.uniform(0, 0.01))
                        process.kill()
                    killed += process.wait(60) == -signal.SIGKILL
                else:
                    assert process.wait(120) == 0
            runs.append(len(server.received))
    received = server.received
    copies = Counter(mail.recipient for mail in received)
    unrecorded = []
    for start, end in zip([0, *runs], runs, strict=False):
        after = {mail.recipient for mail in received[end:]}
        twice_within = end - start - len({mail.recipient for mail in received[start:end]})
        unrecorded.append(sum(mail.recipient in after for mail in received[start:end]) + twice_within)
    with Store.open(folder / "store") as store:
        states = Outbox(store).count("day-1")
    identities: dict[str, set[str]] = {}
    for mail in received:
        identities.setdefault(mail.recipient, set()).add(mail.message_id)
    return Figures(killed, copies, tuple(unrecorded), identities, states)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_twenty_times(tmp_path: Path) -> None:
    """With 1,000 readers and 20 kills nobody is lost, and nobody has two but for one a kill, with one Message-ID."""
    figures = kill_and_go_on(tmp_path, readers=1000, kills=20, seed=20260304)
    assert figures.kills == 20
    assert len(figures.copies) == 1000 and figures.states == {State.SENT: 1000}
    assert max(figures.unrecorded) == 1 and figures.unrecorded[-1] == 0  # some kills did strike where it counts
    assert sum(figures.copies.values()) == 1000 + sum(figures.unrecorded)
    assert all(len(identities) == 1 for identities in figures.message_ids.values())
    assert len({identity for identities in figures.message_ids.values() for identity in identities}) == 1000
