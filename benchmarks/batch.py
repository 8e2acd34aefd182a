"""`briefer batch` against a zero-latency endpoint: articles a second, memory as it grows, CPU an article by stage.

    PYTHONPATH=. python benchmarks/batch.py                            stages, and 1,000 articles
    PYTHONPATH=. python benchmarks/batch.py --sizes 1000 10000 100000  memory at each size; the last takes most of an hour
    PYTHONPATH=. python benchmarks/batch.py --pages DATA               real pages of extraction-bench instead of texts

The endpoint is an OpenAI-shaped server in a process of its own, on the same cores, whose model copies sentences. Texts
are those of the eval cases, about 300 words each, again and again, each with a title of its own. Memory is the peak
resident set (VmHWM) of the job and of its largest worker, less nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from briefer import pipeline
from briefer.batch import outcome
from briefer.batch.item import Item
from briefer.batch.outcome import brief_item
from briefer.batch.store import JobStore
from briefer.pipeline import open_desk
from briefer.settings import Settings
from briefer.write import asking, call, llm
from briefer.write.client import ModelClient
from tests.servers.copyist import Copyist

ROOT = Path(__file__).parents[1]


def texts(paragraphs: int | None = None) -> list[dict[str, str]]:
    """The eval cases' articles that are plain text; of each so many paragraphs, or all."""
    paths = sorted((ROOT / "evals" / "cases").glob("*/article*.txt"))
    whole = [path.read_text(encoding="utf-8") for path in paths]
    return [{"text": "\n\n".join(text.split("\n\n")[:paragraphs])} for text in whole]


def pages(data: Path) -> list[dict[str, str]]:
    """Real pages, from the development half of extraction-bench."""
    with gzip.open(data / "extraction-bench" / "article-extraction-benchmark.jsonl.gz", "rt", encoding="utf-8") as file:
        return [{"html": json.loads(line)["html"]} for line in file]


def write_input(path: Path, sources: list[dict[str, str]], count: int) -> None:
    """So many articles, the sources again and again."""
    with path.open("w", encoding="utf-8") as file:
        for number, source in zip(range(count), itertools.cycle(sources), strict=False):
            file.write(json.dumps({"id": f"a{number}", "title": f"Article {number}", **source}) + "\n")


def run_batch(path: Path, base_url: str, out: Path, arguments: list[str]) -> dict[str, Any]:
    """The job's summary, with the peak memory of the job and of its largest worker, in MB, and its CPU seconds."""
    before = os.times()
    process = subprocess.Popen(
        [sys.executable, "-m", "briefer", "batch", str(path), "--out", str(out), "--records", "jsonl",
         "--base-url", base_url, *arguments],
        stdout=subprocess.PIPE, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    peaks: Counter[int] = Counter()
    while process.poll() is None:
        for pid in (process.pid, *_children(process.pid)):
            peaks[pid] = max(peaks[pid], _peak_mb(pid))
        time.sleep(0.5)
    summary: dict[str, Any] = json.loads(process.communicate()[0])
    after = os.times()
    job = peaks.pop(process.pid)
    return summary | {
        "job_mb": job,
        "worker_mb": max(peaks.values(), default=0),
        "workers": len(peaks),
        "cpu_s": after.children_user + after.children_system - before.children_user - before.children_system,
    }


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _peak_mb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


class Stages:
    """CPU seconds by stage; what a stage calls of another counts for the inner one alone."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._last = time.process_time()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Whatever is done in here belongs to that stage."""
        self._book()
        self._open.append(name)
        try:
            yield
        finally:
            self._book()
            self._open.pop()

    def _book(self) -> None:
        now = time.process_time()
        self.seconds[self._open[-1] if self._open else "outside"] += now - self._last
        self._last = now

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time booked."""
        if asyncio.iscoroutinefunction(function):

            async def timed_async(*args: Any, **named: Any) -> Any:
                with self.stage(name):
                    return await function(*args, **named)

            return timed_async

        def timed(*args: Any, **named: Any) -> Any:
            with self.stage(name):
                return function(*args, **named)

        return timed


async def by_stage(base_url: str, sources: list[dict[str, str]], count: int, folder: Path) -> dict[str, float]:
    """CPU milliseconds an article, by stage, one article after the other."""
    stages = Stages()
    for module, name, stage in (
        (outcome, "read_item", "read"),
        (asking, "count_tokens", "tokens"),
        (call, "count_tokens", "tokens"),
        (ModelClient, "complete", "client"),
        (pipeline, "publishable", "check"),
        (pipeline, "check_brief", "check"),
        (llm, "fenced_story", "prompt"),
        (llm, "quote_ledger", "prompt"),
        (outcome, "packed", "write"),
    ):
        setattr(module, name, stages.around(stage, getattr(module, name)))
    settings = Settings(engine="llm", base_url=base_url, model="copyist")
    items = [
        Item(n, f"a{n}", title=f"Article {n}", **source)
        for n, source in zip(range(count + 20), itertools.cycle(sources), strict=False)
    ]
    with JobStore.open(folder) as store:
        async with open_desk(settings) as desk:
            for item in items[:20]:
                await brief_item(item, desk)
            stages.seconds.clear()
            for item in items[20:]:
                with stages.stage("split, engine"):
                    came_out = await brief_item(item, desk)
                with stages.stage("write"):
                    store.add(item.id, item.digest, item.position, came_out)
    spent = sorted(stages.seconds.items(), key=lambda entry: -entry[1])
    return {name: 1000 * seconds / count for name, seconds in spent if name != "outside"}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000])
    parser.add_argument("--stages", type=int, default=200, help="articles measured by stage; 0 leaves that out")
    parser.add_argument("--pages", type=Path, metavar="DATA", help="the folder with extraction-bench")
    parser.add_argument("--paragraphs", type=int, help="of each text, the first so many: short articles for long runs")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that the endpoint takes for a reply")
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    sources = pages(given.pages) if given.pages else texts(given.paragraphs)
    words = [len(source.get("text", "").split()) for source in sources]
    print(f"{len(sources)} sources" + (f" of {sum(words) / len(words):.0f} words on average" if any(words) else ""))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.stages:
            with Copyist() as server:
                stages = asyncio.run(by_stage(server.base_url, sources, given.stages, folder))
            print(f"CPU ms an article, n = {given.stages}: {sum(stages.values()):.1f}")
            for stage, milliseconds in stages.items():
                print(f"  {stage:14} {milliseconds:6.2f}")
        print("articles  articles/s  CPU ms each  job MB  worker MB  failed  most calls at once")
        for size in given.sizes:
            write_input(folder / "in.jsonl", sources, size)
            with Copyist(latency_s=given.latency) as server:
                arguments = ["--workers", str(given.workers), "--concurrency", str(given.concurrency)]
                got = run_batch(folder / "in.jsonl", server.base_url, folder / f"out{size}", arguments)
                most = server.most_at_once()
            rate = got["this_run"]["per_second"]
            each = 1000 * got["cpu_s"] / size
            print(
                f"{size:8,} {rate:11.1f} {each:12.1f} {got['job_mb']:7} {got['worker_mb']:10} {got['failed']:7} {most:19}",
                flush=True,
            )


if __name__ == "__main__":
    main()
