"""`briefer check`: the fidelity of any summary against its source, one by one or very many with `--pairs`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.cli.engine import JudgePathOption

if TYPE_CHECKING:  # pydantic is imported once there is something to check
    from briefer.article import Article
    from briefer.brief import Brief, BriefRecord, FidelityReport
    from briefer.errors import BrieferError
    from briefer.settings import Settings


class CheckFormat(StrEnum):
    """How `check` prints a report."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def check(
    summary: Annotated[
        str | None,
        typer.Argument(metavar="SUMMARY", help="A brief (JSON), or any text or Markdown file; - for stdin."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source", "-s", help="What it was written from; repeat it for several. A record brings its own."
        ),
    ] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(
            "--pairs",
            metavar="IN.jsonl",
            help='Many: {"id","source","summary"} a line; scores and findings a line out.',
        ),
    ] = None,
    format: Annotated[CheckFormat, typer.Option("--format", "-f", help="How to print it.")] = CheckFormat.TEXT,  # noqa: A002 - the option's own name
    check: Annotated[
        list[str] | None,
        typer.Option("--check", metavar="NAME=MODE", help="Let a check only warn: quote=warn; repeat it for several."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if anything fails or is held.")] = False,
    judge: Annotated[
        bool, typer.Option("--judge", help="Ask a model about what the checks leave open; it changes no finding.")
    ] = False,
    judge_votes: Annotated[
        int, typer.Option(metavar="N", min=1, max=9, help="Votes on each claim; more than half decide.")
    ] = 3,
    model: Annotated[str | None, typer.Option(help="The judge's model.")] = None,
    model_path: JudgePathOption = None,
    base_url: Annotated[str | None, typer.Option(help="Any OpenAI-compatible endpoint.")] = None,
    prompt_dir: Annotated[Path | None, typer.Option(help="A folder of prompts of your own.")] = None,
    max_cost: Annotated[float | None, typer.Option(metavar="USD", min=0, help="Stop before passing this.")] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Ask the judge anew.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this file, whole or not at all."),
    ] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetch from private addresses too.")] = False,
    config: Annotated[Path | None, typer.Option(help="Another briefer.toml.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Check SUMMARY against its sources: quotations, numbers, dates, names, support."""
    from briefer.cli.output import check_writable, write_result  # noqa: PLC0415 - see `check`
    from briefer.cli.run import exit_codes  # noqa: PLC0415 - see `check`
    from briefer.errors import ConfigError  # noqa: PLC0415 - see `check`

    with exit_codes():
        if (summary is None) == (pairs is None):
            raise ConfigError("give one SUMMARY, or --pairs IN.jsonl; `briefer check --help` shows how")
        check_writable(output)
        from briefer.settings import load_settings  # noqa: PLC0415 - see `check`

        settings = load_settings(
            config=config,
            checks=check or (),
            model=model,
            model_path=model_path,
            base_url=base_url,
            prompt_dir=prompt_dir,
            max_cost_usd=max_cost,
            allow_private=allow_private or None,
            use_cache=False if no_cache else None,
        )
        if judge:
            from briefer.write.judge import require_endpoint  # noqa: PLC0415 - see `check`

            require_endpoint(settings)
        if pairs is not None:
            from briefer.cli.pairs import check_pairs  # noqa: PLC0415 - see `check`

            failed, failure = check_pairs(pairs, output, settings, votes=judge_votes if judge else 0, quiet=quiet)
            if failure is not None:
                raise failure
            raise typer.Exit(1 if strict and failed else 0)
        what, articles = _gather(summary or "-", source or [], settings)
        from briefer.check import check_summary, warn_only  # noqa: PLC0415 - see `check`

        report = check_summary(what, articles, warn_only=warn_only(settings.check))
        failure = None
        if judge:
            report, failure = _judged(report, what, articles, settings, votes=judge_votes, quiet=quiet)
        write_result(_printed(format, report, what, articles, output), output)
        if failure is not None:  # the report is out; the error decides how the command ends
            raise failure
        if strict and (report.verdict == "fail" or _held(what)):
            raise typer.Exit(1)


def _printed(
    form: CheckFormat,
    report: FidelityReport,
    what: Brief | BriefRecord | str,
    articles: Sequence[Article],
    output: Path | None,
) -> str:
    """The report in the format that was asked for."""
    if form is CheckFormat.JSON:
        return report.model_dump_json(indent=2)
    if form is CheckFormat.TEXT:
        from briefer.cli.note import as_note, window  # noqa: PLC0415 - see `check`

        return as_note(report, what, articles, 80 if output else window())
    from briefer.publish import render_check_html  # noqa: PLC0415 - see `check`

    return render_check_html(what, articles, report)


def _judged(
    report: FidelityReport,
    what: Brief | BriefRecord | str,
    articles: Sequence[Article],
    settings: Settings,
    *,
    votes: int,
    quiet: bool,
) -> tuple[FidelityReport, BrieferError | None]:
    """The report with the judge's word beside it, and what kept the judge from saying all of it."""
    from briefer.article import Story  # noqa: PLC0415 - see `check`
    from briefer.cli.judging import ask_judge  # noqa: PLC0415 - see `check`
    from briefer.cli.run import run_async  # noqa: PLC0415 - see `check`

    story = Story(tuple({article.id: article for article in articles}.values()))
    return run_async(ask_judge(_brief_of(what), story, report, settings, votes=votes, quiet=quiet))


def _brief_of(what: Brief | BriefRecord | str) -> Brief | str:
    from briefer.brief import BriefRecord  # noqa: PLC0415 - see `check`

    return what.brief if isinstance(what, BriefRecord) else what


def _held(what: Brief | BriefRecord | str) -> bool:
    """Whether a brief has statements that were held back."""
    brief = _brief_of(what)
    return not isinstance(brief, str) and bool(brief.held)


def _gather(
    summary: str, sources: Sequence[str], settings: Settings
) -> tuple[Brief | BriefRecord | str, list[Article]]:
    """The summary as what it is, and the articles to hold it against.

    Raises:
        ConfigError: no source was given for a summary that brings none, or stdin was asked for twice.
        SourceError: the summary or a source cannot be read.
    """
    from briefer.brief import BriefRecord  # noqa: PLC0415 - see `check`
    from briefer.cli.run import run_async  # noqa: PLC0415 - see `check`
    from briefer.errors import ConfigError  # noqa: PLC0415 - see `check`

    if [summary, *sources].count("-") > 1:
        raise ConfigError("stdin (-) can be the summary or one source, not both")
    what = parse_summary(_read_summary(summary))
    if not sources:
        if isinstance(what, BriefRecord):
            return what, list(what.articles)
        raise ConfigError("say what it was written from: --source URL or --source FILE (a record brings its own)")
    return what, run_async(_read_sources(sources, settings))


async def _read_sources(sources: Sequence[str], settings: Settings) -> list[Article]:
    from briefer.read import read_article  # noqa: PLC0415 - see `check`

    return [await read_article(source, settings=settings, allow_thin=True) for source in sources]


def _read_summary(summary: str) -> str:
    """The text of the summary's file, or of stdin.

    Raises:
        SourceError: it cannot be read, or is no text.
    """
    import sys  # noqa: PLC0415 - see `check`

    from briefer.errors import SourceError  # noqa: PLC0415 - see `check`

    try:
        data = sys.stdin.buffer.read() if summary == "-" else Path(summary).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(f"cannot read the summary {summary!r}: {reason}; check the path", url=summary) from error
    except UnicodeDecodeError as error:
        raise SourceError(f"the summary {summary!r} is not UTF-8 text; save it as UTF-8", url=summary) from error


def parse_summary(text: str) -> Brief | BriefRecord | str:
    """A Brief or BriefRecord where the text is the JSON of one, else the text as it is.

    Raises:
        ConfigError: it says that it is a brief, but does not fit the contract.
    """
    import json  # noqa: PLC0415 - see `check`

    from pydantic import ValidationError  # noqa: PLC0415 - see `check`

    from briefer.brief import Brief, BriefRecord  # noqa: PLC0415 - see `check`
    from briefer.errors import ConfigError  # noqa: PLC0415 - see `check`

    if not text.lstrip().startswith("{"):
        return text
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(document, dict) or not {"brief", "what_happened"} & document.keys():
        return text
    try:
        return BriefRecord.model_validate(document) if "brief" in document else Brief.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"the summary is JSON of a brief, but {where} does not fit: {first['msg'].lower()}; "
            "`briefer schema Brief` prints the contract"
        ) from error
