"""What a page says of itself: headline, standfirst, people, outlet, date, language, canonical address.

From JSON-LD first, then OpenGraph and other meta elements, then what is visible (h1, time, rel=author).
Nothing is guessed and no model is asked: what the page does not say is None. Everything here is hostile
input; broken JSON-LD is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from lxml.html import HtmlElement

from briefer.read.addresses import canonical
from briefer.read.bylines import declared_authors, visible_authors
from briefer.read.dates import read_date
from briefer.read.jsonld import (
    WEAK_TYPES,
    Json,
    choose_article,
    clean_value,
    fold,
    scripts,
    text_of,
    types,
    walk,
)
from briefer.read.people import people

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{5,8})*")
_SEPARATORS = r"\s+[|\-–—·•»«:/~]+\s+|\s*\|\s*|\s+-{2,}\s+"
_SEPARATOR = re.compile(_SEPARATORS)
_DEK_CLASS = re.compile(
    r"(?:^|[-_\s])(?:dek|deck|standfirst|stand-first|sub-?title|sub-?headline|sub-?head|strapline|"
    r"article-?(?:dek|summary|subtitle|standfirst|intro)|headline-?sub|summary)(?:$|[-_\s])",
    re.IGNORECASE,
)
_DATE_CLASS = re.compile(
    r"(?:^|[-_\s])(?:date|datum|dateline|datetime|time|timestamp|pub-?date|published?|posted|byline|meta|info|fecha|stand)"
    r"(?:$|[-_\s])|(?:Date|Time|Datum)(?:$|\s)|(?:^|\s)(?:entry|post|article|publish|pub)date(?:$|\s)"
)
_NO_DATE_IN = re.compile(
    r"comment|related|sidebar|footer|teaser|recommend|widget|more-|event|calendar|nav|list", re.IGNORECASE
)
_DATE_CHARS = 100  # longer is a sentence, and its date is the story's
_DATE_PARTS = 6
_MAX_TITLE = 400  # characters: longer is a paragraph
_MAX_DEK = 600


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself; None or empty where it does not."""

    title: str | None = None
    dek: str | None = None
    byline: tuple[str, ...] = ()
    outlet: str | None = None
    published: date | datetime | None = None
    language: str | None = None
    url: str | None = None
    """The canonical address; only of the site that the page came from, where that is known."""
    free: bool | None = None
    """False where the page declares itself not free to read (`isAccessibleForFree`)."""
    article_body: str | None = None
    """JSON-LD `articleBody`, as it stands."""
    is_article: bool = False
    """True if the page declares an article of any kind."""


def read_metadata(tree: HtmlElement, *, url: str | None = None) -> Metadata:
    """The metadata of a parsed page that was fetched from `url`; the tree is not changed."""
    meta = _meta(tree)
    nodes = tuple(walk(scripts(tree)))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    article = choose_article(nodes, url, tree)
    strong = article if article is not None and not WEAK_TYPES & set(types(article)) else None
    outlet = _outlet(strong or article, meta, by_id)
    language = _language(tree, meta, article)
    return Metadata(
        title=_title(tree, meta, article, outlet),
        dek=_dek(tree, meta, strong),
        byline=_byline(tree, meta, strong, by_id, outlet),
        outlet=outlet,
        published=_published(tree, meta, article, strong),
        language=language,
        url=canonical(tree, meta, url),
        free=_free(article),
        article_body=text_of((strong or {}).get("articleBody")),
        is_article=strong is not None or meta.get("og:type", "").lower() == "article",
    )


# --- meta elements ---------------------------------------------------------------------------------


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The first non-empty content of each meta name, property and itemprop, lower case."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = clean_value(element.get("content"))
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _first(meta: Mapping[str, str], *names: str) -> str | None:
    return next((meta[name] for name in names if meta.get(name)), None)


def _first_attribute(tree: HtmlElement, xpath: str) -> str | None:
    found = tree.xpath(xpath)
    return str(found[0]).strip() if found else None


