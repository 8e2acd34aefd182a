"""One day's edition made: feeds gathered, events told apart and ranked, each story read and briefed from all its sources.

What fails is a row of the edition, and the next story takes its place. Two things are no quiet day and end in an error: an
outage, when no feed answered, and an endpoint that is not there, when a model was asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from briefer.article import Article, Story
from briefer.brief import BriefRecord
from briefer.errors import BrieferError, BudgetError, ConfigError, ProviderError, SourceError
from briefer.pipeline import Desk, brief_story, open_desk
from briefer.publish.candidate import Candidate
from briefer.publish.cluster import Cluster, cluster
from briefer.publish.edition import Edition, EditionFailure, EditionStory, edition_story, make_edition
from briefer.publish.full_text import read_candidate
from briefer.publish.gather import Gathered, gather
from briefer.publish.memory import Memory, compare
from briefer.publish.rank import Ranked, choose, find_positions, rank
from briefer.publish.reasons import reason_of
from briefer.publish.store import Store
from briefer.publish.terms import Telling, read_tellings, said
from briefer.read.lanes import Lanes
from briefer.read.robots import Robots
from briefer.read.second_core import SecondCore
from briefer.settings import Settings
from briefer.text.counting import counted

_MOST_SOURCES = 6
"""Articles of one story that are read: the voices that a brief of 250 words can hold, and one in reserve."""
_STORIES_AT_ONCE = 8
_ENTRIES_AT_ONCE = 100
"""Whose words are read in one go: a few milliseconds of work, next to which handing it to the other core is little."""


def _say_nothing(_message: str) -> None:
    """Drop a message."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the day has, before anything is read or briefed."""

    gathered: Gathered
    clusters: int
    ranked: tuple[Ranked, ...]
    """Every story that may be carried, the best first."""

    def chosen(self, settings: Settings, failed: frozenset[str] = frozenset()) -> tuple[Ranked, ...]:
        """The stories of the edition, without those that failed."""
        return choose(self.ranked, settings, failed)


@dataclass(frozen=True, slots=True)
class Day:
    """An edition, and what it was made from."""

    edition: Edition
    plan: Plan
    carried: tuple[tuple[str, Cluster], ...]
    """Headline and cluster of each story, for the memory."""


async def plan_day(
    settings: Settings,
    *,
    store: Store | None,
    today: date,
    now: datetime,
    lanes: Lanes | None = None,
    core: SecondCore | None = None,
) -> Plan:
    """The day's stories, ranked.

    Raises:
        ConfigError: no feed is configured, or the store cannot be used.
        SourceError: no feed answered: an outage is not a quiet day.
    """
    file = settings.file
    if not file.feed:
        raise ConfigError("no [[feed]] is configured; write one into briefer.toml, or see `briefer feeds import`")
    gathered = await gather(
        file.feed,
        settings=settings,
        store=store,
        now=now,
        max_age_hours=file.edition.max_age_hours,
        lanes=lanes,
        core=core,
    )
    if gathered.outage:
        first = gathered.problems[0]
        if gathered.feeds == 1:
            told = "the one feed could not be read, which is no quiet day:"
        else:
            told = f"none of the {gathered.feeds} feeds could be read, which is no quiet day; the first,"
        raise SourceError(f"{told} {first.url!r}: {first.what}", url=first.url)
    tellings = await _tellings(gathered.candidates, core or SecondCore())
    clusters = await asyncio.to_thread(cluster, gathered.candidates, tellings)
    carried = compare(clusters, Memory(store, file.edition.title).recall(today)) if store is not None else {}
    ranked = rank(clusters, settings, now, carried, find_positions(gathered.candidates))
    return Plan(gathered, len(clusters), ranked)


async def _tellings(candidates: Sequence[Candidate], core: SecondCore) -> list[Telling]:
    """What each candidate says, some at a time, so that every core has its share."""
    rows = list(map(said, candidates))
    parts = (rows[start : start + _ENTRIES_AT_ONCE] for start in range(0, len(rows), _ENTRIES_AT_ONCE))
    return list(chain.from_iterable(await asyncio.gather(*(core.run(read_tellings, part) for part in parts))))


async def make_day(  # noqa: PLR0913 - what is lent to it is three of them
    settings: Settings,
    *,
    store: Store,
    today: date,
    now: datetime,
    lanes: Lanes | None = None,
    core: SecondCore | None = None,
    notice: Callable[[str], None] = _say_nothing,
    progress: Callable[[str], None] = _say_nothing,
) -> Day:
    """The edition of a day; nothing is kept or sent here. `core` is where feeds and pages are read, None is here.

    Raises:
        ConfigError, SourceError: see `plan_day`.
        CompletionError: the model's endpoint is not there.
        BudgetError: the budget is not enough for any story; where it is for some, the edition has those.
    """
    lanes = lanes or Lanes()
    progress(f"reading {counted(len(settings.file.feed), 'feed')}")
    plan = await plan_day(settings, store=store, today=today, now=now, lanes=lanes, core=core)
    async with open_desk(settings, notice=notice) as desk:
        found = {candidate.entry.url: candidate for candidate in plan.gathered.candidates}
        maker = _Maker(settings, desk, Robots(settings=settings, lanes=lanes), core, found, now, progress)
        await maker.make(plan)
    told = [one for one in plan.chosen(settings, frozenset(maker.failed)) if one.cluster.key in maker.records]
    stories = [
        _story(one, maker.records[one.cluster.key], maker.links, place) for place, one in enumerate(told, start=1)
    ]
    edition = make_edition(
        settings.file.edition,
        stories,
        date=today,
        created_at=now,
        sections=[section.name for section in settings.file.section],
        failures=tuple(maker.failed.values()),
        feeds=plan.gathered.feeds,
        feeds_failed=plan.gathered.feeds_failed,
        candidates=len(plan.gathered.candidates),
        clusters=plan.clusters,
    )
    headlines = [story.headline or _title(one.cluster) for story, one in zip(stories, told, strict=True)]
    return Day(edition, plan, tuple(zip(headlines, (one.cluster for one in told), strict=True)))


