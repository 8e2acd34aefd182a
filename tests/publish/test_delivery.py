"""A run over the outbox against a real server that misbehaves."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefer.errors import ConfigError, DeliveryError
from briefer.publish.message_id import message_id
from briefer.publish.outbox import Outbox, State
from briefer.publish.store import Store
from briefer.publish.suppression import Suppressions
from tests.publish.mailings import START, Clock, letter, people, send
from tests.servers.smtp_double import DIE_AFTER_YES, DROP_IN_DATA, SmtpDouble, data, rcpt, trusting

PASSWORD = "nobody-guesses-this"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "briefer.sqlite3") as store:
        yield store


def addresses(outcomes) -> list[str]:
    return [one.address for one in outcomes]


async def test_all_over_one_connection(store: Store) -> None:
    """Everybody gets one copy, over one connection, with the dots and the Message-ID as they should be."""
    with SmtpDouble() as server:
        report = await send(store, server, people("ada", "ben", "cleo"))
    assert report.is_complete and addresses(report.sent) == ["ada@example.org", "ben@example.org", "cleo@example.org"]
    assert [(mail.recipient, mail.connection) for mail in server.received] == [(a, 1) for a in addresses(report.sent)]
    assert {mail.sender for mail in server.received} == {"brief@example.org"}
    assert b"\r\n.a line that begins with a dot\r\n" in server.received[0].content
    assert [mail.message_id for mail in server.received] == [
        message_id("day-1", address, "example.org") for address in addresses(report.sent)
    ]
    assert report.sent[0].reason == "250 2.0.0 OK"


async def test_again_sends_nothing(store: Store) -> None:
    """A second run over a finished edition does not even connect, and is complete."""
    with SmtpDouble() as server:
        await send(store, server, people("ada"))
        report = await send(store, server, people("ada"))
        assert server.connections == 1
    assert report.is_complete and not report.sent and report.settled_before == 1


async def test_later_is_tried_again_in_the_same_run(store: Store) -> None:
    """Who is refused for now is tried again a minute and then five minutes later, and the others do not wait."""
    clock = Clock()
    with SmtpDouble({"grey@example.org": [rcpt("451 4.7.1 come back"), rcpt("451 4.7.1 come back")]}) as server:
        report = await send(store, server, people("grey", "ben"), clock=clock)
    assert addresses(report.sent) == ["ben@example.org", "grey@example.org"] and report.is_complete
    assert clock.waits == [60.0, 300.0]
    assert report.sent[1].attempts == 3 and not report.repeated


async def test_patience_ends(store: Store) -> None:
    """What is still refused when patience ends is pending, with the server's words and the time of the next try."""
    clock = Clock()
    with SmtpDouble({"grey@example.org": [data("452 4.3.1 no room")] * 3}) as server:
        report = await send(store, server, people("grey", "ben"), clock=clock, patience_s=100)
        (left,) = report.pending
        assert (left.address, left.reason, left.code, left.attempts) == (
            "grey@example.org",
            "452 4.3.1 no room",
            452,
            2,
        )
        assert left.next_try is not None and (left.next_try - clock()).total_seconds() == 300
        assert not report.is_complete and clock.waits == [60.0]
        clock.time = left.next_try
        report = await send(store, server, (), clock=clock, patience_s=0)
        assert report.pending[0].attempts == 3 and server.connections == 3
        clock.time = report.pending[0].next_try or START
        assert addresses((await send(store, server, (), clock=clock, patience_s=0)).sent) == ["grey@example.org"]


