"""How many calls are under way at once."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.write.limiter import Limiter


async def _hold(limiter: Limiter, release: asyncio.Event, started: list[int], number: int) -> None:
    async with limiter.slot():
        started.append(number)
        await release.wait()


async def _turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_places_are_given_in_order_and_no_more_than_there_are() -> None:
    """Two places, five callers: the first two start, the others follow one by one as places come free."""
    limiter = Limiter(2, gap_s=0)
    started: list[int] = []
    events = [asyncio.Event() for _ in range(5)]
    tasks = [asyncio.create_task(_hold(limiter, event, started, number)) for number, event in enumerate(events)]
    await _turns()
    assert started == [0, 1]
    events[1].set()
    await _turns()
    assert started == [0, 1, 2]
    for event in events:
        event.set()
    await asyncio.gather(*tasks)
    assert started == [0, 1, 2, 3, 4]
    assert limiter.active == 0


async def test_a_caller_that_is_cancelled_while_waiting_takes_no_place() -> None:
    """The next in line gets what the cancelled one waited for."""
    limiter, release = Limiter(1, gap_s=0), asyncio.Event()
    started: list[int] = []
    tasks = [asyncio.create_task(_hold(limiter, release, started, number)) for number in range(3)]
    await _turns()
    tasks[1].cancel()
    release.set()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert started == [0, 2]
    assert limiter.active == 0


async def test_a_place_given_in_the_moment_of_cancelling_goes_back() -> None:
    """A caller that is cancelled between being woken and running does not keep its place."""
    limiter, release = Limiter(1, gap_s=0), asyncio.Event()
    started: list[int] = []
    first = asyncio.create_task(_hold(limiter, release, started, 0))
    second = asyncio.create_task(_hold(limiter, release, started, 1))
    await _turns()
    release.set()
    while not first.done():
        await asyncio.sleep(0)
        second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second

    assert limiter.active == 0
    async with limiter.slot():
        assert limiter.active == 1


async def test_a_burst_of_refusals_shrinks_once() -> None:
    """Calls that set out before the shrinking tell nothing new."""
    limiter = Limiter(16, gap_s=0)
    async with limiter.slot() as first, limiter.slot() as second:
        assert limiter.shrink(first)
        assert not limiter.shrink(second)
    assert limiter.limit == 8
    async with limiter.slot() as third:
        assert limiter.shrink(third)
    assert limiter.limit == 4


async def test_a_round_of_successes_adds_a_place() -> None:
    """Growth is additive, up to what was configured."""
    limiter = Limiter(4, gap_s=0)
    async with limiter.slot() as generation:
        limiter.shrink(generation)
    for _ in range(3):
        limiter.grow()
    assert limiter.limit == 3
    for _ in range(100):
        limiter.grow()
    assert limiter.limit == 4


@given(st.integers(1, 64), st.lists(st.booleans(), max_size=60))
def test_the_limit_stays_between_one_and_the_configured(maximum: int, steps: list[bool]) -> None:
    """Whatever happens, at least one call can go on and never more than configured."""
    limiter = Limiter(maximum, gap_s=0)
    for number, success in enumerate(steps):
        if success:
            limiter.grow()
        else:
            limiter.shrink(number)
        assert 1 <= limiter.limit <= maximum


async def test_calls_that_come_together_set_out_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first at once, each other one a gap after the one before it; a late one waits for nobody."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("briefer.write.limiter.asyncio.sleep", sleep)
    limiter = Limiter(3, gap_s=1000.0)
    for _ in range(3):
        await limiter.acquire()
        await limiter.pace()
    assert waits == [pytest.approx(1000, abs=60), pytest.approx(2000, abs=60)]
    late = Limiter(3, gap_s=0.0)
    await late.pace()
    await late.pace()
    assert len(waits) == 2
