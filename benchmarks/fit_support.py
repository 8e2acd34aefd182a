"""Fits the trees of the support score on human labels: `python benchmarks/fit_support.py DATA` (wants scikit-learn).

It works on all cores by itself: OMP_NUM_THREADS=1 keeps scikit-learn from taking them once more for every process.
DATA is a folder with `fidelity-bench/`, `fidelity-train/` and `articles/` as gzip JSON lines. The trees are written to
`briefer/check/support.json` with the digests of what they were fitted on and the cross-validated figures: every
article, and what is nearly the same, is in one of five parts, and is scored by trees that did not see that part. The
figures are means over several such foldings: which article is in which part moves a set by two points and more.

Both labels weigh alike in each set, and each set of the bench alike; the sets of `fidelity-train` weigh a third of
one, and the abstracts of articles that people wrote three tenths, once as they are and once with an error planted. The
settings were chosen on the same cross-validation, so its figures are kind by about a point.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import multiprocessing
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from briefer.article import Story, build_article
from briefer.check.index import SourceIndex
from briefer.check.report import features_in
from briefer.check.support import SIGNS, aggregate
from briefer.evaluate import MutantClass, given_of, labelled_of, mutate

OUT = Path(__file__).parent.parent / "briefer" / "check" / "support.json"
BENCH = ("falke-pairs", "frank", "summedits-news", "summeval", "wice", "xsumfaith")
FOLDS = 5
FOLDINGS = 3  # more say the same to within 0.2 in the mean of the sets
SETTINGS: dict[str, Any] = {
    "max_iter": 225,
    "learning_rate": 0.06,
    "max_leaf_nodes": 4,
    "min_samples_leaf": 30,
    "l2_regularization": 5.0,
    "max_features": 0.5,
    "random_state": 0,
}
TRAIN_WEIGHT = 0.35  # of a set of fidelity-train: no news, and errors of one kind alone
PLANTED: tuple[MutantClass, ...] = ("name", "negation", "direction", "hedge", "invented", "subject-object")
ABSTRACT_WEIGHT = 0.3  # of the abstracts that people wrote: without them, a checker asks for the source's own words


@dataclass(frozen=True)
class Row:
    """A summary as the trees see it."""

    set: str
    group: str | None
    """Which articles are nearly the same as its own; None for what is never scored."""
    supported: bool
    seen: tuple[float, ...] | None
    """None where every sentence stands word for word in its source: the trees are not asked."""
    faulted: bool
    """A check of facts finds an error: it fails whatever the trees say."""


def fold_of(group: str | None, folding: int) -> int:
    """Which part an article is in, in one of the foldings; -1 for what is never scored."""
    if group is None:
        return -1
    return int(hashlib.sha256(f"fold{folding}|{group}".encode()).hexdigest()[:8], 16) % FOLDS


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gzip JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def items(data: Path) -> Iterator[tuple[str, str | None, bool, str, str]]:
    """Set, group, label, source and summary of all that is fitted on."""
    for name in BENCH:
        for row in lines(data / "fidelity-bench" / f"{name}.jsonl.gz"):
            one = labelled_of(row, named=name)
            yield one.set, one.group, one.supported, one.source, one.summary
    for row in lines(data / "fidelity-train" / "summedits-other.jsonl.gz"):
        one = labelled_of(row, named="other")
        yield f"train:{one.set}", None, one.supported, one.source, one.summary
    for name in ("wikinews-gum", "cnndm-xsum-frank"):
        rows = [row for row in lines(data / "articles" / f"{name}.jsonl.gz") if "xsum" not in row["id"]]
        for at, row in enumerate(rows):  # XSum's first sentences often say what the text does not: left out
            other = rows[(at + 1) % len(rows)]
            group = row.get("group_key", row["id"])  # an article that is in the bench too stays in its part
            for abstract in row["human_abstracts"]:
                yield f"abstract:{name}", group, True, row["text"], abstract
            for abstract in planted(row, other):
                yield f"planted:{name}", group, False, row["text"], abstract


def planted(row: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """The abstracts of an article with an error planted in each, and such as turn into another article's half way."""
    abstracts = tuple(row["human_abstracts"])
    given, beside = (given_of(build_article(one["text"]), tuple(one["human_abstracts"])) for one in (row, other))
    for mutant in mutate(given, abstracts, seed=0, classes=PLANTED, other=beside):
        yield mutant.summary
    for abstract, another in zip(abstracts, other["human_abstracts"], strict=False):
        yield spliced(abstract, another)
        yield spliced(another, abstract)


