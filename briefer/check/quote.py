"""Quotations stand in the source word for word: typography may differ, words may not.

Covered: quotations that code copied (their place in the source is checked too), quotations found by their marks,
bracketed edits and ellipses (the pieces are located in order, in one passage), a capital changed at the beginning,
the comma or full stop that belongs to the writer's sentence, tokenised and lower-cased summaries, a negation left
outside the marks, words of the writer taken in over the source's own mark. Not covered: who said it (`speaker`), words
inside brackets, words that the source does not quote at all (a letter or a sign may be quoted from its text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from briefer.brief import Evidence, Finding, StatementQuote
from briefer.check.alignment import match
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex, level
from briefer.text.normalise import locate
from briefer.text.quotations import Quotation
from briefer.text.spans import MappedText, Span, trim
from briefer.text.words import content, tokenize

_CUT = re.compile(r"\[[^\]]{0,200}\]|\(\.\.\.\)|\.\s?\.\s?\.+|…")
_FINAL = ".,;:—–-"  # marks of the writer's own sentence that houses set inside the quotation
_REACH = 900  # code points between two pieces of one quotation: a long paragraph
_TOKENISED = re.compile(r"\w \.(?:\s|$)|\w ,\s|``|''")
_NEGATION = re.compile(r"(?:\b(?:not|never|no|without|hardly|nobody|neither)|n[’']t)\s+(?:\w+\s+)?$", re.IGNORECASE)
_SAYS_NO = re.compile(
    r"\b(?:not|never|no|none|without|hardly|nobody|neither|nor|cannot|den(?:y|ies|ied|ying)|refus\w+|reject\w*|dismiss\w*|"
    r"disput\w+|fail\w*|lack\w*|unable|oppos\w+|rul\w+ out)\b|n[’']t\b",
    re.IGNORECASE,
)
_MARK = 2  # characters of a closing mark and a stop: a place that ends with them has not crossed it
_SHOWN = 160  # characters of the nearest passage that a message shows


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of a quotation stand."""

    article: int
    pieces: tuple[Span, ...]
    """In that article's text, in order."""


