"""`briefer batch --runner daft` beside `--runner local`, in turns: what the engine costs at the start and an article.

    PYTHONPATH=. python benchmarks/batch_engine.py [--articles 200] [--pairs 3] [--workers 2]

Needs the extra `batch`. The endpoint is an OpenAI-shaped server without latency, in a process of its own on the same
cores. Each pair is four jobs, one after the other: one article and many, by each runner; the many in one file, which the
job reads. The start is what one article takes, the rate is what the many take beyond that; seconds of CPU are those of
all processes of a job, and hang less on what else the machine does.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from batch import texts, write_input

from tests.servers.copyist import Copyist

RUNNERS = ("local", "daft")


def job(source: Path, out: Path, base_url: str, runner: str, workers: int) -> tuple[float, float]:
    """Wall and CPU seconds of a job, its processes' starts and ends included."""
    before, started = os.times(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "briefer", "batch", str(source), "--out", str(out), "--records", "jsonl", "--quiet",
         "--base-url", base_url, "--concurrency", "16", "--workers", str(workers), "--runner", runner],
        check=True, stdout=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    wall, after = time.perf_counter() - started, os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Print each pair and the medians of the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    ratios: dict[str, list[float]] = {"start s": [], "start CPU": [], "s an article": [], "CPU an article": []}
    with tempfile.TemporaryDirectory() as folder, Copyist() as server:
        one, many = Path(folder, "one.jsonl"), Path(folder, "many.jsonl")
        write_input(one, texts(), 1)
        write_input(many, texts(), asked.articles + 1)
        for pair in range(asked.pairs):
            figures = {}
            for runner in RUNNERS if pair % 2 else RUNNERS[::-1]:
                start = job(one, Path(folder, f"{runner}-{pair}-1"), server.base_url, runner, asked.workers)
                whole = job(many, Path(folder, f"{runner}-{pair}-n"), server.base_url, runner, asked.workers)
                each = [(all_ - first) / asked.articles for all_, first in zip(whole, start, strict=True)]
                figures[runner] = (*start, *each)
                print(
                    f"{runner:6} one article {start[0]:5.1f} s, {start[1]:5.1f} s CPU;"
                    f" then {1 / each[0]:5.1f} articles/s, {each[1] * 1000:4.0f} ms CPU an article"
                )
            for name, daft, local in zip(ratios, figures["daft"], figures["local"], strict=True):
                ratios[name].append(daft / local)
    for name, values in ratios.items():
        print(
            f"daft / local, {name}: median {statistics.median(values):.2f} of {[round(value, 2) for value in values]}"
        )


if __name__ == "__main__":
    main()
