"""How much of the article a page gave: full, thin, paywalled or blocked, and why.

A wall is recognised by what stands where the article should: a page whose few words ask for consent, a login,
scripts or proof of being human is blocked; a text that breaks off at an offer to subscribe is paywalled. A
long article that merely mentions such words is full. Paywalls are reported, never evaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefer.article import Completeness, count_words
from briefer.read import walls
from briefer.read.signs import SAID

THIN_PAGE = 50
"""Words: the shortest news items of the development sets have some 60, teasers and wire flashes fewer."""
THIN_TEXT = 5
"""Words of a text that a person gave on purpose: it is what they want read, however short."""
_WALL_WORDS = 150  # a page with more prose than this is an article with a banner, not a wall
_PAYWALL_WORDS = 350  # more than this of a declared pay article is more than any teaser: the page gave it

_REPORT_WORDS = 35  # with a verb of saying among them: no wall is so long and tells what somebody said
_OPENING = 400  # characters
_READER = re.compile(
    r"\b(?:you|your|we|our|sie|ihre|wir|unsere|vous|vos|votre|nous|tu|su|sus|usted|nosotros|noi|voi|wij|onze|você|nós)\b",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])[\"'”’)\s]*$")


@dataclass(frozen=True, slots=True)
class Judgement:
    """How complete an article is, and the reason in words; no reason for a full one."""

    completeness: Completeness
    reason: str | None = None


def judge_text(text: str) -> Judgement:
    """The judgement on a text that was given as such: there is no page around it to judge by."""
    words = count_words(text)
    if words < THIN_TEXT:
        return Judgement(Completeness.THIN, f"it has only {words} words")
    return Judgement(Completeness.FULL)


def judge_page(
    text: str,
    *,
    title: str | None,
    furniture: Sequence[str],
    free: bool | None,
    has_password_field: bool = False,
) -> Judgement:
    """The judgement on a page whose article is `text`.

    `furniture` is what else stands on the page, `free` what it declares about itself (None: nothing).
    """
    words = count_words(text)
    around = " ".join(furniture)[:20_000]
    if words < _WALL_WORDS:
        wall = _wall(title or "", text, around if words < THIN_PAGE else "", has_password_field)
        if wall is not None:
            return Judgement(Completeness.BLOCKED, wall)
    if free is False and words < _PAYWALL_WORDS:
        return Judgement(Completeness.PAYWALLED, "the page says that the article is not free to read")
    breaks_off = words < _PAYWALL_WORDS or _BREAKS_OFF.search(text[-40:]) is not None
    paywall = (walls.PAYWALL.search(text[-600:]) or walls.PAYWALL.search(around)) if breaks_off else None
    if paywall is not None:
        return Judgement(Completeness.PAYWALLED, f"the text breaks off at an offer to subscribe ({paywall[0]!r})")
    if words < THIN_PAGE:
        return Judgement(Completeness.THIN, f"its article has only {words} words")
    return Judgement(Completeness.FULL)


def _wall(title: str, text: str, around: str, has_password_field: bool) -> str | None:
    """What stands in the article's place, if it is a wall."""
    words = count_words(text)
    if words >= _REPORT_WORDS and SAID.search(text.lower()):
        return None  # somebody said so: that is a report, of a wall it may be
    few = f"{text} {around}"
    if walls.BOT_TITLE.search(title) or walls.BOT.search(few):
        return "the site asks for proof of being human"
    if walls.MISSING_TITLE.search(title) or walls.MISSING.search(text) or (not text and walls.MISSING.search(few)):
        return "the page says that there is no such article"
    checks = (
        (walls.REGION, "the site does not show its pages here"),
        (walls.LATER, "the site asks to come back later"),
        (walls.AD_BLOCKER, "the site asks to switch an ad blocker off"),
        (walls.SCRIPT, "the page shows nothing without JavaScript"),
        (walls.CONSENT, "a consent dialog stands in the article's place"),
        (walls.LOGIN, "the page asks for a login"),
    )
    for pattern, reason in checks:
        if (words < THIN_PAGE and pattern.search(few)) or (pattern is not walls.LOGIN and _is_about(pattern, text)):
            return reason
    if has_password_field and words < THIN_PAGE:
        return "the page asks for a login"
    return None


def _is_about(pattern: re.Pattern[str], text: str) -> bool:
    """True if a text of some length speaks to its reader of the matter, from its first words on."""
    found = pattern.search(text)
    return found is not None and found.start() < _OPENING and _READER.search(text) is not None
