"""The store: one SQLite file for all that has to outlive a run, and the kernel lock that keeps two runs apart.

Each module keeps its own tables and lists how they came to be: `ensure` runs those steps that a file has not
seen, so that an old file grows into a new one. Covered: opening, identity, schema steps, transactions, the
lock. Not covered: what the tables mean. A step that was published is never changed, another is put after it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from briefer.errors import ConfigError

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_APPLICATION_ID = 0x42524653
"""`BRFS`: tells this program's files from other SQLite files, which are left alone."""
_FORMAT = 1
"""Version of what this module itself keeps; the tables of other modules have versions of their own."""
_BUSY_S = 5.0
"""How long another writer is waited for: runs are kept apart by the lock, so it is a command that takes milliseconds."""
_TAKEN = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}
"""What the kernels say when another process has the lock; Windows says EACCES or EDEADLK."""


class Store:
    """An open store; a context manager that closes it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        """In autocommit; write through `transaction`."""
        self._locks = 0

    @classmethod
    def open(cls, path: Path) -> Self:
        """The store in a file, made where there is none.

        Raises:
            ConfigError: the file cannot be read and written, is damaged, is something else's, or is too new.
        """
        with _explained(path):
            # made by us, as SQLite would give it the permissions of the umask and readers' addresses are in it;
            # one that exists is not opened here: closing it would drop the locks of a connection in this process
            with contextlib.suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
        store = cls(path, connection)
        try:
            store._prepare()
        except BaseException:
            connection.close()
            raise
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a closed store stays closed."""
        self.connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection, for changes that happen all together or not at all, and are on the disk at the end.

        Raises:
            ConfigError: the file cannot be written or is damaged.
        """
        with _explained(self.path):
            self.connection.execute("begin immediate")
            try:
                yield self.connection
                self.connection.execute("commit")
            except BaseException:
                if self.connection.in_transaction:  # a full disk ends it by itself
                    self.connection.execute("rollback")
                raise

    def ensure(self, module: str, steps: Sequence[str]) -> None:
        """Run those of a module's schema steps that this file has not seen; a step is one or more SQL statements.

        Raises:
            ConfigError: a newer version of this program has been at the file.
        """
        with self.transaction() as database:
            row = database.execute("select version from schema_versions where module = ?", (module,)).fetchone()
            version = int(row[0]) if row else 0
            if version > len(steps):
                raise _too_new(self.path)
            for step in steps[version:]:
                for statement in _statements(step):
                    database.execute(statement)
            if version < len(steps):
                database.execute(
                    "insert into schema_versions (module, version) values (?, ?) "
                    "on conflict (module) do update set version = excluded.version",
                    (module, len(steps)),
                )

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the lock that keeps two runs apart; the kernel drops it when the process ends, however it ends.

        Inside of itself it is held once more, at no cost.

        Raises:
            ConfigError: another process has it, or the file system has no locks.
        """
        handle = None if self._locks else self._locked_handle()
        self._locks += 1
        try:
            yield
        finally:
            self._locks -= 1
            if handle is not None:
                os.close(handle)

    def _locked_handle(self) -> int:
        path = self.path.with_name(f"{self.path.name}.lock")
        handle: int | None = None
        try:
            # the file stays: were it deleted, two runs could each lock a file of that name
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            _take(handle)
        except OSError as error:
            if handle is not None:
                os.close(handle)
                if error.errno in _TAKEN:
                    raise ConfigError(
                        f"another run is at work with the store {str(self.path)!r}; wait until it has ended"
                    ) from error
            raise ConfigError(
                f"cannot lock {str(path)!r}: {error.strerror or error}; put the store into a folder on a local disk"
            ) from error
        return handle

    def _prepare(self) -> None:
        with self.transaction() as database:
            (identity,) = database.execute("pragma application_id").fetchone()
            (version,) = database.execute("pragma user_version").fetchone()
            (tables,) = database.execute("select count(*) from sqlite_master").fetchone()
            if identity == 0 and tables == 0:
                database.execute(f"pragma application_id = {_APPLICATION_ID}")
                database.execute(f"pragma user_version = {_FORMAT}")
                database.execute(
                    "create table schema_versions (module text primary key, version integer not null) without rowid"
                )
            elif identity != _APPLICATION_ID:
                raise ConfigError(
                    f"{str(self.path)!r} is another program's database; name another file under [store] path"
                )
            elif version > _FORMAT:
                raise _too_new(self.path)
            database.execute("delete from schema_versions where false")  # a file that is read only says so here
        with _explained(self.path):
            # a file system without shared memory keeps the slower journal, which is as safe
            with contextlib.suppress(sqlite3.OperationalError):
                self.connection.execute("pragma journal_mode = wal")
            # what a server has accepted must be known after a power cut too
            self.connection.execute("pragma synchronous = full")
            self.connection.execute("pragma foreign_keys = on")


def _too_new(path: Path) -> ConfigError:
    return ConfigError(f"the store {str(path)!r} was written by a newer briefer; update this one, or name another file")


def _statements(step: str) -> Iterator[str]:
    """The statements of a step; `executescript` would split them too, but ends the transaction first."""
    statement = ""
    for piece in re.split("(?<=;)", step):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say what is wrong with the file; mistakes of the program itself, in its SQL or its data, pass through."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        raise ConfigError(
            f"the store {str(path)!r} cannot be used: {error}; set it right, or name another under [store] path"
        ) from error
    except OSError as error:
        raise ConfigError(
            f"the store {str(path)!r} cannot be opened: {error.strerror or error}; "
            "make its folder, or name another under [store] path"
        ) from error
