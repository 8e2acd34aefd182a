"""Whose word a unit holds, as far as a brief may say so.

`briefer.text.speakers` finds the attributions; this asks of each whether the verb and the speaker are such
that the sentence belongs under Who said what. Not covered: whether a description ("the union leader") is
somebody named elsewhere, where the text does not say so.
"""

from __future__ import annotations

import re

from briefer.text.cues import LEMMAS
from briefer.text.speakers import Attribution
from briefer.write.extractive.openings import PRONOUNS
from briefer.write.extractive.units import Unit

_NOBODY = re.compile(
    r"\d|[=%$£€]|^(?:I|[Ww]e|[Yy]ou)(?:[’']\w+)?$|^(?:com|org|net)$"
    r"|^[a-z]+(?:ed|ing|me|nt)\b|^[A-Z][a-z]+ing [A-Z]"
)
"""What looks like a name to a parser and is none: a share price, a verb, the end of a web address, the
writer."""
_OPENING = frozenset(
    {
        "the",
        "a",
        "an",
        "one",
        "some",
        "two",
        "three",
        "several",
        "his",
        "her",
        "their",
        "its",
        "police",
        "staff",
    }
    | {"people", "media", "he", "she", "they"}
)
"""What a description in lower case opens with, where it is no plural: "the mayor", "one of the nurses"."""
_SELDOM = frozenset(
    {"offer", "post", "point", "continue", "charge", "rule", "read", "relate", "reason", "mention", "repeat"}
    | {"protest", "request", "put", "go"}
)
"""Verbs that attribute in front of a quotation, and mean something else without one."""
_SAYING = frozenset({"say", "tell", "write", "explain", "warn", "insist", "announce", "deny"})
"""Verbs that give somebody's word even where the parser took a wrong name for the speaker."""
_OF_PERSONS = frozenset(
    {"reveal", "suggest", "promise", "agree", "think", "believe", "hope", "fear", "recommend", "estimate"}
    | {"remember", "recall", "outline", "find", "show"}
)
"""Verbs that tests and tables are the subject of as well: without a quotation they need a name of two
words."""
_ACCUSING = frozenset(
    {
        "accuse",
        "allege",
        "charge",
        "criticise",
        "criticize",
        "condemn",
        "denounce",
        "blame",
        "claim",
        "contend",
    }
)
_WRITER = re.compile(r"(?:i|we|you)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"(?<=[\w,;’'\"”] )[A-Z][\w’'-]+")


def heard_in(unit: Unit) -> tuple[Attribution, ...]:
    """The unit's attributions that give somebody's word."""
    return tuple(one for one in unit.attributions if _speaks(one, quoted=bool(unit.quotations)))


def voices_of(unit: Unit) -> tuple[str, ...]:
    """Everybody whose word the unit holds, as resolved, once each, in order."""
    speakers = [*(one.speaker for one in heard_in(unit)), *(one.speaker for one in unit.quotations)]
    return tuple(dict.fromkeys(one.name for one in speakers if one is not None and is_somebody(one.name)))


def is_somebody(name: str) -> bool:
    """Whether a resolved name reads as a person, a body or a group."""
    if _NOBODY.search(name):
        return False
    words = name.split()
    if any(word[0].isupper() for word in words) or words[0] in _OPENING:
        return True
    return any(word.endswith("s") for word in words[:3])


def is_named(unit: Unit, name: str) -> bool:
    """Whether the unit has the name, or its last word."""
    last = name.rsplit(maxsplit=1)[-1]
    return re.search(rf"\b{re.escape(last)}\b", unit.text, re.IGNORECASE) is not None


def accuses(unit: Unit) -> bool:
    """Whether the unit holds a charge against somebody, or a claim that may be disputed."""
    return any(LEMMAS.get(one.cue.casefold()) in _ACCUSING for one in unit.attributions)


def answers(unit: Unit) -> bool:
    """Whether the unit holds a denial, or says that somebody was asked and did not answer."""
    return any(one.denial or one.no_comment for one in unit.attributions)


def only_pronouns(unit: Unit) -> bool:
    """Whether pronouns are all that stands in the unit for those who speak."""
    found = _surfaces(unit)
    return bool(found) and all(surface in PRONOUNS for surface in found)


def opens_with_speaker(unit: Unit, outside: str) -> bool:
    """Whether the unit opens with the pronoun that speaks; `outside` has its quotations blanked out."""
    opening = _WORD.search(outside)
    if opening is None or _NAME.search(outside[: opening.start()]):
        return False
    word = opening[0].casefold()
    return word in {"he", "she", "they"} and word in _surfaces(unit)


def _speaks(attribution: Attribution, *, quoted: bool) -> bool:
    name = attribution.speaker.name if attribution.speaker is not None else ""
    lemma = LEMMAS.get(attribution.cue.casefold(), "")
    if name and not is_somebody(name):
        return lemma in _SAYING and not _WRITER.match(name)
    if quoted or attribution.denial or attribution.no_comment:
        return True
    if lemma in _SELDOM:
        return False
    return lemma not in _OF_PERSONS or sum(1 for word in name.split() if word[0].isupper()) >= 2


def _surfaces(unit: Unit) -> list[str]:
    """The words that stand for each speaker in the unit, in lower case."""
    spans = [one.speaker.span for one in unit.attributions if one.speaker is not None]
    return [span.shift(-unit.span.start).of(unit.text).casefold() for span in spans if unit.span.contains(span)]
