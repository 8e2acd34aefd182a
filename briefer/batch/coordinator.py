"""The job's side of the conversation: hands items out, takes rows in, until nothing is left to do.

A worker asks for one item after the other, so that none waits in the queue of somebody slow, and no more are open than
the workers asked for.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from briefer.batch.deferring import KINDS, answer
from briefer.batch.feed import Feed
from briefer.batch.item import Item
from briefer.batch.link import Link, LinkError, Message
from briefer.batch.parcel import pack_item, unpack_item
from briefer.batch.sharing import Share, Sharing, say
from briefer.batch.store import Outcome
from briefer.batch.tally import Tally
from briefer.brief import Usage
from briefer.errors import BrieferError, BudgetError, CompletionError, ConfigError
from briefer.write.deferral import Deferral

_GONE_AFTER = 10
"""Briefs in a row that failed for no reason of the article's, before the endpoint counts as gone."""
_PROVEN_WITHIN_S = 60.0
"""For a worker to show the key; on another machine it may be short of everything when it starts."""
_USELESS_AFTER = 50
"""Briefs in a row that failed although the model answered, before it counts as one that cannot do it: each has cost
several calls, and a million of them would."""


@dataclass(slots=True)
class Peer:
    """A worker, as the job sees it."""

    link: Link
    share: Share
    careful: bool = False
    holding: dict[int, Item] = field(default_factory=dict)
    """Items that it has in hand, by position."""


