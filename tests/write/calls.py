"""A small question, and what it takes to ask it of a double."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import field_validator

from briefer.article import Contract
from briefer.settings import Settings
from briefer.write.cache import Cache
from briefer.write.client import Completion, Meter, ModelClient, Request

KEY = "sk-invented-key-0123456789"


class Verse(Contract):
    """A line and where it stands."""

    text: str
    """The line."""
    lines: tuple[int, ...]
    """Its numbers."""
    speaker: str | None
    """Whose it is; null for nobody's."""

    @field_validator("text")
    @classmethod
    def _ends(cls, text: str) -> str:
        if not text.endswith("."):
            raise ValueError("the line must end with a full stop")
        return text


GOOD = {"text": "The ferry stays in port.", "lines": [1, 2], "speaker": None}
VERSE = Verse.model_validate(GOOD)


def request(**changes: Any) -> Request[Verse]:
    """A question about a ferry."""
    given: dict[str, Any] = {
        "task": "compose",
        "system": "RULES: be brief.",
        "story": "STORY: 1 The ferry stays in port.",
        "instructions": "TASK: write a line.",
        "reply": Verse,
        "max_output_tokens": 200,
        "cache_key": "ferry",
    }
    return Request(**{**given, **changes})


@dataclass
class Desk:
    """A client with what it said and how long it would have waited."""

    client: ModelClient
    cache: Cache
    meter: Meter
    waits: list[float] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    async def ask(self, **changes: Any) -> Completion[Verse]:
        """The answer to the question."""
        return await self.client.complete(request(**changes), self.meter)


@asynccontextmanager
async def desk(
    base_url: str | None,
    *,
    folder: Any = None,
    clock: Callable[[], float] | None = None,
    **settings: Any,
) -> AsyncIterator[Desk]:
    """A client for a double: waits are recorded, not waited, and only they move the clock."""
    waits: list[float] = []
    notices: list[str] = []
    said: list[str] = []

    async def no_sleep(seconds: float) -> None:
        waits.append(seconds)

    given: dict[str, Any] = {"model": "gpt-4o-mini", "api_key": KEY, "model_timeout_s": 5.0}
    cache = Cache(folder, notice=notices.append)
    client = ModelClient(
        Settings(base_url=base_url, **{**given, **settings}),
        cache=cache,
        notice=notices.append,
        verbose=said.append,
        sleep=no_sleep,
        clock=clock or (lambda: sum(waits)),
    )
    async with client:
        yield Desk(client, cache, Meter(), waits, notices, said)
    cache.close()
