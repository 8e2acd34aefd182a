"""Budget and places belong to the job; what a lost worker had of them is free again, and its money counts as spent."""

from __future__ import annotations

import asyncio

import pytest

from briefer.batch.link import Link, Message
from briefer.batch.remote import RemoteBudget, RemoteLimiter
from briefer.batch.sharing import Share, Sharing
from briefer.errors import BudgetError
from briefer.write.cost import Budget
from briefer.write.limiter import Limiter


class Pair(Link):
    """A worker's end whose messages reach a job's sharing directly."""

    def __init__(self, sharing: Sharing) -> None:
        self.sharing = sharing
        self.share = Share(self)
        self._answer: Message | None = None
        self.told: list[Message] = []

    async def ask(self, kind: str, body: bytes = b"", **fields: object) -> Message:
        """The job's answer."""
        if kind == "slot":
            await self.sharing.grant(self.share, 1)
        else:
            await self.sharing.set_aside(self.share, 1, float(str(fields["most_usd"])))
        answer, self._answer = self._answer, None
        assert answer is not None
        return answer

    def hint(self, kind: str, **fields: object) -> None:
        """Heard at once."""
        assert self.sharing.hear(self.share, Message(kind, fields))

    async def send(self, message: Message) -> None:
        """What the job answers."""
        self._answer = message


class Job:
    def __init__(self, *, limit_usd: float | None = None, places: int = 2) -> None:
        self.kept: list[float] = []
        self.said: list[str] = []
        self.budget = Budget(limit_usd)
        self.limiter = Limiter(places)
        self.sharing = Sharing(self.budget, self.limiter, keep_spent=self.kept.append, notice=self.said.append)


async def test_a_place_is_had_by_one_worker_at_a_time() -> None:
    """Three workers, two places: the third waits until one comes free."""
    job = Job()
    limiters = [RemoteLimiter(Pair(job.sharing), 2) for _ in range(3)]
    async with limiters[0].slot():
        async with limiters[1].slot():
            third = asyncio.create_task(limiters[2].slot().__aenter__())
            await asyncio.sleep(0)
            assert not third.done()
            assert job.limiter.active == 2
        assert await third == 0
    assert job.limiter.active == 1


async def test_a_429_that_one_worker_meets_slows_all_of_them_and_a_success_speeds_them_up() -> None:
    """One limit, whoever learns of it."""
    job = Job(places=8)
    limiter = RemoteLimiter(Pair(job.sharing), 8)
    async with limiter.slot() as generation:
        limiter.shrink(generation)
        limiter.shrink(generation)
    assert job.limiter.limit == 4
    assert job.said == ["the endpoint limits the rate: 4 calls at once"]
    for _ in range(5):
        limiter.grow()
    assert job.limiter.limit == 5


async def test_the_sum_of_all_workers_stays_under_the_budget() -> None:
    """What one has set aside another cannot spend, and a call that does not fit is refused."""
    job = Job(limit_usd=1.0)
    one, other = RemoteBudget(Pair(job.sharing), 1.0), RemoteBudget(Pair(job.sharing), 1.0)
    await one.set_aside(0.7)
    waiting = asyncio.create_task(other.set_aside(0.6))
    await asyncio.sleep(0)
    assert not waiting.done()
    one.give_back(0.7, 0.5)
    with pytest.raises(BudgetError, match=r"\$0\.5000 of \$1 are spent"):
        await waiting
    await other.set_aside(0.5)
    assert job.kept == [0.7, 0.5, 1.0]


async def test_a_lost_worker_gives_its_places_back_and_what_it_may_have_spent_is_booked() -> None:
    """Its calls may have been answered; nobody will say, so the most that they can cost counts."""
    job = Job(limit_usd=1.0)
    pair = Pair(job.sharing)
    await RemoteBudget(pair, 1.0).set_aside(0.4)
    await RemoteLimiter(pair, 2).slot().__aenter__()
    job.sharing.lose(pair.share)
    assert job.limiter.active == 0
    assert job.budget.spent_usd == pytest.approx(0.4)
    assert job.budget.reserved_usd == pytest.approx(0.0)


async def test_a_place_that_came_free_for_a_lost_worker_goes_to_the_next() -> None:
    """Nobody waits behind the dead."""
    job = Job(places=1)
    first, lost, third = (Pair(job.sharing) for _ in range(3))
    await first.sharing.grant(first.share, 1)
    waiting = asyncio.create_task(lost.sharing.grant(lost.share, 1))
    behind = asyncio.create_task(third.sharing.grant(third.share, 1))
    await asyncio.sleep(0)
    job.sharing.lose(lost.share)
    first.hint("slot-free")
    await asyncio.gather(waiting, behind)
    assert lost.share.slots == 0
    assert third.share.slots == 1


async def test_what_is_spent_without_a_limit_is_kept_too() -> None:
    """Nobody waits for leave to spend, and a later run with a limit knows what was spent."""
    job = Job()
    budget = RemoteBudget(Pair(job.sharing), None)
    for cost in (0.25, None, 0.5):
        budget.settle(await budget.reserve("a-model-without-a-price", lambda: 1, 1), cost)
    assert job.kept == [0.25, 0.75]
    assert job.budget.reserved_usd == 0.0
