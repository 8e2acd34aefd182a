"""The article inside a parsed page, as blocks: trafilatura finds it, this module prepares and reads the tree.

Before: what a reader cannot see is taken out (and kept for the receipt), and links inside running text are
unwrapped, as the extractor at times drops their words and with them half a sentence. After: headings,
paragraphs, list items and table rows become blocks, each once, without the headline. Not covered: rules of
style sheets, scripts.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree, html
from lxml.html import HtmlElement

from briefer.article import Removed
from briefer.read.blocks import Block, Shape
from briefer.read.boxes import drop, take_boxes
from briefer.read.markup import BLOCK_TAGS, HEADINGS

_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|"
    r"font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|!|$)|(?:left|top|right|text-indent)\s*:\s*-\d{3,}(?:px|em|rem|%)?",
    re.IGNORECASE,
)
_HIDING_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|a11y-hidden|u-hidden-visually)(?:\s|$)"
)
_HIDDEN_SHARE = 0.4
"""Of the page's words: what hides more is the page itself behind a curtain (a consent dialog over it, a style
that a script lifts), not a hidden passage.
"""
_LEAVES = frozenset({"script", "style", "noscript", "template", "link", "meta", "svg", "iframe"})
_PAGE_BLOCKS = BLOCK_TAGS | {"caption", "html", "legend"}
_APART = frozenset({"br", "button", "label", "input", "img", "option"})  # words on either side are not one word
_NAVIGATION = frozenset({"nav", "script", "style", "noscript", "template", "svg", "head", "select", "iframe", "object"})
_SHAPES = {
    "head": Shape.HEADING,
    "p": Shape.PARAGRAPH,
    "quote": Shape.QUOTE,
    "item": Shape.ITEM,
    "row": Shape.ROW,
    "code": Shape.PARAGRAPH,
    "list": Shape.PARAGRAPH,
    "table": Shape.PARAGRAPH,
    "div": Shape.PARAGRAPH,
    "body": Shape.PARAGRAPH,
    "figure": Shape.PARAGRAPH,
    "doc": Shape.PARAGRAPH,
    "main": Shape.PARAGRAPH,
}
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
_MAX_INLINE = 500  # elements of one paragraph: taking them out costs the square of their number
_MAX_HIDDEN = 2_000  # characters of one hidden passage that the receipt repeats
_MAX_RECEIPTS = 200  # hidden passages: a receipt is there to be read
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a page gave: the blocks of its article, and what was hidden."""

    blocks: tuple[Block, ...]
    hidden: tuple[Removed, ...]


def extract_blocks(tree: HtmlElement, *, url: str | None = None) -> Extracted:
    """The article's blocks in order, and the hidden passages that were left out. The tree is changed."""
    hidden = (*_take_hidden(tree), *take_boxes(tree))
    _unwrap_inline(tree)
    part = _bounded_part(tree)
    body = None if part is None else _article_body(part, url)
    blocks = tuple(_blocks(body)) if body is not None else ()
    return Extracted(blocks or _running_text(page_blocks(tree)), hidden)


