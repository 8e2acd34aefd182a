"""A structured question, and the request's fields that it becomes at an endpoint of a certain profile.

Message order: the rules (system), then the fenced story, then the task, so that all calls on a story share
their prefix and our word comes after the untrusted text. What a model has to put right follows as a turn of
its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from briefer.write.endpoint import Mode, Profile
from briefer.write.structured import schema_fields, schema_words
from briefer.write.tokens import count_tokens

T = TypeVar("T", bound=BaseModel)

_MAX_QUOTED_CHARS = 20_000
"""Of its own reply, what a model is shown again to put right."""
_MESSAGE_OVERHEAD = 16
"""Tokens that chat templates put around messages, at the most."""


def _fine(_: Any) -> None:
    """No problem: the validation of a caller that has none of its own."""
    return


@dataclass(frozen=True, slots=True)
class Request(Generic[T]):
    """One structured question about a story."""

    task: str
    """split, compose, repair, ...: names the schema."""
    system: str
    """The fixed rules, the same for every task."""
    story: str
    """The fenced story: the prefix that all calls on it share."""
    instructions: str
    """The task with its examples; in one message with the story, as some templates refuse two in a row."""
    reply: type[T]
    """What the answer is read as; its strict schema is sent."""
    max_output_tokens: int
    cache_key: str
    """Digest of task, prompts, story, variables; the client adds endpoint, model, parameters, schema."""
    problem: Callable[[T], str | None] = field(default=_fine)
    """What is wrong with an answer of the right shape, in words for the model; None where nothing is."""
    plain: bool = False
    """Whether the answer is the reply's text as it stands, without JSON: `reply` has one field, `text`."""
    reasks: int = 2
    """How often a reply that does not fit is asked for again."""
    temperature: float = 0
    """0 for one answer, the likeliest; more where several are asked for, to see whether they agree."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A reply that cannot be used, and why."""

    said: str
    complaint: str

    @classmethod
    def of(cls, said: str, *reasons: str) -> Correction:
        """The turn that asks for the answer again."""
        lines = ("That reply cannot be used:", *reasons, "Send the whole answer again, corrected.")
        return cls(said[:_MAX_QUOTED_CHARS], "\n".join(filter(None, lines)))


def request_fields(
    request: Request[T], model: str, profile: Profile, max_output_tokens: int, correction: Correction | None
) -> dict[str, Any]:
    """The fields that are sent: as few as the profile allows."""
    body: dict[str, Any] = {"model": model, "messages": _messages(request, profile, correction)}
    if profile.limit_field is not None:
        body[profile.limit_field] = max_output_tokens
    if profile.temperature:
        body["temperature"] = request.temperature
    if profile.stream:
        body["stream"] = True
        if profile.stream_usage:
            body["stream_options"] = {"include_usage": True}
    return body if request.plain else body | schema_fields(profile.mode, request.task, request.reply)


def count_fields(body: dict[str, Any], model: str) -> int:
    """The input tokens of such fields, schema included, rather too many than too few."""
    texts = [message["content"] for message in body["messages"]]
    texts += [str(body[name]) for name in ("response_format", "tools") if name in body]
    counts = [count_tokens(text, model) for text in texts]
    total = sum(count.tokens for count in counts) + _MESSAGE_OVERHEAD
    return total if counts[0].exact else int(total * 1.1)


def _messages(request: Request[T], profile: Profile, correction: Correction | None) -> list[dict[str, str]]:
    asked = f"{request.story}\n\n{request.instructions}"
    if profile.mode is not Mode.JSON_SCHEMA and not request.plain:
        asked = f"{asked}\n\n{schema_words(request.reply)}"
    messages = [{"role": "system", "content": request.system}, {"role": "user", "content": asked}]
    if not profile.system_role:
        messages = [{"role": "user", "content": f"{request.system}\n\n{asked}"}]
    if correction is not None:
        messages += [
            {"role": "assistant", "content": correction.said},
            {"role": "user", "content": correction.complaint},
        ]
    return messages
