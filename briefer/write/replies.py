"""A chat completion as it came, read without trust: JSON or server-sent events, in any shape servers give it.

Enters: the body's bytes. Leaves: a `Reply`, or `NotAReply` where the body is none. Nothing is judged here:
whether the text is an answer is for `structured`, what to do about it for `call`. Numbers that make no sense
count as not given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_BODY_BYTES = 8_000_000
"""A reply of the longest brief is 20 KB; a body past this is no reply, whatever it is."""


class NotAReply(ValueError):  # noqa: N818 - it says what the body is not
    """The body is no chat completion; `cut` where it began like one."""

    def __init__(self, message: str, *, cut: bool) -> None:
        super().__init__(message)
        self.cut = cut


class ErrorBody(ValueError):  # noqa: N818 - a body, not an exception's name
    """The body is an error that came with HTTP 200, as gateways send it."""

    def __init__(self, message: str, *, status: int, code: str | None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Spent:
    """The tokens of one reply, as the server counted them."""

    input: int
    cached: int
    output: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One completion: what the model said and why it stopped."""

    text: str
    """The answer: the message's content, else the tool's arguments, else what a server filed under
    reasoning."""
    refusal: str | None
    finish: str | None
    """Why it stopped, in lower case; None where the server has not said."""
    spent: Spent | None
    """None where the server counts nothing."""
    choices: int

    @property
    def filtered(self) -> bool:
        """Whether a content filter stopped it."""
        return self.finish in {"content_filter", "safety", "prohibited_content", "blocklist", "recitation"}


@dataclass(slots=True)
class _Message:
    """A message while it is put together from deltas."""

    content: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    refusal: list[str] = field(default_factory=list)
    finish: str | None = None
    spent: Spent | None = None
    choices: int = 0

    def add(self, choice: Mapping[str, Any], message: object) -> None:
        self.choices += 1
        finish = choice.get("finish_reason")
        self.finish = finish.lower() if isinstance(finish, str) and finish else self.finish
        if not isinstance(message, Mapping):
            return
        self.content.append(_text(message.get("content")))
        self.reasoning.append(_text(message.get("reasoning_content") or message.get("reasoning")))
        self.refusal.append(_text(message.get("refusal")))
        calls = message.get("tool_calls")
        functions = (
            [call.get("function") for call in calls if isinstance(call, Mapping)] if isinstance(calls, list) else []
        )
        for function in (*functions[:1], message.get("function_call")):
            if isinstance(function, Mapping):
                arguments = function.get("arguments")
                self.arguments.append(arguments if isinstance(arguments, str) else _dumped(arguments))

    def reply(self) -> Reply:
        content, arguments = "".join(self.content), "".join(self.arguments)
        text = next((part for part in (arguments, content, "".join(self.reasoning)) if part.strip()), "")
        return Reply(text, "".join(self.refusal).strip() or None, self.finish, self.spent, self.choices)


def read_reply(body: bytes) -> Reply:
    """The reply in a response's body.

    Raises:
        NotAReply: the body is no chat completion, or was cut off.
        ErrorBody: the body says that there was an error.
    """
    text = body.decode("utf-8", "replace").strip()
    if text.startswith(("data:", "event:", "id:", "retry:", ":")):
        return _from_events(text.splitlines())
    document = _parse(text)
    if not isinstance(document, Mapping):
        cut = text.startswith(("{", "[")) or not text
        raise NotAReply(_excerpt(text), cut=cut)
    _raise_error(document)
    choices = document.get("choices")
    if not isinstance(choices, list):
        raise NotAReply(_excerpt(text), cut=False)
    message = _Message(spent=_spent(document.get("usage")))
    for choice in choices[:1]:
        if isinstance(choice, Mapping):
            message.add(choice, choice.get("message") or {"content": choice.get("text")})
    return message.reply()


def _from_events(lines: Iterable[str]) -> Reply:
    """The reply that a stream's events make up; a stream that broke off has no finish reason."""
    message = _Message()
    seen = 0
    for line in lines:
        if not line.startswith("data:"):
            continue
        data = line[5:].strip()
        if data == "[DONE]":
            break
        event = _parse(data)
        if not isinstance(event, Mapping):
            continue  # the line that a dropped connection cut; what came before it tells
        _raise_error(event)
        seen += 1
        message.spent = _spent(event.get("usage")) or message.spent
        choices = event.get("choices")
        for choice in choices[:1] if isinstance(choices, list) else []:
            if isinstance(choice, Mapping) and choice.get("index") in (0, None):
                message.add(choice, choice.get("delta") or choice.get("message"))
    if not seen:
        raise NotAReply("a stream without events", cut=True)
    return message.reply()


def _parse(text: str) -> Any:
    """The JSON value, None where there is none; a body that nests too deep has none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _raise_error(document: Mapping[str, Any]) -> None:
    error = document.get("error")
    if not error or document.get("choices"):
        return
    message, code = (error.get("message"), error.get("code")) if isinstance(error, Mapping) else (error, None)
    status = int(code) if isinstance(code, int) and 400 <= code <= 599 else 502
    raise ErrorBody(str(message or "no reason given"), status=status, code=None if code is None else str(code))


def _text(content: object) -> str:
    """The text of a message's content: a string, or the texts of a list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_part(part) for part in content)
    return ""


def _part(part: object) -> str:
    if isinstance(part, Mapping):
        text = part.get("text")
        part = text.get("value") if isinstance(text, Mapping) else text
    return part if isinstance(part, str) else ""


def _dumped(arguments: object) -> str:
    return "" if arguments is None else json.dumps(arguments)


def _spent(usage: object) -> Spent | None:
    """The usage that a server reports; None where it reports none that makes sense."""
    if not isinstance(usage, Mapping):
        return None
    tokens = [_count(usage.get(name)) for name in ("prompt_tokens", "completion_tokens")]
    if tokens[0] is None or tokens[1] is None or not any(tokens):
        return None
    details = usage.get("prompt_tokens_details")
    cached = _count(details.get("cached_tokens")) if isinstance(details, Mapping) else None
    cached = cached if cached is not None else _count(usage.get("prompt_cache_hit_tokens"))  # DeepSeek's name
    return Spent(input=tokens[0], cached=min(cached or 0, tokens[0]), output=tokens[1])


def _count(value: object) -> int | None:
    """A token count; None for what cannot be one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        return None
    return int(value)


def _excerpt(text: str) -> str:
    return text[:200] or "an empty body"
