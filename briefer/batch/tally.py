"""What a running job can say of itself: how much is done, how fast, at what cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts of one run."""

    expected: int | None = None
    """Items that the input holds, where that is cheap to know."""
    briefed: int = 0
    failed: int = 0
    skipped: int = 0
    """Finished by an earlier run."""
    duplicates: int = 0
    """The same id with the same content once more."""
    workers_lost: int = 0
    cost_usd: float | None = 0.0
    stands: str = ""
    """Where a batch at the provider stands."""
    clock: Callable[[], float] = time.monotonic
    started: float = field(init=False)

    def __post_init__(self) -> None:
        """The clock runs from here."""
        self.started = self.clock()

    def add(self, *, failed: bool, cost_usd: float | None) -> None:
        """Count a row of this run."""
        self.failed += failed
        self.briefed += not failed
        self.cost_usd = None if cost_usd is None or self.cost_usd is None else self.cost_usd + cost_usd

    @property
    def done(self) -> int:
        """Rows of this run."""
        return self.briefed + self.failed

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return self.clock() - self.started

    @property
    def rate(self) -> float:
        """Rows a second in this run."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> int | None:
        """Items that are still to do; None where the input's size is not known."""
        return None if self.expected is None else max(self.expected - self.done - self.skipped - self.duplicates, 0)

    @property
    def seconds_left(self) -> float | None:
        """At the rate so far; None where that cannot be told."""
        return None if self.left is None or not self.rate else self.left / self.rate
