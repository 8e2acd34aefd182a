"""The whole of `daily` without a model beside feedparser and trafilatura: `PYTHONPATH=. python benchmarks/daily.py [DATA]`.

Needs `pip install feedparser`. DATA is a folder with `extraction-bench/article-extraction-benchmark.jsonl.gz`, real news
pages; without it the pages are the bundled cases' texts in a page of our own making. The day is `invented_day.py`'s.

- ours: `briefer daily --out`: 100 feeds of 100 entries asked for over HTTP on loopback, parsed, dated, kept in the store;
  what is fresh of them grouped and ranked, with `--month` held against a month of editions; the pages of the leading
  stories fetched and read; briefs checked, the edition's seven files rendered, written, archived. What a model would
  write takes no time: the first run's drafts, which the extractive engine made, are handed out again. With `--engine` it
  makes them each time, and what it takes is told apart.
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
import contextlib
import functools
import importlib
import io
import json
import multiprocessing
import os
import pickle
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from invented_day import ENTRIES, FEEDS, HOSTS, NOW, serve

_FULL_TEXT = 3  # one feed in so many carries its entries' text
_CARRIED_DAYS, _CARRIED_A_DAY = 30, 5
_LOADED = (
    "anyio._backends._asyncio",
    "briefer.cli.daily_job",
    "briefer.read.feed_xml",
    "briefer.write.extractive",
    "css_inline",
    "httpcore2",
    "jinja2",
    "nupunkt",
    "trafilatura",
)
"""What a run loads, some of it not before it is needed: importing is in neither side's time."""


# --- the two sides ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Time:
    """What a piece of work took, in seconds."""

    wall: float
    cpu: float
    """Of the process and of its children."""
    elsewhere: float
    """What its children had of it."""


def clock() -> Time:
    """The time by now; children count once they were waited for."""
    own, children = (
        spent.ru_utime + spent.ru_stime
        for spent in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    return Time(time.perf_counter(), own + children, children)


def measure(work: Callable[[], object]) -> Time:
    """What a call took."""
    began = clock()
    work()
    ended = clock()
    return Time(ended.wall - began.wall, ended.cpu - began.cpu, ended.elsewhere - began.elsewhere)


def run_ours(job: Path) -> dict[str, Any]:
    """One edition, as the command makes it."""
    given = json.loads(job.read_text(encoding="utf-8"))
    start = measure(lambda: [importlib.import_module(name) for name in _LOADED])
    from briefer.cli import daily_job  # noqa: PLC0415 - what is imported is told apart
    from briefer.cli.daily_mail import Sending  # noqa: PLC0415
    from briefer.publish import day as days  # noqa: PLC0415
    from briefer.publish.outputs import edition_files  # noqa: PLC0415
    from briefer.settings import Settings  # noqa: PLC0415
    from briefer.write.extractive import ExtractiveEngine  # noqa: PLC0415

    folder = Path(given["folder"])
    run = daily_job.Job(
        Settings.model_validate(given["settings"]), None, folder / "out", explain=False, quiet=True, min_stories=1
    )
    run.today, run.now = NOW.date(), NOW
    steps: dict[str, float] = {}
    for function, name in (("cluster", "cluster"), ("compare", "memory")):
        setattr(days, function, _timed(getattr(days, function), steps, name))
    setattr(daily_job, "edition_files", _timed(edition_files, steps, "files"))  # noqa: B010 - as above
    for function, name in (("gather", "gather"), ("brief_story", "engine, checks")):
        setattr(days, function, _timed_async(getattr(days, function), steps, name))
    written = _load(Path(given["drafts"])) if given["replay"] else {}
    for function in ("split", "compose"):
        kept = _kept(getattr(ExtractiveEngine, function), written, function)
        setattr(ExtractiveEngine, function, _timed_async(kept, steps, "engine"))
    with contextlib.redirect_stdout(io.StringIO()) as said:
        work = measure(lambda: asyncio.run(run.run(Sending(), open_=False)))
    if not given["replay"]:
        Path(given["drafts"]).write_bytes(pickle.dumps(written))
    line = json.loads(said.getvalue())
    edition = json.loads((folder / "out" / "edition.json").read_text(encoding="utf-8"))
    told = [line["stories"], line["failed_stories"], edition["counts"]["candidates"]]
    return {"import": vars(start), "work": vars(work), "told": told, "steps": steps}


def _load(path: Path) -> dict[object, Any]:
    written: dict[object, Any] = pickle.loads(path.read_bytes())  # noqa: S301 - written by this script
    return written


def _kept(function: Callable[..., Any], written: dict[object, Any], name: str) -> Callable[..., Any]:
    """The engine's function, asked once for each story."""

    @functools.wraps(function)
    async def kept(engine: Any, story: Any, *rest: Any) -> Any:
        key = (name, *(article.digest for article in story.articles))
        if key not in written:
            written[key] = await function(engine, story, *rest)
        return written[key]

    return kept


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
        import xml.sax.expatreader  # noqa: F401, PLC0415

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
    work = Time(parse.wall + extract.wall, parse.cpu + extract.cpu, 0.0)
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
    settings: dict[str, Any] = {
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
        settings["file"]["store"] = {"path": str(own / "briefer.sqlite3")}
        replay = number > 0 and not options.engine
        given = {"settings": settings, "folder": str(own), "drafts": str(folder / "drafts.pickle"), "replay": replay}
        job.write_text(json.dumps(given), encoding="utf-8")
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
    options.add_argument("--engine", action="store_true", help="the extractive engine at work in each run")
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
            wall, cpu, elsewhere = (
                median([run[side][part][kind] for run in runs]) for kind in ("wall", "cpu", "elsewhere")
            )
            second = f"   {elsewhere:.2f} s of it in a second process" if elsewhere else ""
            print(f"{name:8}{part:8} wall {wall:7.2f} s   CPU {cpu:7.2f} s{second}   (n = {len(runs)}, medians)")
        steps = runs[0][side]["steps"]
        print(
            "         "
            + ", ".join(f"{step} {median([run[side]['steps'][step] for run in runs]):.2f} s" for step in steps)
        )
    for kind in ("wall", "cpu"):
        for name, without in (("", 0.0), (" less the engine's CPU", 1.0))[: 1 + given.engine]:
            ratios = sorted(
                (ours["work"][kind] - without * ours["steps"]["engine"]) / theirs["work"][kind] for ours, theirs in runs
            )
            print(f"ratio of {kind}{name}: {median(ratios):.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
