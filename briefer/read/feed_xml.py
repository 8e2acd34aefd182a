"""RSS 0.9x, 1.0 and 2.0, and Atom 0.3 and 1.0, to raw entries: a mapping of names, no more. Pure.

Modules count wherever they stand: Dublin Core's dates and creators, `content:encoded`, Atom's links inside RSS.
Namespaces are known by their address in any spelling, prefixes that nobody declared by themselves.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree

from briefer.read.dates import read_date
from briefer.read.entries import Dates, Raw, Wanted, is_absolute, read_dates, want_all
from briefer.read.wording import MAX_SUMMARY, without_markup
from briefer.read.xml import NotXmlError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    Parts = Mapping[str, Sequence[Element]]

_PREFIXES = {
    "www.w3.org/2005/atom": "atom:",
    "purl.org/atom/ns": "atom:",
    "purl.org/rss/1.0/modules/content": "content:",
    "purl.org/dc/elements/1.0": "dc:",
    "purl.org/dc/elements/1.1": "dc:",
    "purl.org/dc/terms": "dcterms:",
    "www.w3.org/1999/02/22-rdf-syntax-ns": "rdf:",
    "purl.org/rss/1.0": "",
    "purl.org/net/rss1.1": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "channel.netscape.com/rdf/simple/0.9": "",
    "my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "backend.userland.com/rss": "",
    "backend.userland.com/rss2": "",
    "blogs.law.harvard.edu/tech/rss": "",
}
"""By a namespace's address in lower case, without scheme and closing mark."""
_XMLNS = re.compile(r' xmlns(?::[\w.-]+)?="[^"<>]*"')
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PUBLISHED = (
    "pubdate",
    "atom:published",
    "atom:issued",
    "dcterms:issued",
    "dc:date",
    "dcterms:created",
    "atom:created",
)
_UPDATED = ("atom:updated", "atom:modified", "dcterms:modified")


def read_xml_feed(root: Element, wanted: Wanted = want_all) -> tuple[str, Iterator[Raw]]:
    """The feed's title and its entries, those alone whose dates are wanted: reading the rest of one is most of the work.

    Raises:
        NotXmlError: it is no feed.
    """
    kind = _name(root.tag)
    if kind in ("atom:feed", "feed"):
        title = _text(_parts(root), "atom:title", "title")
        entries = map(_atom_parts, _children(root, "atom:entry", "entry"))
        return title, (_from_atom(parts, dates) for parts in entries if wanted(dates := _dates(parts)))
    if kind in ("rss", "rdf:rdf"):
        channels = list(_children(root, "channel"))
        items = chain.from_iterable(_children(parent, "item") for parent in (*channels, root))  # RSS 1.0: in the root
        first = next(items, None)
        if first is None and not channels:
            raise NotXmlError("it is RSS without a channel")
        title = next((_text(_parts(channel), "title") for channel in channels), "")
        return title, _rss_items(chain(() if first is None else (first,), items), wanted)
    local = etree.QName(root).localname
    if local.lower() == "html":
        raise NotXmlError("a web page came in its place")
    raise NotXmlError(f"it is XML, but neither RSS nor Atom (its root is {local[:40]!r})")


@functools.lru_cache(maxsize=1_024)
def _name(tag: object) -> str:
    """The name in lower case, its namespace as a prefix that is always the same: `item`, `dc:date`, `atom:link`."""
    if not isinstance(tag, str):  # an entity
        return ""
    namespace, _, local = tag.lower().rpartition("}")
    if not namespace:
        return local
    return _PREFIXES.get(namespace.partition("://")[2].rstrip("/#"), "other:") + local


def _children(parent: Element, *names: str) -> Iterator[Element]:
    return (child for child in parent if _name(child.tag) in names)


def _parts(element: Element) -> dict[str, list[Element]]:
    """The children by name."""
    parts: dict[str, list[Element]] = {}
    for child in element:
        parts.setdefault(_name(child.tag), []).append(child)
    return parts


def _inner(element: Element) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""


def _text(parts: Parts, *names: str) -> str:
    """The text of the first of the named children that has one."""
    for name in names:
        for child in parts.get(name, ()):
            text = _inner(child)
            if text and not text.isspace():
                return text
    return ""


