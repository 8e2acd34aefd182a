"""The seam for answers that come later: a question may be put aside for a batch, and its answer found afterwards.

A `Call` asks a `Deferral` before it asks the endpoint. It may hand out a reply that is kept already, say that the answer
is still to come (`Pending`), repeat a refusal, or leave the question to the live endpoint. Every reply that is paid for
goes back to it, so that a story that is taken up again pays for nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from briefer.write.cost import Budget
from briefer.write.endpoint import Profile
from briefer.write.replies import Reply, Spent


class Pending(Exception):  # noqa: N818 - nothing went wrong
    """The answer is asked for in a batch and not there yet: take the story up again after the next round."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, whatever it looks like on the wire."""

    key: str
    """The name of the answer in the cache: the same whatever was learned of the endpoint meanwhile."""
    task: str
    model: str
    turn: int
    """How many replies came before: 0 for the first ask, more where an answer has to be put right."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How it is asked on the wire."""

    body: Mapping[str, Any]
    profile: Profile
    """What the body was made for."""
    max_output_tokens: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply that was paid for."""

    reply: Reply
    profile: Profile
    """What it was asked with."""
    spent: Spent
    counted_here: bool
    """Whether its tokens were counted on this side, as the server reported none."""
    batch: bool
    """Whether it came by a batch, and so at a batch's price."""
    failed: int = 0
    """Answers before it that were errors."""


class Deferral(Protocol):
    """Keeps replies, and puts questions aside; asynchronous, as the one that keeps may be another process."""

    @property
    def budget(self) -> Budget:
        """The dollars of the whole job."""

    async def holds(self, key: str) -> bool:
        """Whether it knows of an answer or has asked for one, so that the cache is not to be looked at."""

    async def find(self, question: Question, asked: Asked) -> Kept | None:
        """The reply that is kept; None for a question that is to be asked live.

        Raises:
            Pending: it is asked for in the next batch.
            Fault: the batch's endpoint refused it.
        """

    async def keep(self, question: Question, kept: Kept, cost_usd: float | None) -> None:
        """Keep a reply that came live, before anything is made of it."""
