"""Titles and offices are the source's: "President" stands only before a name that the source gives that office.

Covered: an office or rank before a name ("Senator Reyes", "former minister Abel"), "former" put in; in a copied sentence
offices anywhere ("Reyes, a senator"), and "former", "deputy" and their like put in or left out; in a claim of its own words
an office, before or behind the name, that the source gives to somebody else. Not covered: courtesy titles (Mr, Dr),
whether an office is right in the world.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from briefer.brief import Finding
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.office_holders import misgiven
from briefer.check.twin import Twin, twin_of
from briefer.text.names import HONORIFICS, Name
from briefer.text.offices import OFFICES, QUALIFIERS, RANKS, long_form, two_offices
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token, stem_of

_FORMER = re.compile(r"\b(?:former|ex|onetime|then|late|retired|outgoing)\b", re.IGNORECASE)
_BESIDE = 5  # words between an office and the name that it belongs to
_FAR = 40  # characters between an office and its name: marks at most
_REACH = 3  # words before a name in which its office stands: "former prime minister"


def check_titles(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """Every office before a name held against what the source calls that person."""
    if not index.english or claim.lower_cased:
        return Outcome()
    twin = twin_of(claim, index, passage)
    exact = twin is not None and twin.exact
    checked = 0
    findings: list[Finding] = []
    for name in claim.names:
        office = _office(claim, name)
        if office is None or name.words[-1] not in index.words:
            continue
        checked += 1
        finding = _check(claim, name, office, index) if not exact else None
        if finding is not None:
            findings.append(finding)
    if twin is not None and not findings:
        finding = _check_place(claim, index, twin)
        if finding is not None:
            return Outcome(checked + 1, (finding,))
    if (twin is None or not twin.whole) and not any(finding.severity == "error" for finding in findings):
        finding = misgiven(claim, index)
        if finding is not None:
            return Outcome(checked + 1, (*findings, finding))
    return Outcome(checked, tuple(findings))


def _check_place(claim: Claim, index: SourceIndex, twin: Twin) -> Finding | None:
    """An office that stands where the sentence which the claim copies has another, and "former" put in or left out."""
    if any(change.span is not None and _spoken(claim, change.span) for change in twin.changes):
        return None
    for change in twin.changes:
        own, other = (_offices_in(side) for side in (change.claimed, change.source))
        evidence = (index.evidence(twin.number),)
        qualified = [{token.word for token in side} & QUALIFIERS for side in (own, other)]
        if qualified[0] != qualified[1] and not any(
            token.word not in QUALIFIERS and token.word not in HONORIFICS for token in (*own, *other)
        ):
            if _is_office(claim.tokens, change.at + len(change.claimed)) and not _elsewhere(
                claim, index, change.at + len(change.claimed), qualified[0], qualified[1]
            ):
                words = " ".join(token.raw for token in change.source) or "no such word"
                message = f"the source has {words} before this office"
                return claim.finding("title", "error", change.span, message, evidence)
            continue
        if own and other and all(two_offices(one.word, two.word) for one in own for two in other):
            near = claim.tokens[max(0, change.at - _BESIDE) : change.at + 1 + _BESIDE]
            if not any(_called(token.word, own[-1].word, index) for token in near if _is_name(token)):
                message = f"the source has {_raw(other)} here, not {_raw(own)}"
                return claim.finding("title", "error", change.span, message, evidence)
    return None


def _offices_in(tokens: Sequence[Token]) -> list[Token]:
    """The words of meaning in a change; the chief of a "chief executive" is no office of its own."""
    executive = any(token.word == "executive" for token in tokens)
    return [t for t in tokens if t.word not in STOP_WORDS and not (executive and t.word == "chief")]


def _raw(tokens: Sequence[Token]) -> str:
    return " ".join(token.raw for token in tokens)


def _spoken(claim: Claim, span: Span) -> bool:
    return any(span.overlaps(quoted) for quoted in claim.quoted)


def _is_office(tokens: Sequence[Token], place: int) -> bool:
    """Whether an office or a name follows within a few words."""
    return any(token.word in OFFICES or _is_name(token) for token in tokens[place : place + _REACH])


def _is_name(token: Token) -> bool:
    return token.raw[0].isupper() and token.word not in OFFICES


def _elsewhere(claim: Claim, index: SourceIndex, place: int, own: set[str], other: set[str]) -> bool:
    """Whether the source puts the same word before the same name in another place, or leaves it out there."""
    name = next((token.word for token in claim.tokens[place : place + _BESIDE] if _is_name(token)), None)
    if name is None or not own - other:
        return False
    return any(
        not own.isdisjoint(index.sentence_words[number][max(0, at - _BESIDE) : at])
        for number, at in index.word_places.get(name, ())
    )


def _called(name: str, office: str, index: SourceIndex) -> bool:
    """Whether the source has an office within a few words of the name."""
    stem = stem_of(office)
    return any(
        stem in {near.stem for near in index.tokens[number][max(0, place - _BESIDE) : place + 1 + _BESIDE]}
        for number, place in index.word_places.get(name, ())
    )


def _office(claim: Claim, name: Name) -> str | None:
    """The office right before a name, its long form; None where there is none."""
    at = bisect_left(claim.tokens, name.start, key=lambda token: token.start)
    if not at or claim.text[name.start - 1] not in " \u00a0" or name.start - claim.tokens[at - 1].end >= _FAR:
        return None
    word = claim.tokens[at - 1].word
    return long_form(word) if word in RANKS else None


def _check(claim: Claim, name: Name, office: str, index: SourceIndex) -> Finding | None:
    surname = name.words[-1]
    offices: set[str] = set()
    former: set[bool] = set()
    around: set[str] = set()
    at = 0
    for number, place in index.word_places.get(surname, ()):
        words = index.sentence_words[number]
        at = at or number
        around.update(words, *(_words(index, number + step) for step in (-1, 1)))
        offices.update(long_form(word) for word in words[max(0, place - _REACH) : place] if word in RANKS)
        token = index.tokens[number][place]
        former.add(_FORMER.search(index.text_of(number)[max(0, token.start - 60) : token.end + 60]) is not None)
    around = set(map(long_form, around))
    evidence = (index.evidence(at),) if at else ()
    if office in offices or office in around or stem_of(office) in {stem_of(word) for word in around}:
        own = _FORMER.search(claim.text[max(0, name.start - 40) : name.start]) is not None
        if own and former and former == {False}:
            return claim.finding(
                "title",
                "error",
                name.span,
                f"the source does not call {name.text} a former {office}",
                evidence,
            )
        return None
    if offices:
        message = f"the source calls {name.text} {', '.join(sorted(offices))}, not {office}"
        return claim.finding("title", "error", name.span, message, evidence)
    return claim.finding("title", "warning", name.span, f"the source does not call {name.text} {office}", evidence)


def _words(index: SourceIndex, number: int) -> list[str]:
    return index.sentence_words[number] if 0 < number < len(index.sentence_words) else []
