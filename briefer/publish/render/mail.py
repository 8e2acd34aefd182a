"""A record as one e-mail: HTML in tables with inline styles, a plain twin, too small to be clipped.

There is no image, no tracking and no link but those to the sources. Each attribution links to the source of
its statement, and each paragraph to at least one. A record too long for one message is shortened by steps
that the message tells of: findings, reasons and overlong statements first, then statements from the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from briefer.brief import BriefRecord
from briefer.publish.message import CLIPPED_AT, build_message
from briefer.publish.render.assemble import view_record
from briefer.publish.render.links import Link
from briefer.publish.render.segments import Mark, segment
from briefer.publish.render.templates import environment
from briefer.publish.render.text import judged_rows, write_text
from briefer.publish.render.view import Line, Part, Source, View
from briefer.publish.render.wording import (
    attributed,
    colophon,
    reading_time,
    remark_line,
    where,
)
from briefer.publish.render.wrapping import cut
from briefer.text.terminal import plain

SENDER = "briefer <briefer@localhost>"
"""Who a saved message is from, where nobody said."""
TEXT_WIDTH = 76
"""Columns of the plain part. Source: RFC 2045, 6.7: an encoded line has at most 76 characters."""
_SUBJECT = 150
"""Columns of a subject: twice what any list of messages shows."""
_LONGEST = 1_200
"""Columns of a statement in a message that had to be shortened; a sentence of a brief has some 150."""
_SOURCES = 20
"""Sources that a message lists which had to be shortened."""
_SHORTENED = "Shortened: the whole is too long for one message."


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a statement in the message, with the link and the emphasis that it carries."""

    text: str
    href: str | None
    quoted: bool
    doubted: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A statement in the message, and the sources to name behind it: those that no link in it leads to."""

    line: Line
    bits: tuple[Bit, ...]
    credits: tuple[Source, ...]


def render_email(record: BriefRecord, *, sender: str = SENDER, to: str | None = None) -> bytes:
    """The record as one `.eml` dated `created_at`, of fewer than 102,400 bytes.

    Raises:
        ConfigError: `sender` or `to` is not one address on one line.
    """
    view = view_record(record)
    message = _message(record, view, sender, to)
    if len(message) < CLIPPED_AT:
        return message
    kept = len(view.lines)
    while len(message) >= CLIPPED_AT:
        message = _message(record, _shortened(view, kept), sender, to)
        if not kept:
            break
        kept //= 2
    return message


def _shortened(view: View, kept: int) -> View:
    """The view without findings, its texts cut to what a brief needs, its first `kept` statements alone."""
    parts: list[Part] = []
    for part in view.parts:
        paragraphs = [[_cut(line) for line in paragraph if line.number <= kept] for paragraph in part.paragraphs]
        filled = tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)
        note = part.note if len(filled) == len(part.paragraphs) else _SHORTENED
        parts.append(replace(part, paragraphs=filled, note=note))
    sources = view.sources[:_SOURCES]
    return replace(
        view,
        headline=view.headline and cut(view.headline, _LONGEST),
        dek=view.dek and cut(view.dek, _LONGEST),
        parts=tuple(parts),
        sources=tuple(replace(s, title=cut(s.title, _LONGEST), details=cut(s.details, _LONGEST)) for s in sources),
        held=(),
        headline_remarks=(),
        dek_remarks=(),
        general_remarks=(),
        headline_ruled=(),
        dek_ruled=(),
    )


def _cut(line: Line) -> Line:
    text = cut(line.statement.text, _LONGEST)
    return replace(line, statement=line.statement.model_copy(update={"text": text}), remarks=(), ruled=())


def _message(record: BriefRecord, view: View, sender: str, to: str | None) -> bytes:
    """The message around what the view shows; what it counts is counted on the whole record."""
    footer = colophon(record)
    html = (
        environment()
        .get_template("mail.html.j2")
        .render(subject=view.title, preheader=view.dek or "", story=story(view), colophon=footer)
    )
    return build_message(
        subject=cut(view.title, _SUBJECT),
        text=write_text(view, footer, TEXT_WIDTH),
        html=html,
        sender=sender,
        to=to,
        date=record.created_at,
    )


def story(view: View) -> dict[str, Any]:
    """What the template shows of one brief: an edition has several of these."""
    numbers = {remark.number: line.number for line in view.lines for remark in line.remarks}
    return {
        "view": view,
        "facts": [fact for fact in (view.origin, view.date, reading_time(view.words)) if fact],
        "parts": [(part, [_paragraph(lines) for lines in part.paragraphs]) for part in view.parts],
        "held": [(held, [remark_line(reason.finding, reason.words) for reason in held.reasons]) for held in view.held],
        "findings": [
            (
                f"[{numbers[remark.number]}]" if remark.number in numbers else where(remark.finding),
                remark_line(remark.finding, remark.words),
            )
            for remark in view.remarks
        ]
        + [(place.removesuffix(":"), f"judge, {told}") for place, told in judged_rows(view)],
    }


def _paragraph(lines: tuple[Line, ...]) -> tuple[Told, ...]:
    """The statements of a paragraph; of a run that rests on the same sources, the last one names them."""
    told: list[Told] = []
    named: tuple[Source, ...] = ()
    for line in reversed(lines):
        bits = _bits(line)
        sources = tuple(dict.fromkeys(passage.source for passage in line.passages if passage.source.link))
        linked = any(bit.href for bit in bits)
        told.append(Told(line, bits, () if linked or sources == named else sources))
        named = () if linked else sources
    return tuple(reversed(told))


def _link(line: Line) -> Link | None:
    """The source that names whose word the statement is, else the first that proves it."""
    linked = [passage for passage in line.passages if passage.source.link]
    last = (line.statement.attribution or "").split()[-1:]
    naming = [passage for passage in linked if last and last[0] in passage.text]
    return next((passage.source.link for passage in (*naming, *linked)), None)


def _bits(line: Line) -> tuple[Bit, ...]:
    """The statement cut at its quotations, its doubts and its attribution."""
    statement = line.statement
    marks = [Mark(quote.start, quote.end, "quote") for quote in statement.quotes]
    marks += [Mark(*remark.span, "doubt") for remark in line.remarks if remark.span]
    named = attributed(statement)
    link = _link(line)
    if named and link:
        marks.append(Mark(*named, "name"))
    return tuple(
        Bit(
            plain(piece.text),
            link.href if link and "name" in piece.labels else None,
            "quote" in piece.labels,
            "doubt" in piece.labels,
        )
        for piece in segment(statement.text, marks)
    )
