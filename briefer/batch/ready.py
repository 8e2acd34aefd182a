"""What is settled once for a job, before its workers start: the model's name, the fence's secret, what job it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from typing import Any

from briefer.pipeline import require_endpoint
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
        ConfigError: the llm engine is wanted, and there is neither a key nor a base URL; or the local one, and there is
            no model file, or it cannot be served.
        PromptError: a prompt cannot be read.
        CompletionError: the endpoint had to be asked for its model's name, and did not answer.
    """
    checks = settings.check.model_dump()
    if settings.chosen_engine == "extractive":
        yield Ready(settings, b"", {"engine": "extractive", "check": checks})
        return
    require_endpoint(settings)
    from briefer.write.cache import Cache  # noqa: PLC0415 - the extractive engine needs none of these
    from briefer.write.client import ModelClient  # noqa: PLC0415
    from briefer.write.modelled import PromptSets  # noqa: PLC0415
    from briefer.write.style import chosen_style  # noqa: PLC0415

    prompts = PromptSets.load(settings.prompt_dir)
    async with AsyncExitStack() as stack:
        if settings.engine == "local":
            from briefer.write.local import serving  # noqa: PLC0415 - as heavy as it is seldom

            settings = await stack.enter_async_context(serving(settings, notice))  # one model, whoever works with it
        cache = stack.enter_context(closing(Cache(settings.cache_dir, notice=notice)))
        client = await stack.enter_async_context(ModelClient(settings, cache=cache, notice=notice))
        model = await client.model_name()
        style = chosen_style(settings, model)
        folder = settings.prompt_dir and settings.prompt_dir.resolve()
        told = {"model": model, "endpoint": client.endpoint.shown, "prompts": dict(prompts.digests(style))}
        yield Ready(
            settings.model_copy(
                update={"model": model, "cache_dir": None, "prompt_dir": folder, "prompt_style": style}
            ),
            cache.secret(),
            {"engine": "llm", **told, "check": checks},
        )
