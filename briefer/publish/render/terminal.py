"""A record for a terminal, drawn by rich: quotations set apart, evidence numbers, findings marked.

Nothing here reads rich's markup, so brackets in a text stay brackets, and every piece of text is stripped of
escape sequences before rich sees it. Colours are the terminal's own sixteen, so that its theme decides what
they look like; nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from briefer.brief import BriefRecord
from briefer.publish.render.assemble import view_record
from briefer.publish.render.segments import Mark, segment
from briefer.publish.render.text import evidence_rows, judged_rows, marker
from briefer.publish.render.view import Line, Part, Remark, Source, View
from briefer.publish.render.wording import (
    cost_line,
    count,
    engine_line,
    judge_line,
    moment,
    reading_time,
    remark_line,
    verdict_line,
    where,
)
from briefer.text.terminal import plain

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

WIDEST = 78
"""Columns of text on a terminal that has more: some 75 characters are as many as an eye finds its way back
from."""
_STYLES = {"quote": "cyan", "error": "bold red underline", "warning": "yellow underline"}
_VERDICTS = {"pass": "green", "warn": "yellow", "fail": "bold red"}


def render_terminal(record: BriefRecord) -> RenderableType:
    """The record as a rich renderable, to be printed with `console.print`."""
    from rich.console import Group  # noqa: PLC0415 - the same
    from rich.constrain import Constrain  # noqa: PLC0415 - 30 ms, and only a terminal needs it
    from rich.padding import Padding  # noqa: PLC0415 - the same

    view = view_record(record)
    pieces = (
        *_head(view),
        *(piece for part in view.parts for piece in _part(part)),
        *_held(view),
        *_findings(view),
        *_judged(view),
        *_sources(view.sources),
        *_evidence(view),
        *_footer(record, view),
    )
    return Constrain(Padding(Group(*pieces), (1, 1, 0, 1)), WIDEST + 2)


def _head(view: View) -> Iterator[RenderableType]:
    yield _text((view.title, "bold"))
    if view.dek:
        yield _text((view.dek, "italic"))
    facts = (view.origin, view.date, reading_time(view.words))
    yield _text((" · ".join(fact for fact in facts if fact), "dim"))


def _part(part: Part) -> Iterator[RenderableType]:
    yield _heading(part.heading or "Summary")
    if part.note:
        yield _text((part.note, "italic dim"))
    for index, paragraph in enumerate(part.paragraphs):
        if index:
            yield _text()
        yield _text(*(piece for line in paragraph for piece in _line(line)))


def _line(line: Line) -> Iterator[tuple[str, str]]:
    """The statement's pieces with their styles, its number behind it."""
    marks = [Mark(quote.start, quote.end, "quote") for quote in line.statement.quotes]
    marks += [
        Mark(remark.span.start, remark.span.end, remark.finding.severity) for remark in line.remarks if remark.span
    ]
    for piece in segment(line.statement.text, marks):
        yield (
            plain(piece.text).replace("\n", " "),
            " ".join(_STYLES[label] for label in sorted(piece.labels, reverse=True)),
        )
    yield " ", ""
    yield marker(line), "yellow" if line.remarks else "dim"
    yield " ", ""


def _held(view: View) -> Iterator[RenderableType]:
    if not view.held:
        return
    yield _heading(f"Held back: {count(len(view.held), 'statement')}")
    for held in view.held:
        yield _item("✗", "red", (f"{held.heading}: ", ""), (f"“{held.text}”", "dim"))
        for reason in held.reasons:
            yield _item("  ", "", *_remark(reason))


def _findings(view: View) -> Iterator[RenderableType]:
    if not view.remarks:
        return
    yield _heading(f"Findings: {len(view.remarks)}")
    numbers = {remark.number: line.number for line in view.lines for remark in line.remarks}
    for remark in view.remarks:
        number = numbers.get(remark.number)
        place = f"[{number}] " if number else f"{where(remark.finding)}: "
        yield _item("!", "red" if remark.finding.severity == "error" else "yellow", (place, ""), *_remark(remark))


def _judged(view: View) -> Iterator[RenderableType]:
    if view.fidelity.judgements is None:
        return
    yield _heading("Judge")
    for place, told in judged_rows(view):
        yield _item("?", "dim", (f"{place} ", ""), (told, ""))
    if not view.ruled:
        yield _text((judge_line(view.fidelity.judgements), "dim"))


def _remark(remark: Remark) -> Iterable[tuple[str, str]]:
    style = "red" if remark.finding.severity == "error" else "yellow"
    label, _, message = remark_line(remark.finding, remark.words).partition(": ")
    return (f"{label}: ", style), (message, "")


def _sources(sources: tuple[Source, ...]) -> Iterator[RenderableType]:
    if not sources:
        return
    yield _heading("Source" if len(sources) == 1 else "Sources")
    for source in sources:
        yield _item("•", "dim", (source.title, ""), (f"\n{source.details}" if source.details else "", "dim"))
        if source.link:
            yield _item(" ", "", (source.link.href, f"dim link {source.link.href}"))


def _evidence(view: View) -> Iterator[RenderableType]:
    from rich.text import Text  # noqa: PLC0415 - see render_terminal

    rows = evidence_rows(view)
    if rows:
        yield _heading("Evidence")
        for row in rows:
            yield Text(row, "dim", no_wrap=True, overflow="ellipsis")


def _footer(record: BriefRecord, view: View) -> Iterator[RenderableType]:
    from rich.rule import Rule  # noqa: PLC0415 - see render_terminal

    yield _text()
    yield Rule(style="dim")
    held = f"; {count(len(view.held), 'statement')} held back" if view.held else ""
    yield _text(
        ("Fidelity: ", "dim"),
        (verdict_line(record.fidelity), _VERDICTS[record.fidelity.verdict]),
        (held, "dim"),
    )
    engine = f"{engine_line(record.engine)}; {cost_line(record.engine, record.usage)}; {moment(record.created_at)}"
    yield _text((engine, "dim"))


def _heading(text: str) -> RenderableType:
    return _text((f"\n{text}", "bold"))


def _item(bullet: str, style: str, *pieces: tuple[str, str]) -> RenderableType:
    """A line that hangs under its bullet."""
    from rich.table import Table  # noqa: PLC0415 - see render_terminal

    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=len(bullet))
    grid.add_column(overflow="fold")
    grid.add_row(_text((bullet, style)), _text(*pieces))
    return grid


def _text(*pieces: tuple[str, str]) -> Text:
    from rich.text import Text  # noqa: PLC0415 - see render_terminal

    return Text.assemble(*pieces, end="\n") if pieces else Text("")
