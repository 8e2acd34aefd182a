"""Planted errors in figures: another number, another unit, another date, another day of the week.

A number becomes one that no rounding excuses; half of the time one that the source has for something else. Numbers in
quotations, in names and in manners of speaking stay as they are.
"""

from __future__ import annotations

import calendar
import re

from briefer.check.number import claimed_numbers
from briefer.evaluate.mutant import Edit, Ground, like
from briefer.text.dates import DateMention, find_dates
from briefer.text.numbers import Number, find_numbers

_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SPELLED = tuple("two three four five six seven eight nine ten eleven twelve".split())  # noqa: SIM905 - read at a glance
_TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())  # noqa: SIM905 - the same
_UNITS = {
    "percentage points": "percent", "percentage point": "percent", "percent": "percentage points",
    "per cent": "percentage points", "%": " percentage points", "million": "billion", "billion": "million",
    "thousand": "million", "trillion": "billion", "bn": "m", "miles": "kilometres", "mile": "kilometre",
    "kilometres": "miles", "kilometers": "miles", "km": "miles", "metres": "feet", "meters": "feet", "feet": "metres",
    "inches": "feet", "centimetres": "metres", "acres": "hectares", "hectares": "acres", "tonnes": "kilograms",
    "tons": "kilograms", "kilograms": "tonnes", "pounds": "dollars", "dollars": "euros", "euros": "dollars",
    "years": "months", "year": "month", "months": "weeks", "month": "week", "weeks": "days", "week": "day",
    "days": "weeks", "day": "week", "hours": "minutes", "hour": "minute", "minutes": "hours", "minute": "hour",
    "seconds": "minutes", "mph": "km/h", "km/h": "mph", "cents": "dollars", "pence": "pounds", "degrees": "percent",
}  # fmt: skip
_SYMBOLS = {"$": "€", "£": "$", "€": "£", "US$": "€"}
_UNIT = re.compile(r"(?<![^\W_])(?:" + "|".join(sorted(map(re.escape, _UNITS), key=len)[::-1]) + r")(?![^\W_])")
_MONTHS = tuple(name for name in calendar.month_name if name)
_SHORT_MONTHS = tuple(name for name in calendar.month_abbr if name)
_DAYS = tuple(calendar.day_name)
_RELATIVE = {
    "yesterday": "tomorrow", "tomorrow": "yesterday", "last week": "next week", "next week": "last week",
    "last month": "next month", "next month": "last month", "last year": "next year", "next year": "last year",
}  # fmt: skip
"""Days gone by for days to come; "today" may be read as another day's "yesterday"."""


def other_number(ground: Ground) -> Edit | None:
    """Another value in the same form."""
    for number in ground.shuffled(claimed_numbers(ground.claim)):
        edit = _from_source(ground, number) if ground.dice.random() < 0.5 else None
        edit = edit or _changed(ground, number)
        if edit is not None:
            return edit
    return None


def _changed(ground: Ground, number: Number) -> Edit | None:
    """The number with another leading figure, far enough from the old one."""
    if number.spelled:
        match = re.search(r"\b(?:" + "|".join((*_SPELLED, *_TENS)) + r")\b", number.text, re.IGNORECASE)
        if match is None or number.ordinal:
            return None
        group = _TENS if match.group().lower() in _TENS else _SPELLED
        at = group.index(match.group().lower())
        words = ground.pick(
            [word for place, word in enumerate(group) if abs(place - at) > 1 and (place - at) * 3 > -at]
        )
        return _edit(number, match.start(), match.end(), like(match.group(), words)) if words else None
    match = _DIGITS.search(number.text)
    if match is None or number.unit == "clock":
        return None
    old = match.group()
    if number.ordinal:
        return _ordinal(ground, number, old)
    lead = int(old[0]) if old[0] != "0" else 0
    figure = ground.pick(
        [figure for figure in range(1, 10) if abs(figure - lead) > 1 or (lead <= 2 and figure != lead)]
    )
    digits = f"{figure}{old[1:]}" if old[0] != "0" else old[:-1] + str((int(old[-1]) + 4) % 10)
    return _edit(number, match.start(), match.end(), digits) if figure is not None and digits != old else None


