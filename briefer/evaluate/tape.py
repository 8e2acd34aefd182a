"""The transport of one case: it plays kept replies, and where it may, asks for those that are missing.

It sits where a request leaves for the network, so everything above it (the client, its retries, the checks) runs as it
does live. An answer that was paid for is handed on at once, so that a run which is killed has lost nothing. A refusal is
kept once the brief came of it all the same, or failed by the model's own doing: one that ends the brief because the
endpoint does not work is not what another day would say. 429, 5xx and a refused key are passed on and never kept. The
budget is kept here, as what is played costs nothing.
"""

from __future__ import annotations

import json
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import httpx2

from briefer.errors import BudgetError
from briefer.evaluate.cassette import KeptReply, asked_of, request_digest
from briefer.write.cost import Budget, Reservation, price_usd
from briefer.write.replies import ErrorBody, NotAReply, Reply, Spent, read_reply
from briefer.write.request import count_fields
from briefer.write.tokens import count_tokens

_LASTING = frozenset({200, 400, 404, 413, 415, 422, 501})
"""Answers to what was asked, and not to the moment it was asked at: a refused field is refused tomorrow too."""
_NO_REPLY = 410
"""What a replayed request without a reply gets: a status that nobody tries again."""
_NO_MONEY = 402
"""What a request gets that would pass the budget: the same."""
_UNBOUNDED = 4_096
"""Output tokens assumed of a request that names no limit: more than any task of ours asks for."""


class Tape:
    """The kept replies of one brief, and what became of them."""

    def __init__(
        self,
        kept: Iterable[KeptReply],
        *,
        repeat: int,
        ask: bool,
        keep: Callable[[KeptReply], None] = lambda _reply: None,
        secret: str = "",
        budget: Budget | None = None,
    ) -> None:
        self._kept: Mapping[tuple[str, int], KeptReply] = {
            (reply.digest, reply.nth): reply for reply in kept if reply.repeat == repeat
        }
        self._repeat = repeat
        self._ask = ask
        self._keep = keep
        self._secret = secret
        self._budget = budget or Budget(None)
        self._times: Counter[str] = Counter()
        self._waiting: list[KeptReply] = []
        """Answers that are kept if the brief does not fail by the endpoint's fault."""
        self.used: list[KeptReply] = []
        """In the order they were played."""
        self.missing: list[str] = []
        """Tasks of requests that had no reply, and might not be asked."""
        self.asked = 0
        """Requests that went to the endpoint."""
        self.refused = 0
        """Of these, those that no server took."""
        self.cost_usd: float | None = 0.0
        """What the answers cost that were not played; None where the price is not known."""
        self.over: BudgetError | None = None
        """Why a request was not made: it would have passed the budget."""

    @property
    def seconds(self) -> float:
        """How long the replies took that were played or heard."""
        return sum(reply.seconds for reply in self.used)

    async def answer(self, request: httpx2.Request, send: Callable[[], Any]) -> httpx2.Response:
        """The reply to a request: the kept one, or what `send` brings."""
        body = await request.aread()
        digest = request_digest(request.method, request.url.path, body)
        model, task = asked_of(body)
        nth = self._times[digest]
        kept = self._kept.get((digest, nth))
        if kept is not None:
            self._times[digest] += 1
            self.used.append(kept)
            return _played(kept, request)
        if not self._ask:
            self.missing.append(task or "a request")
            return httpx2.Response(
                _NO_REPLY, json={"error": {"message": "no recorded reply fits this request"}}, request=request
            )
        started = time.monotonic()
        try:
            response, reply = await self._asked(_fields(body), send)
        except BudgetError as error:
            self.over = self.over or error
            return httpx2.Response(_NO_MONEY, json={"error": {"message": "over the budget"}}, request=request)
        if reply is not None or _lasts(response.status_code, response.content):
            self.used.append(
                KeptReply(
                    digest=digest,
                    nth=self._times[digest],  # and not as it was before the answer: others may have asked the same
                    repeat=self._repeat,
                    model=model,
                    task=task,
                    status=response.status_code,
                    body=_kept_body(response.content),
                    seconds=round(time.monotonic() - started, 2),
                )
            )
            self._times[digest] += 1
            self._waiting.append(self.used[-1])
        if reply is not None:  # so the endpoint works, and what it refused before it refuses tomorrow too
            self.end()
        return response

    def end(self) -> None:
        """Keep what waits: the brief is made, or failed by no fault of the endpoint."""
        for reply in self._waiting:
            self._keep(reply)
        self._waiting.clear()

    async def _asked(self, asked: dict[str, Any], send: Callable[[], Any]) -> tuple[httpx2.Response, Reply | None]:
        """What the endpoint answers, body included, and the model's reply in it; within the budget.

        Raises:
            BudgetError: it was not asked.
        """
        model = str(asked.get("model") or "")
        reservation = await self._reserve(asked, model)
        cost: float | None = 0.0
        self.asked += 1
        try:
            response: httpx2.Response = await send()
            content = await response.aread()
            if self._secret and self._secret.encode() in content:
                response = _without(self._secret, response)
                content = response.content
            reply = _reply(content) if response.status_code == 200 and "messages" in asked else None
            if reply is not None:
                cost = price_usd(model, reply.spent or _counted(asked, reply, model))
                self.cost_usd = None if cost is None or self.cost_usd is None else self.cost_usd + cost
        except httpx2.ConnectError:
            self.refused += 1
            raise
        except httpx2.HTTPError:
            cost = None  # it may have been read, and then costs its input
            raise
        finally:
            self._budget.settle(reservation, cost)
        return response, reply

    async def _reserve(self, asked: dict[str, Any], model: str) -> Reservation:
        if "messages" not in asked:
            return Reservation(0.0, 0.0)
        limit = asked.get("max_completion_tokens") or asked.get("max_tokens") or _UNBOUNDED
        return await self._budget.reserve(model, lambda: count_fields(asked, model), limit)


