"""An office is given to whom the source gives it: not to somebody else, not without its "former" or "deputy".

Both sides are read the same way (`check.offices_of`). An office is another's where the source gives it to somebody else
and calls the claim's person something that is no such office, or nothing at all. Abstains where the source may call the
person so in words that are not understood: the office stands near the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefer.brief import Finding
from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.check.offices_of import RELATIONS, Held, Role, offices_in
from briefer.text.cues import word_set
from briefer.text.names import Name
from briefer.text.offices import two_offices
from briefer.text.words import stem_of

_UNIQUE = word_set("president mayor governor premier chancellor king queen pope chairman") | {"chief executive"}
"""Offices that one person has at a time, as far as a story goes, even before a name: "Mayor Hale"."""
Known = tuple[int, Held]
"""A sentence's number and who has which office there."""
_LEFT = re.compile(
    r"\b(?:former|ex|resign\w*|step(?:s|ped|ping)? down|oust\w*|quit\w*|left|leav\w+|fired|sacked|retir\w+|served|until|replac\w+|"
    r"succe\w+|had been|was|were|then|remov\w+|dismiss\w*|lost|outgoing|past|late)\b",
    re.IGNORECASE,
)
"""Words that may tell of an office gone by."""
_NOW = re.compile(r"\b(?:is|are|has|have|will|says?|can|may)\b", re.IGNORECASE)


def misgiven(claim: Claim, index: SourceIndex) -> Finding | None:
    """The first office of a claim that the source gives otherwise; None where it gives it so, or does not tell."""
    for held in offices_in(claim.text, claim.tokens, claim.names):
        if any(held.name.span.overlaps(span) or held.span.overlaps(span) for span in claim.quoted):
            continue
        if held.name.words[-1] not in index.words:
            continue
        known = known_offices(held, index)
        finding = _qualified(claim, held, index, known) or _anothers(claim, held, index, known)
        if finding is not None:
            return finding
    return None


def known_offices(held: Held, index: SourceIndex) -> tuple[Known, ...]:
    """The offices in the sentences of a story that have the name or the office; each sentence is read once."""
    stems = {stem_of(word) for word in held.name.words} | {stem_of(word) for word in held.role.head.split()}
    numbers = sorted({number for stem in stems for number in index.postings.get(stem, ())})
    for number in numbers:
        if number not in index.offices:
            text = index.sentences[number - 1].text
            index.offices[number] = tuple(offices_in(text, index.tokens[number], index.names[number]))
    return tuple((number, one) for number in numbers for one in index.offices[number])


def _qualified(claim: Claim, held: Held, index: SourceIndex, known: Sequence[Known]) -> Finding | None:
    """The same office, with or without what makes it another one."""
    role = held.role
    same = [(n, one) for n, one in known if _is_same(one.name, held.name) and one.role.head == role.head]
    if not same:
        return None
    number, other = same[0]
    evidence = (index.evidence(number, other.span),)
    message = f"the source calls {held.name.text} “{other.role.text}”, not “{role.text}”"
    lesser = [one.role.lesser for _, one in same]
    if all(lesser) and not role.lesser:
        return claim.finding("title", "error", held.span, message, evidence)
    if role.lesser and not any(lesser) and not _told_near(held.name, role.lesser, index):
        return claim.finding("title", "error", held.span, message, evidence)
    gone = all(one.role.former for _, one in same)
    told = gone or all(one.role.former or one.role.then for _, one in same)
    if not (role.former or role.then) and (
        (gone and (role.current or role.head not in RELATIONS)) or (told and _NOW.search(claim.text))
    ):
        message = f"the source gives {held.name.text} this office for a time gone by: “{other.role.text}”"
        return claim.finding("title", "error", held.span, message, evidence)
    if role.former and not any(one.role.former or one.role.then for _, one in same):
        numbers = [n for n, tokens in enumerate(index.tokens) if any(t.word == held.name.words[-1] for t in tokens)]
        if not any(_LEFT.search(_text(index, n)) for n in numbers):
            return claim.finding("title", "error", held.span, message, evidence)
    return None


def _anothers(claim: Claim, held: Held, index: SourceIndex, known: Sequence[Known]) -> Finding | None:
    """An office that the source gives to somebody else."""
    role = held.role
    if role.head in RELATIONS or role.former or not role.definite:
        return None
    theirs = [
        (n, one)
        for n, one in known
        if one.role.head == role.head and not _is_same(one.name, held.name) and _is_the_one(role, one.role)
    ]
    if not theirs:
        return None
    own = [one.role for _, one in known if _is_same(one.name, held.name)]
    if any(_may_be(role, one) for one in own) or _named_so(held, index, known):
        return None
    number, other = theirs[0]
    message = f"the source calls {other.name.text} “{other.role.text}”"
    message += f", and {held.name.text} “{own[0].text}”" if own else f", not {held.name.text}"
    return claim.finding("title", "error", held.span, message, (index.evidence(number, other.span),))


def _is_the_one(claimed: Role, found: Role) -> bool:
    """Whether two offices are one and the same, which one person has at a time."""
    if claimed.lesser != found.lesser or found.former or found.then:
        return False
    if claimed.of and found.of:
        return bool(claimed.of & found.of)
    return claimed.articled or claimed.head in _UNIQUE


def _may_be(claimed: Role, own: Role) -> bool:
    """Whether what the source calls somebody may be the claim's office in other words."""
    if claimed.head != own.head and two_offices(_last(claimed.head), _last(own.head)):
        return False
    return not (claimed.of and own.of) or bool(claimed.of & own.of)


def _named_so(held: Held, index: SourceIndex, known: Sequence[Known]) -> bool:
    """Whether the office's word stands near the name somewhere, in a way that is not understood."""
    stem = stem_of(_last(held.role.head))
    given = {(n, one.span) for n, one in known if not _is_same(one.name, held.name)}
    for number, tokens in enumerate(index.tokens):
        if not any(token.word == held.name.words[-1] for token in tokens):
            continue
        for token in tokens:
            if token.stem == stem and not any(
                n == number and span.start <= token.start < span.end for n, span in given
            ):
                return True
    return False


def _told_near(name: Name, words: frozenset[str], index: SourceIndex) -> bool:
    """Whether a sentence with the name has one of some words."""
    return any(
        any(token.word == name.words[-1] for token in tokens) and not words.isdisjoint(token.word for token in tokens)
        for tokens in index.tokens
    )


def _is_same(one: Name, other: Name) -> bool:
    """Whether two names may be one person's: they share a word, and have no other first name to the same surname."""
    if set(one.words).isdisjoint(other.words):
        return False
    if one.words[-1] != other.words[-1] or len(one.words) == 1 or len(other.words) == 1:
        return True
    firsts = one.words[0], other.words[0]
    return firsts[0] == firsts[1] or min(map(len, firsts)) == 1


def _last(head: str) -> str:
    return "chief" if head == "chief executive" else head


def _text(index: SourceIndex, number: int) -> str:
    return index.sentences[number - 1].text if number else index.surroundings
