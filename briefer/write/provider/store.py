"""The state of a batch job in one SQLite file: every question put aside, every reply paid for, every batch under way.

Bodies stand on the disk alone, compressed, in a table of their own, and go once their answer came. One process at a time: the file is locked by
the kernel for as long as it is open, so a killed process holds nothing. Not covered: what the steps are (`steps`).
"""

from __future__ import annotations

import dataclasses
import json
import secrets
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from briefer.errors import ConfigError, OutputError
from briefer.write.provider.lines import Outcome, request_line
from briefer.write.replies import Reply, Spent

Step = Literal["planned", "uploading", "uploaded", "creating", "under_way", "done"]
State = Literal["queued", "out", "answered", "refused", "live"]
_VERSION = 1
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


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A question as it is put aside."""

    id: str
    key: str
    turn: int
    task: str
    model: str
    profile: str
    body: str
    input_tokens: int
    most_usd: float | None
    """At a batch's price, with the longest reply; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question as it stands."""

    id: str
    state: State
    profile: str
    reply: str | None
    fault: str | None
    failed: int
    """Answers that were errors."""
    batch: int
    """1 where it goes, or went, by a batch."""


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of one batch."""

    number: int
    model: str
    requests: int
    bytes: int
    tokens: int
    most_usd: float | None
    step: Step
    digest: str | None
    """Of its file; it names the file and the batch at the provider."""
    file_id: str | None
    batch_id: str | None
    status: str | None
    completed: int


@dataclass(frozen=True, slots=True)
class Room:
    """What one part may hold; None without a limit."""

    requests: int
    bytes: int
    tokens: int | None
    usd: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions stand where."""

    queued: int
    out: int
    answered: int
    failed: int
    """Refused for good."""
    live: int
    """Left to the live endpoint."""


