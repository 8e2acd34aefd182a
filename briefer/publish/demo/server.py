"""A web server for the demo's files, on loopback alone: HTTP/1.1, GET and HEAD, ETag and 304.

Covered: connections that are kept, HEAD, If-None-Match, 400 for what is no request, 404, 405, idle clients let go.
Not covered, as nobody here asks for it: TLS, ranges, request bodies, compression.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from briefer.errors import ConfigError
from briefer.publish.demo.site import TEXT, File

_MAX_HEAD = 16_384  # bytes of a request's line and headers
_IDLE_S = 60.0
"""A brief is written on the same loop between two requests; a client that waits for that is not idle."""


def bind(port: int) -> socket.socket:
    """A socket bound to that port of 127.0.0.1; 0 takes any that is free.

    Raises:
        ConfigError: it is taken, or not ours to take.
    """
    try:
        return socket.create_server(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        raise ConfigError(f"the demo cannot be served on port {port}: {error}; take another, or 0") from error


@contextlib.asynccontextmanager
async def serve(listener: socket.socket, site: Mapping[str, File]) -> AsyncIterator[None]:
    """Answers from `site` until the context ends; then every connection is closed."""
    talks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            talks[task] = writer
            task.add_done_callback(lambda done: talks.pop(done, None))
        with contextlib.suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError):  # the client is gone
            await _talk(reader, writer, site)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(answer, sock=listener, limit=_MAX_HEAD)
    try:
        yield
    finally:
        server.close()
        await asyncio.sleep(0)  # a connection that was let in just now is among the talks only then
        for writer in talks.values():
            writer.transport.abort()
        await asyncio.gather(*talks)
        await server.wait_closed()


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    version: str
    headers: Mapping[str, str]
    """Names in lower case."""


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, site: Mapping[str, File]) -> None:
    """The requests of one connection, until either side has enough."""
    keep = True
    while keep:
        try:
            async with asyncio.timeout(_IDLE_S):
                request = _parse(await reader.readuntil(b"\r\n\r\n"))
        except asyncio.LimitOverrunError:
            request = None
        keep = request is not None and _keeps(request)
        writer.write(_answer(request, site, keep=keep))
        await writer.drain()


def _parse(head: bytes) -> _Request | None:
    """The request; None for what is none, and for one that brings a body, as it could not be told from the next."""
    line, *rest = head.decode("latin-1").strip("\r\n").split("\r\n")
    parts = line.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        return None
    pairs = (header.partition(":") for header in rest)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        return None
    return _Request(parts[0], urlsplit(parts[1]).path, parts[2], headers)


def _keeps(request: _Request) -> bool:
    return request.version == "HTTP/1.1" and request.headers.get("connection", "").lower() != "close"


def _answer(request: _Request | None, site: Mapping[str, File], *, keep: bool) -> bytes:
    if request is None:
        return _message(HTTPStatus.BAD_REQUEST, _plain(HTTPStatus.BAD_REQUEST), keep=keep)
    if request.method not in ("GET", "HEAD"):
        status = HTTPStatus.METHOD_NOT_ALLOWED
        return _message(status, _plain(status), keep=keep, extra={"Allow": "GET, HEAD"})
    bodiless = request.method == "HEAD"
    file = site.get(request.path)
    if file is None:
        return _message(HTTPStatus.NOT_FOUND, _plain(HTTPStatus.NOT_FOUND), keep=keep, bodiless=bodiless)
    tag = f'"{hashlib.sha256(file.body).hexdigest()[:16]}"'
    extra = {"ETag": tag, "Cache-Control": "no-cache"}
    if file.modified is not None:
        extra["Last-Modified"] = file.modified
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    unchanged = bool(known & {tag, "*"})
    status = HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK
    return _message(status, file, keep=keep, bodiless=bodiless, extra=extra)


def _plain(status: HTTPStatus) -> File:
    return File(f"{status.phrase}\n".encode(), TEXT)


def _message(
    status: HTTPStatus,
    file: File,
    *,
    keep: bool,
    bodiless: bool = False,
    extra: Mapping[str, str] | None = None,
) -> bytes:
    headers = dict(extra or {})
    if status is not HTTPStatus.NOT_MODIFIED:
        headers |= {"Content-Type": file.content_type, "Content-Length": str(len(file.body))}
    headers["Connection"] = "keep-alive" if keep else "close"
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    return head if bodiless or status is HTTPStatus.NOT_MODIFIED else head + file.body