def _markup_of(parts: Parts, name: str) -> str:
    return next((text for child in parts.get(name, ()) if (text := _markup(child)).strip()), "")


def _dates(parts: Parts) -> Dates:
    return read_dates(_text(parts, *_PUBLISHED), _text(parts, *_UPDATED))


def _rss_items(items: Iterable[Element], wanted: Wanted) -> Iterator[Raw]:
    """The wanted items; one whose date stands where nearly all have it is let go of before the rest of it is looked at."""
    for item in items:
        dated = next(item.iterchildren("pubDate"), None)
        published = None if dated is None else read_date(_inner(dated))
        if published is None:
            parts = _parts(item)
            if wanted(dates := _dates(parts)):
                yield _from_rss(item, parts, dates)
        elif wanted(Dates(published, None)):
            parts = _parts(item)
            yield _from_rss(item, parts, Dates(published, read_date(_text(parts, *_UPDATED))))


def _from_rss(item: Element, parts: Parts, dates: Dates) -> Raw:
    about = item.get(_ABOUT, "")
    description = _text(parts, "description")
    permanent = (_inner(guid) for guid in parts.get("guid", ()) if guid.get("isPermaLink", "true").lower() != "false")
    return Raw(
        links=[
            *(_joined(link, _inner(link)) for link in parts.get("link", ())),
            *_alternates(parts),
            *filter(is_absolute, permanent),
            about,
        ],
        id=_text(parts, "guid") or about,
        title=_text(parts, "title", "dc:title") or _markup_of(parts, "atom:title"),
        dates=dates,
        authors=_people(parts, "dc:creator", "author"),
        summary=description or _text(parts, "dc:description") or _markup_of(parts, "atom:summary"),
        html=_text(parts, "content:encoded") or _markup_of(parts, "atom:content") or _whole(description),
    )


def _whole(description: str) -> str:
    """A description that is longer than any teaser: some feeds have the whole text there, and nowhere else."""
    if len(description) <= MAX_SUMMARY or "<" not in description:
        return ""
    return description if len(without_markup(description)) > MAX_SUMMARY else ""


def _atom_parts(entry: Element) -> Parts:
    return {name if ":" in name else f"atom:{name}": children for name, children in _parts(entry).items()}


def _from_atom(parts: Parts, dates: Dates) -> Raw:
    identity = _text(parts, "atom:id")
    return Raw(
        links=[*_alternates(parts), identity if is_absolute(identity) else ""],
        id=identity,
        title=_markup_of(parts, "atom:title"),
        dates=dates,
        authors=_people(parts, "dc:creator"),
        summary=_markup_of(parts, "atom:summary"),
        html=_markup_of(parts, "atom:content") or _text(parts, "content:encoded"),
    )


def _people(parts: Parts, *names: str) -> list[str]:
    """Atom's authors by their names, else the texts of the named children."""
    named = [name for author in parts.get("atom:author", ()) for name in _children(author, "atom:name", "name")]
    return [_inner(one) for one in named or [child for name in names for child in parts.get(name, ())]]


def _joined(element: Element, link: str) -> str:
    """The link from the `xml:base` that is in force at the element."""
    try:
        return urljoin(element.base or "", link.strip()) if link.strip() and not is_absolute(link) else link
    except ValueError:  # a base that is no address
        return link


def _alternates(parts: Parts) -> list[str]:
    """The addresses of the entry itself, those of pages before those of other types."""
    links = [link for link in parts.get("atom:link", ()) if link.get("rel", "alternate").lower() == "alternate"]
    links.sort(key=lambda link: "html" not in link.get("type", "html"))
    return [_joined(link, link.get("href", "")) for link in links]


def _markup(element: Element) -> str:
    """An Atom text as HTML, whatever its type says that it is."""
    if len(element) and not all(isinstance(child.tag, str) for child in element):
        return _inner(element)
    if len(element):
        for child in element.iter():
            child.tag = etree.QName(child).localname if isinstance(child.tag, str) else child.tag
        parts = (etree.tostring(child, encoding="unicode", method="html") for child in element)
        return html.escape(element.text or "", quote=False) + _XMLNS.sub("", "".join(parts))
    text = element.text or ""
    plain = element.get("type", "text").lower() in ("text", "text/plain") and "</" not in text
    return html.escape(text, quote=False) if plain else text
