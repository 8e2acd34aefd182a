"""A figure measures what it measures in the source: 12 dead are no 12 injured, a share of the vote is no turnout.

Findings are `number`'s. Covered: in a copied sentence another noun behind the figure, where the source counts that noun
elsewhere, and a word for another measure in the clause of a figure (`text.measures`); in a claim of its own words a
figure whose measure is another one wherever the source has the figure. Abstains where a place of the source does not
say what is measured, or where its clause has the claim's measure too and it is not plain which is the figure's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from briefer.brief import Finding
from briefer.check.claims import Claim
from briefer.check.clauses import apart, clause_starts, starts_in
from briefer.check.index import SourceIndex
from briefer.check.twin import Change, Twin
from briefer.text.cues import word_set
from briefer.text.measures import Kind, kinds_of, measures_another
from briefer.text.numbers import Number
from briefer.text.spans import Span
from briefer.text.units import TIMES
from briefer.text.words import STOP_WORDS, Token

_NEAR = 8  # words between a figure and what it measures
_BOUND = 3  # the same where nothing but small words stands between: "profit of", "dead", "in profit"
_SMALL = STOP_WORDS | word_set(
    "rose fell grew rise fall rising falling increased decreased reached stood people persons men women children percent per cent"
)
_MANY = 10  # smaller numbers count much in one story
_ANYBODY = word_set(
    "people person persons men women man woman others individuals residents citizens members folk adults children kids "
    "victims patients times cases occasions things items ways pieces units percent"
)
"""Nouns that stand for many others."""
_SAME_LETTERS = 4  # of two nouns: then they may be one word's forms


def says_measure(claim: Claim, number: Number) -> bool:
    """Whether a claim says what a figure measures or counts, as far as one look tells."""
    return any(kinds_of(token.word) for token in claim.tokens) or _noun(claim.text, claim.tokens, number) is not None


def other_measure(
    claim: Claim,
    number: Number,
    index: SourceIndex,
    twin: Twin | None,
    places: Sequence[int],
    same: Callable[[Number, Number], bool],
) -> Finding | None:
    """A finding about a figure of the claim that the source has for another measure; None where it may be the same.

    `places` are the sentences that have the figure, `same` tells whether the source's number bears out a claim's.
    """
    if not index.english or not places or number.noun == "old" or number.unit in TIMES | {"clock"}:
        return None  # ages and times are told of whatever else the clause is about
    if twin is not None:
        finding = _other_noun(claim, number, index, twin) or _other_word(claim, number, index, twin)
        if finding is not None or twin.whole:
            return finding
    return _elsewhere(claim, number, index, places, same) or _other_count(claim, number, index, places, same)


def _other_noun(claim: Claim, number: Number, index: SourceIndex, twin: Twin) -> Finding | None:
    """Another noun right behind a number in a copied sentence, which the source has elsewhere."""
    at = bisect_left(claim.tokens, number.end, key=lambda token: token.start)
    if number.unit is not None or number.ordinal or at >= len(claim.tokens) or not twin.whole:
        return None
    change = next((one for one in twin.changes if one.at == at and one.claimed), None)
    if change is None or len(change.claimed) != 1 or len(change.source) != 1:
        return None
    own, theirs = change.claimed[0], change.source[0]
    if claim.text[number.end : own.start] != " " or not (_counts(own) and _counts(theirs)):
        return None
    if _count(own, claim.tokens) <= _count(own, index.tokens[twin.number]) or not _counted_apart(own, number, index):
        return None
    if own.stem[:_SAME_LETTERS] == theirs.stem[:_SAME_LETTERS]:
        return None
    return _finding(claim, Span(own.start, own.end), own.raw, theirs, index, twin.number)


def _other_count(
    claim: Claim, number: Number, index: SourceIndex, places: Sequence[int], same: Callable[[Number, Number], bool]
) -> Finding | None:
    """A noun behind a number of the claim's own words, where the source has the number for other nouns alone."""
    own = _noun(claim.text, claim.tokens, number)
    if number.value < _MANY or own is None or not _counted_apart(own, number, index):
        return None
    found: tuple[int, Token] | None = None
    for sentence, tokens, other in _figures(number, index, places, same):
        theirs = _noun(index.text_of(sentence), tokens, other)
        if theirs is None or theirs.stem[:_SAME_LETTERS] == own.stem[:_SAME_LETTERS] or _count(own, tokens):
            return None
        if _count(theirs, claim.tokens):
            return None  # "250 tube stations" for "250 stations"
        found = found or (sentence, theirs)
    if found is None:
        return None
    return _finding(claim, Span(number.start, own.end), own.raw, found[1], index, found[0])


