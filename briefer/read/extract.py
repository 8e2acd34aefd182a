"""The article inside a parsed page, as blocks: trafilatura finds it, this module prepares the tree and chooses.

What a reader cannot see and the boxes beside the story are taken out first (and kept for the receipt), and
links inside running text are unwrapped, as the extractor at times drops their words and with them half a
sentence. Its fast mode answers for most pages; where it found little of what the page has in paragraphs, the
slower one asks readability and justext too.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree, html
from lxml.html import HtmlElement

from briefer.article import Removed
from briefer.read.blocks import Block, Shape
from briefer.read.boxes import take_boxes
from briefer.read.layout import body_blocks, page_blocks
from briefer.read.unseen import take_unseen

_NO_TEXT = ("script", "style", "template", "svg", "iframe", "object", "link", "meta")
_INLINE = (
    "span",
    "font",
    "abbr",
    "acronym",
    "time",
    "mark",
    "ins",
    "u",
    "cite",
    "bdi",
    "bdo",
    "data",
    "wbr",
    "big",
)
_FEW_LINKS = 0.2  # of a paragraph's characters: then they are part of its sentences
_MANY_LINKS = 0.5  # beyond it a paragraph is a list of links, which the extractor should see as such
_SENTENCE_WORDS = 12
_STOPS = (".", "!", "?", "…", '."', ".”", '!"', "!”", '?"', "?”", ".)", "«", "»")
_MAX_ELEMENTS = 25_000  # the largest page of the development sets has 10,106
_MAX_STEPS = 600_000  # the sum of all depths; the largest there is 127,467
_MAX_DEPTH = 256  # the deepest there is 40
_MAX_LINKS = 100  # of one paragraph: one that stands in another is counted as often as it is nested
_MAX_INLINE = 500  # elements of one paragraph: taking them out costs the square of their number
_ENOUGH = 1_000
"""Characters that the fast mode has to find, and"""
_ENOUGH_SHARE = 0.4
"""their share of what stands in the page's paragraphs, for the slow one not to be asked: it then found the same on
516 of the development sets' 527 such pages, and on the others next to the same."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a page gave."""

    blocks: tuple[Block, ...]
    """Of its article."""
    everything: tuple[Block, ...]
    """Of the whole page, navigation, scripts and what was taken out left out."""
    removed: tuple[Removed, ...]
    """Hidden passages and boxes that were taken out."""
    order: str = ""
    """All words of the page as they stand in it, before anything was taken out."""


def extract_blocks(tree: HtmlElement, *, url: str | None = None, whole: bool = False) -> Extracted:
    """The article's blocks in order, and what stands around them. The tree is used up.

    `whole` is for what has no site around it, a mail: all that it shows is then its article.
    """
    styles = "\n".join(style.text or "" for style in tree.iter("style"))
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    order = " ".join(tree.itertext())
    removed = (*take_unseen(tree, styles), *take_boxes(tree))
    _unwrap_inline(tree)
    part = None if whole else _bounded_part(tree)
    body = None if part is None else _article_body(part, url)
    blocks = tuple(body_blocks(body)) if body is not None else ()
    everything = page_blocks(tree)
    return Extracted(everything if whole else blocks or _running_text(everything), everything, removed, order)


def _bounded_part(tree: HtmlElement) -> HtmlElement | None:
    """The page, or its article element where the page is too large for the extractor; None if that is too."""
    if _is_bounded(tree):
        return tree
    for name in ("article", "main"):
        parts = [part for part in tree.iter(name) if _is_bounded(part)]
        largest = max(parts, key=_text_length, default=None)
        if largest is not None and _text_length(largest) * 2 > _text_length(tree):
            return html.document_fromstring(etree.tostring(largest, encoding="unicode", with_tail=False))
    return None


def _is_bounded(tree: HtmlElement) -> bool:
    """True if the extractor, whose time grows with the square of some counts, reads the tree in seconds."""
    count = depth = steps = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        count, depth = count + 1, depth + 1
        steps += depth
        if count > _MAX_ELEMENTS or steps > _MAX_STEPS or depth > _MAX_DEPTH:
            return False
    return True


def _article_body(tree: HtmlElement, url: str | None) -> etree._Element | None:
    """The extractor's tree of the article; None if it finds none or trips over the page."""
    body = _trafilatura(tree, url, fast=True)
    if body is not None:
        found = len("".join(body.itertext()))
        if found >= _ENOUGH and found >= _ENOUGH_SHARE * sum(_text_length(part) for part in tree.iter("p")):
            return body
    return _trafilatura(tree, url, fast=False)


def _text_length(element: HtmlElement) -> int:
    return len("".join(element.itertext()).strip())


def _trafilatura(tree: HtmlElement, url: str | None, *, fast: bool) -> etree._Element | None:
    from trafilatura import bare_extraction  # noqa: PLC0415 - 200 ms at import, and a text file needs none of it

    _silence("trafilatura")
    try:
        document = bare_extraction(  # it works on a copy of the tree
            tree,
            url=url,
            fast=fast,
            favor_precision=True,
            include_comments=False,
            include_tables=True,
            include_formatting=False,
            output_format="xml",  # "python" would write the text out too, which nobody reads
        )
    except (
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        KeyError,
        AssertionError,
        RecursionError,
        etree.LxmlError,
    ):
        return None  # a page that the extractor trips over is read by its paragraphs alone
    return getattr(document, "body", None)  # typed as a dictionary too, for a deprecated option


def _silence(library: str) -> None:
    """The library logs what it discards; our own error says it once, in words."""
    logging.getLogger(library).setLevel(logging.CRITICAL)


# --- before ----------------------------------------------------------------------------------------


def _unwrap_inline(tree: HtmlElement) -> None:
    """Makes inline markup in paragraphs plain words; links too, where they are part of running text.

    The extractor drops what follows an inline element that is empty, and the words of some links.
    """
    for paragraph in tree.iter("p", "blockquote"):
        if not 0 < len(paragraph) <= _MAX_INLINE:
            continue
        if paragraph.tag == "p":
            etree.strip_tags(paragraph, *_INLINE)
        links = list(islice(paragraph.iter("a"), _MAX_LINKS + 1))
        if 0 < len(links) <= _MAX_LINKS and _runs_on(paragraph, links):
            etree.strip_tags(paragraph, "a")


def _runs_on(paragraph: HtmlElement, links: Sequence[HtmlElement]) -> bool:
    """True if the links stand inside sentences, not in place of them."""
    text = "".join(paragraph.itertext()).strip()
    linked = sum(len("".join(link.itertext())) for link in links)
    if linked < len(text) * _FEW_LINKS:
        return True
    begins = "".join(links[0].itertext()).strip()
    return (
        linked < len(text) * _MANY_LINKS
        and text.endswith(_STOPS)
        and not (begins and text.startswith(begins))
        and len(text.split()) >= _SENTENCE_WORDS
    )


# --- after -----------------------------------------------------------------------------------------


def _running_text(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The prose and its headings, of a page in which the extractor found nothing or would not end."""
    return tuple(
        block
        for block, following in zip(blocks, (*blocks[1:], Block("")), strict=False)
        if block.prose or (block.shape is Shape.HEADING and following.prose)
    )
