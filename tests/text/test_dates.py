"""Dates and day words, resolved against the day of publication."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.text.dates import DateMention, find_dates, same_time

PUBLISHED = date(2026, 3, 12)  # a Thursday


def only(text: str) -> DateMention:
    mentions = find_dates(text, PUBLISHED)
    assert len(mentions) == 1, [mention.text for mention in mentions]
    return mentions[0]


@pytest.mark.parametrize(
    "text",
    [
        "March 10, 2026",
        "Mar. 10",
        "10 March",
        "the 10th of March",
        "2026-03-10",
        "Tuesday",
        "last Tuesday",
        "two days ago",
    ],
)
def test_one_day_in_many_words(text: str) -> None:
    """Dates and day words that mean one day resolve to it."""
    assert (date(2026, 3, 10), date(2026, 3, 10)) in only(f"It happened on {text}.").days


@pytest.mark.parametrize(
    ("text", "day"),
    [("today", 12), ("yesterday", 11), ("tomorrow", 13), ("last night", 11), ("this morning", 12)],
)
def test_day_words(text: str, day: int) -> None:
    """A day word counts from the day of publication."""
    assert only(text).days == ((date(2026, 3, day), date(2026, 3, day)),)


def test_same_time_across_forms() -> None:
    """A weekday and a date meet where they are one day, and two weekdays only where they are the same."""
    assert same_time(only("on Tuesday"), only("on March 10"))
    assert not same_time(only("on Monday"), only("on March 10"))
    assert not same_time(only("on Monday"), only("on Tuesday"))
    assert same_time(only("in March 2026"), only("on March 10"))


def test_what_is_no_date() -> None:
    """Money, counts, a modal verb and a march are no dates."""
    for text in ("$2000 in cash", "2010 people came", "they may 5 times", "a long march", "2,000 of them"):
        assert find_dates(text, PUBLISHED) == ()


def test_unknown_publication_resolves_nothing() -> None:
    """Without a day of publication a weekday means no day in particular."""
    assert find_dates("on Tuesday")[0].days == ()


def test_impossible_days_are_none() -> None:
    """There is no 31 June."""
    assert all(mention.day is None for mention in find_dates("June 31", PUBLISHED))


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    """A full date is found in each usual form, with its year, month and day."""
    for text in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}", day.isoformat()):
        mention = find_dates(f"On {text} it rained.", PUBLISHED)[0]
        assert (mention.year, mention.month, mention.day) == (day.year, day.month, day.day)


@given(st.text(max_size=200))
def test_spans_stay_in_bounds(text: str) -> None:
    """Dates come in order, do not overlap, and stand where they say."""
    at = 0
    for mention in find_dates(text, PUBLISHED):
        assert at <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        at = mention.end


@pytest.mark.parametrize("text", ["In May, they left.", "Last September they left.", "BY JUNE they had left."])
def test_a_month_opens_its_sentence(text: str) -> None:
    """A month is one behind a preposition with a capital too."""
    assert only(text).kind == "month"


FORMS = (
    "2026-03-10", "sept. 3", "3 of May", "May 2024", "mid Thursday", "Sat.", "1999", "TONIGHT", "this weekend", "a week ago",
    "two days earlier", "in mid-May", "Tomorrow",
)  # fmt: skip


@given(st.sampled_from(FORMS), st.text(alphabet="aeT ,.“-\n", max_size=12), st.text(alphabet="eO ,!”\n", max_size=12))
def test_no_form_is_passed_over(form: str, before: str, after: str) -> None:
    """A date is found by itself whatever else the text has, so that no text is ruled out that holds one."""
    assert find_dates(f"{before} {form} {after}", PUBLISHED)
