"""How well and how fast pages are read, beside trafilatura: `python benchmarks/reading.py DATA`.

DATA is a folder with `extraction-bench/`: article-extraction-benchmark, trafilatura-eval and
readability-test-pages as gzip JSON lines. The noisy plain texts are this repository's own (`evals/noise`).
Times are CPU seconds of the call alone, both programs on the same page in one process, now the one first and now
the other. The process has read some pages before: what is loaded once (word lists, models) is in neither's time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata

from briefer.article import Article
from briefer.read.blocks import Block
from briefer.read.reading import read_html, read_text

NOISE = Path(__file__).parent.parent / "evals" / "noise"
_WARM_UP = 40  # pages
_TOKEN = re.compile(r"\w+")
Page = dict[str, Any]


# --- scores ----------------------------------------------------------------------------------------


def shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    """The n-word stretches of a text, counted. Source: evaluate.py of article-extraction-benchmark."""
    tokens = _TOKEN.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[at : at + n]) for at in range(max(1, len(tokens) - n + 1)))


@dataclass
class Overlap:
    """Precision and recall of shingles, a page counting as much as another. Source: the same evaluate.py."""

    precisions: list[float] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)
    exact: int = 0

    def add(self, gold: str, found: str) -> None:
        """Counts one page."""
        wanted, got = shingles(gold), shingles(found)
        hits = sum((wanted & got).values())
        if got:
            self.precisions.append(hits / sum(got.values()))
        if wanted:
            self.recalls.append(hits / sum(wanted.values()))
        self.exact += wanted == got

    @property
    def line(self) -> str:
        """Precision, recall, F1 and exact pages as one row."""
        precision, recall = sum(self.precisions) / len(self.precisions), sum(self.recalls) / len(self.recalls)
        f1 = 2 * precision * recall / (precision + recall)
        return f"P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}  exact {self.exact}/{len(self.recalls)}"


def level(text: str | None) -> str:
    """The words of a text alone, case levelled."""
    return " ".join(_TOKEN.findall((text or "").casefold().replace("\u00ad", "")))


def spaces(text: str) -> str:
    """The text with its white space levelled."""
    return " ".join(text.split())


# --- pages -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """One page as both programs read it."""

    page: Page
    article: Article
    text: str
    """By trafilatura, favouring precision."""
    seconds: tuple[float, float]
    """CPU of briefer and of trafilatura."""


def load(path: Path) -> list[Page]:
    """The rows of a gzip JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_pages(pages: Sequence[Page]) -> Iterator[Read]:
    """Each page read by both, in turn."""
    for at, page in enumerate(pages):
        if at % 2:  # whoever comes second finds the page in the processor's caches
            text, theirs = _by_trafilatura(page)
            article, ours = _by_briefer(page)
        else:
            article, ours = _by_briefer(page)
            text, theirs = _by_trafilatura(page)
        yield Read(page, article, text, (ours, theirs))


def _by_briefer(page: Page) -> tuple[Article, float]:
    started = time.process_time()
    article = read_html(page["html"], url=page.get("url")).article
    return article, time.process_time() - started


def _by_trafilatura(page: Page) -> tuple[str, float]:
    started = time.process_time()
    document = bare_extraction(
        page["html"], url=page.get("url"), favor_precision=True, include_comments=False, with_metadata=False
    )
    return str(getattr(document, "text", None) or ""), time.process_time() - started


def speed(reads: Iterable[Read]) -> str:
    """Pages a CPU second of both, and their ratio."""
    ours, theirs = (sum(seconds) for seconds in zip(*(read.seconds for read in reads), strict=True))
    count = len(list(reads)) if isinstance(reads, list) else 0
    return (
        f"briefer {count / ours:.1f}, trafilatura {count / theirs:.1f} pages a CPU second: ratio {theirs / ours:.2f} "
        f"(briefer with metadata, sentences and receipt, trafilatura the text alone)"
    )


