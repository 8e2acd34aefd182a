"""What all checks of one brief cost, beside pysbd and difflib: `python benchmarks/checks.py DATA` (wants pysbd).

DATA is a folder with `articles/web-news-aeb.jsonl.gz`. Each article of 700 to 900 words is held against a summary of
about 250 words: every other sentence of its own with the middle word left out, so that none is copied whole, which is
more work than a real brief gives. The peer splits both texts with pysbd and lays each sentence of the summary beside
each of the source with difflib's SequenceMatcher, over words and over characters: less than one of our checks does. CPU of the calls alone,
both programs in one process, every article once before any comes up again, so that nothing is remembered of it; the
article itself is made beforehand. Then the same summary against sources of growing length.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from pysbd import Segmenter

from briefer.article import Article, Story, build_article
from briefer.check import check_text

_WORDS = (700, 900)
_SUMMARY = 250  # words
_ROUNDS = 5
_LENGTHS = (1_000, 3_000, 10_000, 30_000, 50_000)


def summary_of(article: Article) -> str:
    """About 250 words of the article, no sentence of it whole."""
    said: list[str] = []
    count = 0
    for sentence in article.sentences[::2]:
        words = article.text[sentence.start : sentence.end].split()
        if len(words) > 8:
            del words[len(words) // 2]
        said.append(" ".join(words))
        count += len(words)
        if count >= _SUMMARY:
            break
    return " ".join(said)


def by_peer(article: Article, summary: str, units: Callable[[str], Sequence[str]]) -> float:
    """The lowest likeness of a summary's sentence with its nearest in the source; `units` are what is compared."""
    segmenter = Segmenter(language="en", clean=False)
    source = [units(sentence) for sentence in segmenter.segment(article.text)]
    nearest = []
    for sentence in segmenter.segment(summary):
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(units(sentence))
        best = 0.0
        for other in source:
            matcher.set_seq1(other)
            best = max(best, matcher.ratio())
        nearest.append(best)
    return min(nearest, default=1.0)


def cpu_ms(function: Callable[..., object], *arguments: object) -> float:
    """CPU milliseconds of a call."""
    started = time.process_time()
    function(*arguments)
    return 1000 * (time.process_time() - started)


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with articles/")
    options = parser.parse_args()
    with gzip.open(options.data / "articles" / "web-news-aeb.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    articles = [build_article(text) for text in texts if _WORDS[0] <= len(text.split()) <= _WORDS[1]]
    pairs = [(article, summary_of(article)) for article in articles]
    for article, summary in pairs:
        check_text(summary, Story((article,)))  # word lists and patterns are loaded once, in nobody's time
    rounds = [[cpu_ms(check_text, summary, Story((article,))) for article, summary in pairs] for _ in range(_ROUNDS)]
    ours = [min(costs) for costs in zip(*rounds, strict=True)]
    peers: dict[str, list[float]] = {"words": [], "characters": []}
    for article, summary in pairs:
        peers["words"].append(cpu_ms(by_peer, article, summary, str.split))
        peers["characters"].append(cpu_ms(by_peer, article, summary, str))
    print(f"all checks of 250 words against 800, n = {len(pairs)} articles, median CPU ms (best of {_ROUNDS} rounds)")
    print(f"  briefer                           {statistics.median(ours):8.1f}")
    for name, costs in peers.items():
        ratio = statistics.median(other / one for one, other in zip(ours, costs, strict=True))
        print(f"  pysbd and difflib over {name:<10} {statistics.median(costs):8.1f}  {ratio:.1f} times as much")
    print("the same summary against a longer source, CPU ms, and ms for 1,000 words")
    summary = pairs[0][1]
    for length in _LENGTHS:
        words: list[str] = []
        for text in texts * 3:
            words.append(text)
            if sum(len(part.split()) for part in words) >= length:
                break
        source = build_article(" ".join("\n\n".join(words).split(" ")[:length]))
        cost = min(cpu_ms(check_text, summary, Story((source,))) for _ in range(2))
        print(f"  {length:6,} words {cost:8.1f} {1000 * cost / length:8.2f}")


if __name__ == "__main__":
    main()
