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

THIN_PAGE = 50
"""Words: the shortest news items of the development sets have some 60, teasers and wire flashes fewer."""
THIN_TEXT = 5
"""Words of a text that a person gave on purpose: it is what they want read, however short."""
_WALL_WORDS = 150  # a page with more prose than this is an article with a banner, not a wall
_PAYWALL_WORDS = 350  # more than this of a declared pay article is more than any teaser: the page gave it

_BOT_TITLE = re.compile(
    r"^(?:just a moment|attention required|access (?:to this page has been )?denied|"
    r"are you (?:a robot|human)|"
    r"pardon our interruption|security check|verify(?:ing)? you are human|one more step|ddos protection|"
    r"robot check|please wait|checking your browser|human verification|bot verification|request blocked|"
    r"bloomberg - are you a robot)",
    re.IGNORECASE,
)
_BOT = re.compile(
    r"checking your browser|verify (?:that )?you(?:'re| are) (?:a )?human|unusual (?:traffic|activity) from|"
    r"are you a robot|not a robot|complete the (?:security check|captcha)|enable cookies and reload|"
    r"ddos protection by|ray id\b|automated access|pardon our interruption|has been blocked|"
    r"performance & security by|you have been blocked|access to this page has been denied",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"(?:enable|turn on|activate|requires?|needs?|support) (?:your )?java-?script|"
    r"java-?script (?:is|to be|must be|has been)"
    r" (?:disabled|enabled|required|turned)|(?:bitte|aktivieren sie) java-?script|activer java-?script|"
    r"browser (?:is|does|not)? ?(?:not support|unsupported|out of date)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"we (?:and our (?:\d+ )?partners|value your privacy|use cookies)|before you continue|"
    r"cookie (?:consent|settings|policy)|"
    r"accept (?:all )?cookies|accept all|manage (?:your )?(?:privacy|cookie|consent)|"
    r"your privacy (?:choices|matters)|"
    r"store and/or access information on a device|legitimate interest|consent to (?:the use|our)|"
    r"cookies zustimmen|mit werbung (?:lesen|weiterlesen)|zustimmen und weiter|accepter (?:et|les cookies)",
    re.IGNORECASE,
)
_MISSING_TITLE = re.compile(
    r"^(?:error\s*)?(?:404|410)\b|\b404\b.*\b(?:error|not found)|(?:page|article|content|"
    r"story|seite)\s+(?:is |was )?"
    r"(?:not found|no longer available|unavailable|nicht gefunden)|^not found$|page introuvable|"
    r"p[áa]gina no encontrada|does(?: not|n't) exist|^oops\b",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"(?:page|article|story|content)(?: that)?(?: you(?:'re| are| were)? (?:looking for|"
    r"requested|trying to \w+))?"
    r"(?: \w+){0,3} (?:could ?n[o']t be found|cannot be found|can't be found|not found|"
    r"no longer (?:exists?|available)|"
    r"does(?: not|n't) exist|has been (?:moved|removed|deleted))|we can(?:'t|not) find (?:the|"
    r"that|this) page|error 404",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:sign|log) ?in (?:to (?:continue|your account|read|view|see)|required)|"
    r"you must (?:be logged in|log in|sign in)|"
    r"please (?:log|sign) ?in|forgot(?:ten)? (?:your )?password|create (?:an|"
    r"a free) account to|register to (?:read|continue)",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscribe (?:now |today )?(?:to|for) (?:continue|keep|read|unlock|full access|unlimited|get full)|"
    r"to (?:continue|keep|finish) reading|continue reading (?:this|the|your|with)|"
    r"(?:article|story|content|post) is (?:only )?(?:for|available to|reserved for|"
    r"exclusive to|exclusively for) "
    r"(?:our )?(?:\w+ )?(?:subscribers|members)|(?:exclusive|only) (?:for|"
    r"to) (?:our )?(?:subscribers|members)|"
    r"already (?:a |an )?(?:\w+ )?(?:subscriber|member)|to read the (?:full|rest of|entire|"
    r"whole) (?:story|article|this)|"
    r"unlock (?:this|the) (?:article|story)|(?:become|you need to be|"
    r"must be) a (?:\w+ )?(?:subscriber|member)|"
    r"subscribers? only|start your (?:free )?(?:trial|subscription)|you(?:'ve|"
    r" have) (?:reached|used) your (?:\w+ )?"
    r"(?:limit|free)|(?:free|remaining) articles? (?:this|left|remaining)|"
    r"sie haben bereits ein abo|jetzt abonnieren|"
    r"weiterlesen mit|nur für abonnenten|réservé (?:aux|à nos) abonnés|para suscriptores|abbonati per|"
    r"buy (?:this|a) (?:article|day pass)|purchase a subscription|subscription required",
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
    paywall = (_PAYWALL.search(text[-600:]) or _PAYWALL.search(around)) if breaks_off else None
    if paywall is not None:
        return Judgement(Completeness.PAYWALLED, f"the text breaks off at an offer to subscribe ({paywall[0]!r})")
    if words < THIN_PAGE:
        return Judgement(Completeness.THIN, f"its article has only {words} words")
    return Judgement(Completeness.FULL)


def _wall(title: str, text: str, around: str, has_password_field: bool) -> str | None:
    """What stands in the article's place, if it is a wall."""
    few = f"{text} {around}"
    if _BOT_TITLE.search(title) or _BOT.search(few):
        return "the site asks for proof of being human"
    if _MISSING_TITLE.search(title) or _MISSING.search(text) or (not text and _MISSING.search(few)):
        return "the page says that there is no such article"
    checks = (
        (_SCRIPT, "the page shows nothing without JavaScript"),
        (_CONSENT, "a consent dialog stands in the article's place"),
        (_LOGIN, "the page asks for a login"),
    )
    for pattern, reason in checks:
        inside = pattern.search(text)
        if inside or (count_words(text) < THIN_PAGE and pattern.search(around)):
            return reason
    if has_password_field and count_words(text) < THIN_PAGE:
        return "the page asks for a login"
    return None
