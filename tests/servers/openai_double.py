"""An OpenAI-shaped endpoint on loopback that answers by script, badly where it is told to.

    with OpenAIDouble(status(500), reply({"answer": 42})) as server:
        ... base_url=server.base_url ...
        assert len(server.chats) == 2

Each chat completion takes the next answer of the script; the last one repeats. `OpenAIDouble(smart)` asks a
function `(Chat) -> Answer` instead, so that a whole brief can be scripted. Real sockets, one thread a
connection, no sleeping: what has to stall waits until the client leaves or the server closes.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}


@dataclass(frozen=True)
class Chat:
    """A chat completion that was asked for."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]
    path: str

    @property
    def prompt(self) -> str:
        """All messages, one after the other."""
        return "\n".join(message["content"] for message in self.body["messages"])

    @property
    def last(self) -> str:
        """The last message."""
        content: str = self.body["messages"][-1]["content"]
        return content

    @property
    def mode(self) -> str:
        """How the schema was asked for: json_schema, json_object, tool or prompt."""
        if "response_format" in self.body:
            kind: str = self.body["response_format"]["type"]
            return kind
        return "tool" if "tools" in self.body else "prompt"

    @property
    def task(self) -> str:
        """The schema's name, where there is one."""
        if self.mode == "json_schema":
            name: str = self.body["response_format"]["json_schema"]["name"]
            return name
        return ""


@dataclass(frozen=True)
class Answer:
    """What the server does with one request."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    """The body ends here, though Content-Length promised all of it."""
    stall_at: int | None = None
    """The body stops here and the connection stays open."""
    drip: bool = False
    """A byte at a time, as slowly as the client's patience allows."""
    drop: bool = False
    """The connection is closed before any answer."""


Smart = Callable[[Chat], Answer]


def reply(
    content: object,
    *,
    finish: str | None = "stop",
    usage: Mapping[str, Any] | None = USAGE,
    refusal: str | None = None,
    **message: Any,
) -> Answer:
    """A chat completion; `content` is the text, or the JSON value that the text is."""
    text = content if isinstance(content, str | None) else json.dumps(content)
    if isinstance(content, list) and content and "type" in content[0]:  # a list of parts goes as it is
        text = content  # type: ignore[assignment]
    said = {"role": "assistant", "content": text, "refusal": refusal, **message}
    return completion([{"index": 0, "message": said, "finish_reason": finish}], usage=usage)


def tool_reply(content: object, name: str = "answer") -> Answer:
    """A chat completion that calls the tool with the JSON value."""
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": json.dumps(content)}}
    return reply(None, finish="tool_calls", tool_calls=[call])


def completion(choices: Sequence[object], *, usage: Mapping[str, Any] | None = USAGE) -> Answer:
    """A chat completion with these choices."""
    document = {"id": "c1", "object": "chat.completion", "created": 1, "model": "double", "choices": choices}
    return document_answer(document | ({"usage": usage} if usage else {}))


def document_answer(document: object, status: int = 200, **headers: str) -> Answer:
    """Any JSON document."""
    sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, json.dumps(document).encode(), sent)


def status(code: int, message: str = "scripted failure", **headers: str) -> Answer:
    """An error in OpenAI's shape; headers as keywords, `Retry_After="1"`."""
    return document_answer(
        {"error": {"message": message, "type": "scripted", "param": None, "code": None}}, code, **headers
    )


def refused(message: str, *, param: str | None = None, code: str | None = None, http: int = 400) -> Answer:
    """A refusal of a parameter."""
    return document_answer(
        {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}, http
    )


def stream(
    content: str, *, finish: str | None = "stop", usage: bool = True, done: bool = True, pieces: int = 5
) -> Answer:
    """The text as server-sent events."""
    size = max(len(content) // pieces, 1)
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": content[start : start + size]} for start in range(0, len(content), size)]
    events: list[Any] = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    if finish:
        events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    if usage:
        events.append({"choices": [], "usage": USAGE})
    lines = [f"data: {json.dumps(event)}\n\n" for event in events] + (["data: [DONE]\n\n"] if done else [])
    return Answer(200, "".join(lines).encode(), {"Content-Type": "text/event-stream"})


class OpenAIDouble:
    """The server; a context manager."""

    def __init__(
        self, *script: Answer | Smart, models: Sequence[str] | Answer = ("double-1",), echo_key: bool = False
    ) -> None:
        self._script = list(script)
        self._models = models
        self._echo_key = echo_key
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self.chats: list[Chat] = []
        self.other: list[str] = []
        """Requests that were no chat completions: `GET /v1/models`."""
        self.gate: threading.Event | None = None
        """Where set, chat completions wait for it before they are answered."""
        self.under_way = 0
        self.most_under_way = 0
        double = self

        class Handler(_Handler):
            server_double = double

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def base_url(self) -> str:
        """What to give as the base URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        if self.gate is not None:
            self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, chat: Chat) -> Answer:
        """The next answer of the script."""
        with self._lock:
            self.chats.append(chat)
            step = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        given = step(chat) if callable(step) else step
        if self._echo_key:
            echo = json.dumps({"error": {"message": f"bad header Authorization: {chat.headers.get('authorization')}"}})
            return Answer(given.status if given.status != 200 else 400, echo.encode(), given.headers)
        return given

    def route(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer | None:
        """What is answered to a request that a double of its own kind knows; None for all others."""
        return None

    def models(self) -> Answer:
        """What is answered to GET /models."""
        if isinstance(self._models, Answer):
            return self._models
        return document_answer({"object": "list", "data": [{"id": name, "object": "model"} for name in self._models]})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that leave early are part of the script."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_double: OpenAIDouble

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""

    def do_GET(self) -> None:
        routed = self.server_double.route("GET", self.path, self._lowered(), b"")
        if routed is not None:
            self._send(routed)
            return
        self.server_double.other.append(f"GET {self.path}")
        self._send(self.server_double.models() if self.path.endswith("/models") else status(404, "no such path"))

    def do_POST(self) -> None:
        double = self.server_double
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = self._lowered()
        routed = double.route("POST", self.path, headers, body)
        if routed is not None:
            self._send(routed)
            return
        with double._lock:
            double.under_way += 1
            double.most_under_way = max(double.most_under_way, double.under_way)
        try:
            answer = double.answer(Chat(json.loads(body), headers, self.path))
            if double.gate is not None:
                double.gate.wait(30)
        finally:
            with double._lock:
                double.under_way -= 1
        self._send(answer)

    def _lowered(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _send(self, answer: Answer) -> None:
        if answer.drop:
            self._hang_up()
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.drip:
            self._drip(answer.body)
        elif answer.stall_at is not None:
            self.wfile.write(answer.body[: answer.stall_at])
            self._wait_for_the_client_to_leave()
        elif answer.cut_at is not None:
            self.wfile.write(answer.body[: answer.cut_at])
            self._hang_up()
        else:
            self.wfile.write(answer.body)

    def _drip(self, body: bytes) -> None:
        for index in range(len(body)):
            if self.server_double._closing.wait(0.05):
                break
            self.wfile.write(body[index : index + 1])
        self.close_connection = True

    def _wait_for_the_client_to_leave(self) -> None:
        self.connection.settimeout(0.05)
        while not self.server_double._closing.is_set():
            try:
                if not self.connection.recv(1):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        self.close_connection = True

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)
