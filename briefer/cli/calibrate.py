"""`briefer eval calibrate`: the checks held against people's labels, a line a set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefer.cli.engine import JudgePathOption
from briefer.cli.rates import as_row, percent
from briefer.text.counting import counted

if TYPE_CHECKING:  # pydantic is imported once there is something to measure
    from briefer.errors import BrieferError
    from briefer.evaluate import Estimate, Labelled, SetResult
    from briefer.settings import Settings
    from briefer.write.agreement import Agreement

_ENDINGS = (".jsonl", ".jsonl.gz")


class CalibrateFormat(StrEnum):
    """How `eval calibrate` prints its table."""

    TEXT = "text"
    JSON = "json"


def calibrate(
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA...",
            help='Files of labelled lines, or folders of them: {"source","summary","label","group_key"?,"dataset"?}.',
        ),
    ],
    form: Annotated[CalibrateFormat, typer.Option("--format", "-f", help="How to print it.")] = CalibrateFormat.TEXT,
    judge: Annotated[
        bool, typer.Option("--judge", help="Hold a judging model against the same labels, some of each set.")
    ] = False,
    judge_limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="Summaries of each set that the model is asked about.")
    ] = 50,
    judge_votes: Annotated[
        int, typer.Option(metavar="N", min=1, max=9, help="Votes on each summary; more than half decide.")
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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Hold the checks against labels that people gave: balanced accuracy a set, with intervals by article."""
    from briefer.cli.output import check_writable, notice, write_result  # noqa: PLC0415 - `--help` needs none of this
    from briefer.cli.run import exit_codes  # noqa: PLC0415 - see above
    from briefer.parallel import ordered_map  # noqa: PLC0415 - see above

    with exit_codes():
        check_writable(output)
        from briefer.errors import SourceError  # noqa: PLC0415 - see above
        from briefer.evaluate import calibrate as calibrated  # noqa: PLC0415 - see above
        from briefer.evaluate import check_labelled  # noqa: PLC0415 - see above
        from briefer.settings import load_settings  # noqa: PLC0415 - see above

        settings = load_settings(
            model=model,
            model_path=model_path,
            base_url=base_url,
            prompt_dir=prompt_dir,
            max_cost_usd=max_cost,
            use_cache=False if no_cache else None,
        )
        asked: dict[str, list[Labelled]] | None = None
        if judge:
            from briefer.write.judge import require_endpoint  # noqa: PLC0415 - see above

            require_endpoint(settings)
            asked = {}
        unread: list[str] = []
        items = (_kept(item, asked, judge_limit) for path in _files(data) for item in _labelled(path, unread))
        results = calibrated(list(ordered_map(check_labelled, items)))
        if not results:
            raise SourceError(f"no labelled line in {', '.join(map(str, data))}", url=str(data[0]))
        agreed, failure = _ask(asked, settings, judge_votes) if asked is not None else ({}, None)
        as_form = _as_json if form is CalibrateFormat.JSON else _as_text
        write_result(as_form(results, agreed), output)
        for message in unread[:5]:
            notice(message)
        more = f", {counted(len(unread), 'line')} could not be used" if unread else ""
        notice(f"{sum(result.n for result in results)} labelled summaries in {len(results)} sets{more}", quiet=quiet)
        if failure is not None:
            raise failure


def _kept(item: Labelled, asked: dict[str, list[Labelled]] | None, limit: int) -> Labelled:
    """The item, kept for the judge too while its set has not enough."""
    if asked is not None and len(of_set := asked.setdefault(item.set, [])) < limit:
        of_set.append(item)
    return item


def _ask(
    asked: dict[str, list[Labelled]], settings: Settings, votes: int
) -> tuple[dict[str, Agreement], BrieferError | None]:
    """How a judging model agrees with people in each set, and what ended the asking early."""
    from briefer.cli.run import run_async  # noqa: PLC0415 - see `calibrate`
    from briefer.write.agreement import agreement, judge_pairs  # noqa: PLC0415 - see `calibrate`
    from briefer.write.judge import open_judge  # noqa: PLC0415 - see `calibrate`

    async def rulings() -> tuple[dict[str, Agreement], BrieferError | None]:
        found: dict[str, Agreement] = {}
        async with open_judge(settings, votes=votes) as judge:
            for name, items in sorted(asked.items()):
                ruled = await judge_pairs(judge, [(item.summary, item.source) for item in items])
                found[name] = agreement(ruled.judgements, [item.supported for item in items])
                if ruled.failure is not None:
                    return found, ruled.failure
        return found, None

    return run_async(rulings())


