"""One feed over HTTP: a conditional request, the parser, and a problem by name where either fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from briefer.errors import ExtractionError, FetchError, SourceError
from briefer.publish.feed_state import FeedStates, Kept, validator
from briefer.publish.reasons import reason_of
from briefer.read.feeds import Feed, Refuse, parse_feed
from briefer.read.fetch import Fetched, fetch
from briefer.read.guard import Resolver, redact, resolve_system
from briefer.read.lanes import Lanes
from briefer.read.second_core import SecondCore
from briefer.settings import Settings

if TYPE_CHECKING:
    import httpx2

MAX_FEED_BYTES = 5_000_000
"""Decompressed. A hundred entries with 600 words of full text each are 0.5 MB."""
_ACCEPT = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class FeedProblem:
    """What is wrong with one feed."""

    url: str
    """As configured, without a password."""
    what: str
    """One line for a person, which need not name the feed again."""
    status: int | None = None
    """What the server answered; None without an answer, or where the answer was not what was wrong."""
    failed: bool = True
    """False where the feed gave entries all the same."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of asking for one feed."""

    feed: Feed | None
    """None where it failed."""
    problems: tuple[FeedProblem, ...] = ()
    unchanged: bool = False
    """The server said that nothing changed since last time."""


@dataclass(frozen=True, slots=True)
class Poller:
    """All that asking for feeds takes."""

    settings: Settings
    states: FeedStates
    lanes: Lanes
    now: datetime
    resolve: Resolver = resolve_system
    transport: httpx2.AsyncBaseTransport | None = None
    refuse: Refuse | None = None
    """Why an entry of some date is left out; None reads all of them."""
    core: SecondCore = field(default_factory=SecondCore)
    """Where feeds are parsed."""

    async def poll(self, url: str) -> Polled:
        """The feed at an address, from what it sent last time where that is still good."""
        shown = redact(url)
        try:
            async with self.lanes.turn(url):
                kept = self.states.get(url)
                got = await self._fetch(url, kept.headers if kept is not None else {})
            return await self._read(url, got, kept)
        except FetchError as error:
            return Polled(None, (FeedProblem(shown, _reason(error, shown), error.status_code),))
        except ExtractionError as error:
            return Polled(None, (FeedProblem(shown, _reason(error, shown)),))

    async def _fetch(self, url: str, conditions: dict[str, str]) -> Fetched:
        return await fetch(
            url,
            settings=self.settings,
            accept=None,  # feeds come under every type there is; the bytes say what they are
            headers={"accept": _ACCEPT} | conditions,
            max_bytes=MAX_FEED_BYTES,
            resolve=self.resolve,
            transport=self.transport,
        )

    async def _read(self, url: str, got: Fetched, kept: Kept | None) -> Polled:
        shown = redact(url)
        unchanged = got.status_code == _NOT_MODIFIED
        if unchanged and kept is None:
            what = f"{shown!r} answers that nothing changed, though it was never read"
            raise FetchError(what, url=shown, status_code=_NOT_MODIFIED)
        if not unchanged or kept is None:
            etag, modified = validator(got.headers.get("etag")), validator(got.headers.get("last-modified"))
            kept = Kept(url, got.final_url, etag, modified, got.charset, got.body)
        feed = await self.core.run(parse_feed, kept.body, url=kept.final_url, charset=kept.charset, refuse=self.refuse)
        if unchanged:
            self.states.touch(url)
        else:  # only now: an error page must not vouch for tomorrow
            self.states.put(kept, now=self.now)
        said = tuple(FeedProblem(shown, what, failed=False) for what in feed.problems)
        return Polled(feed, said, unchanged)


def _reason(error: SourceError, shown: str) -> str:
    """What happened, without the address, which stands beside it wherever it is told; another one is kept."""
    said = reason_of(error)
    for opening in (f"cannot fetch {shown!r}: ", f"cannot read {shown!r}: "):
        if said.startswith(opening):
            return said.removeprefix(opening)
    return f"it {said.removeprefix(f'{shown!r} ')}" if said.startswith(f"{shown!r} ") else said
