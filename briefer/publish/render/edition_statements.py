"""The statements of an edition's story as they are shown: cut into bits, led to their sources, set apart.

Every attribution leads to the source that proves its statement; where a statement names nobody, or nobody that
its words show, its sources are named behind it. Where somebody is quoted at length, the words are set apart, and
who says them with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefer.article import count_words
from briefer.brief import Brief, Section, SourceRef, Statement
from briefer.publish.edition import EditionStory
from briefer.publish.render.links import Link, safe_link
from briefer.publish.render.segments import Mark, segment
from briefer.publish.render.wording import day, joined
from briefer.publish.render.wrapping import cut as cut_text
from briefer.text.terminal import one_line, plain

LONGEST_TITLE = 300
"""Columns of a headline, a dek or a title: three times a long one."""
LONGEST_NAME = 80
"""Columns of an outlet's or a section's name."""
_VOICE_WORDS = 8
"""Words of a quotation that is set apart: fewer are woven into somebody's sentence."""
_LONGEST_LINK = 1_000
"""Characters of an address that is linked; a longer one would take a whole paragraph's room in a mail."""
_NO_NAME = {"The", "Mrs", "Sir", "Dame", "Lord", "Lady"}
"""What a name may begin with and is not known by."""
_MARKS = "“”„‟«»‹›\"‘’‚'「」『』"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A source of a story, with what may be shown and linked of it."""

    number: int
    """Through the edition, from 1."""
    name: str
    """The outlet, else the host, else the title."""
    title: str
    details: str
    """Byline and date in one line; empty where nothing is known."""
    link: Link | None


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a statement: its words, where they lead, whether they are copied."""

    text: str
    href: str | None
    quoted: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A statement as it is shown."""

    text: str
    bits: tuple[Bit, ...]
    credits: tuple[Outlet, ...]
    """Sources to name behind it: those that no link in it leads to."""
    notes: tuple[int, ...]
    """Numbers of the sources to note behind it where there are no links."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Statements that are read together."""

    told: tuple[Told, ...]
    voice: bool
    """Somebody is quoted at length: set apart."""
    fresh: bool
    """It rests on a source that no earlier edition had."""

    @property
    def noted(self) -> str:
        """Its statements with the numbers of their sources behind them, `[2][3]`: for outputs without links."""
        return " ".join(
            f"{one.text} {''.join(f'[{number}]' for number in one.notes)}" if one.notes else one.text
            for one in self.told
        )


def outlets_of(sources: Sequence[SourceRef], first: int) -> tuple[Outlet, ...]:
    """The sources of a story, numbered from `first`."""
    outlets: list[Outlet] = []
    for number, source in enumerate(sources, first):
        link = safe_link(source.url)
        if link is not None and len(link.href) > _LONGEST_LINK:
            link = None
        title = cut_text(one_line(source.title or ""), LONGEST_TITLE)
        name = cut_text(one_line(source.outlet or "") or (link.host if link else "") or title, LONGEST_NAME)
        byline = cut_text(joined([one_line(name) for name in source.byline]), LONGEST_NAME)
        details = ", ".join(fact for fact in (f"by {byline}" if byline else "", day(source.published) or "") if fact)
        outlets.append(Outlet(number, name or f"Source {number}", title or name or f"Source {number}", details, link))
    return tuple(outlets)


def paragraphs_of(story: EditionStory, section: Section, known: dict[str, Outlet]) -> list[Paragraph]:
    """The paragraphs of a section in the brief's order; `known` are the story's sources by their ids."""
    credited = {item.statement: item.source for item in story.credits if item.section == section}
    groups = _paragraphs(story.brief, section)
    return [paragraph for group in groups for paragraph in _set_apart(group, story, credited, known)]


