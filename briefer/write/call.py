"""One structured question, from the first attempt to an answer that validates, or to the error that ends it.

Around each attempt: the budget, a place among the concurrent calls, the retry layer. After it: what the reply
is (an answer, a refusal, cut, empty, wrong), and what to do about it. Everything here is bounded: attempts,
lessons, re-asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from pydantic import BaseModel

from briefer.brief import Usage
from briefer.errors import BudgetError, InvalidOutputError, RefusalError, TruncatedError
from briefer.text.counting import counted
from briefer.write.cost import Meter, Reservation
from briefer.write.deferral import Asked, Kept, Question
from briefer.write.endpoint import Lesson, Mode, bare, learn, lower_mode
from briefer.write.faults import Fault
from briefer.write.replies import Reply, Spent
from briefer.write.request import Correction, Request, count_fields, request_fields
from briefer.write.structured import Parsed, parse_reply, schema_words
from briefer.write.tokens import count_tokens

if TYPE_CHECKING:
    from briefer.write.client import ModelClient

T = TypeVar("T", bound=BaseModel)

_MAX_LESSONS = 6
"""Refused requests in a row before an endpoint counts as unusable: there are no more than six fields to
drop."""
_MAX_REASKS = 2
_MAX_EMPTY = 1
_SHAPE_STRIKES = 2
"""Replies of the wrong shape before the schema counts as ignored; one may be a model's bad day."""


