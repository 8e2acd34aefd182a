"""`briefer eval init` and `promote`: a folder of evals to begin with, and a new case of a brief that went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.cli.output import notice
from briefer.cli.run import exit_codes, run_async
from briefer.text.counting import counted

if TYPE_CHECKING:
    from briefer.article import Article
    from briefer.brief import BriefRecord


def init(
    folder: Annotated[Path, typer.Argument(help="The repository that the evals are for.")] = Path(),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Write a starter: one case, one suite, one workflow file; what is there stays as it is."""
    with exit_codes():
        from briefer.evaluate.starter import write_starter  # noqa: PLC0415 - `--help` needs none of this

        written, kept = write_starter(folder)
        for path in written:
            typer.echo(path)
        for path in kept:
            notice(f"{path} is there already and stays as it is", quiet=quiet)
        notice("`briefer eval run` runs it", quiet=quiet)


def promote(
    source: Annotated[
        list[str],
        typer.Argument(
            metavar="RECORD|SOURCE...", help="A brief as `briefer brief --format json` prints it, or the articles."
        ),
    ],
    case: Annotated[str | None, typer.Option(metavar="ID", help="The case's name; of the headline else.")] = None,
    wrong: Annotated[
        list[str] | None, typer.Option(metavar="SENTENCE", help="What is not true of the article; repeat it.")
    ] = None,
    missing: Annotated[
        list[str] | None, typer.Option(metavar="PHRASE", help="Words of the article that a brief has to carry.")
    ] = None,
    unwanted: Annotated[
        list[str] | None, typer.Option(metavar="PHRASE", help="Words that a brief may not hold.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag of the case; repeat it for several.")] = None,
    note: Annotated[str | None, typer.Option(help="What the case is a trap for.")] = None,
    licence: Annotated[str | None, typer.Option(help="The licence of the article's text.")] = None,
    evals: Annotated[Path, typer.Option(metavar="DIR", help="The folder of evals.")] = Path("evals"),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Make a case of a bad brief or of a reader's complaint: what the checks held in it, and what you say, are its claims."""
    with exit_codes():
        from briefer.evaluate.promote import Complaint, case_id, failed_statements  # noqa: PLC0415 - see `init`
        from briefer.evaluate.promote import promote as promoted  # noqa: PLC0415 - see `init`

        record = _record(source[0]) if len(source) == 1 else None
        articles = list(record.articles) if record else _articles(source)
        name = case or case_id(articles)
        made = promoted(
            articles,
            evals / "cases" / name,
            Complaint(wrong or (), missing or (), unwanted or (), note),
            failed=failed_statements(record) if record else (),
            tags=tag or (),
            licence=licence,
        )
        typer.echo(made.folder)
        count = len(made.table.claim)
        notice(f"a case with {counted(count, 'false claim')}; look at its case.toml", quiet=quiet)


def _record(source: str) -> BriefRecord | None:
    """The record in a file; None where it holds an article, or is no file."""
    from pydantic import ValidationError  # noqa: PLC0415 - see `init`

    from briefer.brief import BriefRecord as Record  # noqa: PLC0415 - see `init`

    path = Path(source)
    if path.suffix != ".json" or not path.is_file():
        return None
    try:
        return Record.model_validate_json(path.read_bytes())
    except ValidationError:
        return None


def _articles(sources: list[str]) -> list[Article]:
    from briefer.read import read_article  # noqa: PLC0415 - see `init`
    from briefer.settings import load_settings  # noqa: PLC0415 - see `init`

    settings = load_settings()
    return [run_async(read_article(source, settings=settings, allow_thin=True)) for source in sources]