async def test_never_is_recorded(store: Store) -> None:
    """A 5xx is final for the edition, with the server's words; the others get theirs over the same connection."""
    script = {
        "gone@example.org": [rcpt("550 5.1.1 no such mailbox")],
        "fussy@example.org": [data("554 5.6.0 not this")],
    }
    with SmtpDouble(script) as server:
        report = await send(store, server, people("gone", "fussy", "ben"))
        again = await send(store, server, people("gone", "fussy", "ben"))
    assert [(one.address, one.reason) for one in report.failed] == [
        ("gone@example.org", "550 5.1.1 no such mailbox"),
        ("fussy@example.org", "554 5.6.0 not this"),
    ]
    assert addresses(report.sent) == ["ben@example.org"] and server.connections == 1
    assert not report.is_complete and again.is_complete and again.settled_before == 3
    assert Counter(Outbox(store).states("day-1").values()) == {State.SENT: 1, State.FAILED: 2}


async def test_everybody_is_counted_once(store: Store) -> None:
    """A reader who bounced, and one who was served and then left, are no second one on the suppression list."""
    readers = people("gone", "ada", "left")
    Suppressions(store).add(readers[2], source="command", reason="asked for", now=START)
    with SmtpDouble({"gone@example.org": [rcpt("550 5.1.1 no such mailbox")]}) as server:
        first = await send(store, server, readers)
        assert (len(first.sent), len(first.failed), addresses(first.suppressed)) == (1, 1, ["left@example.org"])
        Suppressions(store).add(readers[1], source="command", reason="asked for", now=START)
        again = await send(store, server, readers)
    assert (len(again.sent), len(again.failed), again.settled_before) == (0, 0, 2)
    assert addresses(again.suppressed) == ["left@example.org"]


async def test_failed_on_request_once_more(store: Store) -> None:
    """What was given up can be asked for once more."""
    with SmtpDouble({"fussy@example.org": [data("554 5.7.1 not today")]}) as server:
        await send(store, server, people("fussy"))
        Outbox(store).retry(Outbox(store).failed("day-1"), now=START)
        assert addresses((await send(store, server, ())).sent) == ["fussy@example.org"]


async def test_given_up_by_a_killed_run(store: Store) -> None:
    """What a run gave up and did not come to tell is in the next report, and in none after it was told."""
    outbox = Outbox(store)
    outbox.enqueue("day-1", people("fussy", "ben"), now=START)
    outbox.fail(outbox.pending("day-1")[0], "554 5.6.0 not this", code=554, now=START)
    with SmtpDouble() as server:
        report = await send(store, server, ())
        assert [(one.address, one.reason) for one in report.failed] == [("fussy@example.org", "554 5.6.0 not this")]
        assert not report.is_complete and report.settled_before == 0
        again = await send(store, server, ())
    assert again.is_complete and again.settled_before == 2


async def test_hard_bounce_is_suppressed(store: Store) -> None:
    """A mailbox that does not exist goes on the suppression list; a full one and a policy do not."""
    script = {
        "gone@example.org": [rcpt("550 5.1.1 no such mailbox")],
        "full@example.org": [rcpt("552 5.2.2 full")],
        "policy@example.org": [rcpt("550 5.7.1 not from you")],
        "bare@example.org": [rcpt("550 no such user here")],
    }
    with SmtpDouble(script) as server:
        await send(store, server, people("bare", "gone", "full", "policy", "ben"))
        assert {one.address for one in Suppressions(store).all()} == {"gone@example.org", "bare@example.org"}
        report = await send(store, server, people("gone", "full"), edition="day-2")
    assert addresses(report.suppressed) == ["gone@example.org"] and addresses(report.sent) == ["full@example.org"]


async def test_server_that_refuses_all_suppresses_nobody(store: Store) -> None:
    """A server that takes nobody and says no more than 550 means us: the list of readers outlives its bad morning."""
    names = ("ada", "ben", "cleo")
    with SmtpDouble({f"{name}@example.org": [rcpt("550 rejected")] for name in names}) as server:
        report = await send(store, server, people(*names))
    assert len(report.failed) == 3 and Suppressions(store).all() == ()


