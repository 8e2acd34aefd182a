"""Day words that are stale by the time an edition is read: "tonight" of a story of Thursday, in a mail of Friday. Pure.

The words stay, as they are what was proved; the day that they meant is put behind them in brackets, as copy editors do.
Covered: English words for a day or a part of it. Left as they are: words inside a quotation; "today" within a sentence,
which may mean these days; possessives; and all of a source whose day is not certain, as a wrong day is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from briefer.publish.render.wording import day, weekday
from briefer.text.dates import find_dates

_WEEK = timedelta(days=6)
_MORNING_H = 8
"""Before this hour in UTC it is the day before in America, whose outlets date their pages in UTC too."""
_PART = re.compile(r"\s+(?:morning|afternoon|evening|night)\b")
_ENDS = re.compile(r"\s*(?:[.,;:!?)\]”\"–—-]|$)")
_OWN = re.compile(r"['’]")


def day_of(published: datetime | date | None) -> date | None:
    """The day on which a source calls that day "today"; None where it could be another."""
    if not isinstance(published, datetime):
        return published
    if not published.utcoffset() and published.astimezone(UTC).hour < _MORNING_H:
        return None
    return published.date()


def find_stale(text: str, days: Iterable[date | None], on: date) -> tuple[tuple[int, str], ...]:
    """Where in the text a day has to be named for who reads it on another day, and how: `(42, "Thursday")`.

    `days` are those of the text's sources; where they differ, or one is not known, nothing is certain.
    """
    told = set(days)
    if len(told) != 1 or None in told or told == {on}:
        return ()
    found = []
    for mention in find_dates(text, told.pop()):
        if mention.kind != "relative" or not mention.days or mention.days[0][0] != mention.days[0][1]:
            continue
        if text[mention.start].isupper() and mention.start > 0:  # the name of a paper or a programme
            continue
        part = _PART.match(text, mention.end)
        end = part.end() if part else mention.end
        if _OWN.match(text, end) or (mention.text.lower() == "today" and not _ENDS.match(text, end)):
            continue
        meant = mention.days[0][0]
        found.append((end, weekday(meant) if abs(meant - on) <= _WEEK else day(meant) or ""))
    return tuple(found)
