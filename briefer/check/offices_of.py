"""Who holds which office, as the text puts it: "Ana Reyes, the mayor of Oru", "its deputy mayor, Jon Hale", "Mayor Reyes".

Covered: offices right before a name, in an apposition on either side of it, behind "is", "was", "became" and "as"; what
makes them other offices ("former", "deputy", "acting"), and the words that say of what ("music director", "mayor of
Oru"). Not covered: offices told by a verb ("who chairs the committee"), pronouns, several names that share an office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefer.text.cues import LEMMAS, word_set
from briefer.text.grammar import AUXILIARIES, CONJUNCTIONS, DETERMINERS
from briefer.text.names import HONORIFICS, Name
from briefer.text.offices import OFFICES, QUALIFIERS, long_form
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token

RELATIONS = word_set(
    "colleague employee partner husband wife member adviser aide ally friend neighbour neighbor classmate client "
    "patient pupil assistant deputy "
)
"""What somebody is to somebody else: no office, but "former" makes as much of a difference."""
_NO_HEAD = word_set(
    "prime vice deputy assistant associate acting interim former senior home foreign shadow interior health finance "
    "defence defense state conservative labour tory democrat republican principal lady lord king queen star ch"
)
"""Words of offices that are none by themselves."""
_HEADS = (OFFICES | RELATIONS) - _NO_HEAD
_FORMER = word_set("former ex onetime retired formerly previously ousted erstwhile")
_LESSER = word_set("deputy vice assistant associate acting interim")
_NO_MATTER = word_set("current present chief new longtime mr mrs ms dr sir")
_DETERMINERS = word_set("the a an its their his her our this")
_COPULAS = word_set("is was became remains")
_PREPOSITIONS = word_set("of for at in on to with from")
_VERBLIKE = (AUXILIARIES | LEMMAS.keys() | CONJUNCTIONS | word_set("and or but")) - _HEADS - QUALIFIERS - DETERMINERS
_BEFORE_MARK = re.compile(r"[,.;:()\[\]—–!?“”\"‘\n]\s*$|\s-\s$")
_MARK = re.compile(r"[,.;:()\[\]—–!?“”\"\n]|\s-\s")
_LONGEST = 14  # words of an apposition
_AHEAD = 7  # words before the office within one: "the bank's chief commercial officer"
_RIGHT_BEFORE = 5  # words before a name that may be its office


@dataclass(frozen=True, slots=True)
class Role:
    """An office, of what it is, and what makes it another one."""

    head: str
    """Its long form: president, minister."""
    of: frozenset[str]
    """Stems of the other words that say what it is an office of."""
    former: bool
    then: bool
    """True where it is told of a time gone by ("who was then"): who held it may still do so."""
    lesser: frozenset[str]
    """deputy, acting and their like."""
    current: bool
    definite: bool
    """False behind "a" or "an": others may hold it too."""
    articled: bool
    """True behind "the", "its", "the bank's": one alone is meant."""
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody with an office."""

    name: Name
    role: Role
    span: Span
    """Of the office's words."""


def has_office(tokens: Sequence[Token]) -> bool:
    """Whether a text has a word for an office at all."""
    return not _HEADS.isdisjoint([token.word for token in tokens])


def offices_in(text: str, tokens: Sequence[Token], names: Sequence[Name]) -> Iterator[Held]:
    """Each name of a sentence with each office that it is given there."""
    if not has_office(tokens):
        return
    for name in names:
        first = next((at for at, token in enumerate(tokens) if token.start >= name.start), len(tokens))
        while first < len(tokens) and tokens[first].word in HONORIFICS and tokens[first].end < name.end:
            first += 1
        last = next((at for at in range(first, len(tokens)) if tokens[at].start >= name.end), len(tokens))
        for words, then in (
            (_right_before(text, tokens, first), False),
            (_apposition_before(text, tokens, first, last), False),
            *_behind(text, tokens, last),
        ):
            role = _role(text, words, then=then) if words else None
            if role is not None:
                yield Held(name, role, Span(words[0].start, words[-1].end))


def _right_before(text: str, tokens: Sequence[Token], first: int) -> Sequence[Token]:
    """The words of an office right before a name."""
    start = first
    while start and first - start < _RIGHT_BEFORE and text[tokens[start - 1].end : tokens[start].start] in {" ", "-"}:
        word = tokens[start - 1].word
        if word in _VERBLIKE or word in _PREPOSITIONS or tokens[start - 1].word.endswith("ed"):
            break
        start -= 1
        if word in DETERMINERS:
            break
    words = tokens[start:first]
    return words if words and words[-1].word in _HEADS else ()


