"""robots.txt: whether a site lets programs fetch a page. Asked once for each site and run.

Source: RFC 9309. A site without the file (any 4xx) refuses nothing; one whose file cannot be had (no answer, 5xx, 429)
is taken to refuse everything, for this run. Protego reads the rules, as the standard library's parser knows neither
wildcards nor the longest match that the RFC asks for, and news sites write both. Feeds are not asked for here: they
are there to be fetched by programs.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from briefer.errors import FetchError
from briefer.read.fetch import fetch
from briefer.read.guard import Resolver, resolve_system
from briefer.read.lanes import Lanes
from briefer.read.markup import decode
from briefer.settings import Settings

if TYPE_CHECKING:
    import httpx2

AGENT = "briefer"
"""What we are called in rules; the user agent that is sent begins with it."""
MAX_BYTES = 2_000_000
_READ = 500 * 1_024  # bytes: as much as the RFC asks to be read
_AGENT = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*([^#\s]*)", re.IGNORECASE)
_NOT_NOW = 429
_MISSING = range(400, 500)


class Robots:
    """The rules of the sites met in one run."""

    def __init__(
        self,
        *,
        settings: Settings,
        lanes: Lanes | None = None,
        resolve: Resolver = resolve_system,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self.lanes = lanes or Lanes()
        """The run's; the pages are fetched in them too."""
        self._resolve = resolve
        self._transport = transport
        self._rules: dict[str, Protego | str] = {}
        """By site; a text says why everything is refused."""
        self._asking: dict[str, asyncio.Lock] = {}

    async def refusal(self, url: str) -> str | None:
        """Why the page may not be fetched; None if it may."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        async with self._asking.setdefault(site, asyncio.Lock()):
            if site not in self._rules:
                self._rules[site] = await self._ask(site)
        rules = self._rules[site]
        if isinstance(rules, str):
            return rules
        return None if rules.can_fetch(url, AGENT) else "the site's robots.txt asks programs not to fetch it"

    async def _ask(self, site: str) -> Protego | str:
        url = f"{site}/robots.txt"
        try:
            async with self.lanes.turn(url):
                got = await fetch(
                    url,
                    settings=self._settings,
                    accept=None,  # a page that says "not found" with a 200 holds no rule
                    headers={"accept": "text/plain,*/*;q=0.5"},
                    max_bytes=MAX_BYTES,
                    resolve=self._resolve,
                    transport=self._transport,
                )
        except FetchError as error:
            if error.status_code in _MISSING and error.status_code != _NOT_NOW:
                return parse_robots("")
            return f"its robots.txt cannot be had, so nothing is fetched from there today ({error})"
        return parse_robots(decode(got.body[:_READ], got.charset))


def parse_robots(text: str) -> Protego:
    """The rules for everybody and for us; those for others are told apart, and left out."""
    return Protego.parse("\n".join(map(_for_us, text.splitlines())))


def _for_us(line: str) -> str:
    """The line, every agent but us and everybody under one name.

    The parser keeps each rule once for each agent of its group: thousands of both in half a megabyte are gigabytes.
    """
    match = _AGENT.match(line)
    if match is None:
        return line
    agent = match[1].lower().partition("/")[0]
    return f"User-agent: {agent if agent in ('*', AGENT) else 'somebody-else'}"
