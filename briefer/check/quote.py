"""Quotations stand in the source word for word: typography may differ, words may not.

Covered: quotations that code copied (their place in the source is checked too), quotations found by their marks,
bracketed edits and ellipses (the pieces are located in order, in one passage), a capital changed at the beginning,
the comma or full stop that belongs to the writer's sentence, tokenised and lower-cased summaries, what was cut off or
taken in at the edges (`edges`), words that stand only in a caption or a promotion. Not covered: who said it
(`speaker`), words that the source does not quote at all (a letter or a sign may be quoted from its text).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from briefer.brief import Evidence, Finding, StatementQuote
from briefer.check.alignment import match
from briefer.check.claims import Claim, Outcome
from briefer.check.edges import check_edges
from briefer.check.index import SourceIndex, level
from briefer.check.places import Place, after, find_places, number_of, pieces_of, short
from briefer.text.spans import Span
from briefer.text.words import content, tokenize

_LONG = 60  # words: a longer quotation is no two passages put together in haste
_TOKENISED = re.compile(r"\w \.(?:\s|$)|\w ,\s|``|''")


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
    pieces = pieces_of(words)
    folded = level(original)
    at = 0
    for piece in pieces:
        found = after(piece, folded, at)
        if found is None:
            message = f"the words differ from the source, which has “{short(original)}” in that place"
            return claim.finding("quote", "error", span, message, where)
        at = found.end
    place = Place(index.story.articles.index(article), (Span(quote.source_start, quote.source_end),))
    return check_edges(claim, span, words, index, (place,))


def _check_marked(claim: Claim, span: Span, words: str, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    places = find_places(words, index)
    if not places:
        if (claim.lower_cased or _TOKENISED.search(claim.text)) and _stands_as_words(words, index):
            return None
        return claim.finding("quote", "error", span, *_nearest(words, index))
    numbers = [number_of(index, place) for place in places]
    tokens = tokenize(words)
    if len(tokens) == 1 and passage and not set(numbers) & set(passage):
        near = {number + step for number in passage for step in (-1, 0, 1)}
        if not near & set(numbers):
            message = f"the source has “{words}” only elsewhere, not where this statement is taken from"
            return claim.finding("quote", "warning", span, message, (index.evidence(numbers[0]),) if numbers[0] else ())
    return check_edges(claim, span, words, index, places)


def _stands_as_words(words: str, index: SourceIndex) -> bool:
    """Whether the words stand in a row in the source, for summaries whose spaces and capitals were processed away."""
    pieces = [" ".join(token.word for token in tokenize(piece)) for piece in pieces_of(words)]
    return bool(pieces) and all(f" {piece} " in index.word_line for piece in pieces)


def _nearest(words: str, index: SourceIndex) -> tuple[str, tuple[Evidence, ...]]:
    """What to say of words that stand nowhere, and the passage that is most like them."""
    message = "these words are not in the source; quote its own words, or take the marks away"
    aside = _aside(words, index)
    if aside is not None:
        return f"these words stand only in a {aside} beside the article, which is no part of it", ()
    tokens = tokenize(words)
    if _stands_as_words(words, index) and not _stands_around(words, index):
        message = (
            "the source has a quotation mark in the midst of these words: some are quoted, the rest is the writer's"
        )
    elif _stitched(words, index):
        message = "two passages of the source are put together here as if they were one; mark the cut with an ellipsis"
    near = {number for token in content(tokens) for number in index.postings.get(token.stem, ())}
    shared = Counter(
        number
        for word, after in {(one.word, other.word) for one, other in pairwise(tokens)}
        for number, place in index.word_places.get(word, ())
        if number in near and index.follows(number, place, after)
    )
    nearest = max(sorted(shared), key=shared.__getitem__, default=0)
    if not nearest:
        nearest = next(iter(match(content(tokens), index).numbers), 0)
    if not nearest:
        return message, ()
    evidence = index.evidence(nearest)
    return f"{message}. The nearest passage reads “{short(index.sentences[nearest - 1].text)}”", (evidence,)


def _stands_around(words: str, index: SourceIndex) -> bool:
    """Whether a title or another line around the body has the words."""
    line = " ".join(index.sentence_words[0])
    return all(" ".join(token.word for token in tokenize(piece)) in line for piece in pieces_of(words))


def _aside(words: str, index: SourceIndex) -> str | None:
    """What kind of removed passage has the words, where one has."""
    pieces = pieces_of(words)
    for article in index.story.articles:
        for removed in article.removed:
            folded = level(removed.text)
            if pieces and all(after(piece, folded, 0) is not None for piece in pieces):
                return removed.kind
    return None


def _stitched(words: str, index: SourceIndex) -> bool:
    """Whether the words are two runs of the source's own, of two words or more each."""
    tokens = [token.word for token in tokenize(words)]
    if len(tokens) > _LONG or _stands_around(words, index):
        return False
    for at in range(2, len(tokens) - 1):
        if f" {' '.join(tokens[:at])} " not in index.word_line:
            return False  # nor are more of them
        if f" {' '.join(tokens[at:])} " in index.word_line:
            return True
    return False
