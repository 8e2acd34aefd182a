"""When a failed call is tried again, and how long that waits: the one retry layer.

Connection, timeout, 429, 5xx and replies cut off are tried again; what the endpoint refuses is not. Rate
limits have a count and a patience of their own, so that a busy day does not use up the attempts meant for
faults. Retry-After is heeded up to a cap; past it the call fails at once with that reason. The waiting itself
is tenacity's.
"""

from __future__ import annotations

import random
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from briefer.write.faults import Fault, Kind

if TYPE_CHECKING:
    from tenacity import AsyncRetrying, RetryCallState

RETRY_AFTER_CAP_S = 120.0
"""A server that asks for more is out for longer than a person waits; OpenAI's own client draws the line
here too."""
_ATTEMPTS: Mapping[Kind, int] = {"connect": 3, "timeout": 3, "dropped": 4, "server": 4}
"""The first failed call ends a brief, so four make at most eight calls with those that taught us
parameters. A refused connection is known at once and seldom heals within seconds."""
_RATE_LIMIT_ATTEMPTS = 20
_FIRST_WAIT_S = 0.5
_GROWTH = 3.0
"""0.5, 1.5, 4.5 s: long enough for a restarting server, short enough for a person."""
_RATE_GROWTH = 2.0
_LONGEST_WAIT_S = 30.0
_WINDOW_S = 60.0
"""No new attempt starts later than this after the first, timeouts apart: an endpoint that only fails is
given up within 90 seconds, its own slowness included."""


class Patience:
    """How much one call has been through; its methods are tenacity's `retry`, `wait` and `stop`.

    tenacity asks in that order after each failure, so `wait` keeps the count and `stop` reads it.
    """

    def __init__(
        self, timeout_s: float, *, clock: Callable[[], float], jitter: Callable[[], float] = random.random
    ) -> None:
        self._clock = clock
        self._jitter = jitter
        self._started = clock()
        self._window_s = max(_WINDOW_S, 1.5 * timeout_s)
        self._rate_patience_s = min(max(10 * timeout_s, 30.0), 300.0)
        self.failures = 0
        self.limited = 0
        self._waited_s = 0.0
        self.reason = ""
        """Why it was given up, for the message; empty where the attempts were simply used up."""

    def retrying(self, sleep: Callable[[float], Awaitable[None]], told: Callable[[str], None]) -> AsyncRetrying:
        """A loop of tenacity with this patience; `told` hears of each wait before it."""
        from tenacity import AsyncRetrying, retry_if_exception  # noqa: PLC0415 - no call, no retry

        return AsyncRetrying(
            retry=retry_if_exception(self.wants),
            wait=self.wait,
            stop=self.stop,
            sleep=sleep,
            before_sleep=lambda state: told(f"{_said(_fault(state))}; trying again in {state.upcoming_sleep:.1f} s"),
            reraise=True,
        )

    def restart(self) -> None:
        """Start the clock anew for the next question of the same call; what failed before still counts."""
        self._started = self._clock()
        self.reason = ""

    def wants(self, error: BaseException) -> bool:
        """Whether an error is of the passing kind."""
        return isinstance(error, Fault) and error.passing

    def wait(self, state: RetryCallState) -> float:
        """Seconds to wait after a failure: what the server asks for, else growing, with jitter."""
        fault = _fault(state)
        if fault.kind == "rate_limit":
            self.limited += 1
            asked = fault.retry_after_s
            grown = min(_FIRST_WAIT_S * _RATE_GROWTH**self.limited, _LONGEST_WAIT_S)
        else:
            self.failures += 1
            asked = fault.retry_after_s
            grown = min(_FIRST_WAIT_S * _GROWTH ** (self.failures - 1), _LONGEST_WAIT_S)
        # seconds that were asked for are waited in full; jitter keeps calls from coming back all at once
        return asked + self._jitter() * 0.25 if asked is not None else grown * (0.75 + self._jitter() / 2)

    def stop(self, state: RetryCallState) -> bool:
        """Whether to give up instead of waiting."""
        fault = _fault(state)
        wait_s = state.upcoming_sleep
        if fault.retry_after_s is not None and fault.retry_after_s > RETRY_AFTER_CAP_S:
            asked, cap = fault.retry_after_s, RETRY_AFTER_CAP_S
            self.reason = f"it asks to wait {asked:.0f} s, more than the {cap:.0f} s allowed"
            return True
        elapsed = self._clock() - self._started
        if fault.kind == "rate_limit":
            self._waited_s += wait_s
            if self._waited_s > self._rate_patience_s:
                self.reason = f"rate limits would make it wait {self._waited_s:.0f} s in all"
                return True
            return self.limited >= _RATE_LIMIT_ATTEMPTS
        if fault.kind == "timeout" and self.failures < 2:
            return False  # one slow answer may be followed by a quick one, however long the timeout
        if elapsed + wait_s > self._window_s or (fault.kind == "server" and elapsed + wait_s > _WINDOW_S):
            self.reason = f"after {elapsed:.0f} s"
            return True
        return self.failures >= _ATTEMPTS[fault.kind]


def _said(fault: Fault) -> str:
    return f"HTTP {fault.status} ({fault.message})" if fault.status else f"{fault.kind} ({fault.message})"


def _fault(state: RetryCallState) -> Fault:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, Fault)  # noqa: S101 - `wants` lets nothing else through
    return error


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a response asks to wait, from `retry-after-ms` or `Retry-After` in seconds or as a date.

    None where it does not say, or not in a form that is known. A date in the past is 0.
    """
    milliseconds = headers.get("retry-after-ms", "").strip()
    if re.fullmatch(r"\d{1,12}(\.\d{1,9})?", milliseconds):
        return float(milliseconds) / 1000
    given = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,12}(\.\d{1,9})?", given):
        return float(given)
    try:
        date = parsedate_to_datetime(given)
    except (ValueError, TypeError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max((date - now).total_seconds(), 0.0)
