"""JSON-LD: what a page's scripts say of its article, leniently parsed and bounded.

Broken JSON is mended where the mistake is a common one, else passed over. Values are hostile: nothing is
taken for granted, their types least of all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from briefer.read.addresses import path_of

Json = Mapping[str, Any]

_ARTICLE_TYPES = re.compile(
    r"(?:News|Blog|Report|Review|Interview|Opinion|Analysis|Background|Advertiser|Tech|"
    r"Scholarly|Medical|Satirical)"
    r"?(?:Article|Posting)|.*NewsArticle|Report|Review|LiveBlogPosting|Recipe|WebPage|ItemPage"
)
WEAK_TYPES = frozenset({"WebPage", "ItemPage"})  # their name and date are often the site's
_MAX_JSON = 2_000_000  # characters of one script: what the heaviest news pages carry, several times over
_MAX_NODES = 2_000  # of JSON-LD, so that no page can make us walk for ever


def scripts(tree: HtmlElement) -> Iterator[Any]:
    """What the JSON-LD scripts of a page hold, each parsed; those that cannot be are passed over."""
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        text = script.text or ""
        if 2 <= len(text) <= _MAX_JSON:
            parsed = _lenient_json(text)
            if parsed is not None:
                yield parsed


def _lenient_json(text: str) -> Any:
    """The JSON in a script; None where even the usual mistakes mended leave none."""
    text = (
        re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?://\s*)?(?:\]\]>|-->)\s*$", "", text).strip().rstrip(";")
    )
    for mended in (text, re.sub(r",(\s*[}\]])", r"\1", text)):
        try:
            return json.loads(mended, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def walk(roots: Iterable[Any]) -> Iterator[Json]:
    """Every object of the graph, outer ones first, at most `_MAX_NODES`."""
    queue, seen = list(roots), 0
    while queue and seen < _MAX_NODES:
        node = queue.pop(0)
        if isinstance(node, list):
            queue[:0] = node[: _MAX_NODES - len(queue)]
        elif isinstance(node, dict):
            seen += 1
            yield node
            queue.extend(
                node[key]
                for key in (
                    "@graph",
                    "mainEntity",
                    "mainEntityOfPage",
                    "hasPart",
                    "itemListElement",
                    "author",
                    "publisher",
                    "item",
                )
                if isinstance(node.get(key), dict | list)
            )


def types(node: Json) -> tuple[str, ...]:
    """The names of the node's types, without their vocabulary's address."""
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return tuple(str(name).rpartition("/")[2] for name in kinds if isinstance(name, str))


def choose_article(nodes: tuple[Json, ...], url: str | None, tree: HtmlElement) -> Json | None:
    """The object that speaks of this page's article: by type, then by address or headline, then the first."""
    found = [node for node in nodes if any(_ARTICLE_TYPES.fullmatch(kind) for kind in types(node))]
    strong = [node for node in found if not WEAK_TYPES & set(types(node))]
    if len(strong) > 1:
        headings = {fold(heading.text_content()) for heading in tree.iter("h1")}
        links = tree.xpath('//link[@rel="canonical"]/@href')
        own = path_of(url or (str(links[0]) if links else ""))
        strong.sort(
            key=lambda node: (
                -(fold(text_of(node.get("headline")) or "") in headings),
                -(bool(own) and own in {path_of(address) for address in _addresses(node)}),
                -("headline" in node),
            )
        )
        return strong[0]
    return next(iter(strong or found), None)


def _addresses(node: Json) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str):
            yield value


def text_of(value: Any) -> str | None:
    """The words of a JSON-LD value: entities resolved, tags gone, spaces levelled; None for no words."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str | dict)), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return clean_value(value)


def clean_value(value: str | None) -> str | None:
    """The words of a value: entities resolved, tags gone, spaces levelled; None for no words."""
    if value is None:
        return None
    value = unescape(value)
    if "<" in value:
        value = re.sub(r"<[^<>]{0,400}>", " ", value)
    value = " ".join(value.split()).strip("\u200b\ufeff ")
    return value or None


def fold(text: str) -> str:
    """The words of a text alone, case levelled: what two spellings of one headline share."""
    return re.sub(r"\W+", " ", text.casefold()).strip()
