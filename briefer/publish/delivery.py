"""Delivery: an edition's outbox worked off over one connection, one message in flight.

All recipients are in the outbox before the first message goes out, and what came of each is on the disk before
the next. A refusal for now (4xx) and a connection lost over one message put that recipient behind the others;
as long as `patience_s` lasts, the same run tries again. What concerns the server and not a recipient (nobody
there, no login, the sender refused, one lost connection after the other) ends the run with the rest pending.

At least once: a copy whose fate nobody knows, since the process was killed or the connection lost between the
server's yes and our writing it down, is sent again with the same Message-ID. That is one copy for each such event.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import SecretStr

from briefer.errors import BrieferError, ConfigError
from briefer.publish.mail import Conversation, Reply, Stage, Verdict
from briefer.publish.message_id import message_id, with_message_id
from briefer.publish.outbox import Copy, Outbox, State
from briefer.publish.outcome import DeliveryReport, Outcome
from briefer.publish.recipients import Recipient, parse_recipient
from briefer.publish.smtp_url import SmtpUrl
from briefer.publish.store import Store
from briefer.publish.suppression import Suppressions, means_no_mailbox

PATIENCE_S = 600.0
"""How long a run goes on trying: a server that asks strangers to come back (greylisting) mostly wants five minutes."""
_WAITS_S = (60.0, 300.0, 1500.0, 3600.0)
"""Before the second, third, fourth and any later try of one recipient."""
_CONNECT_WAITS_S = (2.0, 10.0, 30.0)
"""Before the second to fourth try to connect: a server that restarts is back within these."""
_MOST_LOSSES = 5
"""Lost connections in a row, each over another recipient, after which it is the server's doing and not a message's."""
_SETTLED = {State.SENT, State.FAILED, State.SUPPRESSED}

Build = Callable[[Recipient], bytes]
Sleep = Callable[[float], Awaitable[None]]


async def deliver(  # noqa: PLR0913 - what a delivery needs, each by name
    store: Store,
    edition_id: str,
    recipients: Iterable[Recipient],
    build: Build,
    *,
    smtp: SmtpUrl,
    password: SecretStr | None,
    sender: str,
    now: Callable[[], datetime],
    tls_context: ssl.SSLContext | None = None,
    patience_s: float = PATIENCE_S,
    hold: bool = False,
    sleep: Sleep = asyncio.sleep,
) -> DeliveryReport:
    """What became of every recipient's copy of an edition; run again, it goes on where it stopped.

    `recipients` new to the edition are added; who is in the outbox stays there, so that an empty list sends what is
    pending. `build` makes the message of one recipient; its Message-ID is kept, or made where it has none. `hold`
    lets a new edition wait for `Outbox.approve`.

    Raises:
        ConfigError: the sender is no address, a password is missing, another run is at work, the store is unusable.
    """
    author = parse_recipient(sender)
    if author.needs_smtputf8:
        raise ConfigError(
            f"[mail] from cannot be {sender!r}: what stands before the @ has to be ASCII for every server"
        )
    conversation = Conversation(smtp, password, tls_context=tls_context)
    with store.lock():
        run = _Run(
            edition_id, build, author.address, smtp, conversation, Outbox(store), Suppressions(store), now,
            _Patience(patience_s, now, sleep),
        )  # fmt: skip
        return await run.deliver(tuple(recipients), hold=hold)


class _StoppedError(Exception):
    """The run cannot go on; the message says why."""


class _Patience:
    """The time that a run may spend on further tries, however the clock behaves."""

    def __init__(self, patience_s: float, now: Callable[[], datetime], sleep: Sleep) -> None:
        self._patience_s = self._left_s = patience_s
        self._until: datetime | None = None
        self._now = now
        self._sleep = sleep

    def begin(self) -> None:
        """Let it run from now on: everybody has had one turn."""
        self._until = self._now() + timedelta(seconds=self._patience_s)

    async def wait(self, seconds: float) -> bool:
        """Whether there was time for the wait; it is over then."""
        seconds = max(seconds, 0.0)
        late = self._until is not None and self._now() + timedelta(seconds=seconds) > self._until
        if late or seconds > self._left_s:
            return False
        self._left_s -= seconds
        await self._sleep(seconds)
        return True


@dataclass(slots=True)
class _Run:
    """One run over one edition."""

    edition_id: str
    build: Build
    sender: str
    url: SmtpUrl
    conversation: Conversation
    outbox: Outbox
    suppressions: Suppressions
    now: Callable[[], datetime]
    patience: _Patience
    sent: list[Outcome] = field(default_factory=list)
    repeated: list[Outcome] = field(default_factory=list)
    suppressed: list[Outcome] = field(default_factory=list)
    doubtful: list[tuple[Recipient, str]] = field(default_factory=list)
    """Refused with a bare 550 before the server took any recipient: it may be us whom it does not want."""
    took_one: bool = False
    """The server has taken a recipient, so it does not refuse all of them."""
    losses: int = 0
    """Connections lost in a row."""

    async def deliver(self, recipients: tuple[Recipient, ...], *, hold: bool) -> DeliveryReport:
        welcome, unwelcome = self.suppressions.split(recipients)
        self.outbox.enqueue(self.edition_id, welcome, now=self.now(), hold=hold)
        states = self.outbox.states(self.edition_id)
        done = {key for key, state in states.items() if state in _SETTLED}  # on the list since: they are counted once
        self.suppressed += [Outcome(one.address, "on the suppression list") for one in unwelcome if one.key not in done]
        settled = len(done) - len(self.outbox.untold(self.edition_id))
        if self.edition_id in self.outbox.held():
            return self._report(settled, held=True, stopped=None)
        self.outbox.recover(self.edition_id)
        stopped: str | None = None
        try:
            await self._work_off()
            await self.conversation.close()
        except _StoppedError as stop:
            stopped = str(stop)
        finally:
            self.conversation.abort()
        return self._report(settled, held=False, stopped=stopped)

    async def _work_off(self) -> None:
        """A turn for everybody who is due; then, while patience lasts, for those who are left as they become due."""
        pending = await self._pass()
        self.patience.begin()
        while pending:
            await self.conversation.close()  # a server does not like a connection that says nothing for minutes
            moment = self.now()
            soonest = min(copy.next_try or moment for copy in pending)
            if not await self.patience.wait((soonest - moment).total_seconds()):
                return
            pending = await self._pass(soonest)

    async def _pass(self, moment: datetime | None = None) -> tuple[Copy, ...]:
        """Send what is due now, and at a moment that was waited for; what is pending after it."""
        due = max(self.now(), moment) if moment else self.now()
        for copy in self.outbox.pending(self.edition_id):
            if copy.next_try is None or copy.next_try <= due:
                await self._send(copy)
        return self.outbox.pending(self.edition_id)

    async def _send(self, copy: Copy) -> None:
        recipient = copy.recipient
        if self.suppressions.has(recipient):
            self.outbox.suppress(copy, "on the suppression list", now=self.now())
            if recipient.address not in {one.address for one in self.suppressed}:
                self.suppressed.append(Outcome(recipient.address, "on the suppression list", attempts=copy.attempts))
            return
        try:
            domain = self.sender.rpartition("@")[2]
            default = message_id(self.edition_id, recipient.address, domain)
            message, identity = with_message_id(self.build(recipient), kept=copy.message_id, default=default)
        except BrieferError as error:
            self.outbox.fail(copy, f"the message could not be made: {error}", code=None, now=self.now())
            return
        await self._connect()
        if recipient.needs_smtputf8 and not self.conversation.offers("smtputf8"):
            words = "the address is not ASCII before the @, and the server does not offer SMTPUTF8"
            self.outbox.fail(copy, words, code=None, now=self.now())
            return
        self.outbox.begin(copy, identity, now=self.now())
        reply = await self.conversation.send(self.sender, recipient, message)
        if reply.stage is Stage.MAIL and reply.verdict in {Verdict.LOST, Verdict.LATER}:
            # nothing of this message was said yet: a connection that was idle, or had its fill of messages
            self.conversation.abort()
            try:
                await self._connect()
            except _StoppedError:
                self.outbox.defer(copy, reply.words, code=reply.code, next_try=None, now=self.now())
                raise
            reply = await self.conversation.send(self.sender, recipient, message)
        self._settle(copy, reply)

    def _settle(self, copy: Copy, reply: Reply) -> None:
        """Write down what the server said."""
        attempts = copy.attempts + 1
        if reply.stage is Stage.MAIL and reply.verdict is Verdict.NEVER:
            self.outbox.defer(copy, reply.words, code=reply.code, next_try=None, now=self.now())
            raise _StoppedError(f"{self.url} does not take mail from {self.sender}: {reply.words}; see from in [mail]")
        if reply.verdict is Verdict.YES or (reply.stage is Stage.DATA and reply.verdict is not Verdict.LOST):
            self._trust_refusals()
        if reply.verdict is Verdict.YES:
            self.outbox.accept(copy, reply.words, code=reply.code, now=self.now())
            self.sent.append(Outcome(copy.recipient.address, reply.words, reply.code, attempts))
            if copy.maybe_sent:
                self.repeated.append(self.sent[-1])
        elif reply.verdict is Verdict.NEVER:
            self.outbox.fail(copy, reply.words, code=reply.code, now=self.now())
            self._consider_suppressing(copy, reply)
        else:
            moment = self.now()
            next_try = moment + timedelta(seconds=_WAITS_S[min(attempts, len(_WAITS_S)) - 1])
            unknown = reply.stage is Stage.DATA and reply.verdict is Verdict.LOST and reply.code is None
            put_back = self.outbox.doubt if unknown else self.outbox.defer
            put_back(copy, reply.words, code=reply.code, now=moment, next_try=next_try)
        self.losses = self.losses + 1 if reply.verdict is Verdict.LOST or reply.stage is Stage.MAIL else 0
        if self.losses >= _MOST_LOSSES:
            raise _StoppedError(f"{self.url} failed {self.losses} times in a row: {reply.words}")

    def _consider_suppressing(self, copy: Copy, reply: Reply) -> None:
        if reply.stage is not Stage.RCPT or reply.code is None:
            return
        gone = means_no_mailbox(reply.code, reply.text)
        if gone or (gone is None and self.took_one):
            self.suppressions.add(copy.recipient, source="bounce", reason=reply.words, now=self.now())
        elif gone is None:
            self.doubtful.append((copy.recipient, reply.words))

    def _trust_refusals(self) -> None:
        """The server takes others, so those whom it refused without saying why do not exist."""
        self.took_one = True
        for recipient, words in self.doubtful:
            self.suppressions.add(recipient, source="bounce", reason=words, now=self.now())
        self.doubtful.clear()

    async def _connect(self) -> None:
        """Have a connection, after a few tries where the server is not there at once."""
        if self.conversation.is_open:
            return
        for wait in (*_CONNECT_WAITS_S, None):
            reply = await self.conversation.connect()
            if reply.verdict is Verdict.YES:
                return
            if reply.verdict is Verdict.NEVER or wait is None or not await self.patience.wait(wait):
                break
        if reply.stage is Stage.LOGIN:
            raise _StoppedError(
                f"{self.url} did not take the login of {self.url.user!r}: {reply.words}; see BRIEFER_SMTP_PASSWORD"
            )
        raise _StoppedError(f"no conversation with {self.url}: {reply.words}")

    def _report(self, settled: int, *, held: bool, stopped: str | None) -> DeliveryReport:
        why = "waits for approval" if held else stopped or ""
        return DeliveryReport(
            edition_id=self.edition_id,
            sent=tuple(self.sent),
            failed=tuple(
                Outcome(copy.recipient.address, copy.words, copy.code, copy.attempts)
                for copy in self.outbox.untold(self.edition_id)
            ),
            pending=tuple(
                Outcome(copy.recipient.address, copy.words or why, copy.code, copy.attempts, copy.next_try)
                for copy in self.outbox.pending(self.edition_id)
            ),
            suppressed=tuple(self.suppressed),
            repeated=tuple(self.repeated),
            settled_before=settled,
            held=held,
            stopped=stopped,
        )
