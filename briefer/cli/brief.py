"""`briefer brief`: a brief for each source, or one of them all."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.cli.output import check_writable, notice, show_page, write_result
from briefer.cli.run import exit_codes, run_async
from briefer.text.counting import counted

if TYPE_CHECKING:
    from briefer.article import Article, Story
    from briefer.brief import BriefRecord
    from briefer.errors import BrieferError
    from briefer.settings import Settings


class Format(StrEnum):
    """How a brief is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    EMAIL = "email"


class EngineChoice(StrEnum):
    """What writes the brief."""

    AUTO = "auto"
    LLM = "llm"
    EXTRACTIVE = "extractive"


def brief(
    source: Annotated[
        list[str],
        typer.Argument(help="A URL, a file (.html .txt .md .pdf .eml .json of an Article), or - for stdin."),
    ],
    together: Annotated[bool, typer.Option("--together", help="One brief of all the sources.")] = False,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to print it.")] = Format.TEXT,  # noqa: A002
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, whole or not at all.")
    ] = None,
    engine: Annotated[
        EngineChoice | None, typer.Option(help="What writes it; auto takes llm where a key or base URL is set.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="The model's name.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Any OpenAI-compatible endpoint.")] = None,
    prompt_dir: Annotated[Path | None, typer.Option(help="A folder of prompts of your own.")] = None,
    check: Annotated[
        list[str] | None,
        typer.Option("--check", metavar="NAME=MODE", help="Let a check only warn: quote=warn; repeat it for several."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if anything is held or fails.")] = False,
    judge: Annotated[
        bool, typer.Option("--judge", help="Ask a model about what the checks leave open; it changes no finding.")
    ] = False,
    judge_votes: Annotated[
        int, typer.Option(metavar="N", min=1, max=9, help="Votes on each claim; more than half decide.")
    ] = 3,
    max_cost: Annotated[float | None, typer.Option(metavar="USD", min=0, help="Stop before passing this.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show prompts, tokens and price; call nothing.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Ask the model anew.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the evidence view in the browser.")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetch from private addresses too.")] = False,
    allow_thin: Annotated[
        bool, typer.Option("--allow-thin", help="Brief a thin or blocked page all the same.")
    ] = False,
    url: Annotated[str | None, typer.Option(help="Where a saved or piped page came from.")] = None,
    config: Annotated[Path | None, typer.Option(help="Another briefer.toml.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is learned of the endpoint.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Write a brief of each SOURCE: What happened, Who said what, What next?"""
    from briefer.settings import load_settings  # noqa: PLC0415 - start-up stays light

    with exit_codes():
        check_writable(output)
        settings = load_settings(
            config=config,
            checks=check or (),
            engine=engine.value if engine is not None else None,
            model=model,
            base_url=base_url,
            prompt_dir=prompt_dir,
            max_cost_usd=max_cost,
            allow_private=allow_private or None,
            use_cache=False if no_cache else None,
        )
        if judge:
            from briefer.write.judge import require_endpoint  # noqa: PLC0415 - start-up stays light

            require_endpoint(settings)
        job = _Job(settings, source, together=together, url=url, allow_thin=allow_thin, verbose=verbose, quiet=quiet)
        if dry_run:
            write_result(run_async(job.dry_run(as_json=format is Format.JSON)), output)
            job.exit(())
            return
        records = run_async(job.run(votes=judge_votes if judge else 0))
        if records:
            write_result(_printed(records, format, output), output)
            if open_:
                _open_in_browser(records)
        job.exit(records, strict=strict)


class _Job:
    """One run of the command: its sources, what went wrong, what to say."""

    def __init__(
        self,
        settings: Settings,
        sources: list[str],
        *,
        together: bool,
        url: str | None,
        allow_thin: bool,
        verbose: bool,
        quiet: bool,
    ) -> None:
        self.settings = settings
        self.sources = sources
        self.together = together
        self.url = url
        self.allow_thin = allow_thin
        self.verbose = verbose
        self.quiet = quiet
        self.errors: list[BrieferError] = []

    def say(self, message: str) -> None:
        notice(message, quiet=self.quiet)

    def say_verbose(self, message: str) -> None:
        if self.verbose:
            notice(message)

    def fail(self, error: BrieferError) -> None:
        self.errors.append(error)
        notice(str(error))

    async def run(self, *, votes: int = 0) -> list[BriefRecord]:
        """The records of what could be read and briefed, in the order of the sources; judged where there are votes."""
        from briefer.cli.progress import progress  # noqa: PLC0415
        from briefer.errors import BrieferError  # noqa: PLC0415
        from briefer.pipeline import brief_many, open_desk  # noqa: PLC0415

        records: list[BriefRecord] = []
        with progress(quiet=self.quiet) as show:
            show(f"reading {_counted(self.sources)}")
            stories = await self._stories()
            if not stories:
                return []
            async with open_desk(self.settings, notice=self.say, verbose=self.say_verbose) as desk:
                self._say_engine()
                show(f"briefing {len(stories)} {'story' if len(stories) == 1 else 'stories'}")
                async for outcome in brief_many(stories, desk, concurrency=self.settings.concurrency):
                    if isinstance(outcome, BrieferError):
                        self.fail(outcome)
                    else:
                        records.append(outcome)
                        self._say_held(outcome)
            if votes and records:
                show("judging what the checks leave open")
                records = await self._judged(records, votes)
        return records

    async def _judged(self, records: list[BriefRecord], votes: int) -> list[BriefRecord]:
        """The records with the judge's word beside their findings; what it could not say is said."""
        from briefer.cli.judging import judge_records  # noqa: PLC0415

        judged, failure = await judge_records(records, self.settings, votes=votes, quiet=self.quiet)
        if failure is not None:
            self.fail(failure)
        return judged

    async def _stories(self) -> list[Story]:
        """A story of each source that can be read, or one of them all; what cannot be read is said."""
        import asyncio  # noqa: PLC0415

        from briefer.article import Story  # noqa: PLC0415
        from briefer.errors import BrieferError  # noqa: PLC0415
        from briefer.read import read_article  # noqa: PLC0415

        limit = asyncio.Semaphore(self.settings.concurrency)

        async def one(source: str) -> Article | BrieferError:
            async with limit:
                try:
                    return await read_article(source, settings=self.settings, url=self.url, allow_thin=self.allow_thin)
                except BrieferError as error:
                    return error

        outcomes = await asyncio.gather(*(one(source) for source in self.sources))
        articles = []
        for outcome in outcomes:
            if isinstance(outcome, BrieferError):
                self.fail(outcome)
            else:
                articles.append(outcome)
        if not self.together:
            return [Story((article,)) for article in articles]
        by_id = {article.id: article for article in articles}  # the same text twice is one source
        return [Story(tuple(by_id.values()))] if by_id else []

    def _say_engine(self) -> None:
        if self.settings.chosen_engine == "extractive":
            if self.settings.engine == "auto":
                self.say(
                    "engine: extractive (no model is configured); set OPENAI_API_KEY, or --base-url for any "
                    "OpenAI-compatible server, to have a model write the brief"
                )
            else:
                self.say("engine: extractive")
        else:
            self.say(f"engine: llm{f' ({self.settings.model})' if self.settings.model else ''}")

    def _say_held(self, record: BriefRecord) -> None:
        name = record.brief.headline or record.brief.sources[0].url or record.brief.sources[0].id
        if held := record.brief.held:
            count = counted(len(held), "statement")
            self.say(f"{count} held back in {name!r}: the source does not bear them out")
        for section in record.filled:
            self.say(f"{section.heading!r} in {name!r} is filled with the source's own sentences")

    async def dry_run(self, *, as_json: bool) -> str:
        """What would be sent, its tokens and its price; nothing is called."""
        from briefer.cli.dry_run import describe  # noqa: PLC0415

        stories = await self._stories()
        self._say_engine()
        return await describe(stories, self.settings, as_json=as_json)

    def exit(self, records: object, *, strict: bool = False) -> None:
        """Leave with the code of what went wrong, if anything did."""
        from briefer.brief import BriefRecord  # noqa: PLC0415

        if self.errors:
            raise typer.Exit(max(error.exit_code for error in self.errors))
        good = all(
            record.fidelity.verdict != "fail" and not record.brief.held
            for record in (records if isinstance(records, list) else ())
            if isinstance(record, BriefRecord)
        )
        if strict and not good:
            notice("not good enough for --strict: something is held or fails its checks; see the report")
            raise typer.Exit(1)


def _counted(sources: list[str]) -> str:
    return sources[0] if len(sources) == 1 else f"{len(sources)} sources"


def _printed(records: list[BriefRecord], format: Format, output: Path | None) -> str | bytes:  # noqa: A002
    """The records as they are printed: one as a document, several one a line in JSON, one below the other else."""
    from briefer.publish.render import render  # noqa: PLC0415

    if format is Format.JSON and len(records) > 1:
        return "\n".join(record.model_dump_json() for record in records)
    if format is Format.TEXT and output is None:
        return _for_terminal(records)
    parts = [render(record, format.value) for record in records]
    if len(parts) == 1:
        return parts[0]
    return "\n\n".join(part if isinstance(part, str) else part.decode() for part in parts)


def _for_terminal(records: list[BriefRecord]) -> str:
    """Text as wide as the terminal, with its colours where stdout is one."""
    import shutil  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from briefer.publish.render import render_terminal, render_text  # noqa: PLC0415

    if not sys.stdout.isatty():
        return "\n\n".join(render_text(record) for record in records)
    from rich.console import Console  # noqa: PLC0415

    console = Console(width=min(shutil.get_terminal_size().columns, 100), highlight=False)
    with console.capture() as capture:
        for record in records:
            console.print(render_terminal(record))
    return capture.get()


def _open_in_browser(records: list[BriefRecord]) -> None:
    """Show the evidence view of each record."""
    from briefer.publish.render import render_html  # noqa: PLC0415

    for record in records:
        show_page(render_html(record), "the evidence view")
