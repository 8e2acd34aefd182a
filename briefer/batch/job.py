"""A batch from its input to its files: the store opened, workers started and replaced, results written whole.

`run_job` may be killed at any moment and called again: what is finished is in the store, and the files of results appear
only when they are whole.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from briefer.batch.coordinator import Coordinator
from briefer.batch.feed import Feed
from briefer.batch.item import Item
from briefer.batch.link import KEY_BYTES
from briefer.batch.ready import ready
from briefer.batch.runners import LocalRunner, Runner, Site
from briefer.batch.sharing import Sharing
from briefer.batch.store import JobStore, Totals
from briefer.batch.tally import Tally
from briefer.batch.worker import Orders
from briefer.errors import BrieferError, ConfigError, OutputError
from briefer.files import check_writable, make_output_folder, whole_file
from briefer.settings import Settings
from briefer.write.cost import Budget
from briefer.write.limiter import Limiter

if TYPE_CHECKING:  # most jobs ask live
    from briefer.write.provider import Progress, ProviderBatch

Records = Literal["parquet", "jsonl"]
Via = Literal["live", "provider-batch"]
_SPENT = "spent_usd"
_BY_BATCH = "by_batch_usd"
"""What a provider's batches have cost so far; it is part of what was spent, once they are over."""
_SPARE = 1.25
"""Items open for each place for a call: while one reads or is checked, another asks."""
_EXTRACTIVE_WINDOW = 2
"""Items open in a worker that waits for nobody: one in hand, one on its way."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a job runs, beside its settings."""

    out: Path
    workers: int
    records: Records = "parquet"
    via: Via = "live"
    allow_thin: bool = False
    retry_failed: bool = False
    host: str = "127.0.0.1"
    """The address of this machine that the workers reach."""
    port: int = 0
    """0 for any that is free."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    summary: Mapping[str, Any]
    records: Path
    stopped: BrieferError | None
    """Why it did not come to the end of its input."""
    unanswered: int = 0
    """Articles among its rows that the model or its endpoint failed."""


async def run_job(
    settings: Settings,
    items: Callable[[], Iterator[Item]],
    options: Options,
    *,
    runner: Runner | None = None,
    tally: Tally | None = None,
    notice: Callable[[str], None] = lambda _: None,
    verbose: Callable[[str], None] = lambda _: None,
) -> Ended:
    """Brief the items, those finished by earlier runs left out, and write DIR/records and DIR/summary.json.

    A runner that reads the input itself leaves `items` alone.

    Raises:
        ConfigError: the settings or the folder are of no use.
        CompletionError: the endpoint had to be asked for its model's name, and did not answer.
    """
    runner = runner or LocalRunner()
    tally = tally or Tally()
    if options.via == "provider-batch" and settings.chosen_engine != "llm":
        raise ConfigError(
            f"--via provider-batch is for a model at a provider, and not for the {settings.chosen_engine} engine"
        )
    make_output_folder(options.out)
    check_writable(options.out / f"records.{options.records}")  # now, and not after a night
    with JobStore.open(options.out) as store:
        async with (
            ready(settings, notice=notice) as job,
            _provider(job.settings, store, options, tally, notice) as provider,
        ):
            store.agree(job.identity | {"allow_thin": options.allow_thin})
            sharing = _sharing(job.settings, store, provider, verbose)
            orders = Orders(
                job.settings,
                job.secret.hex(),
                options.allow_thin,
                _window(job.settings, options),
                deferred=provider is not None,
            )
            feed = Feed(store, None if runner.reads else items(), tally, retry_failed=options.retry_failed)
            while True:
                coordinator = Coordinator(
                    feed,
                    tally,
                    sharing,
                    key=secrets.token_bytes(KEY_BYTES),
                    welcome=orders.message(),
                    deferral=provider.deferral() if provider else None,
                    notice=verbose,
                )
                await _pass(coordinator, feed, runner, options, notice)
                if provider is None or coordinator.stopped is not None or not provider.waiting:
                    break
                told = provider.progress()
                notice(
                    f"{told.queued + told.out:,} questions go by batch, which may take a day; "
                    "stop it and run it again as you like"
                )
                try:
                    await provider.round()
                except BrieferError as error:
                    coordinator.stopped = error
                    break
                finally:
                    _note_by_batch(store, provider)
                feed.start_over(items())
        if isinstance(coordinator.stopped, OutputError):  # there is no room for results either
            raise coordinator.stopped
        if provider is not None and coordinator.stopped is None:
            store.put(_SPENT, repr(provider.budget.spent_usd))
            store.put(_BY_BATCH, "0.0")
            _forget(options.out)
        return _written(store, coordinator, options, tally, sharing.budget.spent_usd)


async def _pass(
    coordinator: Coordinator, feed: Feed, runner: Runner, options: Options, notice: Callable[[str], None]
) -> None:
    """Take every item as far as it goes: to its row, or to answers that come by a batch."""
    if not runner.reads and not await _any_work(feed):
        coordinator.stopped = feed.broken
        return
    async with _listening(coordinator, options) as address:
        await runner.run(Site(coordinator, address, coordinator.key, options.workers, notice))


@asynccontextmanager
async def _provider(
    settings: Settings, store: JobStore, options: Options, tally: Tally, notice: Callable[[str], None]
) -> AsyncIterator[ProviderBatch | None]:
    """What has answers brought by the provider's batches, where they are wanted."""
    if options.via == "live":
        yield None
        return
    from briefer.write.provider import open_provider_batch  # noqa: PLC0415 - most jobs ask live

    def progress(told: Progress) -> None:
        tally.stands = f"{told.out:,} questions out in {told.batches} batches, {told.done_out:,} of them answered"

    budget = Budget(settings.max_cost_usd)
    budget.spent_usd = float(store.get(_SPENT) or 0.0)
    async with open_provider_batch(settings, options.out, notice=notice, progress=progress, budget=budget) as provider:
        _note_by_batch(store, provider)
        yield provider


