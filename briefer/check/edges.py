"""The edges of a quotation: nothing is cut off, taken in, stitched together or put into brackets that turns it round.

Enters: a quotation whose words do stand in the source, and where. Covered: a negation right before its words left out;
a mark of the source in the midst of its words; an ellipsis that joins two people's words; brackets that bring in a
negation, a number or a name which the source does not have.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from briefer.brief import Finding
from briefer.check.claims import Claim
from briefer.check.index import SourceIndex, level
from briefer.check.places import Place, number_of, short
from briefer.text.quotations import Quotation
from briefer.text.spans import Span
from briefer.text.words import tokenize

_NEGATION = re.compile(r"(?:\b(?:not|never|no|without|hardly|nobody|neither)|n[’']t)\s+(?:\w+\s+)?$", re.IGNORECASE)
_SAYS_NO = re.compile(
    r"\b(?:not|never|no|none|without|hardly|nobody|neither|nor|cannot|den(?:y|ies|ied|ying)|refus\w+|reject\w*|dismiss\w*|"
    r"disput\w+|fail\w*|lack\w*|unable|oppos\w+|rul\w+ out)\b|n[’']t\b",
    re.IGNORECASE,
)
_SENTENCE = 300  # code points on either side of a quotation in which its sentence may say no
_MARKS = "\"“”'‘’«»"
_MARK = 2  # characters of a closing mark and a stop: a place that ends with them has not crossed it
_NO = re.compile(r"not|never|no|without|\w+n[’']t|cannot", re.IGNORECASE)
_BRACKETED = re.compile(r"\[([^\]]{1,200})\]")


def check_edges(claim: Claim, span: Span, words: str, index: SourceIndex, places: tuple[Place, ...]) -> Finding | None:
    """What is wrong with the edges of a quotation; None where nothing is."""
    return (
        _check_edge(claim, span, index, places)
        or _check_marks(claim, span, index, places)
        or _check_voices(claim, span, index, places)
        or _check_brackets(claim, span, words, index)
    )


def _check_edge(claim: Claim, span: Span, index: SourceIndex, places: tuple[Place, ...]) -> Finding | None:
    """An error where every place in the source has a negation right before the words, and the claim says no nowhere."""
    sides = claim.text[max(0, span.start - _SENTENCE) : span.start], claim.text[span.end : span.end + _SENTENCE]
    if any(_SAYS_NO.search(words) for words in sides):
        return None
    for place in places:
        text = index.story.articles[place.article].text
        start = place.pieces[0].start
        if _NEGATION.search(text[max(0, start - 30) : start]) is None:
            return None
    text = index.story.articles[places[0].article].text
    start = places[0].pieces[0].start
    around = Span(max(0, start - 30), places[0].pieces[-1].end).of(text)
    message = f"a negation before these words is cut off: the source has “…{short(around)}”"
    number = number_of(index, places[0])
    return claim.finding("quote", "error", span, message, (index.evidence(number),) if number else ())


def _check_marks(claim: Claim, span: Span, index: SourceIndex, places: tuple[Place, ...]) -> Finding | None:
    """An error where every place in the source has a mark in the midst of the words: some are spoken, some the writer's.

    A quotation that stands in the source with these very marks is its own, however the two were paired.
    """
    given = claim.text[max(0, span.start - 1) : span.end + 1]
    if (
        given[0] in _MARKS
        and given[-1] in _MARKS
        and any(given in index.story.articles[place.article].text for place in places)
    ):
        return None
    marked = level(given).text
    if any(marked in index.levelled[place.article].text for place in places):
        return None
    for place in places:
        crossed = [
            one for piece in place.pieces for one in _near(piece, index.outers[place.article]) if _crosses(piece, one)
        ]
        if not crossed:
            return None
    crossing = crossed[0]
    article = index.story.articles[places[0].article]
    message = f"only “{short(crossing.span.of(article.text))}” is quoted in the source; the rest is the writer's"
    number = number_of(index, places[0])
    return claim.finding("quote", "error", span, message, (index.evidence(number),) if number else ())


def _near(words: Span, outers: tuple[Quotation, ...]) -> tuple[Quotation, ...]:
    """The quotations that may overlap some words: they stand in order and none inside another."""
    first = bisect_right(outers, words.start, key=lambda one: one.outer.start)
    last = bisect_left(outers, words.end, key=lambda one: one.outer.start)
    return outers[max(0, first - 1) : last]


def _crosses(words: Span, quotation: Quotation) -> bool:
    """Whether some words begin before a quotation opens and run into it, or begin in it and run on past its mark."""
    if words.start < quotation.outer.start < words.end <= quotation.outer.end:
        return True
    closed = quotation.outer.end > quotation.span.end  # else it ended with its paragraph, for want of a mark
    return closed and quotation.outer.start <= words.start < quotation.span.end < words.end - _MARK


def _check_voices(claim: Claim, span: Span, index: SourceIndex, places: tuple[Place, ...]) -> Finding | None:
    """An error where an ellipsis joins what two people said, in every place that the words stand."""
    names: set[str] = set()
    for place in places:
        if len(place.pieces) < 2:
            return None
        mentions = [index.speaker_at(place.article, piece) for piece in place.pieces]
        heard = {mention.name for mention in mentions if mention is not None}
        if len(heard) < 2:
            return None
        names = heard
    message = f"two people's words are stitched together here: {' and '.join(sorted(names))}"
    number = number_of(index, places[0])
    return claim.finding("quote", "error", span, message, (index.evidence(number),) if number else ())


def _check_brackets(claim: Claim, span: Span, words: str, index: SourceIndex) -> Finding | None:
    """An error where brackets bring in a negation, a number or a name that the source does not have."""
    for bracket in _BRACKETED.finditer(words):
        for token in tokenize(bracket[1]):
            new = token.word not in index.words and (token.raw[0].isupper() or token.raw[0].isdigit())
            if new or _NO.fullmatch(token.raw):
                message = f"“[{bracket[1]}]” puts into the quotation what the source does not have in it"
                return claim.finding("quote", "error", span, message)
    return None