def spliced(one: str, other: str) -> str:
    """The first half of one text's words and the second half of another's, names of the other in lower case."""
    head, tail = one.split(), other.split()
    return " ".join([*head[: len(head) // 2], *(word.lower() for word in tail[len(tail) // 2 :])])


def row_of(item: tuple[str, str | None, bool, str, str]) -> Row:
    """One summary made ready for the trees."""
    name, group, supported, source, summary = item
    index = SourceIndex.of(Story((build_article(source),)))
    features, faulted = features_in(summary, index)
    return Row(name, group, supported, aggregate(features) if features else None, faulted)


def weights(rows: Sequence[Row]) -> Any:
    """What each row weighs."""
    counts: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for row in rows:
        counts[row.set, row.supported] += 1
    abstracts, errors = (
        sum(count for (name, _), count in counts.items() if name.startswith(kind)) for kind in ("abstract:", "planted:")
    )
    found = []
    for row in rows:
        if row.set.startswith(("abstract:", "planted:")):
            found.append(ABSTRACT_WEIGHT / (abstracts if row.supported else errors))
        else:
            found.append((TRAIN_WEIGHT if row.set.startswith("train:") else 1.0) / counts[row.set, row.supported])
    weight = np.array(found)
    return weight / weight.mean()


def fit(rows: Sequence[Row]) -> HistGradientBoostingClassifier:
    """The trees for these rows."""
    rows = [row for row in rows if row.seen is not None]
    signs = [sign for sign in SIGNS.values() for _ in ("mean", "worst")]
    model = HistGradientBoostingClassifier(monotonic_cst=signs, early_stopping=False, **SETTINGS)
    model.fit(
        np.array([row.seen for row in rows]), np.array([row.supported for row in rows]), sample_weight=weights(rows)
    )
    return model


def cross_validated(rows: Sequence[Row], folding: int) -> list[bool]:
    """Whether each scored row passes, by trees that did not see its part."""
    passed = [False] * len(rows)
    folds = [fold_of(row.group, folding) for row in rows]
    for fold in range(FOLDS):
        model = fit([row for row, at in zip(rows, folds, strict=True) if at != fold])
        asked = [at for at, row in enumerate(rows) if folds[at] == fold and row.seen is not None]
        seen = [rows[at].seen for at in asked]
        supported = dict(zip(asked, model.decision_function(np.array(seen)) >= 0, strict=True))
        for at, row in enumerate(rows):
            if folds[at] == fold:
                passed[at] = bool(supported.get(at, True)) and not row.faulted
    return passed


def figures(rows: Sequence[Row], passed: Sequence[bool]) -> dict[str, float]:
    """Balanced accuracy a set, and for abstracts the share that fails, in per cent."""
    cells: defaultdict[str, defaultdict[bool, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for row, good in zip(rows, passed, strict=True):
        if row.group is not None:
            cells[row.set][row.supported].append(good == row.supported)
    found = {}
    for name, labels in sorted(cells.items()):
        right = sum(sum(label) / len(label) for label in labels.values()) / len(labels)
        found[name] = 100 * (1 - right if name.startswith("abstract:") else right)
    bench = [value for name, value in found.items() if not name.startswith(("abstract:", "planted:"))]
    return {**found, "mean of the sets": sum(bench) / len(bench)}


def as_lists(model: HistGradientBoostingClassifier) -> tuple[float, list[Any]]:
    """The bias and the trees as plain numbers: [feature, at most, then, else], or the value of a leaf."""

    def node(nodes: Any, at: int) -> Any:
        one = nodes[at]
        if one["is_leaf"]:
            return round(float(one["value"]), 4)
        most = float(f"{one['num_threshold']:.6g}")
        return [int(one["feature_idx"]), most, node(nodes, one["left"]), node(nodes, one["right"])]

    bias = model._baseline_prediction.ravel()[0]  # noqa: SLF001 - the library gives its trees in no other way
    trees = model._predictors  # noqa: SLF001 - the same
    return round(float(bias), 4), [node(part[0].nodes, 0) for part in trees]


def main() -> None:
    """Fits, prints the figures and writes the trees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with fidelity-bench/, fidelity-train/ and articles/")
    parser.add_argument("-o", "--out", type=Path, default=OUT, help="where the trees are written")
    options = parser.parse_args()
    with multiprocessing.get_context("spawn").Pool() as pool:
        rows = pool.map(row_of, list(items(options.data)), chunksize=32)
        passed = pool.starmap(cross_validated, [(rows, folding) for folding in range(FOLDINGS)], chunksize=1)
    tables = [figures(rows, one) for one in passed]
    found = {name: round(statistics.mean(table[name] for table in tables), 1) for name in tables[0]}
    for name, value in found.items():
        least, most = (pick(table[name] for table in tables) for pick in (min, max))
        print(f"{name:<26}{value:6.1f}  ({least:.1f} to {most:.1f})" + " % fail" * name.startswith("abstract:"))
    bias, trees = as_lists(fit(rows))
    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for folder in ("fidelity-bench", "fidelity-train", "articles")
        for path in sorted((options.data / folder).glob("*.jsonl.gz"))
    }
    head = {
        "about": "trees of the support score, written by benchmarks/fit_support.py",
        "features": list(SIGNS),
        "settings": SETTINGS,
        "foldings": FOLDINGS,
        "data": digests,
        "cross_validated": found,
        "rows": len(rows),
        "bias": bias,
    }
    body = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    text = json.dumps(head, indent=1)[:-2] + f',\n "trees": [\n{body}\n ]\n}}\n'
    options.out.write_text(text, encoding="utf-8")
    print(f"{len(trees)} trees written to {options.out}")


if __name__ == "__main__":
    main()
