"""The elements of a page that are marked as its author, its date or its standfirst, found in one walk.

A selection a mark costs more than a walk over all elements, so the walk collects what any of the fields may want;
each class attribute is judged once, however often it stands on the page.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

_AUTHOR = re.compile(r"aut(?:hor|or|eur)|by-?line|contributor|vcard")
_DATE = re.compile(
    r"(?:^|[-_\s])(?:date|datum|dateline|datetime|time|timestamp|pub-?date|published?|posted|byline|meta|info|fecha|stand)"
    r"(?:$|[-_\s])|(?:Date|Time|Datum)(?:$|\s)|(?:^|\s)(?:entry|post|article|publish|pub)date(?:$|\s)"
)
_DEK = re.compile(
    r"(?:^|[-_\s])(?:dek|deck|standfirst|stand-first|sub-?title|sub-?headline|sub-?head|strapline|"
    r"article-?(?:dek|summary|subtitle|standfirst|intro)|headline-?sub|summary)(?:$|[-_\s])"
)
_DATE_STEMS = ("dat", "time", "publi", "posted", "byline", "meta", "info", "fecha", "stand")
_DEK_STEMS = ("dek", "deck", "stand", "sub", "strap", "summary", "article")
_ATTRIBUTES = ("class", "itemprop", "rel", "data-testid")
_DATE_TAGS = frozenset({"abbr", "span", "div", "p", "li", "small"})
_DEK_TAGS = frozenset({"h2", "h3", "p", "div", "span"})
_WHOLE = frozenset({"html", "body", "main"})
_AROUND = ("nav", "footer", "aside")


@dataclass(slots=True)
class Marks:
    """The marked elements, each list in the order of the page."""

    authors: list[HtmlElement] = field(default_factory=list)
    dates: list[HtmlElement] = field(default_factory=list)
    """Elements whose class says that a date stands in them."""
    published: list[HtmlElement] = field(default_factory=list)
    """Of microdata: `itemprop="datePublished"`."""
    times: list[HtmlElement] = field(default_factory=list)
    """The `time` elements."""
    deks: list[HtmlElement] = field(default_factory=list)


def find_marks(tree: HtmlElement) -> Marks:
    """All marked elements of the page."""
    marks = Marks()
    judged: dict[str, tuple[bool, bool, bool]] = {}
    for element in tree.iter():
        tag = element.tag
        if tag == "time":
            marks.times.append(element)
        named, item, relation, test = map(element.get, _ATTRIBUTES)
        if named is None and item is None and relation is None and test is None:
            continue
        mark = f"{named or ''} {test or ''} {item or ''}"
        if item == "datePublished":
            marks.published.append(element)
        if mark not in judged:
            judged[mark] = _judge(mark)
        author, dated, dek = judged[mark]
        if author or (relation is not None and "author" in relation):
            marks.authors.append(element)
        if dated and tag in _DATE_TAGS:
            marks.dates.append(element)
        if dek and tag in _DEK_TAGS:
            marks.deks.append(element)
    return marks


def _judge(mark: str) -> tuple[bool, bool, bool]:
    """Whether a mark is an author's, a date's, a standfirst's."""
    lower = mark.lower()
    return (
        _AUTHOR.search(lower) is not None,
        any(stem in lower for stem in _DATE_STEMS) and _DATE.search(mark) is not None,
        any(stem in lower for stem in _DEK_STEMS) and _DEK.search(lower) is not None,
    )


def stands_in(element: HtmlElement, unwanted: re.Pattern[str], *, up: int) -> bool:
    """True if the element, or one of the `up` around it, is of the unwanted kind by class or id, or in the frame.

    What a page's body is called says nothing of its parts: it often lists all that the site can do.
    """
    for part in (element, *islice(element.iterancestors(), up)):
        if part.tag not in _WHOLE and unwanted.search(f"{part.get('class') or ''} {part.get('id') or ''}"):
            return True
    return element.tag in _AROUND or is_inside(element, _AROUND)


def is_inside(element: HtmlElement, tags: Collection[str]) -> bool:
    """True if the element stands in one of these."""
    return next(element.iterancestors(*tags), None) is not None
