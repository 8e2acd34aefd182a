"""Boxes of a page that are no part of its article, taken out before the extractor sees them.

A sign-up form with the heading and the small print around it, a list of other stories, the author's bio, a caption.
What a box is called (class, id) counts only together with what is in it, and nothing large is ever taken for a box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from briefer.article import Removed
from briefer.read.blocks import Block
from briefer.read.signs import SAID, SIGN_UP, SUBSCRIBE

_SIGN_UP_MARK = re.compile(
    r"newsletter|sign-?up|subscri|promo(?:$|[-_\s])|(?:^|[-_\s])cta(?:$|[-_\s])|opt-?in", re.IGNORECASE
)
_RELATED_MARK = re.compile(
    r"related|read-?more|more-?(?:stories|news|from|on)|recommend|also-?read|see-?also|read-?also|read-?next|"
    r"most-?(?:read|popular)|trending|teaser-?list|further-?reading|you-?may|outbrain|taboola",
    re.IGNORECASE,
)
_BIO_MARK = re.compile(
    r"author-?(?:bio|box|info|card|description|profile)|about-?(?:the-?)?author|(?:^|[-_\s])bio(?:graphy)?(?:$|[-_\s])",
    re.IGNORECASE,
)
_MARK = re.compile(  # one look for the many elements that bear none of them
    "|".join(f"(?:{mark.pattern})" for mark in (_SIGN_UP_MARK, _RELATED_MARK, _BIO_MARK)), re.IGNORECASE
)
_BOXES = ("div", "section", "aside", "form", "ul", "ol", "p", "figure", "nav", "fieldset")
_CAPTIONS = ("figcaption",)
_NEVER = frozenset({"article", "main", "body", "html"})
_SIGN_UP_WORDS = 100  # the longest sign-up box of the development sets has 80 with its small print
_FORM_WORDS = 45  # around a bare form, which no name tells from a form at the end of a short text
_RELATED_WORDS = 300
_BIO_WORDS = 200
_LINKED = 0.5  # of the words: a list of stories is mostly links, a paragraph is not
_MAX_CHARS = 2_000
_MAX_BOXES = 500


def take_boxes(tree: HtmlElement) -> Iterator[Removed]:
    """Removes the boxes, and says of each what it was. The tree is changed."""
    taken, root = 0, tree.getroottree().getroot()
    for field in [field for field in tree.iter("input") if (field.get("type") or "").lower() == "email"][:_MAX_BOXES]:
        box = _around(field)
        if box is not None:
            yield _take(box, "promo", "it is a sign-up form")
    for box in list(tree.iter(*_BOXES, *_CAPTIONS)):
        found = _kind(box)
        if found is not None and box.getroottree().getroot() is root:  # not inside a box that is gone
            taken += 1
            if taken > _MAX_BOXES:
                return
            yield _take(box, *found)


def _around(field: HtmlElement) -> HtmlElement | None:
    """The largest element around a field that holds nothing but the sign-up; None if that is the page."""
    box: HtmlElement | None = None
    for ancestor in field.iterancestors():
        if ancestor.tag in _NEVER or ancestor.find(".//h1") is not None:
            break
        block = _block(ancestor, _FORM_WORDS)
        if block is None or SAID.search(block.text) or block.quotes:
            break
        box = ancestor
    return box


def _kind(box: HtmlElement) -> tuple[str, str] | None:
    if box.tag in _CAPTIONS:
        return ("caption", "it is a picture's caption") if _block(box, _BIO_WORDS) is not None else None
    mark = f"{box.get('class') or ''} {box.get('id') or ''} {box.get('data-component') or ''}"
    if not _MARK.search(mark):
        return None
    if _SIGN_UP_MARK.search(mark):
        block = _block(box, _SIGN_UP_WORDS)
        silent = block is not None and not SAID.search(block.text) and not block.quotes
        if silent and block is not None and (SIGN_UP.search(block.text) or SUBSCRIBE.search(block.text)):
            return "promo", "it is a sign-up box"
    if _RELATED_MARK.search(mark):
        block = _block(box, _RELATED_WORDS)
        if block is not None and block.words and _linked(box) >= _LINKED:
            return "related", "it is a list of other stories"
    if _BIO_MARK.search(mark):
        block = _block(box, _BIO_WORDS)
        if block is not None and block.words and box.find(".//h1") is None:
            return "bio", "it presents the author"
    return None


def _block(box: HtmlElement, limit: int) -> Block | None:
    """The box's text as a block; None if it has more words than the limit."""
    text, words = [], 0
    for string in box.itertext():
        words += len(string.split())
        if words > limit:
            return None
        text.append(string)
    return Block(" ".join(" ".join(text).split()))


def _linked(box: HtmlElement) -> float:
    """The share of the box's characters that stand in links."""
    whole = sum(len(string.strip()) for string in box.itertext())
    linked = sum(len(string.strip()) for link in box.iter("a") for string in link.itertext())
    return linked / whole if whole else 0.0


def _take(box: HtmlElement, kind: str, reason: str) -> Removed:
    text = " ".join(" ".join(box.itertext()).split())
    drop(box)
    return Removed(kind=kind, reason=reason, text=text[:_MAX_CHARS])


def drop(element: HtmlElement) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
