"""Dates and day words of a text, resolved against the day it was published where that can be done.

Covered: "Nov. 9, 2024", "9 November", "2024-11-09", "November 2024", "in November", years, "Thursday", "last
Thursday", "today", "yesterday", "tomorrow", "tonight", "last week", "next month", "this year", "three days ago". A
weekday alone is the nearest on either side, as tense is not read. Not covered: hours, feasts, seasons, all-number
forms whose order is not known (11/9/2024), other calendars.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from briefer.text.numbers import find_numbers
from briefer.text.spans import Span
from briefer.text.words import plain_words

DateKind = Literal["date", "month", "year", "weekday", "relative"]
Days = tuple[date, date]
"""First and last day."""

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAYS |= {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]|20)\d\d"
_PATTERN = re.compile(
    rf"\b(?=[\da-fj-oswty])(?:(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\b"
    rf"|(?P<month1>{_MONTH})\s+(?P<day1>{_DAY})\b(?![:.]\d|,\d\d\d)(?:,?\s+(?P<year1>{_YEAR})\b)?"
    rf"|(?P<day2>{_DAY})\s+(?:of\s+)?(?P<month2>{_MONTH})(?![^\W_])(?:,?\s+(?P<year2>{_YEAR})\b)?"
    rf"|(?P<month3>{_MONTH})(?![^\W_]),?\s+(?:of\s+)?(?P<year3>{_YEAR})\b"
    r"|(?:(?P<which>last|next|this|late|early|mid)[\s-]+)?(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|tues?|wed|thurs?|thu|fri|sat|sun)\.)(?!s?[^\W_])"
    rf"|(?P<year4>{_YEAR})(?![\w%]|[.,]\d|-\d\d\d)"
    r"|(?P<word>today|tonight|yesterday|tomorrow|(?:last|this|next)\s+(?:week|weekend|month|year|night|morning|afternoon|evening))\b"
    r"|(?P<count>\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?P<unit>day|week)s?\s+(?:ago|earlier)\b"
    r"|(?:(?<=\bin )|(?<=\bin early )|(?<=\bin late )|(?<=\bin mid-)|(?<=\blast )|(?<=\bnext )|(?<=\bthis )"
    r"|(?<=\bsince )|(?<=\buntil )|(?<=\bby )|(?<=\bearly )|(?<=\blate )"
    r"|(?:(?<=\bfor )|(?<=\bfrom )|(?<=\bbefore )|(?<=\bafter ))(?!may\b))"
    rf"(?P<month4>{_MONTH})(?![^\W_]))",
    re.IGNORECASE,
)
_NAMED = _MONTHS.keys() | _WEEKDAYS.keys() | {"today", "tonight", "yesterday", "tomorrow", "ago", "earlier"}
_WHICH = frozenset(["last", "this", "next"])
_UNITS = frozenset(["week", "weekend", "month", "year", "night", "morning", "afternoon", "evening"])
_ANY_YEAR = re.compile(_YEAR)
_AMBIGUOUS = {"may", "march", "mar", "mar.", "sun.", "sat.", "wed.", "jan", "dec", "sun", "sat", "wed"}
_NOT_A_YEAR = re.compile(
    r"\s+(?:people|men|women|dollars|pounds|euros|miles|metres|meters|feet|km|tonnes|tons)\b", re.IGNORECASE
)
_MONEY = "$£€¥"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or day word, where it stands, and the days that it can mean."""

    start: int
    end: int
    text: str
    kind: DateKind
    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    """0 for Monday; None where no weekday is named."""
    days: tuple[Days, ...]
    """The stretches that it can mean; several for a weekday without more, none where no publication day is known."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)

    @property
    def absolute(self) -> bool:
        """True if it means the same whenever it is read."""
        return self.kind in {"date", "month", "year"}


def find_dates(text: str, published: date | None = None) -> tuple[DateMention, ...]:
    """The dates and day words of a text in order; none lies inside another."""
    if not _may_hold_dates(text):
        return ()
    found = []
    for match in _PATTERN.finditer(text):
        mention = _read(match, text, published)
        if mention is not None:
            found.append(mention)
    return tuple(found)


def _may_hold_dates(text: str) -> bool:
    """False for a text whose words rule out a date: most sentences, and reading one closely is thirty times as dear."""
    words = plain_words(text)
    if not _NAMED.isdisjoint(words) or not (_WHICH.isdisjoint(words) or _UNITS.isdisjoint(words)):
        return True
    return _ANY_YEAR.search(text) is not None


def _read(match: re.Match[str], text: str, published: date | None) -> DateMention | None:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return _dated(match, "date", (year, month, day), published)
    if match["month1"] or match["month2"]:
        return _month_and_day(match, published)
    if match["month3"]:
        return _dated(match, "month", (int(match["year3"]), _month(match["month3"]), None), published)
    if match["month4"]:
        ambiguous = match["month4"].islower() and match["month4"].rstrip(".") in _AMBIGUOUS
        return None if ambiguous else _dated(match, "month", (None, _month(match["month4"]), None), published)
    if match["year4"]:
        money = match.start() > 0 and text[match.start() - 1] in _MONEY
        counted = money or _NOT_A_YEAR.match(text, match.end())
        return None if counted else _dated(match, "year", (int(match["year4"]), None, None), published)
    return _weekday(match, published) if match["weekday"] else _relative(match, published)


def _month(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")]


def _month_and_day(match: re.Match[str], published: date | None) -> DateMention | None:
    month = _month(match["month1"] or match["month2"])
    year = match["year1"] or match["year2"]
    if month == _MONTHS["may"] and match.group().islower() and not year:
        return None  # "may 5 people": only a capital or a year makes it the month
    day = int(re.sub(r"\D", "", match["day1"] or match["day2"]))
    return _dated(match, "date", (int(year) if year else None, month, day), published)


def _dated(
    match: re.Match[str], kind: DateKind, named: tuple[int | None, int | None, int | None], published: date | None
) -> DateMention | None:
    """The mention of a year, month and day, as far as they are named; None for a day that no month has."""
    year, month, day = named
    if day is not None and month is not None and day > calendar.monthrange(2024, month)[1]:
        return None
    years = [year] if year is not None else _near_years(published)
    days = tuple(stretch for candidate in years if (stretch := _stretch(candidate, month, day)) is not None)
    return DateMention(match.start(), match.end(), match.group(), kind, year, month, day, None, days)


def _near_years(published: date | None) -> list[int]:
    return [] if published is None else [published.year - 1, published.year, published.year + 1]


def _stretch(year: int, month: int | None, day: int | None) -> Days | None:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    return (date(year, month, day), date(year, month, day)) if day <= last else None


def _weekday(match: re.Match[str], published: date | None) -> DateMention | None:
    name = match["weekday"].lower()
    if name in _AMBIGUOUS and match["weekday"].islower():
        return None
    number = _WEEKDAYS[name.rstrip(".")]
    which = (match["which"] or "").lower()
    days: tuple[Days, ...] = ()
    if published is not None:
        back = published - timedelta(days=(published.weekday() - number) % 7)
        forth = published + timedelta(days=(number - published.weekday()) % 7)
        if which == "last":  # said on a Friday, "last Thursday" may be yesterday or a week before
            nearest = [back - timedelta(days=7), back] if back != published else [back - timedelta(days=7)]
        elif which == "next":
            nearest = [forth, forth + timedelta(days=7)] if forth != published else [forth + timedelta(days=7)]
        else:
            nearest = [back, forth] if back != forth else [back, back - timedelta(days=7), back + timedelta(days=7)]
        days = tuple((day, day) for day in nearest)
    return DateMention(match.start(), match.end(), match.group(), "weekday", None, None, None, number, days)


def _relative(match: re.Match[str], published: date | None) -> DateMention:
    words = re.sub(r"\s+", " ", match.group().lower())
    days: tuple[Days, ...] = ()
    if published is not None:
        days = (_ago(match, published),) if match["count"] else (_from_word(words, published),)
    return DateMention(match.start(), match.end(), match.group(), "relative", None, None, None, None, days)


def _ago(match: re.Match[str], published: date) -> Days:
    counted = match["count"].lower()
    numbers = find_numbers(counted)
    count = int(numbers[0].value) if numbers else 1
    day = published - timedelta(days=count * (7 if match["unit"].lower() == "week" else 1))
    slack = timedelta(days=3 if match["unit"].lower() == "week" else 0)
    return day - slack, day + slack


def _from_word(words: str, published: date) -> Days:
    day = timedelta(days=1)
    if words in {"today", "tonight"} or (
        words.startswith("this ") and words.split()[1] in {"morning", "afternoon", "evening"}
    ):
        return published, published
    if words in {"yesterday", "last night", "last evening"}:
        return published - day, published - day
    if words == "tomorrow":
        return published + day, published + day
    which, unit = words.split()[:2]
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit in {"week", "weekend"}:
        monday = published - published.weekday() * day + 7 * step * day
        return (monday, monday + 6 * day) if unit == "week" else (monday + 4 * day, monday + 7 * day)
    if unit == "month":
        index = published.year * 12 + published.month - 1 + step
        stretch = _stretch(index // 12, index % 12 + 1, None)
        return stretch or (published, published)
    if unit == "year":
        return date(published.year + step, 1, 1), date(published.year + step, 12, 31)
    return published - day, published + day


def same_time(first: DateMention, second: DateMention) -> bool:
    """Whether two mentions can mean the same time: a day lies in its month and year, two different days do not meet."""
    if first.kind == second.kind == "weekday":
        return first.weekday == second.weekday
    if first.absolute and second.absolute:
        pairs = ((first.year, second.year), (first.month, second.month), (first.day, second.day))
        return all(one is None or other is None or one == other for one, other in pairs)
    return any(a[0] <= b[1] and b[0] <= a[1] for a in first.days for b in second.days)
