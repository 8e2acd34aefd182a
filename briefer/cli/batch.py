"""`briefer batch`: briefs for very many articles, over all cores, resumable."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.cli.engine import EngineOption, ModelPathOption, PromptStyleOption, engine_notice
from briefer.cli.output import write_result
from briefer.cli.wanted import Wanted
from briefer.errors import CompletionError, ConfigError, SourceError

if TYPE_CHECKING:
    from briefer.batch.job import Ended, Options
    from briefer.batch.runners import Runner
    from briefer.batch.tally import Tally
    from briefer.settings import Settings


class ViaName(StrEnum):
    """How the model is asked."""

    LIVE = "live"
    PROVIDER_BATCH = "provider-batch"


class RunnerName(StrEnum):
    """Who does the work."""

    LOCAL = "local"
    DAFT = "daft"


class RecordsFormat(StrEnum):
    """What the records are written as."""

    PARQUET = "parquet"
    JSONL = "jsonl"


def batch(
    input_: Annotated[
        str, typer.Argument(metavar="INPUT", help="A .jsonl, Parquet or WARC file, a folder of pages, or a glob.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where it goes; run again, it goes on.")],
    records: Annotated[
        RecordsFormat, typer.Option("--records", help="What the records are written as.")
    ] = RecordsFormat.PARQUET,
    columns: Annotated[
        str | None, typer.Option(metavar="NAME=COLUMN,...", help="Other names of html, text, id, url, title.")
    ] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Only the first N articles.")] = None,
    sample: Annotated[int | None, typer.Option(metavar="N", min=1, help="Only N articles, drawn at random.")] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="What --sample draws by.")] = 1,
    engine: EngineOption = None,
    model: Annotated[str | None, typer.Option(help="The model's name.")] = None,
    model_path: ModelPathOption = None,
    prompt_style: PromptStyleOption = None,
    base_url: Annotated[str | None, typer.Option(help="Any OpenAI-compatible endpoint.")] = None,
    prompt_dir: Annotated[Path | None, typer.Option(help="A folder of prompts of your own.")] = None,
    concurrency: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=1024, help="Model calls at once, over all workers.")
    ] = None,
    workers: Annotated[int | None, typer.Option(metavar="N", min=1, help="Processes; one a core otherwise.")] = None,
    runner: Annotated[
        RunnerName, typer.Option(help="Who does the work: processes here, or Daft, over the machines of a cluster.")
    ] = RunnerName.LOCAL,
    via: Annotated[
        ViaName,
        typer.Option(help="Ask live, or by the provider's batches: half the price, within a day, where it has them."),
    ] = ViaName.LIVE,
    coordinator: Annotated[
        str | None,
        typer.Option(metavar="HOST[:PORT]", help="The address of this machine that the workers of a cluster reach."),
    ] = None,
    max_cost: Annotated[
        float | None, typer.Option(metavar="USD", min=0, help="Stop before the whole job passes this.")
    ] = None,
    allow_thin: Annotated[bool, typer.Option("--allow-thin", help="Brief thin or blocked pages all the same.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what an earlier run could not brief.")
    ] = False,
    config: Annotated[Path | None, typer.Option(help="Another briefer.toml.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is learned of the endpoint.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Brief every article of INPUT into DIR/records.parquet; one line of JSON says how it went.

    What fails is a row with its reason. Killed or stopped, the same command goes on where it was.
    """
    from briefer.cli.run import exit_codes  # noqa: PLC0415 - `--help` needs none of this

    with exit_codes():
        from briefer.settings import load_settings  # noqa: PLC0415 - see above

        settings = load_settings(
            config=config,
            engine=engine.value if engine is not None else None,
            model=model,
            model_path=model_path,
            prompt_style=prompt_style.value if prompt_style is not None else None,
            base_url=base_url,
            prompt_dir=prompt_dir,
            concurrency=concurrency,
            max_cost_usd=max_cost,
        )
        wanted = Wanted(input_, columns, limit, sample, seed, out)
        options = _options(settings, out, records, workers, allow_thin=allow_thin, retry_failed=retry_failed)
        if via is ViaName.PROVIDER_BATCH:
            if runner is not RunnerName.LOCAL:
                raise ConfigError("--via provider-batch is for --runner local: the provider does the work")
            options = replace(options, via="provider-batch")
        if coordinator is not None:
            options = _reached_at(options, coordinator, runner)
        ended = _run(settings, wanted, options, _runner(runner, wanted), verbose=verbose, quiet=quiet)
        write_result(json.dumps(ended.summary, ensure_ascii=False), None)
        _leave(ended)


