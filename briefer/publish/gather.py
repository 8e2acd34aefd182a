"""The day's candidates from the configured feeds: asked at once, host by host, each with its own deadline.

A feed that is dead, slow, huge or hostile is a `FeedProblem` and holds up nobody. Entries without a date, from the
future or too old are dropped and counted with the reason; one that stands in several feeds is counted once, for the
feed that the configuration names first. When every feed failed it is an outage, which is not a quiet day.
"""

from __future__ import annotations

import asyncio
import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from briefer.publish.candidate import (
    IN_THE_FUTURE,
    NOT_PUBLIC,
    UNDATED,
    Candidate,
    refuse_age,
    refuse_link,
    same_entry_keys,
    to_candidate,
)
from briefer.publish.feed_state import FeedStates
from briefer.publish.full_text import read_candidate
from briefer.publish.polling import FeedProblem, Poller
from briefer.publish.store import Store
from briefer.read.guard import Resolver, redact, resolve_system
from briefer.read.lanes import Lanes
from briefer.read.second_core import SecondCore
from briefer.settings import FeedTable, Settings

if TYPE_CHECKING:
    import httpx2

__all__ = ["Candidate", "FeedProblem", "Gathered", "gather", "read_candidate"]

_TWICE = "there twice"
_FAULTS = (UNDATED, IN_THE_FUTURE, NOT_PUBLIC)
"""Reasons that are the feed's own doing, and are told with its name; to be old is no fault."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the feeds gave."""

    candidates: tuple[Candidate, ...] = field(repr=False)  # `asyncio.run` makes the repr of what it returns: 160 MB
    """In the order of the feeds, and of the entries in each."""
    problems: tuple[FeedProblem, ...]
    """In the order of the feeds."""
    dropped: Mapping[str, int]
    """Entries left out, by reason."""
    feeds: int
    unchanged: int
    """Feeds that answered that nothing changed; their entries are among the candidates all the same."""

    @property
    def feeds_failed(self) -> int:
        """Feeds that gave nothing."""
        return sum(problem.failed for problem in self.problems)

    @property
    def outage(self) -> bool:
        """True if there are feeds and every one failed: then nothing is known of the day."""
        return 0 < self.feeds == self.feeds_failed


@dataclass(frozen=True, slots=True)
class _Part:
    """One feed's share of it."""

    candidates: tuple[Candidate, ...]
    problems: tuple[FeedProblem, ...]
    dropped: Counter[str]
    unchanged: bool


async def gather(  # noqa: PLR0913 - what stands in for the network in tests is two of them
    feeds: Sequence[FeedTable],
    *,
    settings: Settings,
    store: Store | None,
    now: datetime,
    max_age_hours: float,
    lanes: Lanes | None = None,
    core: SecondCore | None = None,
    resolve: Resolver = resolve_system,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Gathered:
    """The candidates of all feeds. `now` is aware; without a `store` every feed is asked for in full.

    Raises:
        ConfigError: the store cannot be used.
    """
    states = FeedStates(store)
    refuse = functools.partial(refuse_age, now=now, max_age_hours=max_age_hours)
    poller = Poller(settings, states, lanes or Lanes(), now, resolve, transport, refuse, core or SecondCore())
    wanted = tuple({feed.url: feed for feed in reversed(feeds)}.values())[::-1]  # one that stands there twice: once
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_one(feed, poller)) for feed in wanted]
    states.save(now=now)
    parts = [task.result() for task in tasks]
    dropped: Counter[str] = sum((part.dropped for part in parts), Counter())
    candidates: list[Candidate] = []
    seen: set[object] = set()
    for candidate in (candidate for part in parts for candidate in part.candidates):
        keys = same_entry_keys(candidate)
        if seen.isdisjoint(keys):
            candidates.append(candidate)
        else:
            dropped[_TWICE] += 1
        seen.update(keys)
    return Gathered(
        candidates=tuple(candidates),
        problems=tuple(problem for part in parts for problem in part.problems),
        dropped=dict(sorted(dropped.items())),
        feeds=len(wanted),
        unchanged=sum(part.unchanged for part in parts),
    )


async def _one(feed: FeedTable, poller: Poller) -> _Part:
    """One feed's candidates; what is too old was let go of at once, as most entries of most feeds are."""
    polled = await poller.poll(feed.url)
    found = polled.feed
    if found is None:
        return _Part((), polled.problems, Counter(), polled.unchanged)
    dropped = Counter(found.left_out)
    kept: list[Candidate] = []
    for entry in found.entries:
        why = refuse_link(entry, allow_private=poller.settings.allow_private)
        if why is None:
            kept.append(to_candidate(entry, feed, title=found.title, now=poller.now))
        else:
            dropped[why] += 1
    whole = len(found.entries) + sum(found.left_out.values())
    faults = [
        FeedProblem(redact(feed.url), f"{_share(dropped[fault], whole)} {fault}", failed=False)
        for fault in _FAULTS
        if dropped[fault]
    ]
    return _Part(tuple(kept), (*polled.problems, *faults), dropped, polled.unchanged)


def _share(some: int, whole: int) -> str:
    """`3 of its 4 entries are`."""
    if whole == 1:
        return "its one entry is"
    return f"{some} of its {whole} entries {'is' if some == 1 else 'are'}"
