"""Answers that come by a provider's batches, asked for in many workers and kept in one place, the job.

A worker's `RemoteDeferral` stands in for the job's, message by message; `answer` is the job's side of it.
"""

from __future__ import annotations

import dataclasses

from pydantic import TypeAdapter

from briefer.batch.link import Link, Message
from briefer.write.cost import Budget
from briefer.write.deferral import Asked, Deferral, Kept, Pending, Question
from briefer.write.faults import Fault

KINDS = frozenset({"holds", "find", "keep"})
"""Messages that are about answers."""
_ASKED = TypeAdapter(Asked)
_KEPT = TypeAdapter(Kept)


class RemoteDeferral:
    """The job's answers, as a worker reaches them."""

    def __init__(self, link: Link, budget: Budget) -> None:
        self._link = link
        self._budget = budget

    @property
    def budget(self) -> Budget:
        """The dollars of the whole job."""
        return self._budget

    async def holds(self, key: str) -> bool:
        """Whether the job knows of an answer or has asked for one."""
        return bool((await self._link.ask("holds", key=key)).fields["holds"])

    async def find(self, question: Question, asked: Asked) -> Kept | None:
        """The reply that the job keeps; None for a question that is to be asked live.

        Raises:
            Pending: it is asked for in the next batch.
            Fault: the batch's endpoint refused it.
        """
        answer = await self._link.ask("find", _ASKED.dump_json(asked), question=dataclasses.asdict(question))
        match answer.kind:
            case "pending":
                raise Pending
            case "fault":
                raise Fault(**answer.fields["fault"])
            case "kept":
                return _KEPT.validate_json(answer.body)
            case _:
                return None

    async def keep(self, question: Question, kept: Kept, cost_usd: float | None) -> None:
        """Have the job keep a reply that came live; it is kept when this returns."""
        told = dataclasses.asdict(question)
        await self._link.ask("keep", _KEPT.dump_json(kept), question=told, cost_usd=cost_usd)


async def answer(deferral: Deferral, message: Message) -> Message:
    """What the job says to a message of one of the `KINDS`."""
    told = message.fields
    ask = told["ask"]
    if message.kind == "holds":
        return Message("held", {"ask": ask, "holds": await deferral.holds(told["key"])})
    question = Question(**told["question"])
    if message.kind == "keep":
        await deferral.keep(question, _KEPT.validate_json(message.body), told["cost_usd"])
        return Message("done", {"ask": ask})
    try:
        kept = await deferral.find(question, _ASKED.validate_json(message.body))
    except Pending:
        return Message("pending", {"ask": ask})
    except Fault as fault:
        return Message("fault", {"ask": ask, "fault": fault.fields()})
    if kept is None:
        return Message("live", {"ask": ask})
    return Message("kept", {"ask": ask}, _KEPT.dump_json(kept))
