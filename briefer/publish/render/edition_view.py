"""What there is to show of an edition, numbered and cut once: how every renderer of an edition reads it.

Sources are numbered through the edition. Every attribution leads to the source that proves its statement; where
a statement names nobody, or nobody that its words show, its sources are named behind it. An e-mail may have to
leave things out: a `Cut` says how much, and the view says what is missing. Values alone, nothing escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from briefer.article import count_words
from briefer.brief import Brief, Section, SourceRef, Statement
from briefer.publish.edition import Edition, EditionStory
from briefer.publish.render.edition_wording import NEW, footer, long_day, mixes, slow_line, story_cut, update_line
from briefer.publish.render.links import Link, safe_link
from briefer.publish.render.segments import Mark, segment
from briefer.publish.render.wording import count, day, empty_line, filled_line, joined, reading_time
from briefer.publish.render.wrapping import cut as cut_text
from briefer.text.terminal import one_line, plain

UNTITLED = "Untitled story"
_VOICE_WORDS = 8
"""Words of a quotation that is set apart: fewer are woven into somebody's sentence."""
_LONGEST_TITLE = 300
"""Columns of a headline, a dek or a title: three times a long one."""
_LONGEST_NAME = 80
"""Columns of an outlet's or a section's name."""
_LONGEST_STATEMENT = 1_200
"""Columns of a statement in a story that was shortened; a sentence of a brief has some 150."""
_LONGEST_LINK = 1_000
"""Characters of an address that is linked; a longer one would take a whole paragraph's room in a mail."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_RTL = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
"""Languages that are written from right to left, in their usual script."""
_NO_NAME = {"The", "Mrs", "Sir", "Dame", "Lord", "Lady"}
"""What a name may begin with and is not known by."""
_MARKS = "“”„‟«»‹›\"‘’‚'「」『』"


@dataclass(frozen=True, slots=True)
class Cut:
    """How much of an edition is shown; without numbers all of it."""

    statements: int | None = None
    """Statements of a section that are shown at most."""
    told: int | None = None
    """Stories that are told; of those after them the headline is shown, with its link."""
    listed: int | None = None
    """Stories that are shown at all."""


WHOLE = Cut()


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


@dataclass(frozen=True, slots=True)
class Block:
    """A section of a story."""

    heading: str
    note: str | None
    """What the reader has to know first: that it is empty and why, or that it was filled."""
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class StoryView:
    """All that is shown of one story."""

    number: int
    section: str | None
    headline: str
    update: str | None
    """What it updates; None for a story that is new."""
    dek: str | None
    reading: str
    """`2 minutes to read`."""
    blocks: tuple[Block, ...]
    """None of a story whose headline alone is shown."""
    outlets: tuple[Outlet, ...]
    held: str | None
    """`2 statements held back`."""
    shortened: str | None
    """What was left out of it; None where all of it is shown."""
    language: str | None
    """Where it is not the edition's."""
    words: int
    """Of the whole story."""

    @property
    def link(self) -> Link | None:
        """Where the story stands: at its first source that has an address."""
        return next((outlet.link for outlet in self.outlets if outlet.link), None)

    @property
    def facts(self) -> tuple[str, ...]:
        """Section and reading time."""
        return tuple(fact for fact in (self.section, self.reading) if fact)

    @property
    def label(self) -> str:
        """`Update: ` before the headline of a story that moved on."""
        return "Update: " if self.update else ""


@dataclass(frozen=True, slots=True)
class EditionView:
    """All that is shown of an edition, in the order in which it is read."""

    title: str
    day: str
    language: str
    overview: str
    """`5 stories, 6 minutes to read`."""
    slow: str | None
    """Why there are fewer stories than usual."""
    stories: tuple[StoryView, ...]
    left_out: str | None
    """How many stories are not even listed."""
    footer: tuple[str, ...]

    @property
    def rtl(self) -> bool:
        """Whether its language is written from right to left."""
        return self.language.lower().split("-")[0] in _RTL

    @property
    def whole(self) -> tuple[StoryView, ...]:
        """The stories that are told."""
        return tuple(story for story in self.stories if story.blocks)

    @property
    def headlines(self) -> tuple[StoryView, ...]:
        """The stories whose headline alone is shown, as the e-mail would be too long."""
        return tuple(story for story in self.stories if not story.blocks)

    @property
    def told(self) -> Iterator[Told]:
        """Every statement that is shown."""
        for story in self.stories:
            for block in story.blocks:
                for paragraph in block.paragraphs:
                    yield from paragraph.told

    @property
    def subject(self) -> str:
        """The title with the first headline."""
        first = next((f"{story.label}{story.headline}" for story in self.stories), self.day)
        return f"{self.title}: {first}"

    @property
    def preheader(self) -> str:
        """What a list of messages shows behind the subject: the other headlines, else the day."""
        others = [story.headline for story in self.stories[1:4]]
        return cut_text(" · ".join([self.day, *others]), 200)


