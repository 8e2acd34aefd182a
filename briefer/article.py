"""Article and Story: what was read, with the place of every paragraph and sentence.

`build_article` is the one way an Article is made, so paragraphs, sentences, words and digest always fit the text. A
Story is one or more articles about the same event; its sentences are numbered through, from 1.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from briefer.text.sentences import split_paragraphs, split_sentences
from briefer.text.spans import Span

_ID_LENGTH = 12  # hex digits of the digest: 48 bits, no clash within any edition that a person reads
_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")


class Contract(BaseModel):
    """The base of every JSON contract: frozen, closed, each field described by its own docstring."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, serialize_by_alias=True, validate_by_name=True
    )


def parse_date(value: Any) -> Any:
    """A date or an aware datetime from ISO text; a time without a zone is dropped, as its instant is not known.

    What is neither is handed on as it is, for pydantic to refuse.
    """
    if isinstance(value, str):
        value = value.strip()
        try:
            value = date.fromisoformat(value) if len(value) == len("2026-11-22") else datetime.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.date()
    return value


Published = Annotated[AwareDatetime | date, Field(union_mode="left_to_right"), BeforeValidator(parse_date)]
"""A date, or an aware datetime where the page gave a time with its zone: no invented midnight."""


class Completeness(StrEnum):
    """How much of the article the page gave."""

    FULL = "full"
    THIN = "thin"
    PAYWALLED = "paywalled"
    BLOCKED = "blocked"


class TextSpan(Contract):
    """A half-open stretch of `Article.text`."""

    start: int
    """First code point."""
    end: int
    """One past the last code point."""


class Sentence(Contract):
    """One sentence of `Article.text`."""

    id: int
    """Number in its article, from 1."""
    start: int
    """First code point in `Article.text`."""
    end: int
    """One past the last code point."""
    paragraph: int
    """Index of its paragraph."""


class Removed(Contract):
    """A passage that was taken out of the article, and why: a line of the extraction receipt."""

    kind: str
    """promo, bio, related, caption, hidden, consent, share, ad, timestamp, comments, duplicate, furniture."""
    reason: str
    """The rule that took it out, in words."""
    text: str
    """What was taken out."""


class Article(Contract):
    """One article as it was read; `text` is the body without its headline, paragraphs split by a blank line."""

    schema_: Literal["briefer/article/1"] = Field("briefer/article/1", alias="schema")
    """Name and version of this contract."""
    id: str
    """The start of the digest, or the id that a batch gave."""
    url: str | None
    """The canonical address, or where it was fetched from; null for a file without one."""
    title: str | None
    """The headline, without the site's name."""
    dek: str | None
    """The sub-head or standfirst."""
    byline: tuple[str, ...]
    """The people who wrote it."""
    outlet: str | None
    """The publication."""
    published: Published | None
    """When it was published: a date, or an aware datetime, as the page gave it."""
    language: str | None
    """BCP 47 tag, as the page gave it."""
    text: str
    """The body."""
    words: int
    """Words in `text`."""
    paragraphs: tuple[TextSpan, ...]
    """Paragraphs of `text`, in order."""
    sentences: tuple[Sentence, ...]
    """Sentences of `text`, in order."""
    removed: tuple[Removed, ...]
    """The extraction receipt."""
    completeness: Completeness
    """full, thin, paywalled or blocked."""
    digest: str
    """SHA-256 of `text` in UTF-8, hexadecimal."""

    def sentence_text(self, sentence: Sentence) -> str:
        """The words of one of the article's sentences."""
        return self.text[sentence.start : sentence.end]


def count_words(text: str) -> int:
    """Words as a reader counts them: "U.S.-led" and "don't" are one each."""
    return sum(1 for _ in _WORD.finditer(text))


def build_article(  # noqa: PLR0913 - an article has as many parts as it has
    text: str,
    *,
    id: str | None = None,  # noqa: A002 - the contract's word
    url: str | None = None,
    title: str | None = None,
    dek: str | None = None,
    byline: Sequence[str] = (),
    outlet: str | None = None,
    published: datetime | date | str | None = None,
    language: str | None = None,
    removed: Sequence[Removed] = (),
    completeness: Completeness = Completeness.FULL,
) -> Article:
    """An Article around `text`, which is taken as it is: paragraphs, sentences, words and digest are computed."""
    paragraphs = split_paragraphs(text)
    sentences: list[Sentence] = []
    for index, paragraph in enumerate(paragraphs):
        for span in split_sentences(text, paragraph):
            sentences.append(Sentence(id=len(sentences) + 1, start=span.start, end=span.end, paragraph=index))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(
        id=id if id is not None else digest[:_ID_LENGTH],
        url=url,
        title=title,
        dek=dek,
        byline=tuple(byline),
        outlet=outlet,
        published=parse_date(published),
        language=language,
        text=text,
        words=count_words(text),
        paragraphs=tuple(TextSpan(start=span.start, end=span.end) for span in paragraphs),
        sentences=tuple(sentences),
        removed=tuple(removed),
        completeness=completeness,
        digest=digest,
    )


@dataclass(frozen=True, slots=True)
class StorySentence:
    """A sentence of a story: its number through the whole story, and where it stands."""

    number: int
    article: int
    """Index into `Story.articles`."""
    span: Span
    """In that article's text."""
    paragraph: int
    """Index into that article's paragraphs."""
    text: str


@dataclass(frozen=True)
class Story:
    """One or more articles about the same event. A single source is a story of one; there is no second path."""

    articles: tuple[Article, ...]

    def __post_init__(self) -> None:
        """Refuse an empty story and two articles of one id, as evidence could not tell them apart."""
        ids = [article.id for article in self.articles]
        if not ids or len(set(ids)) != len(ids):
            raise ValueError(f"a story needs articles with ids of their own, got {ids!r}")

    @cached_property
    def sentences(self) -> tuple[StorySentence, ...]:
        """Every sentence, numbered from 1 through all articles; `sentences[n - 1]` has number n."""
        numbered: list[StorySentence] = []
        for index, article in enumerate(self.articles):
            for sentence in article.sentences:
                span = Span(sentence.start, sentence.end)
                numbered.append(
                    StorySentence(len(numbered) + 1, index, span, sentence.paragraph, span.of(article.text))
                )
        return tuple(numbered)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all that a model is shown of the story: texts, titles, outlets, dates."""
        shown = [
            [article.digest, article.title, article.dek, article.outlet, str(article.published)]
            for article in self.articles
        ]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=True).encode()).hexdigest()

    def article_of(self, source: str) -> Article | None:
        """The article with this id, None if the story has no such source."""
        return next((article for article in self.articles if article.id == source), None)

    def find(self, source: str, span: Span) -> tuple[StorySentence, ...]:
        """The sentences of one source that a span of its text touches."""
        return tuple(
            sentence
            for sentence in self.sentences
            if self.articles[sentence.article].id == source and sentence.span.overlaps(span)
        )
