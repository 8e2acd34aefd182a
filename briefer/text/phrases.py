"""Noun phrases, read off function words and capitals alone, and the names inside them.

Covered: names with titles, particles and initials, organisations with "of" and "for", descriptions ("a
spokesman for the union"), pronouns. A phrase ends where a comma, a conjunction, a known verb or a quotation
begins. Not covered: other languages; a person and an organisation in one run of capitals are told apart by
the organisation's last word only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from briefer.text.cues import word_set
from briefer.text.grammar import (
    AUXILIARIES,
    BARE_DETERMINERS,
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    JOINERS,
    LEADS,
    LINKS,
    MASKS,
    NEVER_SUBJECT,
    NO_NAME,
    OBJECTS,
    ORGANISATION,
    PARTICLES,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    TITLES,
    WOVEN,
    Token,
    is_adverb,
    is_stop,
    looks_verbal,
)
from briefer.text.spans import Span
from briefer.text.words import fold, ordinary_words, stem_of

PhraseKind = Literal["name", "pronoun", "description"]

_NO_PHRASE = NEVER_SUBJECT | PREPOSITIONS
_NOT_FIRST = _NO_PHRASE | CONJUNCTIONS | AUXILIARIES
_NOT_LAST = DETERMINERS | {"of", "for", "and", "&"}
_BEFORE_PHRASE = LINKS | word_set("out up off down away")
_NO_NOUNS = word_set("able made left due according wrong sure aware set put")
_NOUNS_IN_EN = word_set("children women men")
_NOT_LAST_WORD = BARE_DETERMINERS | {"of", "for"}
_NEW_PHRASE = word_set("a an the his its their our my your")
"""Words that begin another phrase: told supporters | a bridge would be built."""
_CLOSE_TO = word_set("familiar close privy present involved aware briefed")
"""Adjectives behind their noun: people familiar with the talks."""
_BREAKS = CONJUNCTIONS | DAYS | PERSONAL
_NO_NOUN = CONJUNCTIONS | PREPOSITIONS | PRONOUNS | DETERMINERS
_BEFORE_ARTICLE = PREPOSITIONS | word_set("all both half and &")
_BEFORE_PARTICIPLE = (
    DETERMINERS | PREPOSITIONS | word_set("former late most newly and or be been being was were is are")
)
_IRREGULAR = word_set(
    "broke took gave made kept held led met paid ran sent sold won became began brought built caught chose drew drove "
    "lost spent stole struck taught threw wore saw knew"
)
"""Past forms of common verbs that are nothing else."""
_OPENS_OBJECT = (DETERMINERS - {"one", "no"}) | OBJECTS.keys() | {"to", "who", "what", "how", "why", "whether"}
_NO_SURNAME = NO_NAME - {"may", "will"}
_GOES_ON = JOINERS | TITLES | {"'s", "’s"}
"""Small words that go on with a phrase behind a capital: Oslo captain Anna Reyes."""
_OFFICES = word_set(
    "chiefs secretaries ministers doctors friends knights lords sons daughters citizens workers general"
)
"""Capitalised before "of" without being a surname: Joint Chiefs of Staff."""
_INNER = PARTICLES | {"of", "for", "&", "and"}
_LONGEST = 16  # tokens of a phrase: "the chief executive of the Northern Harbour Trust for ..." has a dozen


class Phrase(NamedTuple):
    """A noun phrase: what kind it is, where it stands, and the name inside it if there is one."""

    kind: PhraseKind
    span: Span
    core: Span
    """The name without titles, or the whole phrase."""


def phrase(tokens: Sequence[Token], first: int, last: int) -> Phrase | None:
    """The noun phrase made of `tokens[first..last]`; None if those words make none."""
    while first <= last and (
        tokens[first].lower in _BEFORE_PHRASE or (is_adverb(tokens[first]) and tokens[first].lower not in PRONOUNS)
    ):
        first += 1
    while last >= first and (tokens[last].lower in _NOT_LAST_WORD or is_stop(tokens[last])):
        last -= 1
    if first > last:
        return None
    head = _head_end(tokens, first, last)
    if (tokens[head].lower in _NO_PHRASE and not tokens[head].capital) or looks_verbal(tokens[head]):
        return None
    if first == head and _is_no_noun(tokens[head]):
        return None
    opening = tokens[first]
    if opening.lower in PERSONAL or (first == head and opening.lower in PRONOUNS):
        span = Span(opening.start, opening.end)
        return Phrase("pronoun", span, span)
    if all(token.text[0] == WOVEN or not token.text[0].isalnum() for token in tokens[first : head + 1]):
        return None
    span = Span(opening.start, tokens[head].end)
    core = name_core(tokens, first, head)
    if core is not None and not _merely_of(tokens, first, core):
        return Phrase("name", span, core)
    if not opening.capital and (opening.lower.endswith("ed") or opening.lower in PREPOSITIONS):
        return None  # a verb and what belongs to it: "issued a statement"
    return Phrase("description", span, span)


def _is_no_noun(token: Token) -> bool:
    """True for a word that no phrase is made of alone: a participle, an adjective."""
    word = token.lower
    if not token.text.islower() or word in _NOUNS_IN_EN:
        return False
    return word in _NO_NOUNS or (len(word) > 4 and word.endswith(("ed", "en", "ing")))


def _head_end(tokens: Sequence[Token], first: int, last: int) -> int:
    """The last token before what only follows a phrase: "a letter | seen by", "the author | on the site"."""
    for at in range(first + 1, last + 1):
        word = tokens[at].lower
        if word.endswith("ed") and at < last and tokens[at].text.islower() and tokens[at + 1].text[0].isdigit():
            return at - 1  # a review | dated 4 March
        if word not in PREPOSITIONS:
            continue
        if word in {"of", "for"}:
            if is_person_before(tokens, first, at):
                return at - 1
            continue
        end = at - 1
        if end > first and not tokens[end].capital and _only_follows(tokens[end].lower):
            end -= 1
        return end
    return last


def _only_follows(word: str) -> bool:
    """True for an adjective or a participle that stands behind its noun."""
    return word.endswith(("ed", "en")) or word in _CLOSE_TO


def is_person_before(tokens: Sequence[Token], first: int, preposition: int) -> bool:
    """True if a person's full name ends before "of" or "for": Anna Reyes | of the Harbour Trust."""
    if preposition - first < 2 or preposition + 1 >= len(tokens):
        return False
    for token in tokens[preposition - 2 : preposition]:
        word = token.lower.rstrip(".")
        if not token.capital or token.possessive or word in ORGANISATION or word in TITLES or word in _NO_SURNAME:
            return False
    last = tokens[preposition - 1].lower
    return last not in _OFFICES and not (last.endswith("s") and stem_of(fold(last)) in ordinary_words())


