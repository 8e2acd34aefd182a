"""What a job has finished, in one SQLite file: the one place that says that an article is done.

A row is committed when it comes, so a process killed at any moment has lost only what was under way. The file is held by
a lock of the kernel's from open to close: two jobs cannot write into one folder. Records are kept compressed, as a
million of them would else fill a disk.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from briefer.batch.item import Row
from briefer.brief import Usage
from briefer.errors import ConfigError, OutputError
from briefer.write.naming import NOTHING

Seen = Literal["new", "finished", "same", "twice"]
"""New to the job; finished by an earlier run; finished in this run, at this position or at another one."""
FILE_NAME = "job.sqlite3"
_VERSION = 1
_BUSY_MS = 200
_TABLES = """
CREATE TABLE IF NOT EXISTS job (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS items (
    id TEXT NOT NULL, digest BLOB NOT NULL, position INTEGER NOT NULL, run INTEGER NOT NULL,
    record BLOB, error TEXT, again INTEGER NOT NULL, verdict TEXT, held INTEGER NOT NULL,
    calls INTEGER NOT NULL, input_tokens INTEGER NOT NULL, cached_input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL, cost_usd REAL, UNIQUE (id, digest)
);
CREATE INDEX IF NOT EXISTS in_order ON items (position);
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one article came out."""

    record: bytes | None
    """A BriefRecord as JSON, compressed by `packed`."""
    error: str | None
    again: bool = False
    """Whether another run may do better: the endpoint failed it, not the article."""
    verdict: str | None = None
    held: int = 0
    usage: Usage = NOTHING


@dataclass(frozen=True, slots=True)
class Totals:
    """What a job holds, over all of its runs."""

    briefed: int
    failed: int
    unanswered: int
    """Of those that failed, how many the model or its endpoint failed, and not the article."""
    verdicts: Mapping[str, int]
    held: int
    calls: int
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int
    cost_usd: float | None
    """None where the price of any of it is not known."""


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version > _VERSION:
        raise ConfigError(f"{str(path)!r} was written by a later version; update briefer, or take another --out")
    database.executescript(_TABLES)
    database.execute(f"PRAGMA user_version = {_VERSION}")


def packed(record: str) -> bytes:
    """A record as it is kept and sent."""
    return zlib.compress(record.encode(), 1)


def _difference(name: str, before: Any, now: Any) -> str:
    """What is another one now, as a person would say it: of prompts and checks, which."""
    if isinstance(before, dict) and isinstance(now, dict):
        others = sorted(key for key in {*before, *now} if before.get(key) != now.get(key))
        return f"other {name} ({', '.join(others)})"
    if isinstance(before, bool) and isinstance(now, bool):
        option = f"--{name.replace('_', '-')}"
        return f"{option}, and now it is left out" if before else f"no {option}, and now it has one"
    return f"{name} {before!r}, and now it is {now!r}"


class JobStore:
    """The rows of one job; a context manager. One process has it open at a time."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._database = connection
        self._path = path
        self.run = int(self.get("run") or 0) + 1
        self.put("run", str(self.run))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The store in a job's folder, made where it is not there yet.

        Raises:
            ConfigError: another process has it open, or it is of a later version.
            OutputError: it cannot be written.
        """
        path = folder / FILE_NAME
        database: sqlite3.Connection | None = None
        try:
            database = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_MS / 1000)
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            _prepare(database, path)
            return cls(database, path)
        except BaseException as error:
            if database is not None:
                database.close()
            if not isinstance(error, sqlite3.Error):
                raise
            if "locked" in str(error):
                raise ConfigError(
                    f"another run works in {str(folder)!r}; wait for it, or take another --out"
                ) from error
            raise OutputError(f"cannot use {str(path)!r}: {error}; take another --out") from error

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The connection, its errors turned into ours.

        Raises:
            OutputError: the disk is full, or fails.
        """
        try:
            yield self._database
        except sqlite3.Error as error:
            raise OutputError(
                f"cannot keep what is done in {str(self._path)!r}: {error}; see to the disk and run the same command "
                "to go on"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def get(self, name: str) -> str | None:
        """A value of the job's own."""
        with self._using() as database:
            found = database.execute("SELECT value FROM job WHERE name = ?", (name,)).fetchone()
        return None if found is None else str(found[0])

    def put(self, name: str, value: str) -> None:
        """Keep a value of the job's own."""
        with self._using() as database:
            database.execute("INSERT OR REPLACE INTO job VALUES (?, ?)", (name, value))

    def agree(self, told: Mapping[str, Any]) -> None:
        """Keep what makes the job what it is, or hold it against what the folder has.

        Raises:
            ConfigError: the folder holds another job.
        """
        kept = self.get("told")
        with self._using() as database:
            is_empty = database.execute("SELECT 1 FROM items LIMIT 1").fetchone() is None
        if kept is None or is_empty:
            self.put("told", json.dumps(told, sort_keys=True))
            return
        before = json.loads(kept)
        for name in sorted({*before, *told}, key=lambda name: (name != "engine", name)):  # the engine says most
            if before.get(name) != told.get(name):
                raise ConfigError(
                    f"this folder holds a job with {_difference(name, before.get(name), told.get(name))}; "
                    "take another --out, or the same options"
                )

    def look(self, item_id: str, digest: bytes, position: int, *, failed_too: bool = False) -> Seen:
        """What an item of the input is to this job; one that is finished is noted as a part of this run's input.

        What the endpoint failed is never finished; with `failed_too`, neither is what could not be read.
        """
        key = (item_id, digest)
        with self._using() as database:
            found = database.execute(
                "SELECT run, error, again, position FROM items WHERE id = ? AND digest = ?", key
            ).fetchone()
            if found is None:
                return "new"
            run, error, again, known = found
            if run == self.run and position >= known:
                return "same" if position == known else "twice"
            if run != self.run and (again or (failed_too and error is not None)):
                return "new"
            database.execute(
                "UPDATE items SET run = ?, position = ? WHERE id = ? AND digest = ?", (self.run, position, *key)
            )
        return "twice" if run == self.run else "finished"

    def add(self, item_id: str, digest: bytes, position: int, outcome: Outcome) -> None:
        """Keep how an article came out; from here on it is finished.

        What earlier tries at it have spent is added to what this one has.
        """
        usage = outcome.usage
        spent: tuple[float | None, ...] = (
            usage.calls,
            usage.input_tokens,
            usage.cached_input_tokens,
            usage.output_tokens,
            usage.cost_usd,
        )
        with self._using() as database:
            before: tuple[Any, ...] | None = database.execute(
                "SELECT calls, input_tokens, cached_input_tokens, output_tokens, cost_usd FROM items "
                "WHERE id = ? AND digest = ?",
                (item_id, digest),
            ).fetchone()
            if before is not None:
                pairs = zip(before, spent, strict=True)
                spent = tuple(None if one is None or other is None else one + other for one, other in pairs)
            database.execute(
                "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    item_id, digest, position, self.run, outcome.record, outcome.error, outcome.again,
                    outcome.verdict, outcome.held, *spent,
                ),
            )  # fmt: skip

    def begin_scan(self) -> None:
        """Gather what `look` notes into one transaction; `add` and `end_scan` close it."""
        if not self._database.in_transaction:
            with self._using() as database:
                database.execute("BEGIN")

    def end_scan(self) -> None:
        """Commit what was noted."""
        if self._database.in_transaction:
            with self._using() as database:
                database.execute("COMMIT")

    def rows(self, *, all_runs: bool) -> Iterator[Row]:
        """The rows in the input's order: those of this run's input, or all that the folder has."""
        with self._using() as database:
            for item_id, record, error in database.execute(
                "SELECT id, record, error FROM items WHERE ? OR run = ? ORDER BY position", (all_runs, self.run)
            ):
                yield Row(item_id, None if record is None else zlib.decompress(record).decode(), error)

    def totals(self, *, all_runs: bool) -> Totals:
        """What the rows add up to."""
        which = (all_runs, self.run)
        with self._using() as database:
            briefed, failed, unanswered, held, calls, into, cached, out, cost, priced, count = database.execute(
                "SELECT count(record), count(error), total(error IS NOT NULL AND (again OR calls > 0)), total(held), total(calls), total(input_tokens),"
                " total(cached_input_tokens), total(output_tokens), total(cost_usd), count(cost_usd), count(*)"
                " FROM items WHERE ? OR run = ?",
                which,
            ).fetchone()
            verdicts = database.execute(
                "SELECT verdict, count(*) FROM items WHERE (? OR run = ?) AND verdict IS NOT NULL GROUP BY verdict",
                which,
            ).fetchall()
        return Totals(
            briefed=briefed,
            failed=failed,
            unanswered=int(unanswered),
            verdicts={"pass": 0, "warn": 0, "fail": 0} | dict(verdicts),
            held=int(held),
            calls=int(calls),
            input_tokens=int(into),
            cached_input_tokens=int(cached),
            output_tokens=int(out),
            cost_usd=cost if priced == count else None,
        )
