"""Clusters on the labelled set and at a day's size, beside scikit-learn: `PYTHONPATH=. python benchmarks/clusters.py`.

Quality: pairwise precision, recall and F1 on both halves of evals/clusters, and on both together among 3,000 entries of
other invented events, which is what a real day looks like. The peer is TF-IDF over title, summary and text, cosine, and
either average linkage or single linkage, with the threshold that is best for it on the tuned half. Cost: CPU of the call
for 1,000, 3,000 and 10,000 entries, four to an event, a third of them with a text of 300 words; each program once.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

from invented_day import event_words
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import pairwise_distances

from briefer.publish.cluster import cluster
from briefer.publish.terms import plain
from tests.publish.feeds_told import Gathered, candidate, is_kept, is_loose, labelled

Groups = list[list[Gathered]]
_THRESHOLDS = [number / 50 for number in range(2, 26)]


def by_briefer(entries: Sequence[Gathered]) -> Groups:
    """Our clusters."""
    return [[one for one in group.candidates if isinstance(one, Gathered)] for group in cluster(entries)]


def by_sklearn(linkage: str, threshold: float) -> Callable[[Sequence[Gathered]], Groups]:
    """The peer's clusters at a likeness."""

    def grouped(entries: Sequence[Gathered]) -> Groups:
        texts = [f"{one.entry.title} {one.entry.summary} {plain(one.entry.html or '')}" for one in entries]
        matrix = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
        distances = pairwise_distances(matrix, metric="cosine")
        model = AgglomerativeClustering(
            n_clusters=None, metric="precomputed", linkage=linkage, distance_threshold=1 - threshold
        )
        groups: dict[int, list[Gathered]] = {}
        for one, label in zip(entries, model.fit_predict(distances), strict=True):
            groups.setdefault(int(label), []).append(one)
        return list(groups.values())

    return grouped


def scores(groups: Groups) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of labelled entries."""
    together = right = wanted = 0
    events: dict[str, int] = {}
    for group in groups:
        told: dict[str, int] = {}
        for one in group:
            if one.event:
                told[one.event] = told.get(one.event, 0) + 1
        size = sum(told.values())
        together += size * (size - 1) // 2
        right += sum(count * (count - 1) // 2 for count in told.values())
        for event, count in told.items():
            events[event] = events.get(event, 0) + count
    wanted = sum(count * (count - 1) // 2 for count in events.values())
    precision, recall = right / max(together, 1), right / wanted
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def invented(count: int, seed: int = 5) -> list[Gathered]:
    """Entries of invented events in the labelled set's words, names of their own, no label."""
    rng = random.Random(seed)  # noqa: S311 - invents entries
    words = sorted({word.lower() for one in labelled() for word in f"{one.entry.title} {one.entry.summary}".split()})
    entries: list[Gathered] = []
    while len(entries) < count:
        core = event_words(rng, words)
        for number in range(rng.choice((1, 2, 4, 9))):
            title = " ".join(rng.sample(core, 7))
            summary = " ".join([*rng.sample(core, 8), *rng.sample(words, 18)])
            body = f"<p>{' '.join(rng.choices(words, k=300))}</p>" if rng.random() < 1 / 3 else None
            entries.append(candidate(title, summary, outlet=f"Outlet {number} {rng.randrange(90)}", html=body))
    return entries[:count]


def cpu_s(function: Callable[[Sequence[Gathered]], Groups], entries: Sequence[Gathered]) -> float:
    """CPU seconds of a call."""
    started = time.process_time()
    function(entries)
    return time.process_time() - started


def main() -> None:
    """Prints both tables."""
    entries = labelled()
    tuned, kept = (
        [one for one in entries if is_loose(one.event) or is_kept(one.event) == half] for half in (False, True)
    )
    programs: dict[str, Callable[[Sequence[Gathered]], Groups]] = {"briefer": by_briefer}
    for linkage in ("average", "single"):
        best = max(_THRESHOLDS, key=lambda one, how=linkage: scores(by_sklearn(how, one)(tuned))[2])  # type: ignore[misc]
        programs[f"TF-IDF, {linkage} linkage, {best:.2f}"] = by_sklearn(linkage, best)
    crowd = invented(3000)
    print(f"{'':34} tuned half, n = {len(tuned)}     kept half, n = {len(kept)}     both among 3,000")
    for name, program in programs.items():
        rows = [scores(program(half)) for half in (tuned, kept, [*entries, *crowd])]
        print(f"{name:34} " + "   ".join(" ".join(f"{value:6.3f}" for value in row) for row in rows))
    print(
        "CPU seconds for 1,000, 3,000 and 10,000 entries; the peer's matrix of all distances wants 800 MB for the last"
    )
    for name, program in programs.items():
        sizes = (1000, 3000, 10000) if name == "briefer" else (1000, 3000)
        print(f"{name:34} " + " ".join(f"{cpu_s(program, invented(size, seed=8)):8.2f}" for size in sizes))


if __name__ == "__main__":
    main()
