"""`briefer check --pairs`: very many summaries, each with its source, a line in and a line out, over all cores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # pydantic is imported once there is something to check
    from briefer.brief import CheckName
    from briefer.errors import BrieferError
    from briefer.settings import Settings

MAX_TEXT_CHARS = 20_000_000
"""A source beyond this is no article; it would hold up one core for a minute."""


def check_pairs(
    pairs: Path, output: Path | None, settings: Settings, *, votes: int = 0, quiet: bool
) -> tuple[int, BrieferError | None]:
    """Check every pair of a file: how many failed, and what ended the judging early; judged where there are votes."""
    from functools import partial  # noqa: PLC0415 - start-up stays light
    from itertools import tee  # noqa: PLC0415 - start-up stays light

    from briefer.check import warn_only  # noqa: PLC0415 - start-up stays light
    from briefer.cli.judging import judge_lines  # noqa: PLC0415 - start-up stays light
    from briefer.cli.lines import line_writer, opened_lines  # noqa: PLC0415 - start-up stays light
    from briefer.cli.output import notice  # noqa: PLC0415 - start-up stays light
    from briefer.cli.run import run_async  # noqa: PLC0415 - start-up stays light
    from briefer.parallel import ordered_map  # noqa: PLC0415 - start-up stays light
    from briefer.publish.render.wording import count  # noqa: PLC0415 - start-up stays light

    counts = {"pass": 0, "warn": 0, "fail": 0, "error": 0}
    failure: BrieferError | None = None
    checked = partial(pair_line, warning=warn_only(settings.check))
    with opened_lines(pairs) as lines, line_writer(output) as out:

        def write(line: str, verdict: str) -> None:
            counts[verdict] += 1
            out.write(line + "\n")

        given, asked = tee(_numbered(lines))
        results = ordered_map(checked, given, lost=_lost)
        if votes:
            rows = ((line, result, verdict) for (_, line), (result, verdict) in zip(asked, results, strict=True))
            failure = run_async(judge_lines(rows, write, settings, votes=votes, quiet=quiet))
        else:
            del asked  # nobody reads it, and it would keep every line
            for result, verdict in results:
                write(result, verdict)
    total = sum(counts.values())
    unread = f", {count(counts['error'], 'line')} could not be read" if counts["error"] else ""
    notice(
        f"{count(total, 'pair')}: {counts['pass'] + counts['warn']} hold, {counts['fail']} fail{unread}", quiet=quiet
    )
    return counts["fail"], failure


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def pair_line(numbered: tuple[int, str], warning: frozenset[CheckName] = frozenset()) -> tuple[str, str]:
    """The output line for one numbered pair, and its verdict; `error` where the line is no pair.

    The checks in `warning` only warn.
    """
    import json  # noqa: PLC0415 - start-up stays light

    from briefer.article import Story, build_article  # noqa: PLC0415 - start-up stays light
    from briefer.check import check_sentences  # noqa: PLC0415 - start-up stays light
    from briefer.cli.lines import LineError, error_line, identity_of, parse_line  # noqa: PLC0415 - start-up stays light

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
    from briefer.cli.lines import LineError  # noqa: PLC0415 - start-up stays light

    text = item.get(name)
    if not isinstance(text, str):
        raise LineError(f"line {number} has no {name!r}")
    if len(text) > MAX_TEXT_CHARS:
        raise LineError(f"line {number}: the {name} is longer than {MAX_TEXT_CHARS:,} characters")
    return text


def _lost(numbered: tuple[int, str]) -> tuple[str, str]:
    from briefer.cli.lines import LineError, error_line, identity_of, parse_line  # noqa: PLC0415 - start-up stays light

    number, line = numbered
    try:
        identity = identity_of(parse_line(line, number))
    except LineError:
        identity = None
    return error_line(identity, f"line {number}: the pair ended the program that checked it; it is left out"), "error"