class Coordinator:
    """One run of a job. `serve` speaks with one worker; `finished` is set when there is nothing left to do."""

    def __init__(
        self,
        feed: Feed,
        tally: Tally,
        sharing: Sharing,
        *,
        key: bytes,
        welcome: Message,
        deferral: Deferral | None = None,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.finished = asyncio.Event()
        self.suspected = asyncio.Event()
        """Set when there is something for a careful worker."""
        self.stopped: BrieferError | None = None
        """Why the run ended before its input did."""
        self.handed_out = 0
        """Items, over all workers."""
        self._feed = feed
        self._tally = tally
        self._sharing = sharing
        sharing.failed = self.stop
        self.key = key
        """What a worker shows that it has."""
        self._welcome = welcome
        self._deferral = deferral
        self._notice = notice
        self._peers: list[Peer] = []
        self._waiting: dict[bool, deque[tuple[Peer, int]]] = {False: deque(), True: deque()}
        """Who waits for an item, common and careful ones apart."""
        self._passing_over = False
        self._gone_in_a_row = 0
        self._useless_in_a_row = 0
        self._links: set[Link] = set()
        """All that are open, those included that have not shown the key."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak with a worker until it hangs up; what it still held then is given to another one."""
        link = Link(reader, writer)
        peer = Peer(link, Share(link))
        self._links.add(link)
        try:
            async with asyncio.timeout(_PROVEN_WITHIN_S):
                await link.prove(self.key)
            await link.send(self._welcome)
            self._peers.append(peer)
            while (message := await link.receive()) is not None:
                if message.kind in KINDS and self._deferral is not None:
                    self._spawn(self._answer(link, self._deferral, message))
                elif not self._sharing.hear(peer.share, message):
                    self._hear(peer, message)
        except (LinkError, TimeoutError):
            pass  # as good as hung up
        finally:
            self._lose(peer)
            await link.close()
            self._links.discard(link)

    def stop(self, reason: BrieferError) -> None:
        """Hand out nothing more; what is under way comes to its end."""
        self.stopped = self.stopped or reason
        self._go_on()

    @property
    def workers(self) -> int:
        """How many are in touch, careful ones left out."""
        return sum(not peer.careful for peer in self._peers)

    @property
    def has_suspects(self) -> bool:
        """Whether there is something for a careful worker to take."""
        return bool(self._feed.suspects)

    def input_begins(self) -> None:
        """The workers read the input themselves, from its beginning."""
        self._feed.start_over()

    def input_ended(self) -> None:
        """The workers came to the end of an input that they read themselves."""
        self._feed.exhausted = True
        self._go_on()

    async def close(self) -> None:
        """Hang up on all workers."""
        for task in self._tasks:
            task.cancel()
        for link in list(self._links):
            await link.close()

    def _go_on(self) -> None:
        """Serve who waits for an item, and see whether all is done."""
        for careful, waiting in self._waiting.items():
            while waiting and (item := self._take(careful=careful)) is not None:
                peer, ask = waiting.popleft()
                self._hold(peer, item)
                fields, body = pack_item(item)
                self._reply(peer, Message("item", {"ask": ask, "item": fields}, body))
        if self._waiting[False] and self.stopped is None and not self._feed.exhausted:
            if not self._passing_over:
                self._passing_over = True
                asyncio.get_running_loop().call_soon(self._pass_over)
        elif (self.stopped or self._feed.empty) and not any(peer.holding for peer in self._peers):
            self.stopped = self.stopped or self._feed.broken
            self._send_home()
            self.finished.set()

    def _take(self, *, careful: bool) -> Item | None:
        """The next item, unless the run is over, or is over now as its store takes nothing more."""
        if self.stopped is None:
            try:
                return self._feed.take(careful=careful)
            except BrieferError as error:
                self.stopped = error
        return None

    def _pass_over(self) -> None:
        """Go on where the feed passed over a stretch of what is finished, others having had their turn."""
        self._passing_over = False
        self._go_on()

    def _send_home(self) -> None:
        for waiting in self._waiting.values():
            while waiting:
                peer, ask = waiting.popleft()
                self._reply(peer, Message("end", {"ask": ask}))

    def _hear(self, peer: Peer, message: Message) -> None:
        told = message.fields
        match message.kind:
            case "next":
                self._waiting[peer.careful].append((peer, told["ask"]))
                self._go_on()
            case "begin":
                self._begin(peer, message)
            case "row":
                self._row(peer, message)
            case "over-budget":
                self._feed.leave(peer.holding.pop(told["position"]))
                self.stop(BudgetError(told["why"], limit_usd=self._sharing.budget.limit_usd or 0.0))
            case "pending":
                self._feed.leave(peer.holding.pop(told["position"]))
                self._go_on()
            case "slot":
                self._spawn(self._sharing.grant(peer.share, told["ask"]))
            case "set-aside":
                self._spawn(self._sharing.set_aside(peer.share, told["ask"], told["most_usd"]))
            case "careful":
                peer.careful = True
            case "fatal":
                if "position" in told:  # a worker that cannot even begin has none
                    self._feed.leave(peer.holding.pop(told["position"]))
                self.stop(ConfigError(told["why"]))
            case "notice":
                self._notice(told["text"])
            case other:
                raise LinkError(f"a worker said {other!r}, which means nothing here")

    def _begin(self, peer: Peer, message: Message) -> None:
        """A worker has an item of its own: it may begin, unless that is finished; when all is over, it is sent home."""
        item = unpack_item(message.fields["item"], message.body)
        fresh = False
        if self.stopped is None:
            try:
                fresh = self._feed.begin(item)
            except BrieferError as error:
                self.stopped = error
        if self.stopped is not None:
            self._waiting[peer.careful].append((peer, message.fields["ask"]))
            self._go_on()
            return
        if fresh:
            self._hold(peer, item)
        self._reply(peer, Message("go" if fresh else "skip", {"ask": message.fields["ask"]}))

    def _row(self, peer: Peer, message: Message) -> None:
        told = message.fields
        usage = Usage.model_validate(told["usage"])
        outcome = Outcome(message.body or None, told["error"], told["again"], told["verdict"], told["held"], usage)
        try:
            self._feed.finish(peer.holding.pop(told["position"]), outcome)
        except BrieferError as error:
            self.stop(error)
        self._count_failures(outcome)
        self._go_on()

    def _count_failures(self, outcome: Outcome) -> None:
        """See whether the endpoint is gone, or its model of no use: pages that cannot be read say nothing of either."""
        asked = outcome.usage.calls > 0
        if outcome.error is None or (asked and not outcome.again):
            self._gone_in_a_row = 0
        if outcome.error is None:
            self._useless_in_a_row = 0
        self._gone_in_a_row += outcome.again
        self._useless_in_a_row += asked and outcome.error is not None
        if self._gone_in_a_row >= _GONE_AFTER:
            self._give_up(f"{_GONE_AFTER} briefs in a row failed, the last with: {outcome.error}")
        elif self._useless_in_a_row >= _USELESS_AFTER:
            self._give_up(
                f"{_USELESS_AFTER} briefs in a row failed although the model answered, the last with: {outcome.error}"
            )

    def _give_up(self, why: str) -> None:
        self.stop(CompletionError(why, model=""))

    def _hold(self, peer: Peer, item: Item) -> None:
        peer.holding[item.position] = item
        self.handed_out += 1

    def _lose(self, peer: Peer) -> None:
        """Free what a worker shared, and give what it held to careful ones."""
        if peer not in self._peers:
            return
        self._peers.remove(peer)
        for careful, waiting in self._waiting.items():
            self._waiting[careful] = deque(entry for entry in waiting if entry[0] is not peer)
        self._sharing.lose(peer.share)
        if peer.holding:
            self._tally.workers_lost += 1
            try:
                self._feed.lose(peer.holding.values(), careful=peer.careful)
            except BrieferError as error:
                self.stopped = self.stopped or error
            peer.holding.clear()
        if self._feed.suspects:
            self.suspected.set()
        self._go_on()

    def _reply(self, peer: Peer, message: Message) -> None:
        self._spawn(say(peer.link, message))

    def _spawn(self, coroutine: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, link: Link, deferral: Deferral, message: Message) -> None:
        """Answer a worker that asks for a reply; where none can be kept any more, the job ends."""
        try:
            said = await answer(deferral, message)
        except BrieferError as error:
            self.stop(error)
            said = Message("pending", {"ask": message.fields["ask"], "holds": True})  # left for a later run
        await say(link, said)