def _noun(text: str, tokens: Sequence[Token], number: Number) -> Token | None:
    """The noun right behind a number, if it may be what is counted."""
    at = bisect_left(tokens, number.end, key=lambda token: token.start)
    if number.unit is not None or number.ordinal or at >= len(tokens):
        return None
    return tokens[at] if text[number.end : tokens[at].start] == " " and _counts(tokens[at]) else None


def _counted_apart(noun: Token, number: Number, index: SourceIndex) -> bool:
    """Whether the source counts a noun, and nowhere with this number: else it may be another word for the same."""
    values = {
        other.value
        for sentence in index.postings.get(noun.stem, ())
        for other in index.numbers[sentence]
        if other.noun == noun.stem
    }
    return bool(values) and number.value not in values


def _count(token: Token, tokens: Sequence[Token]) -> int:
    return sum(other.stem == token.stem for other in tokens)


def _counts(token: Token) -> bool:
    """Whether a word may be what is counted, and nothing but that."""
    return token.raw.islower() and token.word not in STOP_WORDS | _ANYBODY and token.word.isalpha()


def _other_word(claim: Claim, number: Number, index: SourceIndex, twin: Twin) -> Finding | None:
    """A word for another measure in the clause of a number, in the place of the copied sentence's."""
    starts = clause_starts(claim.text, claim.tokens)
    for change in twin.changes:
        for own in change.claimed:
            kinds = kinds_of(own.word)
            if not kinds or apart(starts, own.start, number.start) or _has(index.tokens[twin.number], kinds):
                continue
            other = _replaced(change, kinds, claim)
            if other is not None:
                return _finding(claim, Span(own.start, own.end), own.raw, other, index, twin.number)
    return None


def _replaced(change: Change, kinds: frozenset[Kind], claim: Claim) -> Token | None:
    """The word of another measure that a change takes away, and that the claim has nowhere."""
    for other in change.source:
        theirs = kinds_of(other.word)
        if measures_another(kinds, theirs) and not _has(claim.tokens, theirs):
            return other
    return None


def _has(tokens: Sequence[Token], kinds: frozenset[Kind]) -> bool:
    return any(not kinds_of(token.word).isdisjoint(kinds) for token in tokens)


def _elsewhere(
    claim: Claim, number: Number, index: SourceIndex, places: Sequence[int], same: Callable[[Number, Number], bool]
) -> Finding | None:
    """A measure of the claim's own words that is another one wherever the source has the figure."""
    own = _measure(claim.tokens, clause_starts(claim.text, claim.tokens), number.span)
    if own is None:
        return None
    kinds = kinds_of(own.word)
    found: tuple[int, Token] | None = None
    plain = True
    for sentence, tokens, other in _figures(number, index, places, same):
        theirs = _measure(tokens, starts_in(index, sentence), other.span)
        if theirs is None:
            plain = False
            theirs = next((token for token in tokens if measures_another(kinds, kinds_of(token.word))), None)
            around = tokens
        else:
            around = _clause(tokens, starts_in(index, sentence), other.span)
        if theirs is None or not measures_another(kinds, kinds_of(theirs.word)):
            return None
        if not _is_bound(tokens, theirs, other.span) and _has(around, kinds):
            return None
        found = found or (sentence, theirs)
    if found is None or not (plain or _has_its_own(number, kinds, index, same)):
        return None
    span = Span(min(own.start, number.start), max(own.end, number.end))
    return _finding(claim, span, own.raw, found[1], index, found[0])


