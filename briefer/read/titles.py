"""The headline and the standfirst of a page, without the name of its site.

A heading that the page's own title repeats is the headline, as it is read. Else the title that the page declares
is, and what is cut off its ends has to be shown to be the site's name: by the outlet, by the page's address, or by
another title without it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from lxml.html import HtmlElement

from briefer.read.jsonld import Json, clean_value, fold, text_of
from briefer.read.marks import Marks, is_inside
from briefer.read.people import bare_name

_NAMED = ("og:title", "twitter:title", "dc.title", "citation_title", "title", "parsely-title", "sailthru.title")
_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/~]+\s+|\s*\|\s*|\s+-{2,}\s+")
_KICKER = re.compile(
    r"kicker|overline|topline|dachzeile|eyebrow|supertitle|super-?headline|pre-?(?:title|headline)|spitzmarke|"
    r"visually-?hidden|sr-only|screen-?reader",
    re.IGNORECASE,
)
_FRAME = ("nav", "footer", "aside", "template", "noscript")
_MAX_TITLE = 400  # characters: longer is a paragraph
_MAX_DEK = 600
_DEK_WORDS = 4
_HEADLINE_WORDS = 4


def find_title(tree: HtmlElement, meta: Mapping[str, str], article: Json | None, own: Collection[str]) -> str | None:
    """The headline; `own` are the names of the site."""
    heads = [_words(heading) for heading in tree.iter("h1") if not is_inside(heading, _FRAME)]
    headings = [heading for heading in heads if heading and len(heading) <= _MAX_TITLE]
    page = next(
        (clean_value(part.text_content()) for part in tree.iter("title") if not is_inside(part, ("svg",))), None
    )
    declared = next((meta[name] for name in _NAMED if meta.get(name)), None)
    named = [text_of((article or {}).get("headline")), declared, page]
    candidates = [name[:_MAX_TITLE] for name in named if name]
    for candidate in candidates:
        for heading in headings:
            if len(heading) > 3 and fold(heading) == fold(candidate):
                return heading
    if candidates and len(candidates[0].split()) >= _HEADLINE_WORDS:
        for heading in headings:
            if fold(heading).endswith(" " + fold(candidates[0])):
                return candidates[0]  # the heading begins with a kicker
    for heading in headings:
        if len(heading.split()) > 2 and any(fold(heading) in fold(candidate) for candidate in candidates):
            return heading
    if candidates:
        words = len(candidates[0].split())
        smaller = [clean_value(part.text_content()) or "" for part in tree.iter("h2", "h3")]
        smaller = [heading for heading in smaller if len(heading.split()) * 2 >= words]
        others = {fold(other) for other in [*candidates[1:], *headings, *smaller]}
        return _without_site(candidates[0], own, others - {""})
    return _without_site(headings[0], own, frozenset()) if len(headings) == 1 else None


def _words(heading: HtmlElement) -> str | None:
    """The words of a heading, without a kicker that stands inside it."""
    texts = [heading.text or ""]
    for part in heading:
        if not _KICKER.search(part.get("class") or ""):
            texts.append("".join(part.itertext()) if isinstance(part.tag, str) else "")
        texts.append(f" {part.tail or ''}" if part.tag == "br" else part.tail or "")
    return clean_value("".join(texts)) or clean_value("".join(heading.itertext()))


def _without_site(title: str, own: Collection[str], others: Collection[str]) -> str:
    """The title without the site's name before or behind it."""
    sites = {bare_name(name) for name in own} - {""}
    parts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    for start, end in reversed(parts):
        head, tail = title[:start].strip(), title[end:].strip()
        if head and bare_name(tail) in sites:
            return _without_site(head, own, others)
        if len(head.split()) > 1 and fold(head) in others:
            return head
    for start, end in parts:
        head, tail = title[:start].strip(), title[end:].strip()
        if tail and bare_name(head) in sites:
            return tail
        if len(tail) > len(head) and fold(tail) in others:
            return tail
    return title


def find_dek(marks: Marks, meta: Mapping[str, str], article: Json | None) -> str | None:
    """The standfirst that stands on the page; else the page's description of its article, if it is whole."""
    for element in marks.deks:
        if not is_inside(element, ("nav", "aside", "footer", "li")):
            text = clean_value(element.text_content())
            if text and _is_dek(text):
                return text
    described = [
        text_of((article or {}).get("alternativeHeadline")),
        text_of((article or {}).get("description")),
        next(
            (
                meta[name]
                for name in ("og:description", "description", "twitter:description", "dc.description")
                if meta.get(name)
            ),
            None,
        ),
    ]
    for text in described:
        if text and _is_dek(text) and not text.rstrip().endswith(("...", "…", "[…]", "[...]")):
            return text
    return None


def _is_dek(text: str) -> bool:
    return len(text) <= _MAX_DEK and len(text.split()) >= _DEK_WORDS
