"""A rate as the tables of `briefer eval` print it, and as their JSON holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # pydantic is imported once there is something to measure
    from briefer.evaluate import Rate


def percent(rate: Rate) -> str:
    """The share in per cent; a dash where nothing was tried."""
    return "-" if rate.share is None else f"{100 * rate.share:.1f} %"


def percent_range(rate: Rate) -> str:
    """The interval in per cent; a dash where nothing was tried."""
    return f"{100 * rate.low:.1f} to {100 * rate.high:.1f}" if rate.tries else "-"


def as_row(rate: Rate) -> dict[str, Any]:
    """Hits, n, share and interval."""
    return {"hits": rate.hits, "n": rate.tries, "rate": rate.share, "low": rate.low, "high": rate.high}
