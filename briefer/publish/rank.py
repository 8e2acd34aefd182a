"""Which stories lead, and why: scores made of named parts outside any model, then the choice that makes an edition.

A score is the sum of its parts, in points that mean the same in every edition: what one more doubling of independent
voices is worth is worth one point, and all else is set against that. Choosing keeps to the sections' caps, to the
number of stories, and does not put two stories of one narrow topic side by side where there is another of some weight.
A roundup is never a story; what an earlier edition carried is none either, unless it moved on.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from briefer.publish.cluster import Cluster
from briefer.publish.memory import Standing
from briefer.publish.shapes import Candidate, told_at
from briefer.settings import ConfigFile, SectionTable, Settings

_FRESH = 2.0
"""Points of what was told this minute: as much as four families are worth, so that a new story can pass a big old one."""
_HALF_LIFE_H = 8.0
"""Hours in which that halves: a night. Yesterday morning's news keeps an eighth of a point or two."""
_PROMINENT = 0.5
"""Points of a feed's first entry; newsrooms put first what they think first, but many feeds only sort by time."""
_FIRST_ENTRIES = 3.0  # entries in which a feed's prominence halves
_WEIGHT_MAX = 2.0
"""Points that a feed's or a section's weight adds at most: a weight sways, it does not decide alone."""
_TOPIC_SHARE = 0.4
"""Share of the shorter list of two clusters' leading terms that makes them one narrow topic."""
_CHOICE = 0.6
"""A story this near in score to the one it passes is a choice; a lesser one is not pulled up for variety's sake."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a story is where it is: points by name, which make up its score."""

    parts: Mapping[str, float]
    """voices (independent publisher families), recency, feed (weight), prominence (place in its feed), section."""

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return math.fsum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Ranked:
    """A cluster that may enter the edition."""

    cluster: Cluster
    section: str | None
    """The section that most of its feeds belong to."""
    explanation: Explanation
    standing: Standing | None
    """What an earlier edition carried of it, and what is new since; None for a story that is new."""

    @property
    def score(self) -> float:
        """Its points."""
        return self.explanation.score


def find_positions(candidates: Sequence[Candidate]) -> dict[str, int]:
    """The best place of each address in a feed, 0 for the first, where candidates come in their feeds' order."""
    lengths: dict[str, int] = {}
    positions: dict[str, int] = {}
    for candidate in candidates:
        place = lengths.get(candidate.feed.url, 0)
        lengths[candidate.feed.url] = place + 1
        positions[candidate.entry.url] = min(place, positions.get(candidate.entry.url, place))
    return positions


def rank(
    clusters: Sequence[Cluster],
    settings: Settings,
    now: datetime,
    carried: Mapping[str, Standing],
    positions: Mapping[str, int] | None = None,
) -> tuple[Ranked, ...]:
    """The stories that may be carried, the best first, ties decided by their keys.

    `carried` tells by cluster's key what an earlier edition had of it (`memory.compare`); `positions` are
    `find_positions` of the candidates.
    """
    sections = {section.name: section for section in settings.file.section}
    ranked = []
    for cluster in clusters:
        standing = carried.get(cluster.key)
        if cluster.roundup or (standing is not None and not standing.moved_on):
            continue
        section = _section_of(cluster, settings.file)
        parts = _parts(cluster, sections.get(section or ""), now, positions or {})
        ranked.append(Ranked(cluster, section, Explanation(parts), standing))
    return tuple(sorted(ranked, key=_by_score))


def choose(ranked: Sequence[Ranked], settings: Settings, failed: Collection[str] = ()) -> tuple[Ranked, ...]:
    """The edition's stories in their order; `failed` are keys of clusters that no brief could be made of.

    Called again with what failed, it gives the next one in its place, within the same caps.
    """
    caps = {section.name: section.max_stories for section in settings.file.section if section.max_stories is not None}
    left = [one for one in sorted(ranked, key=_by_score) if one.cluster.key not in failed]
    chosen: list[Ranked] = []
    taken: dict[str | None, int] = {}
    while left and len(chosen) < settings.file.edition.stories:
        left = [
            one for one in left if one.section is None or taken.get(one.section, 0) < caps.get(one.section, 1 << 30)
        ]
        if not left:
            break
        following = _following(left, chosen[-1] if chosen else None)
        left.remove(following)
        chosen.append(following)
        taken[following.section] = taken.get(following.section, 0) + 1
    return tuple(chosen)


def _by_score(one: Ranked) -> tuple[float, str]:
    return -round(one.score, 6), one.cluster.key


def _following(left: Sequence[Ranked], before: Ranked | None) -> Ranked:
    """The best one left, or the best of another topic than the story before it, where that is a choice."""
    best = left[0]
    if before is None or not same_topic(best.cluster, before.cluster):
        return best
    others = (one for one in left if not same_topic(one.cluster, before.cluster))
    other = next(others, None)
    return best if other is None or other.score < _CHOICE * best.score else other


def same_topic(one: Cluster, other: Cluster) -> bool:
    """Whether two clusters are of one narrow topic: they share much of what each is mostly about."""
    shared = set(one.terms) & set(other.terms)
    return len(shared) >= 2 and len(shared) >= _TOPIC_SHARE * min(len(one.terms), len(other.terms))


def _section_of(cluster: Cluster, file: ConfigFile) -> str | None:
    """The section with most weight among its feeds; the one that the configuration names first, where two are even."""
    weights: dict[str, float] = {}
    for candidate in cluster.candidates:
        if candidate.section is not None:
            weights[candidate.section] = weights.get(candidate.section, 0.0) + candidate.weight
    order = {section.name: number for number, section in enumerate(file.section)}
    return min(weights, key=lambda name: (-round(weights[name], 6), order.get(name, len(order)), name), default=None)


def _parts(
    cluster: Cluster, section: SectionTable | None, now: datetime, positions: Mapping[str, int]
) -> dict[str, float]:
    newest = max(map(told_at, cluster.candidates))
    age_h = max(0.0, (now - newest).total_seconds() / 3600)
    place = min(
        (positions[found.entry.url] for found in cluster.candidates if found.entry.url in positions), default=None
    )
    weight = max(candidate.weight for candidate in cluster.candidates)
    return {
        "voices": math.log2(1 + cluster.voices.count),
        "recency": _FRESH * 0.5 ** (age_h / _HALF_LIFE_H),
        "feed": min(weight - 1.0, _WEIGHT_MAX),
        "prominence": 0.0 if place is None else _PROMINENT * 0.5 ** (place / _FIRST_ENTRIES),
        "section": 0.0 if section is None else min(section.weight - 1.0, _WEIGHT_MAX),
    }
