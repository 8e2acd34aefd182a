"""The outbox: what has become of every recipient's copy of an edition, on the disk at every step.

    pending -> sending -> sent          the server said yes, and that is written down before the next one begins
                       -> failed        the server said never, or the message cannot be made for this recipient
                       -> pending       try again, not before `next_try`
    pending -> suppressed               nothing may be sent to the recipient any more

An edition that waits for a person's approval has its recipients pending and is not sent. A run that was killed
leaves at most one copy `sending`: nobody knows whether the server has it, so it is pending again, with the same
Message-ID. What was given up is untold until somebody says that it was told (`mark_told`). All methods are one
transaction. Not covered: who is suppressed, what a reply means, when to try again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from briefer.publish.recipients import Recipient
from briefer.publish.store import Store

_STEPS = (
    """
    create table mailings (
        edition text primary key,
        approval text not null check (approval in ('not_needed', 'held_for_approval', 'approved')),
        at text not null
    ) without rowid;
    create table outbox (
        id integer primary key,
        edition text not null references mailings (edition),
        recipient text not null,
        address text not null,
        name text,
        token text,
        state text not null check (state in ('pending', 'sending', 'sent', 'failed', 'suppressed')),
        message_id text,
        attempts integer not null default 0,
        next_try text,
        maybe_sent integer not null default 0,
        code integer,
        words text not null default '',
        at text not null,
        unique (edition, recipient)
    );
    """,
    # a copy that a killed run gave up is one that nobody was told of; what older versions gave up counts as told
    "alter table outbox add column untold integer not null default 0;",
)


class State(StrEnum):
    """Where a copy stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Copy:
    """One recipient's copy of an edition."""

    id: int
    recipient: Recipient
    state: State
    message_id: str | None
    """Set with the first try, and never changed after."""
    attempts: int
    next_try: datetime | None
    maybe_sent: bool
    """The server may have it already: a run was killed, or the connection lost, before its answer was known."""
    code: int | None
    words: str
    """What the server said last, or why nothing was said."""


