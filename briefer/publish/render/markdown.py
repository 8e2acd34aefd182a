"""A record as Markdown of GitHub's flavour: the brief, what was held and found, sources, footnotes.

Every text is escaped: nothing that a model or an article wrote becomes markup, HTML or a link. Covered are
CommonMark, tables, strikethrough, footnotes, mathematics and GitHub's habit of linking bare addresses. Not
covered is what GitHub does to the finished page: mentions, emoji names, `mailto:` around an e-mail address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.brief import BriefRecord
from briefer.publish.render.assemble import view_record
from briefer.publish.render.text import judged_rows
from briefer.publish.render.view import Line, Part, Remark, Source, View
from briefer.publish.render.wording import (
    colophon,
    count,
    judge_line,
    reading_time,
    remark_line,
    where,
)
from briefer.text.terminal import one_line

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|~$@#]|(?<=\w):(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_BLOCK = re.compile(r"^(?:([-+=])|(\d{1,9})([.)])(?=\s|$))")


def escape(text: str) -> str:
    """The text on one line, with nothing in it that Markdown takes for markup."""
    text = _SPECIAL.sub(lambda match: "\\" + match[0], one_line(text))
    return _BLOCK.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", text)


def link(escaped: str, href: str) -> str:
    """A link with a text that is escaped already."""
    # Parentheses would end the address, and an entity in it would be read as one.
    href = href.replace("(", "%28").replace(")", "%29").replace("*", "%2A").replace("&", "&amp;")
    return f"[{escaped}](<{href}>)"


def render_markdown(record: BriefRecord) -> str:
    """The record as Markdown, ending in one line feed."""
    view = view_record(record)
    blocks = (
        *_head(view),
        *(block for part in view.parts for block in _part(part)),
        *_held(view),
        *_findings(view),
        *_judged(view),
        *_sources(view.sources),
        *_footer(record),
        *_evidence(view),
    )
    return "\n\n".join(blocks) + "\n"


def _head(view: View) -> Iterator[str]:
    yield f"# {escape(view.title)}"
    if view.dek:
        yield f"*{escape(view.dek)}*"
    facts = (view.origin, view.date, reading_time(view.words))
    yield " · ".join(escape(fact) for fact in facts if fact)


def _part(part: Part) -> Iterator[str]:
    yield f"## {part.heading or 'Summary'}"
    if part.note:
        yield f"*{escape(part.note)}*"
    for paragraph in part.paragraphs:
        yield " ".join(_statement(line) for line in paragraph)


def _statement(line: Line) -> str:
    note = f"[^{line.number}]" if line.passages else ""
    return f"{escape(line.statement.text)}{' ⚠' if line.remarks else ''}{note}"


def _held(view: View) -> Iterator[str]:
    if not view.held:
        return
    yield f"## Held back: {count(len(view.held), 'statement')}"
    yield "\n".join(
        line
        for held in view.held
        for line in (
            f"- {escape(held.heading)}: “{escape(held.text)}”",
            *(f"  - {escape(remark_line(reason.finding, reason.words))}" for reason in held.reasons),
        )
    )


def _findings(view: View) -> Iterator[str]:
    if not view.remarks:
        return
    yield f"## Findings: {len(view.remarks)}"
    numbers = {remark.number: line.number for line in view.lines for remark in line.remarks}
    yield "\n".join(_finding(remark, numbers.get(remark.number)) for remark in view.remarks)


def _finding(remark: Remark, number: int | None) -> str:
    place = f"Statement {number}" if number else where(remark.finding)
    return f"- {place}: {escape(remark_line(remark.finding, remark.words))}"


def _judged(view: View) -> Iterator[str]:
    if view.fidelity.judgements is None:
        return
    yield "## Judge"
    rows = [f"- {escape(place)} {escape(told)}" for place, told in judged_rows(view)]
    yield "\n".join(rows) or escape(judge_line(view.fidelity.judgements))


def _sources(sources: tuple[Source, ...]) -> Iterator[str]:
    if not sources:
        return
    yield "## Source" if len(sources) == 1 else "## Sources"
    yield "\n".join(f"- {_source(source)}" for source in sources)


def _source(source: Source) -> str:
    title = escape(source.title)
    if source.link:
        title = link(title, source.link.href)
    return f"{title}, {escape(source.details)}" if source.details else title


def _footer(record: BriefRecord) -> Iterator[str]:
    yield "---"
    yield "  \n".join(escape(line) for line in colophon(record))


def _evidence(view: View) -> Iterator[str]:
    for line in view.lines:
        if line.passages:
            proof = " / ".join(f"{escape(passage.place)}: {escape(passage.text)}" for passage in line.passages)
            yield f"[^{line.number}]: {proof}"
