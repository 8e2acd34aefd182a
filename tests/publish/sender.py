"""A run over an outbox in a process of its own, to be killed: `python -m tests.publish.sender STORE URL RECIPIENTS`."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from briefer.publish.delivery import deliver
from briefer.publish.mail import parse_smtp_url
from briefer.publish.store import Store
from tests.publish.mailings import SENDER, letter, people


def main(path: str, url: str, count: str) -> None:
    """Send the edition to so many recipients, or to those who are left."""
    readers = people(*(f"reader{number}" for number in range(int(count))))
    with Store.open(Path(path)) as store:
        run = deliver(
            store,
            "day-1",
            readers,
            letter,
            smtp=parse_smtp_url(url),
            password=None,
            sender=SENDER,
            now=lambda: datetime.now(UTC),
        )
        report = asyncio.run(run)
    sys.exit(0 if report.is_complete else 6)


if __name__ == "__main__":
    main(*sys.argv[1:])