def _ordinal(ground: Ground, number: Number, old: str) -> Edit | None:
    value = int(old.replace(",", "")) + (ground.pick([2, 3, 5]) or 2)
    ending = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return _edit(number, 0, len(number.text), f"{value}{ending}") if re.fullmatch(r"[\d,]+\w\w", number.text) else None


def _from_source(ground: Ground, number: Number) -> Edit | None:
    """The digits of a number that the source has for something else, of the same unit and form."""
    match = _DIGITS.search(number.text)
    if match is None or number.spelled or number.ordinal or number.unit == "clock":
        return None
    own = {other.value for other in ground.claim.numbers}
    options = sorted(
        {
            found.group()
            for numbers in ground.index.numbers[1:]
            for other in numbers
            if other.unit == number.unit and not (other.spelled or other.ordinal or other.name)
            if other.value not in own and not 0.8 < other.value / (number.value or 1) < 1.25
            if (found := _DIGITS.search(other.text)) is not None
            if not (other.unit is None and re.fullmatch(r"(?:1[6-9]|20)\d\d", other.text))
        }
    )
    digits = ground.pick([option for option in options if option != match.group()])
    if digits is None:
        return None
    edit = _edit(number, match.start(), match.end(), digits)
    mutated = edit.of(ground.text)
    return edit if {n.value for n in find_numbers(mutated)} != {n.value for n in ground.claim.numbers} else None


def _edit(number: Number, start: int, end: int, words: str) -> Edit:
    return Edit(number.start + start, number.start + end, words)


def other_unit(ground: Ground) -> Edit | None:
    """The same figures of another unit, currency or magnitude."""
    for number in ground.shuffled([number for number in claimed_numbers(ground.claim) if not number.ordinal]):
        match = _UNIT.search(number.text)
        symbol = next((s for s in ("US$", "$", "£", "€") if number.text.startswith(s)), None)
        if match is not None:
            words = _UNITS[match.group()]
            if number.value == 1 and words.endswith("s"):
                continue
            return _edit(number, match.start(), match.end(), words)
        if symbol is not None:
            return _edit(number, 0, len(symbol), _SYMBOLS[symbol])
    return None


def other_date(ground: Ground) -> Edit | None:
    """Another day, month or year; never one that stands in the claim already."""
    mentions = [m for m in find_dates(ground.text) if m.absolute and not ground.spoken(m.span)]
    for mention in ground.shuffled(mentions):
        edits = [edit for edit in _dated(ground, mention) if edit.words not in ground.text]
        edit = ground.pick(edits)
        if edit is not None:
            return edit
    return None


def _dated(ground: Ground, mention: DateMention) -> list[Edit]:
    edits: list[Edit] = []
    words = mention.text
    for names in (_MONTHS, _SHORT_MONTHS):
        for name in names:
            at = re.search(rf"\b{name}\b", words)
            if at is not None and (name != "May" or names is _MONTHS):
                month = ground.pick([other for other in names if other not in {name, "May"}]) or name
                edits.append(Edit(mention.start + at.start(), mention.start + at.end(), month))
    if mention.year is not None:
        at = re.search(str(mention.year), words)
        if at is not None:
            year = mention.year + (ground.pick([-3, -2, -1, 1, 2]) or 1)
            edits.append(Edit(mention.start + at.start(), mention.start + at.end(), str(year)))
    if mention.day is not None:
        at = re.search(rf"(?<!\d){mention.day}(?!\d)", words)
        if at is not None and not words[at.end() : at.end() + 2].isalpha():
            day = ground.pick([d for d in range(1, 29) if d != mention.day]) or 1
            edits.append(Edit(mention.start + at.start(), mention.start + at.end(), str(day)))
    return edits


def other_day(ground: Ground) -> Edit | None:
    """Another weekday, or the day before for the day after."""
    mentions = [m for m in find_dates(ground.text) if not m.absolute and not ground.spoken(m.span)]
    for mention in ground.shuffled(mentions):
        if mention.weekday is not None:
            old = _DAYS[mention.weekday]
            match = re.search(old, mention.text)
            named = [m.weekday for m in find_dates(ground.text)]
            new = ground.pick([day for place, day in enumerate(_DAYS) if place not in named])
            if match is not None and new is not None:
                return Edit(mention.start + match.start(), mention.start + match.end(), new)
        new = _RELATIVE.get(mention.text.lower())
        if new is not None:
            return Edit(mention.start, mention.end, like(mention.text, new))
    return None
