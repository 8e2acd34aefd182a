"""What a runner is given, and what it has to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from briefer.batch.coordinator import Coordinator


@dataclass(frozen=True, slots=True)
class Site:
    """A job that listens, and how many workers it wants."""

    coordinator: Coordinator
    address: str
    """`host:port`, as the workers reach it."""
    key: bytes
    workers: int
    notice: Callable[[str], None] = lambda _: None


class Runner(Protocol):
    """Starts workers and keeps them going."""

    @property
    def reads(self) -> bool:
        """Whether its workers read the input themselves, or are handed it by the job."""
        ...

    async def run(self, site: Site) -> None:
        """Work until the job is finished.

        Raises:
            CompletionError: workers end as soon as they are started.
        """
        ...
