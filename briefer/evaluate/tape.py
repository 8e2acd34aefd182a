"""The transport of one case: it plays kept replies, and where it may, asks for those that are missing.

It sits where a request leaves for the network, so everything above it (the client, its retries, the checks) runs as it
does live. What is asked is handed on at once, so that a run which is killed has lost nothing that was paid for. Answers
that another day would give differently (429, 5xx, a refused key) are passed on and not kept.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpx2

from briefer.evaluate.cassette import KeptReply, asked_of, request_digest

_LASTING = frozenset({200, 400, 404, 413, 415, 422, 501})
"""Answers to what was asked, and not to the moment it was asked at: a refused field is refused tomorrow too."""
_NO_REPLY = 410
"""What a replayed request without a reply gets: a status that nobody tries again."""


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
    ) -> None:
        self._kept: Mapping[tuple[str, int], KeptReply] = {
            (reply.digest, reply.nth): reply for reply in kept if reply.repeat == repeat
        }
        self._repeat = repeat
        self._ask = ask
        self._keep = keep
        self._secret = secret
        self._times: Counter[str] = Counter()
        self.used: list[KeptReply] = []
        """In the order they were played."""
        self.missing: list[str] = []
        """Tasks of requests that had no reply, and might not be asked."""
        self.asked = 0
        """Requests that went to the endpoint."""
        self.refused = 0
        """Of these, those that no server took."""

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
        self.asked += 1
        try:
            response: httpx2.Response = await send()
        except httpx2.ConnectError:
            self.refused += 1
            raise
        content = await response.aread()
        if response.status_code in _LASTING:
            self._times[digest] += 1
            reply = KeptReply(
                digest=digest,
                nth=nth,
                repeat=self._repeat,
                model=model,
                task=task,
                status=response.status_code,
                body=self._clean(content),
                seconds=round(time.monotonic() - started, 2),
            )
            self.used.append(reply)
            self._keep(reply)
        return response

    def _clean(self, content: bytes) -> Any:
        """The body as it is kept: without our key, should a server send it back."""
        text = content.decode("utf-8", "replace")
        if self._secret:
            text = text.replace(self._secret, "***")
        try:
            return json.loads(text)
        except ValueError:
            return text


def _played(kept: KeptReply, request: httpx2.Request) -> httpx2.Response:
    if isinstance(kept.body, str):
        headers = {"content-type": "text/event-stream"}
        return httpx2.Response(kept.status, headers=headers, content=kept.body.encode(), request=request)
    return httpx2.Response(kept.status, json=kept.body, request=request)


class TapeClient(httpx2.AsyncClient):
    """An HTTP client whose requests go past a tape."""

    def __init__(self, tape: Tape, **options: Any) -> None:
        super().__init__(**options)
        self._tape = tape

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """The reply to a request, from the tape where it has one."""
        return await self._tape.answer(request, lambda: super(TapeClient, self).send(request, **options))
