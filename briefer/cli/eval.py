"""`briefer eval`: how good the checks themselves are. `mutate` plants errors and counts which are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefer.cli.calibrate import calibrate
from briefer.cli.eval_more import init, promote
from briefer.cli.eval_reports import compare, report
from briefer.cli.eval_run import run
from briefer.cli.rates import as_row, percent, percent_range
from briefer.text.counting import counted

if TYPE_CHECKING:  # pydantic is imported once there is something to measure
    from briefer.evaluate import Given, Measured, Mutant, MutantClass
    from briefer.settings import Settings

eval_app = typer.Typer(help="How good the checks are, and the briefs.", no_args_is_help=True, rich_markup_mode=None)
_LINES = (".jsonl", ".jsonl.gz")


class MutateFormat(StrEnum):
    """How `eval mutate` prints its table."""

    TEXT = "text"
    JSON = "json"


@eval_app.callback()
def group() -> None:
    """How good the checks are, and the briefs."""


eval_app.command("run")(run)
eval_app.command("compare")(compare)
eval_app.command("report")(report)
eval_app.command("init")(init)
eval_app.command("promote")(promote)
eval_app.command("calibrate")(calibrate)


@eval_app.command("mutate")
def mutate(
    source: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help='URLs, files, - for stdin; of a .jsonl or .jsonl.gz each line: {"text","id"?,"summaries"?}.',
        ),
    ],
    form: Annotated[MutateFormat, typer.Option("--format", "-f", help="How to print it.")] = MutateFormat.TEXT,
    seed: Annotated[int, typer.Option("--seed", help="The same seed plants the same errors.")] = 0,
    classes: Annotated[
        str | None, typer.Option("--classes", metavar="A,B", help="Only these classes, commas between them.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.jsonl", help="Write the summaries with a planted error, one a line."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this file, whole or not at all."),
    ] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetch from private addresses too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Plant errors in texts that are true, a class each, and count how many the checks find, and what else they hit."""
    from briefer.cli.output import check_writable, notice, write_result  # noqa: PLC0415 - `--help` needs none of this
    from briefer.cli.run import exit_codes  # noqa: PLC0415 - see above

    with exit_codes():
        wanted = _classes(classes)
        check_writable(output)
        check_writable(out)
        from briefer.evaluate import measure  # noqa: PLC0415 - see above
        from briefer.settings import load_settings  # noqa: PLC0415 - see above

        settings = load_settings(allow_private=allow_private or None)
        givens, failed = _gather(source, settings)
        tables = {"sentences": measure(givens, seed=seed, classes=wanted)}
        if any(given.summaries for given in givens):
            tables["summaries"] = measure(givens, seed=seed, classes=wanted, summaries=True)
        if out is not None:
            _write_mutants(out, (mutant for table in tables.values() for mutant in table.mutants))
        result = _as_json(tables, len(givens), seed) if form is MutateFormat.JSON else _as_text(tables, len(givens))
        write_result(result, output)
        for message in failed:
            notice(message)
        total = sum(len(table.mutants) for table in tables.values())
        notice(
            f"{counted(total, 'error')} planted in {counted(len(givens), 'text')}"
            + (f", written to {out}" if out else ""),
            quiet=quiet,
        )
        if failed:
            raise typer.Exit(3)


