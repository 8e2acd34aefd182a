"""`briefer check`: the fidelity of any summary against its source, one by one or very many with `--pairs`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:  # pydantic is imported once there is something to check
    from briefer.article import Article
    from briefer.brief import Brief, BriefRecord, CheckName, FidelityReport, Finding
    from briefer.settings import Settings

MAX_TEXT_CHARS = 20_000_000
"""A source beyond this is no article; it would hold up one core for a minute."""
_WIDTH = 92  # columns of a note: what a person reads without turning the head
_SHOWN = 3  # passages of the source under one finding
_PLACES = {
    "headline": "headline",
    "dek": "dek",
    "what_happened": "What happened",
    "who_said_what": "Who said what",
    "what_next": "What next?",
}


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

        settings = load_settings(config=config, checks=check or (), allow_private=allow_private or None)
        if pairs is not None:
            failed = _check_many(pairs, output, settings, quiet=quiet)
            raise typer.Exit(1 if strict and failed else 0)
        what, articles = _gather(summary or "-", source or [], settings)
        from briefer.check import check_summary, warn_only  # noqa: PLC0415 - see `check`

        report = check_summary(what, articles, warn_only=warn_only(settings.check))
        write_result(_printed(format, report, what, articles), output)
        if strict and (report.verdict == "fail" or _held(what)):
            raise typer.Exit(1)


def _printed(
    form: CheckFormat, report: FidelityReport, what: Brief | BriefRecord | str, articles: Sequence[Article]
) -> str:
    """The report in the format that was asked for."""
    if form is CheckFormat.JSON:
        return report.model_dump_json(indent=2)
    if form is CheckFormat.TEXT:
        return as_note(report, what, articles)
    from briefer.publish import render_check_html  # noqa: PLC0415 - see `check`

    return render_check_html(_brief_of(what), articles, report)


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


def as_note(report: FidelityReport, summary: Brief | BriefRecord | str, articles: Sequence[Article]) -> str:
    """The report as a copy editor's note: the verdict, then a paragraph a finding with the source's own passage."""
    from briefer.text.terminal import one_line  # noqa: PLC0415 - see `check`

    errors = sum(1 for finding in report.findings if finding.severity == "error")
    warnings = len(report.findings) - errors
    counted = (
        ", ".join(_count(n, what) for n, what in ((errors, "error"), (warnings, "warning")) if n) or "nothing to mend"
    )
    blocks = [f"{report.verdict.upper()}  score {report.score:.2f}  ({counted})"]
    for finding in report.findings:
        lines = [f"{finding.severity.upper()} · {finding.check} · {_place(finding, summary)}"]
        lines += _wrapped(f"“{one_line(finding.text)}”: {one_line(finding.message)}.", "  ")
        for passage in dict.fromkeys(_passages(finding, articles)):
            lines += _wrapped(f"source: {one_line(passage)}", "    ")
        blocks.append("\n".join(lines))
    blocks.append("\n".join(_tally(report)))
    return "\n\n".join(blocks)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _place(finding: Finding, summary: Brief | BriefRecord | str) -> str:
    """Where in the summary: a section and its sentence, or a line of a text."""
    if finding.section is not None:
        number = f", sentence {finding.statement + 1}" if finding.statement is not None else ""
        return _PLACES[str(finding.section)] + number
    if isinstance(summary, str) and finding.start is not None:
        return f"line {summary.count(chr(10), 0, finding.start) + 1}"
    return "whole"


def _passages(finding: Finding, articles: Sequence[Article]) -> list[str]:
    """The sentences of the sources that the finding's evidence lies in."""
    by_id = {article.id: article for article in articles}
    passages: list[str] = []
    for evidence in finding.evidence[:_SHOWN]:
        article = by_id.get(evidence.source)
        if article is None:
            continue
        inside = [s for s in article.sentences if s.start < evidence.end and evidence.start < s.end]
        if inside:
            passages.append(article.text[inside[0].start : inside[-1].end])
    return passages


