"""The day, or the moment, on which a page says that it was published.

Machine-readable statements first, those that speak of publication before those that only speak of a date, then
what is visible. The modified date never stands in for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice

from lxml.html import HtmlElement

from briefer.read.dates import date_in_path, read_date, starts_with_date
from briefer.read.jsonld import Json, clean_value, text_of
from briefer.read.lines import Lines
from briefer.read.marks import Marks, stands_in

_META = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date.published",
    "publication_date",
    "publish-date",
    "pubdate",
    "published-date",
    "publishdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_date",
    "article.published",
    "article:published",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "datecreated",
    "date",
)
_NOT_IN = re.compile(
    r"comment|related|sidebar|footer|teaser|recommend|widget|more-|event|calendar|nav|list|infobox", re.IGNORECASE
)
_MAX_CHARS = 100  # longer is a sentence, and its date is the story's
_MAX_PARTS = 6
_LINE_WORDS = 12
_DATE_WORDS = 6  # of a line that is a date and no more
_CHANGED = re.compile(
    r"updated|modified|aktualisiert|geändert|änderung|mis à jour|modifié|actualizad|atualizad|aggiornat|bijgewerkt",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"publi|pubbl|veröffentlicht|erschienen|erstellt|posted|gepostet|geplaatst", re.IGNORECASE)
_FIRST = 3
_UP = 7  # elements around the one that holds it


def find_published(
    marks: Marks, meta: Mapping[str, str], article: Json | None, strong: Json | None, url: str | None
) -> date | datetime | None:
    """The date of publication. `strong` is the page's object if it is an article, and no mere web page."""
    stated = _stated(marks, meta, article or {}, strong or {})
    found = next((day for source in stated if (day := read_date(source)) is not None), None)
    found = found or date_in_path(url or "")
    return found or next((day for text in _visible(marks) if (day := read_date(text)) is not None), None)


def dated_line(lines: Lines) -> date | datetime | None:
    """The day that a line under the headline, right above it, or the dateline of the story's first paragraph gives."""
    for line in lines.below:
        if line.words <= _LINE_WORDS and not _is_of_change(line.text) and (day := read_date(line.text)):
            return day
    for line in lines.above:
        if line.words <= _DATE_WORDS and (day := read_date(line.text)):
            return day
    return starts_with_date(lines.lead.text) if lines.lead is not None else None


def _is_of_change(text: str) -> bool:
    """True if the text says when the page was changed, and not when it was published."""
    return bool(_CHANGED.search(text)) and not _PUBLISHED.search(text)


def _stated(marks: Marks, meta: Mapping[str, str], article: Json, strong: Json) -> Iterator[str | None]:
    yield text_of(strong.get("datePublished"))
    yield from (meta[name] for name in _META if name in meta)
    yield from _values(marks.published)
    yield from _values(time for time in marks.times if _is_of_publication(time))
    yield from _values(time for time in marks.times if _is_by_headline(time))
    yield text_of(article.get("datePublished"))
    yield text_of(strong.get("dateCreated"))
    yield from _values(marks.times[:1])


def _values(elements: Iterable[HtmlElement]) -> Iterator[str | None]:
    """The machine-readable date of the first few, else their words."""
    for element in islice(elements, _FIRST):
        yield clean_value(element.get("datetime") or element.get("content") or element.text_content())


def _is_of_publication(time: HtmlElement) -> bool:
    mark = time.get("class") or ""
    return time.get("pubdate") is not None or "publish" in mark or "entry-date" in mark


def _is_by_headline(time: HtmlElement) -> bool:
    """True if an article, or the head of one, holds it together with a headline."""
    return any(next(part.iter("h1"), None) is not None for part in time.iterancestors("article", "main", "header"))


def _visible(marks: Marks) -> Iterator[str | None]:
    """The words of short elements whose class says that a date stands in them, before any comment."""
    for element in marks.dates:
        if len(element) > _MAX_PARTS:
            continue
        text = clean_value(element.get("title") if element.tag == "abbr" else element.text_content())
        if (
            text
            and len(text) <= _MAX_CHARS
            and not _is_of_change(text)
            and any(character.isdigit() for character in text)
        ):
            parent = element.getparent()
            if parent is not None and not stands_in(parent, _NOT_IN, up=_UP):
                yield text
