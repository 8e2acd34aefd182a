"""The file that a job's state stands in: opened for one process alone, each transaction whole or not at all."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefer.errors import ConfigError, OutputError

_VERSION = 1
_BUSY_S = 0.1
"""A lock is another run's, and that will not be done soon."""
_SCHEMA = """
create table job (name text primary key, value text not null) without rowid;
create table requests (
    seq integer primary key,
    id text not null unique,
    key text not null,
    turn integer not null,
    task text not null,
    model text not null,
    profile text not null,
    size integer not null,
    input_tokens integer not null,
    most_usd real,
    state text not null,
    attempts integer not null default 0,
    failed integer not null default 0,
    part integer,
    batch integer not null,
    reply text,
    fault text,
    cost_usd real
);
create index requests_key on requests (key, turn);
create index requests_queued on requests (model, seq) where state = 'queued';
create index requests_part on requests (part, seq) where state = 'out';
create table bodies (seq integer primary key, body blob not null);
create table parts (
    number integer primary key,
    model text not null,
    requests integer not null,
    bytes integer not null,
    tokens integer not null,
    most_usd real,
    step text not null,
    digest text,
    file_id text,
    batch_id text,
    status text,
    completed integer not null default 0
);
"""


class Database:
    """The open file; locked by the kernel for as long, so a killed process holds nothing."""

    def __init__(self, path: Path) -> None:
        """Open or make it.

        Raises:
            ConfigError: another process has it open.
            OutputError: it cannot be opened.
        """
        self._path = path
        with self._translated():
            self._connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
            try:
                self._prepare()
            except sqlite3.Error:
                self._connection.close()
                raise
        self.job = self._setting("job", secrets.token_hex(8))
        """The job's own name, for what it leaves at the provider."""

    def close(self) -> None:
        """Close the file, and let others open it."""
        self._connection.close()

    @contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[sqlite3.Connection]:
        """The connection for what is to be kept together; `lasting`: a power cut does not undo it."""
        with self._translated():
            self._connection.execute("pragma synchronous = full" if lasting else "pragma synchronous = normal")
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    @contextmanager
    def using(self) -> Iterator[sqlite3.Connection]:
        """The connection, its errors turned into ours.

        Raises:
            ConfigError: another process has the file open.
            OutputError: the disk does not take it.
        """
        with self._translated():
            yield self._connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise ConfigError(
                    f"another run is using {str(self._path)!r}; wait for it, or give another folder"
                ) from error
            raise OutputError(f"cannot use {str(self._path)!r}: {error}") from error
        except sqlite3.Error as error:
            raise OutputError(f"cannot use {str(self._path)!r}: {error}") from error

    def _setting(self, name: str, default: str) -> str:
        with self._translated():
            self._connection.execute("insert or ignore into job (name, value) values (?, ?)", (name, default))
            return str(self._connection.execute("select value from job where name = ?", (name,)).fetchone()[0])

    def _prepare(self) -> None:
        self._connection.execute("pragma locking_mode = exclusive")
        self._connection.execute("pragma journal_mode = wal")
        # each step survives a power cut; questions put aside may be lost with it, and are then put aside again
        self._connection.execute("pragma synchronous = full")
        self._connection.execute("begin immediate")
        (version,) = self._connection.execute("pragma user_version").fetchone()
        if version > _VERSION:
            raise sqlite3.DatabaseError(f"it was written by a newer briefer (version {version})")
        if version == 0:
            for statement in filter(str.strip, _SCHEMA.split(";")):
                self._connection.execute(statement)
            self._connection.execute(f"pragma user_version = {_VERSION}")
        self._connection.execute("commit")
