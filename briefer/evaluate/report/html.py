"""report.html: one self-contained page of a run, to be opened from a CI's artefacts, offline, on a phone.

Without its script the page is whole: tables, drawings, every case as a card that opens. The script, which the page's own
security policy names by its digest, filters and orders the cards. No article is told again: a passage stands beside the
sentence that it is about. All text from outside reaches the page through autoescaping alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from briefer.evaluate.compare import Comparison, Row, better_of, compare, matched_runs
from briefer.evaluate.outcome import OUTCOMES, CaseInRun, Outcome, cases_of, scorers_of
from briefer.evaluate.report import wording
from briefer.evaluate.report.cards import Card, card_of
from briefer.evaluate.report.charts import BARS, WIDTH, Delta, Histogram, delta, histogram, is_share, reach_of, scale_of
from briefer.evaluate.report.tags import tag_tables
from briefer.evaluate.results import Better, Metric, Results
from briefer.publish.render.wording import count
from briefer.text.terminal import one_line, plain

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One scorer in one run: its numbers and how its values fall."""

    run: str
    metric: Metric
    chart: Histogram
    told: str
    """The drawing in words."""


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """One scorer in all runs, one below the other."""

    scorer: str
    better: Better
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class DeltaRow:
    """How one scorer moved, drawn."""

    row: Row
    chart: Delta | None
    coverage: str


def report_html(results: Results, base: Results | None = None, *, compared: Comparison | None = None) -> str:
    """The page, ending in one line feed; with `base` also what changed from there, unless `compared` says it already."""
    if base is not None and compared is None:
        compared = compare(base, results)
    cases = [case for run in results.runs for case in cases_of(results, run)]
    scorers = scorers_of(results)
    before = _before(base, results, compared)
    cards = [
        card_of(place, case, results, scorers, before.get((case.run, case.case))) for place, case in enumerate(cases, 1)
    ]
    ids = {(case.run, case.case): card.id for case, card in zip(cases, cards, strict=True)}
    cards.sort(key=_badness)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            results=results,
            w=wording,
            count=count,
            script_digest=base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode(),
            runs=[(run, _counted(results, run.name, cards)) for run in results.runs],
            groups=list(_groups(results, cases)),
            compared=compared,
            deltas=_deltas(compared) if compared else [],
            still=_still(compared) if compared else [],
            tables=tag_tables(results, scorers),
            cards=cards,
            ids=ids,
            scorers=[(one_line(name), better_of(results, name)) for name in scorers],
            outcomes=[(name, sum(card.outcome == name for card in cards)) for name in OUTCOMES],
            tags=_tags(cards),
            width=WIDTH,
            bars=BARS,
        )
    )


@cache
def _environment() -> Environment:
    """The report's templates, and the look of the brief's own page: everything is escaped."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - 40 ms

    made = Environment(
        loader=ChoiceLoader(
            [PackageLoader("briefer.evaluate.report", "templates"), PackageLoader("briefer.publish", "templates")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["plain"] = plain
    made.filters["number"] = wording.number
    return made


@cache
def _script() -> str:
    """The page's one script; it may not hold what would end its element."""
    return files("briefer.evaluate.report").joinpath("templates/report.js").read_text(encoding="utf-8")


def _before(base: Results | None, head: Results, compared: Comparison | None) -> Mapping[tuple[str, str], CaseInRun]:
    """The base's side of each case that is the same in both, by the head's run and the case."""
    if base is None or compared is None:
        return {}
    same = set(compared.compared)
    return {
        (new.name, case.case): case
        for old, new in matched_runs(base, head)
        for case in cases_of(base, old)
        if case.case in same and case.repeats
    }


def _badness(card: Card) -> tuple[int, str, str]:
    """The worst first; what was not run is last."""
    order: dict[Outcome, int] = {
        "fail": 0,
        "no brief": 1,
        "stale": 2,
        "endpoint": 3,
        "warn": 4,
        "pass": 5,
        "nothing": 6,
    }
    return order[card.outcome], card.case, card.run


def _counted(results: Results, run: str, cards: Sequence[Card]) -> str:
    name = one_line(run)
    ends = [card.outcome for card in cards if card.run == name]
    return f"{wording.counted(ends)}; {wording.spent_line(results, run)}"


def _groups(results: Results, cases: Sequence[CaseInRun]) -> Iterator[ScoreGroup]:
    """Each scorer with its runs below one another, on one scale."""
    for scorer in dict.fromkeys(metric.scorer for metric in results.metrics):
        metrics = [metric for metric in results.metrics if metric.scorer == scorer]
        values = {
            metric.run: [
                value for case in cases if case.run == metric.run and (value := case.value(scorer)) is not None
            ]
            for metric in metrics
        }
        scale = scale_of(value for each in values.values() for value in each)
        rows = []
        for metric in metrics:
            chart = histogram(values[metric.run], metric, scale)
            told = "; ".join(bar.told for bar in chart.bars) or "no case has a value"
            rows.append(ScoreRow(one_line(metric.run), metric, chart, told))
        yield ScoreGroup(one_line(scorer), metrics[0].better, tuple(rows))


def _deltas(compared: Comparison) -> list[tuple[str, list[DeltaRow]]]:
    """By run the scores that moved, or that not all cases have on both sides."""
    shared = reach_of(row for row in compared.rows if is_share(row))
    runs: dict[str, list[DeltaRow]] = {}
    for row in compared.rows:
        if not _stood_still(row):
            reach = shared if is_share(row) else reach_of([row])
            drawn = DeltaRow(row, delta(row, reach), wording.coverage(row))
            runs.setdefault(one_line(row.run), []).append(drawn)
    return list(runs.items())


def _stood_still(row: Row) -> bool:
    return row.change == "same" and not row.lost and not row.gained


def _still(compared: Comparison) -> list[tuple[str, list[str]]]:
    """By run the scores that did not move at all."""
    runs: dict[str, list[str]] = {}
    for row in compared.rows:
        if _stood_still(row):
            runs.setdefault(one_line(row.run), []).append(one_line(row.scorer))
    return list(runs.items())


def _tags(cards: Sequence[Card]) -> list[tuple[str, int]]:
    names = sorted({tag for card in cards for tag in card.tags})
    return [(name, sum(name in card.tags for card in cards)) for name in names]