def _classes(names: str | None) -> tuple[MutantClass, ...]:
    """The classes asked for, in the order of the table.

    Raises:
        ConfigError: one of them is none.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - see `mutate`

    from briefer.errors import ConfigError  # noqa: PLC0415 - see `mutate`
    from briefer.evaluate import CLASSES  # noqa: PLC0415 - see `mutate`

    if names is None:
        return CLASSES
    asked = [name.strip() for name in names.split(",") if name.strip()]
    for name in asked:
        if name not in CLASSES:
            near = get_close_matches(name, CLASSES, n=1)
            raise ConfigError(
                f"there is no class {name!r}"
                + (f"; did you mean {near[0]!r}?" if near else "")
                + f" The classes are {', '.join(CLASSES)}"
            )
    if not asked:
        raise ConfigError(f"--classes names none; the classes are {', '.join(CLASSES)}")
    return tuple(name for name in CLASSES if name in asked)


def _gather(sources: Sequence[str], settings: Settings) -> tuple[list[Given], list[str]]:
    """Every text to plant errors in, and what is to be said of the sources that could not be read.

    Raises:
        SourceError: none could be read.
    """
    from briefer.cli.run import run_async  # noqa: PLC0415 - see `mutate`
    from briefer.errors import SourceError  # noqa: PLC0415 - see `mutate`
    from briefer.evaluate import given_of  # noqa: PLC0415 - see `mutate`
    from briefer.read import read_article  # noqa: PLC0415 - see `mutate`

    givens: list[Given] = []
    failed: list[SourceError] = []
    for source in sources:
        try:
            if source.endswith(_LINES):
                givens.extend(_from_lines(Path(source)))
            else:
                givens.append(given_of(run_async(read_article(source, settings=settings))))
        except SourceError as error:
            failed.append(error)
    if not givens and failed:
        raise failed[0]
    return givens, [str(error) for error in failed]


def _from_lines(path: Path) -> Iterator[Given]:
    """The texts of a file of JSON lines, compressed or not.

    Raises:
        SourceError: the file cannot be opened, or a line is no text.
    """
    from briefer.article import build_article  # noqa: PLC0415 - see `mutate`
    from briefer.cli.lines import LineError, opened_lines, parse_line  # noqa: PLC0415 - see `mutate`
    from briefer.errors import SourceError  # noqa: PLC0415 - see `mutate`
    from briefer.evaluate import given_of  # noqa: PLC0415 - see `mutate`

    with opened_lines(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                item = parse_line(line, number)
                summaries = item.get("summaries", item.get("human_abstracts")) or ()
                yield given_of(build_article(str(item["text"])), tuple(map(str, summaries)))
            except (LineError, KeyError, TypeError) as error:
                raise SourceError(
                    f'line {number} of {str(path)!r} is no {{"text": ...}}; give one JSON object a line', url=str(path)
                ) from error


def _write_mutants(path: Path, mutants: Iterable[Mutant]) -> None:
    import json  # noqa: PLC0415 - see `mutate`

    from briefer.cli.lines import line_writer  # noqa: PLC0415 - see `mutate`

    with line_writer(path) as out:
        for mutant in mutants:
            row = {
                "id": mutant.id,
                "class": mutant.mutant_class,
                "source": mutant.source,
                "summary": mutant.summary,
                "original": mutant.original,
                "start": mutant.start,
                "end": mutant.end,
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


_TITLES = {
    "sentences": "Errors planted in the sources' own sentences",
    "summaries": "Errors planted in the summaries given with them",
}


def _as_text(tables: dict[str, Measured], texts: int) -> str:
    blocks = []
    for name, table in tables.items():
        rows = [f"{_TITLES[name]} ({texts} {'text' if texts == 1 else 'texts'})", ""]
        rows.append(f"{'class':<16}{'planted':>8}{'found':>8}{'rate':>9}  {'95 %':<15}{'false alarms':>14}")
        for one in table.classes:
            found = percent(one.found)
            alarms = f"{one.alarms.hits} of {one.alarms.tries}" if one.alarms.tries else "-"
            rows.append(
                f"{one.mutant_class:<16}{one.found.tries:>8}{one.found.hits:>8}{found:>9}  {percent_range(one.found):<15}{alarms:>14}"
            )
        every = table.alarms
        rows += ["", f"untouched: {every.hits} of {every.tries} fail, {percent(every)} ({percent_range(every)})"]
        blocks.append("\n".join(rows))
    return "\n\n".join(blocks)


def _as_json(tables: dict[str, Measured], texts: int, seed: int) -> str:
    import json  # noqa: PLC0415 - see `mutate`

    result: dict[str, Any] = {"texts": texts, "seed": seed}
    for name, table in tables.items():
        result[name] = {
            "classes": {
                one.mutant_class: {"found": as_row(one.found), "false_alarms": as_row(one.alarms)}
                for one in table.classes
            },
            "false_alarms": as_row(table.alarms),
            "missed": [mutant.id for mutant in table.missed],
            "alarmed": [{"id": identity, "text": text} for identity, text in table.alarmed],
        }
    return json.dumps(result, ensure_ascii=False, indent=2)
