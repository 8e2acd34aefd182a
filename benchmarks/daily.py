"""The whole of `daily` without a model beside feedparser and trafilatura: `PYTHONPATH=. python benchmarks/daily.py [DATA]`.

Needs `pip install feedparser`. DATA is a folder with `extraction-bench/article-extraction-benchmark.jsonl.gz`, real news
pages; without it the pages are the bundled cases' texts in a page of our own making.

- ours: what `briefer daily --out` does with the extractive engine: 100 feeds of 100 entries asked for over HTTP on
  loopback, parsed, dated, kept in the store; what is fresh of them grouped and ranked, with `--month` held against a
  month of editions; the pages of the leading stories fetched and read; briefs written and checked; the edition's seven
  files rendered, written, archived. The engine stands where a model would: with it, and without its split and compose.
- theirs: the same bytes, those of the feeds and of each page that our run fetched, from memory: feedparser.parse of each
  feed, then trafilatura (precision, no metadata, no comments) of each page, one after the other in one process. Nothing
  is fetched, grouped, briefed or written.

Each run is a process of its own, the two by turns; imports are in neither's time and are told apart. Wall, and CPU of the
process with its children. The server that ours fetches from is another process, on the same cores. Feeds have an entry
an hour, as busy outlets do, of which 36 are of the day; `--fresh` has all 10,000 of the day. Text stands in one feed in
three; `--full-text 1` puts it in each, `--full-text 0` in none.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import gzip
import json
import multiprocessing
import os
import pickle
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
FEEDS, ENTRIES = 100, 100
HOSTS = 20
"""Ports of loopback, each a host of its own to the lanes."""
_EVALS = Path(__file__).parent.parent / "evals"
_SIZES = (1, 1, 2, 4, 9)
"""Entries that an event has, one as likely as another."""
_LEADING = 12
"""Events that a score of outlets tell: the edition's stories, and some more to choose from."""
_LEADING_OUTLETS = 20
_FULL_TEXT = 3  # one feed in so many carries its entries' text
_SYLLABLES = (
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
)
_CARRIED_DAYS, _CARRIED_A_DAY = 30, 5


# --- the day ---------------------------------------------------------------------------------------


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
        names = ["".join(rng.choices(_SYLLABLES, k=3)).title() for _ in range(3)]
        core = [*rng.sample(words, 12), *names]
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


# --- the two sides ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Time:
    """What a piece of work took, in seconds."""

    wall: float
    cpu: float


