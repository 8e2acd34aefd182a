"""A job's questions: each that was put aside, what became of it, and every reply that was paid for.

Bodies stand on the disk alone, compressed, in a table of their own, and go once their answer came.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from dataclasses import dataclass
from typing import Literal

from briefer.write.provider.database import Database
from briefer.write.provider.lines import request_line
from briefer.write.replies import Reply, Spent

State = Literal["queued", "out", "answered", "refused", "live"]


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
class Counts:
    """How many questions stand where."""

    queued: int
    out: int
    answered: int
    failed: int
    """Refused for good."""
    live: int
    """Left to the live endpoint."""


class Questions:
    """The questions in a job's file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, key: str, turn: int) -> list[Row]:
        """What there is of a question, oldest first: more than one row where a refusal taught another wording."""
        with self._database.using() as database:
            found = database.execute(
                "select id, state, profile, reply, fault, failed, batch from requests "
                "where key = ? and turn = ? order by seq",
                (key, turn),
            ).fetchall()
        return [Row(*row) for row in found]

    def put_aside(self, new: NewRequest) -> None:
        """Keep a question for the next batch."""
        with self._database.transaction(lasting=False) as database:
            cursor = database.execute(
                "insert into requests (id, key, turn, task, model, profile, size, input_tokens, most_usd, state, batch) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 1)",
                (
                    *(new.id, new.key, new.turn, new.task, new.model, new.profile),
                    *(len(request_line(new.id, new.body)), new.input_tokens, new.most_usd),
                ),
            )
            database.execute(
                "insert into bodies (seq, body) values (?, ?)",
                (cursor.lastrowid, zlib.compress(new.body.encode("utf-8", "replace"), 1)),
            )

    def keep(self, new: NewRequest, reply: str, cost_usd: float | None) -> None:
        """Keep a reply that came live."""
        with self._database.transaction() as database:
            database.execute(
                "insert or replace into requests (id, key, turn, task, model, profile, size, input_tokens, state, "
                "batch, reply, cost_usd) values (?, ?, ?, ?, ?, ?, 0, ?, 'answered', 0, ?, ?)",
                (
                    *(new.id, new.key, new.turn, new.task, new.model, new.profile),
                    *(new.input_tokens, reply, cost_usd),
                ),
            )

    def counts(self) -> Counts:
        """How many questions stand where."""
        with self._database.using() as database:
            found = dict(database.execute("select state, count(*) from requests group by state"))
        return Counts(*(int(found.get(name, 0)) for name in ("queued", "out", "answered", "refused", "live")))

    def waiting(self) -> bool:
        """Whether any question is queued or out."""
        with self._database.using() as database:
            return (
                database.execute("select 1 from requests where state in ('queued', 'out') limit 1").fetchone()
                is not None
            )

    def spent_usd(self) -> tuple[float, bool]:
        """What all replies cost, and whether that is all of it: False where the price of some is not known."""
        with self._database.using() as database:
            known, unknown = database.execute(
                "select coalesce(sum(cost_usd), 0.0), sum(cost_usd is null) from requests where state = 'answered'"
            ).fetchone()
        return float(known), not unknown


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
