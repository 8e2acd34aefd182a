"""Names stand in the source, in its title, sub-head, byline or outlet too: in full, short, as acronym or demonym.

Covered: persons, organisations and places by their capitals; a first name put to a known surname; in a copied sentence
one known name for another; honorifics, possessives, hyphens, accents. Not covered: lower-cased text (abstains), an ordinary word at the beginning of a
sentence, names inside quotations (`quote` has them), whether the right one of two known names is meant (`support`,
`speaker`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from briefer.brief import Finding, Severity
from briefer.check.body import other_body
from briefer.check.claims import Claim, Outcome
from briefer.check.doer import other_doer
from briefer.check.index import SourceIndex
from briefer.check.twin import Twin, twin_of
from briefer.text.names import HONORIFICS, Name, acronym, aliases, namesakes, people_of, place_of
from briefer.text.words import STOP_WORDS, Token, ordinary_words, stem_of

_SHOWN = 3  # names of the passage that a message lists


def check_names(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """Every name of a claim looked up in the source."""
    if not index.english or claim.lower_cased:
        return Outcome(abstained=1)
    checked = 0
    findings: list[Finding] = []
    spoken = claim.quoted
    twin = twin_of(claim, index, passage)
    for name in claim.names:
        if "unk" in name.words or any(name.span.overlaps(span) for span in spoken):  # a lost word of tokenised text
            continue
        checked += 1
        finding = _check(claim, name, index, twin, passage) if twin is None or not twin.exact else None
        if finding is not None:
            findings.append(finding)
    if not findings and (twin is None or not twin.exact):
        body = other_body(claim, index, twin) if twin is not None else None
        body = body or other_doer(claim, index)
        findings.extend([body] if body is not None else [])
    return Outcome(checked, tuple(findings))


def _check(claim: Claim, name: Name, index: SourceIndex, twin: Twin | None, passage: tuple[int, ...]) -> Finding | None:
    misplaced = _check_place(claim, name, index, twin)
    if misplaced is not None:
        return misplaced
    if _known_whole(name, index):
        return None
    unknown = [word for word in name.words if not _known(word, index)]
    if not unknown:
        return _check_pairs(claim, name, index)
    if not name.sure:
        return None
    ordinary = all(
        word in ordinary_words() or stem_of(word) in ordinary_words() or word in HONORIFICS for word in unknown
    )
    known = [word for word in name.words if word not in unknown and not aliases(word)]
    person = any(word in index.given_names or word in index.surnames for word in known)
    severity: Severity = "warning" if ordinary and not person else "error"
    alike = _alike(name, index) or [found.text for number in passage for found in index.names[number] if found.sure]
    message = f"the source does not name {name.text}"
    if alike:
        message += f"; it has {', '.join(dict.fromkeys(alike[:_SHOWN]))}"
    evidence = tuple(index.evidence(number) for number in passage[:1] if number)
    return claim.finding("name", severity, name.span, message, evidence)


def _check_place(claim: Claim, name: Name, index: SourceIndex, twin: Twin | None) -> Finding | None:
    """A name that stands where the sentence which the claim copies has another."""
    if twin is None or not name.sure:
        return None
    change = twin.change_of(name.span)
    if change is None or not change.source or not _bare(change.claimed, claim.names):
        return None
    rivals = [other for other in index.names[twin.number] if _words_of((other,), change.source)]
    own, theirs = _words_of((name,), change.claimed), _words_of(rivals, change.source)
    if not own or not theirs or not _bare(change.source, index.names[twin.number]):
        return None
    if any(namesakes(own, other.words) for other in rivals) or namesakes(name.words, theirs):
        return None
    if _count(own[0], claim.tokens) <= _count(own[0], index.tokens[twin.number]) or (
        _count(theirs[0], claim.tokens) >= _count(theirs[0], index.tokens[twin.number])
    ):
        return None  # moved within the sentence
    message = f"the source has {rivals[0].text} here, not {name.text}"
    return claim.finding("name", "error", name.span, message, (index.evidence(twin.number, rivals[0].span),))


def _count(word: str, tokens: tuple[Token, ...]) -> int:
    return sum(token.word == word for token in tokens)


def _bare(tokens: tuple[Token, ...], names: Sequence[Name]) -> bool:
    """Whether a change is of names and titles alone; "the German star" is a description, and may mean anybody."""
    inside = [name.span for name in names]
    return all(
        token.word in HONORIFICS or any(span.start <= token.start < span.end for span in inside) for token in tokens
    )


def _words_of(names: Iterable[Name], tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """The words of some tokens that belong to a name."""
    return tuple(
        token.word
        for name in names
        for token in tokens
        if name.start <= token.start < name.end and token.word in name.words and token.word not in HONORIFICS
    )


def _known_whole(name: Name, index: SourceIndex) -> bool:
    """The name as one: its acronym stands in the source, or its words in one piece, or another name for it."""
    if len(name.words) == 1:
        return False
    joined = "".join(name.words)
    if joined in index.words or (len(name.words) >= 3 and acronym(name.words) in index.acronyms_written):
        return True
    return any(_stands(alias, index) for alias in aliases("-".join(name.words)))


def _known(word: str, index: SourceIndex) -> bool:
    if word in index.words or stem_of(word) in index.stems or word in STOP_WORDS or len(word) == 1:
        return True
    if word in index.acronyms or any(_stands(alias, index) for alias in aliases(word)):
        return True
    people = people_of(word)
    if (people is not None and people in index.places) or place_of(word) in index.peoples:
        return True
    if f"{word}i" in index.name_words or (word.endswith("i") and word[:-1] in index.name_words):  # Iraq, Iraqi
        return True
    return word.replace("'", "") in index.words


def _stands(alias: str, index: SourceIndex) -> bool:
    parts = alias.split("-")
    if len(parts) == 1:
        return alias in index.name_words
    return all(pair in index.word_pairs for pair in pairwise(parts))


def _check_pairs(claim: Claim, name: Name, index: SourceIndex) -> Finding | None:
    """A first name that the source gives to somebody else: both words are known, but never together."""
    if f" {' '.join(token.word for token in claim.tokens if name.start <= token.start < name.end)} " in index.word_line:
        return None
    for first, last in pairwise(name.words):
        if (first, last) in index.word_pairs or last not in index.surnames or first in HONORIFICS:
            continue
        owners = index.surnames[last]
        if any(first in owner.words for owner in owners) or first in ordinary_words() or aliases(first):
            continue
        if first not in index.given_names:
            continue
        message = f"the source has {owners[0].text}, not {name.text}"
        return claim.finding("name", "error", name.span, message)
    return None


def _alike(name: Name, index: SourceIndex) -> list[str]:
    """Names of the source that share a word with this one, the longest first."""
    words = set(name.words) - HONORIFICS
    found = {
        other.text for names in index.names for other in names if words & set(other.words) and len(other.words) > 1
    }
    return sorted(found, key=lambda text: (-len(text), text))
