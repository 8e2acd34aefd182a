"""Requests to an endpoint are spread over several small pools."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import httpx2
import pytest

from briefer.write.lanes import LaneTransport
from briefer.write.wire import open_http


class Body(httpx2.AsyncByteStream):
    """A body that is read and closed like a real one."""

    def __init__(self) -> None:
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"yes"

    async def aclose(self) -> None:
        self.closed = True


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> list[httpx2.AsyncHTTPTransport]:
    """The pools that were sent something, in the order of the requests; "fail" in the path fails."""
    pools: list[httpx2.AsyncHTTPTransport] = []

    async def answer(self: httpx2.AsyncHTTPTransport, request: httpx2.Request) -> httpx2.Response:
        pools.append(self)
        if "fail" in request.url.path:
            raise httpx2.ConnectError("gone")
        return httpx2.Response(200, stream=Body())

    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", answer)
    return pools


def asked(path: str = "/") -> httpx2.Request:
    return httpx2.Request("GET", f"http://127.0.0.1{path}")


async def test_the_pool_with_the_fewest_under_way_is_taken(used: list[httpx2.AsyncHTTPTransport]) -> None:
    """Forty-eight open requests lie in three pools alike; one that is closed makes room where it was."""
    transport = LaneTransport(48)
    responses = [await transport.handle_async_request(asked()) for _ in range(48)]
    assert sorted(Counter(map(id, used)).values()) == [16, 16, 16]
    await responses[7].aclose()
    await transport.handle_async_request(asked())
    assert used[-1] is used[7]


async def test_a_request_that_failed_or_is_read_holds_no_place(used: list[httpx2.AsyncHTTPTransport]) -> None:
    """They all go by the first pool, as it is never the fuller one; a response closed twice is counted once."""
    transport = LaneTransport(32)
    for path in ["/", "/fail", "/"] * 3:
        try:
            response = await transport.handle_async_request(asked(path))
        except httpx2.ConnectError:
            continue
        assert await response.aread() == b"yes"
        await response.aclose()
    assert len(set(map(id, used))) == 1
    first = [await transport.handle_async_request(asked()) for _ in range(2)]
    assert used[-1] is not used[-2]
    assert not any(response.is_closed for response in first)


async def test_real_requests_at_once_come_back_whole() -> None:
    """Two hundred at a server that answers each with what it was asked."""
    conversations: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversations.append(asyncio.current_task())
        while head := await reader.readline():
            while await reader.readline() != b"\r\n":
                pass
            body = head.split()[1]
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with open_http(10, 40) as http:
        texts = await asyncio.gather(*(http.get(f"http://127.0.0.1:{port}/{number}") for number in range(200)))
    assert [response.text for response in texts] == [f"/{number}" for number in range(200)]
    await asyncio.gather(*filter(None, conversations))
    assert 1 < len(conversations) <= 42
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize(("connections", "proxy", "lanes"), [(16, "", False), (17, "", True), (64, "x", False)])
async def test_few_connections_and_a_proxy_have_one_pool(
    connections: int, proxy: str, lanes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that is given a transport would go past the proxy of the environment."""
    if proxy:
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with open_http(10, connections) as http:
        assert isinstance(http._transport, LaneTransport) is lanes
        assert bool(http._mounts) is bool(proxy)
