"""`briefer daily`: the day's edition, from feeds to readers; one line of JSON tells a scheduler how it went.

Here are the options; what they do is in `daily_job` (one run), `daily_mail` (its delivery), `daily_suppress` (the
suppression list) and `daily_words` (what is said).
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.cli.engine import EngineOption, ModelPathOption, PromptStyleOption
from briefer.cli.output import notice, write_result
from briefer.cli.run import exit_codes, run_async

if TYPE_CHECKING:
    from briefer.settings import Settings


class Schedule(StrEnum):
    """What runs it each morning."""

    CRON = "cron"
    SYSTEMD = "systemd"
    GITHUB = "github"


def daily(
    config: Annotated[Path | None, typer.Option(help="Another briefer.toml.")] = None,
    date_: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="A back issue of that day.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write edition.json, .html, .txt, .eml, .md, .xml, rejected.jsonl."),
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Mail it; run again, it goes on with who is left.")] = False,
    to: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Mail a proof to this address alone.")] = None,
    approve: Annotated[bool, typer.Option("--approve", help="Let an edition go that waits, and mail it.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Mail those too whom the server refused for good (5xx).")
    ] = False,
    suppress: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS|TOKEN", help="Never mail this reader again; TOKEN is their link's to unsubscribe."
        ),
    ] = None,
    unsuppress: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Take an address off the suppression list.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be read, briefed, spent and sent; call no model.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each story is where it is.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the edition in the browser.")] = False,
    min_stories: Annotated[
        int, typer.Option(metavar="N", min=1, help="Fewer are no edition: exit 1, nothing sent.")
    ] = 1,
    print_schedule: Annotated[
        Schedule | None, typer.Option("--print-schedule", help="Print a ready file for cron, systemd or github.")
    ] = None,
    copy_templates: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Copy the edition's templates, to be edited; see template_dir in [edition]."),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="A bundled day of invented feeds: no key, no network.")] = False,
    engine: EngineOption = None,
    model_path: ModelPathOption = None,
    prompt_style: PromptStyleOption = None,
    model: Annotated[str | None, typer.Option(help="The model's name.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Any OpenAI-compatible endpoint.")] = None,
    max_cost: Annotated[float | None, typer.Option(metavar="USD", min=0, help="Stop before passing this.")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetch from private addresses too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Make the day's edition from the feeds in briefer.toml, and mail it."""
    with exit_codes():
        from briefer.settings import load_settings  # noqa: PLC0415 - start-up stays light

        if copy_templates is not None:
            from briefer.publish.render import templates  # noqa: PLC0415

            templates.copy_templates(copy_templates)
            notice(f'copied; use them with template_dir = "{copy_templates}" in [edition]', quiet=quiet)
            return
        settings = load_settings(
            config=config,
            engine=engine.value if engine is not None else None,
            model_path=model_path,
            prompt_style=prompt_style.value if prompt_style is not None else None,
            model=model,
            base_url=base_url,
            max_cost_usd=max_cost,
            allow_private=allow_private or None,
        )
        if print_schedule is not None:
            write_result(_schedule(print_schedule, settings, config), None)
            return
        if suppress is not None or unsuppress is not None:
            from briefer.cli import daily_suppress  # noqa: PLC0415

            if suppress is not None:
                daily_suppress.suppress(settings, suppress, quiet=quiet)
            if unsuppress is not None:
                daily_suppress.unsuppress(settings, unsuppress, quiet=quiet)
            return
        from briefer.cli.daily_job import Job  # noqa: PLC0415 - the same
        from briefer.cli.daily_mail import Sending  # noqa: PLC0415

        job = Job(settings, date_, out, explain=explain, quiet=quiet, min_stories=min_stories)
        sending = Sending(send=send, approve=approve, retry_failed=retry_failed, proof=to)
        if demo:
            sending.refuse("--demo")
            raise typer.Exit(run_async(job.demo(open_=open_)))
        if dry_run:
            run_async(job.dry_run())
            return
        raise typer.Exit(run_async(job.run(sending, open_=open_)))


def _schedule(which: Schedule, settings: Settings, config: Path | None) -> str:
    from datetime import datetime  # noqa: PLC0415 - see `daily`

    from briefer.cli.daily_job import find_zone  # noqa: PLC0415 - the same
    from briefer.publish.schedule import schedule_text  # noqa: PLC0415 - the same

    zone = find_zone(settings.file.edition.timezone)
    return schedule_text(
        which.value,
        title=settings.file.edition.title,
        zone=zone,
        store=settings.file.store.path,
        folder=Path.cwd(),
        program=str(Path(sys.argv[0]).resolve()) if Path(sys.argv[0]).name == "briefer" else "briefer",
        config=config,
        today=datetime.now(zone).date(),
    )
