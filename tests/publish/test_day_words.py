"""Day words that are stale when the edition is read: the day that they meant is named behind them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from briefer.publish.render.day_words import day_of, find_stale

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
EASTERN = timezone(timedelta(hours=-5))


def glossed(text: str, days: tuple[date | None, ...] = (THURSDAY,), on: date = FRIDAY) -> str:
    """The text with what is to be said behind each word."""
    for end, name in reversed(find_stale(text, days, on)):
        text = f"{text[:end]} [{name}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It burned down this morning.", "It burned down this morning [Thursday]."),
        ("She said today that", "She said today that"),
        ("The board resigned today, she said.", "The board resigned today [Thursday], she said."),
        ("Yesterday the court ruled.", "Yesterday [Wednesday] the court ruled."),
        ("It reopens tomorrow morning at six.", "It reopens tomorrow morning [Friday] at six."),
        ("They meet tonight", "They meet tonight [Thursday]"),
        ("It was closed three days ago.", "It was closed three days ago [Monday]."),
        ("It was closed on Tuesday.", "It was closed on Tuesday."),
        ("It was closed last week, and may be this year.", "It was closed last week, and may be this year."),
        ("Today 6,200 cars use it.", "Today 6,200 cars use it."),
        ("After yesterday’s vote", "After yesterday’s vote"),
        ("USA Today, which had it first", "USA Today, which had it first"),
    ],
)
def test_the_day_is_named_where_a_word_means_one(text: str, wanted: str) -> None:
    """Parts of a day count, weeks do not; a name, a possessive and a "today" that may mean these days stay."""
    assert glossed(text) == wanted


@pytest.mark.parametrize("days", [(FRIDAY,), (None,), (), (THURSDAY, None), (THURSDAY, FRIDAY)])
def test_nothing_is_said_that_is_not_certain(days: tuple[date | None, ...]) -> None:
    """On the day itself the word is right; where sources differ or one has no day, nobody knows."""
    assert glossed("They meet tonight.", days) == "They meet tonight."


def test_a_day_further_off_is_named_with_its_date() -> None:
    """A weekday alone says which day within a week and no longer."""
    assert glossed("They meet tonight.", (date(2026, 11, 19),)) == "They meet tonight [19 November 2026]."
    assert glossed("They meet tonight.", (date(2026, 11, 21),)) == "They meet tonight [Saturday]."


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (None, None),
        (THURSDAY, THURSDAY),
        (datetime(2026, 11, 26, 22, 0, tzinfo=EASTERN), THURSDAY),
        (datetime(2026, 11, 26, 12, 0, tzinfo=UTC), THURSDAY),
        (datetime(2026, 11, 26, 3, 0, tzinfo=UTC), None),
        (datetime(2026, 11, 26, 3, 0, tzinfo=timezone(timedelta(hours=9))), THURSDAY),
    ],
)
def test_a_source_calls_its_own_day_today(published: datetime | date | None, day: date | None) -> None:
    """The day is that of the page's own zone; the small hours of UTC are the evening before in America."""
    assert day_of(published) == day