def check_quotes(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """Every quotation of a claim held against the source."""
    checked = 0
    findings: list[Finding] = []
    for quote in claim.quotes:
        checked += 1
        finding = _check_copied(claim, quote, index)
        if finding is not None:
            findings.append(finding)
    copied = [Span(quote.start, quote.end) for quote in claim.quotes]
    for span, words in _marked(claim):
        if any(span.overlaps(other) for other in copied):
            continue
        checked += 1
        finding = _check_marked(claim, span, words, index, passage)
        if finding is not None:
            findings.append(finding)
    return Outcome(checked, tuple(findings))


def _marked(claim: Claim) -> Iterator[tuple[Span, str]]:
    """Each quotation that begins in the claim: where it stands there, and all of its words."""
    wholes = claim.wholes if claim.marked is not None else tuple(span.of(claim.text) for span in claim.quoted)
    for span, words in zip(claim.quoted, wholes, strict=True):
        if any(character.isalnum() for character in words):
            yield span, words


def _check_copied(claim: Claim, quote: StatementQuote, index: SourceIndex) -> Finding | None:
    span = Span(quote.start, quote.end)
    words = span.of(claim.text)
    where = (Evidence(source=quote.source, start=quote.source_start, end=quote.source_end),)
    article = index.story.article_of(quote.source)
    if article is None:
        return claim.finding("quote", "error", span, f"no source has the id {quote.source!r} that this was copied from")
    original = article.text[quote.source_start : quote.source_end]
    pieces = _pieces(words)
    folded = level(original)
    at = 0
    for piece in pieces:
        found = _after(piece, folded, at)
        if found is None:
            message = f"the words differ from the source, which has “{_short(original)}” in that place"
            return claim.finding("quote", "error", span, message, where)
        at = found.end
    return None


def _check_marked(claim: Claim, span: Span, words: str, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    places = find_places(words, index)
    if not places:
        if (claim.lower_cased or _TOKENISED.search(claim.text)) and _stands_as_words(words, index):
            return None
        return claim.finding("quote", "error", span, *_nearest(words, index))
    numbers = [_number(index, place) for place in places]
    tokens = tokenize(words)
    if len(tokens) == 1 and passage and not set(numbers) & set(passage):
        near = {number + step for number in passage for step in (-1, 0, 1)}
        if not near & set(numbers):
            message = f"the source has “{words}” only elsewhere, not where this statement is taken from"
            return claim.finding("quote", "warning", span, message, (index.evidence(numbers[0]),) if numbers[0] else ())
    return _check_edge(claim, span, index, places) or _check_marks(claim, span, index, places)


def _check_edge(claim: Claim, span: Span, index: SourceIndex, places: tuple[Place, ...]) -> Finding | None:
    """An error where every place in the source has a negation right before the words, and the claim says no nowhere."""
    if _SAYS_NO.search(claim.text[: span.start]) or _SAYS_NO.search(claim.text[span.end :]):
        return None
    for place in places:
        text = index.story.articles[place.article].text
        start = place.pieces[0].start
        if _NEGATION.search(text[max(0, start - 30) : start]) is None:
            return None
    text = index.story.articles[places[0].article].text
    start = places[0].pieces[0].start
    around = Span(max(0, start - 30), places[0].pieces[-1].end).of(text)
    message = f"a negation before these words is cut off: the source has “…{_short(around)}”"
    number = _number(index, places[0])
    return claim.finding("quote", "error", span, message, (index.evidence(number),) if number else ())


def _check_marks(claim: Claim, span: Span, index: SourceIndex, places: tuple[Place, ...]) -> Finding | None:
    """An error where every place in the source has a mark in the midst of the words: some are spoken, some the writer's."""
    for place in places:
        outers = [one for one in index.quotations[place.article] if one.kind != "nested"]
        first, last = place.pieces[0].start, place.pieces[-1].end
        crossed = [one for one in outers if _crosses(Span(first, last), one)]
        if not crossed:
            return None
    crossing = crossed[0]
    article = index.story.articles[places[0].article]
    message = f"only “{_short(crossing.span.of(article.text))}” is quoted in the source; the rest is the writer's"
    number = _number(index, places[0])
    return claim.finding("quote", "error", span, message, (index.evidence(number),) if number else ())


def _crosses(words: Span, quotation: Quotation) -> bool:
    """Whether some words begin before a quotation opens and run into it, or begin in it and run on past its mark."""
    if words.start < quotation.outer.start < words.end <= quotation.outer.end:
        return True
    closed = quotation.outer.end > quotation.span.end  # else it ended with its paragraph, for want of a mark
    return closed and quotation.outer.start <= words.start < quotation.span.end < words.end - _MARK


_MOST_PLACES = 50
"""Places of one quotation that are looked at: words that stand more often than that are told apart by none of them, and
a text of nothing but one letter and quotation marks would be looked at in every pair."""


def find_places(words: str, index: SourceIndex) -> tuple[Place, ...]:
    """Every place where a quotation stands in the story's bodies, its pieces in order within one passage."""
    pieces = _pieces(words)
    if not pieces:
        return ()
    places: list[Place] = []
    for number, article in enumerate(index.story.articles):
        first = _exact(pieces[0], article.text)
        if first and len(pieces) == 1:
            places.extend(Place(number, (span,)) for span in first)
            continue
        folded = index.levelled[number]
        for start in _spans(pieces[0], folded):
            spans = [start]
            for piece in pieces[1:]:
                following = _after(piece, folded, spans[-1].end)
                if following is None or following.start - spans[-1].end > _REACH:
                    break
                spans.append(following)
            if len(spans) == len(pieces):
                places.append(Place(number, tuple(spans)))
    return tuple(places)


def _pieces(words: str) -> list[str]:
    """The stretches of a quotation that must stand in the source, edits cut out, the writer's last mark too."""
    pieces = [piece.strip().strip("\"'“”‘’«»").strip() for piece in _CUT.split(words)]
    pieces = [
        piece.rstrip(_FINAL).rstrip() if number == len(pieces) - 1 else piece for number, piece in enumerate(pieces)
    ]
    pieces = [piece.strip(_FINAL + " ") if len(pieces) > 1 else piece for piece in pieces]
    return [piece for piece in pieces if any(character.isalnum() for character in piece)]


def _exact(piece: str, text: str) -> list[Span]:
    found: list[Span] = []
    at = text.find(piece)
    while at != -1 and len(found) < _MOST_PLACES:
        span = Span(at, at + len(piece))
        before, after = text[at - 1 : at], text[span.end : span.end + 1]
        if not (before.isalnum() and piece[0].isalnum()) and not (after.isalnum() and piece[-1].isalnum()):
            found.append(span)
        at = text.find(piece, at + 1)
    return found


def _spans(piece: str, folded: MappedText) -> tuple[Span, ...]:
    """Where a piece stands; its first letter may have changed its case, as a quotation opens or joins a sentence."""
    piece = piece.translate(_MARKS)
    found = locate(piece, folded)
    if not found and piece[0].isalpha():
        found = locate(piece[0].swapcase() + piece[1:], folded)
    return found


_MARKS = dict.fromkeys(map(ord, '"“”„‟″«»'), "'")


def _after(piece: str, folded: MappedText, at: int) -> Span | None:
    return next((span for span in _spans(piece, folded) if span.start >= at), None)


def _stands_as_words(words: str, index: SourceIndex) -> bool:
    """Whether the words stand in a row in the source, for summaries whose spaces and capitals were processed away."""
    pieces = [" ".join(token.word for token in tokenize(piece)) for piece in _pieces(words)]
    return bool(pieces) and all(f" {piece} " in index.word_line for piece in pieces)


def _number(index: SourceIndex, place: Place) -> int:
    return index.sentence_at(place.article, place.pieces[0].start)


def _nearest(words: str, index: SourceIndex) -> tuple[str, tuple[Evidence, ...]]:
    """What to say of words that stand nowhere, and the passage that is most like them."""
    message = "these words are not in the source; quote its own words, or take the marks away"
    tokens = tokenize(words)
    wanted = {(one.word, other.word) for one, other in pairwise(tokens)}
    nearest = 0
    most = 0
    for number in sorted({n for token in content(tokens) for n in index.postings.get(token.stem, ())}):
        shared = sum((one.word, other.word) in wanted for one, other in pairwise(index.tokens[number]))
        if shared > most:
            nearest, most = number, shared
    if not nearest:
        nearest = next(iter(match(content(tokens), index).numbers), 0)
    if not nearest:
        return message, ()
    evidence = index.evidence(nearest)
    return f"{message}. The nearest passage reads “{_short(index.sentences[nearest - 1].text)}”", (evidence,)


def _short(text: str) -> str:
    text = trim(text, 0, len(text)).of(text).replace("\n", " ")
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
