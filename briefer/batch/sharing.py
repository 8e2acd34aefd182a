"""What all workers of a job share, whoever asks: the budget and the places for calls.

What a lost worker had is free again; what its calls may have cost is booked, as nobody will say what they did cost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from briefer.batch.link import Link, LinkError, Message
from briefer.errors import BrieferError, BudgetError
from briefer.write.cost import Budget
from briefer.write.limiter import Limiter


@dataclass(slots=True)
class Share:
    """What one worker has of it now."""

    link: Link
    slots: int = 0
    set_aside_usd: float = 0.0
    lost: bool = False


class Sharing:
    """One budget and one limiter for all; `answer` is a conversation's turn and may have to wait."""

    def __init__(
        self,
        budget: Budget,
        limiter: Limiter,
        *,
        keep_spent: Callable[[float], None],
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.budget = budget
        self._limiter = limiter
        self.failed: Callable[[BrieferError], None] = lambda _: None
        """Whom to tell that what was spent cannot be kept any more: the job has to end."""
        self._keep_spent = keep_spent
        self._notice = notice

    def hear(self, share: Share, message: Message) -> bool:
        """Take note of what a worker tells; False for what is not about sharing, or wants an answer."""
        told = message.fields
        match message.kind:
            case "slot-free":
                share.slots -= 1
                self._limiter.release()
            case "grow":
                self._limiter.grow()
            case "shrink":
                if self._limiter.shrink(told["generation"]):
                    self._notice(f"the endpoint limits the rate: {self._limiter.limit} calls at once")
            case "give-back":
                self._give_back(share, told["most_usd"], told["spent_usd"])
            case _:
                return False
        return True

    async def grant(self, share: Share, ask: int) -> None:
        """Answer a worker that wants a place, once there is one."""
        generation = await self._limiter.acquire()
        if share.lost:
            self._limiter.release()
            return
        share.slots += 1
        await say(share.link, Message("slot", {"ask": ask, "generation": generation}))

    async def set_aside(self, share: Share, ask: int, most_usd: float) -> None:
        """Answer a worker that wants to spend, once it is known whether it may."""
        try:
            await self.budget.set_aside(most_usd)
        except BudgetError as error:
            await say(share.link, Message("refused", {"ask": ask, "refused": str(error)}))
            return
        if share.lost:
            self.budget.give_back(most_usd, 0.0)
            return
        share.set_aside_usd += most_usd
        self._keep()
        await say(share.link, Message("set-aside", {"ask": ask}))

    def lose(self, share: Share) -> None:
        """Free what a lost worker had."""
        share.lost = True
        for _ in range(share.slots):
            self._limiter.release()
        if share.set_aside_usd > 0:
            self._give_back(share, share.set_aside_usd, share.set_aside_usd)

    def _give_back(self, share: Share, most_usd: float, spent_usd: float) -> None:
        share.set_aside_usd -= most_usd
        self.budget.give_back(most_usd, spent_usd)
        self._keep()

    def _keep(self) -> None:
        """Keep what may have been spent, for a run that goes on after this one was killed."""
        try:
            self._keep_spent(self.budget.spent_usd + self.budget.reserved_usd)
        except BrieferError as error:
            self.failed(error)


async def say(link: Link, message: Message) -> None:
    """Send to a worker that may be gone: whoever listens to it will see that too."""
    try:
        await link.send(message)
    except LinkError:
        return