def _note_by_batch(store: JobStore, provider: ProviderBatch) -> None:
    """Keep what the batches have cost, for a run that goes on without them."""
    store.put(_BY_BATCH, repr(provider.progress().spent_usd or 0.0))


async def _any_work(feed: Feed) -> bool:
    """Whether workers are needed at all."""
    while not feed.look_ahead():  # noqa: ASYNC110 - there is no event to wait for: looking is the work
        await asyncio.sleep(0)  # Ctrl-C is heard while it passes over what is finished
    return feed.has_work


def _forget(out: Path) -> None:
    """Take away what the provider's batches left: all of it is in rows."""
    from briefer.write.provider import forget  # noqa: PLC0415 - most jobs ask live

    forget(out)


def _sharing(
    settings: Settings, store: JobStore, provider: ProviderBatch | None, notice: Callable[[str], None]
) -> Sharing:
    """Budget and places; what earlier runs spent counts, and what a killed one may have spent."""
    limiter = Limiter(settings.concurrency)
    if provider is not None:  # it keeps what was spent, by batches and live
        return Sharing(provider.budget, limiter, keep_spent=lambda _usd: None, notice=notice)
    by_batch = float(store.get(_BY_BATCH) or 0.0)
    return Sharing(
        _budget(settings, store),
        limiter,
        keep_spent=lambda usd: store.put(_SPENT, repr(usd - by_batch)),
        notice=notice,
    )


def _budget(settings: Settings, store: JobStore) -> Budget:
    budget = Budget(settings.max_cost_usd)
    budget.spent_usd = float(store.get(_SPENT) or 0.0) + float(store.get(_BY_BATCH) or 0.0)
    return budget


def _window(settings: Settings, options: Options) -> int:
    if settings.chosen_engine == "extractive":
        return _EXTRACTIVE_WINDOW
    return int(settings.concurrency * _SPARE / options.workers) + 1


@asynccontextmanager
async def _listening(coordinator: Coordinator, options: Options) -> AsyncIterator[str]:
    try:
        server = await asyncio.start_server(coordinator.serve, options.host, options.port)
    except OSError as error:
        raise ConfigError(
            f"cannot listen at {options.host}:{options.port}: {error.strerror or error}; --coordinator takes an address "
            "of this machine and a port that is free"
        ) from error
    try:
        yield f"{options.host}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await coordinator.close()
        await server.wait_closed()


def _written(store: JobStore, coordinator: Coordinator, options: Options, tally: Tally, spent_usd: float) -> Ended:
    """The files of a run: of its input where it came to the end of that, else of all that the folder has."""
    all_runs = coordinator.stopped is not None
    path = options.out / f"records.{options.records}"
    if options.records == "parquet":
        from briefer.batch.records import write_parquet  # noqa: PLC0415 - pyarrow is an extra

        write_parquet(store.rows(all_runs=all_runs), path)
    else:
        from briefer.batch.records import write_jsonl  # noqa: PLC0415 - as above

        write_jsonl(store.rows(all_runs=all_runs), path)
    spent = None if store.totals(all_runs=True).cost_usd is None else spent_usd  # then some price is not known
    totals = store.totals(all_runs=all_runs)
    summary = _summary(totals, tally, path, coordinator.stopped, spent)
    with whole_file(options.out / "summary.json") as file:
        file.write((json.dumps(summary, indent=2, ensure_ascii=False) + "\n").encode())
    return Ended(summary, path, coordinator.stopped, totals.unanswered)


def _summary(
    totals: Totals, tally: Tally, path: Path, stopped: BrieferError | None, spent_usd: float | None
) -> dict[str, Any]:
    """What a run tells of itself.

    `usage` is what its rows took; `spent_usd` what was spent in the folder in all, for what is left for later too.
    """
    return {
        "schema": "briefer/batch/1",
        "records": str(path),
        "complete": stopped is None,
        "stopped": None if stopped is None else str(stopped),
        "articles": totals.briefed + totals.failed,
        "briefed": totals.briefed,
        "failed": totals.failed,
        "verdicts": dict(totals.verdicts),
        "held": totals.held,
        "usage": {
            "calls": totals.calls,
            "input_tokens": totals.input_tokens,
            "cached_input_tokens": totals.cached_input_tokens,
            "output_tokens": totals.output_tokens,
            "cost_usd": totals.cost_usd,
        },
        "spent_usd": spent_usd,
        "this_run": {
            "briefed": tally.briefed,
            "failed": tally.failed,
            "finished_before": tally.skipped,
            "duplicates": tally.duplicates,
            "workers_lost": tally.workers_lost,
            "cost_usd": tally.cost_usd,
            "seconds": round(tally.seconds, 3),
            "per_second": round(tally.rate, 3),
        },
    }
