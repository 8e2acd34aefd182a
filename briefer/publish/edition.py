"""One day's edition as data: the single source of its page, mail, text, Markdown and feed.

What enters are the stories' records and what was counted on the way; what leaves is an `Edition`, as bytes
with `dump` and back with `load_edition`. An edition is known by its title and its local date. The articles
themselves are not in it: what was published, where it stands, and what was held and why.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from briefer.article import Article, Contract
from briefer.brief import Brief, BriefRecord, Engine, Section, Statement, Verdict
from briefer.errors import ConfigError
from briefer.settings import EditionTable
from briefer.text.language import is_english

_SURROGATE = re.compile("[\ud800-\udfff]")
_ID_LENGTH = 16


class Credit(Contract):
    """The source that names whose word a statement is, where it is not the first that proves it."""

    section: Section
    """Where the statement stands."""
    statement: int
    """Its index in the section."""
    source: str
    """A `sources[].id` of the brief."""


class EditionStory(Contract):
    """One story as the edition carries it."""

    rank: int = Field(ge=1)
    """Its place in the edition, from 1."""
    section: str | None
    """The edition's section; null where the feeds name none."""
    headline: str | None
    """The headline as it is shown; null where neither brief nor source has one."""
    update_of: date | None
    """Local date of the edition that carried this story before; null for a story that is new."""
    new: tuple[str, ...]
    """Sources that no earlier edition had, by id: what rests on them is told first in an update."""
    brief: Brief
    """The brief as published."""
    credits: tuple[Credit, ...]
    """Whose source an attribution leads to, where several prove the statement."""
    filled: tuple[Section, ...]
    """Sections that no written statement survived for, filled with the source's own sentences."""
    language: str | None
    """BCP 47 tag that all its sources share, `en` of English ones that do not; null where nobody knows."""
    engine: Engine
    """What wrote it."""
    verdict: Verdict
    """What the checks made of it."""
    held: int = Field(ge=0)
    """Statements that were held back."""
    why: dict[str, float] | None
    """What its rank was made of; null where nobody counted."""


class EditionFailure(Contract):
    """A story that could not be told."""

    title: str
    """Its title, as the feed gave it."""
    url: str | None
    """Where it stands."""
    reason: str
    """Why, as the error said it."""


class EditionCounts(Contract):
    """What was counted on the way to the edition."""

    feeds: int
    """Feeds that were asked."""
    feeds_failed: int
    """Of these, those that could not be read."""
    candidates: int
    """Entries that were young enough."""
    clusters: int
    """Events that they were about."""
    stories_wanted: int
    """Stories that an edition has on an ordinary day."""
    held_statements: int
    """Statements held back, in all its stories."""


class Edition(Contract):
    """One day's edition: everything that any output of it is made from."""

    schema_: Literal["briefer/edition/1"] = Field("briefer/edition/1", alias="schema")
    """Name and version of this contract."""
    id: str
    """Made from title and date: the same edition made again keeps it."""
    title: str
    """The edition's title."""
    date: date
    """Its local date."""
    timezone: str
    """The zone that the date is told in."""
    language: str
    """BCP 47 tag."""
    created_at: AwareDatetime
    """When it was made."""
    sections: tuple[str, ...]
    """Its sections in order."""
    stories: tuple[EditionStory, ...]
    """Its stories in order."""
    failures: tuple[EditionFailure, ...]
    """Stories that could not be told, and why."""
    counts: EditionCounts
    """What was counted."""
    engines: tuple[Engine, ...]
    """What wrote it, each engine once."""

    def dump(self) -> bytes:
        """The edition as canonical JSON: the same edition gives the same bytes, ending in one line feed."""
        text = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
        return (_SURROGATE.sub("\ufffd", text) + "\n").encode()

    @property
    def digest(self) -> str:
        """SHA-256 of what `dump` gives, hexadecimal."""
        return hashlib.sha256(self.dump()).hexdigest()


def edition_id(title: str, on: date) -> str:
    """What an edition is known by, made from its title and its local date."""
    return hashlib.sha256(f"{title}\0{on.isoformat()}".encode("utf-8", "replace")).hexdigest()[:_ID_LENGTH]


