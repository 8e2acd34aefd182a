"""Memory: a month of editions repeats nothing, marks what moved on, and forgets in time."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import pytest

from briefer.publish.cluster import Cluster, cluster
from briefer.publish.memory import KEPT_DAYS, CarriedStory, Memory, compare, read_texts
from briefer.publish.rank import Ranked, choose, find_positions, rank
from briefer.publish.shapes import told_at
from briefer.publish.terms import read_telling
from briefer.publish.voices import find_voices
from briefer.settings import ConfigFile, EditionTable, Settings
from tests.publish.feeds_told import Gathered, candidate, is_loose, labelled
from tests.publish.month import Month, build_month

FIRST = datetime.fromisoformat("2026-03-02T07:00:00Z")
DAYS = 34
SETTINGS = Settings(file=ConfigFile(edition=EditionTable(stories=12)))


class Shelf:
    """What memory asks of a store, on a database in memory."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.execute("pragma foreign_keys = on")
        self._done: dict[str, int] = {}

    def ensure(self, module: str, steps: Sequence[str]) -> None:
        for step in steps[self._done.get(module, 0) :]:
            self.connection.executescript(step)
        self._done[module] = len(steps)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        self.connection.execute("begin immediate")
        yield self.connection
        self.connection.execute("commit")


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    shelf = Shelf()
    yield shelf
    shelf.connection.close()


def make_edition(month: Month, memory: Memory, now: datetime) -> tuple[Ranked, ...]:
    """The day's stories, as the daily run chooses them, kept in memory."""
    gathered = [one for one in month.entries if now - timedelta(hours=36) <= one.seen_at <= now]
    clusters = cluster(gathered)
    carried = compare(clusters, memory.recall(now.date()))
    chosen = choose(rank(clusters, SETTINGS, now, carried, find_positions(gathered)), SETTINGS)
    memory.record(now.date(), now, [(one.cluster.candidates[0].entry.title, one.cluster) for one in chosen])
    return chosen


def events(story: Ranked) -> set[str]:
    return {found.event for found in story.cluster.candidates if isinstance(found, Gathered)}


def test_a_month_of_editions(shelf):
    """In 34 days no story comes again unless it moved on, what did is marked, and a day run twice is the same edition.

    An update is dated by the edition that carried the story, says what is new, and memory keeps 30 days.
    """
    month = build_month(FIRST, DAYS)
    memory = Memory(shelf, "Morning Briefing")
    carried_on: dict[str, list[date]] = {}
    updates: set[str] = set()
    for day in range(DAYS):
        now = FIRST + timedelta(days=day)
        edition = make_edition(month, memory, now)
        assert make_edition(month, memory, now) == edition
        for story in edition:
            (event,) = events(story)
            before = carried_on.setdefault(event, [])
            if before:
                assert story.standing is not None and story.standing.carried_on == before[-1]
                assert month.moved[event] > FIRST + timedelta(days=(before[-1] - FIRST.date()).days)
                assert story.standing.novelty.sentences and story.standing.novelty.items
                updates.add(event)
            else:
                assert story.standing is None
            before.append(now.date())
        (oldest, stories) = shelf.connection.execute("select min(day), count(*) from memory_stories").fetchone()
        assert date.fromisoformat(oldest) >= now.date() - timedelta(days=KEPT_DAYS)
        assert stories
    assert len(carried_on) == len(month.began)  # nothing that is new is taken for old
    assert all(len(days) <= 2 for days in carried_on.values())
    last = FIRST + timedelta(days=DAYS - 1)
    assert updates == {event for event, at in month.moved.items() if at <= last}
    assert len(updates) >= 15 and len(month.retold) >= 15
    (orphans,) = shelf.connection.execute(
        "select count(*) from memory_entries e where not exists (select 1 from memory_stories s where s.edition = "
        "e.edition and s.day = e.day and s.rank = e.rank)"
    ).fetchone()
    assert orphans == 0


def story_of(told: Sequence[Gathered], made_at: datetime) -> CarriedStory:
    (one,) = cluster(told)
    return CarriedStory(made_at.date(), told[0].entry.title, made_at, tuple(read_texts(one)))


MINE = [
    candidate(
        "Eleven miners trapped in Kivaara iron mine",
        "Eleven miners are trapped 640 metres down in the Kivaara mine. Voices were heard.",
        outlet="Union Wire",
        at=FIRST - timedelta(hours=5),
    ),
    candidate(
        "Race to reach 11 miners cut off at Kivaara",
        "Rescuers were drilling towards miners in the Kivaara mine.",
        outlet="Northern Courier",
        at=FIRST - timedelta(hours=3),
    ),
]


