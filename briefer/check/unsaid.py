"""What the source denies, holds possible or only plans, and a claim in words of its own states as so.

The claim is laid under the scopes of the sentences that share its words (`check.scopes`). It is unsaid where one scope
holds most of what it says, its verb among it, and no sentence says as much outside of one. Names count for nothing
here: a story says them everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefer.check.alignment import carried
from briefer.check.claims import Claim
from briefer.check.clauses import apart, starts_in
from briefer.check.index import SourceIndex
from briefer.check.scopes import Scope, ScopeKind, scopes_in
from briefer.text.words import stem_of

_LOOKED_AT = 12  # sentences that share most with a claim
_LONGEST = 60  # words: in a longer sentence the full stops are lost, and a scope may run through several
_INSIDE = 0.5  # of a claim's weight under a scope that has the claim's verb
_WHOLE_INSIDE = 0.7  # the same under one of a whole clause
_OTHERWISE = 0.6  # the same where the claim has the verb in other words, and its subject right before the scope
_ELSEWHERE = 0.42  # of it outside of any scope in one sentence: then the source may say so after all
_SENTENCE = 0.6  # of the claim's weight, names too, in the sentence: less, and it may tell of somebody else
_BOUNDS = frozenset(["least", "most"])
_DONE = frozenset(["has", "have", "had", "was", "were", "been"])
TO_BE_DONE = frozenset(["will", "to", "would", "be", "shall"])
_STATES = frozenset(["will", "has", "have", "had"])
_BACK = 2  # sentences before one that say who "it" is, and when
_REACH = 3  # words before a verb that tell whether it is done


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A scope that holds what a claim states."""

    number: int
    """Of the sentence."""
    scope: Scope


def unsaid(claim: Claim, index: SourceIndex, kind: ScopeKind) -> Unsaid | None:
    """The scope of a kind that a claim states as so; None where the source may say it as well."""
    weights = _weights(claim, index)
    total = sum(weights.values())
    if len(weights) < 2 or claim.lower_cased:
        return None
    gains: dict[int, float] = {}
    for stem, weight in weights.items():
        for number in index.postings.get(stem, ()):
            gains[number] = gains.get(number, 0.0) + weight
    if max(gains.values(), default=0.0) < _INSIDE * total:
        return None
    ranked = sorted(gains, key=lambda number: (-gains[number], number))[:_LOOKED_AT]
    best = _best(ranked, gains, weights, claim, index, kind)
    if best is None or _opened(best.scope, claim, index, best.number):
        return None
    for number in ranked:
        if gains[number] <= _ELSEWHERE * total:
            break
        said = index.stem_sets[number] - _covered(kind, index, number)
        told = sum(weights[stem] for stem in weights.keys() & said) / total
        if number != best.number and told > _ELSEWHERE:
            return None
    return best


def _best(
    ranked: Sequence[int],
    gains: dict[int, float],
    weights: dict[str, float],
    claim: Claim,
    index: SourceIndex,
    kind: ScopeKind,
) -> Unsaid | None:
    """The scope that holds most of a claim, of those that hold enough; `gains` is what each sentence holds."""
    total = sum(weights.values())
    best: Unsaid | None = None
    most = 0.0
    for number in ranked:
        if gains[number] < _INSIDE * total or len(index.tokens[number]) > _LONGEST:
            continue
        for scope in scopes_in(index, number):
            share = sum(weights[stem] for stem in weights.keys() & _inside(scope, index, number)) / total
            if scope.kind == kind and share > most and _holds(scope, share, weights, claim, index, number):
                best, most = Unsaid(number, scope), share
    return best


def only_under(claim: Claim, index: SourceIndex, kind: ScopeKind) -> Unsaid | None:
    """The scope of a verb that a claim states ("will suspend"), where the source has it under such scopes alone."""
    for before, token in pairwise(claim.tokens):
        numbers = index.postings.get(token.stem, ()) if before.word in _STATES and not token.raw[0].isupper() else ()
        found: list[Unsaid] = []
        for number in numbers:
            under = [s for s in scopes_in(index, number) if s.kind == kind and s.verb == token.stem]
            if not under or len(under) < len(index.stem_places[number][token.stem]):
                break
            found.append(Unsaid(number, under[0]))
        if not found or len(found) < len(numbers) or len(index.tokens[found[0].number]) > _LONGEST:
            continue
        first = found[0].number
        if not _opened(found[0].scope, claim, index, first) and (
            carried(claim.content, index, range(max(1, first - _BACK), first + 1)) >= _SENTENCE
        ):
            return found[0]
    return None


def _weights(claim: Claim, index: SourceIndex) -> dict[str, float]:
    named = {word for name in claim.names for word in name.words}
    return {
        token.stem: index.rarities[token.stem] if token.stem in index.postings else 1.0
        for token in claim.content
        if token.word not in named and token.word not in _BOUNDS
    }


def _holds(
    scope: Scope, share: float, weights: dict[str, float], claim: Claim, index: SourceIndex, number: int
) -> bool:
    """Whether a scope holds what a claim says, its verb among it, in a sentence that tells of the same."""
    inside = weights.keys() & _inside(scope, index, number)
    least = _WHOLE_INSIDE if scope.whole else _INSIDE if scope.verb in inside else _OTHERWISE
    if len(inside) < 2 or share < least:
        return False
    if least == _OTHERWISE and not _is_subject(scope, weights, index, number):
        return False
    around = index.stem_sets[number] | (index.stem_sets[number - 1] if number > 1 else frozenset())
    everything = {token.stem: weights.get(token.stem, 1.0) for token in claim.content}
    held = sum(w for s, w in everything.items() if s in (index.stem_sets[number] if s in weights else around))
    return held >= _SENTENCE * sum(everything.values())


def _is_subject(scope: Scope, weights: dict[str, float], index: SourceIndex, number: int) -> bool:
    """Whether a word of the claim stands before a scope in the clause that it opens in."""
    starts = starts_in(index, number)
    return any(
        token.stem in weights
        and token.end <= scope.opener.start
        and apart(starts, token.start, scope.opener.start) == 0
        for token in index.content[number]
    )


def _inside(scope: Scope, index: SourceIndex, number: int) -> set[str]:
    return {token.stem for token in index.content[number] if scope.span.start <= token.start < scope.span.end}


def _covered(kind: ScopeKind, index: SourceIndex, number: int) -> frozenset[str]:
    return frozenset().union(*(_inside(s, index, number) for s in scopes_in(index, number) if s.kind == kind))


def _opened(scope: Scope, claim: Claim, index: SourceIndex, number: int) -> bool:
    """Whether the claim has the word itself that opens the scope."""
    words = scope.opener.of(index.sentences[number - 1].text).lower().split()
    stems = {stem_of(word) for word in words if len(word) > 3}
    return any(token.stem in stems for token in claim.tokens)


def is_done(claim: Claim, verb: str | None) -> bool:
    """Whether a claim tells of a verb, known by its stem, as of something done."""
    for place, token in enumerate(claim.tokens):
        before = {other.word for other in claim.tokens[max(0, place - _REACH) : place]}
        if token.stem == verb and before.isdisjoint(TO_BE_DONE) and (token.word.endswith("ed") or before & _DONE):
            return True
    return False