def edition_story(
    record: BriefRecord,
    *,
    rank: int,
    section: str | None = None,
    update_of: date | None = None,
    new: Sequence[str] = (),
    why: dict[str, float] | None = None,
) -> EditionStory:
    """A record as a story of an edition; `new` are the ids of its articles that no earlier edition had."""
    brief = record.brief
    tags = {article.language for article in record.articles}
    english = all(is_english(article.text, article.language) for article in record.articles)
    return EditionStory(
        rank=rank,
        section=section,
        headline=brief.headline,
        update_of=update_of,
        new=tuple(new),
        brief=brief,
        credits=tuple(_credits(brief, record.articles)),
        filled=record.filled,
        language=(tags.pop() if len(tags) == 1 else None) or ("en" if english else None),
        engine=record.engine,
        verdict=record.fidelity.verdict,
        held=len(brief.held),
        why=why,
    )


def _credits(brief: Brief, articles: Sequence[Article]) -> list[Credit]:
    texts = {article.id: article.text for article in articles}
    return [
        Credit(section=section, statement=index, source=source)
        for section in Section
        for index, statement in enumerate(brief.section(section))
        if (source := _naming(statement, texts)) and source != statement.evidence[0].source
    ]


def _naming(statement: Statement, texts: dict[str, str]) -> str | None:
    """The source whose quotation the statement copies from the one it names, else the first that names them."""
    if statement.attribution is None or not statement.attribution.split():
        return None
    quoted = [quote.source for quote in statement.quotes if quote.speaker == statement.attribution]
    last = statement.attribution.split()[-1]
    named = [item.source for item in statement.evidence if last in texts.get(item.source, "")[item.start : item.end]]
    proving = {item.source for item in statement.evidence}
    return next((source for source in (*quoted, *named) if source in proving), None)


def make_edition(  # noqa: PLR0913 - an edition is counted by as many things as it is
    table: EditionTable,
    stories: Sequence[EditionStory],
    *,
    date: date,
    created_at: datetime,
    sections: Sequence[str] = (),
    failures: Sequence[EditionFailure] = (),
    feeds: int = 0,
    feeds_failed: int = 0,
    candidates: int = 0,
    clusters: int = 0,
) -> Edition:
    """The edition of a day; `date` is the day in the edition's own zone, `sections` the order of the configuration."""
    ordered = tuple(sorted(stories, key=lambda story: story.rank))
    named = dict.fromkeys((*sections, *(story.section for story in ordered if story.section)))
    return Edition(
        id=edition_id(table.title, date),
        title=table.title,
        date=date,
        timezone=table.timezone,
        language=table.language,
        created_at=created_at,
        sections=tuple(named),
        stories=ordered,
        failures=tuple(failures),
        counts=EditionCounts(
            feeds=feeds,
            feeds_failed=feeds_failed,
            candidates=candidates,
            clusters=clusters,
            stories_wanted=table.stories,
            held_statements=sum(story.held for story in ordered),
        ),
        engines=tuple({story.engine.model_dump_json(): story.engine for story in ordered}.values()),
    )


def load_edition(data: bytes, *, name: str = "edition.json") -> Edition:
    """The edition that `dump` wrote; `name` is what an error calls it.

    Raises:
        ConfigError: the bytes are no edition, or one of another version.
    """
    try:
        return Edition.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise ConfigError(f"{name!r} is no edition that can be read: {where}: {first['msg']}; make it anew") from error


def rejected_lines(edition: Edition) -> bytes:
    """What the edition does not say, as JSON Lines: each statement that was held and each story that failed, with why."""
    rows: list[dict[str, object]] = [
        {
            "kind": "statement",
            "edition": edition.id,
            "story": story.rank,
            "headline": story.headline,
            "section": held.section.value,
            "text": held.text,
            "reasons": [
                {"check": item.check, "severity": item.severity, "message": item.message, "words": item.text}
                for item in held.findings
            ],
            "sources": [source.url for source in story.brief.sources if source.url],
        }
        for story in edition.stories
        for held in story.brief.held
    ]
    rows += [
        {"kind": "story", "edition": edition.id, "title": item.title, "url": item.url, "reason": item.reason}
        for item in edition.failures
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return _SURROGATE.sub("\ufffd", lines).encode()