def clock() -> tuple[float, float]:
    """Wall, and CPU of this process and of the children that it has waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in spent)


def measure(work: Callable[[], object]) -> Time:
    """What a call took."""
    wall, cpu = clock()
    work()
    ended = clock()
    return Time(ended[0] - wall, ended[1] - cpu)


def run_ours(job: Path) -> dict[str, Any]:
    """One edition, as the command makes it."""
    given = json.loads(job.read_text(encoding="utf-8"))
    start = measure(_import_ours)
    from briefer.publish import day as days  # noqa: PLC0415 - what is imported is told apart
    from briefer.publish.archive import Archive  # noqa: PLC0415
    from briefer.publish.outputs import edition_files  # noqa: PLC0415
    from briefer.publish.store import Store  # noqa: PLC0415
    from briefer.read.second_core import second_core  # noqa: PLC0415
    from briefer.settings import Settings  # noqa: PLC0415
    from briefer.write.extractive import ExtractiveEngine  # noqa: PLC0415

    settings = Settings.model_validate(given["settings"])
    folder = Path(given["folder"])
    written: list[str] = []
    told: list[int] = []
    steps: dict[str, float] = {}
    for function, name in (("cluster", "cluster"), ("compare", "memory")):
        setattr(days, function, _timed(getattr(days, function), steps, name))
    for function, name in (("gather", "gather"), ("brief_story", "engine, checks")):
        setattr(days, function, _timed_async(getattr(days, function), steps, name))
    for function in ("split", "compose"):
        setattr(ExtractiveEngine, function, _timed_async(getattr(ExtractiveEngine, function), steps, "engine"))

    async def make() -> None:
        with Store.open(folder / "briefer.sqlite3") as store, store.lock():
            async with second_core() as core:
                made = await days.make_day(settings, store=store, today=NOW.date(), now=NOW, core=core)
            days.keep_day(made, store)
            Archive(store).keep(made.edition)
        with _timing(steps, "files"):
            for name, data in edition_files(made.edition, settings.file.mail).items():
                (folder / name).write_bytes(data)
                written.append(name)
        told.extend([len(made.edition.stories), len(made.edition.failures), made.edition.counts.candidates])

    work = measure(lambda: asyncio.run(make()))
    assert len(written) == 7  # noqa: S101 - a check
    return {"import": vars(start), "work": vars(work), "told": told, "steps": steps}


def _import_ours() -> None:
    import httpx2  # noqa: F401, PLC0415
    import trafilatura  # noqa: F401, PLC0415

    import briefer.cli.daily  # noqa: PLC0415
    import briefer.publish.archive  # noqa: PLC0415
    import briefer.publish.day  # noqa: PLC0415
    import briefer.publish.outputs  # noqa: PLC0415
    import briefer.read.feed_xml  # noqa: F401, PLC0415


def _timed(function: Callable[..., Any], steps: dict[str, float], name: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        with _timing(steps, name):
            return function(*arguments, **named)

    return timed


def _timed_async(function: Callable[..., Any], steps: dict[str, float], name: str) -> Callable[..., Any]:
    @functools.wraps(function)
    async def timed(*arguments: Any, **named: Any) -> Any:
        with _timing(steps, name):
            return await function(*arguments, **named)

    return timed


class _timing:  # noqa: N801 - reads as a word of the language
    def __init__(self, steps: dict[str, float], name: str) -> None:
        self._steps, self._name = steps, name

    def __enter__(self) -> None:
        self._began = time.process_time()

    def __exit__(self, *_error: object) -> None:
        self._steps[self._name] = self._steps.get(self._name, 0.0) + time.process_time() - self._began


def run_theirs(job: Path) -> dict[str, Any]:
    """Both libraries over the same bytes."""
    feeds, pages = pickle.loads(job.read_bytes())  # noqa: S301 - written by this script

    def load() -> None:
        import feedparser  # noqa: F401, PLC0415 - what is imported is told apart
        import trafilatura  # noqa: F401, PLC0415

    start = measure(load)
    import feedparser  # noqa: PLC0415
    import trafilatura  # noqa: PLC0415

    parse = measure(lambda: [feedparser.parse(body) for body in feeds])
    extract = measure(
        lambda: [
            trafilatura.extract(body, favor_precision=True, include_comments=False, with_metadata=False)
            for body in pages
        ]
    )
    work = Time(parse.wall + extract.wall, parse.cpu + extract.cpu)
    return {"import": vars(start), "work": vars(work), "steps": {"feedparser": parse.cpu, "trafilatura": extract.cpu}}


# --- a month of editions before --------------------------------------------------------------------


def remember(store_path: Path, feeds: Sequence[bytes]) -> None:
    """Put a month of editions into the store, of stories that today's feeds tell too: the most that memory has to do."""
    from briefer.publish.candidate import to_candidate  # noqa: PLC0415
    from briefer.publish.cluster import cluster  # noqa: PLC0415
    from briefer.publish.memory import Memory  # noqa: PLC0415
    from briefer.publish.store import Store  # noqa: PLC0415
    from briefer.read.feeds import parse_feed  # noqa: PLC0415
    from briefer.settings import EditionTable, FeedTable  # noqa: PLC0415

    found = []
    for number, body in enumerate(feeds[:40]):
        table = FeedTable(url=f"https://outlet{number}.example/feed.xml")
        entries = parse_feed(body, url=table.url).entries
        found += [to_candidate(entry, table, title=f"Outlet {number}", now=NOW) for entry in entries]
    events = [one for one in cluster(found) if len(one.candidates) >= 3][12:]
    rng = random.Random(3)  # noqa: S311 - chooses stories
    with Store.open(store_path) as store:
        memory = Memory(store, EditionTable().title)
        for back in range(_CARRIED_DAYS, 0, -1):
            at = NOW - timedelta(days=back)
            carried = rng.sample(events, _CARRIED_A_DAY)
            memory.record(at.date(), at, [(one.candidates[0].entry.title, one) for one in carried])


