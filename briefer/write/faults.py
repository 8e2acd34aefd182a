"""What goes wrong between us and an endpoint: one internal `Fault`, made from every foreign exception.

`Fault` carries data for the retry layer and for learning; `messages` makes of it the error that a person
reads. A key never appears in it. Not covered: deciding what is tried again (`retry`) and what a refusal
teaches (`endpoint`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal

Kind = Literal["connect", "timeout", "dropped", "server", "rate_limit", "rejected"]

_PASSING: frozenset[Kind] = frozenset({"connect", "timeout", "dropped", "server", "rate_limit"})
_QUOTA = re.compile(
    r"insufficient_quota|exceeded your current quota|billing|credit balance|payment required", re.IGNORECASE
)
_OVERFLOW = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum context length|context (?:size|window|length)"
    r"|prompt is too long|too many (?:input )?tokens|input (?:is )?too long",
    re.IGNORECASE,
)
_WINDOW = re.compile(r"context (?:length|size|window)[^0-9]{0,40}(\d{3,8})\b", re.IGNORECASE)
_FILTER = re.compile(r"content_filter|content_policy|responsibleaipolicy|content management policy", re.IGNORECASE)
_NO_MODEL = re.compile(
    r"model_not_found|model\b.{0,80}\b(?:not found|does not exist|not exist|unknown|no such)",
    re.IGNORECASE | re.DOTALL,
)
_MESSAGE_CHARS = 240
"""Of a server's own text: enough to recognise it, on one line."""


class Fault(Exception):  # noqa: N818 - becomes one of briefer's errors before anybody outside sees it
    """An attempt that failed."""

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        param: str | None = None,
        retry_after_s: float | None = None,
        final: bool = False,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        """The server's own words, or what happened to the connection; on one line, without keys."""
        self.status = status
        """The HTTP status; None where no answer came."""
        self.code = code
        self.param = param
        self.retry_after_s = retry_after_s
        self._final = final

    def fields(self) -> dict[str, Any]:
        """What it is made of, for a fault that travels or is kept; `Fault(**fields)` is the same again."""
        names = ("kind", "message", "status", "code", "param", "retry_after_s")
        return {name: getattr(self, name) for name in names} | {"final": self._final}

    @property
    def passing(self) -> bool:
        """Whether the same call may fare better later."""
        return self.kind in _PASSING and not self._final

    def _says(self, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(f"{self.code or ''} {self.message}"))

    @property
    def is_overflow(self) -> bool:
        """Whether the prompt did not fit the model's window."""
        return self.kind == "rejected" and self._says(_OVERFLOW)

    @property
    def window(self) -> int | None:
        """The window's size that an overflow names; None where it names none."""
        named = _WINDOW.search(self.message) if self.is_overflow else None
        return int(named[1]) if named else None

    @property
    def is_filtered(self) -> bool:
        """Whether a content filter refused the prompt."""
        return self.kind == "rejected" and self._says(_FILTER)

    @property
    def is_unknown_model(self) -> bool:
        """Whether the endpoint does not have the model."""
        return self.kind == "rejected" and self.status in {400, 404, 422} and self._says(_NO_MODEL)

    @property
    def teaches(self) -> bool:
        """Whether a field of the request may have been the reason."""
        if self.kind != "rejected" or self.is_filtered or self.is_unknown_model:
            return False
        if self.status == 404:
            return bool(re.search(r"parameter|tool use|response_format", self.message, re.IGNORECASE))
        return self.status in {400, 415, 422, 501}


def status_fault(status: int, body: bytes, retry_after: float | None, secrets: tuple[str, ...]) -> Fault:
    """The fault of an HTTP status and the body that came with it."""
    message, code, param = _read_error(body)
    message = clean_message(message, secrets)
    kind: Kind
    if status == 429 and not _QUOTA.search(f"{code or ''} {message}"):
        kind = "rate_limit"
    elif status in {408, 409, 425} or (status >= 500 and status != 501):
        kind = "server"
    else:
        kind = "rejected"
    return Fault(kind, message, status=status, code=code, param=param, retry_after_s=retry_after)


def _read_error(body: bytes) -> tuple[str, str | None, str | None]:
    """Message, code and parameter of an error body, in any of the shapes that servers give it."""
    text = body[:65_536].decode("utf-8", "replace")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return re.sub(r"<[^<>]{0,200}>", " ", text), None, None
    error: Any = document
    for name in ("error", "detail", "message"):
        if isinstance(error, Mapping) and name in error and name != "message":
            error = error[name]
    if isinstance(error, list) and error:  # a validator's list: the first says it
        first = error[0]
        if isinstance(first, Mapping) and isinstance(first.get("loc"), list):
            where = ".".join(str(part) for part in first["loc"] if part != "body")
            return (
                f"{where}: {first.get('msg') or 'not accepted'}",
                _string(first.get("type")),
                where.split(".")[0],
            )
        error = first
    if isinstance(error, Mapping):
        message = error.get("message") or error.get("msg") or error.get("detail") or json.dumps(error)
        code = _string(error.get("code")) or _string(error.get("type"))
        if code and code.isdigit():
            code = _string(error.get("type"))
        inner = error.get("innererror")
        if isinstance(inner, Mapping):
            code = f"{code or ''} {_string(inner.get('code')) or ''}".strip()
        return str(message), code, _string(error.get("param"))
    return str(error), None, None


def _string(value: object) -> str | None:
    return str(value)[:200] if isinstance(value, str | int) and not isinstance(value, bool) else None


_BEARER = re.compile(r"(?i)\b(bearer|basic|api[-_ ]?key[\"']?\s*[:=]?)\s+[\"']?[^\s\"',;]{6,}")
_KEY = re.compile(r"\b(?:sk|pk|rk|gsk|xai|AIza)[-_][\w*.\-]{4,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def clean_message(message: str, secrets: tuple[str, ...]) -> str:
    """A foreign text on one bounded line, with every key in it blotted out."""
    for secret in secrets:
        message = message.replace(secret, "***")
    # on one line and bounded before the patterns look at it, so that no server's text can keep them busy
    message = " ".join(_CONTROL.sub(" ", message).split())[: 8 * _MESSAGE_CHARS]
    message = _KEY.sub("***", _BEARER.sub(r"\1 ***", message))
    return message if len(message) <= _MESSAGE_CHARS else message[: _MESSAGE_CHARS - 1].rstrip() + "…"
