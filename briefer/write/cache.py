"""The store beside the model client: replies by content, endpoints' profiles, the installation's secret.

Replies are kept in SQLite under a digest of all that went into them; what does not validate is never put
there, and a reply of lower quality never replaces a better one. Whatever goes wrong with the store costs one
notice line and the store, never the run. Covered: reading, writing, size, pruning, clearing. Not covered:
what makes up a key (`client`).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from briefer.write.secret import SIZE, kept_secret, make_folder

FILE_NAME = "cache.sqlite3"
_VERSION = 1
MAX_BYTES = 512_000_000
"""Some 100,000 replies; past this the least recently used go."""
_TOUCH_AFTER_S = 86_400.0
"""A read is written down once a day at most: reading should not cost a write."""
_BUSY_S = 2.0
"""How long a lock is waited for: another briefer writes for milliseconds, so longer is something else."""
_MAX_PENDING = 256

_SCHEMA = """
create table replies (
    key text primary key,
    task text not null,
    model text not null,
    value text not null,
    quality integer not null,
    created real not null,
    used real not null
) without rowid;
create index replies_used on replies (used);
create table endpoints (key text primary key, profile text not null, updated real not null) without rowid;
"""


@dataclass(frozen=True, slots=True)
class CacheSize:
    """What the cache holds."""

    path: Path
    replies: int
    bytes: int
    """On disk, write-ahead log included."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A reply that was validated."""

    key: str
    task: str
    model: str
    value: str
    """The answer as JSON."""


_NOTHING = CacheSize(Path(), 0, 0)