@pytest.mark.parametrize("given_again", [True, False])
async def test_suppressed_between_enqueue_and_send(store: Store, given_again: bool) -> None:
    """Who unsubscribes while the mail is pending is not sent to, which is no failure."""
    with SmtpDouble() as server:
        await send(store, server, people("ada", "ben"), hold=True)
        Suppressions(store).add(people("ada")[0], source="command", reason="asked", now=START)
        Outbox(store).approve("day-1", now=START)
        report = await send(store, server, people("ada", "ben") if given_again else ())
    assert addresses(report.sent) == ["ben@example.org"] and addresses(report.suppressed) == ["ada@example.org"]
    assert report.is_complete and [mail.recipient for mail in server.received] == ["ben@example.org"]


async def test_dropped_within_the_message(store: Store) -> None:
    """A connection lost within a message costs a reconnect and a later try, with the same Message-ID, not the rest."""
    clock = Clock()
    with SmtpDouble({"drop@example.org": [DROP_IN_DATA]}) as server:
        report = await send(store, server, people("drop", "ben"), clock=clock)
    assert addresses(report.sent) == ["ben@example.org", "drop@example.org"] and report.is_complete
    assert clock.waits == [60.0] and len(server.received) == 2
    assert addresses(report.repeated) == ["drop@example.org"]  # it might have been taken, for all that we know


async def test_closing_is_a_clear_no(store: Store) -> None:
    """A server that closes with 421 after a message has not taken it: the later copy is no repeat."""
    with SmtpDouble({"ada@example.org": [data("421 4.3.2 closing")]}) as server:
        report = await send(store, server, people("ada"))
    assert addresses(report.sent) == ["ada@example.org"] and not report.repeated and server.connections == 2


async def test_dead_before_its_reply(store: Store) -> None:
    """Where the server took a message and died before it said so, the repeat is told and has the same Message-ID."""
    with SmtpDouble({"twice@example.org": [DIE_AFTER_YES]}) as server:
        report = await send(store, server, people("twice", "ben"))
    twice = [mail for mail in server.received if mail.recipient == "twice@example.org"]
    assert len(twice) == 2 and twice[0].message_id == twice[1].message_id
    assert addresses(report.repeated) == ["twice@example.org"] and report.is_complete


async def test_connection_with_a_limit(store: Store) -> None:
    """A server that closes after so many messages is connected to anew, and nobody waits for it."""
    clock = Clock()
    with SmtpDouble(most_per_connection=2) as server:
        report = await send(store, server, people("ada", "ben", "cleo", "dan", "eva"), clock=clock)
    assert [mail.connection for mail in server.received] == [1, 1, 2, 2, 3]
    assert report.is_complete and clock.waits == []


async def test_connection_that_the_server_is_tired_of(store: Store) -> None:
    """A sender refused for now is asked about once more over a new connection, at once; refused there too, it waits."""
    clock = Clock()
    with SmtpDouble(mail_replies=["250 OK", "451 4.7.0 enough", "451 4.7.0 no", "450 no", "250"]) as server:
        report = await send(store, server, people("ada", "ben", "cleo"), clock=clock)
    assert [(mail.recipient, mail.connection) for mail in server.received] == [
        ("ada@example.org", 1),
        ("cleo@example.org", 3),
        ("ben@example.org", 4),
    ]
    assert report.is_complete and clock.waits == [60.0]


async def test_hard_cases_come_last(store: Store) -> None:
    """Five that kill the connection end the run; the next run begins with those who had no turn yet."""
    names = [f"drop{number}" for number in range(5)]
    with SmtpDouble({f"{name}@example.org": [DROP_IN_DATA] * 2 for name in names}) as server:
        with pytest.raises(DeliveryError, match="failed 5 times in a row"):
            await send(store, server, people(*names, "ben"), patience_s=0)
        report = await send(store, server, (), patience_s=0)
    assert addresses(report.sent) == ["ben@example.org"] and len(report.pending) == 5