def keep_day(day: Day, store: Store) -> None:
    """Remember what the edition carries, so that a later one does not carry it again."""
    edition = day.edition
    Memory(store, edition.title).record(edition.date, edition.created_at, day.carried)


@dataclass(slots=True)
class _Maker:
    """Stories on their way to briefs; one that fails makes room for the next."""

    settings: Settings
    desk: Desk
    robots: Robots
    core: SecondCore | None
    found: dict[str, Candidate]
    """Every candidate by its address."""
    now: datetime
    progress: Callable[[str], None]
    records: dict[str, BriefRecord] = field(default_factory=dict)
    failed: dict[str, EditionFailure] = field(default_factory=dict)
    links: dict[str, set[str]] = field(default_factory=dict)
    """Addresses in the feeds that led to an article, by its id; it may stand at another one."""
    _spent: BudgetError | None = None

    async def make(self, plan: Plan) -> None:
        """Brief what is chosen, as far as the budget goes.

        Raises:
            ProviderError: the endpoint failed every story.
            BudgetError: there is not enough of it for any.
        """
        places = asyncio.Semaphore(_STORIES_AT_ONCE)

        async def one(ranked: Ranked) -> BrieferError | None:
            async with places:
                return await self._one(ranked)

        while self._spent is None:
            chosen = plan.chosen(self.settings, frozenset(self.failed))
            todo = [ranked for ranked in chosen if ranked.cluster.key not in self.records]
            if not todo:
                return
            self.progress(f"briefing {len(todo)} {'story' if len(todo) == 1 else 'stories'}")
            errors = await asyncio.gather(*map(one, todo))
            gone = [error for error in errors if isinstance(error, ProviderError)]
            if gone and len(gone) == len(todo) and not self.records:
                raise gone[0]
        if not self.records:
            raise self._spent

    async def _one(self, ranked: Ranked) -> BrieferError | None:
        """Brief one story; the error that kept it from being told."""
        key = ranked.cluster.key
        try:
            story = await self._read(ranked.cluster)
            self.records[key] = await brief_story(story, desk=self.desk, now=self.now)
        except BrieferError as error:
            best = ranked.cluster.candidates[0].entry
            self.failed[key] = EditionFailure(title=best.title, url=best.url, reason=reason_of(error))
            if isinstance(error, BudgetError):
                self._spent = self._spent or error
            return error
        self.progress(_title(ranked.cluster))
        return None

    async def _read(self, told: Cluster) -> Story:
        """The story's articles, the most telling first, one of each outlet; a text that two outlets print is one.

        Raises:
            SourceError: none of them could be read; it is the first one's.
        """
        sources = _sources(told)
        found = await asyncio.gather(*(self._article(self.found[url]) for url in sources))
        articles = {article.id: article for article in found if isinstance(article, Article)}
        for url, article in zip(sources, found, strict=True):
            if isinstance(article, Article):
                self.links.setdefault(article.id, set()).add(url)
        if not articles:
            raise next(error for error in found if isinstance(error, SourceError))
        return Story(tuple(articles.values()))

    async def _article(self, candidate: Candidate) -> Article | SourceError:
        try:
            return await read_candidate(candidate, settings=self.settings, robots=self.robots, core=self.core)
        except SourceError as error:
            return error


def _sources(told: Cluster) -> list[str]:
    """The addresses to read: the best of each outlet, and of outlets that print one text the first alone."""
    copies = {outlet: group for group in told.voices.copies for outlet in group}
    chosen: dict[object, str] = {}
    for candidate in told.candidates:
        chosen.setdefault(copies.get(candidate.outlet, candidate.outlet), candidate.entry.url)
    return list(chosen.values())[:_MOST_SOURCES]


def _story(ranked: Ranked, record: BriefRecord, links: Mapping[str, set[str]], place: int) -> EditionStory:
    standing = ranked.standing
    new = set(standing.novelty.urls) if standing is not None else set()
    return edition_story(
        record,
        rank=place,
        section=ranked.section,
        update_of=standing.carried_on if standing is not None else None,
        new=[article.id for article in record.articles if new & links[article.id]],
        why={name: round(points, 3) for name, points in ranked.explanation.parts.items()},
    )


def _title(told: Cluster) -> str:
    return told.candidates[0].entry.title
