"""Candidates that tell the same event, across outlets, as clusters; the same whatever order the candidates come in.

Entries that share two of their weightiest terms are compared, and clusters grow from the most alike pair on by average
linkage: a cluster takes in another for what all of their entries have in common, so that no single entry, a live page or
a roundup, can chain two events together. A follow-up with other facts stays with its event while it is within the age
window; the memory of editions tells then that it moved on. Covered: one language at a time, by words. Cost: the terms of
each entry once, then the pairs that share terms, which for news grow little faster than the entries.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from briefer.publish.neighbours import find_neighbours
from briefer.publish.roundup import is_roundup
from briefer.publish.shapes import Candidate, told_at
from briefer.publish.terms import Telling, Vector, likeness, read_tellings, said, weigh
from briefer.publish.voices import Voices, find_voices

THRESHOLD = 0.2
"""Average likeness at which two clusters tell one event; chosen on the tuned half of evals/clusters, as are the next
three."""
_SETTLES = 0.14
"""Likeness of a straggler with the entries nearest to it: less than between clusters, as it joins one of known shape."""
_NEAREST = 3  # entries of a cluster that a straggler is held against
_PLAINLY = 0.8
"""A straggler that is more than this near to a second cluster, measured by the first, tells of both and stays alone."""
_COPIED_H = 24.0  # hours within which an entry with the same words is the same entry again, and no yearly notice
_SAYS_THE_SAME = 0.7
"""Likeness at which an entry follows an earlier one: copies reach it, two events never came near it."""
_CHANCE = 0.06
"""Less likeness than this is none."""
_SHOWN_TERMS = 8


@dataclass(frozen=True)
class Cluster:
    """The candidates that tell one event."""

    candidates: tuple[Candidate, ...]
    """The most telling first: those that share most with the others, and have most to say."""
    tellings: tuple[Telling, ...] = field(repr=False)
    """What each of them says."""
    key: str
    """Digest of its addresses, the same for the same entries on any machine."""
    weights: tuple[Mapping[str, float], ...] = field(repr=False)
    """The weights of each one's terms."""
    voices: Voices
    """Who tells it independently."""
    roundup: bool
    """One entry that tells of many events."""

    @property
    def urls(self) -> tuple[str, ...]:
        """Addresses of its entries, sorted."""
        return tuple(sorted({candidate.entry.url for candidate in self.candidates}))

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Stems that its entries share, the weightiest first; found when they are asked for, as of most nobody does."""
        return _shared(self.weights) if self.weights else ()


def cluster(candidates: Sequence[Candidate], tellings: Sequence[Telling] | None = None) -> tuple[Cluster, ...]:
    """The clusters, those with most candidates first; each candidate is in one. `tellings` where they were read before."""
    read = _read(candidates, tellings or read_tellings(map(said, candidates)))
    likenesses, followers = _compare(read)
    groups = _settle(_grow(likenesses, followers), likenesses)
    clusters = [_cluster(read, group, likenesses, followers) for group in groups]
    return tuple(sorted(clusters, key=lambda one: (-len(one.candidates), one.key)))


@dataclass(frozen=True, slots=True)
class _Read:
    """The candidates in an order of their own, and what each says."""

    candidates: Sequence[Candidate]
    tellings: Sequence[Telling]
    vectors: Sequence[Vector]
    alone: frozenset[int]
    """Roundups."""


def _read(candidates: Sequence[Candidate], read: Sequence[Telling]) -> _Read:
    order = sorted(range(len(candidates)), key=lambda index: _order(candidates[index]))
    ordered, tellings = [candidates[index] for index in order], [read[index] for index in order]
    alone = frozenset(index for index, candidate in enumerate(ordered) if is_roundup(candidate.entry.title[:500]))
    return _Read(ordered, tellings, weigh(tellings), alone)


def _order(candidate: Candidate) -> tuple[float, str, str, str, str]:
    """An order that depends on nothing but the candidates themselves."""
    entry = candidate.entry
    return told_at(candidate).timestamp(), entry.url, candidate.outlet, entry.title, entry.summary


Likenesses = dict[int, dict[int, float]]
"""For each entry that leads those that are like it at all, and how much."""
Followers = dict[int, list[int]]
"""For each entry that leads those that say the same: they go where it goes."""


def _compare(read: _Read) -> tuple[Likenesses, Followers]:
    """What is like what. An entry that says the same as an earlier one follows it, so that a thousand copies cost little."""
    vectors = read.vectors
    likenesses: Likenesses = {}
    followers: Followers = {}
    first: dict[tuple[str, ...], int] = {}
    for index, telling in enumerate(read.tellings):
        leader = index if index in read.alone else first.setdefault(telling.text, index)
        if leader != index and vectors[index].hours - vectors[leader].hours < _COPIED_H:
            followers[leader].append(index)
        else:
            followers[index], likenesses[index] = [], {}
    for index, others in find_neighbours(
        {index: vectors[index].weights for index in likenesses if index not in read.alone}
    ):
        near = {}
        for other in others:
            if other in likenesses and (alike := likeness(vectors[index], vectors[other])) >= _CHANCE:
                near[other] = alike
        nearest = max(near, key=lambda other: (near[other], -other), default=None)
        if nearest is not None and near[nearest] >= _SAYS_THE_SAME:
            followers[nearest] += [index, *followers.pop(index)]
            del likenesses[index]
            continue
        likenesses[index] = near
        for other, alike in near.items():
            likenesses[other][index] = alike
    return likenesses, followers


def _grow(likenesses: Likenesses, followers: Followers) -> list[list[int]]:
    """The groups of leaders that average linkage makes, ties decided by the entries' order."""
    members = {index: [index] for index in likenesses}
    sizes = {index: 1 + len(followers[index]) for index in likenesses}
    sums = {
        index: {other: alike * sizes[index] * sizes[other] for other, alike in near.items()}
        for index, near in likenesses.items()
    }
    heap = [
        (-alike, index, other)
        for index, near in likenesses.items()
        for other, alike in near.items()
        if other < index and alike >= THRESHOLD
    ]
    following = max(likenesses, default=0) + 1
    heapq.heapify(heap)
    while heap:
        _, one, other = heapq.heappop(heap)
        if one not in members or other not in members:
            continue  # one of the two was taken in before
        joined, size = members.pop(one) + members.pop(other), sizes[one] + sizes[other]
        near, more = sums.pop(one), sums.pop(other)
        near.pop(other)
        more.pop(one)
        for index, alike in more.items():
            near[index] = near.get(index, 0.0) + alike
        for index, alike in near.items():
            row = sums[index]
            row.pop(one, None)
            row.pop(other, None)
            row[following] = alike
            average = alike / (size * sizes[index])
            if average >= THRESHOLD:
                heapq.heappush(heap, (-average, following, index))
        members[following], sums[following], sizes[following] = joined, near, size
        following += 1
    return [sorted(group) for group in members.values()]


