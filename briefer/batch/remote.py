"""A worker's view of what all workers share: the budget and the places for calls, kept by the job.

They stand in for `Budget` and `Limiter` of one process, so that the model client does not know the difference.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from briefer.batch.link import Link
from briefer.errors import BudgetError
from briefer.write.cost import Budget, Reservation
from briefer.write.limiter import Limiter


class RemoteBudget(Budget):
    """The job's budget; without a limit, nothing is asked, and what was spent is told all the same."""

    def __init__(self, link: Link, limit_usd: float | None) -> None:
        super().__init__(limit_usd)
        self._link = link

    async def set_aside(self, most_usd: float) -> None:
        """Keep an amount for a call, by the job's word.

        Raises:
            BudgetError: it would pass the limit.
        """
        answer = await self._link.ask("set-aside", most_usd=most_usd)
        if (refused := answer.fields.get("refused")) is not None:
            raise BudgetError(refused, limit_usd=self.limit_usd or 0.0)

    def settle(self, reservation: Reservation, cost_usd: float | None) -> None:
        """Book what a call did cost, so that the job knows it whatever becomes of the article."""
        if self.limit_usd is not None:
            super().settle(reservation, cost_usd)
        elif cost_usd:
            self.give_back(0.0, cost_usd)

    def give_back(self, most_usd: float, spent_usd: float) -> None:
        """Tell the job what a call did cost."""
        self._link.hint("give-back", most_usd=most_usd, spent_usd=spent_usd)


class RemoteLimiter(Limiter):
    """The job's places for calls."""

    def __init__(self, link: Link, maximum: int) -> None:
        super().__init__(maximum)
        self._link = link

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[int]:
        """A place for one call, by the job's word; gives the generation that `shrink` asks for."""
        answer = await self._link.ask("slot")
        try:
            await self.pace()
            yield int(answer.fields["generation"])
        finally:
            self._link.hint("slot-free")

    def grow(self) -> None:
        """Tell the job of a success."""
        self._link.hint("grow")

    def shrink(self, generation: int) -> bool:
        """Tell the job of a 429; the job says whether anything changed."""
        self._link.hint("shrink", generation=generation)
        return False
