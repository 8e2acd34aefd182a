"""The dates that pages write: ISO in its many spellings, RFC 2822, and a date in words.

A value comes out only where the text can mean one day and no other: "03/04/2026" gives nothing. A time
without a zone is dropped and the date kept, as its instant is not known. Not covered: relative dates ("2
hours ago").
"""

from __future__ import annotations

import email.utils
import functools
import re
from datetime import UTC, date, datetime, timedelta, timezone

_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[T\s]+(?P<hour>\d\d?):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?"
)
_MAIL = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([12]\d{3}) "
    r"(\d\d):(\d\d):(\d\d) (GMT|UTC|(?!-0000)[+-]\d{4})",
    re.ASCII,
)
"""How nearly every feed writes its dates: the library reads all that RFC 2822 allows, and takes three times as long."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro januari",
            "feb february februar février febrero febbraio fevereiro februari",
            "mar march märz mars marzo março maart",
            "apr april avril abril aprile",
            "may mai mayo maggio maio mei",
            "jun june juni juin junio giugno junho",
            "jul july juli juillet julio luglio julho",
            "aug august août agosto augustus",
            "sep sept september septembre septiembre settembre setembro",
            "oct october oktober octobre octubre ottobre outubro okt",
            "nov november novembre noviembre novembro",
            "dec december dezember décembre diciembre dicembre dezembro dez",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?([^\W\d_]{3,10})\.?,?\s+(?:de\s+)?(\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d\d(?=\D|$))")  # always the day first
_IN_PATH = re.compile(r"/(\d{4})/(\d\d?)/(\d\d?)(?=/)")
_THIS_CENTURY = 70  # a year of two digits below it
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_DATELINE = re.compile(
    r"(?:(?:[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}),? )?[(\[]?"
    r"(\d{1,2}(?:st|nd|rd|th|\.)? ?(?:de )?[^\W\d_]{3,10}\.?,? (?:de )?\d{4}|[^\W\d_]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|"
    r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4})"
    r"(?:[)\]]|\s?[-–—|:/]|\.)\s"
)
_YEARS = range(1500, 2200)  # outside, it is a number that only looks like a year
_MAX_CHARS = 120  # a longer text is not a date's own


def read_date(text: str | None) -> date | datetime | None:
    """The one date, or aware datetime, that the text stands for; None if there is none or it could be two."""
    if not text or len(text := " ".join(text.split())) > _MAX_CHARS:
        return None
    match = _ISO.match(text)
    if match is not None:
        return _from_iso(match)
    match = _MAIL.fullmatch(text)
    try:
        parsed = _from_mail(match) if match is not None else email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return _in_words(text)
    if parsed.year not in _YEARS:
        return None
    return parsed if parsed.tzinfo is not None else parsed.date()


def date_in_path(path: str) -> date | None:
    """The day that an address holds as year, month and day between slashes; None for none or several."""
    found = {_day(year, month, day) for year, month, day in _IN_PATH.findall(path)}
    return found.pop() if len(found) == 1 else None


def starts_with_date(text: str) -> date | None:
    """The day that a paragraph opens with as a dateline does: "3 May 2026 – ...", "BERLIN, 3. Mai 2026. ..."."""
    match = _DATELINE.match(text)
    return None if match is None else _in_words(match[1])


def _from_iso(match: re.Match[str]) -> date | datetime | None:
    day = _day(match["year"], match["month"], match["day"])
    if day is None or match["hour"] is None or match["zone"] is None:
        return day
    zone = match["zone"]
    try:
        offset: timezone = UTC
        if zone[0] in "+-":
            digits = zone[1:].replace(":", "").ljust(4, "0")
            minutes = int(digits[:2]) * 60 + int(digits[2:])
            offset = timezone(timedelta(minutes=minutes if zone[0] == "+" else -minutes)) if minutes else UTC
        hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=offset)
    except ValueError:
        return day


def _from_mail(match: re.Match[str]) -> datetime:
    day, month, year, hour, minute, second, zone = match.groups()
    return datetime(
        int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), int(second), tzinfo=_zone(zone)
    )


@functools.lru_cache(maxsize=128)
def _zone(text: str) -> timezone:
    """The time zone of `GMT`, `UTC` or an offset like `+0530`."""
    if text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _in_words(text: str) -> date | None:
    found: set[date | None] = set()
    found.update(_named(year, month, day) for day, month, year in _DAY_FIRST.findall(text))
    found.update(_named(year, month, day) for month, day, year in _MONTH_FIRST.findall(text))
    found.update(_day(year, month, day) for day, month, year in _DOTTED.findall(text))
    for first, second, year in _SLASHED.findall(text):
        if int(first) > 12 or first == second:
            found.add(_day(year, second, first))
        elif int(second) > 12:
            found.add(_day(year, first, second))
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def _named(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.get(month.lower())
    return None if number is None else _day(year, number, day)


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    number = int(year)
    if isinstance(year, str) and len(year) == len("26"):
        number += 2000 if number < _THIS_CENTURY else 1900
    if number not in _YEARS:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None
