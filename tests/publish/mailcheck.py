"""What an HTML mail has to keep to, as a list of the rules that it breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise

from lxml import html

CLIPPED_AT = 102_400
STYLED = ("h1", "h2", "h3", "p", "a", "li", "ol", "ul", "td", "table", "body")
FETCHED = ("script", "img", "link", "form", "input", "iframe", "object", "embed", "video", "audio", "svg", "base")
WANTED = {
    "//title[normalize-space()]": "it has no title",
    "//meta[@name='color-scheme'][@content='light dark']": "it does not say that it knows the dark",
    "//meta[@name='viewport']": "it does not know phones",
}
"""What there has to be, and the fault where it is not."""
UNWANTED = {
    " | ".join(f"//{name}[not(@style)]" for name in STYLED): "has no inline style",
    "//table[not(@role='presentation')]": "has no role",
    "//img[not(normalize-space(@alt))]": "has no alt",
    " | ".join(f"//{name}" for name in FETCHED): "is not for mails",
    "//*[@src or @background or @srcset or @poster or @action]": "fetches something",
}
"""What there may not be, and what is wrong with it."""
OPTIONAL = {"story", "aside", "dek", "voice", "quote", "credit", "update", "label", "count", "sources"}
"""Classes of what not every edition has."""


def both_parts(raw: bytes) -> tuple[str, str]:
    """The plain part and the HTML part."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    assert message.get_content_type() == "multipart/alternative"
    plain, rich = list(message.iter_parts())
    assert isinstance(plain, EmailMessage)
    assert isinstance(rich, EmailMessage)
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    return plain.get_content().replace("\r\n", "\n"), rich.get_content().replace("\r\n", "\n")


def message_faults(raw: bytes, links: Iterable[str]) -> list[str]:
    """The rules that a message breaks; `links` are the addresses that it may lead to."""
    faults = [] if len(raw) < CLIPPED_AT else [f"it has {len(raw)} bytes and would be clipped"]
    lines = raw.split(b"\r\n")
    if raw.count(b"\n") != raw.count(b"\r\n") or raw.count(b"\r") != raw.count(b"\r\n"):
        faults.append("a line does not end in CRLF")
    if max(map(len, lines)) > 998 or not raw.isascii():
        faults.append("a line is too long or not ASCII")
    plain, rich = both_parts(raw)
    if not plain.strip():
        faults.append("the plain part is empty")
    return [*faults, *page_faults(rich, links)]


def page_faults(rich: str, links: Iterable[str]) -> list[str]:
    """The rules that the HTML of a mail breaks."""
    page = html.document_fromstring(rich)
    known = set(links)
    return [*_elements(page), *_links(page, known), *_headings(page), *_styles(page, rich)]


def _elements(page: html.HtmlElement) -> Iterator[str]:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", page.get("lang") or ""):
        yield "it does not say its language"
    for wanted, told in WANTED.items():
        if not page.xpath(wanted):
            yield told
    for unwanted, told in UNWANTED.items():
        yield from (f"a {element.tag} {told}" for element in page.xpath(unwanted))
    for element in page.iter():
        if isinstance(element.tag, str) and any(name.lower().startswith("on") for name in element.attrib):
            yield f"a {element.tag} runs something"


def _links(page: html.HtmlElement, known: set[str]) -> Iterator[str]:
    for link in page.xpath("//a"):
        href = link.get("href") or ""
        if not re.match(r"https?://|mailto:", href):
            yield f"a link is neither http(s) nor mailto: {href!r}"
        if href not in known:
            yield f"a link leads elsewhere: {href!r}"
        if not link.text_content().strip():
            yield "a link has no words"


def _headings(page: html.HtmlElement) -> Iterator[str]:
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"it has not one h1, at the top: {levels}"
    if any(later > earlier + 1 for earlier, later in pairwise(levels)):
        yield f"a heading leaves out a level: {levels}"


def _styles(page: html.HtmlElement, rich: str) -> Iterator[str]:
    if re.search(r"url\(|@import|expression\(", " ".join([*page.xpath("//style/text()"), *page.xpath("//@style")])):
        yield "a style fetches something"
    if "prefers-color-scheme: dark" not in rich:
        yield "it does not know the dark"
    named = {name for value in page.xpath("//@class") for name in value.split()}
    for style in page.xpath("//style/text()"):
        for name in set(re.findall(r"\.([a-z][\w-]*)(?=[\s,.{:])", style)) - named - OPTIONAL:
            yield f"a rule is about a class that nothing has: {name}"
