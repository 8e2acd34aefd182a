"""How many planted errors the checks find, and what they hit by mistake: `python benchmarks/mutations.py DATA`.

DATA is a folder with `articles/`: wikinews-gum, cnndm-xsum-frank and web-news-aeb as gzip JSON lines with `text` and
`human_abstracts`. Errors of eighteen classes are planted in each article's own sentences, and in the abstracts that
people wrote; an error counts where the summary passes without it. Intervals are 95 %, articles resampled. XSum's
abstracts are left out: they hold facts that their articles lack.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefer.article import build_article
from briefer.evaluate import Given, Measured, Rate, given_of, measure

SETS = ("wikinews-gum", "cnndm-xsum-frank", "web-news-aeb")
_PARTS = {False: "the articles' own sentences", True: "abstracts that people wrote"}


def load(path: Path, most: int | None) -> Iterator[Given]:
    """The articles of a file, with their abstracts where these are faithful."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if most is not None and number >= most:
                return
            row: dict[str, Any] = json.loads(line)
            faithful = "xsum" not in row["id"]
            yield given_of(build_article(row["text"]), row["human_abstracts"] if faithful else ())


def table(measured: Measured) -> None:
    """Prints a row a class."""
    print(f"  {'class':<16}{'n':>6}{'found':>9}  {'95 %':<16}{'false alarms':>14}")
    for one in measured.classes:
        if one.found.tries:
            alarms = f"{one.alarms.hits}/{one.alarms.tries}"
            print(
                f"  {one.mutant_class:<16}{one.found.tries:>6}{share(one.found):>9}  {span(one.found):<16}{alarms:>14}"
            )
    every = measured.alarms
    print(f"  untouched that fail: {every.hits}/{every.tries}, {share(every)} ({span(every)})")


def share(rate: Rate) -> str:
    """A rate in per cent."""
    return "-" if rate.share is None else f"{100 * rate.share:.1f} %"


def span(rate: Rate) -> str:
    """A rate's interval in per cent."""
    return f"{100 * rate.low:.1f} to {100 * rate.high:.1f}"


def main() -> None:
    """Prints all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with articles/")
    parser.add_argument("--seed", type=int, default=0, help="plants other errors of the same classes")
    parser.add_argument("--most", type=int, help="articles of each set, for a quick look")
    options = parser.parse_args()
    for name in SETS:
        givens = list(load(options.data / "articles" / f"{name}.jsonl.gz", options.most))
        for summaries, what in _PARTS.items():
            chosen = [given for given in givens if given.summaries] if summaries else givens
            if chosen:
                started = time.process_time()
                measured = measure(chosen, seed=options.seed, summaries=summaries)
                seconds = time.process_time() - started
                print(f"{name}, {what}: {len(chosen)} articles, {len(measured.mutants)} errors, {seconds:.0f} s CPU")
                table(measured)


if __name__ == "__main__":
    main()
