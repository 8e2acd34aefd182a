"""A job's parts, each the questions of one batch: planned, taken forward, taken down, done."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from briefer.write.provider.database import Database
from briefer.write.provider.lines import Outcome, request_line

Step = Literal["planned", "uploading", "uploaded", "creating", "under_way", "done"]


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


class Parts:
    """The parts in a job's file, and the questions in them."""

    def __init__(self, database: Database, attempts: int) -> None:
        self._database = database
        self._attempts = attempts
        """Times that a question is put into a batch before it is left to the live endpoint."""

    def queued_models(self) -> list[str]:
        """The models that questions wait for: a file is for one alone."""
        with self._database.using() as database:
            found = database.execute("select distinct model from requests where state = 'queued' order by model")
            return [str(model) for (model,) in found]

    def open(self) -> list[Part]:
        """The parts that are not done, in their order."""
        with self._database.using() as database:
            found = database.execute(
                "select number, model, requests, bytes, tokens, most_usd, step, digest, file_id, batch_id, status, "
                "completed from parts where step != 'done' order by number"
            ).fetchall()
        return [Part(*row) for row in found]

    def first_queued_usd(self, model: str) -> float | None:
        """The most that the first waiting question may cost; None where that is not known."""
        with self._database.using() as database:
            row = database.execute(
                "select most_usd from requests where state = 'queued' and model = ? order by seq limit 1", (model,)
            ).fetchone()
        return None if row is None else row[0]

    def first_queued_tokens(self, model: str) -> int:
        """The input tokens of the first waiting question; 0 without one."""
        with self._database.using() as database:
            row = database.execute(
                "select input_tokens from requests where state = 'queued' and model = ? order by seq limit 1", (model,)
            ).fetchone()
        return 0 if row is None else int(row[0])

    def plan(self, model: str, room: Room) -> Part | None:
        """A new part of the first waiting questions that the room takes; None where it takes none."""
        with self._database.transaction() as database:
            count = size = tokens = 0
            usd: float | None = 0.0
            last = -1
            for seq, its_size, its_tokens, its_usd in database.execute(
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
            cursor = database.execute(
                "insert into parts (model, requests, bytes, tokens, most_usd, step) values (?, ?, ?, ?, ?, 'planned')",
                (model, count, size, tokens, usd),
            )
            number = cursor.lastrowid
            database.execute(
                "update requests set state = 'out', part = ? where state = 'queued' and model = ? and seq <= ?",
                (number, model, last),
            )
        return next(part for part in self.open() if part.number == number)

    def lines(self, part: Part) -> Iterator[bytes]:
        """The lines of a part's file."""
        with self._database.using() as database:
            for identity, body in database.execute(
                "select id, body from requests join bodies using (seq) where part = ? and state = 'out' order by seq",
                (part.number,),
            ):
                yield request_line(identity, zlib.decompress(body).decode())

    def identity_at(self, part: Part, line: int) -> str | None:
        """The question on a line of a part's file, from 1."""
        with self._database.using() as database:
            row = database.execute(
                "select id from requests where part = ? and state = 'out' order by seq limit 1 offset ?",
                (part.number, line - 1),
            ).fetchone()
        return None if row is None else str(row[0])

    def unsettled(self, part: Part) -> int:
        """How many of a part's questions nothing is known of yet."""
        with self._database.using() as database:
            (count,) = database.execute(
                "select count(*) from requests where part = ? and state = 'out'", (part.number,)
            ).fetchone()
        return int(count)

    def input_tokens(self, identity: str) -> int:
        """The tokens of a question as they were counted here."""
        with self._database.using() as database:
            row = database.execute("select input_tokens from requests where id = ?", (identity,)).fetchone()
        return 0 if row is None else int(row[0])

    def advance(self, part: Part, step: Step, **known: Any) -> Part:
        """The part at its next step, with what is known of it by now."""
        after = dataclasses.replace(part, step=step, **known)
        with self._database.transaction() as database:
            database.execute(
                "update parts set step = ?, digest = ?, file_id = ?, batch_id = ?, status = ?, completed = ? "
                "where number = ?",
                (step, after.digest, after.file_id, after.batch_id, after.status, after.completed, part.number),
            )
        return after

    def settle(self, part: Part, outcomes: Iterable[tuple[Outcome, str | None, float | None]]) -> float:
        """Take down what became of some of a part's questions, with reply and cost; gives what they cost.

        What was taken down before is left as it is, so that results may be read twice.
        """
        spent = 0.0
        with self._database.transaction() as database:
            for outcome, reply, cost in outcomes:
                fault = None if outcome.fault is None else json.dumps(outcome.fault.fields())
                if outcome.kind == "answered":
                    changed = database.execute(
                        "update requests set state = 'answered', reply = ?, cost_usd = ? "
                        "where id = ? and part = ? and state = 'out'",
                        (reply, cost, outcome.id, part.number),
                    ).rowcount
                    spent += (cost or 0.0) if changed else 0.0
                elif outcome.kind == "refused":
                    database.execute(
                        "update requests set state = 'refused', fault = ?, failed = failed + ? "
                        "where id = ? and part = ? and state = 'out'",
                        (fault, outcome.counted, outcome.id, part.number),
                    )
                else:
                    self._again(database, part, outcome.id, counted=outcome.counted, tried=True)
                database.execute(
                    "delete from bodies where seq in (select seq from requests where id = ? "
                    "and state not in ('queued', 'out'))",
                    (outcome.id,),
                )
        return spent

    def finish(self, part: Part, *, tried: bool) -> None:
        """Close a part: what it brought nothing for is queued again, and counts as an attempt where it was `tried`."""
        with self._database.transaction() as database:
            self._again(database, part, None, counted=False, tried=tried)
            database.execute("delete from bodies where seq in (select seq from requests where state = 'live')")
            database.execute("update parts set step = 'done' where number = ?", (part.number,))

    def _again(
        self, database: sqlite3.Connection, part: Part, identity: str | None, *, counted: bool, tried: bool
    ) -> None:
        """Queue one question of a part that is still out, or all of them; after so many attempts, leave it to live calls."""
        database.execute(
            "update requests set attempts = attempts + ?, failed = failed + ?, part = null, "
            "state = iif(attempts + ? >= ?, 'live', 'queued') "
            "where part = ? and state = 'out' and (? is null or id = ?)",
            (tried, counted, tried, self._attempts, part.number, identity, identity),
        )
