"""What calls cost: prices, the meter of a brief, the budget of a run."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest
from genai_prices.data_snapshot import get_snapshot

from briefer.errors import BudgetError
from briefer.settings import DEFAULT_MODEL
from briefer.write.cost import Budget, Meter, context_window, price_usd
from briefer.write.replies import Spent

MODEL = "gpt-4o-mini"


def price(spent: Spent, model: str = MODEL) -> float:
    """The price of a model that has one."""
    found = price_usd(model, spent)
    assert found is not None
    return found


CALL_USD = price(Spent(1000, 0, 100))


def test_the_default_model_has_a_price_and_a_window() -> None:
    """What is asked for by default is in the table that is installed."""
    assert price(Spent(1_000_000, 0, 100_000), DEFAULT_MODEL) > 0
    assert (context_window(DEFAULT_MODEL) or 0) >= 100_000


def test_cached_input_is_cheaper_and_more_cached_than_sent_is_not() -> None:
    """Cached tokens have their own price; more of them than there are is not believed."""
    assert price(Spent(1000, 800, 100)) < CALL_USD
    assert price(Spent(1000, 5000, 100)) == price(Spent(1000, 1000, 100))


@pytest.mark.parametrize("model", ["house-model", "", "llama3.1", "x/y/z", "gpt-invented"])
def test_an_unknown_model_has_no_price_and_no_window(model: Any) -> None:
    """None, not 0."""
    assert price_usd(model, Spent(10, 0, 1)) is None
    assert context_window(model) is None


def test_a_gateways_name_for_a_model_finds_its_price() -> None:
    """vendor/name is the vendor's model."""
    assert price_usd("openai/gpt-4o-mini", Spent(1000, 0, 100)) == CALL_USD


def test_the_price_table_is_never_updated_over_the_network() -> None:
    """Asking for a price starts no updater."""
    price_usd(MODEL, Spent(1, 0, 1))

    updater = sys.modules["genai_prices.update_prices"]
    assert all(value is None for name, value in vars(updater).items() if name.startswith("_global"))
    assert not get_snapshot().from_auto_update


def test_a_meter_sums_and_its_child_counts_for_it() -> None:
    """A call's own meter and the brief's both hold what the call spent."""
    brief = Meter(clock=lambda: 0.0)
    for _ in range(2):
        call = Meter(parent=brief)
        call.answered()
        call.add(MODEL, Spent(1000, 0, 100))

    assert (call.calls, call.input_tokens) == (2, 1000)
    assert brief.usage(1.5).model_dump() == {
        "calls": 4, "input_tokens": 2000, "cached_input_tokens": 0, "output_tokens": 200,
        "cost_usd": pytest.approx(2 * CALL_USD), "seconds": 1.5,
    }  # fmt: skip


def test_one_unknown_price_makes_the_sum_unknown() -> None:
    """A sum of a price and an unknown is unknown; nothing called is 0."""
    meter = Meter()
    assert meter.usage(0.0).cost_usd == 0
    meter.add(MODEL, Spent(1000, 0, 100))
    meter.add("house-model", Spent(1000, 0, 100))
    meter.add(MODEL, Spent(1000, 0, 100))

    assert meter.usage(0.0).cost_usd is None


async def test_without_a_limit_nothing_is_counted_or_refused() -> None:
    """No limit: no price is needed and no token is counted beforehand."""

    def never() -> int:
        raise AssertionError("counted")

    budget = Budget(None)
    budget.settle(await budget.reserve("house-model", never, 10**9), 5.0)
    assert budget.free_usd is None


async def test_the_call_that_would_pass_the_limit_is_refused_before_it_is_made() -> None:
    """Exactly what fits is allowed, a hair more is not."""
    budget = Budget(CALL_USD)
    held = await budget.reserve(MODEL, lambda: 1000, 100)
    budget.settle(held, CALL_USD)
    with pytest.raises(BudgetError, match="raise --max-cost"):
        await budget.reserve(MODEL, lambda: 1, 1)


async def test_a_call_that_fits_once_others_have_settled_waits_for_them() -> None:
    """Reservations are worst cases: what does not fit beside them may fit after them."""
    budget = Budget(CALL_USD * 1.5)
    first = await budget.reserve(MODEL, lambda: 1000, 100)
    second = asyncio.create_task(budget.reserve(MODEL, lambda: 1000, 100))
    await asyncio.sleep(0)
    assert not second.done()
    budget.settle(first, CALL_USD * 0.4)
    assert (await second).most_usd == pytest.approx(CALL_USD)


async def test_a_call_that_no_longer_fits_once_others_have_settled_is_refused() -> None:
    """Waiting ends in BudgetError where the others have spent what they had set aside."""
    budget = Budget(CALL_USD * 1.5)
    first = await budget.reserve(MODEL, lambda: 1000, 100)
    second = asyncio.create_task(budget.reserve(MODEL, lambda: 1000, 100))
    await asyncio.sleep(0)
    budget.settle(first, CALL_USD)
    with pytest.raises(BudgetError):
        await second


async def test_many_concurrent_calls_never_pass_the_limit() -> None:
    """Fifty calls at once against a budget for ten: ten are made."""
    budget = Budget(CALL_USD * 10.001)

    async def call() -> bool:
        try:
            held = await budget.reserve(MODEL, lambda: 1000, 100)
        except BudgetError:
            return False
        await asyncio.sleep(0)
        budget.settle(held, CALL_USD)
        return True

    made = await asyncio.gather(*(call() for _ in range(50)))

    assert sum(made) == 10
    assert budget.spent_usd <= CALL_USD * 10.001


async def test_a_lost_reply_is_booked_at_its_input() -> None:
    """A call that timed out may have been billed, so its input counts against the budget."""
    budget = Budget(1.0)
    budget.settle(await budget.reserve(MODEL, lambda: 1000, 100), None)

    assert budget.spent_usd == pytest.approx(price_usd(MODEL, Spent(1000, 0, 0)))