def full_bodies(pages: Sequence[Page]) -> None:
    """Article-extraction-benchmark: the whole body, and what the cleaner took of it."""
    reads = list(read_pages(pages))
    ours, theirs = Overlap(), Overlap()
    lost: list[str] = []
    for read in reads:
        ours.add(read.page["article_body"], read.article.text)
        theirs.add(read.page["article_body"], read.text)
        lost += lost_lines(read)
    print(f"article-extraction-benchmark, n = {len(reads)}")
    print(f"  briefer                {ours.line}")
    print(f"  trafilatura precision  {theirs.line}")
    print(f"  {speed(reads)}")
    print(f"  gold lines that the cleaner took out of pages: {len(lost)}", *lost, sep="\n    ")
    gone, lines = [], 0
    for page in pages:
        found = pasted_losses(page["article_body"])
        lines += len([line for line in page["article_body"].split("\n") if line.strip()])
        gone += found
    print(f"  gold lines lost of the bodies pasted as plain text: {len(gone)} of {lines}", *gone, sep="\n    ")


def lost_lines(read: Read) -> list[str]:
    """Gold lines that stand in the receipt for another reason than that the extractor left them out."""
    gold = {level(line) for line in read.page["article_body"].split("\n")}
    kept = level(read.article.text)
    return [
        f"{entry.kind} ({entry.reason}): {entry.text[:90]}"
        for entry in read.article.removed
        if entry.reason != "the extractor found it no part of the article"
        and level(entry.text) in gold
        and level(entry.text) not in kept
    ]


def pasted_losses(body: str) -> list[str]:
    """The lines of a clean text that reading it as plain text loses."""
    article = read_text(body).article
    kept = level(" ".join([article.title or "", article.dek or "", *article.byline, article.text]))
    return [line[:110] for line in body.split("\n") if level(line) and level(line) not in kept]


def segments(pages: Sequence[Page]) -> None:
    """Trafilatura-eval: segments that must be there, and segments that must not."""
    reads = list(read_pages(pages))
    print(f"trafilatura-eval, n = {len(reads)}")
    for name, texts in (
        ("briefer              ", [spaces(read.article.text) for read in reads]),
        ("trafilatura precision", [spaces(read.text) for read in reads]),
    ):
        kept = [spaces(part) in text for read, text in zip(reads, texts, strict=True) for part in read.page["with"]]
        junk = [spaces(part) in text for read, text in zip(reads, texts, strict=True) for part in read.page["without"]]
        print(f"  {name}  segments kept {sum(kept)}/{len(kept)}  junk kept {sum(junk)}/{len(junk)}")
    print(f"  {speed(reads)}")


# --- metadata --------------------------------------------------------------------------------------


def metadata(pages: Sequence[Page], name: str, gold: Callable[[Page], dict[str, Any]]) -> None:
    """Each field: right, wrong, none where the gold has one; invented where it has none and says so."""
    table: dict[str, Counter[str]] = {}
    for page in pages:
        article = read_html(page["html"], url=page.get("url")).article
        document = extract_metadata(page["html"], default_url=page.get("url"), date_config={"extensive_search": True})
        found: dict[str, dict[str, Any]] = {
            "briefer": {
                "title": level(article.title),
                "author": sorted(map(level, article.byline)),
                "date": str(article.published or "")[:10],
                "outlet": level(article.outlet),
                "language": (article.language or "").lower().partition("-")[0],
            },
            "trafilatura": {
                "title": level(document.title),
                "author": sorted(map(level, (document.author or "").split(";"))) if document.author else [],
                "date": document.date or "",
                "outlet": level(document.sitename),
                "language": None,
            },
        }
        for field_name, value in gold(page).items():
            for program, values in found.items():
                counts = table.setdefault(f"{field_name:9} {program}", Counter())
                got = values[field_name]
                if got is None:
                    continue
                if value:
                    counts["right" if got == value else "wrong" if got else "none"] += 1
                else:
                    counts["invented" if got else "rightly none"] += 1
    print(f"metadata of {name}, n = {len(pages)}")
    for row, counts in table.items():
        if counts:
            print(
                f"  {row:24} right {counts['right']:4}  wrong {counts['wrong']:4}  none {counts['none']:4}  "
                f"where there is none: {counts['invented']} of {counts['invented'] + counts['rightly none']} invented"
            )


