"""A worker of a batch: a process that asks the job for items, briefs many at a time, and sends rows back.

    python -m briefer.batch.worker        with {"address", "key", "careful"} as JSON on stdin

It has its settings from the job and its key for the endpoint from the environment, keeps nothing, and ends when the job
does.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from briefer.batch.deferring import RemoteDeferral
from briefer.batch.item import Item
from briefer.batch.link import Link, LinkError, Message, call
from briefer.batch.outcome import brief_item
from briefer.batch.parcel import pack_item, unpack_item
from briefer.batch.remote import RemoteBudget, RemoteLimiter
from briefer.errors import BrieferError, BudgetError, ConfigError
from briefer.pipeline import Desk, open_desk
from briefer.settings import Settings
from briefer.write.client import Lent
from briefer.write.deferral import Pending

GONE = 3
"""Exit code of a worker whose job is gone."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What a job tells each of its workers at the door."""

    settings: Settings
    secret: str
    """What fences are made of, in hex."""
    allow_thin: bool
    window: int
    """Items that one worker has open at a time."""
    deferred: bool = False
    """Whether answers come by the provider's batches, which the job keeps."""

    def message(self) -> Message:
        """The orders as they are sent: without keys and passwords, but for that of a model in the job's own process."""
        settings = self.settings.model_dump(mode="json", exclude={"api_key", "smtp_password"})
        if self.settings.own_server is not None and self.settings.api_key is not None:
            settings["api_key"] = self.settings.api_key.get_secret_value()
        told = {name: getattr(self, name) for name in ("secret", "allow_thin", "window", "deferred")}
        return Message("welcome", {"settings": settings, **told})

    @classmethod
    def read(cls, message: Message) -> Orders:
        """The orders that a worker was sent; the endpoint's key comes from its environment."""
        told = message.fields
        settings = Settings.model_validate({"api_key": os.environ.get("OPENAI_API_KEY") or None} | told["settings"])
        return cls(settings, told["secret"], told["allow_thin"], told["window"], told["deferred"])


class Worker:
    """One worker's end of the conversation."""

    def __init__(self, link: Link, desk: Desk, *, allow_thin: bool) -> None:
        self._link = link
        self._desk = desk
        self._allow_thin = allow_thin

    async def run(self, window: int) -> None:
        """Brief what the job hands out, `window` items at a time, to the end.

        Raises:
            LinkError: the job is gone.
        """
        await asyncio.gather(*(self._one_after_the_other() for _ in range(window)))

    async def run_through(self, items: Iterator[Item], window: int) -> bool:
        """Brief items of one's own, `window` at a time; False where the job wants no more.

        Raises:
            LinkError: the job is gone.
        """
        wants_more = await asyncio.gather(*(self._offer_in_turn(items) for _ in range(window)))
        return all(wants_more)

    async def offer(self, item: Item) -> bool:
        """Brief an item of one's own, unless the job has it already; False where the job wants no more.

        Raises:
            LinkError: the job is gone.
        """
        fields, body = pack_item(item)
        answer = await self._link.ask("begin", body, item=fields)
        if answer.kind == "go":
            await self._brief(item)
        return answer.kind != "end"

    async def _offer_in_turn(self, items: Iterator[Item]) -> bool:
        for item in items:
            if not await self.offer(item):
                return False
        return True

    async def _one_after_the_other(self) -> None:
        while (message := await self._link.ask("next")).kind == "item":
            await self._brief(unpack_item(message.fields["item"], message.body))

    async def _brief(self, item: Item) -> None:
        try:
            outcome = await brief_item(item, self._desk, allow_thin=self._allow_thin)
        except BudgetError as error:
            await self._link.tell("over-budget", position=item.position, why=str(error))
            return
        except Pending:
            await self._link.tell("pending", position=item.position)
            return
        except ConfigError as error:  # a prompt that cannot be filled in, say: the next item fares no better
            await self._link.tell("fatal", position=item.position, why=str(error))
            return
        await self._link.tell(
            "row",
            outcome.record or b"",
            position=item.position,
            error=outcome.error,
            again=outcome.again,
            verdict=outcome.verdict,
            held=outcome.held,
            usage=outcome.usage.model_dump(),
        )


@asynccontextmanager
async def at_work(address: str, key: bytes, *, careful: bool = False) -> AsyncIterator[tuple[Worker, Orders]]:
    """A worker with an open desk, in touch with the job at an address.

    Raises:
        LinkError: nobody is there.
        BrieferError: nothing can be briefed with the job's settings; the job was told.
    """
    link = await call(address, key)
    welcome = await link.receive()
    if welcome is None:
        raise LinkError("the job hung up")
    orders = Orders.read(welcome)
    if careful:
        await link.tell("careful")
    listener = asyncio.create_task(link.listen())
    try:
        async with AsyncExitStack() as stack:
            try:
                desk = await stack.enter_async_context(_desk(orders, link))
            except BrieferError as error:
                await link.tell("fatal", why=str(error))
                raise
            yield Worker(link, desk, allow_thin=orders.allow_thin), orders
    finally:
        await link.close()
        listener.cancel()
        with suppress(asyncio.CancelledError, LinkError):
            await listener


@asynccontextmanager
async def _desk(orders: Orders, link: Link) -> AsyncIterator[Desk]:
    settings = orders.settings
    if settings.chosen_engine == "extractive":
        async with open_desk(settings) as desk:
            yield desk
        return
    from briefer.write.wire import open_http  # noqa: PLC0415 - httpx2 costs 100 ms that the extractive engine need not pay

    async with open_http(settings.model_timeout_s, settings.concurrency) as http:
        budget = RemoteBudget(link, settings.max_cost_usd)
        lent = Lent(
            http=http,
            budget=budget,
            limiter=RemoteLimiter(link, settings.concurrency),
            secret=bytes.fromhex(orders.secret),
        )
        deferral = RemoteDeferral(link, budget) if orders.deferred else None
        async with open_desk(
            settings, lent=lent, deferral=deferral, verbose=lambda text: link.hint("notice", text=text)
        ) as desk:
            yield desk


async def _work(told: dict[str, Any]) -> None:
    careful = bool(told["careful"])
    async with at_work(told["address"], bytes.fromhex(told["key"]), careful=careful) as (worker, orders):
        await worker.run(1 if careful else orders.window)


def main() -> int:
    """Work until the job has nothing left; 0 then, 3 where the job is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the job's to answer, and ends it
    told = json.loads(sys.stdin.read())
    try:
        asyncio.run(_work(told))
    except LinkError:
        return GONE
    except BrieferError as error:
        return error.exit_code  # the job was told, and tells the person
    return 0


if __name__ == "__main__":
    sys.exit(main())
