"""Addresses that nothing is sent to: by a person's word, or because a server said that there is no such mailbox.

The list is kept in the store and asked before a recipient is put into the outbox and again before the
message goes out. Whether a refusal means that a mailbox does not exist is decided here (`means_no_mailbox`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from briefer.publish.recipients import Recipient
from briefer.publish.store import Store

Source = Literal["command", "bounce"]

_STEPS = (
    """
    create table suppressed (
        key text primary key,
        address text not null,
        source text not null check (source in ('command', 'bounce')),
        reason text not null,
        at text not null
    ) without rowid;
    """,
)
_MAILBOX_CODES = {550, 551, 553}
"""Source: RFC 5321, 4.2.3: mailbox unavailable, user not local, mailbox name not allowed."""
_ENHANCED = re.compile(r"5\.\d{1,3}\.\d{1,3}(?!\S)")
_NO_MAILBOX = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}
"""No mailbox, no such system, bad syntax, moved away, a domain that takes no mail. Source: RFC 3463, 3.2 and
RFC 7505. Not 5.1.7 and 5.1.8, which are about the sender, nor 5.2.x, a mailbox that is full or at rest, nor 5.7.x,
where the server does not want us."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """An address on the list."""

    address: str
    source: Source
    reason: str
    at: datetime


class Suppressions:
    """The suppression list of a store."""

    def __init__(self, store: Store) -> None:
        store.ensure("suppression", _STEPS)
        self._store = store

    def add(self, recipient: Recipient, *, source: Source, reason: str, now: datetime) -> bool:
        """Whether the address was not on the list yet; what was said first stays."""
        with self._store.transaction() as database:
            added = database.execute(
                "insert into suppressed (key, address, source, reason, at) values (?, ?, ?, ?, ?) "
                "on conflict (key) do nothing",
                (recipient.key, recipient.address, source, reason, now.isoformat()),
            ).rowcount
        return added > 0

    def remove(self, recipient: Recipient) -> bool:
        """Whether the address was on the list; it is not any more."""
        with self._store.transaction() as database:
            return database.execute("delete from suppressed where key = ?", (recipient.key,)).rowcount > 0

    def has(self, recipient: Recipient) -> bool:
        """Whether nothing may be sent to the recipient."""
        with self._store.transaction() as database:
            row = database.execute("select 1 from suppressed where key = ?", (recipient.key,)).fetchone()
        return row is not None

    def split(self, recipients: Iterable[Recipient]) -> tuple[tuple[Recipient, ...], tuple[Recipient, ...]]:
        """Those who may be sent to, and those who may not, each in the order given."""
        with self._store.transaction() as database:
            keys = {key for (key,) in database.execute("select key from suppressed")}
        given = tuple(recipients)
        return tuple(one for one in given if one.key not in keys), tuple(one for one in given if one.key in keys)

    def all(self) -> tuple[Suppressed, ...]:
        """The whole list, oldest first."""
        with self._store.transaction() as database:
            rows = database.execute("select address, source, reason, at from suppressed order by at, key").fetchall()
        return tuple(
            Suppressed(address, source, reason, datetime.fromisoformat(at)) for address, source, reason, at in rows
        )


def means_no_mailbox(code: int, words: str) -> bool | None:
    """Whether a refusal of a recipient says that the mailbox does not exist; None where the server does not say why.

    A bare 550 is what servers say of a missing mailbox, and also of a sender whom they do not like that morning.
    """
    if code not in _MAILBOX_CODES:
        return False
    enhanced = _ENHANCED.match(words)
    return enhanced[0] in _NO_MAILBOX if enhanced else None