# --- the fields ------------------------------------------------------------------------------------


def _title(tree: HtmlElement, meta: Mapping[str, str], article: Json | None, outlet: str | None) -> str | None:
    heads = [clean_value(heading.text_content()) for heading in _visible(tree.iter("h1"))]
    headings = [heading for heading in heads if heading and 1 <= len(heading) <= _MAX_TITLE]
    page = next(
        (clean_value(element.text_content()) for element in tree.iter("title") if not _inside(element, "svg")),
        None,
    )
    named = [
        text_of((article or {}).get("headline")),
        _first(
            meta,
            "og:title",
            "twitter:title",
            "dc.title",
            "citation_title",
            "title",
            "parsely-title",
            "sailthru.title",
        ),
        page,
    ]
    candidates = [name[:_MAX_TITLE] for name in named if name]
    for candidate in candidates:  # a visible heading that the page's own title repeats is the headline, as it is read
        for heading in headings:
            if len(heading) > 3 and fold(heading) == fold(candidate):
                return heading
    for heading in headings:
        if len(heading.split()) > 2 and any(fold(heading) in fold(candidate) for candidate in candidates):
            return heading
    if candidates:
        return _without_site(candidates[0], outlet, others=[*candidates[1:], *headings])
    return _without_site(headings[0], outlet, others=[]) if len(headings) == 1 else None


def _without_site(title: str, outlet: str | None, *, others: list[str]) -> str:
    """The title without the site's name before or behind it."""
    parts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    for start, end in reversed(parts):
        head, tail = title[:start].strip(), title[end:].strip()
        if outlet is not None and head and _same_name(tail, outlet):
            return _without_site(head, outlet, others=others)
        if any(fold(head) == fold(other) for other in others) and len(head.split()) > 1:
            return head
    if parts and outlet is not None and _same_name(title[: parts[0][0]], outlet):
        return title[parts[0][1] :].strip() or title
    return title


def _same_name(text: str, outlet: str) -> bool:
    def bare(name: str) -> str:
        name = re.sub(r"^the\s+|\.(?:com|org|net|co\.uk|de|fr|it|es|ch|at|io|eu)$", "", name.casefold().strip())
        return re.sub(r"\W+", "", name)

    return bool(bare(text)) and bare(text) == bare(outlet)


def _dek(tree: HtmlElement, meta: Mapping[str, str], article: Json | None) -> str | None:
    """The standfirst that stands on the page; else the page's description of its article, if it is whole."""
    for element in tree.iter("h2", "h3", "p", "div", "span"):
        mark = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('data-testid') or ''}"
        if len(mark) > 2 and _DEK_CLASS.search(mark) and not _inside(element, "nav", "aside", "footer", "li"):
            text = clean_value(element.text_content())
            if text and len(text.split()) >= 4 and len(text) <= _MAX_DEK:
                return text
    described = [
        text_of((article or {}).get("alternativeHeadline")),
        text_of((article or {}).get("description")),
        _first(meta, "og:description", "description", "twitter:description", "dc.description"),
    ]
    for text in described:
        whole = text and not text.rstrip().endswith(("...", "…", "[…]", "[...]"))
        if text and whole and len(text.split()) >= 4 and len(text) <= _MAX_DEK:
            return text
    return None


def _byline(
    tree: HtmlElement,
    meta: Mapping[str, str],
    article: Json | None,
    by_id: Mapping[str, Json],
    outlet: str | None,
) -> tuple[str, ...]:
    named = people(declared_authors(article, by_id), outlet=outlet, single_ok=False)
    if named:
        return named
    fields = [
        _first(
            meta,
            "author",
            "article:author_name",
            "dc.creator",
            "dcterms.creator",
            "parsely-author",
            "sailthru.author",
            "byl",
            "citation_author",
            "article:author",
            "og:author",
            "twitter:data1",
        ),
    ]
    named = people([field for field in fields if field and "://" not in field], outlet=outlet)
    return named or people(visible_authors(tree), outlet=outlet)


