"""Who says what in an article, worked out once for all who ask: the ledger, the checks, the extractive engine.

Hearing an article takes milliseconds, and a brief asks half a dozen times: what was heard last is kept, by the text and
its parts, of which it is a pure function.
"""

from __future__ import annotations

from functools import lru_cache

from briefer.article import Article
from briefer.text.quotations import Quotation, find_quotations
from briefer.text.spans import Span
from briefer.text.speakers import Attribution, attribute, find_attributions

_KEPT = 128
"""Articles: as many as one process has open at a time; a few megabytes."""
Spans = tuple[Span, ...]


def quotations_in(article: Article) -> tuple[Quotation, ...]:
    """The article's quotations in order, each with who said it."""
    return _spoken(article.text, paragraph_spans(article), sentence_spans(article))


def attributions_in(article: Article) -> tuple[Attribution, ...]:
    """Whose word the article's sentences are, where they say so; in order."""
    return _attributed(article.text, paragraph_spans(article), sentence_spans(article))


def sentence_spans(article: Article) -> Spans:
    """The article's sentences as spans of its text."""
    return tuple(Span(sentence.start, sentence.end) for sentence in article.sentences)


def paragraph_spans(article: Article) -> Spans:
    """The article's paragraphs as spans of its text."""
    return tuple(Span(paragraph.start, paragraph.end) for paragraph in article.paragraphs)


@lru_cache(maxsize=_KEPT)
def _spoken(text: str, paragraphs: Spans, sentences: Spans) -> tuple[Quotation, ...]:
    return tuple(attribute(text, find_quotations(text, paragraphs), sentences, paragraphs))


@lru_cache(maxsize=_KEPT)
def _attributed(text: str, paragraphs: Spans, sentences: Spans) -> tuple[Attribution, ...]:
    return tuple(find_attributions(text, sentences, _spoken(text, paragraphs, sentences)))