class Cache:
    """The store in one folder; None keeps everything in memory, for this process alone."""

    def __init__(
        self,
        folder: Path | None,
        *,
        notice: Callable[[str], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._notice = notice
        self._clock = clock
        self._database: sqlite3.Connection | None = None
        self._broken = folder is None
        self._secret: bytes | None = None
        self._written = False
        self._pending: dict[str, Entry] = {}
        """Replies that the store would not take over a better one; `confirm` may make them as good."""

    @property
    def path(self) -> Path | None:
        """The database file; None where nothing is kept."""
        return self._folder / FILE_NAME if self._folder else None

    def get(self, key: str) -> str | None:
        """The answer kept under a key, as JSON; None where there is none."""
        with self._using() as database:
            if database is not None:
                row = database.execute("select value, used from replies where key = ?", (key,)).fetchone()
                if row is not None:
                    now = self._clock()
                    if now - row[1] > _TOUCH_AFTER_S:
                        database.execute("update replies set used = ? where key = ?", (now, key))
                    return str(row[0])
        return None

    def put(self, entry: Entry, quality: int = 0) -> None:
        """Keep a validated answer, unless a better one is kept already."""
        with self._using() as database:
            if database is None:
                return
            now = self._clock()
            self._written = True
            stored = database.execute(
                "insert into replies (key, task, model, value, quality, created, used) "
                "values (?, ?, ?, ?, ?, ?, ?) "
                "on conflict (key) do update set value = excluded.value, quality = excluded.quality, "
                "created = excluded.created, used = excluded.used where excluded.quality >= replies.quality",
                (entry.key, entry.task, entry.model, entry.value, quality, now, now),
            ).rowcount
            if not stored:
                self._pending[entry.key] = entry
                if len(self._pending) > _MAX_PENDING:
                    del self._pending[next(iter(self._pending))]

    def confirm(self, keys: Iterable[str], *, good: bool) -> None:
        """Say how the brief came out that these answers went into: doubtful ones never replace good ones."""
        keys = list(keys)
        waiting = [entry for key in keys if (entry := self._pending.pop(key, None)) is not None]
        if not good:
            return
        with self._using() as database:
            if database is not None:
                database.executemany("update replies set quality = 1 where key = ?", [(key,) for key in keys])
        for entry in waiting:
            self.put(entry, quality=1)

    def discard(self, key: str) -> None:
        """Drop an answer that turned out to be unreadable."""
        with self._using() as database:
            if database is not None:
                database.execute("delete from replies where key = ?", (key,))

    def profile(self, key: str, *, newer_than_s: float | None = None) -> str | None:
        """What was kept of an endpoint; None where nothing is, or nothing that recent."""
        with self._using() as database:
            if database is not None:
                row = database.execute("select profile, updated from endpoints where key = ?", (key,)).fetchone()
                if row is not None and (newer_than_s is None or 0 <= self._clock() - row[1] <= newer_than_s):
                    return str(row[0])
        return None

    def keep_profile(self, key: str, profile: str | None) -> None:
        """Keep what was learned of an endpoint; None forgets it."""
        with self._using() as database:
            if database is None:
                return
            if profile is None:
                database.execute("delete from endpoints where key = ?", (key,))
            else:
                database.execute(
                    "insert into endpoints (key, profile, updated) values (?, ?, ?) "
                    "on conflict (key) do update set profile = excluded.profile, updated = excluded.updated",
                    (key, profile, self._clock()),
                )

    def size(self) -> CacheSize | None:
        """How much is kept; None where nothing is, or it cannot be read."""
        path = self.path
        if path is None or not path.exists():
            return None
        with self._using() as database:
            if database is not None:
                (count,) = database.execute("select count(*) from replies").fetchone()
                return CacheSize(path, int(count), sum(file.stat().st_size for file in self._files() if file.exists()))
        return None

    def prune(self, *, max_bytes: int = MAX_BYTES, unused_for_s: float | None = None) -> int:
        """How many went: what was unused for so long, then the least recently used down to a size."""
        dropped = 0
        with self._using() as database:
            if database is None:
                return 0
            if unused_for_s is not None:
                before = self._clock() - unused_for_s
                dropped = database.execute("delete from replies where used < ?", (before,)).rowcount
            dropped += database.execute(
                "delete from replies where key in (select key from (select key, "
                "sum(length(value) + 400) over (order by used desc, key) as total from replies) "
                "where total > ?)",
                (max_bytes,),
            ).rowcount
            if dropped:
                # a script, as a single statement would be stepped once and free one page
                database.executescript("pragma incremental_vacuum; pragma wal_checkpoint(truncate);")
        return dropped

    def clear(self) -> bool:
        """Delete the database, damaged or not; the secret stays. False where it cannot be deleted."""
        self._drop_connection()
        try:
            for file in self._files():
                file.unlink(missing_ok=True)
        except OSError as error:
            self._give_up(error)
            return False
        self._broken = self._folder is None
        return True

    def secret(self) -> bytes:
        """The installation's secret, the same at each run; of this process alone where it cannot be kept."""
        if self._secret is None:
            self._secret = self._kept_secret()
        return self._secret

    def close(self) -> None:
        """Close the database, pruned where it has grown too large; it opens again when it is used again."""
        if self._database is not None:
            if self._written and (self.size() or _NOTHING).bytes > MAX_BYTES:
                self.prune()
            self._drop_connection()

    def _drop_connection(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def _files(self) -> list[Path]:
        return (
            [self.path.with_name(self.path.name + end) for end in ("", "-wal", "-shm", "-journal")] if self.path else []
        )

    @contextlib.contextmanager
    def _using(self) -> Iterator[sqlite3.Connection | None]:
        """The open database, None without one; what fails inside ends the store's use, not the run."""
        database: sqlite3.Connection | None = None
        try:
            database = self._open()
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        try:
            yield database
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def _open(self) -> sqlite3.Connection | None:
        path = self.path
        if self._broken or path is None:
            return None
        if self._database is None:
            make_folder(path.parent)
            # made by us first, as SQLite would give it the permissions of the umask; its log files copy them
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._database = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
            self._prepare(self._database)
        return self._database

    def _prepare(self, database: sqlite3.Connection) -> None:
        (version,) = database.execute("pragma user_version").fetchone()
        if version > _VERSION:
            raise sqlite3.DatabaseError(f"it was written by a newer briefer (version {version})")
        if version == 0:
            database.execute("pragma auto_vacuum = incremental")  # before the first page is written
        # a file system without shared memory keeps the slower journal, which is as safe
        with contextlib.suppress(sqlite3.OperationalError):
            database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = normal")
        if version == 0:
            database.execute("begin immediate")
            (version,) = database.execute("pragma user_version").fetchone()
            if version == 0:  # no other process was quicker
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    database.execute(statement)
                database.execute(f"pragma user_version = {_VERSION}")
            database.execute("commit")

    def _give_up(self, error: Exception) -> None:
        self._drop_connection()
        if not self._broken:
            self._broken = True
            self._notice(f"the cache {str(self.path)!r} cannot be used: {error}; going on without it")

    def _kept_secret(self) -> bytes:
        try:
            if self._folder is not None:
                return kept_secret(self._folder)
        except OSError as error:
            self._give_up(error)
        return secrets.token_bytes(SIZE)