def _merely_of(tokens: Sequence[Token], first: int, core: Span) -> bool:
    """True if the name is only what a description is of or for: "a spokesman for the Harbour Trust"."""
    at = first
    while tokens[at].start < core.start:
        at += 1
    at -= 1
    while at > first and tokens[at].lower in DETERMINERS:
        at -= 1
    return at > first and tokens[at].lower in PREPOSITIONS


def phrase_right(tokens: Sequence[Token], at: int, limit: int) -> tuple[Phrase | None, int]:
    """The noun phrase that begins at `tokens[at]` and the index behind it; None and `at` if there is none."""
    if at >= limit or is_stop(tokens[at]):
        return None, at
    word = tokens[at].lower
    alone = word in PRONOUNS - DETERMINERS or (
        word in OBJECTS and not (word == "her" and _noun_at(tokens, at + 1, limit))
    )
    if alone:
        span = Span(tokens[at].start, tokens[at].end)
        return Phrase("pronoun", span, span), at + 1
    if (word in _NOT_FIRST and not (word in {"will", "may"} and tokens[at].capital)) or is_adverb(tokens[at]):
        return None, at
    end = at + 1
    while end < min(limit, at + _LONGEST) and _runs_on(tokens, at, end, limit):
        end += 1
    while end - 1 > at and tokens[end - 1].lower in _NOT_LAST:
        end -= 1
    return phrase(tokens, at, end - 1), end


def _runs_on(tokens: Sequence[Token], first: int, at: int, limit: int) -> bool:
    """True if `tokens[at]` goes on with the phrase that began at `first`."""
    token, before = tokens[at], tokens[at - 1]
    word = token.lower
    if is_stop(token) or word in _BREAKS or looks_verbal(token) or is_past(tokens, at, limit):
        return False
    if word in PREPOSITIONS:
        return word in {"of", "for"}
    if word in {"and", "&"}:
        following = tokens[at + 1] if at + 1 < limit else token
        joins_titles = before.lower in TITLES and following.lower in TITLES  # president and chief executive
        return joins_titles or (before.capital and following.capital)
    if word in _NEW_PHRASE:
        return before.lower in _BEFORE_ARTICLE
    if not before.capital or token.capital or word in _GOES_ON:
        return True
    if (len(before.text) > 1 and before.text.isupper()) or is_adverb(token):
        return False  # "told the BBC prosecutions were rare"
    opening = tokens[first]
    return before.possessive or opening.lower in DETERMINERS or opening.text.islower()


