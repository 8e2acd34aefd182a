"""`briefer quotes`: the quote ledger of a source, or of very many texts with `--batch`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.text.counting import counted

if TYPE_CHECKING:  # pydantic is imported once there is something to read
    from briefer.article import Article
    from briefer.brief import NamedSpan, Quote

MAX_TEXT_CHARS = 20_000_000
"""A line's text beyond this is no article; it would hold up one core for a minute."""


_INDENT = " " * 5  # the width of "q123 "
_WIDEST = 100  # columns: longer lines are hard to read
_NARROWEST = 30  # columns: what is narrower wraps in the middle of names


class QuotesFormat(StrEnum):
    """How `quotes` prints a ledger."""

    TEXT = "text"
    JSON = "json"


def quotes(
    source: Annotated[
        str | None,
        typer.Argument(metavar="SOURCE", help="A URL, a file (.html .txt .md .pdf .eml .json), or - for stdin."),
    ] = None,
    form: Annotated[QuotesFormat, typer.Option("--format", "-f", help="How to print it.")] = QuotesFormat.TEXT,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="IN.jsonl",
            help='Many texts: {"id","text"} a line; {"id","quotes"} a line out.',
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this file, whole or not at all."),
    ] = None,
    url: Annotated[str | None, typer.Option("--url", help="Where a saved or piped page came from.")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetch from private addresses too.")] = False,
    allow_thin: Annotated[bool, typer.Option("--allow-thin", help="Take a thin or blocked page all the same.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """List every quotation of SOURCE: where it stands, who said it, and to whom."""
    from briefer.cli.output import check_writable, write_result  # noqa: PLC0415 - `--help` needs none of this
    from briefer.cli.run import exit_codes, run_async  # noqa: PLC0415 - see above
    from briefer.errors import ConfigError  # noqa: PLC0415 - see above

    with exit_codes():
        if (source is None) == (batch is None):
            raise ConfigError("give one SOURCE, or --batch IN.jsonl; `briefer quotes --help` shows how")
        check_writable(output)
        if batch is not None:
            _quote_many(batch, output, quiet=quiet)
            return
        from briefer.check.ledger import find_quotes  # noqa: PLC0415 - see above
        from briefer.read import read_article  # noqa: PLC0415 - see above
        from briefer.settings import load_settings  # noqa: PLC0415 - see above

        settings = load_settings(allow_private=allow_private or None)
        article = run_async(read_article(source or "-", settings=settings, url=url, allow_thin=allow_thin))
        found = find_quotes(article)
        write_result(_as_json(article, found) if form is QuotesFormat.JSON else _as_text(article, found), output)


def _as_json(article: Article, found: tuple[Quote, ...]) -> str:
    import json  # noqa: PLC0415 - see `quotes`

    return json.dumps(
        {"id": article.id, "quotes": [quote.model_dump() for quote in found]}, ensure_ascii=False, indent=2
    )


def _as_text(article: Article, found: tuple[Quote, ...]) -> str:
    """The ledger as a person reads it, in the width of the terminal: the words, then who said them and where."""
    import shutil  # noqa: PLC0415 - see `quotes`
    import textwrap  # noqa: PLC0415 - see `quotes`

    from briefer.text.terminal import one_line  # noqa: PLC0415 - see `quotes`

    width = max(_NARROWEST, min(shutil.get_terminal_size().columns, _WIDEST))
    heading = one_line(article.title or article.url or article.id)
    number = counted(len(found), "quotation") if found else "no quotations"
    blocks = ["\n".join([*textwrap.wrap(heading, width), number])]
    for quote in found:
        words = _filled(f"“{one_line(quote.text)}”", width, first=f"{quote.id:<4} ")
        blocks.append(f"{words}\n{_said_by(quote, width)}")
    return "\n\n".join(blocks)


def _said_by(quote: Quote, width: int) -> str:
    """Who said it, the kind and the place: on one line, or the speaker on a line of their own where it is narrow."""
    from briefer.text.terminal import one_line  # noqa: PLC0415 - see `quotes`

    speaker = _who(quote.speaker) or "nobody named"
    cue = f" ({one_line(quote.cue)})" if quote.cue else ""
    told = f", via {_who(quote.via)}" if quote.via is not None else ""
    place = f"sentence {quote.sentence}, " if quote.sentence is not None else ""
    person, where = f"{speaker}{cue}{told}", f"{quote.kind} · {place}{quote.start}–{quote.end}"
    line = f"{_INDENT}{person} · {where}"
    return line if len(line) <= width else f"{_filled(person, width)}\n{_filled(where, width)}"


def _filled(text: str, width: int, first: str | None = None) -> str:
    """The text in lines of at most `width` characters, behind the indent; `first` begins the first line."""
    import textwrap  # noqa: PLC0415 - see `quotes`

    return "\n".join(
        textwrap.wrap(text, width, initial_indent=_INDENT if first is None else first, subsequent_indent=_INDENT)
    )


def _who(person: NamedSpan | None) -> str | None:
    from briefer.text.terminal import one_line  # noqa: PLC0415 - see `quotes`

    return one_line(person.name) if person is not None else None


def _quote_many(batch: Path, output: Path | None, *, quiet: bool) -> None:
    from briefer.cli.lines import line_writer, opened_lines  # noqa: PLC0415 - see `quotes`
    from briefer.cli.output import notice  # noqa: PLC0415 - see `quotes`
    from briefer.parallel import ordered_map  # noqa: PLC0415 - see `quotes`

    total = failed = 0
    with opened_lines(batch) as lines, line_writer(output) as out:
        for line, good in ordered_map(quote_line, _numbered(lines), lost=_lost):
            total += 1
            failed += not good
            out.write(line + "\n")
    notice(f"quotations of {total - failed} of {counted(total, 'text')}", quiet=quiet)


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def quote_line(numbered: tuple[int, str]) -> tuple[str, bool]:
    """The output line for one numbered input line, and whether it holds quotations rather than an error."""
    import json  # noqa: PLC0415 - see `quotes`

    from briefer.check.ledger import find_quotes  # noqa: PLC0415 - see `quotes`
    from briefer.cli.lines import LineError, error_line, identity_of, parse_line  # noqa: PLC0415 - see `quotes`

    number, line = numbered
    identity: str | int | None = None
    try:
        item = parse_line(line, number)
        identity = identity_of(item)
        text = item.get("text")
        if not isinstance(text, str):
            return error_line(identity, f"line {number} has no 'text'"), False
        if len(text) > MAX_TEXT_CHARS:
            return error_line(identity, f"line {number}: the text is longer than {MAX_TEXT_CHARS:,} characters"), False
    except LineError as error:
        return error_line(identity, str(error)), False
    found = [quote.model_dump() for quote in find_quotes(text)]
    return json.dumps({"id": identity, "quotes": found}, ensure_ascii=False), True


def _lost(numbered: tuple[int, str]) -> tuple[str, bool]:
    from briefer.cli.lines import LineError, error_line, identity_of, parse_line  # noqa: PLC0415 - see `quotes`

    number, line = numbered
    try:
        identity = identity_of(parse_line(line, number))
    except LineError:
        identity = None
    return error_line(identity, f"line {number}: the text ended the program that read it; it is left out"), False
