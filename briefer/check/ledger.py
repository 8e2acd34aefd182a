"""The quote ledger: every quotation of a source, with its place and its speaker, under a number of its own.

The composer is shown the ledger and names quotations by number; the words are copied from here, never
retyped.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefer.article import Article, Story, build_article
from briefer.brief import NamedSpan, Quote
from briefer.check.voices import quotations_in, sentence_spans
from briefer.text.quotations import Mention
from briefer.text.spans import enclosing


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A quotation of a story, under the number that the composer knows it by."""

    number: int
    """Q1, Q2, ... through the whole story."""
    source: str
    """The id of its article."""
    quote: Quote
    sentence: int
    """The number in the story of the sentence that it begins in."""


def find_quotes(source: str | Article) -> tuple[Quote, ...]:
    """The quotations of a text or an article, with speakers; offsets in the text exactly as given.

    Nothing is cleaned first. Ids are q1, q2, ... in the order of the text.
    """
    article = build_article(source) if isinstance(source, str) else source
    text = article.text
    sentences = sentence_spans(article)
    quotes: list[Quote] = []
    for number, quotation in enumerate(quotations_in(article), start=1):
        index = enclosing(sentences, quotation.span.start)
        quotes.append(
            Quote(
                id=f"q{number}",
                text=quotation.span.of(text),
                start=quotation.span.start,
                end=quotation.span.end,
                kind=quotation.kind,
                speaker=_named(quotation.speaker),
                via=_named(quotation.via),
                cue=quotation.cue,
                sentence=article.sentences[index].id if index is not None else None,
            )
        )
    return tuple(quotes)


def quote_ledger(story: Story) -> tuple[LedgerEntry, ...]:
    """The quotations of all articles of a story, numbered through from 1."""
    entries: list[LedgerEntry] = []
    before = 0
    for article in story.articles:
        for quote in find_quotes(article):
            if quote.sentence is not None:
                entries.append(LedgerEntry(len(entries) + 1, article.id, quote, before + quote.sentence))
        before += len(article.sentences)
    return tuple(entries)


def _named(mention: Mention | None) -> NamedSpan | None:
    if mention is None:
        return None
    return NamedSpan(name=mention.name, start=mention.span.start, end=mention.span.end)