def _apposition_before(text: str, tokens: Sequence[Token], first: int, last: int) -> Sequence[Token]:
    """The words between two marks before a name: "its deputy mayor, Jon Hale"."""
    if not first or text[tokens[first - 1].end : tokens[first].start].strip() != ",":
        return ()
    start = first - 1
    while start and first - start <= _LONGEST and not _MARK.search(text, tokens[start - 1].end, tokens[start].start):
        start -= 1
    while start < first and tokens[start].word in LEMMAS:
        start += 1
    following = tokens[last : last + 1]
    if following and following[0].word in {"and", "or"}:
        return ()  # a list: "the president, Ana and their girls"
    words = tokens[start:first]
    if words and (words[0].word in _DETERMINERS or _owns(words)):
        return words
    closed = last >= len(tokens) or text[tokens[last - 1].end : tokens[last].start].lstrip()[:1] in {",", ".", ";"}
    opens = [at for at, token in enumerate(words) if token.word in _DETERMINERS]
    return words[opens[-1] :] if closed and opens else ()


def _owns(words: Sequence[Token]) -> bool:
    """Whether a phrase begins with what owns the office: "Hearkley's chief executive"."""
    return any(word.raw.endswith(("'s", "’s", "s'", "s’")) for word in words[:3])


def _behind(text: str, tokens: Sequence[Token], last: int) -> Iterator[tuple[Sequence[Token], bool]]:
    """The words of offices behind a name: in an apposition, behind "who was", "is", "as"."""
    if last >= len(tokens):
        return
    gap = text[tokens[last - 1].end : tokens[last].start] if last else ""
    stop = _stop(text, tokens, last)
    words = tokens[last:stop]
    if gap.strip() in {",", "(", "–", "—"}:
        if words[0].word == "who" and len(words) > 2 and words[1].word in {"is", "was"}:
            then = words[1].word == "was"
            rest = words[3:] if words[2].word in {"then", "now", "also", "still"} else words[2:]
            yield rest, then
        elif not any(word.word in LEMMAS for word in words[:2]):
            yield words, False
    elif gap.strip() == "" and words and words[0].word in _COPULAS:
        yield words[1:], words[0].word == "was"
    for at in range(last, min(last + _LONGEST, len(tokens) - 1)):
        if tokens[at].word == "as" and not any(t.raw[0].isupper() for t in tokens[last:at]):
            yield tokens[at + 1 : _stop(text, tokens, at + 1)], False
            break


def _stop(text: str, tokens: Sequence[Token], start: int) -> int:
    """Where the stretch from a word on ends: at a mark, or where it has grown too long."""
    stop = start + 1
    while stop < min(len(tokens), start + _LONGEST) and not _MARK.search(
        text, tokens[stop - 1].end, tokens[stop].start
    ):
        stop += 1
    return stop


def _role(text: str, words: Sequence[Token], *, then: bool) -> Role | None:
    """The office that a phrase is of; None for a phrase that is of none."""
    at = None
    for place, token in enumerate(words[: _AHEAD + 1]):
        if token.word in _VERBLIKE or (token.word.endswith("ed") and token.word not in _HEADS | QUALIFIERS):
            break
        if token.word in _PREPOSITIONS:
            break
        if token.word in _HEADS:
            at = place
    if at is None:
        return None
    end = at + 1
    if end < len(words) and words[end].word not in _PREPOSITIONS | STOP_WORDS:
        return None  # "the survey's chief hydrologist" is no chief
    if end < len(words) and words[end].word in _PREPOSITIONS:
        while end < len(words) and words[end].word not in _VERBLIKE:
            end += 1
    phrase = words[:end]
    qualifiers = {token.word for token in words[:at]} | {words[at].word}
    head = "chief executive" if words[at].word == "executive" else long_form(words[at].word)
    of = frozenset(
        token.stem
        for place, token in enumerate(phrase)
        if place != at and token.word not in STOP_WORDS | QUALIFIERS | _FORMER and token.word not in _NO_MATTER
    )
    return Role(
        head,
        of,
        former=bool(qualifiers & _FORMER),
        then=then or "then" in qualifiers,
        lesser=frozenset((qualifiers & _LESSER) - {head}),
        current=bool(qualifiers & {"current", "present", "serving", "sitting"}),
        articled=phrase[0].word in _DETERMINERS - {"a", "an"} or _owns(phrase),
        definite=phrase[0].word not in {"a", "an"},
        text=" ".join(text[phrase[0].start : phrase[-1].end].split()),
    )
