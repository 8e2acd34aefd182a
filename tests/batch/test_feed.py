"""Every item is handed out once; what is finished, double or unreadable is not handed out at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefer.batch.feed import Feed
from briefer.batch.item import Item
from briefer.batch.store import JobStore, Outcome
from briefer.batch.tally import Tally
from briefer.errors import SourceError

BRIEFED = Outcome(b"", None)


def item(position: int, **fields: str) -> Item:
    return Item(position, **({"id": f"a{position}", "text": f"Text {position}."} | fields))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    with JobStore.open(tmp_path) as store:
        yield store


def taken(feed: Feed) -> list[str]:
    ids = []
    while not feed.exhausted:
        got = feed.take(careful=False)
        if got is not None:
            ids.append(got.id)
    return ids


def test_items_come_in_the_inputs_order_each_once(store: JobStore) -> None:
    """An exact double counts as a double, not as an article."""
    tally = Tally()
    feed = Feed(store, iter([item(0), item(1), item(2, id="a0", text="Text 0."), item(3, id="a0")]), tally)
    assert taken(feed) == ["a0", "a1", "a0"]
    assert tally.duplicates == 1


def test_an_unreadable_item_becomes_a_row_without_a_worker(store: JobStore) -> None:
    """Its reason is the row's."""
    feed = Feed(store, iter([item(0, error="line 1 is not valid JSON")]), Tally())
    assert taken(feed) == []
    assert [row.error for row in store.rows(all_runs=False)] == ["line 1 is not valid JSON"]


def test_it_is_known_beforehand_whether_there_is_anything_to_do(store: JobStore) -> None:
    """Looking ahead takes nothing away."""
    feed = Feed(store, iter([item(0)]), Tally())
    assert feed.look_ahead()
    assert feed.has_work
    assert taken(feed) == ["a0"]
    empty = Feed(store, iter([]), Tally())
    assert empty.look_ahead()
    assert empty.empty


def test_a_long_stretch_of_what_is_finished_is_passed_over_in_turns(tmp_path: Path) -> None:
    """One `take` reads on by some hundreds of items at the most, and says that there is more."""
    many = [item(number) for number in range(1200)]
    with JobStore.open(tmp_path) as store:
        feed = Feed(store, iter(many), Tally())
        while (got := feed.take(careful=False)) is not None:
            feed.finish(got, BRIEFED)
    with JobStore.open(tmp_path) as store:
        tally = Tally()
        feed = Feed(store, iter([*many, item(1200)]), tally)
        turns = 0
        while feed.take(careful=False) is None:
            assert not feed.exhausted
            turns += 1
        assert (turns, tally.skipped) == (2, 1200)


def test_what_a_lost_worker_held_goes_to_careful_ones_alone(store: JobStore) -> None:
    """A common worker is not given an item that may end it."""
    feed = Feed(store, iter([item(0), item(1)]), Tally())
    first = feed.take(careful=False)
    assert first is not None
    feed.lose([first], careful=False)
    assert taken(feed) == ["a1"]
    assert not feed.empty
    assert feed.take(careful=True) == first


def test_an_article_that_ends_two_careful_workers_becomes_a_row_that_says_so(store: JobStore) -> None:
    """Whoever only stood beside it is briefed."""
    tally = Tally()
    feed = Feed(store, iter([item(0)]), tally)
    poison = feed.take(careful=False)
    assert poison is not None
    feed.lose([poison], careful=False)
    for _ in range(2):
        again = feed.take(careful=True)
        assert again == poison
        feed.lose([again], careful=True)
    assert feed.take(careful=True) is None
    assert tally.failed == 1
    [row] = store.rows(all_runs=False)
    assert row.error is not None
    assert "ended the program" in row.error


def test_an_input_that_breaks_off_gives_what_it_had_and_the_reason(store: JobStore) -> None:
    """Nothing that was read before is lost."""

    def broken() -> Iterator[Item]:
        yield item(0)
        raise SourceError("the archive ends in mid-record", url="x.warc")

    feed = Feed(store, broken(), Tally())
    assert taken(feed) == ["a0"]
    assert str(feed.broken) == "the archive ends in mid-record"