class Call(Generic[T]):
    """One request on its way."""

    def __init__(self, client: ModelClient, request: Request[T], model: str, meter: Meter, key: str = "") -> None:
        self._client = client
        self._key = key
        self._turn = 0
        self._request = request
        self._model = model
        self._total = meter
        self.meter = Meter(parent=meter)
        self._shared = self._profile = client.profile(model)
        self._max_output = request.max_output_tokens
        self._lessons = 0
        self._reasks = 0
        self._empty = 0
        self._strikes = 0
        self._correction: Correction | None = None
        self._cut_at: int | None = None
        self._stripped_from: Fault | None = None

    async def run(self) -> T:
        """The answer.

        Raises:
            CompletionError: there is none, and why.
            BudgetError: the next attempt would pass the budget.
        """
        patience, retrying = self._client.patience()
        while True:
            patience.restart()
            try:
                reply: Reply = await retrying(self._attempt)
            except Fault as fault:
                raise await self._client.error(fault, self._model, self._usage(), patience) from None
            except BudgetError:
                if self._cut_at is not None:  # the budget allows no second try with more room
                    self._raise_truncated(self._cut_at)
                raise
            answer = self._read(reply)
            if answer is not None:
                self._client.adopt(self._model, self._profile)
                return answer

    async def _attempt(self) -> Reply:
        """One reply; refusals that name a field teach, and are tried again at once without it."""
        while True:
            self._client.check_reachable()
            body = self.fields()
            try:
                return await self._post(body)
            except Fault as fault:
                lesson = self._lesson(fault, body)
                if lesson is None:
                    blind = self._stripped_from if fault.kind == "rejected" else None
                    raise blind or fault from None
                self._profile = lesson.profile
                self._max_output = lesson.max_output_tokens or self._max_output

    async def _post(self, body: dict[str, Any]) -> Reply:
        """One reply: a kept one where there is one, else the endpoint's."""
        kept = await self._kept(body)
        reply = await self._live(body) if kept is None else kept
        self._turn += 1
        return reply

    async def _kept(self, body: dict[str, Any]) -> Reply | None:
        """The reply that was kept for this turn, counted like a live one; None where it is to be asked for now.

        Raises:
            Pending: it comes by a batch.
            Fault: it was refused in a batch.
        """
        deferral = self._client.deferral
        if deferral is None:
            return None
        try:
            kept = await deferral.find(self._question(), Asked(body, self._profile, self._output_limit()))
        except Fault:
            self.meter.answered()
            raise
        if kept is None:
            return None
        self._profile = kept.profile
        for _ in range(kept.failed):
            self.meter.answered()
        self.meter.add(self._model, kept.spent, counted_here=kept.counted_here, batch=kept.batch)
        return kept.reply

    def _question(self) -> Question:
        return Question(self._key, self._request.task, self._model, self._turn)

    async def _live(self, body: dict[str, Any]) -> Reply:
        client = self._client
        reservation = await client.budget.reserve(
            self._model, lambda: count_fields(body, self._model), self._output_limit()
        )
        settled = False
        try:
            async with client.limiter.slot() as generation:
                try:
                    reply = await client.wire.post(body)
                except Fault as fault:
                    if fault.kind == "rate_limit" and client.limiter.shrink(generation):
                        client.verbose(
                            f"{client.endpoint.host} limits the rate: {counted(client.limiter.limit, 'call')} at once"
                        )
                    self._settle_fault(fault, reservation)
                    settled = True
                    raise
            client.limiter.grow()
            client.reached()
            client.budget.settle(reservation, await self._book(reply, body))
            settled = True
            return reply
        finally:
            if not settled:  # cancelled: the run is over, what was set aside is free
                client.budget.settle(reservation, 0.0)

    def _settle_fault(self, fault: Fault, reservation: Reservation) -> None:
        """Book an attempt without a reply: an answered one costs nothing, a lost one perhaps its input."""
        if fault.status is not None:
            self.meter.answered()
            self._client.reached()
        lost = fault.kind in {"timeout", "dropped"}
        self._client.budget.settle(reservation, None if lost else 0.0)

    async def _book(self, reply: Reply, body: dict[str, Any]) -> float | None:
        counted_here = reply.spent is None
        spent = reply.spent or self._counted(reply, body)
        cost = self.meter.add(self._model, spent, counted_here=counted_here)
        if self._client.deferral is not None:
            kept = Kept(reply, self._profile, spent, counted_here, batch=False)
            await self._client.deferral.keep(self._question(), kept, cost)
        return cost

    def _counted(self, reply: Reply, body: dict[str, Any]) -> Spent:
        """The tokens of a reply whose server counts none."""
        counted = count_tokens(reply.text, self._model)
        self._client.say_once(
            f"{self._client.endpoint.host} reports no usage: tokens are counted here ({counted.method})"
        )
        return Spent(count_fields(body, self._model), 0, counted.tokens)

    def fields(self) -> dict[str, Any]:
        """The request's fields as they would be sent now."""
        return request_fields(self._request, self._model, self._profile, self._output_limit(), self._correction)

    def _output_limit(self) -> int:
        return min(self._max_output, self._profile.max_output_tokens or self._max_output)

    def _lesson(self, fault: Fault, body: dict[str, Any]) -> Lesson | None:
        """What a refusal teaches; None where it does not, or too much was tried."""
        if not fault.teaches or self._lessons >= _MAX_LESSONS:
            return None
        self._lessons += 1
        current = self._client.profile(self._model)
        if current != self._shared:  # another call has learned while this one was out
            self._shared = current
            return Lesson(current, "")
        lesson = learn(self._profile, body, fault.message, fault.param)
        if lesson is not None:
            cap = lesson.max_output_tokens or lesson.profile.max_output_tokens
            if not fault.is_overflow or (cap and cap < self._output_limit()):
                self._client.learn(self._model, lesson)
                self._shared = lesson.profile
                return lesson
        if fault.is_overflow or self._stripped_from is not None:
            return None
        lesson = bare(self._profile)
        if lesson is not None:
            self._client.verbose(
                f"{self._client.endpoint.host} refused the request ({fault.message}): trying {lesson.learned}"
            )
            self._stripped_from = fault
        return lesson

    def _read(self, reply: Reply) -> T | None:
        """The answer in a reply; None where it is worth asking again.

        Raises:
            CompletionError: it is not.
        """
        if reply.refusal is not None or reply.filtered:
            why = (
                f"declined: {self._client.clean(reply.refusal)}" if reply.refusal else "was stopped by a content filter"
            )
            raise RefusalError(f"{self._who()} {why}; try another model", model=self._model, usage=self._usage())
        parsed = parse_reply(reply.text, self._request.reply)
        cut = reply.finish == "length" and not (parsed.value is not None and parsed.alone)
        if cut or (reply.finish is None and parsed.value is None and parsed.open):
            self._cut()
        elif not reply.text.strip():
            self._nothing()
        elif parsed.value is None:
            self._wrong(reply, parsed)
        elif problem := self._request.problem(parsed.value):
            self._again(reply, problem)
        else:
            return parsed.value
        return None

    def _cut(self) -> None:
        """Ask once more with twice the room, as far as endpoint and budget allow."""
        room = self._output_limit()
        doubled = min(2 * room, self._profile.max_output_tokens or 2 * room)
        if self._cut_at is not None or doubled <= room:
            self._raise_truncated(room)
        self._cut_at = room
        self._max_output = doubled
        self._client.verbose(f"{self._who()} was cut at {room} tokens: asking again with {doubled}")

    def _raise_truncated(self, room: int) -> NoReturn:
        raise TruncatedError(
            f"the reply of {self._who()} was cut at its limit of {room} tokens; "
            "use a model that thinks less, or a shorter story",
            model=self._model,
            usage=self._usage(),
        )

    def _nothing(self) -> None:
        self._empty += 1
        if self._empty > _MAX_EMPTY:
            raise InvalidOutputError(
                f"{self._who()} gave an empty reply, twice; try another model",
                model=self._model,
                usage=self._usage(),
            )
        self._client.verbose(f"{self._who()} gave an empty reply: asking again")

    def _wrong(self, reply: Reply, parsed: Parsed[T]) -> None:
        """Ask again for the right shape; a schema that is not heeded is asked for by the next rung."""
        self._strikes += parsed.fault == "shape"
        ignored = parsed.fault == "no_json" or self._strikes >= _SHAPE_STRIKES
        lesson = lower_mode(self._profile) if ignored else None
        had_schema = self._profile.mode is not Mode.JSON_SCHEMA
        if lesson is not None and self._reasks < _MAX_REASKS:
            self._profile = lesson.profile
            self._strikes = 0
            self._client.verbose(f"{self._who()} does not keep to the schema: {lesson.learned}")
        words = "" if had_schema or self._profile.mode is not Mode.JSON_SCHEMA else schema_words(self._request.reply)
        self._again(reply, parsed.problem, words)

    def _again(self, reply: Reply, problem: str, words: str = "") -> None:
        self._reasks += 1
        if self._reasks > _MAX_REASKS:
            first = self._client.clean(problem.splitlines()[0].removeprefix("- "))
            raise InvalidOutputError(
                f"the reply of {self._who()} did not fit, {self._reasks} times over: {first}; try another model",
                model=self._model,
                usage=self._usage(),
            )
        self._client.verbose(f"{self._who()} gave a reply that does not fit: {self._client.clean(problem)}")
        self._correction = Correction.of(reply.text, problem, words)

    def _who(self) -> str:
        return f"{self._model!r} at {self._client.endpoint.host}"

    def _usage(self) -> Usage:
        return self._total.usage()
