"""A record as plain text: for pipes, files, and the plain part of an e-mail. No escape sequences, no markup.

Each statement carries its number in brackets, an exclamation mark with it where something was found; the
numbers are taken up again under Evidence, Findings and Held back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefer.brief import BriefRecord
from briefer.publish.render.assemble import view_record
from briefer.publish.render.view import Line, Part, Remark, Source, View
from briefer.publish.render.wording import (
    colophon,
    count,
    judge_line,
    reading_time,
    reasons_line,
    remark_line,
    ruling_line,
    where,
)
from briefer.publish.render.wrapping import columns, cut, wrap
from briefer.text.terminal import one_line

NARROWEST = 24
"""Columns below which no line is wrapped: narrower, the markers alone would not fit."""


def render_text(record: BriefRecord, *, width: int = 80) -> str:
    """The record as plain text of lines no wider than `width` (addresses aside), ending in one line feed."""
    view = view_record(record)
    return write_text(view, colophon(record), width)


def write_text(view: View, footer: Sequence[str], width: int) -> str:
    """What the view shows as plain text, the footer's lines below a rule."""
    width = max(width, NARROWEST)
    blocks = [
        *_head(view, width),
        *(block for part in view.parts for block in _part(part, width)),
        *_held(view, width),
        *_findings(view, width),
        *_judged(view, width),
        *_sources(view.sources, width),
        *_evidence(view, width),
        ["-" * min(width, 20), *(row for line in footer for row in wrap(line, width, rest="  "))],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def marker(line: Line) -> str:
    """`[3]`, or `[3!]` where something was found in the statement."""
    return f"[{line.number}!]" if line.remarks else f"[{line.number}]"


def evidence_rows(view: View) -> list[str]:
    """A row for each passage that proves a statement: number, outlet if there are several, place, words."""
    rows: list[str] = []
    for line in view.lines:
        lead = f"[{line.number}] "
        for passage in line.passages:
            place = "" if passage.paragraph is None else f"¶{passage.paragraph} "
            outlet = f"{passage.source.name} " if len(view.sources) > 1 else ""
            rows.append(f"{lead}{outlet}{place}{one_line(passage.text)}")
            lead = " " * len(lead)
    return rows


def _head(view: View, width: int) -> Iterator[list[str]]:
    title = wrap(view.title, width)
    yield [*title, "=" * max(columns(line) for line in title)]
    if view.dek:
        yield wrap(view.dek, width)
    yield wrap(" · ".join(fact for fact in (view.origin, view.date, reading_time(view.words)) if fact), width)


def _part(part: Part, width: int) -> Iterator[list[str]]:
    yield _heading(part.heading or "Summary")
    if part.note:
        yield wrap(f"({part.note})", width)
    for paragraph in part.paragraphs:
        yield wrap(" ".join(f"{one_line(line.statement.text)} {marker(line)}" for line in paragraph), width)


def _heading(text: str) -> list[str]:
    return [text, "-" * len(text)]


def _held(view: View, width: int) -> Iterator[list[str]]:
    if not view.held:
        return
    yield _heading(f"Held back: {count(len(view.held), 'statement')}")
    for held in view.held:
        yield [
            *wrap(f"{held.heading}: “{held.text}”", width, first="- ", rest="  "),
            *(line for reason in held.reasons for line in _remark(reason, width, "  ")),
        ]


def _findings(view: View, width: int) -> Iterator[list[str]]:
    if not view.remarks:
        return
    yield _heading(f"Findings: {len(view.remarks)}")
    numbers = {remark.number: line.number for line in view.lines for remark in line.remarks}
    yield [line for remark in view.remarks for line in _remark(remark, width, "", numbers.get(remark.number))]


def _judged(view: View, width: int) -> Iterator[list[str]]:
    if view.fidelity.judgements is None:
        return
    yield _heading("Judge")
    yield [line for place, told in judged_rows(view) for line in wrap(told, width, first=f"{place} ", rest="    ")] or [
        judge_line(view.fidelity.judgements)
    ]


def judged_rows(view: View) -> list[tuple[str, str]]:
    """For each thing that a judge said: `[3]`, and `supported, 2 of 2 votes: the reasons`."""
    places = {ruled.number: f"[{line.number}]" for line in view.lines for ruled in line.ruled}
    places |= {ruled.number: "Headline:" for ruled in view.headline_ruled}
    places |= {ruled.number: "Sub-head:" for ruled in view.dek_ruled}
    return [
        (places[ruled.number], f"{ruling_line(ruled.judgement)}: {reasons_line(ruled.judgement)}")
        for ruled in view.ruled
    ]


def _remark(remark: Remark, width: int, indent: str, number: int | None = None) -> list[str]:
    first = f"{indent}[{number}] " if number else f"{indent}- "
    text = remark_line(remark.finding, remark.words)
    return wrap(text if number or indent else f"{where(remark.finding)}: {text}", width, first=first)


def _sources(sources: tuple[Source, ...], width: int) -> Iterator[list[str]]:
    if not sources:
        return
    yield _heading("Source" if len(sources) == 1 else "Sources")
    yield [
        line
        for source in sources
        for line in (
            *wrap(source.title, width, first="- "),
            *(wrap(source.details, width, first="  ") if source.details else ()),
            *([f"  {source.link.href}"] if source.link else ()),
        )
    ]


def _evidence(view: View, width: int) -> Iterator[list[str]]:
    rows = evidence_rows(view)
    if rows:
        yield _heading("Evidence")
        yield [cut(row, width) for row in rows]
