"""A web server on loopback that serves what a test tells it to: pages, redirects, slow and broken answers.

    with PageServer({"/story": Page("<html>...")}) as server:
        ...server.url("/story")...

Not covered: TLS, HTTP/2.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar, Self


@dataclass(frozen=True)
class Page:
    """One answer."""

    body: str | bytes = b""
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        return self.body.encode("utf-8") if isinstance(self.body, str) else self.body


@dataclass(frozen=True)
class Request:
    """One request as it came; header names in lower case."""

    path: str
    headers: Mapping[str, str]


Script = Callable[[BaseHTTPRequestHandler, "PageServer"], None]
"""Answers a request by hand: what a page cannot do, such as stalling in mid-body."""


def redirect(location: str, status: int = 302) -> Page:
    """An answer that sends the client on."""
    return Page(status=status, headers={"Location": location})


def stall_after(beginning: bytes = b"") -> Script:
    """Promises a long body, sends its beginning, and holds the connection until the server stops."""

    def answer(handler: BaseHTTPRequestHandler, server: PageServer) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        handler.wfile.write(beginning)
        handler.wfile.flush()
        server.stopping.wait()

    return answer


def never_answer(_handler: BaseHTTPRequestHandler, server: PageServer) -> None:
    """Takes the request and says nothing until the server stops."""
    server.stopping.wait()


def drip(beginning: bytes = b"", piece: bytes = b" ", every_s: float = 0.05) -> Script:
    """Sends its beginning, then a little for ever, so that no pause is long enough to count as one."""

    def answer(handler: BaseHTTPRequestHandler, server: PageServer) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        handler.close_connection = True
        handler.wfile.write(beginning)
        while not server.stopping.wait(every_s):
            handler.wfile.write(piece)
            handler.wfile.flush()

    return answer


def break_off(beginning: bytes = b"<html>") -> Script:
    """Promises a long body and closes the connection after its beginning."""

    def answer(handler: BaseHTTPRequestHandler, _server: PageServer) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        handler.wfile.write(beginning)
        handler.close_connection = True

    return answer


class PageServer:
    """Serves `routes` (path to answer) on a free port of 127.0.0.1, and keeps what was asked for in `requests`."""

    def __init__(self, routes: Mapping[str, Page | Script] | None = None) -> None:
        self.routes: dict[str, Page | Script] = dict(routes or {})
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._http = _server(self)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path; `host` may be any name that a test's resolver knows."""
        return f"http://{host}:{self.port}{path}"

    def send(self, handler: BaseHTTPRequestHandler, page: Page) -> None:
        """Answer one request with a page."""
        handler.send_response(page.status)
        if page.content_type is not None:
            handler.send_header("Content-Type", page.content_type)
        for name, value in page.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(page.data)))
        handler.end_headers()
        handler.wfile.write(page.data)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def _server(owner: PageServer) -> ThreadingHTTPServer:
    class Handler(_Handler):
        pages = owner

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = True
    return server


class _Handler(BaseHTTPRequestHandler):
    pages: ClassVar[PageServer]
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        with contextlib.suppress(ConnectionResetError):  # the client had enough of a connection that it kept
            super().handle()

    def do_GET(self) -> None:
        self.pages.requests.append(Request(self.path, {name.lower(): value for name, value in self.headers.items()}))
        answer = self.pages.routes.get(self.path, Page("no such page", status=404))
        try:
            if callable(answer):
                answer(self, self.pages)
            else:
                self.pages.send(self, answer)
        except (BrokenPipeError, ConnectionResetError):  # the client had enough
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class asks for this name
        """Say nothing: a test's output is its own."""
