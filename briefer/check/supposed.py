"""What the source only supposes is no fact: the condition behind an "if", and what would follow from it.

Findings are `hedge`'s. Covered: a condition told as so ("if the court approves" as "the court approved"), in a copied
sentence and in one of the claim's own words; in a copied sentence what would follow, told as done, where the condition
was left out. Not covered: conditions that another sentence sets, what would follow told as certain ("will close" with no
"if"), which a brief may fairly cut.
"""

from __future__ import annotations

import re
from itertools import pairwise

from briefer.brief import Finding
from briefer.check.alignment import carried
from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.check.scopes import SUPPOSING, Scope, scopes_in
from briefer.check.twin import Change, Twin
from briefer.check.unsaid import TO_BE_DONE, unsaid
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, stem_of

_OPEN = re.compile(
    r"\b(?:if|unless|whether|provid\w+|assum\w+|suppos\w+|in case|in the event|as long as|on condition|condition\w*|subject to|"
    r"once|until|when|were to|should (?:the|a|an|he|she|it|they)|depend\w*|hing\w+|await\w*|without|hop(?:e|es|ed|ing)|"
    r"want\w*|ask\w*|demand\w*|urg\w+|suggest\w*|propos\w+|advis\w+|recommend\w*|offer\w*|plan\w*|expect\w*|consider\w*|"
    r"alleg\w*|accus\w*|believ\w*|predict\w*|possib\w+|potential\w*|likel\w+|chance|risk\w*|prospect|threat\w*|warn\w*|fear\w*|"
    r"could|might|(?-i:may)|would)\b",
    re.IGNORECASE,
)
"""Words with which a claim leaves open whether something is so."""
_LEFT_OPEN = frozenset(
    map(
        stem_of, ("if", "unless", "whether", "could", "might", "may", "would", "can", "should", "once", "when", "until")
    )
)
_BEFORE = 3  # words before what was supposed in which the claim may leave it open
_KEPT = 0.7  # of a condition's words of meaning in the claim: then it tells the condition
_WORDS = 2  # of these at least: one word may stand there for much else
_WHOLE = 3  # words of a condition that is there to the last: "he does not play"
_BACK = 2  # sentences before one that say whom it is about
_SENTENCE = 0.6  # of the claim's weight in these: less, and it may tell of something else
_WOULD = frozenset(["would", "will", "could", "might", "may", "can"])
_DONE = frozenset(["was", "were", "had", "did", "has", "have", "is", "are"])


def supposed_as_so(claim: Claim, index: SourceIndex, twin: Twin | None) -> Finding | None:
    """A finding about a claim that tells what the source supposes; None where it leaves it open, or the source tells it."""
    supposing = _supposing(index)
    if twin is not None and twin.number in supposing:
        for scope in scopes_in(index, twin.number):
            if scope.kind == "supposed" and (_tells(claim, index, twin, scope) or _done(claim, twin, scope)):
                return _finding(claim, index, twin.number, scope)
    if twin is not None and twin.whole:
        return None
    own = {token.stem for token in claim.content}
    if all(own.isdisjoint(index.stem_sets[number]) for number in supposing):
        return None
    if _OPEN.search(claim.text):
        return None
    found = unsaid(claim, index, "supposed")
    if found is not None:
        return _finding(claim, index, found.number, found.scope)
    return _only_supposed(claim, index)


def _supposing(index: SourceIndex) -> frozenset[int]:
    """The sentences that may suppose something: those with a word that does."""
    return frozenset(number for word in SUPPOSING for number, _ in index.word_places.get(word, ()) if number)


def _finding(claim: Claim, index: SourceIndex, number: int, scope: Scope) -> Finding:
    word = scope.opener.of(index.sentences[number - 1].text).strip()
    message = f"the source says “{word}” here: the claim is surer than that"
    evidence = (index.evidence(number, Span(scope.opener.start, scope.span.end)),)
    return claim.finding("hedge", "error", None, message, evidence)


def _only_supposed(claim: Claim, index: SourceIndex) -> Finding | None:
    """A finding about something that a claim tells as so ("was late"), and that the source has under an "if" alone, or as what would follow."""
    for place, (before, token) in enumerate(pairwise(claim.tokens)):
        stated = before.word in _DONE or (token.word.endswith("ed") and token.raw[0].islower())
        if any(other.word in TO_BE_DONE for other in claim.tokens[max(0, place + 1 - _BEFORE) : place + 1]):
            continue
        numbers = index.postings.get(token.stem, ()) if stated and token.word not in STOP_WORDS else ()
        found: list[tuple[int, Scope]] = []
        for number in numbers:
            places = [other for other in index.content[number] if other.stem == token.stem]
            under = _unsettled(index, number, done=before.word not in {"is", "are"})
            if not all(any(s.span.start <= other.start < s.span.end for s in under) for other in places):
                break
            found.append((number, under[0]))
        if not found or len(found) < len(numbers):
            continue
        first = found[0][0]
        if carried(claim.content, index, range(max(1, first - _BACK), first + 1)) >= _SENTENCE:
            return _finding(claim, index, *found[0])
    return None


def _unsettled(index: SourceIndex, number: int, *, done: bool) -> list[Scope]:
    """What a sentence supposes; for what is told as done, what would follow from that as well."""
    scopes = scopes_in(index, number)
    supposed = [scope for scope in scopes if scope.kind == "supposed"]
    return [*supposed, *(scope for scope in scopes if supposed and done and scope.kind in {"planned", "possible"})]


def _tells(claim: Claim, index: SourceIndex, twin: Twin, scope: Scope) -> bool:
    """Whether a copied sentence has what was supposed, and nothing right before it that leaves it open."""
    source = index.tokens[twin.number]
    inside = {place for place, token in enumerate(source) if scope.span.start <= token.start < scope.span.end}
    wanted = [place for place in sorted(inside) if source[place].word not in STOP_WORDS]
    kept = {
        there: place
        for place, (there, stop) in enumerate(twin.places)
        if stop == there + 1 and there in inside and claim.tokens[place].stem == source[there].stem
    }
    whole = len(kept) == len(inside) >= _WHOLE
    if not whole and (len(wanted) < _WORDS or sum(place in kept for place in wanted) < _KEPT * len(wanted)):
        return False
    first, last = min(kept.values()), max(kept.values())
    around = claim.tokens[max(0, first - _BEFORE) : last + 1]
    own = {
        source[place].stem for place in inside
    }  # "if they could agree" told as "they could agree" is told all the same
    return not any(token.stem in _LEFT_OPEN - own and token.raw != "May" for token in around)


def _done(claim: Claim, twin: Twin, scope: Scope) -> bool:
    """Whether a copied sentence leaves a condition out, and tells what would follow as done."""
    if any(token.stem in _LEFT_OPEN and token.raw != "May" for token in claim.tokens):
        return False
    out = [
        change for change in twin.changes if any(scope.opener.start <= t.start < scope.span.end for t in change.source)
    ]
    return bool(out) and any(_made_done(change, scope) for change in twin.changes)


def _made_done(change: Change, scope: Scope) -> bool:
    """Whether a change makes a "would" something done."""
    would = any(
        token.word in _WOULD and not scope.span.start <= token.start < scope.span.end for token in change.source
    )
    if not would or any(token.word in _WOULD for token in change.claimed):
        return False
    return any(token.word in _DONE or token.word.endswith("ed") for token in change.claimed)
