"""What gathering costs beside feedparser, on the same bytes: `python benchmarks/gathering.py`.

Needs `pip install feedparser`. CPU seconds of this process; the server that feeds are gathered from is another one.

- parse: bytes to entries, ours and feedparser's by turns
- gather: over HTTP from loopback, parsed, dated, compared and kept in the store, against feedparser's parsing alone
- again: the same when every feed answers that nothing changed
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

import feedparser

from briefer.publish.gather import gather
from briefer.publish.store import Store
from briefer.read.feeds import parse_feed
from briefer.read.lanes import Lanes
from briefer.settings import FeedTable, Settings

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
ENTRIES = 100
_TEXT = (
    "harbour strike minister said port council vote river budget storm school rail police court talks union wage plant "
    "energy the of a to in and for on with by from that was were has been after before during against between about"
)
WORDS = _TEXT.split()


def make_feed(number: int) -> bytes:
    """An RSS feed with full text, 300 KB as real ones of that kind have; the same number, the same bytes."""
    chance = random.Random(number)  # noqa: S311 - words, not secrets

    def sentence(words: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize()

    items = []
    for entry in range(ENTRIES):
        link = f'<a href="/{entry}?a=1&amp;b=2">{sentence(4)}</a>'
        body = "".join(f"<p>{sentence(62)} {link} &#8211; “{sentence(6)}”.</p>" for _ in range(6))
        items.append(
            f"<item><title>{sentence(9)} &amp; {sentence(1)}</title>"
            f"<link>https://n{number}.example/{entry}?utm_source=rss</link>"
            f'<guid isPermaLink="false">{number}-{entry}</guid>'
            f"<pubDate>{format_datetime(NOW - timedelta(hours=entry))}</pubDate>"
            f"<dc:creator>Desk {number}</dc:creator><description>&lt;p&gt;{sentence(30)}.&lt;/p&gt;</description>"
            f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>News {number}</title>{''.join(items)}</channel></rss>"
    ).encode()


def serve(count: int, end: Connection) -> None:
    """Serves the feeds until it is terminated; sends its port first."""
    feeds = {f"/{number}": make_feed(number) for number in range(count)}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("If-None-Match") is not None
            body = b"" if known else feeds[self.path]
            self.send_response(304 if known else 200)
            self.send_header("ETag", '"1"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's words
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    end.send(server.server_address[1])
    server.serve_forever()


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of a call."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    """Prints a line for each claim."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--feeds", type=int, default=20)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    bodies = [make_feed(number) for number in range(given.feeds)]
    parse_feed(bodies[0], url="https://example.org/")  # what is loaded once is in neither's time
    feedparser.parse(bodies[0])
    print(f"{given.feeds} feeds of {ENTRIES} entries, {sum(map(len, bodies)) / 1e6:.1f} MB, {given.rounds} rounds")

    ours, theirs = [], []
    for _ in range(given.rounds):
        ours.append(cpu(lambda: [parse_feed(body, url="https://example.org/") for body in bodies]))
        theirs.append(cpu(lambda: [feedparser.parse(body) for body in bodies]))
    peer = statistics.median(theirs)
    report("parse", ours, peer)

    near, far = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(given.feeds, far), daemon=True)
    server.start()
    tables = [FeedTable(url=f"http://127.0.0.1:{port}/{n}") for port in [near.recv()] for n in range(given.feeds)]
    settings = Settings.model_validate({"allow_private": True})

    async def run(store: Store) -> int:
        got = await gather(tables, settings=settings, store=store, now=NOW, max_age_hours=36, lanes=Lanes(delay_s=0))
        assert (len(got.candidates), got.problems) == (given.feeds * 37, ()), got.problems  # noqa: S101 - a check
        return got.unchanged

    first, again = [], []
    for _ in range(given.rounds + 1):
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "store.sqlite3") as store:
            first.append(cpu(lambda store=store: asyncio.run(run(store))))  # type: ignore[misc]
            again.append(cpu(lambda store=store: asyncio.run(run(store))))  # type: ignore[misc]
    del first[0], again[0]  # what is loaded once
    report("gather", first, peer)
    report("again", again, peer)
    server.terminate()


def report(name: str, seconds: Sequence[float], peer: float) -> None:
    """One line: CPU seconds, and the ratio to feedparser's."""
    ours = statistics.median(seconds)
    print(f"{name:8}{ours:7.3f} s   feedparser {peer:7.3f} s   ratio {ours / peer:.3f}")


if __name__ == "__main__":
    main()