async def test_sender_refused(store: Store) -> None:
    """A server that does not take the sender ends the run: everybody stays pending, none is given up."""
    with SmtpDouble(mail_replies=["250 OK", "550 5.4.5 daily quota exceeded"]) as server:
        report = await send(store, server, people("ada", "ben", "cleo"))
        assert addresses(report.sent) == ["ada@example.org"]
        assert addresses(report.pending) == ["cleo@example.org", "ben@example.org"] and not report.failed
        assert report.stopped is not None and "550 5.4.5 daily quota exceeded" in report.stopped
        assert len((await send(store, server, ())).sent) == 2


async def test_nobody_there(store: Store) -> None:
    """Without a server there are a few tries, then one error; all are pending and a later run sends them."""
    clock = Clock()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(DeliveryError, match="nothing was sent: no conversation with smtp://127") as error:
            await send(store, f"smtp://127.0.0.1:{unused.getsockname()[1]}", people("ada", "ben"), clock=clock)
    assert error.value.recipient == "ada@example.org" and error.value.exit_code == 6
    assert clock.waits == [2.0, 10.0, 30.0]
    assert Counter(Outbox(store).states("day-1").values()) == {State.PENDING: 2}
    with SmtpDouble() as server:
        assert len((await send(store, server, people("ada", "ben"))).sent) == 2


async def test_approval(store: Store) -> None:
    """An edition that needs approval waits for it, through any number of runs, and no other can be approved."""
    with SmtpDouble() as server:
        report = await send(store, server, people("ada"), hold=True)
        assert report.held and report.is_complete and addresses(report.pending) == ["ada@example.org"]
        assert (await send(store, server, people("ada"), hold=True)).held and server.connections == 0
        assert not Outbox(store).approve("day-2", now=START)
        assert Outbox(store).approve("day-1", now=START)
        assert len((await send(store, server, people("ada"), hold=True)).sent) == 1


async def test_left_sending(store: Store) -> None:
    """What a killed run left in the middle is sent again and told as a possible repeat."""
    outbox = Outbox(store)
    outbox.enqueue("day-1", people("ada", "ben"), now=START)
    outbox.begin(outbox.pending("day-1")[0], "<kept@example.org>", now=START)
    with SmtpDouble() as server:
        report = await send(store, server, ())
    assert addresses(report.repeated) == ["ada@example.org"] and len(report.sent) == 2
    assert {mail.recipient: mail.message_id for mail in server.received}["ada@example.org"] == "<kept@example.org>"


async def test_message_id_survives_another_builder(store: Store) -> None:
    """A Message-ID that the builder gave is kept for the next try, though the builder gives another then."""
    with SmtpDouble({"grey@example.org": [data("451 4.0.0 later")]}) as server:
        for number in (1, 2):
            await send(
                store,
                server,
                people("grey"),
                patience_s=0,
                clock=_at(hour=6 + number),
                build=lambda one, number=number: f"Message-ID: <{number}@example.org>\r\n".encode() + letter(one),
            )
    assert [mail.message_id for mail in server.received] == ["<1@example.org>"]


def _at(hour: int) -> Clock:
    clock = Clock()
    clock.time = START.replace(hour=hour)
    return clock


async def test_message_that_cannot_be_made(store: Store) -> None:
    """A message that cannot be made for one recipient is that recipient's failure alone."""

    def build(one) -> bytes:
        if one.address.startswith("ada"):
            raise ConfigError("no such template")
        return letter(one)

    with SmtpDouble() as server:
        report = await send(store, server, people("ada", "ben"), build=build)
    assert report.failed[0].reason == "the message could not be made: no such template"
    assert addresses(report.sent) == ["ben@example.org"]


