"""How the cost of hostile text grows with its length: four times the text should cost about four times the time.

    python benchmarks/growth.py [--length 20000]

Each row is one function on one shape of text, at a length and at four times that length: the best CPU time of three runs
each, and their ratio. 4 is linear, 16 quadratic; the script fails above 8 where the longer run takes over 50 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable

from briefer.article import Story, build_article
from briefer.check import check_text, find_quotes
from briefer.check.claims import unmarked
from briefer.read import article_from_html, article_from_text
from briefer.text.forward import find_forward
from briefer.text.normalise import normalise
from briefer.text.terminal import plain
from briefer.write.extractive import ExtractiveEngine

NEWS = (
    "Ann Bo, the mayor of Quay, said on Tuesday that “the bridge will stay shut” until 3 May. Orwell Ltd. denied it, "
    "and 4,300 people were told to wait.\n\n"
)
SHAPES = {
    "news": NEWS,
    "straight marks": '"',
    "curly marks": "“a ",
    "apostrophes": "a' ",
    "said": "He said ",
    "names": "Ann Smith and ",
    "figures": "3,400 1.5 million ",
    "spaces": " ",
    "zero width": "a\u200b",
    "escapes": "\x1b[1;",
}


def _brief(text: str) -> object:
    story = Story((build_article(text),))
    engine = ExtractiveEngine()

    async def compose() -> object:
        return await engine.compose(story, await engine.split(story))

    return asyncio.run(compose())


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "normalise": normalise,
    "plain": plain,
    "build_article": build_article,
    "find_quotes": find_quotes,
    "find_forward": find_forward,
    "read text": article_from_text,
    "read HTML": lambda text: article_from_html(f"<html><body><article><p>{text}</p></article></body></html>"),
    "extractive brief": _brief,
    "unmarked": unmarked,
    "check": lambda text: check_text(text[:2_000], Story((build_article(text),))),
}


def cpu_seconds(function: Callable[[str], object], text: str) -> float:
    """The best CPU time of three runs."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        function(text)
        best = min(best, time.process_time() - started)
    return best


def main() -> None:
    """Print the table, and fail where something grows faster than its text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--length", type=int, default=20_000, help="characters of the shorter text")
    length = parser.parse_args().length
    worse: list[str] = []
    print(f"{'function':<18}{'shape':<16}{'ms':>9}{'ms at 4x':>10}{'ratio':>7}")
    for name, function in FUNCTIONS.items():
        for shape, unit in SHAPES.items():
            short, long = (
                cpu_seconds(function, (unit * (size // len(unit) + 1))[:size]) for size in (length, 4 * length)
            )
            ratio = long / max(short, 1e-6)
            print(f"{name:<18}{shape:<16}{short * 1000:>9.1f}{long * 1000:>10.1f}{ratio:>7.1f}")
            if ratio > 8 and long > 0.05:
                worse.append(f"{name} on {shape}")
    if worse:
        raise SystemExit(f"grows faster than its text: {', '.join(worse)}")


if __name__ == "__main__":
    main()