def test_update_says_what_is_new():
    """An update names the figures and names that the earlier edition did not have, and the sentences that hold them."""
    later = candidate(
        "Nine Kivaara miners freed; foreman Aro Lind still below",
        "Nine of the eleven miners in the Kivaara mine were lifted out through a shaft of 320 metres.",
        at=FIRST + timedelta(hours=9),
    )
    clusters = cluster([*MINE, later])
    (standing,) = compare(clusters, [story_of(MINE, FIRST)]).values()
    assert standing.moved_on and standing.carried_on == FIRST.date()
    new = {(item.kind, item.text) for item in standing.novelty.items}
    assert ("name", "Aro Lind") in new
    assert {"9", "320 metres"} & {text for _, text in new} or any(kind == "figure" for kind, _ in new)
    assert not any("leven" in text for _, text in new)
    assert standing.novelty.sentences[0] == later.entry.title
    assert standing.novelty.urls == (later.entry.url,)


def test_retelling_is_no_update():
    """Another outlet's account of what was carried, published later and in other words, is no update."""
    again = candidate(
        "Miners trapped deep in Kivaara mine",
        "Eleven men are 640 metres below ground in the iron mine at Kivaara.",
        outlet="The Lantern",
        at=FIRST + timedelta(hours=4),
    )
    (standing,) = compare(cluster([*MINE, again]), [story_of(MINE, FIRST)]).values()
    assert not standing.moved_on


def test_what_was_out_before_the_edition_is_no_update():
    """Facts that an entry had before the edition was made are not news after it."""
    early = candidate(
        "Nine Kivaara miners freed; foreman Aro Lind still below", "Nine of 11 came up.", at=FIRST - timedelta(hours=1)
    )
    (standing,) = compare(cluster([*MINE, early]), [story_of(MINE, FIRST)]).values()
    assert not standing.moved_on and standing.novelty.items == ()


def test_other_event_of_the_same_place_is_not_carried():
    """A mine that falls in three weeks later is another event, and so is another story of the same town today."""
    weeks = candidate("Miners trapped in Kivaara mine", "Seven miners are below.", at=FIRST + timedelta(days=24))
    strike = candidate("Kivaara teachers strike over class sizes", "Schools are shut.", at=FIRST + timedelta(hours=9))
    assert compare(cluster([weeks]), [story_of(MINE, FIRST)]) == {}
    assert compare(cluster([strike]), [story_of(MINE, FIRST)]) == {}


def test_same_address_is_the_same_story():
    """An article that was carried is known by its address, though its headline and summary were rewritten."""
    rewritten = candidate(
        "Norrmalm shares fall", "The owner lost a tenth.", at=FIRST - timedelta(hours=5), url=MINE[0].entry.url
    )
    (standing,) = compare(cluster([rewritten]), [story_of(MINE, FIRST)]).values()
    assert not standing.moved_on


def test_editions_have_memories_of_their_own(shelf):
    """What one title carried another title may carry; and an edition of the same day is no earlier one."""
    (one,) = cluster(MINE)
    Memory(shelf, "Morning Briefing").record(FIRST.date(), FIRST, [("Miners trapped", one)])
    tomorrow = FIRST.date() + timedelta(days=1)
    assert Memory(shelf, "Evening Briefing").recall(tomorrow) == ()
    assert Memory(shelf, "Morning Briefing").recall(FIRST.date()) == ()
    (story,) = Memory(shelf, "Morning Briefing").recall(tomorrow)
    assert story.headline == "Miners trapped" and len(story.texts) == 2


def test_recording_again_replaces(shelf):
    """A day that is recorded again keeps the later edition alone."""
    (one,) = cluster(MINE)
    memory = Memory(shelf, "Morning Briefing")
    memory.record(FIRST.date(), FIRST, [("First", one), ("Second", one)])
    memory.record(FIRST.date(), FIRST, [("Only", one)])
    assert [story.headline for story in memory.recall(FIRST.date() + timedelta(days=1))] == ["Only"]


def test_carried_events_of_the_labelled_set():
    """Of the labelled events what was told later is known for most, and other events hardly ever pass for one of them."""
    told: dict[str, list[Gathered]] = {}
    for found in sorted(labelled(), key=told_at):
        if not is_loose(found.event):
            told.setdefault(found.event, []).append(found)
    known = asked = mistaken = others = 0
    for event, entries in told.items():
        if len(entries) < 3:
            continue
        first, later = entries[: len(entries) // 2 + 1], entries[len(entries) // 2 + 1 :]
        made_at = told_at(first[-1])
        story = CarriedStory(made_at.date(), event, made_at, tuple(read_texts(as_cluster(event, first))))
        rest = [as_cluster(other, entries) for other, entries in told.items() if other != event]
        standings = compare([as_cluster(event, later), *rest], [story])
        known, asked = known + (event in standings), asked + 1
        mistaken, others = mistaken + len(standings.keys() - {event}), others + len(rest)
    assert known >= 0.85 * asked, (known, asked)
    assert mistaken <= 0.005 * others, (mistaken, others)


def as_cluster(event: str, entries: Sequence[Gathered]) -> Cluster:
    """A cluster as its label has it."""
    return Cluster(tuple(entries), tuple(map(read_telling, entries)), event, (), find_voices(entries), roundup=False)
