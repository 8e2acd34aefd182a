"""`briefer daily --send` as a program that is killed again and again, against a mail server that misbehaves as well.

TLS, login, certificates and waits are the real ones. `KILL_SEED` in the environment chooses other moments.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from pathlib import Path

import pytest

import briefer
from tests.cli.outlets import Newsroom
from tests.servers.pages import PageServer
from tests.servers.smtp_double import (
    DIE_AFTER_YES,
    DROP_IN_DATA,
    Received,
    SmtpDouble,
    Step,
    data,
    rcpt,
    trust_file,
)

PASSWORD = "nobody-guesses-this"
SEED = int(os.environ.get("KILL_SEED", "20261127"))
NEVER = 100
"""Tries: more than any test makes."""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


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


@dataclass
class Sender:
    """The command in a folder, run whole or killed."""

    newsroom: Newsroom
    countdown: Countdown
    environment: dict[str, str]
    chance: random.Random
    marks: list[int] = field(default_factory=list)
    """How much the server had received at the end of each killed run."""

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "briefer", "daily", "--send", "--engine", "extractive"],
            cwd=self.newsroom.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self) -> tuple[int, dict[str, object], str]:
        """Exit code, result and what was said."""
        with self._start() as process:
            said, told = process.communicate(timeout=400)
        return process.returncode, json.loads(said), told

    def run_and_kill(self, answers: int) -> bool:
        """Whether it was killed: at an answer of the server, a little after one, or at some time since its start."""
        moment = threading.Event()
        with self._start() as process:
            way = self.chance.random()
            if way < 0.2:
                self.countdown.start(0, process.kill)
                threading.Event().wait(self.chance.uniform(0, 1.5))
                process.kill()
            else:
                at_once = way < 0.6
                self.countdown.start(self.chance.randint(1, answers), process.kill if at_once else moment.set)
                if not at_once:
                    assert moment.wait(120)
                    threading.Event().wait(self.chance.uniform(0, 0.01))
                    process.kill()
            process.communicate(timeout=400)
        self.marks.append(len(self.newsroom.smtp.received))
        return process.returncode == -signal.SIGKILL


def misbehaviour(chance: random.Random, readers: list[str], *, waiting: bool) -> dict[str, list[Step]]:
    """What the server does with a tenth of the readers; `waiting` with what a run waits a minute for, too."""
    chosen = iter(chance.sample(readers, len(readers) // 10))
    share = len(readers) // 50
    refusals = (rcpt("550 5.1.1 no such mailbox"), data("554 5.7.1 not this"), rcpt("550 nobody"))
    script = {next(chosen): [chance.choice(refusals)] * NEVER for _ in range(share)}
    if waiting:
        for step in (rcpt("451 4.7.1 come back"), data("452 4.3.1 no room"), DROP_IN_DATA, DIE_AFTER_YES):
            script |= {next(chosen): [step] for _ in range(share)}
    return script


def send_and_kill(folder: Path, *, readers: int, kills: int, seed: int, waiting: bool) -> None:
    """Send one edition to so many readers, killed so many times on the way, and look at everything that arrived."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    names = [f"reader{number}@example.org" for number in range(readers)]
    script = misbehaviour(chance, names, waiting=waiting)
    refused = {address for address, steps in script.items() if len(steps) == NEVER}
    countdown = Countdown()
    with (
        PageServer({}) as web,
        SmtpDouble(script, tls="starttls", users={"me": PASSWORD}, on_reply=countdown.answer) as smtp,
    ):
        newsroom = Newsroom(folder, web, smtp)
        newsroom.publish(("goat",))
        (folder / "readers.csv").write_text("\n".join(["email,name", *(f"{name},Reader" for name in names)]))
        newsroom.configure(
            to="",
            smtp=smtp.url_for("me"),
            mail='recipients_file = "readers.csv"\nunsubscribe_url = "https://example.org/u/{token}"',
        )
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(briefer.__file__).parents[1]),
            "SSL_CERT_FILE": str(trust_file(folder)),
            "BRIEFER_SMTP_PASSWORD": PASSWORD,
        }
        sender = Sender(newsroom, countdown, environment, chance)
        # four answers a message: the kills together end before the messages do
        killed = [sender.run_and_kill(int(readers * 4 / kills * 0.9)) for _ in range(kills)]
        assert all(killed)
        code, result, told = sender.run()
        delivery = result["delivery"]
        assert isinstance(delivery, dict)
        assert code == 6, told
        assert delivery["pending"] == []
        assert set(delivery["failed"]) == refused and len(delivery["failed"]) == len(refused)
        assert all(f"not sent to {address}: 55" in told for address in refused)
        arrived = list(smtp.received)
        look_at_all(arrived, sender.marks, names, refused)

        code, result, told = sender.run()
        assert code == 0, told
        settled = result["delivery"]
        assert isinstance(settled, dict)
        assert (settled["sent"], settled["failed"], settled["pending"]) == (0, [], [])
        assert settled["settled_before"] == readers
        assert len(smtp.received) == len(arrived)


