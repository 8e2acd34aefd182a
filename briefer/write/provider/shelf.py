"""What the model client asks before it asks the endpoint: replies that are kept, questions that are put aside."""

from __future__ import annotations

import hashlib
import json

from briefer.write.cost import Budget, price_usd
from briefer.write.deferral import Asked, Kept, Pending, Question
from briefer.write.endpoint import Profile
from briefer.write.faults import Fault
from briefer.write.provider.lines import body_text
from briefer.write.provider.questions import NewRequest, Questions, Row, dump_reply, load_reply
from briefer.write.replies import Spent
from briefer.write.request import count_fields

_BATCHED = frozenset({"split", "compose"})
"""What every brief asks; the rest is asked of few, and waits for what these brought."""


class Shelf:
    """A `Deferral` over a job's questions."""

    def __init__(self, questions: Questions, budget: Budget, scope: str) -> None:
        self._questions = questions
        self._budget = budget
        self._scope = scope
        self.taken = 0
        """Replies that came by a batch and were handed out."""
        self.taken_usd: float | None = 0.0
        """What these cost; None where the price is not known."""

    @property
    def budget(self) -> Budget:
        """The dollars of the whole job."""
        return self._budget

    async def holds(self, key: str) -> bool:
        """Whether the question was ever asked or put aside here."""
        return bool(self._questions.rows(self._key(key), 0))

    async def find(self, question: Question, asked: Asked) -> Kept | None:
        """The reply that is kept; None for a question that is to be asked live.

        Raises:
            Pending: it is asked for in the next batch.
            Fault: it was refused, worded as it is asked now.
        """
        key = self._key(question.key)
        rows = self._questions.rows(key, question.turn)
        for row in rows:
            if row.state == "answered":
                return self._kept(row, question.model, sum(one.failed for one in rows))
        if any(row.state in {"queued", "out"} for row in rows):
            raise Pending
        if question.turn or question.task not in _BATCHED or any(row.state == "live" for row in rows):
            return None
        new = self._new(question, asked, batch=True)
        for row in rows:
            if row.id == new.id and row.fault is not None:
                raise Fault(**json.loads(row.fault))
        self._questions.put_aside(new)
        raise Pending

    async def keep(self, question: Question, kept: Kept, cost_usd: float | None) -> None:
        """Keep a reply that came live."""
        new = self._new(question, Asked({}, kept.profile, 0), batch=False, tokens=kept.spent.input)
        self._questions.keep(new, dump_reply(kept.reply, kept.spent, counted_here=kept.counted_here), cost_usd)

    def _kept(self, row: Row, model: str, failed: int) -> Kept:
        reply, spent, counted_here = load_reply(row.reply or "{}")
        if row.batch:
            cost = price_usd(model, spent, batch=True)
            self.taken += 1
            self.taken_usd = None if cost is None or self.taken_usd is None else self.taken_usd + cost
        profile = Profile.load(row.profile) or Profile()
        return Kept(reply, profile, spent, counted_here, batch=bool(row.batch), failed=failed)

    def _new(self, question: Question, asked: Asked, *, batch: bool, tokens: int | None = None) -> NewRequest:
        key = self._key(question.key)
        body = body_text(asked.body) if batch else ""
        tokens = count_fields(dict(asked.body), question.model) if tokens is None else tokens
        most = Spent(tokens, 0, asked.max_output_tokens)
        return NewRequest(
            id=_digest(key, str(question.turn), body)[:40],
            key=key,
            turn=question.turn,
            task=question.task,
            model=question.model,
            profile=asked.profile.dump(),
            body=body,
            input_tokens=tokens,
            most_usd=price_usd(question.model, most, batch=True) if batch else None,
        )

    def _key(self, key: str) -> str:
        return _digest(self._scope, key)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
