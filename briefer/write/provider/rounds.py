"""Rounds: what was put aside is submitted, waited for and collected, as politely as the provider can ask for.

A round ends when nothing is waiting any more. Meanwhile it makes parts of what waits, within the limits and the budget,
takes each part forward, and sleeps in between, the longer the less happens. A part that is too much for the provider
waits for the others, or is halved.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from briefer.errors import OutputError
from briefer.write.cost import Budget
from briefer.write.faults import Fault
from briefer.write.provider.limits import Limits
from briefer.write.provider.parts import Part, Room
from briefer.write.provider.questions import Questions
from briefer.write.provider.shelf import Shelf
from briefer.write.provider.steps import Ended, Steps

_FIRST_WAIT_S = 60.0
"""OpenAI's own examples look once a minute; a batch takes minutes to hours."""
_GROWTH = 1.5
_LONGEST_WAIT_S = 600.0
_LOST_LOOKS = 20
"""Looks in a row at an endpoint that does not answer, the retry layer's own apart: some three hours by then."""
_FAILED_PARTS = 3
"""Batches in a row whose file was not accepted for a reason that no change of ours answers."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, in requests."""

    queued: int
    out: int
    """In a batch that is under way."""
    answered: int
    refused: int
    live: int
    """Given up in batches, and left to the live endpoint."""
    done_out: int
    """Of those under way, how many the provider says it has done."""
    batches: int
    """Under way."""
    spent_usd: float | None
    """None where the price is not known."""


class ProviderBatch:
    """An open job; `deferral` goes to the client that asks, `round` brings what was put aside."""

    def __init__(
        self,
        questions: Questions,
        steps: Steps,
        limits: Limits,
        budget: Budget,
        *,
        notice: Callable[[str], None],
        progress: Callable[[Progress], None],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._questions = questions
        self._parts = steps.parts
        self._steps = steps
        self._limits = limits
        self._budget = budget
        self._notice = notice
        self._told = progress
        self._sleep = sleep
        self._set_aside: dict[int, float] = {}
        self._held = False
        """Whether the provider has enough for now: nothing more is submitted until a part is done."""
        self._lost = 0
        self._reached = False
        """Whether the endpoint has answered anything in this run."""
        self._failed = 0
        budget.spent_usd += questions.spent_usd()[0]
        for part in self._parts.open():
            self._reserve(part)

    @property
    def budget(self) -> Budget:
        """The dollars of the job, those of earlier runs included."""
        return self._budget

    @property
    def waiting(self) -> bool:
        """Whether anything is put aside or under way, so that a round is due."""
        return self._questions.waiting()

    def deferral(self, scope: str = "") -> Shelf:
        """What a model client asks first; questions of different scopes are never answered by the same reply."""
        return Shelf(self._questions, self._budget, scope)

    def progress(self) -> Progress:
        """How far the job is."""
        counts, parts = self._questions.counts(), self._parts.open()
        usd, all_known = self._questions.spent_usd()
        return Progress(
            queued=counts.queued,
            out=counts.out,
            answered=counts.answered,
            refused=counts.failed,
            live=counts.live,
            done_out=sum(part.completed for part in parts),
            batches=sum(part.batch_id is not None for part in parts),
            spent_usd=usd if all_known else None,
        )

    async def round(self) -> Progress:
        """Submit all that was put aside and wait until each of it is answered, refused, or left to the live endpoint.

        Raises:
            ProviderError: the endpoint has no batches, refuses ours, or is not there; run again, it goes on.
            BudgetError: the next batch may pass the budget.
            OutputError: the disk does not take it.
        """
        wait_s = _FIRST_WAIT_S
        while self._questions.waiting():
            self._plan()
            moved, done = await self._forward_all()
            self._told(self.progress())
            if moved:
                wait_s = _FIRST_WAIT_S
            if self._questions.waiting() and not done:  # what is done makes room, and that is used at once
                await self._sleep(wait_s)
                wait_s = min(wait_s * _GROWTH, _LONGEST_WAIT_S)
        return self.progress()

    def _plan(self) -> None:
        """Make parts of what waits, as many as limits and budget allow.

        Raises:
            BudgetError: nothing is under way, and the next question does not fit.
        """
        for model in self._parts.queued_models():
            while not self._held:
                parts = self._parts.open()
                if len(parts) >= self._limits.batches:
                    return
                part = self._parts.plan(model, self._room(model, parts))
                if part is None:
                    self._check_budget(model, parts)
                    break
                self._reserve(part)

    def _room(self, model: str, parts: list[Part]) -> Room:
        limits = self._limits
        under_way = [part.tokens for part in parts if part.model == model]
        tokens = limits.enqueued_tokens
        if (
            tokens is not None
        ):  # a question that is larger than the limit goes alone, and the provider says what it says
            tokens = tokens - sum(under_way) if under_way else max(tokens, self._parts.first_queued_tokens(model))
        return Room(limits.requests, limits.bytes, tokens, self._budget.free_usd)

    def _check_budget(self, model: str, parts: list[Part]) -> None:
        free, most = self._budget.free_usd, self._parts.first_queued_usd(model)
        if free is None or parts or model not in self._parts.queued_models():
            return
        raise self._budget.unpriced(model) if most is None else self._budget.passed(most)

    def _reserve(self, part: Part) -> None:
        """Set aside what a part may cost: it was planned to fit, or is under way already."""
        self._set_aside[part.number] = part.most_usd or 0.0
        self._budget.reserved_usd += self._set_aside[part.number]

    async def _forward_all(self) -> tuple[bool, bool]:
        """Take each part forward; whether anything changed, and whether a part is done."""
        moved = done = False
        for part in self._parts.open():
            try:
                after = await self._steps.forward(part)
            except Fault as fault:
                self._take_note(fault, part)
                continue
            except OSError as error:
                raise OutputError(f"cannot keep a batch's files: {error.strerror or error}") from error
            self._lost = 0
            self._reached = True
            moved |= after != part
            if isinstance(after, Ended):
                self._end(after)
                done |= after.refused is None
        return moved, done

    def _take_note(self, fault: Fault, part: Part) -> None:
        """A fault that may pass is slept over, so many times in a row.

        Raises:
            ProviderError: it will not; or nobody was ever there.
        """
        self._lost += 1
        self._reached |= fault.status is not None
        never_there = fault.kind == "connect" and not self._reached
        if not fault.passing or never_there or self._lost >= _LOST_LOOKS:
            raise self._steps.api.error(fault, part.model) from None
        if self._lost == 1:
            self._notice(
                f"the provider does not answer as it should ({fault.message}); it is asked again for three hours"
            )

    def _end(self, ended: Ended) -> None:
        self._budget.give_back(self._set_aside.pop(ended.part.number), ended.usd)
        self._held = False
        others = bool(self._parts.open())
        match ended.refused:
            case None:
                self._failed = 0
            case "tokens" if others:
                self._held = True
            case "tokens" | "size":
                smaller = max(ended.part.requests // 2, 1)
                self._limits = dataclasses.replace(self._limits, requests=min(self._limits.requests, smaller))
                self._notice(f"a batch of {ended.part.requests} requests is too much here: trying {smaller}")
            case words:
                self._failed += 1
                if self._failed >= _FAILED_PARTS:
                    raise self._steps.api.error(Fault("rejected", words, status=400), ended.part.model)
                self._notice(f"a batch was not accepted: {words}; trying again")
