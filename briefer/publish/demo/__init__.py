"""A day of invented news, served on loopback: `briefer daily --demo`, without a key and without a network.

What enters is a date; what leaves is a server on 127.0.0.1 with the day's feeds and pages, and the configuration that
reads them. The same date on the same port gives the same bytes. Outlets, places, people, firms and events are all
invented; one of the feeds is broken on purpose, so that a reader sees how that is told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from briefer.publish.demo.newsroom import load_newsroom
from briefer.publish.demo.server import bind, serve
from briefer.publish.demo.site import render_site
from briefer.settings import FeedTable, SectionTable

__all__ = ["DemoDay", "demo_day", "edition_time"]

_EDITION_AT = time(6, 0, tzinfo=UTC)
"""The morning: what was told after midnight is in it."""


@dataclass(frozen=True, slots=True)
class DemoDay:
    """The day as an edition is made of it."""

    base_url: str
    """Where it is served, without a slash at the end."""
    feeds: tuple[FeedTable, ...]
    sections: tuple[SectionTable, ...]
    title: str
    """The edition's."""
    now: datetime
    """The moment at which the edition is made; aware."""


def edition_time(on: date) -> datetime:
    """The moment at which the demo's edition of a day is made: six in the morning, UTC."""
    return datetime.combine(on, _EDITION_AT)


@asynccontextmanager
async def demo_day(on: date, *, port: int = 0) -> AsyncIterator[DemoDay]:
    """Serves the day before `on`, as newsrooms told it until that morning; 0 takes any free port.

    Raises:
        ConfigError: the port is taken.
    """
    newsroom = load_newsroom()
    listener = bind(port)
    base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with serve(listener, render_site(newsroom, on, base_url)):
        yield DemoDay(
            base_url=base_url,
            feeds=tuple(
                FeedTable(
                    url=f"{base_url}{outlet.feed_path}",
                    outlet=outlet.name,
                    family=outlet.family,
                    section=outlet.section,
                    weight=outlet.weight,
                )
                for outlet in newsroom.outlets
            ),
            sections=newsroom.sections,
            title=newsroom.title,
            now=edition_time(on),
        )