def gold_of_segments(page: Page) -> dict[str, Any]:
    """The fields of a trafilatura-eval page; its authors stand in one string or a list."""
    author = page.get("author") or ""
    names = author if isinstance(author, list) else re.split(r"[;,]| und | and ", author)
    fields = {
        "title": level(page.get("title")),
        "author": sorted(name for name in map(level, names) if name),
        "date": page.get("date") or "",
    }
    return {name: value for name, value in fields.items() if name in page or value}


def gold_of_readability(page: Page) -> dict[str, Any]:
    """The fields of a readability page; its byline is raw text."""
    known = page["metadata"]
    byline = re.sub(r"^\s*by\s+", "", known.get("byline") or "", flags=re.IGNORECASE)
    fields = {
        "title": level(known.get("title")),
        "author": sorted(name for name in map(level, re.split(r",| and |;|\n", byline)) if name),
        "date": (known.get("publishedTime") or "")[:10],
        "outlet": level(known.get("siteName")),
        "language": (known.get("lang") or "").lower().partition("-")[0],
    }
    return {name: value for name, value in fields.items() if value}


# --- noisy texts -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Noisy:
    """A labelled text: each line is story (+), noise (-) or head (^)."""

    name: str
    text: str
    story: tuple[str, ...]
    noise: tuple[str, ...]


def load_noisy(path: Path) -> Noisy:
    """One case: two characters of label before each line, `%` for remarks of ours."""
    rows = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("%")]
    for row in rows:
        if row and row[:2] not in ("+ ", "- ", "^ "):
            raise SystemExit(f"{path}: no label before {row!r}")
    return Noisy(
        path.stem,
        "\n".join(row[2:] for row in rows),
        tuple(row[2:] for row in rows if row.startswith("+")),
        tuple(row[2:] for row in rows if row.startswith("-")),
    )


def noisy_texts(folder: Path, *, verbose: bool) -> None:
    """How much of the noise goes, and whether a line of a story goes with it."""
    for part in sorted(path for path in folder.iterdir() if path.is_dir()):
        words = gone = lost = lines = cases = 0
        for path in sorted(part.glob("*.txt")):
            case = load_noisy(path)
            cases += 1
            kept = [f" {Block(line).key} " for line in read_text(case.text).article.text.split("\n") if line]
            story = " ".join(kept)
            for line in case.story:
                lines += 1
                if f" {Block(line).key} " not in story and Block(line).key:
                    lost += 1
                    if verbose:
                        print(f"    lost   {case.name}: {line}")
            gold = " ".join(f" {Block(line).key} " for line in case.story)
            for line in case.noise:
                block = Block(line)
                words += block.words
                if _stands_in(block.key, kept) and block.key not in gold:
                    if verbose:
                        print(f"    stayed {case.name}: {line}")
                else:
                    gone += block.words
        print(
            f"noisy texts, {part.name}, n = {cases}: {gone}/{words} noise words gone ({gone / words:.1%}), "
            f"{lost} of {lines} story lines lost"
        )


def _stands_in(key: str, kept: Sequence[str]) -> bool:
    return any(key and (f" {key} " in line if key.count(" ") > 1 else f" {key} " == line) for line in kept)


def main() -> None:
    """Prints the whole table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "data", type=Path, nargs="?", help="folder with extraction-bench/; without it the noisy texts alone"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="print each noisy line that stayed or was lost")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(10_000)
    noisy_texts(NOISE, verbose=options.verbose)
    if options.data is not None:
        bench = options.data / "extraction-bench"
        pages = load(bench / "trafilatura-eval.jsonl.gz")
        list(read_pages(pages[:_WARM_UP]))
        full_bodies(load(bench / "article-extraction-benchmark.jsonl.gz"))
        segments(pages)
        metadata(pages, "trafilatura-eval", gold_of_segments)
        metadata(load(bench / "readability-test-pages.jsonl.gz"), "readability-test-pages", gold_of_readability)


if __name__ == "__main__":
    main()
