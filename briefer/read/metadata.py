"""What a page says of itself: headline, standfirst, people, outlet, date, language, canonical address.

From JSON-LD first, then OpenGraph and other meta elements, then what is visible. Nothing is guessed and no model is asked: what the page does not say is None. Everything here is hostile
input; broken JSON-LD is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from lxml.html import HtmlElement

from briefer.read.addresses import canonical, site_names
from briefer.read.blocks import Block
from briefer.read.bylines import find_byline, signed_byline
from briefer.read.jsonld import (
    WEAK_TYPES,
    Json,
    choose_article,
    clean_value,
    scripts,
    text_of,
    types,
    walk,
)
from briefer.read.lines import around_headline
from briefer.read.marks import find_marks
from briefer.read.published import dated_line, find_published
from briefer.read.titles import find_dek, find_title

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{5,8})*")


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
    marks = find_marks(tree)
    address = canonical(tree, meta, url)
    own = _own_names(outlet, address)
    return Metadata(
        title=find_title(tree, meta, article, own),
        dek=find_dek(marks, meta, strong),
        byline=find_byline(marks, meta, strong, by_id, own),
        outlet=outlet,
        published=find_published(marks, meta, article, strong, address),
        language=_language(tree, meta, article),
        url=address,
        free=_free(article),
        article_body=text_of((strong or {}).get("articleBody")),
        is_article=strong is not None or meta.get("og:type", "").lower() == "article",
    )


def with_lines(metadata: Metadata, blocks: Sequence[Block]) -> Metadata:
    """The metadata with the people and the day that lines under the headline name, where markup named none.

    `blocks` are those of the whole page.
    """
    if metadata.byline and metadata.published is not None:
        return metadata
    lines = around_headline(blocks, metadata.title)
    byline = metadata.byline or signed_byline(lines, _own_names(metadata.outlet, metadata.url))
    return replace(metadata, byline=byline, published=metadata.published or dated_line(lines))


def _own_names(outlet: str | None, url: str | None) -> tuple[str, ...]:
    return (*((outlet,) if outlet else ()), *site_names(url))


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


# --- the fields ------------------------------------------------------------------------------------


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
