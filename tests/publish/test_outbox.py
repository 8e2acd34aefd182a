"""The outbox: each copy once, in one state, in the order in which it is to be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from briefer.publish.outbox import _STEPS, Outbox, State
from briefer.publish.recipients import Recipient
from briefer.publish.store import Store
from tests.publish.mailings import START, people


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Store.open(tmp_path / "briefer.sqlite3") as store:
        yield Outbox(store)


def test_each_recipient_once(outbox: Outbox) -> None:
    """A recipient is in an edition once, in whatever case, and in the next edition again; name and token are kept."""
    ada = Recipient("ada@example.org", "Ada", "t1")
    assert outbox.enqueue("day-1", [ada, Recipient("ADA@example.org")], now=START) == 1
    assert outbox.enqueue("day-1", [ada, *people("ben")], now=START) == 1
    assert outbox.enqueue("day-2", [ada], now=START) == 1
    assert [copy.recipient for copy in outbox.pending("day-1")] == [ada, *people("ben")]


def test_all_or_none_are_enqueued(outbox: Outbox) -> None:
    """A recipient that cannot be written takes the others with it: an edition never goes to half of a list."""
    odd = Recipient("\udcff@example.org")  # no text that SQLite could keep
    with pytest.raises(UnicodeEncodeError):
        outbox.enqueue("day-1", [*people("ada"), odd], now=START)
    assert Counter(outbox.states("day-1").values()) == {}


def test_states_and_order(outbox: Outbox) -> None:
    """A copy's state is what was written last; those tried least come first; a kill brings `sending` back."""
    outbox.enqueue("day-1", people("ada", "ben", "cleo", "dan"), now=START)
    ada, ben, cleo, dan = outbox.pending("day-1")
    for copy in (ada, ben, cleo):
        outbox.begin(copy, f"<{copy.id}@example.org>", now=START)
    outbox.accept(ada, "250 OK", code=250, now=START)
    zone = timezone(timedelta(hours=2))
    outbox.defer(ben, "451 later", code=451, now=START, next_try=(START + timedelta(minutes=1)).astimezone(zone))
    assert Counter(outbox.states("day-1").values()) == {State.SENT: 1, State.PENDING: 2, State.SENDING: 1}
    assert outbox.recover("day-1") == 1 and outbox.recover("day-1") == 0
    first, second, third = outbox.pending("day-1")
    assert (first.recipient, second.recipient, third.recipient) == (dan.recipient, ben.recipient, cleo.recipient)
    assert (second.next_try, second.words, second.maybe_sent) == (START + timedelta(minutes=1), "451 later", False)
    assert (third.message_id, third.attempts, third.maybe_sent) == (f"<{cleo.id}@example.org>", 1, True)


def test_message_id_stays(outbox: Outbox) -> None:
    """The Message-ID of the first try is that of every try."""
    outbox.enqueue("day-1", people("ada"), now=START)
    for identity in ("<first@example.org>", "<second@example.org>"):
        outbox.begin(outbox.pending("day-1")[0], identity, now=START)
        outbox.recover("day-1")
    assert outbox.pending("day-1")[0].message_id == "<first@example.org>"


def test_an_older_file_counts_as_told(tmp_path: Path) -> None:
    """What an older version gave up is not told once more; what is given up from now on is, until it was told."""
    with Store.open(tmp_path / "old.sqlite3") as store:
        store.ensure("outbox", _STEPS[:1])
        with store.transaction() as database:
            database.execute("insert into mailings values ('day-1', 'not_needed', ?)", (START.isoformat(),))
            database.execute(
                "insert into outbox (edition, recipient, address, state, at) values ('day-1', 'a@x', 'a@x', 'failed', ?)",
                (START.isoformat(),),
            )
        outbox = Outbox(store)
        assert len(outbox.failed("day-1")) == 1 and outbox.untold("day-1") == ()
        outbox.enqueue("day-1", people("ben"), now=START)
        outbox.fail(outbox.pending("day-1")[0], "554 no", code=554, now=START)
        assert [copy.words for copy in outbox.untold("day-1")] == ["554 no"]
        outbox.mark_told("day-1")
        assert outbox.untold("day-1") == ()


def test_an_edition_has_begun_when_it_was_let_go(outbox: Outbox) -> None:
    """One that waits for approval has not begun, nor one that nobody was asked for."""
    assert not outbox.has_begun("day-1")
    outbox.enqueue("day-1", people("ada"), now=START, hold=True)
    assert not outbox.has_begun("day-1")
    outbox.approve("day-1", now=START)
    assert outbox.has_begun("day-1")