class Outbox:
    """The outbox of a store."""

    def __init__(self, store: Store) -> None:
        store.ensure("outbox", _STEPS)
        self._store = store

    def enqueue(self, edition_id: str, recipients: Iterable[Recipient], *, now: datetime, hold: bool = False) -> int:
        """How many recipients are new to the edition; all are in, or none.

        `hold` lets a new edition wait for `approve`; one that is there keeps the state that it has.
        """
        approval = "held_for_approval" if hold else "not_needed"
        with self._store.transaction() as database:
            database.execute(
                "insert into mailings (edition, approval, at) values (?, ?, ?) on conflict (edition) do nothing",
                (edition_id, approval, _text(now)),
            )
            return database.executemany(
                "insert into outbox (edition, recipient, address, name, token, state, at) "
                "values (?, ?, ?, ?, ?, 'pending', ?) on conflict (edition, recipient) do nothing",
                [(edition_id, one.key, one.address, one.name, one.token, _text(now)) for one in recipients],
            ).rowcount

    def approve(self, edition_id: str, *, now: datetime) -> bool:
        """Whether the edition waited for approval, or was approved before: it may go now. False changes nothing."""
        with self._store.transaction() as database:
            changed = database.execute(
                "update mailings set approval = 'approved', at = ? where edition = ? and approval != 'not_needed'",
                (_text(now), edition_id),
            ).rowcount
        return changed > 0

    def held(self) -> tuple[str, ...]:
        """The editions that wait for approval, oldest first."""
        with self._store.transaction() as database:
            rows = database.execute(
                "select edition from mailings where approval = 'held_for_approval' order by at, edition"
            ).fetchall()
        return tuple(str(edition) for (edition,) in rows)

    def has_begun(self, edition_id: str) -> bool:
        """Whether the edition was let go to its readers, who are to get one and the same."""
        with self._store.transaction() as database:
            row = database.execute(
                "select 1 from mailings where edition = ? and approval != 'held_for_approval'", (edition_id,)
            ).fetchone()
        return row is not None

    def recover(self, edition_id: str) -> int:
        """How many copies a killed run left `sending`; they are pending again, and the server may have them already."""
        with self._store.transaction() as database:
            return database.execute(
                "update outbox set state = 'pending', next_try = null, maybe_sent = 1 "
                "where edition = ? and state = 'sending'",
                (edition_id,),
            ).rowcount

    def pending(self, edition_id: str) -> tuple[Copy, ...]:
        """What is still to be sent: those tried least come first, so that a hard case holds up nobody."""
        return self._all(edition_id, State.PENDING)

    def failed(self, edition_id: str) -> tuple[Copy, ...]:
        """What was given up."""
        return self._all(edition_id, State.FAILED)

    def suppressed(self, edition_id: str) -> tuple[Copy, ...]:
        """What was left unsent as the recipient was on the suppression list then."""
        return self._all(edition_id, State.SUPPRESSED)

    def untold(self, edition_id: str) -> tuple[Copy, ...]:
        """What was given up, by this run or a killed one, and was not told yet."""
        return self._all(edition_id, State.FAILED, "and untold = 1")

    def mark_told(self, edition_id: str) -> None:
        """Write down that all that was given up was told."""
        with self._store.transaction() as database:
            database.execute("update outbox set untold = 0 where edition = ? and untold = 1", (edition_id,))

    def readers(self) -> tuple[Recipient, ...]:
        """All whom any edition was for, those of the newest first, each once with the token of that time."""
        with self._store.transaction() as database:
            rows = database.execute(f"{_SELECT} group by recipient, token order by max(id) desc").fetchall()
        return tuple(copy.recipient for copy in _copies(rows))

    def states(self, edition_id: str) -> dict[str, State]:
        """Where the copy of each recipient stands, by the recipient's key."""
        with self._store.transaction() as database:
            rows = database.execute("select recipient, state from outbox where edition = ?", (edition_id,))
            return {str(key): State(state) for key, state in rows}

    def begin(self, copy: Copy, message_id: str, *, now: datetime) -> None:
        """Write down that the copy is about to be spoken of with the server."""
        self._change(
            "state = 'sending', attempts = attempts + 1, next_try = null, message_id = coalesce(message_id, ?)",
            copy,
            now,
            message_id,
        )

    def accept(self, copy: Copy, words: str, *, code: int | None, now: datetime) -> None:
        """Write down the server's yes."""
        self._change("state = 'sent', code = ?, words = ?", copy, now, code, words)

    def fail(self, copy: Copy, words: str, *, code: int | None, now: datetime) -> None:
        """Give the copy up."""
        self._change("state = 'failed', untold = 1, next_try = null, code = ?, words = ?", copy, now, code, words)

    def defer(self, copy: Copy, words: str, *, code: int | None, now: datetime, next_try: datetime | None) -> None:
        """Keep the copy for another try, not before `next_try`; None is as soon as anybody tries."""
        when = None if next_try is None else _text(next_try)
        self._change("state = 'pending', next_try = ?, code = ?, words = ?", copy, now, when, code, words)

    def doubt(self, copy: Copy, words: str, *, code: int | None, now: datetime, next_try: datetime) -> None:
        """Keep the copy for another try, though the server may have it."""
        values = (_text(next_try), code, words)
        self._change("state = 'pending', maybe_sent = 1, next_try = ?, code = ?, words = ?", copy, now, *values)

    def suppress(self, copy: Copy, words: str, *, now: datetime) -> None:
        """Leave the copy unsent for good."""
        self._change("state = 'suppressed', next_try = null, words = ?", copy, now, words)

    def retry(self, copies: Iterable[Copy], *, now: datetime) -> None:
        """Make copies that were given up or suppressed pending again, as the reason was set right."""
        with self._store.transaction() as database:
            database.executemany(
                "update outbox set state = 'pending', untold = 0, next_try = null, at = ? "
                "where id = ? and state in ('failed', 'suppressed')",
                [(_text(now), copy.id) for copy in copies],
            )

    def _all(self, edition_id: str, state: State, more: str = "") -> tuple[Copy, ...]:
        with self._store.transaction() as database:
            return _copies(
                database.execute(
                    f"{_SELECT} where edition = ? and state = ? {more} order by attempts, id", (edition_id, state)
                )
            )

    def _change(self, what: str, copy: Copy, now: datetime, *values: object) -> None:
        with self._store.transaction() as database:
            database.execute(f"update outbox set at = ?, {what} where id = ?", (_text(now), *values, copy.id))  # noqa: S608 - what is written in this class


_SELECT = "select id, address, name, token, state, message_id, attempts, next_try, maybe_sent, code, words from outbox"


def _copies(rows: Iterable[tuple[Any, ...]]) -> tuple[Copy, ...]:
    return tuple(
        Copy(
            id=number,
            recipient=Recipient(address, name, token),
            state=State(state),
            message_id=message_id,
            attempts=attempts,
            next_try=None if next_try is None else datetime.fromisoformat(next_try),
            maybe_sent=bool(maybe_sent),
            code=code,
            words=words,
        )
        for number, address, name, token, state, message_id, attempts, next_try, maybe_sent, code, words in rows
    )


def _text(moment: datetime) -> str:
    """The moment in UTC, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
