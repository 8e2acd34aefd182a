"""Broken pages at random: `python benchmarks/fuzz_reading.py [CORPUS] [--minutes M] [--seed S]`.

CORPUS is a folder; its files, and the pages in its `.jsonl.gz` files, are cut, soiled, doubled and spliced, and
read as bytes of any kind. A page is a failure if anything but an error of briefer comes out, if an offset of its
article does not round-trip, or if it takes more than two CPU seconds. Failures are written to `fuzz-failures/`
and the exit code is 1. One case can be had again with the seed and the number that are printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import multiprocessing as mp
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from briefer.article import Article
from briefer.errors import BrieferError
from briefer.read.reading import Kind, read_bytes

SAMPLES = Path(__file__).parent.parent / "briefer" / "_samples"
LIMIT = 2.0  # CPU seconds of one page
HANGS = 120.0  # seconds after which a page is taken for one that never ends
LARGEST = 400_000  # bytes of a mutated page
KINDS = (None, None, None, Kind.HTML, Kind.HTML, Kind.TEXT, Kind.MARKDOWN, Kind.MAIL, Kind.PDF, Kind.JSON)
PIECES = (
    b"<div>" * 300,
    b"<table><tr><td>" * 40,
    b"</article>",
    b"</p></div>",
    b"<p hidden>",
    b"<script>",
    b"<style>.a{display:none}",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"<svg><title>",
    b"<math>",
    b"<template>",
    b"<noscript>",
    b"<form><input type=email>",
    b"<h1>",
    b"<blockquote>",
    b"<meta charset=utf-16>",
    b"<meta charset=shift_jis>",
    b'<script type="application/ld+json">{"@graph":[',
    b'<link rel=canonical href="http://[">',
    b"<time datetime='9999-99-99'>",
    b"<base href=x>",
    b"&#x0;&#xD800;&#1114112;",
    b"&amp;" * 200,
    b"\0",
    b"\xff\xfe",
    b"\xf0\x9f",
    b"\x1b[2J",
    "\u202e\u200b\ufeff\u2028".encode(),
    b"\r\n\r\n",
    b"From: a@b.c\r\nSubject: =?utf-8?q?x?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>",
    b'{"schema": "briefer/article/1", "text": ',
    b"---\ntitle: x\n---\n",
    b"> > > ",
    b"*" * 500,
    b"[" * 500,
    b"\xe2\x80\x9c" * 300,
    b"a" * 20_000,
    b". " * 5_000,
    b"1,1.1;" * 2_000,
)


@dataclass(frozen=True)
class Failure:
    """One page that was not read as it should be."""

    number: int
    what: str
    seconds: float


def load_corpus(folder: Path) -> list[bytes]:
    """The bytes of each file of a folder, and of each page in its `.jsonl.gz` files."""
    found: list[bytes] = []
    for path in sorted(folder.rglob("*")):
        if path.name.endswith(".jsonl.gz"):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            found += [row["html"].encode("utf-8", "replace") for row in rows if isinstance(row.get("html"), str)]
        elif path.is_file() and path.suffix not in {".gz", ".md", ".json"}:
            found.append(path.read_bytes())
    return [data for data in found if data] or [b"<p>An article.</p>"]


def mutated(corpus: Sequence[bytes], random_: random.Random) -> bytes:
    """One of the pages, broken in up to thirty places; now and then bytes that were never a page."""
    if random_.random() < 0.05:
        return random_.randbytes(random_.randint(1, 4_000))
    page = bytearray(random_.choice(corpus))
    for _ in range(random_.randint(1, 30)):
        at = random_.randrange(len(page)) if page else 0
        random_.choice(BREAKS)(page, at, corpus, random_)
    return bytes(page[:LARGEST])


def _cut(page: bytearray, at: int, _corpus: Sequence[bytes], random_: random.Random) -> None:
    del page[at : at + random_.randint(1, 3_000)]


def _splice(page: bytearray, at: int, corpus: Sequence[bytes], random_: random.Random) -> None:
    other = random_.choice(corpus)
    start = random_.randrange(len(other))
    page[at:at] = other[start : start + random_.randint(1, 5_000)]


def _soil(page: bytearray, at: int, _corpus: Sequence[bytes], random_: random.Random) -> None:
    page[at : at + 4] = random_.randbytes(random_.randint(1, 30))


def _insert(page: bytearray, at: int, _corpus: Sequence[bytes], random_: random.Random) -> None:
    page[at:at] = random_.choice(PIECES)


def _repeat(page: bytearray, at: int, _corpus: Sequence[bytes], random_: random.Random) -> None:
    page[at:at] = bytes(page[at : at + random_.randint(1, 400)]) * random_.randint(2, 200)


def _end(page: bytearray, at: int, _corpus: Sequence[bytes], random_: random.Random) -> None:
    if random_.random() < 0.1:
        del page[at:]


BREAKS: tuple[Callable[[bytearray, int, Sequence[bytes], random.Random], None], ...] = (
    _cut,
    _splice,
    _soil,
    _insert,
    _insert,
    _repeat,
    _end,
)


class BrokenSpanError(Exception):
    """A span of an article does not stand for the words that it should."""


def check(article: Article) -> None:
    """Nothing, or a BrokenSpanError."""
    spans = [(span.start, span.end) for span in article.paragraphs]
    spans += [(span.start, span.end) for span in article.sentences]
    for start, end in spans:
        covered = article.text[start:end]
        if not covered or covered != covered.strip():
            raise BrokenSpanError(f"{start}-{end} covers {covered!r}")
    ends = 0
    for sentence in article.sentences:
        if sentence.start < ends:
            raise BrokenSpanError(f"sentence {sentence.id} begins before the last one ends")
        ends = sentence.end
    if Article.model_validate_json(article.model_dump_json(by_alias=True)) != article:
        raise BrokenSpanError("its JSON gives another article")


def try_case(corpus: Sequence[bytes], seed: int, number: int) -> tuple[bytes, float, str | None]:
    """The page of this number, the CPU seconds of reading it, and what went wrong."""
    random_ = random.Random(f"{seed}/{number}")  # noqa: S311 - no secret
    data = mutated(corpus, random_)
    kind = random_.choice(KINDS)
    what = None
    started = time.process_time()
    try:
        article = read_bytes(data, kind=kind).article
        taken = time.process_time() - started
        check(article)
    except BrieferError:
        taken = time.process_time() - started
    except Exception as error:  # noqa: BLE001 - whatever comes out is the finding
        taken = time.process_time() - started
        what = f"{type(error).__name__}: {error}"[:300]
    if what is None and taken > LIMIT:
        what = f"took {taken:.1f} s"
    return data, taken, what


def _work(
    folder: Path, seed: int, until: float, first: int, step: int, at: Synchronized[int], out: mp.Queue[Failure]
) -> None:
    logging.disable(logging.CRITICAL)
    corpus = load_corpus(folder)
    number, slowest = first, 0.0
    while time.time() < until:
        at.value = number
        data, taken, what = try_case(corpus, seed, number)
        slowest = max(slowest, taken)
        if what is not None:
            Path("fuzz-failures").mkdir(exist_ok=True)
            Path("fuzz-failures", f"{seed}-{number}.bin").write_bytes(data)
            out.put(Failure(number, what, taken))
        number += step
    out.put(Failure(number, "", slowest))


def run(folder: Path, seed: int, minutes: float, jobs: int) -> tuple[int, float, list[Failure]]:
    """How many pages were read, the slowest in CPU seconds, and the failures. A worker that dies is a failure too."""
    until = time.time() + minutes * 60
    context = mp.get_context("spawn")
    out: mp.Queue[Failure] = context.Queue()
    failures: list[Failure] = []
    count, slowest = 0, 0.0
    places = [context.Value("q", 0) for _ in range(jobs)]
    workers = {
        index: context.Process(target=_work, args=(folder, seed, until, index, jobs, places[index], out))
        for index in range(jobs)
    }
    seen = dict.fromkeys(workers, (-1, time.time()))
    for worker in workers.values():
        worker.start()
    while workers:
        while not out.empty():
            entry = out.get()
            slowest = max(slowest, entry.seconds)
            if entry.what:
                failures.append(entry)
        for index, worker in list(workers.items()):
            now = places[index].value
            if now != seen[index][0]:
                seen[index] = (now, time.time())
            hangs = worker.is_alive() and time.time() - seen[index][1] > HANGS
            if hangs:
                worker.kill()
                worker.join()
            if not worker.is_alive():
                del workers[index]
                if worker.exitcode:
                    what = "never ended" if hangs else f"killed the process ({worker.exitcode})"
                    failures.append(Failure(now, what, HANGS))
                    if time.time() < until:
                        arguments = (folder, seed, until, now + jobs, jobs, places[index], out)
                        workers[index] = context.Process(target=_work, args=arguments)
                        workers[index].start()
                else:
                    count += now // jobs + 1
        time.sleep(0.2)
    while not out.empty():
        entry = out.get()
        slowest = max(slowest, entry.seconds)
        failures += [entry] if entry.what else []
    return count, slowest, failures


def main() -> None:
    """Prints how many pages were read, the slowest, and each failure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", default=SAMPLES, help="folder of pages; default: the samples")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--case", type=int, help="read the page of this number alone, and print what comes of it")
    options = parser.parse_args()
    if options.case is not None:
        data, taken, what = try_case(load_corpus(options.corpus), options.seed, options.case)
        print(f"case {options.case} of seed {options.seed}: {len(data)} bytes, {taken:.2f} s, {what or 'read'}")
        sys.exit(what is not None)
    count, slowest, failures = run(options.corpus, options.seed, options.minutes, options.jobs)
    print(
        f"{count} pages in {options.minutes:g} minutes, seed {options.seed}: {len(failures)} failures, slowest {slowest:.2f} s"
    )
    for failure in failures:
        print(f"  case {failure.number}: {failure.what} ({failure.seconds:.2f} s)")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