def look_at_all(arrived: list[Received], marks: list[int], names: list[str], refused: set[str]) -> None:
    """Nobody is lost, and nobody has two but for what a kill and a death before the answer make, with one Message-ID."""
    by_reader: dict[str, list[tuple[int, Received]]] = {}
    for place, mail in enumerate(arrived):
        by_reader.setdefault(mail.recipient, []).append((sum(mark <= place for mark in marks), mail))
    assert set(by_reader) == set(names) - refused
    repeated = [0] * (len(marks) + 1)
    for copies in by_reader.values():
        assert len({mail.message_id for _, mail in copies}) == 1
        assert copies[-1][1].answered
        for run, mail in copies[:-1]:
            repeated[run] += mail.answered  # taken, answered, and sent once more: a kill fell in between
    assert max(repeated) <= 1 and repeated[-1] == 0
    assert len({mail.message_id for mail in arrived}) == len(by_reader)
    heads = [BytesHeaderParser().parsebytes(mail.content) for mail in arrived]
    assert len({(head["Subject"], head["Date"]) for head in heads}) == 1  # one edition, however many runs
    assert {mail.user for mail in arrived} == {"me"}
    print(f"{len(marks)} kills, {sum(repeated)} of them between the yes and its record; ", end="")
    print(f"{len(arrived) - len(by_reader)} copies more than readers")


def test_killed_three_times(tmp_path: Path) -> None:
    """Sixty readers, three kills, one refused: the command loses nobody and repeats nobody."""
    print(f"KILL_SEED={SEED}")
    send_and_kill(tmp_path, readers=60, kills=3, seed=SEED, waiting=False)


@pytest.mark.slow
def test_killed_twenty_times(tmp_path: Path) -> None:
    """A thousand readers, a server that refuses, defers, drops and dies, twenty kills: as above, over STARTTLS with login."""
    print(f"KILL_SEED={SEED}")
    send_and_kill(tmp_path, readers=1000, kills=20, seed=SEED, waiting=True)


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """The same command without the authority says nothing to that server: exit 6, the certificate is named."""
    with PageServer({}) as web, SmtpDouble(tls="starttls", users={"me": PASSWORD}) as smtp:
        newsroom = Newsroom(tmp_path, web, smtp)
        newsroom.publish(("goat",))
        newsroom.configure(smtp=smtp.url_for("me"))
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(briefer.__file__).parents[1]),
            "BRIEFER_SMTP_PASSWORD": PASSWORD,
        }
        code, result, told = Sender(newsroom, Countdown(), environment, random.Random(SEED)).run()  # noqa: S311 - as above
        assert code == 6
        assert "its certificate is not valid" in told
        assert result["delivery"] is not None
        assert not smtp.asked