# --- both, by turns --------------------------------------------------------------------------------


def spawn(side: str, job: Path) -> dict[str, Any]:
    """One run of a side in a process of its own.

    Raises:
        SystemExit: it failed.
    """
    command = [sys.executable, __file__, "--side", side, "--job", str(job)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def rounds(options: argparse.Namespace, folder: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Runs of ours and theirs, one of each a round; the first, which finds out what is fetched, is not among them."""
    near, far = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=serve, args=(options.data, options.full_text, options.fresh, far), daemon=True
    )
    server.start()
    hosts, feeds = near.recv(), near.recv()
    before = folder / "month.sqlite3"
    if options.month:
        remember(before, feeds)
    settings = {
        "engine": "extractive",
        "allow_private": True,
        "file": {"feed": [{"url": f"{hosts[n % HOSTS]}/feed/{n}"} for n in range(FEEDS)]},
    }
    pages: list[tuple[int, bytes]] = []
    for number in range(options.rounds + 1):
        own = folder / f"run{number}"
        own.mkdir()
        if options.month:
            (own / "briefer.sqlite3").write_bytes(before.read_bytes())
        job, bytes_job = own / "job.json", folder / "bytes.pickle"
        job.write_text(json.dumps({"settings": settings, "folder": str(own)}), encoding="utf-8")
        ours = spawn("ours", job)
        near.send("what was fetched")
        fetched = sorted(near.recv())
        if not pages:
            pages = fetched
            size = sum(len(body) for _, body in pages)
            print(
                f"{FEEDS} feeds of {ENTRIES} entries, {sum(map(len, feeds)) / 1e6:.1f} MB; {len(pages)} pages fetched, "
                f"{size / 1e6:.1f} MB; stories, failures, entries: {ours['told']}"
            )
            bytes_job.write_bytes(pickle.dumps((feeds, [body for _, body in pages])))
        assert [number for number, _ in fetched] == [number for number, _ in pages]  # noqa: S101 - the same work
        theirs = spawn("theirs", bytes_job)
        if number:
            yield ours, theirs
    server.terminate()


def main() -> None:
    """Prints medians of both sides, and of the rounds' ratios."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", nargs="?", type=Path, help="a folder with extraction-bench/")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--full-text", type=int, default=_FULL_TEXT, metavar="N", help="one feed in N; 0 for none")
    options.add_argument("--fresh", action="store_true", help="all entries of the day")
    options.add_argument("--month", action="store_true", help="with a month of editions in the memory")
    options.add_argument("--side", choices=["ours", "theirs"], help=argparse.SUPPRESS)
    options.add_argument("--job", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.side:
        print(json.dumps({"ours": run_ours, "theirs": run_theirs}[given.side](given.job)))
        return
    with tempfile.TemporaryDirectory() as folder:
        runs = list(rounds(given, Path(folder)))

    def median(values: Sequence[float]) -> float:
        return statistics.median(values)

    for name, side in (("ours", 0), ("theirs", 1)):
        for part in ("work", "import"):
            wall, cpu = (median([run[side][part][kind] for run in runs]) for kind in ("wall", "cpu"))
            print(f"{name:8}{part:8} wall {wall:7.2f} s   CPU {cpu:7.2f} s   (n = {len(runs)}, medians)")
        steps = runs[0][side]["steps"]
        print(
            "         "
            + ", ".join(f"{step} {median([run[side]['steps'][step] for run in runs]):.2f} s" for step in steps)
        )
    for kind in ("wall", "cpu"):
        for name, without in (("", 0.0), (" without the engine", 1.0)):
            ratios = sorted(
                (ours["work"][kind] - without * ours["steps"]["engine"]) / theirs["work"][kind] for ours, theirs in runs
            )
            print(f"ratio of {kind}{name}: {median(ratios):.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
