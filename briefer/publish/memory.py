"""What earlier editions carried: kept in the store, and held against today's clusters.

A cluster that tells the event of a story carried in the last days is carried; it moved on where entries newer than that
edition bring enough that is new (`briefer.publish.novelty`). Editions of the same day are no earlier editions, so that
a day run twice gives the same edition. Covered: entries' words and addresses. Not covered: what the brief itself said.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from itertools import chain
from typing import Protocol

from briefer.publish.cluster import Cluster
from briefer.publish.novelty import Novelty, Text, find_novelty, read_known
from briefer.publish.shapes import told_at
from briefer.publish.terms import Telling, Vector, common_ground, plain, telling, weigh

KEPT_DAYS = 30
"""Days that a carried story is remembered."""
_STEPS = (
    """
    create table memory_stories (
      edition text not null, day text not null, rank integer not null, key text not null, headline text not null,
      made_at text not null, primary key (edition, day, rank)
    ) without rowid;
    create table memory_entries (
      edition text not null, day text not null, rank integer not null, url text not null, family text not null,
      title text not null, summary text not null, body text not null, told_at text not null,
      foreign key (edition, day, rank) references memory_stories (edition, day, rank) on delete cascade
    );
    create index memory_entries_by_story on memory_entries (edition, day, rank);
    """,
)
_KEPT_ENTRIES = 12
"""Entries kept of a story, the most telling first: more add words to compare and nothing to know it by."""
_KEPT_CHARACTERS = 4000  # of an entry's title, summary and own text each
_ALIKE = 0.14
"""Likeness of a cluster's best entries with those of a carried story that tell the same event; less than between clusters,
as the names that each is about have to agree too."""
_NEAR_BEST = 0.6
"""Share of the likeness with the likest story down to which another is of the same event: the days of a running one."""
_SAME_NAMES = (0.4, 0.55)
"""Share of the lighter side's leading names that must be common, soon after and later: of two names that weigh alike one
may be everybody's ("Rovers", "Roman"), and a month holds many events that are told in the same words."""
_SOON_H = 30.0  # a night and the morning after it
_NEAREST = 3  # entries of the story that each is held against
_HELD = 6  # entries of the cluster that are held against it
_PATIENCE_H = 120.0
"""Hours over which a likeness is halved: a story goes on for days; the next quake of the same place comes weeks later."""
_SAME_URLS = 0.25
"""Share of a cluster's addresses, or of a story's, that makes them the same story whatever their words."""
_KEYS, _SHARED = 24, 2  # weightiest terms of an entry, and how many of them an entry of a cluster shares with a story


class Store(Protocol):
    """What memory asks of the store."""

    @property
    def connection(self) -> sqlite3.Connection:
        """The open database."""

    def ensure(self, module: str, steps: Sequence[str]) -> None:
        """Run the schema steps that were not run yet."""

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """Changes that happen together or not at all."""


@dataclass(frozen=True, slots=True)
class CarriedStory:
    """One story of an earlier edition."""

    day: date
    headline: str
    made_at: datetime
    """When that edition was made: what was told later is newer than it."""
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a cluster stands to what was carried."""

    carried_on: date
    """Local date of the latest edition that carried it."""
    headline: str
    """What that edition called it."""
    novelty: Novelty

    @property
    def moved_on(self) -> bool:
        """Whether enough is new for an update."""
        return self.novelty.enough


class Memory:
    """The memory of one edition, by its title, in an open store."""

    def __init__(self, store: Store, edition: str) -> None:
        self._store, self._edition = store, edition
        store.ensure("memory", _STEPS)

    def recall(self, today: date, *, days: int = KEPT_DAYS) -> tuple[CarriedStory, ...]:
        """The stories carried before today, the latest first, none older than that many days."""
        rows = self._store.connection.execute(
            "select day, rank, headline, made_at from memory_stories where edition = ? and day < ? and day >= ? "
            "order by day desc, rank",
            (self._edition, today.isoformat(), (today - timedelta(days=days)).isoformat()),
        ).fetchall()
        return tuple(
            CarriedStory(date.fromisoformat(day), headline, datetime.fromisoformat(made_at), self._texts(day, place))
            for day, place, headline, made_at in rows
        )

    def _texts(self, day: str, place: int) -> tuple[Text, ...]:
        rows = self._store.connection.execute(
            "select url, family, title, summary, body, told_at from memory_entries "
            "where edition = ? and day = ? and rank = ? order by rowid",
            (self._edition, day, place),
        ).fetchall()
        return tuple(
            Text(url, family, title, summary, body, datetime.fromisoformat(at))
            for url, family, title, summary, body, at in rows
        )

    def record(self, today: date, made_at: datetime, stories: Iterable[tuple[str, Cluster]]) -> None:
        """Keep what today's edition carries, headline and cluster in the edition's order; forget what is too old.

        What was kept of the same day before is replaced.
        """
        with self._store.transaction() as database:
            for where in ("edition = ? and day = ?", "edition = ? and day < ?"):
                day = today if where.endswith("= ?") else today - timedelta(days=KEPT_DAYS)
                for table in ("memory_entries", "memory_stories"):
                    database.execute(f"delete from {table} where {where}", (self._edition, day.isoformat()))  # noqa: S608 - both are of this function
            for place, (headline, cluster) in enumerate(stories, start=1):
                story = (self._edition, today.isoformat(), place)
                database.execute(
                    "insert into memory_stories (edition, day, rank, key, headline, made_at) values (?, ?, ?, ?, ?, ?)",
                    (*story, cluster.key, headline, made_at.isoformat()),
                )
                database.executemany(
                    "insert into memory_entries (edition, day, rank, url, family, title, summary, body, told_at) "
                    "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [
                        (*story, text.url, text.family, text.title, text.summary, text.body, text.told_at.isoformat())
                        for text in read_texts(cluster)[:_KEPT_ENTRIES]
                    ],
                )


def read_texts(cluster: Cluster) -> list[Text]:
    """A cluster's entries as memory keeps them."""
    texts = []
    for candidate in cluster.candidates:
        entry = candidate.entry
        body = plain(entry.html[: 2 * _KEPT_CHARACTERS])[:_KEPT_CHARACTERS] if entry.html else ""
        title, summary = entry.title[:_KEPT_CHARACTERS], entry.summary[:_KEPT_CHARACTERS]
        texts.append(Text(entry.url, candidate.family, title, summary, body, told_at(candidate)))
    return texts


