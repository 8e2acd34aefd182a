"""An OPML file, as feed readers export it, to rows of briefer.toml. Pure.

The outline that a feed stands in becomes its section. What has no http or https address is left out and said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from briefer.errors import ExtractionError
from briefer.read.entries import web_address
from briefer.read.wording import read_title
from briefer.read.xml import NotXmlError, parse_xml
from briefer.settings import FeedTable

_SHOWN = 80  # characters of an address that cannot be taken


@dataclass(frozen=True, slots=True)
class Outlines:
    """What an OPML file lists."""

    feeds: tuple[FeedTable, ...]
    """Each address once, in the file's order."""
    left_out: tuple[str, ...]
    """Addresses that are not http or https, as they stand there."""
    fault: str | None
    """What is wrong with its XML, where it had to be mended to be read: what stands after it may be missing."""


def read_opml(data: bytes, *, name: str) -> Outlines:
    """The feeds that a file lists; `name` is what a message calls the file.

    Raises:
        ExtractionError: it is no OPML.
    """
    try:
        document = parse_xml(data)
    except NotXmlError as error:
        raise ExtractionError(f"{name!r} is no OPML: {error}", url=name) from error
    root = document.root
    local = etree.QName(root).localname
    if local.lower() != "opml":
        raise ExtractionError(
            f"{name!r} is no OPML: its root is {local[:40]!r}; export it from a feed reader", url=name
        )
    feeds: dict[str, FeedTable] = {}
    left_out: list[str] = []
    for outline, section in _outlines(root):
        given = _attribute(outline, "xmlurl")
        if not given:
            continue
        url = web_address(_over_http(given), "")
        if url is None:
            left_out.append(read_title(given)[:_SHOWN])
            continue
        outlet = read_title(_attribute(outline, "title") or _attribute(outline, "text")) or None
        feeds.setdefault(url, FeedTable(url=url, outlet=outlet, section=section))
    return Outlines(tuple(feeds.values()), tuple(left_out), document.fault)


def _outlines(root: etree._Element) -> Iterator[tuple[etree._Element, str | None]]:
    """Every outline in order, with the name of the innermost one around it that is no feed."""
    sections: list[str | None] = [None]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str) or etree.QName(element).localname.lower() != "outline":
            continue
        if event == "end":
            sections.pop()
            continue
        yield element, sections[-1]
        is_feed = bool(_attribute(element, "xmlurl"))
        own = read_title(_attribute(element, "text") or _attribute(element, "title"))
        sections.append(sections[-1] if is_feed or not own else own)


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute's value; programs spell the names in any case."""
    return next((value.strip() for key, value in element.attrib.items() if str(key).lower() == name), "")


def _over_http(url: str) -> str:
    """The address behind `feed:`, which browsers once gave to readers."""
    if url.lower().startswith("feed://"):
        return "http://" + url[len("feed://") :]
    return url[len("feed:") :] if url.lower().startswith("feed:") else url
