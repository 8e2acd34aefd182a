"""An invented day: 100 feeds of 100 entries and the pages that they link to, on servers of loopback.

Feeds are made of the words of our labelled texts, with names of their own, and are the same each time. Pages are real
ones where they are at hand, else the bundled cases' texts in a page of our own making.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
FEEDS, ENTRIES = 100, 100
HOSTS = 20
"""Ports of loopback, each a host of its own to the lanes."""
_SIZES = (1, 1, 2, 4, 9)
"""Entries that an event has, one as likely as another."""
_EVALS = Path(__file__).parent.parent / "evals"
_LEADING = 12
"""Events that a score of outlets tell: the edition's stories, and some more to choose from."""
_LEADING_OUTLETS = 20
_SYLLABLES = [
    "ba",
    "ke",
    "lo",
    "mi",
    "nu",
    "ra",
    "so",
    "ti",
    "va",
    "dra",
    "fel",
    "gor",
    "hin",
    "jal",
    "mar",
    "pel",
    "tru",
]


def event_words(rng: random.Random, words: Sequence[str]) -> list[str]:
    """What the tellings of one event are made of: a dozen words, and three names that no other event has."""
    names = ["".join(rng.choices(_SYLLABLES, k=3)).title() for _ in range(3)]
    return [*rng.sample(words, 12), *names]


@dataclass(frozen=True)
class World:
    """A day's feeds and pages, by path."""

    feeds: list[bytes]
    pages: list[str]
    """Real ones, or texts of ours in a page."""

    def page(self, number: int) -> bytes:
        """The page at an address: entries beyond the pages that there are share them."""
        return self.pages[number % len(self.pages)].encode("utf-8", "replace")


def make_world(pages: list[str], host: Callable[[int], str], full_text: int, *, fresh: bool) -> World:
    """Feeds in the words of our labelled texts, with names of their own; the same arguments, the same bytes."""
    rng = random.Random(8)  # noqa: S311 - invents entries
    texts = [path.read_text(encoding="utf-8") for path in sorted(_EVALS.glob("cases/*/*.txt"))]
    for path in sorted(_EVALS.glob("clusters/*.jsonl")):
        rows_of = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        texts += [f"{row['title']} {row['summary']} {row.get('text', '')}" for row in rows_of]
    running = [word for text in texts for word in re.findall(r"[\w'’-]+", text.lower())]
    words = sorted(set(running))
    rows: list[list[str]] = [[] for _ in range(FEEDS)]
    ages: list[list[float]] = [[] for _ in range(FEEDS)]
    told = 0
    while told < FEEDS * ENTRIES:
        core = event_words(rng, words)
        size = _LEADING_OUTLETS if told < _LEADING * _LEADING_OUTLETS else rng.choice(_SIZES)
        open_feeds = [number for number, row in enumerate(rows) if len(row) < ENTRIES]
        for feed in rng.sample(open_feeds, min(size, len(open_feeds))):
            title = " ".join(rng.sample(core, 7)).capitalize()
            summary = " ".join([*rng.sample(core, 8), *rng.choices(running, k=18)]).capitalize()
            body = ""
            if full_text and feed % full_text == 0:
                text = "".join(f"<p>{' '.join(rng.choices(running, k=60))}.</p>" for _ in range(5))
                body = f"<content:encoded><![CDATA[{text}]]></content:encoded>"
            leads = size == _LEADING_OUTLETS
            ages[feed].append(rng.uniform(0.5, 24 if leads else 35 if fresh else ENTRIES))
            when = format_datetime(NOW - timedelta(hours=ages[feed][-1]))
            rows[feed].append(
                f"<item><title>{escape(title)}</title><link>{host(feed)}/page/{told}?utm_source=rss</link>"
                f'<guid isPermaLink="false">{told}</guid><pubDate>{when}</pubDate><dc:creator>Desk {feed}</dc:creator>'
                f"<description>&lt;p&gt;{escape(escape(summary))}.&lt;/p&gt;</description>{body}</item>"
            )
            told += 1
    feeds = []
    for number, unsorted in enumerate(rows):
        row = [item for _, item in sorted(zip(ages[number], unsorted, strict=True))]
        feeds.append(
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f"<channel><title>Outlet {number}</title>{''.join(row)}</channel></rss>".encode()
        )
    return World(feeds, pages)


def bundled_pages() -> list[str]:
    """The cases' texts in a page as a site would have it, 80 KB of menus, teasers and scripts around each."""
    pages = []
    for path in sorted(_EVALS.glob("cases/*/*.txt")):
        paragraphs = [escape(part) for part in path.read_text(encoding="utf-8").split("\n\n")]
        menu = "".join(f'<li class="nav"><a href="/s/{n}">Section {n}</a></li>' for n in range(120))
        cards = "".join(
            f'<div class="card"><a href="/c/{n}"><img src="/i/{n}.jpg" alt=""><h3>{paragraphs[0][:60]}</h3></a></div>'
            for n in range(80)
        )
        script = f"<script>window.data = {json.dumps(['x' * 80] * 500)};</script>"
        body = "".join(f"<p>{part}</p>" for part in paragraphs)
        pages.append(
            f"<!DOCTYPE html><html lang='en'><head><title>{paragraphs[0][:70]}</title>{script}</head><body>"
            f"<nav><ul>{menu}</ul></nav><main><article><h1>{paragraphs[0][:70]}</h1>{body}</article></main>"
            f"<aside>{cards}</aside><footer><ul>{menu}</ul></footer></body></html>"
        )
    return pages


def real_pages(folder: Path) -> list[str]:
    """The benchmark's pages whose article is a story: 200 words or more."""
    with gzip.open(
        folder / "extraction-bench" / "article-extraction-benchmark.jsonl.gz", "rt", encoding="utf-8"
    ) as file:
        rows = [json.loads(line) for line in file]
    return [row["html"] for row in rows if len(row["article_body"].split()) >= 200]


def serve(data: Path | None, full_text: int, fresh: bool, end: Connection) -> None:
    """Serves the day until it is terminated; sends the ports, then the feeds, then, whenever asked, what was fetched."""
    asked: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, _, number = self.path.partition("?")[0].strip("/").partition("/")
            body = b""
            if kind == "feed":
                body = world.feeds[int(number)]
            elif kind == "page":
                asked.append(int(number))
                body = world.page(int(number))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8" if kind == "page" else "application/rss+xml")
            self.send_header("ETag", f'"{number}"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's words
            """Say nothing."""

    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(HOSTS)]
    hosts = [f"http://127.0.0.1:{server.server_address[1]}" for server in servers]
    pages = bundled_pages() if data is None else real_pages(data)
    world = make_world(pages, lambda feed: hosts[feed % HOSTS], full_text, fresh=fresh)
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    end.send(hosts)
    end.send(world.feeds)
    while True:
        end.recv()
        end.send([(number, world.page(number)) for number in asked])
        asked.clear()
