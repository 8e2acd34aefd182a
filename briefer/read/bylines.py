"""Where a page names its authors: in JSON-LD, and in what stands visibly under the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from briefer.read.jsonld import Json, clean_value, types
from briefer.read.people import people

_ORGANISATIONS = frozenset({"Organization", "NewsMediaOrganization", "Corporation", "Brand", "WebSite", "Thing"})
_AUTHOR_CLASS = re.compile(
    r"(?:^|[-_\s])(?:byline-?(?:name|author)?|author-?name|article-?author|post-?author|"
    r"entry-?author|c-byline|"
    r"authors?|autor|contributor)(?:$|[-_\s])",
    re.IGNORECASE,
)
_NO_AUTHOR_IN = re.compile(r"comment|related|sidebar|footer|bio|teaser|recommend|widget|more-", re.IGNORECASE)


def declared_authors(article: Json | None, by_id: Mapping[str, Json]) -> Iterator[str]:
    """The names that JSON-LD gives as authors, organisations left out."""
    if article is None:
        return
    value = article.get("author") or article.get("creator")
    for author in value if isinstance(value, list) else [value]:
        if isinstance(author, dict):
            named = author if "name" in author else by_id.get(str(author.get("@id")), author)
            kinds = types(named)
            if kinds and set(kinds) <= _ORGANISATIONS - {"Thing"}:
                continue
            names = named.get("name")
        else:
            names = author
        for name in names if isinstance(names, list) else [names]:
            if isinstance(name, str) and (clean := clean_value(name)):
                yield clean


def visible_authors(tree: HtmlElement) -> Iterator[str]:
    """Who signs on the page: rel=author, itemprop=author, or a class; the first that names people."""
    tags = ("a", "span", "p", "div", "address", "cite", "ul", "li", "strong")
    by_class = "//*[@class and (" + " or ".join(f"self::{tag}" for tag in tags) + ")]"
    kinds = (
        '//*[@rel="author" or contains(concat(" ", @rel, " "), " author ")]',
        '//*[contains(@itemprop, "author")]',
        by_class,
    )
    for kind in kinds:
        texts = []
        for element in tree.xpath(kind):
            if kind is by_class and not _AUTHOR_CLASS.search(element.get("class") or ""):
                continue
            if (
                any(
                    _NO_AUTHOR_IN.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}")
                    for ancestor in [element, *element.iterancestors()][:8]
                )
                or next(element.iterancestors("nav", "footer", "aside"), None) is not None
            ):
                continue
            text = clean_value(element.text_content())
            if text and len(text) < 200:
                texts.append(text)
        if people(texts[:4]):
            yield from texts[:4] if kind is not by_class else texts[:1]
            return
