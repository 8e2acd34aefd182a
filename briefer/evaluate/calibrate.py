"""The checker against people's labels: what it passes and fails of summaries that people called supported or not.

Each set is measured by itself and never pooled, as sets differ in how often, and in what, their summaries are wrong.
Both labels weigh alike (balanced accuracy), the decision is the shipped one (a verdict of `fail`), and the intervals
resample groups of articles, whose summaries are wrong in like ways.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from briefer.article import Story, build_article
from briefer.check import check_sentences
from briefer.evaluate.detect import Rate, interval

_ROUNDS = 1000  # resamples of an interval: its second digit is steady
_TRUE = frozenset({"1", "true", "yes", "supported", "consistent", "faithful", "entailed"})
_FALSE = frozenset({"0", "false", "no", "not_supported", "unsupported", "inconsistent", "unfaithful", "refuted"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """A summary with its source, and whether people found it supported."""

    set: str
    """What it is counted with."""
    group: str
    """Its article, or the articles that are nearly the same."""
    source: str
    summary: str
    supported: bool
    spans: tuple[tuple[int, int], ...] = ()
    """Where people saw the error, half-open offsets in the summary; empty where they did not say."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks made of one of them."""

    set: str
    group: str
    supported: bool
    passed: bool
    """Its verdict is not `fail`."""
    score: float
    located: bool | None
    """Whether a finding touches a place where people saw the error; None where they named none, or it passed."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure from 0 to 1 with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SetResult:
    """One set's figures."""

    set: str
    n: int
    groups: int
    supported: int
    """How many of them people found supported."""
    balanced: Estimate | None
    """Mean of the shares judged right of either label; None where the set has one label only."""
    auc: Estimate | None
    """Chance that a supported summary scores above one that is not."""
    found: Rate
    """Of the unsupported, how many fail."""
    alarms: Rate
    """Of the supported, how many fail."""
    located: Rate
    """Of the failed that have their error marked, in how many a finding touches it."""


def labelled_of(row: Mapping[str, Any], *, named: str) -> Labelled:
    """A row of a labelled set; `named` is the set's name where the row has none.

    Its words are `source` and `summary` (or `claim`, `claim_or_summary`), its `label` is 1 or 0, true or false,
    supported or not; `dataset`, `group_key` and `spans` are heeded.

    Raises:
        ValueError: a part is missing, or the label is none of these.
    """
    source = row.get("source")
    summary = next((row[name] for name in ("summary", "claim_or_summary", "claim") if name in row), None)
    if not isinstance(source, str) or not isinstance(summary, str):
        raise ValueError("it needs a 'source' and a 'summary', both text")  # noqa: TRY004 - a row, not an argument
    label = str(row.get("label")).strip().lower().replace(" ", "_")
    if label not in _TRUE | _FALSE:
        raise ValueError(f"its 'label' is {row.get('label')!r}; 1 means supported, 0 not")
    detail = row.get("detail")
    corpus = detail.get("corpus") if isinstance(detail, Mapping) else None
    group = row.get("group_key") or row.get("article_key") or hashlib.sha256(source.encode()).hexdigest()[:16]
    spans = row.get("spans") or ()
    return Labelled(
        set="-".join(str(part) for part in (row.get("dataset") or named, corpus) if part),
        group=str(group),
        source=source,
        summary=summary,
        supported=label in _TRUE,
        spans=tuple((int(span["start"]), int(span["end"])) for span in spans if isinstance(span, Mapping)),
    )


def check_labelled(item: Labelled) -> Checked:
    """What the checks make of a labelled summary; its source is taken as it is."""
    report, _ = check_sentences(item.summary, Story((build_article(item.source),)))
    passed = report.verdict != "fail"
    located = None
    if item.spans and not passed:
        places = [(finding.start or 0, finding.end or 0) for finding in report.findings if finding.check != "support"]
        places = places or [(finding.start or 0, finding.end or 0) for finding in report.findings]
        located = any(start < end_ and start_ < end for start, end in places for start_, end_ in item.spans)
    return Checked(item.set, item.group, item.supported, passed, report.score, located)


def calibrate(checked: Sequence[Checked]) -> tuple[SetResult, ...]:
    """Each set's figures, in the order of their names."""
    sets: defaultdict[str, list[Checked]] = defaultdict(list)
    for one in checked:
        sets[one.set].append(one)
    return tuple(_result(name, sets[name]) for name in sorted(sets))


def macro(results: Sequence[SetResult]) -> float | None:
    """The mean balanced accuracy of the sets that have one, each set weighing the same; None without any."""
    values = [result.balanced.value for result in results if result.balanced is not None]
    return sum(values) / len(values) if values else None


def balanced_accuracy(checked: Sequence[Checked]) -> float | None:
    """The mean of two shares: of the supported that pass, and of the others that fail; None if a label is missing."""
    right = {True: [0, 0], False: [0, 0]}
    for one in checked:
        right[one.supported][0] += one.passed == one.supported
        right[one.supported][1] += 1
    if not all(tries for _, tries in right.values()):
        return None
    return sum(hits / tries for hits, tries in right.values()) / 2


def area_under_curve(checked: Sequence[Checked]) -> float | None:
    """The chance that a supported summary scores above one that is not, ties counting half; None if a label is missing.

    Source: Mann and Whitney 1947.
    """
    lower = sorted(one.score for one in checked if not one.supported)
    upper = [one.score for one in checked if one.supported]
    if not lower or not upper:
        return None
    wins = sum(bisect_left(lower, score) + bisect_right(lower, score) for score in upper)
    return wins / (2 * len(lower) * len(upper))


def _result(name: str, checked: Sequence[Checked]) -> SetResult:
    groups: defaultdict[str, list[Checked]] = defaultdict(list)
    for one in checked:
        groups[one.group].append(one)
    parts = list(groups.values())
    return SetResult(
        set=name,
        n=len(checked),
        groups=len(parts),
        supported=sum(one.supported for one in checked),
        balanced=_estimate(balanced_accuracy, checked, parts),
        auc=_estimate(area_under_curve, checked, parts),
        found=interval([_count(part, lambda one: not one.supported, lambda one: not one.passed) for part in parts]),
        alarms=interval([_count(part, lambda one: one.supported, lambda one: not one.passed) for part in parts]),
        located=interval(
            [_count(part, lambda one: one.located is not None, lambda one: bool(one.located)) for part in parts]
        ),
    )


def _count(
    part: Sequence[Checked], asked: Callable[[Checked], bool], hit: Callable[[Checked], bool]
) -> tuple[int, int]:
    tried = [one for one in part if asked(one)]
    return sum(map(hit, tried)), len(tried)


def _estimate(
    figure: Callable[[Sequence[Checked]], float | None], checked: Sequence[Checked], groups: Sequence[Sequence[Checked]]
) -> Estimate | None:
    """The figure, and the middle 95 % of what it is on groups drawn anew."""
    value = figure(checked)
    if value is None:
        return None
    dice = Random(0)  # noqa: S311 - the same each time is the point
    drawn = (figure([one for part in dice.choices(groups, k=len(groups)) for one in part]) for _ in range(_ROUNDS))
    values = sorted(one for one in drawn if one is not None)
    return Estimate(value, values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1])
