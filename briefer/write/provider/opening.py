"""A job opened: its state in a folder, its endpoint, its budget."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING

from briefer.errors import ConfigError, OutputError
from briefer.settings import Settings
from briefer.write.cost import Budget
from briefer.write.endpoint import Endpoint
from briefer.write.provider.api import MAX_RESULT_BYTES, BatchApi
from briefer.write.provider.database import Database
from briefer.write.provider.limits import Limits
from briefer.write.provider.parts import Parts
from briefer.write.provider.questions import Questions
from briefer.write.provider.rounds import Progress, ProviderBatch
from briefer.write.provider.steps import Steps
from briefer.write.retry import Patience
from briefer.write.wire import Wire, open_http

if TYPE_CHECKING:
    from tenacity import AsyncRetrying


def state_file(settings: Settings, folder: Path) -> Path:
    """Where the state of a job at these settings' endpoint is kept in a folder: each endpoint has its own."""
    return folder / f"provider-{Endpoint.parse(settings.base_url).digest()[:12]}.sqlite3"


@asynccontextmanager
async def open_provider_batch(  # noqa: PLR0913 - what a caller may want to hear, and what a test puts in
    settings: Settings,
    folder: Path,
    *,
    notice: Callable[[str], None] = lambda _: None,
    verbose: Callable[[str], None] = lambda _: None,
    progress: Callable[[Progress], None] = lambda _: None,
    limits: Limits | None = None,
    budget: Budget | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[ProviderBatch]:
    """The job whose state is in a folder that is there, begun or gone on with.

    `budget` None makes one of the settings' `max_cost_usd`; `limits` None takes those of the endpoint.

    Raises:
        ConfigError: there is no endpoint, or another process works in the folder.
        OutputError: the state cannot be kept there.
    """
    if not settings.has_endpoint:
        raise ConfigError("a provider batch needs OPENAI_API_KEY or --base-url; set one of them")
    endpoint = Endpoint.parse(settings.base_url)
    path = state_file(settings, folder)
    limits = limits or Limits.of(endpoint)
    timeout_s = settings.model_timeout_s

    def patience() -> tuple[Patience, AsyncRetrying]:
        counted = Patience(timeout_s, clock=clock)
        return counted, counted.retrying(sleep, lambda told: verbose(f"{endpoint.host}: {told}"))

    async with AsyncExitStack() as stack:
        database = stack.enter_context(closing(Database(path)))
        http = await stack.enter_async_context(open_http(timeout_s, 2, max_body_bytes=MAX_RESULT_BYTES))
        wire = Wire(endpoint, settings.api_key, timeout_s=timeout_s, connections=2, http=http)
        api = BatchApi(endpoint, wire, timeout_s, patience)
        steps = Steps(Parts(database, limits.attempts), api, path.with_suffix(""), database.job, notice=notice)
        budget = budget or Budget(settings.max_cost_usd)
        yield ProviderBatch(Questions(database), steps, limits, budget, notice=notice, progress=progress, sleep=sleep)


def forget(folder: Path) -> None:
    """Take the state of all jobs in a folder away: they are over, and the next ones ask anew.

    Raises:
        OutputError: it cannot be taken away.
    """
    try:
        for path in folder.glob("provider-*"):
            if path.is_dir():
                shutil.rmtree(path)
            elif ".sqlite3" in path.name:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot clear {str(folder)!r}: {error.strerror or error}") from error
