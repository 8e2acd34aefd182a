"""Nothing is added: a copied sentence that goes on to something which the source nowhere has says more than its source.

Findings are `support`'s. Covered: words put into a sentence that is copied otherwise, of which the source has neither
the word nor a relative, or which no one sentence of it has together. Not covered: an added word alone, additions that
another sentence bears out, claims in words of their own (the support score weighs their unknown words).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from briefer.brief import Finding
from briefer.check.claims import Claim, Outcome
from briefer.check.index import PREFIX, SourceIndex
from briefer.check.twin import Change, twin_of
from briefer.text.words import Token, content

_COPIED = (
    3  # words before the addition: what stands before a copied sentence opens another, and tells of something else
)
_NEW = 2  # words of meaning: one may be a better word for what stands elsewhere in the sentence
_MOST = 0.6  # of an addition's words in one sentence: the addition was taken from there
_MANY = 3  # the same where the sentence was cut elsewhere: its writer may have put it in better words all over
_SHORT = 4  # words of meaning in an addition that must stem from one sentence; a longer one may sum up several
_OPENERS_LIST = (
    "in at on near after before during despite with without following amid under by from for over since while "
    "because using through against outside inside behind beside "
    "last next this"
)
_OPENERS = frozenset(_OPENERS_LIST.split())
"""Words that a circumstance begins with: "during a thunderstorm", "last winter"."""


def check_added(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """What a copied sentence says beyond its source."""
    twin = twin_of(claim, index, passage) if index.english else None
    if twin is None:
        return Outcome()
    changed = [change for change in twin.changes if content(change.claimed)]
    if len(changed) != 1 or changed[0].at < _COPIED:
        return Outcome()  # written anew, or another sentence's beginning
    whole = len(twin.changes) == 1
    finding = _check(claim, changed[0], index, twin.number, whole=whole)
    return Outcome(findings=(finding,) if finding is not None else ())


def _check(claim: Claim, change: Change, index: SourceIndex, number: int, *, whole: bool) -> Finding | None:
    """A finding about words put into a sentence; a sentence that was copied whole but for them is judged harder."""
    words = [token for token in content(change.claimed) if not token.word[0].isdigit() and token.word not in _OPENERS]
    if len(content(change.source)) * 2 > len(words):
        return None  # one wording for another
    new = [token for token in words if not _has(token, index)]
    circumstance = whole and bool(new) and change.claimed[0].word in _OPENERS
    if len(new) >= (_NEW if whole else _MANY) or circumstance:
        what = f"nowhere does it have {', '.join(token.raw for token in new[:4])}"
    elif whole and change.inserted and _NEW <= len(words) <= _SHORT and not _together(words, index):
        what = f"nowhere does it have {' and '.join(token.raw for token in words[:4])} together"
    else:
        return None
    message = f"this is added to the source's sentence: {what}"
    return claim.finding("support", "error", change.span, message, (index.evidence(number),))


def _together(words: Sequence[Token], index: SourceIndex) -> bool:
    """Whether one sentence of the source has most of some words, so that they may have been taken from there."""
    held = Counter(number for token in words for number in set(index.postings.get(token.stem, ())))
    around = {form.stem for form in index.forms[0]}
    most = max(held.values(), default=0)
    return max(most, sum(token.stem in around for token in words)) >= _MOST * len(words)


def _has(token: Token, index: SourceIndex) -> bool:
    return token.stem in index.stems or (len(token.stem) >= PREFIX and token.stem[:PREFIX] in index.prefixes)
