"""What calls cost: prices by genai-prices, the meter of one brief, the budget of one run.

Prices go by the model's name, whatever the endpoint; what has no price there is None, never 0. The table is
the one that was installed: nothing here updates it over the network.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from briefer.brief import Usage
from briefer.errors import BudgetError
from briefer.write.replies import Spent

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider


@lru_cache(maxsize=64)
def _find(model: str) -> tuple[Provider, ModelInfo] | None:
    """The table's entry for a model's name, `vendor/name` of gateways included; None where it has none."""
    from genai_prices.data_snapshot import get_snapshot  # noqa: PLC0415 - 30,000 lines of prices, wanted by few commands

    snapshot = get_snapshot()
    vendor, slash, name = model.partition("/")
    for reference, provider in ((model, None), (name, vendor), (model, "openrouter")) if slash else ((model, None),):
        try:
            return snapshot.find_provider_model(reference, None, provider, None)
        except LookupError:
            continue
    return None


def context_window(model: str) -> int | None:
    """The most tokens that a model takes in; None where the table does not say."""
    found = _find(model)
    return found[1].context_window if found else None


_BATCH = {"processing": "batch"}
"""How the table marks what a model costs through its maker's batch interface."""


def _has_batch_price(provider: Provider, info: ModelInfo) -> bool:
    """Whether the table knows a batch price; without one it would give the full price in its place."""
    now = datetime.now(UTC)
    return any(info is one for one in provider.models) and any(
        variant.when == _BATCH and (variant.constraint is None or variant.constraint.active(now))
        for variant in info.price_variants or ()
    )


def price_usd(model: str, spent: Spent, *, batch: bool = False) -> float | None:
    """US dollars for one reply's tokens, cached input at its own price; None where the model has no price.

    `batch`: at the price of the batch interface, None where the table has none.
    """
    found = _find(model)
    if found is None or (batch and not _has_batch_price(*found)):
        return None
    from genai_prices import Usage as Tokens  # noqa: PLC0415 - as above

    provider, info = found
    tokens = Tokens(
        input_tokens=spent.input,
        output_tokens=spent.output,
        cache_read_tokens=min(spent.cached, spent.input) or None,
    )
    try:
        return float(info.calc_price(tokens, provider, price_context=_BATCH if batch else None).total_price)
    except (ValueError, LookupError):  # an entry without prices for these tokens
        return None


class Meter:
    """Counts what one brief spends, failed attempts included; a child also counts for its parent."""

    def __init__(self, *, parent: Meter | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.parent = parent
        self._clock: Callable[[], float] = clock
        self._started = self._clock()
        self.calls = 0
        self.input_tokens = 0
        self.cached_input_tokens = 0
        self.output_tokens = 0
        self.cost_usd: float | None = 0.0
        self.counted_here = 0
        """Replies whose tokens the server did not report, so that they were counted on this side."""

    def answered(self) -> None:
        """Take note of an answer that carries no tokens: an error, a refusal of a parameter."""
        self.calls += 1
        if self.parent:
            self.parent.answered()

    def add(self, model: str, spent: Spent, *, counted_here: bool = False, batch: bool = False) -> float | None:
        """Take note of a reply and its tokens; gives its cost, None where the price is not known."""
        cost = price_usd(model, spent, batch=batch)
        meter: Meter | None = self
        while meter:
            meter.calls += 1
            meter.input_tokens += spent.input
            meter.cached_input_tokens += spent.cached
            meter.output_tokens += spent.output
            meter.cost_usd = None if cost is None or meter.cost_usd is None else meter.cost_usd + cost
            meter.counted_here += counted_here
            meter = meter.parent
        return cost

    def usage(self, seconds: float | None = None) -> Usage:
        """What was spent so far; `seconds` is the time since this meter was made unless it is given."""
        return Usage(
            calls=self.calls,
            input_tokens=self.input_tokens,
            cached_input_tokens=self.cached_input_tokens,
            output_tokens=self.output_tokens,
            cost_usd=self.cost_usd,
            seconds=max(self._clock() - self._started, 0.0) if seconds is None else seconds,
        )


@dataclass(frozen=True, slots=True)
class Reservation:
    """The most that a call under way may cost, and what its input alone costs."""

    most_usd: float
    input_usd: float


class Budget:
    """The dollars of one run, shared by everything in it.

    A call reserves the most that it can cost before it is made, and settles for what it did cost after. A
    call that does not fit beside those under way waits for them; one that does not fit at all is refused.
    """

    def __init__(self, limit_usd: float | None) -> None:
        self.limit_usd = limit_usd
        self.spent_usd = 0.0
        self.reserved_usd = 0.0
        """The most that the calls under way may cost."""
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def free_usd(self) -> float | None:
        """What is neither spent nor set aside; None without a limit."""
        return None if self.limit_usd is None else self.limit_usd - self.spent_usd - self.reserved_usd

    async def reserve(self, model: str, input_tokens: Callable[[], int], max_output_tokens: int) -> Reservation:
        """Set aside the most that a call can cost; `input_tokens` is counted only where there is a limit.

        Raises:
            BudgetError: the call would pass the limit, or its price is not known.
        """
        if self.limit_usd is None:
            return Reservation(0.0, 0.0)
        tokens = input_tokens()
        most = price_usd(model, Spent(tokens, 0, max_output_tokens))
        before = price_usd(model, Spent(tokens, 0, 0))
        if most is None or before is None:
            raise self.unpriced(model)
        await self.set_aside(most)
        return Reservation(most, before)

    def settle(self, reservation: Reservation, cost_usd: float | None) -> None:
        """Give back what was set aside and book what was spent; None, for a lost reply, books its input."""
        if self.limit_usd is not None:
            self.give_back(reservation.most_usd, reservation.input_usd if cost_usd is None else cost_usd)

    async def set_aside(self, most_usd: float) -> None:
        """Keep an amount for a call, once it fits beside those under way.

        Raises:
            BudgetError: it would pass the limit.
        """
        limit = math.inf if self.limit_usd is None else self.limit_usd
        while self.spent_usd + most_usd <= limit < self.spent_usd + self.reserved_usd + most_usd:
            settled = asyncio.get_running_loop().create_future()
            self._waiting.append(settled)
            await settled
        if self.spent_usd + most_usd > limit:
            raise self.passed(most_usd)
        self.reserved_usd += most_usd

    def unpriced(self, model: str) -> BudgetError:
        """The error for a model whose price is not known."""
        limit = math.inf if self.limit_usd is None else self.limit_usd
        return BudgetError(
            f"the price of {model!r} is not known, so the budget of ${limit:g} cannot be kept; "
            "drop --max-cost or name a model with a known price",
            limit_usd=limit,
        )

    def passed(self, most_usd: float) -> BudgetError:
        """The error for a call that does not fit."""
        limit = math.inf if self.limit_usd is None else self.limit_usd
        return BudgetError(
            f"the next call may cost ${most_usd:.4f} and ${self.spent_usd:.4f} of ${limit:g} "
            "are spent; raise --max-cost to go on",
            limit_usd=limit,
        )

    def give_back(self, most_usd: float, spent_usd: float) -> None:
        """Free an amount that was set aside, and book what of it was spent."""
        self.reserved_usd -= most_usd
        self.spent_usd += spent_usd
        waiting, self._waiting = self._waiting, []
        for settled in waiting:
            if not settled.done():
                settled.set_result(None)
