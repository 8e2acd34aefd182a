"""A body does what it does in the source: the Court of Appeal's ruling is no ruling of the High Court.

Findings are `name`'s. Covered, in a copied sentence: a named body in the place of one that is of the same sort ("High
Court" for "Court of Appeal"), a plain one for another ("the council" for "the finance committee", also as whose office
somebody holds). Claims in words of their own are `check.doer`'s. Not covered: bodies that go by a pronoun in the source,
or by a word that may stand for any of them (`text.bodies`).
"""

from __future__ import annotations

from collections.abc import Sequence

from briefer.brief import Finding
from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.check.twin import Change, Twin
from briefer.text.bodies import body_kind, is_another_body
from briefer.text.grammar import DETERMINERS, ORGANISATION
from briefer.text.names import Name, namesakes
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token

_PHRASE = 3  # words of a plain body's phrase beside its article: "regional finance committee"


def other_body(claim: Claim, index: SourceIndex, twin: Twin) -> Finding | None:
    """A body in the place of another one, in a claim that copies a sentence."""
    return _named(claim, index, twin) or _plain(claim, index, twin)


def _named(claim: Claim, index: SourceIndex, twin: Twin) -> Finding | None:
    there = {token.word for token in index.tokens[twin.number]}
    here = {token.word for token in claim.tokens}
    for name in claim.names:
        own = _own_words(name)
        if not own or not name.sure or own & there or any(name.span.overlaps(span) for span in claim.quoted):
            continue
        place = twin.opposite(claim, index, name.span)
        for rival in index.names[twin.number] if place is not None else ():
            theirs = _own_words(rival)
            if not theirs or theirs & here or place is None or not rival.span.overlaps(place):
                continue
            if not namesakes(tuple(own), tuple(theirs)) and not _stands_for(name, rival):
                return _finding(claim, name.span, name.text, rival.span, rival.text, index, twin.number)
    return None


def _own_words(name: Name) -> frozenset[str]:
    """What tells a named body from others of its sort: "high" of the High Court; empty for what is no such name."""
    own = frozenset(name.words) - ORGANISATION
    return own if len(own) < len(name.words) else frozenset()


def _stands_for(one: Name, other: Name) -> bool:
    """Whether one name is the other's first letters, of its words with a capital or of all."""
    letters = {"".join(word[0] for word in name.words) for name in (one, other)}
    return bool(letters & {*one.words, *other.words})


def _plain(claim: Claim, index: SourceIndex, twin: Twin) -> Finding | None:
    here = {token.word for token in claim.tokens}
    there = {token.word for token in index.tokens[twin.number]}
    for change in twin.changes:
        own, theirs = _head(change.claimed), _head(change.source)
        if own is None or theirs is None or not is_another_body(own.word, theirs.word):
            continue
        if own.word in there or theirs.word in here or own.stem not in index.postings:
            continue
        span = Span(own.start, own.end)
        if not any(span.overlaps(quoted) for quoted in claim.quoted):
            return _finding(claim, span, own.raw, Span(theirs.start, theirs.end), _phrase(change), index, twin.number)
    return None


def _head(tokens: Sequence[Token]) -> Token | None:
    """The word for a body that a changed stretch is about, and about nothing else."""
    words = [token for token in tokens if token.word not in STOP_WORDS | DETERMINERS]
    if not words or len(words) > _PHRASE or body_kind(words[-1].word) is None:
        return None
    return words[-1]


def _phrase(change: Change) -> str:
    return " ".join(token.raw for token in change.source)


def _finding(
    claim: Claim, span: Span, own: str, place: Span, theirs: str, index: SourceIndex, sentence: int
) -> Finding:
    message = f"the source has {theirs} here, not {own}"
    return claim.finding("name", "error", span, message, (index.evidence(sentence, place),))
