"""What the tests of delivery stand on: a clock that waits in no time, recipients, a message, a delivery in one call."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from briefer.publish.delivery import deliver
from briefer.publish.message import build_message
from briefer.publish.outbox import Outbox
from briefer.publish.outcome import DeliveryReport
from briefer.publish.recipients import Recipient, parse_recipient
from briefer.publish.smtp_url import parse_smtp_url
from briefer.publish.store import Store
from tests.servers.smtp_double import SmtpDouble

START = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
SENDER = "Morning Briefing <brief@example.org>"


class Clock:
    """A clock that goes on only when somebody waits."""

    def __init__(self) -> None:
        self.time = START
        self.waits: list[float] = []

    def __call__(self) -> datetime:
        """The time."""
        return self.time

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.waits.append(seconds)
        self.time += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def people(*names: str) -> tuple[Recipient, ...]:
    """Recipients at example.org, or with the domain that is given."""
    return tuple(parse_recipient(name if "@" in name else f"{name}@example.org") for name in names)


def letter(recipient: Recipient) -> bytes:
    """A message to a recipient, without a Message-ID of its own."""
    message = build_message(
        subject="Harbour strike ends",
        text="A line.\n.a line that begins with a dot\n",
        html="<p>A line.</p>",
        sender=SENDER,
        to=recipient.address if recipient.address.isascii() else None,
        date=START,
    )
    return b"\r\n".join(line for line in message.split(b"\r\n") if not line.startswith(b"Message-ID:"))


async def send(
    store: Store,
    server: SmtpDouble | str,
    recipients: Iterable[Recipient],
    *,
    edition: str = "day-1",
    user: str | None = None,
    password: str | None = None,
    tls_context: ssl.SSLContext | None = None,
    clock: Clock | None = None,
    **options: Any,
) -> DeliveryReport:
    """Deliver an edition as the command line does: what came of it is told."""
    clock = clock or Clock()
    report = await deliver(
        store,
        edition,
        recipients,
        options.pop("build", letter),
        smtp=parse_smtp_url(server if isinstance(server, str) else server.url_for(user)),
        password=SecretStr(password) if password is not None else None,
        sender=SENDER,
        now=clock,
        sleep=clock.sleep,
        tls_context=tls_context,
        **options,
    )
    report.require_any()
    Outbox(store).mark_told(edition)
    return report
