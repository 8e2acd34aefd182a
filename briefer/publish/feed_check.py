"""The configured feeds one by one, asked for in full: what each gives, and what is wrong with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from briefer.publish.candidate import refuse_age
from briefer.publish.feed_state import FeedStates
from briefer.publish.polling import Poller
from briefer.read.guard import Resolver, resolve_system
from briefer.read.lanes import Lanes
from briefer.settings import FeedTable, Settings

if TYPE_CHECKING:
    import httpx2


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What one feed gives today."""

    url: str
    good: bool
    """False where it gave nothing at all, for a reason; a feed may have no entry today."""
    title: str | None
    entries: int
    fresh: int
    """Entries that an edition made now could take."""
    undated: int
    full_text: int
    """Entries that carry their whole text."""
    problems: tuple[str, ...]


async def check_feeds(
    feeds: Sequence[FeedTable],
    *,
    settings: Settings,
    now: datetime,
    lanes: Lanes | None = None,
    resolve: Resolver = resolve_system,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> tuple[FeedCheck, ...]:
    """The state of each feed, in their order; nothing is kept."""
    poller = Poller(settings, FeedStates(None), lanes or Lanes(), now, resolve, transport)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_check(feed, poller, settings.file.edition.max_age_hours)) for feed in feeds]
    return tuple(task.result() for task in tasks)


async def _check(feed: FeedTable, poller: Poller, max_age_hours: float) -> FeedCheck:
    polled = await poller.poll(feed.url)
    entries = polled.feed.entries if polled.feed is not None else ()
    ages = [refuse_age(entry.published, now=poller.now, max_age_hours=max_age_hours) for entry in entries]
    return FeedCheck(
        url=feed.url,
        good=bool(entries) or (polled.feed is not None and not polled.problems),
        title=polled.feed.title if polled.feed is not None else None,
        entries=len(entries),
        fresh=ages.count(None),
        undated=sum(entry.published is None for entry in entries),
        full_text=sum(entry.html is not None for entry in entries),
        problems=tuple(problem.what for problem in polled.problems),
    )
