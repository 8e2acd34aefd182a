"""Nothing is added: a copied sentence that goes on to something which the source nowhere has says more than its source.

Findings are `support`'s. Covered: words put into a sentence that is copied otherwise, two words of meaning or more of
which the source has neither the word nor a relative. Not covered: additions in words that the source uses elsewhere,
claims in words of their own (the support score weighs their unknown words).
"""

from __future__ import annotations

from briefer.brief import Finding
from briefer.check.claims import Claim, Outcome
from briefer.check.index import PREFIX, SourceIndex
from briefer.check.twin import Change, twin_of
from briefer.text.words import Token, content

_COPIED = (
    3  # words before the addition: what stands before a copied sentence opens another, and tells of something else
)
_NEW = 2  # words of meaning: one may be a better word for what stands elsewhere in the sentence
_PREPOSITIONS_LIST = (
    "in at on near after before during despite with without following amid under by from for over since while "
    "because using through against outside inside behind beside"
)
_PREPOSITIONS = frozenset(_PREPOSITIONS_LIST.split())


def check_added(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """What a copied sentence says beyond its source."""
    twin = twin_of(claim, index, passage) if index.english else None
    if twin is None:
        return Outcome()
    changed = [change for change in twin.changes if content(change.claimed)]
    if len(changed) != 1 or changed[0].at < _COPIED:
        return Outcome()  # written anew, or another sentence's beginning
    finding = _check(claim, changed[0], index, twin.number)
    return Outcome(findings=(finding,) if finding is not None else ())


def _check(claim: Claim, change: Change, index: SourceIndex, number: int) -> Finding | None:
    words = content(change.claimed)
    if len(content(change.source)) * 2 > len(words):
        return None  # one wording for another
    new = [token for token in words if not token.word[0].isdigit() and not _has(token, index)]
    circumstance = bool(new) and len(new) == len(words) and change.claimed[0].word in _PREPOSITIONS
    if len(new) < _NEW and not circumstance:
        return None
    message = (
        f"this is added to the source's sentence: nowhere does it have {', '.join(token.raw for token in new[:4])}"
    )
    return claim.finding("support", "error", change.span, message, (index.evidence(number),))


def _has(token: Token, index: SourceIndex) -> bool:
    return token.stem in index.stems or (len(token.stem) >= PREFIX and token.stem[:PREFIX] in index.prefixes)
