"""When a failed call is tried again, and how long that waits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tenacity import AsyncRetrying, retry_if_exception

from briefer.write.faults import Fault, clean_message, status_fault
from briefer.write.retry import Patience, retry_after_s

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 7.5 "}, 7.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Sun, 22 Nov 2026 12:01:30 GMT"}, 90),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "Sun, 22 Nov 2026 12:01:30"}, 90),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 40}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_seconds_milliseconds_or_as_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    """What is not in a known form counts as not said."""
    assert retry_after_s(headers, NOW) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_makes_reading_raise(text: str) -> None:
    """The header is the server's, so it may be anything."""
    found = retry_after_s({"retry-after": text}, NOW)
    assert found is None or found >= 0


async def _given_up(timeout_s: float, *faults: Fault) -> tuple[list[float], Patience, int]:
    """The waits, until the last of the faults repeats itself into giving up."""
    waits: list[float] = []
    spent = 0.0

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    patience = Patience(timeout_s, clock=lambda: sum(waits) + spent, jitter=lambda: 0.5)
    attempts = 0

    async def attempt() -> None:
        nonlocal attempts, spent
        fault = faults[min(attempts, len(faults) - 1)]
        attempts += 1
        spent += timeout_s if fault.kind == "timeout" else 0.0
        raise fault

    retrying = AsyncRetrying(
        retry=retry_if_exception(patience.wants),
        wait=patience.wait,
        stop=patience.stop,
        sleep=sleep,
        reraise=True,
    )
    with pytest.raises(Fault):
        await retrying(attempt)
    return waits, patience, attempts


@pytest.mark.parametrize(
    ("kind", "attempts"), [("connect", 3), ("timeout", 3), ("dropped", 4), ("server", 4), ("rejected", 1)]
)
async def test_each_kind_of_fault_has_its_number_of_attempts(kind: Any, attempts: int) -> None:
    """What the endpoint refuses is tried once, what may pass a few times, with growing waits."""
    waits, _, made = await _given_up(3.0, Fault(kind, "fault"))

    assert made == attempts
    assert waits == sorted(waits)
    assert sum(waits) < 10


@pytest.mark.parametrize("timeout_s", [3.0, 20.0, 120.0])
@pytest.mark.parametrize("kind", ["server", "rate_limit", "timeout", "dropped", "connect"])
async def test_every_fault_is_given_up_in_bounded_time(kind: Any, timeout_s: float) -> None:
    """With 3 s under a minute; with the default a 5xx under 90 s, and nothing past five minutes and a bit."""
    waits, _, attempts = await _given_up(timeout_s, Fault(kind, "fault"))
    total = sum(waits) + (attempts * timeout_s if kind == "timeout" else 0)

    assert total <= (60 if timeout_s == 3.0 else 90 if kind == "server" else 320)


async def test_retry_after_on_a_server_error_is_heeded_within_the_window() -> None:
    """A 503 that asks for 20 s is waited for; when that would pass the window it is given up."""
    waits, patience, attempts = await _given_up(120.0, Fault("server", "busy", status=503, retry_after_s=20.0))

    assert waits[0] == pytest.approx(20.1, abs=0.2)
    assert attempts == 3
    assert "after" in patience.reason


async def test_a_long_timeout_still_allows_a_second_attempt() -> None:
    """One slow answer may be followed by a quick one."""
    _, _, attempts = await _given_up(300.0, Fault("timeout", "slow"))

    assert attempts == 2


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, b'{"error": {"message": "slow down"}}', "rate_limit"),
        (429, b'{"error": {"message": "x", "code": "insufficient_quota"}}', "rejected"),
        (408, b"", "server"),
        (500, b"oops", "server"),
        (529, b"", "server"),
        (501, b"", "rejected"),
        (400, b"\xff\xfe", "rejected"),
        (404, b"[" * 100_000, "rejected"),
    ],
)
def test_a_status_makes_the_kind_of_fault(status: int, body: bytes, kind: Any) -> None:
    """Whatever the body holds."""
    assert status_fault(status, body, None, ()).kind == kind


def test_a_foreign_text_is_cleaned_of_keys_controls_and_length() -> None:
    """Keys in any dress are blotted out; escape sequences and line breaks go; the rest is cut."""
    text = clean_message(
        'Bearer abcdef123456 and sk-proj-abc_DEF*123 and "api_key": "topsecretvalue" \x1b[31mred\x1b[0m\n' + "x" * 500,
        ("topsecretvalue",),
    )

    for secret in ("abcdef123456", "sk-proj", "topsecretvalue", "\x1b", "\n"):
        assert secret not in text
    assert len(text) <= 240
