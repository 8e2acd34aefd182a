"""`briefer eval report` and `compare`: the reports of a results.json again, and two of them held against each other."""

from __future__ import annotations

import io
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.cli.output import check_writable, notice, write_result
from briefer.cli.run import exit_codes
from briefer.files import make_output_folder

if TYPE_CHECKING:
    from briefer.evaluate.results import Results

_PIPE_WIDTH = 100


class ResultsFormat(StrEnum):
    """How results are printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class CompareFormat(StrEnum):
    """How a comparison is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


def printed(results: Results, form: ResultsFormat) -> str | bytes:
    """The results as they are printed."""
    if form is ResultsFormat.JSON:
        return results.dump()
    from briefer.evaluate.report import results_table, summary_markdown  # noqa: PLC0415 - `--help` needs none of this

    if form is ResultsFormat.MARKDOWN:
        return summary_markdown(results)
    from rich.console import Console  # noqa: PLC0415 - see above

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPE_WIDTH
    drawn = io.StringIO()
    console = Console(file=drawn, width=width, force_terminal=sys.stdout.isatty(), highlight=False)
    console.print(results_table(results, width))
    return "\n".join(line.rstrip() for line in drawn.getvalue().splitlines())


def report(
    results: Annotated[Path, typer.Argument(help="A results.json, or the folder that a run wrote.")],
    base: Annotated[
        Path | None, typer.Option(metavar="RESULTS", help="What to compare it with in the reports.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the reports go; beside the results else.")
    ] = None,
    form: Annotated[ResultsFormat, typer.Option("--format", "-f", help="How to print it.")] = ResultsFormat.TEXT,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Write junit.xml, summary.md and report.html of a results.json again, and print its table."""
    with exit_codes():
        from briefer.evaluate.report import report_files  # noqa: PLC0415 - see `printed`
        from briefer.evaluate.results import load_results  # noqa: PLC0415 - see `printed`

        loaded = load_results(results)
        folder = out or (results if results.is_dir() else results.parent)
        make_output_folder(folder)
        for name, data in report_files(loaded, load_results(base) if base else None).items():
            write_result(data, folder / name)
            notice(f"wrote {folder / name}", quiet=quiet)
        write_result(printed(loaded, form), None)


def compare(
    base: Annotated[Path, typer.Argument(help="A results.json, or the folder that a run wrote: before.")],
    head: Annotated[Path, typer.Argument(help="The same: after.")],
    form: Annotated[CompareFormat, typer.Option("--format", "-f", help="How to print it.")] = CompareFormat.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file, whole or not at all.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if anything got worse beyond chance.")] = False,
) -> None:
    """Hold two runs against each other, paired by case: what got better, what got worse, what cannot be told."""
    with exit_codes():
        check_writable(output)
        from briefer.evaluate.compare import compare as compared  # noqa: PLC0415 - see `printed`
        from briefer.evaluate.report import comparison_markdown, comparison_text, report_html  # noqa: PLC0415 - see `printed`
        from briefer.evaluate.results import load_results  # noqa: PLC0415 - see `printed`

        before, after = load_results(base), load_results(head)
        found = compared(before, after)
        if form is CompareFormat.JSON:
            result = found.model_dump_json(indent=1)
        elif form is CompareFormat.HTML:
            result = report_html(after, before, compared=found)
        elif form is CompareFormat.MARKDOWN:
            result = comparison_markdown(found)
        else:
            result = comparison_text(found, min(shutil.get_terminal_size().columns, _PIPE_WIDTH))
        write_result(result, output)
        for problem in found.problems:
            notice(problem)
        if strict and (any(row.change == "worse" for row in found.rows) or any(one.worse for one in found.turned)):
            raise typer.Exit(1)