class Store:
    """The file; a context manager."""

    def __init__(self, path: Path) -> None:
        """Open or make it.

        Raises:
            ConfigError: another process has it open.
            OutputError: it cannot be opened.
        """
        self._path = path
        with self._translated():
            self._database = sqlite3.connect(path, timeout=0.1, isolation_level=None)
            try:
                self._prepare()
            except sqlite3.Error:
                self._database.close()
                raise
        self.job = self._setting("job", secrets.token_hex(8))

    def close(self) -> None:
        """Close the file, and let others open it."""
        self._database.close()

    # Questions

    def rows(self, key: str, turn: int) -> list[Row]:
        """What there is of a question, oldest first: more than one row where a refusal taught another wording."""
        with self._translated():
            found = self._database.execute(
                "select id, state, profile, reply, fault, failed, batch from requests "
                "where key = ? and turn = ? order by seq",
                (key, turn),
            ).fetchall()
        return [Row(*row) for row in found]

    def put_aside(self, new: NewRequest) -> None:
        """Keep a question for the next batch."""
        with self._transaction(lasting=False):
            cursor = self._database.execute(
                "insert into requests (id, key, turn, task, model, profile, size, input_tokens, most_usd, state, batch) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 1)",
                (
                    *(new.id, new.key, new.turn, new.task, new.model, new.profile),
                    *(len(request_line(new.id, new.body)), new.input_tokens, new.most_usd),
                ),
            )
            self._database.execute(
                "insert into bodies (seq, body) values (?, ?)",
                (cursor.lastrowid, zlib.compress(new.body.encode("utf-8", "replace"), 1)),
            )

    def keep(self, new: NewRequest, reply: str, cost_usd: float | None) -> None:
        """Keep a reply that came live."""
        with self._transaction():
            self._database.execute(
                "insert or replace into requests (id, key, turn, task, model, profile, size, input_tokens, state, "
                "batch, reply, cost_usd) values (?, ?, ?, ?, ?, ?, 0, ?, 'answered', 0, ?, ?)",
                (
                    *(new.id, new.key, new.turn, new.task, new.model, new.profile),
                    *(new.input_tokens, reply, cost_usd),
                ),
            )

    def counts(self) -> Counts:
        """How many questions stand where."""
        with self._translated():
            found = dict(self._database.execute("select state, count(*) from requests group by state"))
        return Counts(*(int(found.get(name, 0)) for name in ("queued", "out", "answered", "refused", "live")))

    def waiting(self) -> bool:
        """Whether any question is queued or out."""
        with self._translated():
            return (
                self._database.execute("select 1 from requests where state in ('queued', 'out') limit 1").fetchone()
                is not None
            )

    def spent_usd(self) -> tuple[float, bool]:
        """What all replies cost, and whether that is all of it: False where the price of some is not known."""
        with self._translated():
            known, unknown = self._database.execute(
                "select coalesce(sum(cost_usd), 0.0), sum(cost_usd is null) from requests where state = 'answered'"
            ).fetchone()
        return float(known), not unknown

    # Parts

    def queued_models(self) -> list[str]:
        """The models that questions wait for: a file is for one alone."""
        with self._translated():
            found = self._database.execute("select distinct model from requests where state = 'queued' order by model")
            return [str(model) for (model,) in found]

    def open_parts(self) -> list[Part]:
        """The parts that are not done, in their order."""
        with self._translated():
            found = self._database.execute(
                "select number, model, requests, bytes, tokens, most_usd, step, digest, file_id, batch_id, status, "
                "completed from parts where step != 'done' order by number"
            ).fetchall()
        return [Part(*row) for row in found]

    def first_queued_usd(self, model: str) -> float | None:
        """The most that the first waiting question may cost; None where that is not known."""
        with self._translated():
            row = self._database.execute(
                "select most_usd from requests where state = 'queued' and model = ? order by seq limit 1", (model,)
            ).fetchone()
        return None if row is None else row[0]

    def first_queued_tokens(self, model: str) -> int:
        """The input tokens of the first waiting question; 0 without one."""
        with self._translated():
            row = self._database.execute(
                "select input_tokens from requests where state = 'queued' and model = ? order by seq limit 1", (model,)
            ).fetchone()
        return 0 if row is None else int(row[0])

    def plan(self, model: str, room: Room) -> Part | None:
        """A new part of the first waiting questions that the room takes; None where it takes none."""
        with self._transaction():
            count = size = tokens = 0
            usd: float | None = 0.0
            last = -1
            for seq, its_size, its_tokens, its_usd in self._database.execute(
                "select seq, size, input_tokens, most_usd from requests where state = 'queued' and model = ? "
                "order by seq",
                (model,),
            ):
                more_usd = None if usd is None or its_usd is None else usd + its_usd
                if (
                    count >= room.requests
                    or (count and size + its_size > room.bytes)
                    or (room.tokens is not None and tokens + its_tokens > room.tokens)
                    or (room.usd is not None and (more_usd is None or more_usd > room.usd))
                ):
                    break
                count, size, tokens, usd, last = count + 1, size + its_size, tokens + its_tokens, more_usd, seq
            if not count:
                return None
            cursor = self._database.execute(
                "insert into parts (model, requests, bytes, tokens, most_usd, step) values (?, ?, ?, ?, ?, 'planned')",
                (model, count, size, tokens, usd),
            )
            number = cursor.lastrowid
            self._database.execute(
                "update requests set state = 'out', part = ? where state = 'queued' and model = ? and seq <= ?",
                (number, model, last),
            )
        return next(part for part in self.open_parts() if part.number == number)

    def lines(self, part: Part) -> Iterator[bytes]:
        """The lines of a part's file."""
        with self._translated():
            for identity, body in self._database.execute(
                "select id, body from requests join bodies using (seq) where part = ? and state = 'out' order by seq",
                (part.number,),
            ):
                yield request_line(identity, zlib.decompress(body).decode())

    def identity_at(self, part: Part, line: int) -> str | None:
        """The question on a line of a part's file, from 1."""
        with self._translated():
            row = self._database.execute(
                "select id from requests where part = ? and state = 'out' order by seq limit 1 offset ?",
                (part.number, line - 1),
            ).fetchone()
        return None if row is None else str(row[0])

    def input_tokens(self, identity: str) -> int:
        """The tokens of a question as they were counted here."""
        with self._translated():
            row = self._database.execute("select input_tokens from requests where id = ?", (identity,)).fetchone()
        return 0 if row is None else int(row[0])

    def advance(self, part: Part, step: Step, **known: Any) -> Part:
        """The part at its next step, with what is known of it by now."""
        after = dataclasses.replace(part, step=step, **known)
        with self._transaction():
            self._database.execute(
                "update parts set step = ?, digest = ?, file_id = ?, batch_id = ?, status = ?, completed = ? "
                "where number = ?",
                (step, after.digest, after.file_id, after.batch_id, after.status, after.completed, part.number),
            )
        return after

    def settle(self, part: Part, outcomes: Iterable[tuple[Outcome, str | None, float | None]], attempts: int) -> float:
        """Take down what became of some of a part's questions, with reply and cost; gives what they cost.

        What was taken down before is left as it is, so that results may be read twice.
        """
        spent = 0.0
        with self._transaction():
            for outcome, reply, cost in outcomes:
                fault = _dump_fault(outcome)
                if outcome.kind == "answered":
                    changed = self._database.execute(
                        "update requests set state = 'answered', reply = ?, cost_usd = ? "
                        "where id = ? and part = ? and state = 'out'",
                        (reply, cost, outcome.id, part.number),
                    ).rowcount
                    spent += (cost or 0.0) if changed else 0.0
                elif outcome.kind == "refused":
                    self._database.execute(
                        "update requests set state = 'refused', fault = ?, failed = failed + ? "
                        "where id = ? and part = ? and state = 'out'",
                        (fault, outcome.counted, outcome.id, part.number),
                    )
                else:
                    self._again("id = ? and", (outcome.id,), part, attempts, counted=outcome.counted, tried=True)
                self._database.execute(
                    "delete from bodies where seq in (select seq from requests where id = ? "
                    "and state not in ('queued', 'out'))",
                    (outcome.id,),
                )
        return spent

    def finish(self, part: Part, attempts: int, *, tried: bool) -> None:
        """Close a part: what it brought nothing for is queued again, and counts as an attempt where it was `tried`."""
        with self._transaction():
            self._again("", (), part, attempts, counted=False, tried=tried)
            self._database.execute("delete from bodies where seq in (select seq from requests where state = 'live')")
            self._database.execute("update parts set step = 'done' where number = ?", (part.number,))

    # Inside

    def _again(
        self, which: str, known: tuple[str, ...], part: Part, attempts: int, *, counted: bool, tried: bool
    ) -> None:
        """Queue what is still out, or leave it to the live endpoint after so many attempts; `which` is one of two texts."""
        self._database.execute(
            "update requests set attempts = attempts + ?, failed = failed + ?, part = null, "  # noqa: S608 - see above
            "state = iif(attempts + ? >= ?, 'live', 'queued') "
            f"where {which} part = ? and state = 'out'",
            (tried, counted, tried, attempts, *known, part.number),
        )

    def _setting(self, name: str, default: str) -> str:
        with self._translated():
            self._database.execute("insert or ignore into job (name, value) values (?, ?)", (name, default))
            return str(self._database.execute("select value from job where name = ?", (name,)).fetchone()[0])

    def _prepare(self) -> None:
        self._database.execute("pragma locking_mode = exclusive")
        self._database.execute("pragma journal_mode = wal")
        # each step survives a power cut; questions put aside may be lost with it, and are then put aside again
        self._database.execute("pragma synchronous = full")
        self._database.execute("begin immediate")
        (version,) = self._database.execute("pragma user_version").fetchone()
        if version > _VERSION:
            raise sqlite3.DatabaseError(f"it was written by a newer briefer (version {version})")
        if version == 0:
            for statement in filter(str.strip, _SCHEMA.split(";")):
                self._database.execute(statement)
            self._database.execute(f"pragma user_version = {_VERSION}")
        self._database.execute("commit")

    @contextmanager
    def _transaction(self, *, lasting: bool = True) -> Iterator[None]:
        with self._translated():
            self._database.execute("pragma synchronous = full" if lasting else "pragma synchronous = normal")
            self._database.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._database.execute("rollback")
                raise
            self._database.execute("commit")

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


def dump_reply(reply: Reply, spent: Spent, *, counted_here: bool) -> str:
    """A reply as it is kept, with its tokens."""
    fields = dataclasses.asdict(reply) | {"spent": dataclasses.asdict(spent), "counted_here": counted_here}
    return json.dumps(fields)


def load_reply(text: str) -> tuple[Reply, Spent, bool]:
    """The reply that was kept, its tokens, and whether they were counted here."""
    fields = json.loads(text)
    counted_here = bool(fields.pop("counted_here"))
    spent = Spent(**fields.pop("spent"))
    return Reply(**fields, spent=None if counted_here else spent), spent, counted_here


def _dump_fault(outcome: Outcome) -> str | None:
    fault = outcome.fault
    if fault is None:
        return None
    named = {name: getattr(fault, name) for name in ("kind", "message", "status", "code", "param")}
    return json.dumps(named)