def _options(
    settings: Settings, out: Path, records: RecordsFormat, workers: int | None, *, allow_thin: bool, retry_failed: bool
) -> Options:
    from briefer.batch.job import Options  # noqa: PLC0415 - see `batch`
    from briefer.batch.records import require_parquet  # noqa: PLC0415 - see `batch`
    from briefer.parallel import core_count  # noqa: PLC0415 - see `batch`

    if records is RecordsFormat.PARQUET:
        require_parquet()
    most = core_count() if settings.chosen_engine == "extractive" else min(core_count(), settings.concurrency)
    return Options(
        out=out,
        workers=workers or most,
        records=records.value,
        allow_thin=allow_thin,
        retry_failed=retry_failed,
    )


def _reached_at(options: Options, coordinator: str, runner: RunnerName) -> Options:
    from briefer.batch.link import parse_address  # noqa: PLC0415 - see `batch`

    if runner is RunnerName.LOCAL:
        raise ConfigError("--coordinator is for workers on other machines; take --runner daft, or leave it out")
    host, port = parse_address(coordinator)
    return replace(options, host=host, port=port)


def _runner(name: RunnerName, wanted: Wanted) -> Runner:
    if name is RunnerName.LOCAL:
        from briefer.batch.runners import LocalRunner  # noqa: PLC0415 - see `batch`

        return LocalRunner()
    from briefer.batch.runners.daft import DaftRunner  # noqa: PLC0415 - see `batch`

    return DaftRunner(wanted.parts(), asdict(wanted.named()))


def _run(settings: Settings, wanted: Wanted, options: Options, runner: Runner, *, verbose: bool, quiet: bool) -> Ended:
    from briefer.batch.job import run_job  # noqa: PLC0415 - see `batch`
    from briefer.batch.tally import Tally  # noqa: PLC0415 - see `batch`
    from briefer.cli.output import notice  # noqa: PLC0415 - see `batch`
    from briefer.cli.progress import watching  # noqa: PLC0415 - see `batch`
    from briefer.cli.run import run_async  # noqa: PLC0415 - see `batch`

    if (said := engine_notice(settings)) is not None:
        notice(said, quiet=quiet)
    tally = Tally(expected=wanted.count())  # outside of the event loop: Ctrl-C ends it, however long it reads
    if (said := wanted.left_out()) is not None:
        notice(said, quiet=quiet)
    with watching(lambda: _shown(tally), quiet=quiet):
        ended = run_async(
            run_job(
                settings,
                wanted.items,
                options,
                runner=runner,
                tally=tally,
                notice=lambda text: notice(text, quiet=quiet),
                verbose=lambda text: notice(text, quiet=not verbose),
            )
        )
    if wanted.opened is not None and wanted.opened.skipped:
        notice(
            f"{wanted.opened.skipped} captures in {wanted.source} are no pages: images, scripts, redirects", quiet=quiet
        )
    return ended


def _shown(tally: Tally) -> str:
    """Where a job stands, in a line."""
    of = "" if tally.expected is None else f" of {tally.expected:,}"
    parts = [f"{tally.done + tally.skipped:,}{of} articles", f"{tally.rate:.1f}/s"]
    if tally.failed:
        parts.append(f"{tally.failed:,} failed")
    if tally.cost_usd is None:
        parts.append("cost unknown")
    elif tally.cost_usd:
        parts.append(f"${tally.cost_usd:.4f}")
    if tally.seconds_left is not None:
        parts.append(f"{timedelta(seconds=round(tally.seconds_left))} left")
    if tally.stands:
        parts.append(tally.stands)
    return " · ".join(parts)


def _leave(ended: Ended) -> None:
    """Leave with the code of what stopped the job, or of what kept all of its articles from being briefed."""
    from briefer.cli.output import notice  # noqa: PLC0415 - see `batch`

    if ended.stopped is not None:
        notice(f"{ended.stopped}; what is done is kept: run the same command to go on")
        raise typer.Exit(ended.stopped.exit_code)
    if ended.summary["failed"] and not ended.summary["briefed"]:
        notice(f"none of {ended.summary['failed']} articles could be briefed; {ended.records} has the reasons")
        raise typer.Exit(CompletionError.exit_code if ended.unanswered else SourceError.exit_code)