def _files(data: Sequence[Path]) -> Iterator[Path]:
    """The files that were named, and those of the folders that were.

    Raises:
        SourceError: there is no such file or folder.
    """
    from briefer.errors import SourceError  # noqa: PLC0415 - see `calibrate`

    for path in data:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.name.endswith(_ENDINGS))
        elif path.is_file():
            yield path
        else:
            raise SourceError(f"cannot read {str(path)!r}: no such file or folder; check the path", url=str(path))


def _labelled(path: Path, unread: list[str]) -> Iterator[Labelled]:
    """The labelled lines of a file; what is none is noted and passed over.

    Raises:
        SourceError: the file cannot be opened or unpacked.
    """
    from briefer.cli.lines import LineError, opened_lines, parse_line  # noqa: PLC0415 - see `calibrate`
    from briefer.evaluate import labelled_of  # noqa: PLC0415 - see `calibrate`

    named = path.name.partition(".")[0]
    with opened_lines(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield labelled_of(parse_line(line, number), named=named)
            except (LineError, ValueError, KeyError, TypeError) as error:
                unread.append(f"line {number} of {str(path)!r} is no labelled summary: {error}")


def _as_text(results: Sequence[SetResult], agreed: Mapping[str, Agreement]) -> str:
    from briefer.evaluate import macro  # noqa: PLC0415 - see `calibrate`

    rows = [
        f"{'set':<18}{'n':>6}{'true':>7}  {'balanced accuracy':<20}{'AUC':<17}{'errors found':>13}{'false alarms':>14}"
    ]
    for one in results:
        true = f"{100 * one.supported / one.n:.0f} %"
        found, alarms = percent(one.found), percent(one.alarms)
        rows.append(
            f"{one.set:<18}{one.n:>6}{true:>7}  {_spread(one.balanced, 100, 1):<20}{_spread(one.auc, 1, 2):<17}{found:>13}{alarms:>14}"
        )
    mean = macro(results)
    rows += ["", f"mean of the sets: {'-' if mean is None else f'{100 * mean:.1f}'}"]
    located = [f"{one.set} {one.located.hits} of {one.located.tries}" for one in results if one.located.tries]
    if located:
        rows.append(f"a finding touches what people marked, of what fails: {', '.join(located)}")
    rows.append("in brackets: 95 %, resampled by article")
    if agreed:
        rows += [
            "",
            f"{'judge':<18}{'judged':>8}{'abstained':>11}{'agrees':>9}{'kappa':>8}{'let through':>13}{'false alarms':>14}",
        ]
    for name, judge in agreed.items():
        share = "-" if judge.agreed is None else f"{100 * judge.agreed:.0f} %"
        kappa = "-" if judge.kappa is None else f"{judge.kappa:.2f}"
        rows.append(
            f"{name:<18}{judge.judged:>8}{judge.abstained:>11}{share:>9}{kappa:>8}{judge.judge_alone:>13}{judge.people_alone:>14}"
        )
    return "\n".join(rows)


def _spread(estimate: Estimate | None, scale: float, digits: int) -> str:
    if estimate is None:
        return "-"
    value, low, high = (f"{scale * number:.{digits}f}" for number in (estimate.value, estimate.low, estimate.high))
    return f"{value} [{low}, {high}]"


def _as_json(results: Sequence[SetResult], agreed: Mapping[str, Agreement]) -> str:
    import json  # noqa: PLC0415 - see `calibrate`

    from briefer.evaluate import macro  # noqa: PLC0415 - see `calibrate`

    sets = [
        {
            "set": one.set,
            "n": one.n,
            "groups": one.groups,
            "supported": one.supported,
            "balanced_accuracy": None if one.balanced is None else asdict(one.balanced),
            "auc": None if one.auc is None else asdict(one.auc),
            "errors_found": as_row(one.found),
            "false_alarms": as_row(one.alarms),
            "located": as_row(one.located),
        }
        for one in results
    ]
    document: dict[str, Any] = {"sets": sets, "macro_balanced_accuracy": macro(results)}
    if agreed:
        document["judge"] = {
            name: asdict(one) | {"agreed": one.agreed, "kappa": one.kappa} for name, one in agreed.items()
        }
    return json.dumps(document, ensure_ascii=False, indent=2)
