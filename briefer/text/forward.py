"""Forward-looking language: what a text says is scheduled, planned, expected or possible.

Covered (English): fixed steps ("is due to", "is scheduled for"), plans and undertakings ("plans to", "vowed
to"), expectations ("is expected to", "is on track to"), will and shall, would in reported speech, going to,
may, might and could, and points of time that lie ahead ("next week", "by 2030"). Left out: the past's own
future ("would have", "was to have"), will as a noun or a name, May as a month, due to as a cause. Not
covered: other languages, whether a day that is named has passed since, and irony.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from briefer.text.spans import Span


class ForwardKind(StrEnum):
    """How a text looks ahead, the firmest first."""

    SCHEDULED = "scheduled"
    """A step that somebody has fixed: is due to, is scheduled for."""
    PLANNED = "planned"
    """What somebody intends or has promised."""
    EXPECTED = "expected"
    """What is foreseen: will, is expected to, and would in reported speech."""
    POSSIBLE = "possible"
    """What may, might or could come: alone, a hedge as often as a forecast."""
    TIME = "time"
    """A point of time that lies ahead: alone, it says when, not that anything will be."""


FIRM = frozenset({ForwardKind.SCHEDULED, ForwardKind.PLANNED, ForwardKind.EXPECTED})
"""The kinds that make a sentence forward-looking on their own."""


@dataclass(frozen=True, slots=True)
class ForwardCue:
    """The words that look ahead, and how."""

    span: Span
    """In the text that was given."""
    kind: ForwardKind


DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTHS = (
    r"(?:Jan(?:uary|\.)|Feb(?:ruary|\.)|March|April|May|June|July|Aug(?:ust|\.)|Sept(?:ember|\.)|Oct(?:ober|\.)|"
    r"Nov(?:ember|\.)|Dec(?:ember|\.))"
)
"""A month, in full or as agencies shorten it; as a pattern, like `DAYS`."""

_BE = r"(?:\b(?:is|are|am|be|been|being|remains?)|\w[’'](?:s|re|m))"
_BETWEEN = (
    r"(?:\s(?:also|now|not|still|currently|widely|generally|next|already|provisionally|formally|first))"
    r"{0,2}\s"
)
_VERB = r"[a-z]+"
_HAVE = r"(?!(?:[a-z]+\s)?have\b)"  # would have, might well have: the past's own future
_CAUSE = r"(?:an?|the|its?|his|her|their|our|my|your|this|that|these|those|such|what|how|lack|poor|bad|low|high)\b"
_UNIT = r"(?:days?|weeks?|months?|years?|weekend|quarter|season|term|session|summer|winter|autumn|spring|fall)"

_NOT_WAS = r"(?<!\bwas\s)(?<!\bwere\s)(?<!\bhad\s)(?<!originally\s)"

_SCHEDULED = re.compile(
    rf"{_BE}{_BETWEEN}(?:(?:scheduled|slated|timetabled|booked|billed|penciled|pencilled)\b|set\s(?:to|for)\b|due\sto\s(?!{_CAUSE}){_VERB})"
    rf"|{_NOT_WAS}\bdue\s(?:back\s|out\s)?(?:on|at|by|before|next|later|tomorrow|in\scourt|in\s{MONTHS})\b"
    rf"|{_NOT_WAS}\b(?:scheduled|slated)\s(?:for|to)\b|{_NOT_WAS}\bset\sfor\s(?:next|later|{DAYS}|{MONTHS})"
    r"|(?<!due\s)(?<!scheduled\s)(?<!set\s)(?<!was\s)(?<!were\s)(?<!expected\s)(?<!had\s)\bto\sbe\s(?:held|published|announced|released|decided|sentenced|unveiled)\b"
)
_PLANNED = re.compile(
    rf"\b(?:plans?|intends?|hopes?|proposes?|(?<!had\s)(?:vow|pledge|promise)(?:s|d|ed)?)\s(?:not\s)?to\s(?!have\b){_VERB}"
    rf"|{_BE}{_BETWEEN}(?:planning|intending|aiming|hoping|preparing|about|ready|poised|determined)\sto\s(?!have\b){_VERB}"
    r"|\b(?:plans|preparations)\sfor\b"
    rf"|{_BE}{_BETWEEN}planned\s(?:for|in|on|next|this|later|to)\b"
    rf"|{_BE}{_BETWEEN}(?:considering|weighing)\b"
)
_EXPECTED = re.compile(
    rf"{_BE}{_BETWEEN}(?:expected|predicted|forecast|projected|anticipated|tipped)\s(?:to|that|in|on|by|next|later)\b(?!\shave\b)"
    r"|\b(?:expects?|anticipates?|predicts?|forecasts?|foresees?)\s(?:to|that|the|an?|its?|more)\b"
    r"|\bon\s(?:track|course)\s(?:to|for)\b"
    rf"|\bgoing\sto\s{_VERB}"
    rf"|(?<!free\s)(?<!good\s)(?<!ill\s)(?<!the\s)(?<!own\s)\bwill\s(?:not\s)?{_HAVE}(?!of\b|and\b|or\b|to\b){_VERB}"
    rf"|\bwon[’']t\s{_VERB}|\w[’']ll\s{_VERB}|\bshall\s{_HAVE}{_VERB}"
    r"|\bto\sbe\s(?:seen|determined)\b"
)
_WOULD = re.compile(rf"\bwould\s(?:not\s)?{_HAVE}(?!like\sto\b|be\sa\smistake\b){_VERB}|\w[’']d\s(?:be\s{_VERB})")
_REPORTS = re.compile(
    r"(?<!had\s)\b(?:said|says|told|tells|announced|announces|confirmed|added|warned|promised|pledged|vowed|predicted|"
    r"insisted|wrote|according\sto|plan|proposal|bill|deal|agreement|measure|legislation|amendment)\b"
)
_POSSIBLE = re.compile(
    rf"\b(?:could|might)\s(?:not\s)?{_HAVE}{_VERB}|(?<!\bin\s)(?<!of\s)\bmay\s(?:not\s)?{_HAVE}{_VERB}"
    rf"|\b(?:wants?|seeks?|aims?|agrees?|agreed)\sto\s(?!have\b){_VERB}|{_BE}{_BETWEEN}(?:likely|unlikely|bound|certain)\sto\b(?!\shave\b)"
    r"|\b(?:was|were)\s(?:also\s)?(?:due|scheduled|slated|set|expected|planned)\s(?:to\s(?!have\b)|for\s|on\s|in\s)"
    r"|\b[Ii]f\s(?:approved|passed|confirmed|convicted|found\sguilty|elected|adopted|ratified)\b"
)
_TIME = re.compile(
    rf"\b[Nn]ext\s(?:{_UNIT}|{DAYS}|{MONTHS}|step|hearing|meeting|round|vote|trial|election)\b|\b[Tt]omorrow\b"
    rf"|\b[Ll]ater\sthis\s{_UNIT}\b|\b[Ii]n\sthe\s(?:coming|next|near\sfuture)\b|\b(?:days|weeks|months|years)\sahead\b"
    rf"|\b[Bb]y\s(?:the\send\sof\s(?:the|this|next)|{DAYS}|{MONTHS}|20[2-9]\d|\d{{1,2}}\s{MONTHS})\b"
    rf"|\b[Uu]ntil\s(?:at\sleast|{DAYS}|{MONTHS}|next|the\send|20[2-9]\d)\b|\b[Ww]ithin\s(?:the\snext\s)?\w+\s{_UNIT}\b"
    r"|\b(?:upcoming|forthcoming|deadline)\b"
)
_FIXED = (
    (ForwardKind.SCHEDULED, _SCHEDULED),
    (ForwardKind.PLANNED, _PLANNED),
    (ForwardKind.EXPECTED, _EXPECTED),
    (ForwardKind.POSSIBLE, _POSSIBLE),
    (ForwardKind.TIME, _TIME),
)


def find_forward(text: str) -> tuple[ForwardCue, ...]:
    """The cues of one sentence or more that look ahead, in the order of the text; none is an empty tuple.

    Would counts as expected where something in the text before it reports or proposes ("she said it
    would"), as possible elsewhere.
    """
    return tuple(sorted(_cues(text), key=lambda cue: cue.span))


def _cues(text: str) -> Iterator[ForwardCue]:
    for kind, pattern in _FIXED:
        for match in pattern.finditer(text):
            yield ForwardCue(Span(*match.span()), kind)
    reported = _REPORTS.search(text)
    for match in _WOULD.finditer(text):
        firm = reported is not None and reported.start() < match.start()
        kind = ForwardKind.EXPECTED if firm else ForwardKind.POSSIBLE
        yield ForwardCue(Span(*match.span()), kind)


def is_forward_looking(text: str) -> bool:
    """True if the text holds a step, a plan or an expectation, or a possibility with a time ahead."""
    kinds = {cue.kind for cue in find_forward(text)}
    return bool(kinds & FIRM) or {ForwardKind.POSSIBLE, ForwardKind.TIME} <= kinds
