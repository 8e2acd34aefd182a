"""XML that anybody wrote, to a tree: no entity is expanded, no DTD is loaded, nothing is fetched.

Covered: any encoding that pages come in, byte order marks, junk before the root, HTML entities that the document
does not declare, bare ampersands, control characters, XML that breaks off (what stands before the break is read).
Refused: a document that declares entities of its own, which is how a local file is read and a gigabyte made of a
kilobyte; more tags than any feed has. Not covered: XInclude, schemas, external DTDs, none of which a feed needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from briefer.read.markup import decode, without_controls

MAX_TAGS = 400_000
"""A node costs libxml2 some 120 bytes, and a tag can be written in four: 50 MB at most, where a feed of a hundred
entries with their full text has some 20,000 (tags inside CDATA counted)."""
_PAGE = re.compile(r"(?:\s|<\?xml[^>]*\?>|<!--[^>]*-->)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|opml)[\s>]")
_WARNING = re.compile(r"<(?:br|b|p|i|font|div|span|pre|table)\b", re.IGNORECASE)
"""What a program's warning begins with: some sites print theirs before the feed."""
_BEGINS = re.compile(rf"<\?xml\s|{_ROOT.pattern}")
_PAGE_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_HEAD = 8_192  # characters of a page in which its title is looked for
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[\]<>]*+>")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_AMPERSAND = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)([A-Za-z][A-Za-z0-9]{1,31};)?")
_BARE = re.compile(r"<(?=[\s\d=<&]|$)")
"""A mark that begins no tag: "fell < 3%", "I <3 ferries"."""
_NAMED = re.compile("&(lt|gt|amp|quot|apos);")
_NUMBERED = {name: f"&#{ord(html5[f'{name};'])};" for name in ("lt", "gt", "amp", "quot")} | {"apos": "&#39;"}
"""XML's own five by their numbers: behind a fault libxml2 leaves the names out, and with them a link's ampersands."""


class NotXmlError(ValueError):
    """The bytes hold no XML that may be read; the message ends the sentence "it cannot be read: ..."."""


class WebPageError(NotXmlError):
    """The bytes hold a web page."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document."""

    root: etree._Element
    fault: str | None
    """What is wrong with its XML, where it had to be mended to be read."""


def parse_xml(data: bytes, *, charset: str | None = None, url: str | None = None) -> Document:
    """The document in the bytes; `charset` is the server's word on them, `url` what relative addresses start from.

    Raises:
        NotXmlError: they hold a web page, no XML at all, entities of their own, or far too many tags.
    """
    text = without_controls(decode(data, charset))
    if _PAGE.match(text[:_HEAD]) and _ROOT.search(text[:_HEAD]) is None:  # some feeds open with a page's doctype
        title = _PAGE_TITLE.search(text[:_HEAD])
        named = f", titled {' '.join(title[1].split())[:80]!r}" if title else ""
        raise WebPageError(f"a web page came in its place{named}")
    start = text.find("<")
    if start < 0:
        raise NotXmlError("there is no XML in it" if text.strip() else "it is empty")
    if _WARNING.match(text, start) and (begins := _BEGINS.search(text, start, start + _HEAD)):
        start = begins.start()
    text = _DOCTYPE.sub("", text[start:], count=1)
    if text.count("<") > MAX_TAGS:
        raise NotXmlError(f"it has more than {MAX_TAGS:,} tags")
    try:
        return Document(_parse(text, url, recover=False), None)
    except etree.XMLSyntaxError as error:
        fault = " ".join(str(error.msg).split())[:200]
    try:
        return Document(_parse(_mended(text), url, recover=True), fault)
    except etree.XMLSyntaxError as error:
        raise NotXmlError(f"its XML is broken ({fault})") from error


def _parse(text: str, url: str | None, *, recover: bool) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",  # the text was decoded above, whatever its declaration says
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        recover=recover,
    )
    root = etree.fromstring(text.encode("utf-8", "replace"), parser, base_url=url)
    if root is None:
        raise NotXmlError("its XML is broken beyond reading")
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        raise NotXmlError("it declares entities of its own, as files that attack a reader do")
    return root


def _mended(text: str) -> str:
    """The text with what breaks XML outside CDATA spelt so that it does not: `&` and `<` that begin nothing."""
    first, *rest = text.split(_CDATA)
    parts = [_marked(first)]
    for part in rest:
        inside, closed, outside = part.partition(_CDATA_END)
        parts.extend((_CDATA, inside, closed, _marked(outside)))
    return "".join(parts)


def _marked(text: str) -> str:
    text = _BARE.sub("&#60;", _AMPERSAND.sub(_spelt, text))
    return _NAMED.sub(lambda match: _NUMBERED[match[1]], text)


def _spelt(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    character = html5.get(name)
    return f"&amp;{name}" if character is None else character.replace("&", "&amp;").replace("<", "&lt;")
