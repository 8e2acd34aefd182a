"""Work spread over processes: in order, lazily, and alive after a worker died."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from briefer.parallel import core_count, ordered_map


def double(number: int) -> int:
    return number * 2


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def die_at_three(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


def test_there_is_at_least_one_worker():
    """A machine has a core."""
    assert core_count() >= 1


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("count", [0, 1, 4, 5, 23])
def test_results_come_in_the_order_of_the_items(workers, count):
    """However many workers and items, each result stands where its item stood."""
    assert list(ordered_map(double, range(count), workers, chunk=4)) == [2 * n for n in range(count)]


def test_items_are_taken_only_as_results_are_fetched():
    """Memory stays flat: a long input is never read ahead of its results by more than a few chunks."""
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield number

    results = ordered_map(double, items(), 2, chunk=4)
    first = next(results)
    results.close()  # type: ignore[attr-defined]

    assert first == 0
    assert taken < 100


@pytest.mark.parametrize("count", [4, 40])
def test_what_the_function_raises_is_raised_here(count):
    """An error of the function reaches the caller, from this process or another."""
    with pytest.raises(ValueError, match="three"):
        list(ordered_map(fail_at_three, range(count), 2, chunk=4))


def test_an_item_that_kills_its_worker_costs_no_other():
    """The rest is done by new workers, and the lost one's place is filled."""
    found = list(ordered_map(die_at_three, range(12), 2, chunk=4, lost=lambda number: -number))

    assert found == [0, 1, 2, -3, *range(4, 12)]
