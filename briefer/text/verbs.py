"""Whether a form of an attributing verb is that verb where it stands, or a noun, a participle, a name for a thing.

Many of the forms are nouns too (claims, reports, calls): what stands around them says which. Not covered: words
that no list has; who speaks is found elsewhere (`briefer.text.subjects`).
"""

from __future__ import annotations

from collections.abc import Sequence

from briefer.text.cues import BASE_FORMS, LEMMAS, NAMING, NOUNLIKE, PARTICIPLES, word_set
from briefer.text.grammar import AUXILIARIES, BARE_DETERMINERS, MASK, MASKS, PRONOUNS, Token, is_adverb
from briefer.text.phrases import Phrase
from briefer.text.subjects import Subject

_NOUN_BEHIND = BARE_DETERMINERS | {"not", "n't", "never"}
_NAMES = NAMING | {"sing"}
_ALSO_NOUNS_OPEN = word_set("that how what whether why it he she they the its his her")
_CLAUSE_OPENS = word_set("that how what whether why if he she they it there to")
_OBJECT_OPENS = BARE_DETERMINERS | {"it", "him", "them", "us", "me"}
_RELATIVE = word_set("that which who")
_TOLD_OF = word_set("report believe allege think say estimate fear rule")
"""Verbs of what is said of somebody: "incidents reported to have taken place"."""
_COUNTED = word_set("of with in to for from by on at about over against into between no any few most more")
"""Words before a phrase that make the form behind it a noun: with forty questions, in her opening remarks."""
_NOUN_GOES_ON = word_set("of on over about against from for at by are were is was have will and or")
"""What stands behind a headline's noun rather than its verb: claims over, calls for."""
_PLURAL = word_set("i we they you who others some many also still police people sources media would will could")
"""Words before a base form that make it a verb: "police say"."""


def speaks_of_nobody(tokens: Sequence[Token], at: int) -> bool:
    """True where a form attributes nothing, whatever its subject: a noun, "a tool called "x"", "reported to have"."""
    noun = tokens[at - 1].lower in _NOUN_BEHIND if at else False
    return (noun and not _takes_up(tokens, at)) or _is_told_of(tokens, at) or _names_a_thing(tokens, at)


def _takes_up(tokens: Sequence[Token], at: int) -> bool:
    """True for a verb behind a relative "that": a sign that read "Closed"."""
    word = tokens[at].lower
    verb = word == "read" or word.endswith("ed") or word not in NOUNLIKE
    return verb and tokens[at - 1].text == "that" and word not in BASE_FORMS - {"read"}


def _is_told_of(tokens: Sequence[Token], at: int) -> bool:
    """True for "incidents reported to have taken place", where nobody speaks."""
    if LEMMAS[tokens[at].lower] not in _TOLD_OF or at + 2 >= len(tokens) or tokens[at + 1].lower != "to":
        return False
    return tokens[at + 2].lower in {"have", "be"}


def _names_a_thing(tokens: Sequence[Token], at: int) -> bool:
    """True for "a tool called "x"": the verb stands behind what it names, and nobody does the calling."""
    lemma = LEMMAS[tokens[at].lower]
    if lemma not in _NAMES or at + 1 >= len(tokens) or tokens[at + 1].text[0] not in MASKS:
        return False
    if lemma == "sing":
        return True  # a song
    return at == 0 or not (tokens[at - 1].lower in PRONOUNS or tokens[at - 1].capital)


def is_verb(tokens: Sequence[Token], at: int, subject: Subject, *, headline: bool) -> bool:
    """False for a form that is more likely a noun, or a base form whose subject is not plural."""
    word = tokens[at].lower
    before = tokens[at - 1] if at else None
    if before is None or (word in PARTICIPLES and (before.text == "," or subject.elided)):
        return before is not None
    if word in BASE_FORMS and word != "read":
        return _is_bare_verb(tokens, at, subject)
    if word not in NOUNLIKE or word.endswith("ed") or before.lower in _RELATIVE or before.lower in PRONOUNS:
        return True
    if is_adverb(before) and before.lower not in AUXILIARIES:
        return True
    if subject.phrase is None and subject.elided and before.lower in {"and", "but"}:
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        return after is not None and word.endswith("s") and (after.lower in _OBJECT_OPENS or after.text[0] in MASKS)
    counted = before.text[0].isdigit() and not (at > 1 and tokens[at - 2].capital)  # but: Article 4 states
    if subject.phrase is None or before.possessive or before.text in {"'", "’"} or counted:
        return False
    return _is_no_noun(tokens, at, subject.phrase, headline=headline)


def _is_no_noun(tokens: Sequence[Token], at: int, subject: Phrase, *, headline: bool) -> bool:
    """True for a form that may be a noun, where what stands around it and its subject says that it is a verb."""
    first = at - 1
    while first > 0 and tokens[first].start > subject.span.start:
        first -= 1
    opened_by = tokens[first - 1] if first else None
    if opened_by is not None and opened_by.text[0] in MASKS:
        return True  # "We stay," the statement read.
    if opened_by is not None and opened_by.lower in _COUNTED and tokens[at].lower not in PARTICIPLES:
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or after.text[0] in MASKS + ":," or after.lower in _ALSO_NOUNS_OPEN:
        return True
    if headline and opened_by is None and tokens[at].lower.endswith("s"):
        return after.lower not in _NOUN_GOES_ON
    return tokens[at - 1].capital and after.capital  # Reyes claims Hale left


def _is_bare_verb(tokens: Sequence[Token], at: int, subject: Subject) -> bool:
    """True for a base form whose subject is plural, or left out in front of a quotation."""
    word, before = tokens[at].lower, tokens[at - 1]
    if word in NOUNLIKE:
        return before.lower in {"i", "we", "they", "you", "who"}
    if subject.elided:
        after = at + 2 if at + 1 < len(tokens) and tokens[at + 1].text in {",", ":"} else at + 1
        return before.lower in {"and", "or"} and after < len(tokens) and tokens[after].text[0] == MASK
    plural = before.lower.endswith("s") and not before.possessive
    return subject.phrase is not None and (before.lower in _PLURAL or plural)


def opens_clause(tokens: Sequence[Token], at: int) -> bool:
    """True if a clause or a quotation begins at a place, a comma or a colon before it."""
    while at < len(tokens) and tokens[at].text in {",", ":"}:
        at += 1
    return at < len(tokens) and (tokens[at].text[0] in MASKS or tokens[at].lower in _CLAUSE_OPENS)