def _outlet(article: Json | None, meta: Mapping[str, str], by_id: Mapping[str, Json]) -> str | None:
    publisher = (article or {}).get("publisher")
    if isinstance(publisher, list):
        publisher = next((item for item in publisher if isinstance(item, dict | str)), None)
    if isinstance(publisher, dict) and "name" not in publisher:
        publisher = by_id.get(str(publisher.get("@id")), publisher)
    name = _first(meta, "og:site_name") or text_of(publisher)
    name = name or _first(
        meta, "application-name", "dc.publisher", "citation_journal_title", "cre", "al:iphone:app_name"
    )
    return name if name and len(name) <= 80 and "://" not in name else None


def _published(
    tree: HtmlElement, meta: Mapping[str, str], article: Json | None, strong: Json | None
) -> date | datetime | None:
    sources = [
        text_of((strong or {}).get("datePublished")),
        _first(meta, "article:published_time", "og:article:published_time", "og:published_time"),
        _first(
            meta,
            "datepublished",
            "date.published",
            "publication_date",
            "publish-date",
            "pubdate",
            "published-date",
            "publishdate",
            "dc.date.issued",
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
        ),
        *_attributes(tree, '//*[@itemprop="datePublished"]'),
        *_attributes(tree, '//time[@pubdate or contains(@class, "publish") or contains(@class, "entry-date")]'),
        *_attributes(tree, "//*[self::article or self::main or self::header][.//h1]//time"),
        text_of((article or {}).get("datePublished")),
        text_of((strong or {}).get("dateCreated")),
        *_attributes(tree, "//time")[:1],
        *_visible_dates(tree),
    ]
    return next((found for source in sources if (found := read_date(source)) is not None), None)


def _visible_dates(tree: HtmlElement) -> Iterator[str | None]:
    """The words of short elements whose class says that a date stands in them, before any comment."""
    for element in tree.xpath("//*[@class and (self::span or self::div or self::p or self::li or self::small)]"):
        if not _DATE_CLASS.search(element.get("class") or "") or len(element) > _DATE_PARTS:
            continue
        text = clean_value(element.text_content())
        if text and len(text) <= _DATE_CHARS and any(character.isdigit() for character in text):
            around = " ".join(f"{part.get('class')} {part.get('id')}" for part in islice(element.iterancestors(), 8))
            if not _NO_DATE_IN.search(around) and not _inside(element, "nav", "footer", "aside"):
                yield text


def _attributes(tree: HtmlElement, xpath: str) -> list[str | None]:
    """The machine-readable date of the first few elements, else their words."""
    return [
        clean_value(element.get("datetime") or element.get("content") or element.text_content())
        for element in tree.xpath(xpath)[:3]
    ]


def _language(tree: HtmlElement, meta: Mapping[str, str], article: Json | None) -> str | None:
    root = tree.getroottree().getroot()
    found = [
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
        text_of((article or {}).get("inLanguage")),
        _first(meta, "og:locale"),
        _first(meta, "content-language", "language", "dc.language"),
    ]
    for value in found:
        tag = (value or "").strip().replace("_", "-").partition(".")[0]
        if _LANGUAGE.fullmatch(tag):
            return _cased(tag)
    return None


def _cased(tag: str) -> str:
    """The tag in the case that BCP 47 recommends: en-US, zh-Hant-TW."""
    first, *rest = tag.split("-")
    return "-".join(
        [
            first.lower(),
            *(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in rest),
        ]
    )


def _free(article: Json | None) -> bool | None:
    value = (article or {}).get("isAccessibleForFree")
    if isinstance(value, bool):
        return value
    return {"false": False, "true": True}.get(value.strip().lower()) if isinstance(value, str) else None


def _inside(element: HtmlElement, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None


def _visible(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    return (element for element in elements if not _inside(element, "nav", "footer", "aside", "template", "noscript"))
