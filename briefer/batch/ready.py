"""What is settled once for a job, before its workers start: the model's name, the fence's secret, what job it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import Any

from briefer.errors import ConfigError
from briefer.settings import Settings


@dataclass(frozen=True, slots=True)
class Ready:
    """A job that can start."""

    settings: Settings
    """For the workers: the model named, nothing kept on disk. The job's own rows are what it remembers."""
    secret: bytes
    identity: dict[str, Any]
    """What makes its records what they are; a folder holds one such job."""


@asynccontextmanager
async def ready(settings: Settings, *, notice: Callable[[str], None] = lambda _: None) -> AsyncIterator[Ready]:
    """The job that these settings make, as long as the endpoint that it may need is there.

    Raises:
        ConfigError: the llm engine is wanted, and there is neither a key nor a base URL.
        PromptError: a prompt cannot be read.
        CompletionError: the endpoint had to be asked for its model's name, and did not answer.
    """
    checks = settings.check.model_dump()
    if settings.chosen_engine == "extractive":
        yield Ready(settings, b"", {"engine": "extractive", "check": checks})
        return
    if not settings.has_endpoint:
        raise ConfigError(
            "the llm engine needs OPENAI_API_KEY or --base-url; set one of them, or take --engine extractive"
        )
    from briefer.write.cache import Cache  # noqa: PLC0415 - the extractive engine needs none of these
    from briefer.write.client import ModelClient  # noqa: PLC0415
    from briefer.write.llm import Prompts  # noqa: PLC0415

    prompts = Prompts.load(settings.prompt_dir)
    with closing(Cache(settings.cache_dir, notice=notice)) as cache:
        async with ModelClient(settings, cache=cache, notice=notice) as client:
            model = await client.model_name()
            endpoint = client.endpoint.shown
        secret = cache.secret()
    changes = {"model": model, "cache_dir": None, "prompt_dir": settings.prompt_dir and settings.prompt_dir.resolve()}
    yield Ready(
        settings.model_copy(update=changes),
        secret,
        {"engine": "llm", "model": model, "endpoint": endpoint, "prompts": dict(prompts.digests()), "check": checks},
    )