def compare(clusters: Sequence[Cluster], carried: Sequence[CarriedStory]) -> dict[str, Standing]:
    """How each cluster that tells of a carried story stands to it, by the cluster's key; the others are left out."""
    if not carried:
        return {}
    spans: list[range] = []
    tellings: list[Telling] = []
    for story in carried:
        spans.append(range(len(tellings), len(tellings) + len(story.texts)))
        tellings += [telling(text.title, text.summary, text.body, text.told_at) for text in story.texts]
    ours = [cluster.tellings[:_HELD] for cluster in clusters]
    vectors = weigh([*tellings, *(one for own in ours for one in own)])
    home = {index: number for number, span in enumerate(spans) for index in span}
    holders: dict[str, set[int]] = {}
    for index, number in home.items():
        for key in _keys(vectors[index]):
            holders.setdefault(key, set()).add(number)
    nobody: frozenset[int] = frozenset()
    urls = [{text.url for text in story.texts} for story in carried]
    by_url: dict[str, set[int]] = {}
    for number, addresses in enumerate(urls):
        for url in addresses:
            by_url.setdefault(url, set()).add(number)
    known = [cache(partial(read_known, story.texts)) for story in carried]  # read once, however many clusters tell it
    names = [_leading_names([vectors[index] for index in span]) for span in spans]
    times = [max((vectors[index].hours for index in span), default=0.0) for span in spans]
    standings: dict[str, Standing] = {}
    at = len(tellings)
    for cluster, own in zip(clusters, ours, strict=True):
        held = vectors[at : at + len(own)]
        at += len(own)
        leading, newest = _leading_names(held), max(vector.hours for vector in held)
        near = Counter(chain.from_iterable(holders.get(key, nobody) for vector in held for key in _keys(vector)))
        alike = {
            number: _alike(held, [vectors[index] for index in spans[number]])
            for number, shared in sorted(near.items())
            if shared >= _SHARED * len(held)
            and _same_names(leading, names[number], later=newest - times[number] > _SOON_H)
        }
        enough = max(_ALIKE, _NEAR_BEST * max(alike.values(), default=0.0))
        same = {number for url in cluster.urls for number in by_url.get(url, nobody)}
        told = {number for number in same if _same_urls(cluster, urls[number])}
        told |= {number for number, value in alike.items() if value >= enough}
        if told:
            latest = max((carried[number] for number in sorted(told)), key=lambda story: (story.day, story.made_at))
            stories = [known[number] for number in sorted(told)]
            standings[cluster.key] = Standing(
                latest.day, latest.headline, find_novelty(read_texts(cluster), stories, latest.made_at)
            )
    return standings


def _keys(vector: Vector) -> list[str]:
    weights = vector.weights
    return sorted(sorted(weights), key=weights.__getitem__, reverse=True)[:_KEYS]


def _same_urls(cluster: Cluster, carried: set[str]) -> bool:
    shared = len(carried & set(cluster.urls))
    return shared > 0 and shared >= _SAME_URLS * min(len(cluster.urls), len(carried))


def _same_names(mine: Mapping[str, float], yours: Mapping[str, float], *, later: bool) -> bool:
    """Whether a cluster and a story may be about the same people and places; where one names none they may."""
    shared = sum(min(mine[name], yours[name]) for name in sorted(mine.keys() & yours.keys()))
    return shared >= _SAME_NAMES[later] * min(sum(mine.values()), sum(yours.values()))


def _leading_names(vectors: Sequence[Vector]) -> dict[str, float]:
    """The names that at least half of the entries have, with their weights."""
    counts = Counter(name for vector in vectors for name in vector.names)
    names = sorted(name for name, count in counts.items() if 2 * count >= len(vectors))
    return {name: max(vector.weights.get(name, 0.0) for vector in vectors) for name in names}


def _alike(ours: Sequence[Vector], theirs: Sequence[Vector]) -> float:
    """How alike a cluster's entries are to those of a story that are most like each."""
    nearest = min(_NEAREST, len(theirs))
    if not nearest:
        return 0.0
    total = 0.0
    for one in ours:
        alike = [common_ground(one, other) / (1 + abs(one.hours - other.hours) / _PATIENCE_H) for other in theirs]
        total += sum(sorted(alike, reverse=True)[:nearest]) / nearest
    return total / len(ours)
