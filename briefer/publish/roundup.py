"""Which headlines promise many events in one entry: briefings, live pages of a whole beat, lists, corrections columns.

Such an entry shares words with all that it lists and belongs to none of it. Covered: what newsrooms call these in
English, and lists behind a colon. A live page of one event ("Ferry fire live") is that event's. What no headline gives
away stays alone in clustering where it lies as near to a second event as to the first.
"""

from __future__ import annotations

import re

_NAMED = re.compile(
    r"\b(?:(?:morning|evening|daily|weekend|weekly|lunchtime|midday|news|(?:mon|tues|wednes|thurs|fri|satur|sun)day) "
    r"(?:briefing|roundup|round-up|digest|update|recap|wrap|news brief)"
    r"|(?:news|world|business|sport|politics|city|local) (?:in brief|briefs|roundup|round-up|at a glance|live|wrap)"
    r"|(?:good|early) (?:morning|evening)\b"
    r"|(?:\d+|three|four|five|six|seven|eight|nine|ten) (?:things|stories|charts|photos|pictures|questions)\b"
    r"|(?:the|this|last|your) (?:day|week|weekend|month|year|\w+day) in\b"
    r"|(?:day|week|month|year)'s (?:news|stories|headlines|sport|papers|best)"
    r"|corrections? (?:and|&) clarifications?"
    r"|in (?:\w+ )?(?:seconds|minutes)$"
    r"|(?:markets?|shares|stocks) (?:at|before|after) the (?:open|opening|bell|close)|market (?:report|wrap|snapshot)"
    r"|what to (?:watch|read|know) (?:today|tonight|tomorrow|this week(?:end)?)|in pictures|news quiz|newsletter|podcast"
    r"|(?:today's|tomorrow's|front) (?:papers|pages|front pages|headlines)|what the papers say|top stories"
    r"|(?:most read|letters|crossword|horoscopes?|obituaries in brief))\b"
)
"""Of a folded headline: a pattern that looks at both cases of each letter takes three times as long."""
_LIST = re.compile(r":\s*(?P<items>.+)$")
_BETWEEN = re.compile(r"\s*[;,]\s*(?:and\s+)?|\s+and\s+|\s+[|•·]\s+", re.IGNORECASE)
_ITEMS = 3
_LEAD_WORDS = 5
"""A name of a column is short ("Politics live:"); a longer lead is itself the news."""


def is_roundup(title: str) -> bool:
    """Whether a headline promises several events."""
    if _NAMED.search(title.replace("’", "'").casefold()):
        return True
    listed = _LIST.search(title)
    if listed is None or len(title[: listed.start()].split()) > _LEAD_WORDS:
        return False
    items = [item for item in _BETWEEN.split(listed["items"]) if len(item.split()) >= 2]
    return len(items) >= _ITEMS and ("," in listed["items"] or ";" in listed["items"])
