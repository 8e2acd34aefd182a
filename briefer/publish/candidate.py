"""A candidate: an entry of a feed that may become part of a story today; and which two entries are one. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from briefer.read.entries import PLAIN_ADDRESS, Entry
from briefer.read.guard import refuse_address
from briefer.settings import FeedTable

AHEAD = timedelta(hours=2)
"""Clocks of servers go wrong by minutes, and some publish an hour early; what is further ahead is a wrong date."""
_FIRST_ZONE = timedelta(hours=14)
"""A day begins that much earlier in the first time zone than in UTC: a day without a zone may be today there."""
UNDATED, IN_THE_FUTURE = "undated", "dated in the future"
NOT_PUBLIC = "linked to an address that is not fetched"
_NUMBERED = re.compile(r"[\d.]+|0x[\da-f]*|.*:.*", re.IGNORECASE)
"""A host that is an address, in any spelling, and no name."""
_USUAL_PORTS = (":80", ":443")
_TRACKING = ("utm_", "at_", "xtor", "fbclid", "gclid", "mc_cid", "mc_eid", "cmp", "ns_", "ref_src")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry, and what the configuration says of the feed that it came in."""

    entry: Entry
    feed: FeedTable
    outlet: str
    """As configured; the feed's own title, or its host, where it is not."""
    family: str
    """Who stands behind the outlet: two of one family do not confirm each other. The outlet where it is not configured,
    the feed's host where that is not either."""
    section: str | None
    weight: float
    seen_at: datetime
    """When the feed was read."""


def to_candidate(entry: Entry, feed: FeedTable, *, title: str | None, now: datetime) -> Candidate:
    """The candidate that an entry is. `title` is the feed's own."""
    host = _host(feed.url)
    return Candidate(
        entry=entry,
        feed=feed,
        outlet=feed.outlet or title or host,
        family=feed.family or feed.outlet or host,
        section=feed.section,
        weight=feed.weight,
        seen_at=now,
    )


@lru_cache(maxsize=1_024)
def _host(url: str) -> str:
    """The host of a feed, which is asked for with each of its entries."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def refuse_age(published: datetime | date | None, *, now: datetime, max_age_hours: float) -> str | None:
    """Why an entry of that date is left out; None if it is of today's."""
    if published is None:
        return UNDATED
    if isinstance(published, datetime):
        begins = ends = published
    else:
        begins = datetime(published.year, published.month, published.day, tzinfo=UTC)
        ends = begins + timedelta(days=1)
        begins -= _FIRST_ZONE
    if begins > now + AHEAD:
        return IN_THE_FUTURE
    if ends < now - timedelta(hours=max_age_hours):
        return f"older than {max_age_hours:g} hours"
    return None


def refuse_link(entry: Entry, *, allow_private: bool) -> str | None:
    """Why an entry is left out for what it links to; None for a name, whose addresses are looked up when it is fetched.

    Neither this machine nor a reader of the edition is to be sent to an address that no page of news can stand at.
    """
    return NOT_PUBLIC if _leads_nowhere(entry.link_host, allow_private=allow_private) else None


@lru_cache(maxsize=1_024)
def _leads_nowhere(host: str, *, allow_private: bool) -> bool:
    """Whether the host is an address that is not fetched from; a feed's entries mostly have one host."""
    return _NUMBERED.fullmatch(host) is not None and refuse_address(host, allow_private=allow_private) is not None


def address_key(url: str) -> str:
    """What two addresses of one article have in common: host and path, and the query without what only tracks readers.

    courlan, which the extractor brings, keeps `http` and `https`, and `www.`, apart.
    """
    plain = PLAIN_ADDRESS.fullmatch(url)
    if plain is not None:  # as nearly all are: a quarter of the time
        host, port, path, query = plain.groups(default="")
    else:
        parts = urlsplit(url)
        host, path, query = parts.hostname or "", parts.path, parts.query
        port = "" if parts.port is None else f":{parts.port}"
    kept = "" if all(piece.startswith(_TRACKING) for piece in query.lower().split("&")) else _untracked(query)
    return f"{host.removeprefix('www.')}{'' if port in _USUAL_PORTS else port}{path.rstrip('/') or '/'}{kept}"


def _untracked(query: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not name.lower().startswith(_TRACKING)
    ]
    return f"?{urlencode(sorted(kept))}" if kept else ""


def same_entry_keys(candidate: Candidate) -> tuple[object, ...]:
    """Two candidates that share one of these are one: the same address, or the same id and title at one outlet."""
    entry = candidate.entry
    return address_key(entry.url), (candidate.outlet, entry.id, entry.title)
