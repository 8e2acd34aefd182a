"""The lines of a batch: a request as it is sent, and what a line of the results says about it.

The results stand in no order, in two files, in shapes that differ from provider to provider; a line is known by its
`custom_id` alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from briefer.write.faults import Fault, clean_message, status_fault
from briefer.write.replies import ErrorBody, NotAReply, Reply, read_reply

URL: Final = "/v1/chat/completions"
"""What a line asks for, whatever the path of the base URL: the batch's name for it."""
_STREAMING = frozenset({"stream", "stream_options"})
_LASTING = frozenset({400, 404, 413, 415, 422, 501})
"""Answers to what was asked, and not to the moment it was asked at."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request."""

    id: str
    kind: Literal["answered", "refused", "passing"]
    """refused: for good; passing: it may be answered another time."""
    reply: Reply | None = None
    fault: Fault | None = None
    counted: bool = False
    """Whether an endpoint answered at all: one that expired was not asked."""


def body_text(body: Mapping[str, Any]) -> str:
    """A request's body as JSON; nothing in a batch is streamed."""
    fields = {name: value for name, value in body.items() if name not in _STREAMING}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def request_line(identity: str, body: str) -> bytes:
    """The line that asks for one completion."""
    head = json.dumps({"custom_id": identity, "method": "POST", "url": URL}, separators=(",", ":"))
    return f'{head[:-1]},"body":{body}}}\n'.encode("utf-8", "replace")


def read_line(line: bytes, secrets: tuple[str, ...]) -> Outcome | None:
    """What a line of results says; None for a line that says nothing of any request."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, Mapping) or not isinstance(document.get("custom_id"), str):
        return None
    identity = document["custom_id"]
    response, error = document.get("response"), document.get("error")
    if isinstance(response, Mapping) and response:
        status = response.get("status_code")
        return _answer(identity, status if isinstance(status, int) else 200, response.get("body"), secrets)
    return Outcome(identity, "passing", fault=_never_asked(error, secrets))


def _answer(identity: str, status: int, body: object, secrets: tuple[str, ...]) -> Outcome:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    if status != 200:
        return _failed(identity, status_fault(status, content, None, secrets))
    try:
        return Outcome(identity, "answered", read_reply(content), counted=True)
    except ErrorBody as error:
        fault = status_fault(error.status, str(error).encode(), None, secrets)
        fault.code = fault.code or error.code
    except NotAReply as error:
        fault = Fault("dropped", clean_message(str(error), secrets), status=200)
    return _failed(identity, fault)


def _failed(identity: str, fault: Fault) -> Outcome:
    lasting = fault.kind == "rejected" and fault.status in _LASTING
    return Outcome(identity, "refused" if lasting else "passing", fault=fault, counted=True)


def _never_asked(error: object, secrets: tuple[str, ...]) -> Fault:
    """The fault of a line without an answer: it expired, was cancelled, or the provider failed."""
    said = error if isinstance(error, Mapping) else {"message": error or "no reason given"}
    message = clean_message(str(said.get("message") or said.get("code") or said), secrets)
    return Fault("server", message, code=str(said.get("code") or "") or None)
