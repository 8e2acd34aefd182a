"""How much of the article a page gave: full, thin, paywalled or blocked, and why.

A wall is recognised by what stands where the article should: a page whose few words ask for consent, a login,
scripts or proof of being human is blocked; a text that breaks off at an offer to subscribe is paywalled. An offer that
the article goes on behind is a box in its middle, not its end, and a long article that merely mentions such words is
full. Paywalls are reported, never evaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefer.article import Completeness, count_words
from briefer.read import walls
from briefer.read.blocks import Block
from briefer.read.signs import SAID
from briefer.text.counting import counted

THIN_PAGE = 50
"""Words: the shortest news items of the development sets have some 60, teasers and wire flashes fewer."""
THIN_TEXT = 5
"""Words of a text that a person gave on purpose: it is what they want read, however short."""
_WALL_WORDS = 150  # a page with more prose than this is an article with a banner, not a wall
_PAYWALL_WORDS = 350  # more than this of a declared pay article is more than any teaser: the page gave it

_GOES_ON_WORDS = 30  # of running text behind an offer: a paragraph, which no wall lets follow
_PROBE = 48  # letters by which a paragraph is found on its page again
_MAX_ORDER = 400_000  # characters of a page that offers are looked for in, and
_MAX_OFFERS = 20  # so many of them: the time is that of finding each paragraph behind each offer
_REPORT_WORDS = 35  # with a verb of saying among them: no wall is so long and tells what somebody said
_OPENING = 400  # characters
_READER = re.compile(
    r"\b(?:you|your|we|our|sie|ihre|wir|unsere|vous|vos|votre|nous|tu|su|sus|usted|nosotros|noi|voi|wij|onze|você|nós)\b",
    re.IGNORECASE,
)
_NO_LETTER = re.compile(r"[\W_]+")
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
        return Judgement(Completeness.THIN, f"it has only {counted(words, 'word')}")
    return Judgement(Completeness.FULL)


def judge_page(
    blocks: Sequence[Block],
    *,
    title: str | None,
    furniture: Sequence[str],
    order: str,
    free: bool | None,
    has_password_field: bool = False,
) -> Judgement:
    """The judgement on a page whose article these blocks are.

    `furniture` is what else stands on the page, `order` all of its words as they stand in it, `free` what it declares
    about itself (None: nothing).
    """
    text = "\n\n".join(block.text for block in blocks)
    words = count_words(text)
    around = " ".join(furniture)[:20_000]
    if words < _WALL_WORDS:
        wall = _wall(title or "", text, around if words < THIN_PAGE else "", has_password_field)
        if wall is not None:
            return Judgement(Completeness.BLOCKED, wall)
    if free is False and words < _PAYWALL_WORDS:
        return Judgement(Completeness.PAYWALLED, "the page says that the article is not free to read")
    breaks_off = _BREAKS_OFF.search(text[-40:]) is not None
    if breaks_off or words < _PAYWALL_WORDS:
        offers = [found[0] for where in (text[-600:], around) for found in walls.PAYWALL.finditer(where)]
        walled = offers if breaks_off or not offers else _behind_all(offers, blocks, order)
        if walled:
            return Judgement(Completeness.PAYWALLED, f"the text breaks off at an offer to subscribe ({walled[0]!r})")
    if words < THIN_PAGE:
        return Judgement(Completeness.THIN, f"its article has only {counted(words, 'word')}")
    return Judgement(Completeness.FULL)


def _behind_all(offers: Sequence[str], blocks: Sequence[Block], order: str) -> list[str]:
    """The offers that the article does not go on behind.

    Behind a box in its middle another paragraph follows; behind one above it, where the dialog that hides the rest of
    it may stand as well, more than any teaser has. What is said in such a box is said in vain further on too.
    """
    page = _letters(order[:_MAX_ORDER])
    probes = [(_letters(block.text)[:_PROBE], block.words) for block in blocks if block.prose]
    ending: list[str] = []
    for offer in list(dict.fromkeys(offers))[:_MAX_OFFERS]:
        at = page.find(_letters(offer))
        behind = sum(words for probe, words in probes if at != -1 and page.find(probe, at) != -1)
        inside = any(page.find(probe, 0, max(at, 0)) != -1 for probe, _ in probes)
        if behind < (_GOES_ON_WORDS if inside else _WALL_WORDS):
            ending.append(offer)
    return ending


def _letters(text: str) -> str:
    """The letters and figures of a text alone, case levelled: what is left of it however its markup breaks it."""
    return _NO_LETTER.sub("", text.casefold())


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