def _wrapped(text: str, indent: str) -> list[str]:
    import textwrap  # noqa: PLC0415 - see `check`

    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)


def _tally(report: FidelityReport) -> Iterator[str]:
    for name, count in report.checks.items():
        told = f"{count.checked} checked, {count.failed} failed"
        yield f"{name:<10} {told}" + (f", {count.abstained} could not be told" if count.abstained else "")


def _check_many(pairs: Path, output: Path | None, settings: Settings, *, quiet: bool) -> int:
    """Check every pair of a file, and return how many failed their check."""
    from functools import partial  # noqa: PLC0415 - see `check`

    from briefer.check import warn_only  # noqa: PLC0415 - see `check`
    from briefer.cli.lines import line_writer, opened_lines  # noqa: PLC0415 - see `check`
    from briefer.cli.output import notice  # noqa: PLC0415 - see `check`
    from briefer.cli.parallel import ordered_map  # noqa: PLC0415 - see `check`

    counts = {"pass": 0, "warn": 0, "fail": 0, "error": 0}
    checked = partial(pair_line, warning=warn_only(settings.check))
    with opened_lines(pairs) as lines, line_writer(output) as out:
        for line, verdict in ordered_map(checked, _numbered(lines), lost=_lost):
            counts[verdict] += 1
            out.write(line + "\n")
    total = sum(counts.values())
    unread = f", {_count(counts['error'], 'line')} could not be read" if counts["error"] else ""
    notice(
        f"{_count(total, 'pair')}: {counts['pass'] + counts['warn']} hold, {counts['fail']} fail{unread}",
        quiet=quiet,
    )
    return counts["fail"]


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def pair_line(numbered: tuple[int, str], warning: frozenset[CheckName] = frozenset()) -> tuple[str, str]:
    """The output line for one numbered pair, and its verdict; `error` where the line is no pair.

    The checks in `warning` only warn.
    """
    import json  # noqa: PLC0415 - see `check`

    from briefer.article import Story, build_article  # noqa: PLC0415 - see `check`
    from briefer.check import check_sentences  # noqa: PLC0415 - see `check`
    from briefer.cli.lines import LineError, error_line, identity_of, parse_line  # noqa: PLC0415 - see `check`

    number, line = numbered
    identity: str | int | None = None
    try:
        item = parse_line(line, number)
        identity = identity_of(item)
        source, summary = (_text_of(item, name, number) for name in ("source", "summary"))
    except LineError as error:
        return error_line(identity, str(error)), "error"
    report, sentences = check_sentences(summary, Story((build_article(source),)), warning)
    result: dict[str, Any] = {
        "id": identity,
        "score": report.score,
        "verdict": report.verdict,
        "sentences": [
            {
                "text": one.text,
                "start": one.start,
                "end": one.end,
                "score": round(one.score, 4),
                "verdict": one.verdict,
            }
            for one in sentences
        ],
        "findings": [finding.model_dump(mode="json") for finding in report.findings],
    }
    return json.dumps(result, ensure_ascii=False), report.verdict


def _text_of(item: dict[str, Any], name: str, number: int) -> str:
    from briefer.cli.lines import LineError  # noqa: PLC0415 - see `check`

    text = item.get(name)
    if not isinstance(text, str):
        raise LineError(f"line {number} has no {name!r}")
    if len(text) > MAX_TEXT_CHARS:
        raise LineError(f"line {number}: the {name} is longer than {MAX_TEXT_CHARS:,} characters")
    return text


def _lost(numbered: tuple[int, str]) -> tuple[str, str]:
    from briefer.cli.lines import LineError, error_line, identity_of, parse_line  # noqa: PLC0415 - see `check`

    number, line = numbered
    try:
        identity = identity_of(parse_line(line, number))
    except LineError:
        identity = None
    return error_line(identity, f"line {number}: the pair ended the program that checked it; it is left out"), "error"