def is_past(tokens: Sequence[Token], at: int, limit: int) -> bool:
    """True for a past form behind a noun and before an object: the player | posted a picture."""
    token, before = tokens[at], tokens[at - 1] if at else tokens[at]
    if at + 1 >= limit or not token.text.islower() or "-" in token.text:
        return False
    if not token.lower.endswith("ed") and token.lower not in _IRREGULAR:
        return False
    if before.lower in _BEFORE_PARTICIPLE or before.possessive or is_adverb(before) or before.text[0] in MASKS:
        return False
    after = tokens[at + 1]
    return after.lower in _OPENS_OBJECT or after.possessive or after.capital


def _noun_at(tokens: Sequence[Token], at: int, limit: int) -> bool:
    if at >= limit or not tokens[at].text[0].isalpha():
        return False
    return tokens[at].lower not in _NO_NOUN


def name_core(tokens: Sequence[Token], first: int, last: int) -> Span | None:
    """The name at the end of `tokens[first..last]`, titles and a possessive ending left out; or None."""
    end = last
    if end > first and tokens[end].text in {"'s", "’s"}:
        end -= 1
    if not tokens[end].capital or tokens[end].lower in _NO_SURNAME:
        return None
    start = end
    while start > first and (step := _name_step(tokens, first, start)):
        start -= step
    if tokens[end].lower.rstrip(".") in TITLES:
        return None  # an office alone: the Home Secretary
    start = _past_titles(tokens, start, end)
    if tokens[end].lower not in ORGANISATION:
        start = _past_organisation(tokens, first, start, end)
    stop = tokens[end].end - (2 if tokens[end].possessive else 0)
    return Span(tokens[start].start, stop)


def _name_step(tokens: Sequence[Token], first: int, start: int) -> int:
    """How many tokens to the left still belong to the name that begins at `start`; 0 at its beginning."""
    before = tokens[start - 1]
    if before.possessive:
        return 0
    if before.text == "-" or _may_begin(tokens, start - 1):
        return 1
    if start - 2 >= first and tokens[start - 2].capital and before.lower in _INNER:
        return 2
    if (
        start - 3 >= first
        and before.lower == "the"
        and tokens[start - 2].lower in {"of", "for"}
        and tokens[start - 3].capital
    ):
        return 3
    return 0


def _past_titles(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the name begins without titles; an organisation keeps its own: Department of State."""
    cut = start
    for at in range(start, end):
        word = tokens[at].lower.rstrip(".")
        if word not in TITLES or tokens[at + 1].lower in {"of", "for"}:
            continue
        organisation = any(token.lower in ORGANISATION for token in tokens[at + 1 : end + 1])
        opens_organisation = tokens[at].lower in ORGANISATION and at == start and end - at < 2
        if tokens[at].text.endswith(".") or not (organisation or opens_organisation):
            cut = at + 1
    return cut


def _past_organisation(tokens: Sequence[Token], first: int, start: int, end: int) -> int:
    """Where the person begins in "CEO of the Refugee Council Enver Hale": behind the organisation."""
    for at in range(end - 2, start - 1, -1):
        if tokens[at].lower in ORGANISATION and tokens[at + 1].lower not in {"of", "for", "the", "&"}:
            return at + 1 if at > start or first < start else start
    return start


def _may_begin(tokens: Sequence[Token], at: int) -> bool:
    """True for a capitalised word that may begin a name or go on with one: "Will" only of a man."""
    token = tokens[at]
    if not token.capital or token.lower not in NO_NAME:
        return token.capital
    if token.text != "Will" or at + 1 >= len(tokens) or not tokens[at + 1].capital:
        return False
    after = tokens[at + 2] if at + 2 < len(tokens) else None  # "Will Reyes resign?"
    return after is None or not after.text[0].islower() or looks_verbal(after)


def name_runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The runs of capitals and the small words inside, first and last token; a possessive ends its run."""
    at = 0
    for first in [place for place, token in enumerate(tokens) if token.capital]:
        if first < at or not _may_begin(tokens, first):
            continue
        last, at = first, first + 1
        while not tokens[last].possessive and at < len(tokens):
            following = at
            while following - at < 2 and following < len(tokens) and tokens[following].lower in JOINERS:
                following += 1
            if following >= len(tokens) or not tokens[following].capital or tokens[following].lower in _NO_SURNAME:
                break
            if tokens[following].text == "May" and following + 1 < len(tokens) and tokens[following + 1].text.isdigit():
                break
            if tokens[following].start - tokens[following - 1].end > 1:
                break
            if tokens[last + 1].lower in {"of", "for"} and is_person_before(tokens, first, last + 1):
                break
            last, at = following, following + 1
        yield first, last


def leads_in(token: Token) -> bool:
    """True for a word that leads in to a clause rather than begins its subject."""
    return token.lower in LEADS or token.lower in DAYS
