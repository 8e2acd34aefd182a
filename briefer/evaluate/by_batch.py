"""A suite's briefs by the provider's batch interface: pass over all cases, wait for a round, until none waits.

What goes into a batch is what a live run asks first; corrections, repairs and the judge are asked live, past the same
tape. The state stands in the run's folder, one file an endpoint, so that a run which is stopped goes on.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from briefer.errors import BrieferError, ConfigError
from briefer.evaluate.run import Job, Made, Watch, at_once, make
from briefer.settings import Settings
from briefer.write.endpoint import Endpoint
from briefer.write.provider import Pending, ProviderBatch, open_provider_batch


async def make_by_batch(todo: Sequence[Sequence[Made]], job: Job, folder: Path) -> None:
    """Make the briefs of some runs, with the state of their batches in a folder.

    Raises:
        ProviderError: an endpoint is not there, has no batches, or failed several briefs in a row.
        BudgetError: the next batch or call may pass the budget.
        ConfigError: the model is served in this process.
    """
    if job.settings.own_server is not None:
        raise ConfigError("--via provider-batch is for a model at a provider, and not for the local engine")
    async with AsyncExitStack() as stack:
        batches: dict[str, ProviderBatch] = {}
        for items in todo:
            settings = _settings(items, job)
            if settings is not None and _endpoint(settings) not in batches:
                opened = open_provider_batch(settings, folder, notice=job.notice, budget=job.budget)
                batches[_endpoint(settings)] = await stack.enter_async_context(opened)
        waiting = list(todo)
        while any(waiting):
            waiting = [await _pass(items, job, batches) for items in waiting]
            await _rounds([batch for batch in batches.values() if batch.waiting], job)


def _settings(items: Sequence[Made], job: Job) -> Settings | None:
    """Where a run's questions go; None for one that asks no model."""
    if not items or items[0].run.engine != "llm":
        return None
    return job.settings.model_copy(update={"base_url": items[0].run.base_url or job.settings.base_url})


def _endpoint(settings: Settings) -> str:
    return Endpoint.parse(settings.base_url).digest()


async def _pass(items: Sequence[Made], job: Job, batches: dict[str, ProviderBatch]) -> list[Made]:
    """Take every brief of a run as far as the replies go that are there; those that wait for more, in their order."""
    watch = Watch()
    settings = _settings(items, job)
    waiting: set[int] = set()

    async def one(item: Made) -> None:
        if settings is None:
            await make(item, job, watch)
            return
        # a name of its own for each repeat, as repeats are made to see whether answers differ
        scope = json.dumps([item.run.name, item.case.id, item.repeat])
        shelf = batches[_endpoint(settings)].deferral(scope)
        try:
            await make(item, job, watch, shelf)
        except Pending:
            waiting.add(id(item))
        else:
            item.asked += shelf.taken
            item.spent(shelf.taken_usd)

    await at_once(items, job, one)
    return [item for item in items if id(item) in waiting]


async def _rounds(batches: Sequence[ProviderBatch], job: Job) -> None:
    """One round at each endpoint, side by side: each may take a day."""
    waits = sum(told.queued + told.out for told in (batch.progress() for batch in batches))
    if waits:
        job.notice(f"{waits} questions go by batch, which may take a day; stop it and run it again as you like")
    try:
        async with asyncio.TaskGroup() as group:
            for batch in batches:
                group.create_task(batch.round())
    except* BrieferError as errors:
        first: BaseException = errors
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        raise first from None