def _figures(
    number: Number, index: SourceIndex, places: Sequence[int], same: Callable[[Number, Number], bool]
) -> Iterator[tuple[int, Sequence[Token], Number]]:
    """Each place of a figure in some sentences, those around the bodies too."""
    for sentence in places:
        for other in index.numbers[sentence]:
            if same(number, other):
                yield sentence, index.tokens[sentence], other


def measured_alike(
    claim: Claim, number: Number, index: SourceIndex, places: Sequence[int], same: Callable[[Number, Number], bool]
) -> bool:
    """Whether the source has a claim's figure somewhere for the very measure that the claim says."""
    own = _measure(claim.tokens, clause_starts(claim.text, claim.tokens), number.span)
    if own is None:
        return False
    for sentence, tokens, other in _figures(number, index, places, same):
        theirs = _measure(tokens, starts_in(index, sentence), other.span)
        if theirs is not None and not kinds_of(theirs.word).isdisjoint(kinds_of(own.word)):
            return True
    return False


def measures_other(claim: Claim, span: Span, index: SourceIndex, sentence: int, place: Span) -> bool:
    """Whether a figure of the source is for another measure than a figure of the claim, as both say."""
    own = _measure(claim.tokens, clause_starts(claim.text, claim.tokens), span)
    theirs = _measure(index.tokens[sentence], starts_in(index, sentence), place)
    return own is not None and theirs is not None and measures_another(kinds_of(own.word), kinds_of(theirs.word))


def _has_its_own(
    number: Number, kinds: frozenset[Kind], index: SourceIndex, same: Callable[[Number, Number], bool]
) -> bool:
    """Whether the source has another figure of the unit for a measure: "turnout was 58%"."""
    for sentence, tokens in enumerate(index.tokens):
        if sentence and _has(tokens, kinds):
            for other in index.numbers[sentence]:
                bound = _measure(tokens, starts_in(index, sentence), other.span) if other.unit == number.unit else None
                if bound is not None and not kinds_of(bound.word).isdisjoint(kinds) and not same(number, other):
                    return True
    return False


def _clause(tokens: Sequence[Token], starts: Sequence[int], span: Span) -> list[Token]:
    return [token for token in tokens if not apart(starts, token.start, span.start)]


def _measure(tokens: Sequence[Token], starts: Sequence[int], span: Span) -> Token | None:
    """The word for what a figure measures: the nearest in its clause; None where there is none."""
    first = bisect_left(tokens, span.start, key=lambda token: token.start)
    last = bisect_left(tokens, span.end, key=lambda token: token.start)
    near = [
        (distance, token)
        for place, token in enumerate(tokens)
        if kinds_of(token.word) and not apart(starts, token.start, span.start)
        if (distance := first - place if place < first else place - last + 1) <= _NEAR
    ]
    bound = [(distance, token) for distance, token in near if _is_bound(tokens, token, span)]
    return min(bound or near, key=lambda pair: pair[0])[1] if near else None


def _is_bound(tokens: Sequence[Token], token: Token, span: Span) -> bool:
    """Whether nothing but small words stands between a figure and a word: "profit of $3m", "12 people were killed"."""
    low, high = (token.end, span.start) if token.start < span.start else (span.end, token.start)
    between = [other for other in tokens if low <= other.start < high]
    return len(between) < _BOUND and all(other.word in _SMALL for other in between)


def _finding(claim: Claim, span: Span, own: str, theirs: Token, index: SourceIndex, sentence: int) -> Finding:
    message = f"the source has “{theirs.raw}” for this figure, not “{own}”"
    evidence = (index.evidence(sentence, Span(theirs.start, theirs.end)),)
    return claim.finding("number", "error", span, message, evidence)
