"""The words for days that the demo's templates may use, all relative to the day of the edition. Pure.

    $weekday_ago_1   Thursday               the day before the edition; `_in_` looks ahead
    $date_ago_12     15 November
    $day_in_3        Monday 30 November
    $workday_in_3    the same, or the Monday after where that is a Saturday or a Sunday
    $month_in_60     January 2027

English on every machine: names of days from the system would follow its locale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from string import Template

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NAME = re.compile(r"(?P<form>weekday|date|day|workday|month)_(?P<way>ago|in)_(?P<days>\d{1,3})")


def name_date(day: date) -> str:
    """A date as British papers write it: 15 November."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def name_day(day: date) -> str:
    """A date with its weekday: Monday 30 November."""
    return f"{WEEKDAYS[day.weekday()]} {name_date(day)}"


class Days(Mapping[str, str]):
    """What each name stands for, seen from the day of the edition; made when asked for, so iterating gives nothing."""

    def __init__(self, on: date) -> None:
        self._on = on

    def __getitem__(self, name: str) -> str:
        match = _NAME.fullmatch(name)
        if match is None:
            raise KeyError(name)
        day = self._on + timedelta(days=int(match["days"]) * (-1 if match["way"] == "ago" else 1))
        if match["form"] == "workday" and day.weekday() >= 5:
            day += timedelta(days=7 - day.weekday())
        if match["form"] == "weekday":
            return WEEKDAYS[day.weekday()]
        if match["form"] == "date":
            return name_date(day)
        if match["form"] == "month":
            return f"{MONTHS[day.month - 1]} {day.year}"
        return name_day(day)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def fill(self, text: str) -> str:
        """The text with every name in its place.

        Raises:
            KeyError: the text has a name that there is none of.
        """
        return Template(text).substitute(self)