@pytest.mark.parametrize("tls", ["starttls", "implicit", "none"])
async def test_login_and_tls(store: Store, tls) -> None:
    """STARTTLS, TLS and plain on loopback, each with a login."""
    with SmtpDouble(tls=tls, users={"me@example.org": PASSWORD}) as server:
        report = await send(
            store, server, people("ada"), user="me%40example.org", password=PASSWORD, tls_context=trusting()
        )
    assert report.is_complete and server.received[0].user == "me@example.org"


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_certificate_is_checked(store: Store, tls) -> None:
    """A certificate that nobody trusts, and one of another host, end it at once; nothing is said to that server."""
    for host, context in (("127.0.0.1", None), ("other.example.org", trusting())):
        with SmtpDouble(tls=tls, host=host, users={"me": PASSWORD}) as server:
            with pytest.raises(DeliveryError, match="its certificate is not valid"):
                await send(store, server, people("ada"), user="me", password=PASSWORD, tls_context=context)
            assert server.connections == 1 and not server.asked


async def test_tls_that_is_not_there(store: Store) -> None:
    """STARTTLS that the server does not offer, and TLS where it speaks plain, are errors, never a way back to plain."""
    with SmtpDouble() as server:
        for scheme, words in (("smtp+starttls", "STARTTLS"), ("smtps", "does not speak TLS")):
            with pytest.raises(DeliveryError, match=words):
                await send(store, f"{scheme}://127.0.0.1:{server.port}", people("ada"), tls_context=trusting())
        assert not server.asked


async def test_wrong_password(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """A login that is refused says so with the server's words, never with the password, even when those repeat it."""
    caplog.set_level(0)
    with SmtpDouble(users={"me": "right"}, auth_reply=f"535 5.7.8 bad password {PASSWORD}") as server:
        with pytest.raises(DeliveryError) as error:
            await send(store, server, people("ada"), user="me", password=PASSWORD)
    text = str(error.value)
    assert "did not take the login of 'me': 535 5.7.8 bad password ***; see BRIEFER_SMTP_PASSWORD" in text
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    assert PASSWORD not in text and not any(PASSWORD in line for line in ours)


async def test_password_is_missing(store: Store) -> None:
    """A user without a password is a mistake of the configuration, found before anything is sent."""
    with pytest.raises(ConfigError, match="wants a password; put it into BRIEFER_SMTP_PASSWORD"):
        await send(store, "smtp://me@127.0.0.1:25", people("ada"))


async def test_internationalised(store: Store) -> None:
    """A local part that is not ASCII goes to a server that offers SMTPUTF8, and is refused clearly with another."""
    both = people("jörg@bücher.example", "ada@bücher.example")
    with SmtpDouble() as server:
        await send(store, server, both)
    assert {mail.recipient: "SMTPUTF8" in mail.options for mail in server.received} == {
        "jörg@xn--bcher-kva.example": True,
        "ada@xn--bcher-kva.example": False,
    }
    with SmtpDouble(smtputf8=False) as server:
        report = await send(store, server, both, edition="day-2")
    assert addresses(report.sent) == ["ada@xn--bcher-kva.example"]
    assert "does not offer SMTPUTF8" in report.failed[0].reason


async def test_two_runs_are_kept_apart(store: Store, tmp_path: Path) -> None:
    """A run while another holds the store is refused before it sends anything."""
    with SmtpDouble() as server, Store.open(tmp_path / "briefer.sqlite3") as other, other.lock():
        with pytest.raises(ConfigError, match="another run is at work"):
            await send(store, server, people("ada"))
        assert server.connections == 0


async def test_cancelled_run_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is interrupted while it waits leaves the rest pending and the lock free."""

    async def interrupted(_: float) -> None:
        raise asyncio.CancelledError

    clock = Clock()
    monkeypatch.setattr(clock, "sleep", interrupted)
    with SmtpDouble({"grey@example.org": [rcpt("450 later")]}) as server:
        with pytest.raises(asyncio.CancelledError):
            await send(store, server, people("grey", "ben"), clock=clock)
        later = _at(hour=8)
        assert addresses((await send(store, server, (), clock=later)).sent) == ["grey@example.org"]
    assert [mail.recipient for mail in server.received] == ["ben@example.org", "grey@example.org"]
