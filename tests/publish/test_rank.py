"""Rank: scores that add up, and a choice that keeps to caps, variety and nothing but the stories themselves."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from briefer.publish.cluster import Cluster, cluster
from briefer.publish.memory import Standing
from briefer.publish.novelty import Novelty
from briefer.publish.rank import Ranked, choose, find_positions, rank, same_topic
from briefer.settings import ConfigFile, EditionTable, SectionTable, Settings
from tests.publish.feeds_told import Gathered, candidate

NOW = datetime.fromisoformat("2026-03-10T07:00:00Z")


def settings(stories: int = 5, *sections: SectionTable) -> Settings:
    return Settings(file=ConfigFile(edition=EditionTable(stories=stories), section=sections))


def told(title: str, *outlets: str, hours: float = 2, **more: Any) -> list[Gathered]:
    return [
        candidate(title, f"{title}, {outlet} has learned.", outlet=outlet, at=NOW - timedelta(hours=hours), **more)
        for outlet in outlets
    ]


def one(candidates: list[Gathered]) -> Cluster:
    (found,) = cluster(candidates)
    return found


def titles(chosen: tuple[Ranked, ...]) -> list[str]:
    return [story.cluster.candidates[0].entry.title for story in chosen]


MANY = [
    candidate("Tunnel roof falls in at Kivaara mine", "Eleven men are below.", outlet="A", at=NOW - timedelta(hours=2)),
    candidate(
        "Miners trapped as Kivaara tunnel falls in", "A union blames haste.", outlet="B", at=NOW - timedelta(hours=2)
    ),
    candidate(
        "Kivaara mine: tunnel collapse traps men", "Drills are on their way.", outlet="C", at=NOW - timedelta(hours=2)
    ),
]


def test_parts_make_the_score():
    """A score is the sum of its named parts, and each part can be read on its own."""
    section = SectionTable(name="World", weight=1.5)
    ranked = rank([one(told("Fire at Tarrow mill", "A", section="World", weight=1.2))], settings(5, section), NOW, {})
    parts = ranked[0].explanation.parts
    assert set(parts) == {"voices", "recency", "feed", "prominence", "section"}
    assert ranked[0].score == pytest.approx(sum(parts.values()))
    assert parts["voices"] == 1.0 and parts["feed"] == pytest.approx(0.2) and parts["section"] == 0.5


def test_independent_families_lead():
    """A story of three owners goes before one of a single owner, however many of its outlets tell it."""
    family = [
        candidate(title, text, outlet=outlet, family="One", at=NOW - timedelta(hours=2))
        for title, text, outlet in (
            ("Fire at Tarrow paper mill", "Flames rose at dawn.", "A"),
            ("Tarrow paper mill fire: forty led out", "Workers stood in the road.", "B"),
            ("Paper mill at Tarrow burns", "An engine from Orr came first.", "C"),
            ("Blaze guts Tarrow paper mill", "Its roof is gone.", "D"),
        )
    ]
    ranked = rank([one(family), one(MANY)], settings(), NOW, {})
    assert [story.cluster.voices.count for story in ranked] == [3, 1]


def test_newer_before_older_and_half_life():
    """Of two stories alike in all else the newer leads, and recency halves every eight hours."""
    new, old = one(told("Fire at Tarrow mill", "A", hours=0)), one(told("Flood in Orr valley", "A", hours=8))
    ranked = rank([old, new], settings(), NOW, {})
    assert [story.cluster for story in ranked] == [new, old]
    assert ranked[0].explanation.parts["recency"] == pytest.approx(2 * ranked[1].explanation.parts["recency"])


def test_weight_and_place_in_the_feed_count():
    """A feed's weight and an entry's place in it move a story up."""
    first, second = told("Fire at Tarrow mill", "A"), told("Flood in Orr valley", "A")
    positions = find_positions([*second, *first])
    assert positions == {second[0].entry.url: 0, first[0].entry.url: 1}
    assert rank([one(first), one(second)], settings(), NOW, {}, positions)[0].cluster.candidates[0] == second[0]
    heavy = told("Fire at Tarrow mill", "A", weight=2.0)
    assert rank([one(heavy), one(second)], settings(), NOW, {}, positions)[0].cluster.candidates[0] == heavy[0]


def test_caps_and_count():
    """An edition has no more stories than it should, and a section no more than its cap, though they score higher."""
    names = ("Fire at Tarrow mill", "Flood in Orr valley", "Vote on Marenport tram", "Strike at Kivaara pit")
    world = [one(told(name, "A", hours=number, section="World")) for number, name in enumerate(names)]
    sport = one(told("Hexley win the cup final", "A", hours=30, section="Sport"))
    capped = settings(3, SectionTable(name="World", max_stories=2), SectionTable(name="Sport"))
    chosen = choose(rank([*world, sport], capped, NOW, {}), capped)
    assert titles(chosen) == [names[0], names[1], "Hexley win the cup final"]


def test_next_candidate_takes_a_failed_place():
    """What failed is left out, and the next story within the caps takes its place."""
    clusters = [
        one(told(name, "A", hours=hour))
        for hour, name in enumerate(("Fire at Tarrow", "Flood in Orr", "Vote in Ostrel"))
    ]
    two = settings(2)
    ranked = rank(clusters, two, NOW, {})
    first = choose(ranked, two)
    again = choose(ranked, two, failed={first[0].cluster.key})
    assert titles(again) == ["Flood in Orr", "Vote in Ostrel"]


def test_no_two_of_one_topic_in_a_row():
    """Two stories of one narrow topic do not follow each other where there is another of some weight."""
    names = (
        "Tarrow mill fire: owner Brisco arrested",
        "Tarrow mill fire: owner Brisco insured twice",
        "Vote on Marenport tram",
    )
    clusters = [one(told(name, "A", hours=hour)) for hour, name in enumerate(names)]
    assert same_topic(clusters[0], clusters[1]) and not same_topic(clusters[0], clusters[2])
    chosen = choose(rank(clusters, settings(), NOW, {}), settings())
    assert titles(chosen) == [names[0], names[2], names[1]]


def test_carried_stories_and_roundups_are_left_out():
    """A story that was carried is left out unless it moved on, and a roundup is no story."""
    known, moved = one(told("Fire at Tarrow mill", "A")), one(told("Flood in Orr valley", "A"))
    roundup = one(told("Morning briefing: fire, flood and votes", "A"))
    day = NOW.date() - timedelta(days=1)
    nothing = Standing(day, "Fire", Novelty((), (), ()))

    class Much(Novelty):
        enough = property(lambda _: True)

    much = Standing(day, "Flood", Much((), (), ()))
    ranked = rank([known, moved, roundup], settings(), NOW, {known.key: nothing, moved.key: much})
    assert [story.cluster for story in ranked] == [moved]
    assert ranked[0].standing == much


def test_section_of_most_feeds():
    """A story is in the section that most of its feeds name; even ones go by the configuration's order."""
    entries = [
        candidate(found.entry.title, found.entry.summary, outlet=found.outlet, at=found.seen_at, section=name)
        for found, name in zip(MANY, ("World", "Business", "World"), strict=True)
    ]
    assert rank([one(entries)], settings(), NOW, {})[0].section == "World"
    two = settings(5, SectionTable(name="World"), SectionTable(name="Business"))
    assert rank([one(entries[1:])], two, NOW, {})[0].section == "World"


def test_any_order():
    """The order does not depend on the order of the clusters, ties included."""
    clusters = [
        one(told(f"{name} in {name}ville", "A")) for name in ("Fire", "Flood", "Vote", "Storm", "Trial", "Raid")
    ]
    first = rank(clusters, settings(), NOW, {})
    for seed in range(5):
        shuffled = random.Random(seed).sample(clusters, len(clusters))  # noqa: S311 - shuffles a test's clusters
        assert rank(shuffled, settings(), NOW, {}) == first
        assert choose(rank(shuffled, settings(), NOW, {}), settings()) == choose(first, settings())
