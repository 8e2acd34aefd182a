"""Connections to an endpoint in several small pools.

The pool of httpcore2 looks at each of its connections when a request comes and when it goes: at 64 in one pool that
is a tenth of a call's CPU, at 256 a third.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from typing import cast

import httpx2

_CONNECTIONS = 16
"""In one lane at most: with fewer, the lanes themselves begin to cost."""


class LaneTransport(httpx2.AsyncBaseTransport):
    """Sends each request by the lane with the fewest under way."""

    def __init__(self, connections: int) -> None:
        context = httpx2.create_ssl_context()  # reading the certificates takes 30 ms, which each pool would do anew
        lanes = math.ceil(connections / _CONNECTIONS)
        each = math.ceil(connections / lanes)
        limits = httpx2.Limits(max_connections=each, max_keepalive_connections=each)
        self._lanes = [_Lane(httpx2.AsyncHTTPTransport(verify=context, limits=limits)) for _ in range(lanes)]

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The response, whose stream holds its place in the lane until it is closed."""
        return await min(self._lanes, key=lambda lane: lane.active).send(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for lane in self._lanes:
            await lane.transport.aclose()


class _Lane:
    """One pool, and how much is under way in it."""

    def __init__(self, transport: httpx2.AsyncHTTPTransport) -> None:
        self.transport = transport
        self.active = 0

    async def send(self, request: httpx2.Request) -> httpx2.Response:
        self.active += 1
        try:
            response = await self.transport.handle_async_request(request)
        except BaseException:
            self.active -= 1
            raise
        response.stream = _Held(cast("httpx2.AsyncByteStream", response.stream), self)
        return response


class _Held(httpx2.AsyncByteStream):
    """The body of a response on its way."""

    def __init__(self, stream: httpx2.AsyncByteStream, lane: _Lane) -> None:
        self._stream = stream
        self._lane: _Lane | None = lane

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        if self._lane is not None:
            self._lane.active -= 1
            self._lane = None
        await self._stream.aclose()