def _set_apart(
    group: Sequence[tuple[int, Statement]], story: EditionStory, credited: dict[int, str], known: dict[str, Outlet]
) -> list[Paragraph]:
    """A paragraph cut where somebody is quoted at length; the whole of it is fresh where a statement in it is.

    A statement that does not show whose word it is stays with the one before it, which does.
    """
    fresh = any(item.source in story.new for _, statement in group for item in statement.evidence)
    runs: list[list[tuple[int, Statement]]] = []
    for item in group:
        alone = item[1].attribution is None or _named(item[1]) is not None
        if runs and not (alone and _voice(item[1]) != _voice(runs[-1][-1][1])):
            runs[-1].append(item)
        else:
            runs.append([item])
    return [
        Paragraph(
            _told([(statement, credited.get(index)) for index, statement in run], known),
            any(_voice(statement) for _, statement in run),
            fresh,
        )
        for run in runs
    ]


def _paragraphs(brief: Brief, section: Section) -> Iterator[list[tuple[int, Statement]]]:
    group: list[tuple[int, Statement]] = []
    for index, statement in enumerate(brief.section(section)):
        if group and group[-1][1].paragraph != statement.paragraph:
            yield group
            group = []
        group.append((index, statement))
    if group:
        yield group


def _told(group: Sequence[tuple[Statement, str | None]], known: dict[str, Outlet]) -> tuple[Told, ...]:
    """The statements of a paragraph; of a run that rests on the same sources, the last one names them."""
    told: list[Told] = []
    named: tuple[Outlet, ...] = ()
    noted: tuple[Outlet, ...] = ()
    for statement, credited in reversed(group):
        sources = _sources(statement, credited, known)
        link = next((source.link for source in sources if source.link), None)
        bits = _bits(statement, link)
        linked = any(bit.href for bit in bits)
        wanted = sources if len(known) > 1 or statement.attribution else ()
        credit = tuple(source for source in wanted if not (linked and source.link == link))
        notes = tuple(source.number for source in sources) if sources != noted else ()
        text = "".join(bit.text for bit in bits)
        told.append(Told(text, bits, () if credit == named else credit, notes))
        named, noted = credit, sources
    return tuple(reversed(told))


def _sources(statement: Statement, credited: str | None, known: dict[str, Outlet]) -> tuple[Outlet, ...]:
    """What the statement rests on, first the source that its attribution leads to."""
    ids = dict.fromkeys(item.source for item in statement.evidence)
    if credited in ids:
        ids = dict.fromkeys((credited, *ids))
    return tuple(known[source] for source in ids if source in known)


def _bits(statement: Statement, link: Link | None) -> tuple[Bit, ...]:
    """The statement cut at its quotations, marks with them, and at its attribution."""
    text = statement.text
    marks = [Mark(*_with_marks(text, quote.start, quote.end), "quote") for quote in statement.quotes]
    named = _named(statement)
    if named and link:
        marks.append(Mark(*named, "name"))
    return tuple(
        Bit(
            " ".join(plain(piece.text).split("\n")),
            link.href if link and "name" in piece.labels else None,
            "quote" in piece.labels,
        )
        for piece in segment(text, marks)
    )


def _named(statement: Statement) -> tuple[int, int] | None:
    """Where the statement shows, outside a quotation, whose word it is: the whole name, else its last or first part."""
    whole = " ".join((statement.attribution or "").split())
    first, _, last = whole.partition(" ")
    parts = [part for part in (last.rpartition(" ")[2], first) if len(part) > 2 and part[0].isupper()]
    for wanted in [whole, *(part for part in parts if part not in _NO_NAME)] if whole else []:
        for found in re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", statement.text, re.IGNORECASE):
            if not any(quote.start <= found.start() < quote.end for quote in statement.quotes):
                return found.span()
    return None


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The quotation with the marks around it, a stop before the closing one included."""
    if not 0 < start < end < len(text) or text[start - 1] not in _MARKS:
        return start, end
    closing = next((at for at in (end, end + 1) if text[at : at + 1] and text[at] in _MARKS), None)
    if closing is None or not all(character in ",.;:!?…" for character in text[end:closing]):
        return start, end
    return start - 1, closing + 1


def _voice(statement: Statement) -> bool:
    return any(count_words(statement.text[quote.start : quote.end]) >= _VOICE_WORDS for quote in statement.quotes)
