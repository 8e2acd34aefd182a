"""What a delivery comes to: the outcome of each recipient's copy, and the report of one run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from briefer.errors import DeliveryError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient's copy in this run."""

    address: str
    reason: str
    """The server's words, or ours where it said nothing."""
    code: int | None = None
    attempts: int = 0
    next_try: datetime | None = None
    """For what is pending: not before this; None is with the next run."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one run did with an edition, and what it left."""

    edition_id: str
    sent: tuple[Outcome, ...]
    failed: tuple[Outcome, ...]
    """Given up by this run, or by earlier ones that did not come to tell; they are told again until `Outbox.mark_told`."""
    pending: tuple[Outcome, ...]
    suppressed: tuple[Outcome, ...]
    """Asked for, and on the suppression list; put there by this run too."""
    repeated: tuple[Outcome, ...]
    """In `sent` too: the server may have had these before, from a try whose end nobody knows; the Message-ID is the
    same."""
    settled_before: int
    """Copies that earlier runs sent, left to the suppression list, or gave up and told."""
    held: bool = False
    """The edition waits for approval; nothing was tried."""
    stopped: str | None = None
    """Why the run ended before everybody had a turn."""

    @property
    def is_complete(self) -> bool:
        """Whether nobody is left over: none failed, and none is pending but for an approval that is awaited."""
        return not self.failed and (self.held or not self.pending)

    @property
    def is_blocked(self) -> bool:
        """Whether the run ended before it could do anything at all."""
        return self.stopped is not None and bool(self.pending) and not self.sent and not self.failed

    def require_any(self) -> None:
        """Pass, unless the run is blocked.

        Raises:
            DeliveryError: why it ended, and that nobody is lost.
        """
        if self.is_blocked:
            raise DeliveryError(
                f"nothing was sent: {self.stopped}; set that right and run it again: "
                f"{len(self.pending)} pending, none lost",
                recipient=self.pending[0].address,
            )