def _bounded_part(tree: HtmlElement) -> HtmlElement | None:
    """The page, or its article element where the page is too large for the extractor; None if that is too."""
    if _is_bounded(tree):
        return tree
    for name in ("article", "main"):
        parts = [part for part in tree.iter(name) if _is_bounded(part)]
        largest = max(parts, key=lambda part: sum(1 for _ in _words(part)), default=None)
        if largest is not None and sum(1 for _ in _words(largest)) * 2 > sum(1 for _ in _words(tree)):
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
    from trafilatura import bare_extraction  # noqa: PLC0415 - 200 ms at import, and a text file needs none of it

    _silence("trafilatura")
    try:
        document = bare_extraction(
            deepcopy(tree), url=url, favor_precision=True, include_comments=False, include_tables=True
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


def _take_hidden(tree: HtmlElement) -> Iterator[Removed]:
    """Removes what a reader cannot see, and says what it was."""
    found: list[tuple[HtmlElement, str]] = []
    walk = etree.iterwalk(tree, events=("start",))
    for _, element in walk:
        reason = _hiding(element)
        if reason is not None and element.tag not in {"body", "html", "head"}:
            found.append((element, reason))
            walk.skip_subtree()
    if not found:
        return
    whole = sum(1 for _ in _words(tree)) or 1
    said = 0
    for element, reason in found:
        text = _SPACE.sub(" ", "".join(_strings(element))).strip()
        if len(text.split()) > whole * _HIDDEN_SHARE:
            continue
        if text and element.tag not in _LEAVES and (said := said + 1) <= _MAX_RECEIPTS:
            yield Removed(kind="hidden", reason=reason, text=text[:_MAX_HIDDEN])
        drop(element)


def _hiding(element: HtmlElement) -> str | None:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return "the page marks it hidden"
    if (element.get("aria-hidden") or "").lower() == "true":
        return "the page hides it from screen readers"
    style = element.get("style")
    if style and _HIDING_STYLE.search(style):
        return "its style makes it invisible"
    mark = element.get("class")
    if mark and _HIDING_CLASS.search(mark):
        return "it is shown to screen readers alone"
    return None


def _strings(element: HtmlElement) -> Iterator[str]:
    """The element's text, its tail and scripts left out."""
    for part in element.iter(etree.Element):
        if part.tag in _LEAVES:
            if part is not element and part.tail:
                yield part.tail
            continue
        if part.text:
            yield part.text
        if part is not element and part.tail:
            yield part.tail


def _words(element: HtmlElement) -> Iterator[str]:
    for string in _strings(element):
        yield from string.split()


def _unwrap_inline(tree: HtmlElement) -> None:
    """Makes inline markup in paragraphs plain words; links too, where they are part of running text.

    The extractor drops what follows an inline element that is empty, and the words of some links.
    """
    for paragraph in tree.iter("p", "blockquote"):
        if not 0 < len(paragraph) <= _MAX_INLINE:
            continue
        if paragraph.tag == "p":
            etree.strip_tags(paragraph, *_INLINE)
        links = list(paragraph.iter("a"))
        if links and _runs_on(paragraph, links):
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


def _blocks(body: etree._Element) -> Iterator[Block]:
    """The blocks of the extractor's tree, walked without recursion, as its depth is the page's to choose."""
    words: list[str] = []
    shape = Shape.PARAGRAPH

    def flush() -> Iterator[Block]:
        text = _SPACE.sub(" ", "".join(words)).strip()
        words.clear()
        if text:
            yield Block(text, shape)

    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag in _SHAPES:
                yield from flush()
                shape = _SHAPES[tag] if not (shape is Shape.ITEM and tag == "p") else shape
            elif tag == "lb":
                yield from flush()
            elif tag == "cell" and words:
                words.append(" | ")
            words.append(element.text or "")
        else:
            if tag in _SHAPES:
                yield from flush()
                parent = element.getparent()
                shape = _SHAPES.get(parent.tag, Shape.PARAGRAPH) if parent is not None else Shape.PARAGRAPH
            if element is not body:
                words.append(element.tail or "")
    yield from flush()


def _running_text(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The prose and its headings, of a page in which the extractor found nothing or would not end."""
    return tuple(
        block
        for block, following in zip(blocks, (*blocks[1:], Block("")), strict=False)
        if block.prose or (block.shape is Shape.HEADING and following.prose)
    )


def page_blocks(tree: HtmlElement) -> tuple[Block, ...]:
    """Every block of text of the page in order, without navigation and scripts."""
    found: list[Block] = []
    words: list[str] = []
    shapes = [Shape.PARAGRAPH]

    def flush() -> None:
        text = _SPACE.sub(" ", "".join(words)).strip()
        words.clear()
        if text:
            found.append(Block(text, shapes[-1]))

    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in _NAVIGATION:
                walk.skip_subtree()
                continue
            if tag in _PAGE_BLOCKS:
                flush()
                shapes.append(_page_shape(tag, shapes[-1]))
            elif tag in _APART:
                words.append(" ")
            if element.text:
                words.append(element.text)
            continue
        if tag in _PAGE_BLOCKS:
            flush()
            shapes.pop()
        if element.tail and element is not tree:
            words.append(element.tail)
    flush()
    return tuple(found)


def _page_shape(tag: str, around: Shape) -> Shape:
    if tag in {"li", "dd", "dt"}:
        return Shape.ITEM
    if tag in HEADINGS:
        return Shape.HEADING
    return Shape.ITEM if around is Shape.ITEM and tag in {"p", "div"} else Shape.PARAGRAPH
