"""What the store knows of each feed: its validators and the bytes they vouch for.

A feed that answers "not modified" is read again from the bytes it sent last time, so that it is no quieter than one
that answers in full, and a better parser sees yesterday's bytes too.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from briefer.publish.store import Store

MODULE = "feeds"
STEPS = (
    """
    create table feeds (
        url text primary key,
        final_url text not null,
        etag text,
        last_modified text,
        charset text,
        body blob not null,
        read_at text not null
    ) without rowid;
    """,
    "delete from feeds;",  # bodies were packed once; what is forgotten is asked for in full
)
_FORGET = timedelta(days=60)  # a feed that was not read for so long is not in the configuration any more
_SUM = 4  # bytes before a body, by which damage is known
_MAX_VALIDATOR = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Kept:
    """The last full answer of a feed that named a validator."""

    url: str
    """As configured."""
    final_url: str
    etag: str | None
    last_modified: str | None
    charset: str | None
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        """What makes the next request a conditional one."""
        named = {"if-none-match": self.etag, "if-modified-since": self.last_modified}
        return {name: value for name, value in named.items() if value is not None}


def validator(value: str | None) -> str | None:
    """A header's value, if it may be sent back."""
    return value if value and value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR else None


def _checksum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(_SUM)


class FeedStates:
    """The feeds' rows, all read at once; without a store nothing is known and nothing kept.

    What is put is written by `save`, in one transaction at the run's end.
    """

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._known: dict[str, tuple[Any, ...]] = {}
        self._changed: dict[str, tuple[Any, ...]] = {}
        self._read: set[str] = set()
        if store is not None:
            store.ensure(MODULE, STEPS)
            with store.transaction() as database:
                rows = database.execute("select url, final_url, etag, last_modified, charset, body from feeds")
                self._known = {str(row[0]): tuple(row) for row in rows}

    def get(self, url: str) -> Kept | None:
        """The last answer of a feed; None where there is none, or it is damaged."""
        row = self._known.get(url)
        if row is None:
            return None
        address, final_url, etag, modified, charset, body = row
        if not isinstance(body, bytes) or body[:_SUM] != _checksum(body[_SUM:]):
            return None  # the next request is unconditional, and its answer takes the row's place
        return Kept(address, final_url, etag, modified, charset, body[_SUM:])

    def put(self, kept: Kept, *, now: datetime) -> None:
        """Keep an answer; one without a validator only replaces what was kept."""
        if self._store is None:
            return
        body = (
            _checksum(kept.body) + kept.body if kept.headers else b""
        )  # as it came: packing costs more than parsing, and disk is cheap
        self._changed[kept.url] = (
            kept.url, kept.final_url, kept.etag, kept.last_modified, kept.charset, body, now.isoformat(),
        )  # fmt: skip

    def touch(self, url: str) -> None:
        """Note that what is kept of a feed is still good."""
        self._read.add(url)

    def save(self, *, now: datetime) -> None:
        """Write all of it, in one go.

        Raises:
            ConfigError: the store cannot be written.
        """
        if self._store is None:
            return
        keep = [row for row in self._changed.values() if row[5]]
        drop = [url for url, row in self._changed.items() if not row[5]]
        with self._store.transaction() as database:
            database.executemany("delete from feeds where url = ?", [(url,) for url in drop])
            database.executemany("insert or replace into feeds values (?, ?, ?, ?, ?, ?, ?)", keep)
            moment = now.isoformat()
            database.executemany("update feeds set read_at = ? where url = ?", [(moment, url) for url in self._read])
            database.execute("delete from feeds where read_at < ?", ((now - _FORGET).isoformat(),))