def _settle(groups: list[list[int]], likenesses: Likenesses) -> list[list[int]]:
    """The groups, single entries put to the group that they are plainly nearest to.

    A long report or a tabloid's headline shares few words with most tellings of its event and many with some. Groups
    are compared as they were before anything was put to them, so that nothing is joined by way of a straggler.
    """
    home = {index: number for number, group in enumerate(groups) for index in group}
    settled = [list(group) for group in groups]
    for number, group in enumerate(groups):
        if len(group) > 1:
            continue
        near = likenesses[group[0]]
        around = {home[other] for other in near}
        fits = sorted((-_nearness(near, groups[there]), there) for there in around if len(groups[there]) > 1)
        if fits and -fits[0][0] >= _SETTLES and (len(fits) == 1 or fits[1][0] > _PLAINLY * fits[0][0]):
            settled[fits[0][1]].extend(group)
            settled[number] = []
    return [sorted(group) for group in settled if group]


def _nearness(near: Mapping[int, float], group: Sequence[int]) -> float:
    """How alike an entry is to those of a group that are most like it."""
    nearest = min(_NEAREST, len(group))
    return sum(sorted((near.get(other, 0.0) for other in group), reverse=True)[:nearest]) / nearest


def _cluster(read: _Read, leaders: Sequence[int], likenesses: Likenesses, followers: Followers) -> Cluster:
    centrality: dict[int, float] = {}
    for leader in leaders:
        near = likenesses[leader]
        central = 1.0 + sum(near.get(other, 0.0) * (1 + len(followers[other])) for other in leaders)
        centrality |= dict.fromkeys((leader, *followers[leader]), central)

    def telling(index: int) -> tuple[float, int]:
        entry = read.candidates[index].entry
        full = 1.0 + 0.5 * bool(entry.html) + 0.25 * bool(entry.summary)
        return -round(centrality[index] * full, 9), index

    group = sorted(centrality, key=telling)
    candidates = tuple(read.candidates[index] for index in group)
    urls = "\n".join(sorted({candidate.entry.url for candidate in candidates}))
    tellings = tuple(read.tellings[index] for index in group)
    return Cluster(
        candidates,
        tellings,
        hashlib.sha256(urls.encode()).hexdigest()[:16],
        tuple(read.vectors[index].weights for index in group),
        find_voices(candidates, tellings),
        len(group) == 1 and group[0] in read.alone,
    )


def _shared(weights: Sequence[Mapping[str, float]]) -> tuple[str, ...]:
    """The terms that at least half of the entries have, the weightiest first; of equal ones the first by the alphabet."""
    sums: Mapping[str, float] = weights[0]
    if len(weights) > 1:
        counts = Counter(chain.from_iterable(weights))
        common = [term for term, count in counts.items() if 2 * count >= len(weights)]
        sums = {term: sum(one.get(term, 0.0) for one in weights) for term in common}
    return tuple(heapq.nsmallest(_SHOWN_TERMS, sums, key=lambda term: (-round(sums[term], 9), term)))