def _kept_body(content: bytes) -> Any:
    """A body as it is kept: its JSON, or its text where it is none."""
    text = content.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        return text


def _without(secret: str, response: httpx2.Response) -> httpx2.Response:
    """The response without our key, should a server send it back: what is kept and what is published are the same."""
    about_the_body = {"content-length", "content-encoding", "transfer-encoding"}
    return httpx2.Response(
        response.status_code,
        headers=[(name, value) for name, value in response.headers.multi_items() if name.lower() not in about_the_body],
        content=response.content.replace(secret.encode(), b"***"),
        request=response.request,
    )


def _fields(body: bytes) -> dict[str, Any]:
    """The fields of a request; none of one without a body."""
    fields = json.loads(body) if body else {}
    return fields if isinstance(fields, dict) else {}


def _reply(content: bytes) -> Reply | None:
    """The model's reply in a body; None where it is something else."""
    try:
        return read_reply(content)
    except (NotAReply, ErrorBody):
        return None


def _counted(asked: dict[str, Any], reply: Reply, model: str) -> Spent:
    """The tokens of a reply whose server counts none."""
    return Spent(count_fields(asked, model), 0, count_tokens(reply.text, model).tokens)


def _lasts(status: int, content: bytes) -> bool:
    """Whether an answer without a reply would be the same tomorrow; gateways send their errors with status 200 too."""
    if status != 200:
        return status in _LASTING
    try:
        read_reply(content)
    except ErrorBody as error:
        return error.status in _LASTING
    except NotAReply as error:
        return not error.cut
    return True


def _played(kept: KeptReply, request: httpx2.Request) -> httpx2.Response:
    if isinstance(kept.body, str):
        headers = {"content-type": "text/event-stream"}
        return httpx2.Response(kept.status, headers=headers, content=kept.body.encode(), request=request)
    return httpx2.Response(kept.status, json=kept.body, request=request)


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to trust, read once: it takes longer than all checks of a brief, and every brief has a client of its own."""
    return httpx2.create_ssl_context()


class TapeClient(httpx2.AsyncClient):
    """An HTTP client whose requests go past a tape."""

    def __init__(self, tape: Tape, **options: Any) -> None:
        super().__init__(**({"verify": _certificates()} | options))
        self._tape = tape

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """The reply to a request, from the tape where it has one."""
        return await self._tape.answer(request, lambda: super(TapeClient, self).send(request, **options))
