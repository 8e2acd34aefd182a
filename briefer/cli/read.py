"""`briefer read`: the article alone, as text, Markdown or JSON; one source, or very many with `--batch`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.text.counting import counted

if TYPE_CHECKING:  # pydantic and the extractor are imported once there is something to read
    from briefer.article import Article


class ReadFormat(StrEnum):
    """How `read` prints an article."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def read(
    source: Annotated[
        str | None,
        typer.Argument(metavar="SOURCE", help="A URL, a file (.html .txt .md .pdf .eml .json), or - for stdin."),
    ] = None,
    form: Annotated[ReadFormat, typer.Option("--format", help="How to print the article.")] = ReadFormat.TEXT,
    url: Annotated[str | None, typer.Option("--url", help="Where saved or piped HTML came from.")] = None,
    allow_thin: Annotated[bool, typer.Option("--allow-thin", help="Take a thin or blocked page all the same.")] = False,
    allow_private: Annotated[
        bool | None,
        typer.Option("--allow-private", help="Fetch from one's own network and from any port.", show_default=False),
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="IN.jsonl",
            help='Many pages: {"id","html","url"?} a line; one Article a line out.',
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write here, whole or not at all.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No notices on stderr.")] = False,
) -> None:
    """Print the article of a page or file, without the furniture around it."""
    from briefer.cli.output import check_writable, notice, write_result  # noqa: PLC0415 - `--help` needs none of this
    from briefer.cli.run import exit_codes, run_async  # noqa: PLC0415 - see above
    from briefer.errors import ConfigError  # noqa: PLC0415 - see above

    with exit_codes():
        if (source is None) == (batch is None):
            raise ConfigError("give one SOURCE, or --batch IN.jsonl; `briefer read --help` shows how")
        check_writable(output)
        if batch is not None:
            _read_many(batch, output, quiet=quiet)
            return
        from briefer.read.source import read_article  # noqa: PLC0415 - see above
        from briefer.settings import load_settings  # noqa: PLC0415 - see above

        settings = load_settings(allow_private=allow_private or None)
        article = run_async(read_article(source or "-", settings=settings, url=url, allow_thin=allow_thin))
        write_result(render(article, form), output)
        if article.completeness != "full":
            notice(f"the article is {article.completeness.value}", quiet=quiet)


def render(article: Article, form: ReadFormat) -> str:
    """The article as it is printed; text and Markdown carry no escape sequence of the source's."""
    from briefer.cli.output import plain  # noqa: PLC0415 - see `read`

    if form is ReadFormat.JSON:
        return article.model_dump_json(indent=2)
    signed = " · ".join(
        part for part in (", ".join(article.byline), article.outlet or "", str(article.published or "")) if part
    )
    marks = ("# ", "*", "*") if form is ReadFormat.MARKDOWN else ("", "", "")
    parts = [
        f"{marks[0]}{article.title}" if article.title else "",
        f"{marks[1]}{article.dek}{marks[2]}" if article.dek else "",
        signed,
        article.text,
        f"<{article.url}>" if article.url and form is ReadFormat.MARKDOWN else article.url or "",
    ]
    return plain("\n\n".join(part for part in parts if part))


def _read_many(batch: Path, output: Path | None, *, quiet: bool) -> None:
    from briefer.cli.lines import line_writer, opened_lines  # noqa: PLC0415 - see `read`
    from briefer.cli.output import notice  # noqa: PLC0415 - see `read`
    from briefer.read.batch import read_batch  # noqa: PLC0415 - see `read`

    total = failed = 0
    with opened_lines(batch) as lines, line_writer(output) as out:
        for line in read_batch(lines):
            total += 1
            failed += line.startswith('{"id"')  # an Article begins with its schema
            out.write(line + "\n")
    notice(f"{total - failed} of {counted(total, 'page')} read", quiet=quiet)