def view_edition(edition: Edition, cut: Cut = WHOLE) -> EditionView:
    """What there is to show of an edition, cut so far."""
    listed = edition.stories[: cut.listed]
    tag = _tag(edition.language) or "en"
    stories: list[StoryView] = []
    number = 1
    for index, story in enumerate(listed):
        outlets = _outlets(story.brief.sources, number)
        number += len(outlets)
        told = cut.told is None or index < cut.told
        stories.append(_story(story, index + 1, outlets, cut if told else None, tag))
    words = sum(story.words for story in stories)
    missing = len(edition.stories) - len(listed)
    return EditionView(
        title=one_line(edition.title),
        day=long_day(edition.date),
        language=tag,
        overview=f"{count(len(edition.stories), 'story', 'stories')}, {reading_time(words)}" if words else "no stories",
        slow=slow_line(edition),
        stories=tuple(stories),
        left_out=f"{count(missing, 'more story', 'more stories')} did not fit this e-mail." if missing else None,
        footer=footer(edition),
    )


def _story(story: EditionStory, number: int, outlets: Sequence[Outlet], cut: Cut | None, tag: str) -> StoryView:
    brief = story.brief
    known = {source.id: outlet for source, outlet in zip(brief.sources, outlets, strict=True)}
    blocks = _lead(story, [_block(story, section, known) for section in Section])
    kept = [replace(block, paragraphs=_shortened(block.paragraphs, cut)) for block in blocks] if cut else []
    total = sum(len(paragraph.told) for block in blocks for paragraph in block.paragraphs)
    left = total - sum(len(paragraph.told) for block in kept for paragraph in block.paragraphs)
    texts = [text for text in (story.headline, brief.dek) if text]
    texts += [told.text for block in blocks for paragraph in block.paragraphs for told in paragraph.told]
    words = sum(count_words(text) for text in texts)
    language = _tag(story.language)
    return StoryView(
        number=number,
        section=cut_text(one_line(story.section or ""), _LONGEST_NAME) or None,
        headline=cut_text(one_line(story.headline or ""), _LONGEST_TITLE) or UNTITLED,
        update=update_line(story),
        dek=(cut_text(one_line(brief.dek or ""), _LONGEST_TITLE) or None) if cut else None,
        reading=reading_time(words),
        blocks=tuple(kept),
        outlets=tuple(outlets),
        held=f"{count(story.held, 'statement')} held back" if story.held else None,
        shortened=story_cut(left, whole=cut is not None) if left or cut is None else None,
        language=language if language and language.lower() != tag.lower() else None,
        words=words,
    )


def _lead(story: EditionStory, blocks: list[Block]) -> list[Block]:
    """The blocks of a story; of an update whose event is old, below a block with what is new of the others."""
    if not mixes(story) or any(paragraph.fresh for paragraph in blocks[0].paragraphs):
        return blocks
    at = next(index for index, block in enumerate(blocks) if any(one.fresh for one in block.paragraphs))
    new = tuple(one for one in blocks[at].paragraphs if one.fresh)
    old = tuple(one for one in blocks[at].paragraphs if not one.fresh)
    rest = replace(blocks[at], paragraphs=old, note=blocks[at].note if old else "All of it is new: see above.")
    return [Block(NEW, None, new), *blocks[:at], rest, *blocks[at + 1 :]]


def _shortened(paragraphs: Sequence[Paragraph], cut: Cut) -> tuple[Paragraph, ...]:
    """The first statements, each no longer than a statement need be; a cut without a number leaves all of them."""
    if cut.statements is None:
        return tuple(paragraphs)
    kept: list[Paragraph] = []
    room = cut.statements
    for paragraph in paragraphs:
        told = [one for one in paragraph.told[:room] if len(one.text) <= _LONGEST_STATEMENT]
        room -= len(told)
        if told:
            kept.append(replace(paragraph, told=tuple(told)))
    return tuple(kept)


def _block(story: EditionStory, section: Section, known: dict[str, Outlet]) -> Block:
    brief = story.brief
    groups = _paragraphs(brief, section)
    credited = {item.statement: item.source for item in story.credits if item.section == section}
    paragraphs = [paragraph for group in groups for paragraph in _set_apart(group, story, credited, known)]
    if story.update_of is not None:
        paragraphs.sort(key=lambda paragraph: not paragraph.fresh)
    english = (story.language or "").lower().split("-")[0] == "en"
    note = empty_line(brief, section, english=english)
    if paragraphs:
        note = filled_line(brief, section) if section in story.filled else ""
    return Block(section.heading, note or None, tuple(paragraphs))


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


def _outlets(sources: Sequence[SourceRef], first: int) -> tuple[Outlet, ...]:
    outlets: list[Outlet] = []
    for number, source in enumerate(sources, first):
        link = safe_link(source.url)
        if link is not None and len(link.href) > _LONGEST_LINK:
            link = None
        title = cut_text(one_line(source.title or ""), _LONGEST_TITLE)
        name = cut_text(one_line(source.outlet or "") or (link.host if link else "") or title, _LONGEST_NAME)
        byline = cut_text(joined([one_line(name) for name in source.byline]), _LONGEST_NAME)
        details = ", ".join(fact for fact in (f"by {byline}" if byline else "", day(source.published) or "") if fact)
        outlets.append(Outlet(number, name or f"Source {number}", title or name or f"Source {number}", details, link))
    return tuple(outlets)


def _tag(language: str | None) -> str | None:
    return language if language and _TAG.fullmatch(language) else None
