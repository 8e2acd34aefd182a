"""What there is to show of an edition, numbered and cut once: how every renderer of an edition reads it.

Sources are numbered through the edition. An e-mail may have to leave things out: a `Cut` says how much, and the
view says what is missing. Values alone, nothing escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from briefer.article import count_words
from briefer.brief import Section
from briefer.publish.edition import Edition, EditionStory
from briefer.publish.render.edition_statements import (
    LONGEST_NAME,
    LONGEST_TITLE,
    Outlet,
    Paragraph,
    Told,
    outlets_of,
    paragraphs_of,
)
from briefer.publish.render.edition_wording import NEW, footer, long_day, mixes, slow_line, story_cut, update_line
from briefer.publish.render.links import Link
from briefer.publish.render.wording import count, empty_line, filled_line, reading_time
from briefer.publish.render.wrapping import cut as cut_text
from briefer.text.terminal import one_line

UNTITLED = "Untitled story"
_LONGEST_STATEMENT = 1_200
"""Columns of a statement in a story that was shortened; a sentence of a brief has some 150."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_RTL = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
"""Languages that are written from right to left, in their usual script."""


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
        outlets = outlets_of(story.brief.sources, number)
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
        section=cut_text(one_line(story.section or ""), LONGEST_NAME) or None,
        headline=cut_text(one_line(story.headline or ""), LONGEST_TITLE) or UNTITLED,
        update=update_line(story),
        dek=(cut_text(one_line(brief.dek or ""), LONGEST_TITLE) or None) if cut else None,
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
    paragraphs = paragraphs_of(story, section, known)
    if story.update_of is not None:
        paragraphs.sort(key=lambda paragraph: not paragraph.fresh)
    english = (story.language or "").lower().split("-")[0] == "en"
    note = empty_line(brief, section, english=english)
    if paragraphs:
        note = filled_line(brief, section) if section in story.filled else ""
    return Block(section.heading, note or None, tuple(paragraphs))


def _tag(language: str | None) -> str | None:
    return language if language and _TAG.fullmatch(language) else None
