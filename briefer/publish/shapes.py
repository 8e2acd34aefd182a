"""What grouping, ranking and memory ask of a candidate: the entry of a feed, and where it was found.

Both are shapes, not classes: what gathering makes fits them as it is, and so does a row of the labelled set. That keeps
the pure half of an edition free of the half that reads the network.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Protocol

from briefer.settings import FeedTable


class Entry(Protocol):
    """One entry of a feed."""

    @property
    def url(self) -> str:
        """Where its article is."""

    @property
    def title(self) -> str:
        """Its headline, never empty."""

    @property
    def published(self) -> datetime | date | None:
        """When it came out, aware; a date where the feed has no time."""

    @property
    def summary(self) -> str:
        """The feed's summary in plain text; empty where there is none."""

    @property
    def html(self) -> str | None:
        """The article's own text where the feed carries it."""


class Candidate(Protocol):
    """An entry that may enter the edition."""

    @property
    def entry(self) -> Entry:
        """What the feed says."""

    @property
    def feed(self) -> FeedTable:
        """The feed it was found in."""

    @property
    def outlet(self) -> str:
        """Who published it."""

    @property
    def family(self) -> str:
        """Who owns the outlet: what one owner's outlets say is said once."""

    @property
    def section(self) -> str | None:
        """The section its feed belongs to."""

    @property
    def weight(self) -> float:
        """How much its feed counts, 1 for an ordinary one."""

    @property
    def seen_at(self) -> datetime:
        """When it was gathered."""


def told_at(candidate: Candidate) -> datetime:
    """When a candidate was published: noon for a bare date, the time of gathering for none."""
    published = candidate.entry.published
    if published is None:
        return candidate.seen_at
    if isinstance(published, datetime):
        return published
    return datetime.combine(published, time(12), UTC)
