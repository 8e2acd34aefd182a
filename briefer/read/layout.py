"""A tree to blocks: the extractor's tree, and the whole page.

Both are walked without recursion, as their depth is the page's to choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from briefer.read.blocks import Block, Shape
from briefer.read.markup import BLOCK_TAGS, HEADINGS

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
_PAGE_BLOCKS = BLOCK_TAGS | {"caption", "html", "legend"}
_APART = ("br", "button", "label", "input", "img", "option")  # words on either side are not one word
_NO_PROSE = ("nav", "script", "style", "noscript", "template", "svg", "head", "select", "iframe", "object")
_ITEMS = frozenset({"li", "dd", "dt"})
_BOUNDS = {  # noncharacters, which no text is to hold, mark where a block begins and ends
    Shape.ITEM: "\ufdd0",
    Shape.HEADING: "\ufdd1",
    Shape.PARAGRAPH: "\ufdd2",
}
_ENDS = "\ufdd3"
_BEGINS = {mark: shape for shape, mark in _BOUNDS.items()}
_AT_BOUND = re.compile("([\ufdd0-\ufdd3])")


def flatten_mail(tree: HtmlElement) -> None:
    """Makes the tables that a mail lays its text out with plain blocks, and empty lines the ends of paragraphs.

    Tables with headings hold figures, and stay.
    """
    for table in list(tree.iter("table")):
        if next(table.iter("th"), None) is None:
            for part in table.iter("table", "tbody", "thead", "tfoot", "tr", "td"):
                part.tag = "div"
    for line_break in tree.iter("br"):
        before = line_break.getprevious()
        if before is not None and before.tag in ("br", "hr") and not (before.tail or "").strip():
            line_break.tag = "hr"


def body_blocks(body: etree._Element) -> Iterator[Block]:
    """The blocks of the extractor's tree: headings, paragraphs, list items, rows of tables."""
    words: list[str] = []
    shape = Shape.PARAGRAPH

    def flush() -> Iterator[Block]:
        text = " ".join("".join(words).split())
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


def page_blocks(tree: HtmlElement) -> tuple[Block, ...]:
    """Every block of text of the page in order, without navigation and scripts. The tree is used up.

    Marks are written around each block element and the text is taken out in one piece, which is twice as fast
    as to walk the tree's every element.
    """
    etree.strip_elements(tree, *_NO_PROSE, with_tail=False)
    for element in tree.iter(*_APART):
        element.tail = f" {element.tail or ''}"
    for element in tree.iter(*_PAGE_BLOCKS):
        tag = element.tag
        shape = Shape.ITEM if tag in _ITEMS else Shape.HEADING if tag in HEADINGS else Shape.PARAGRAPH
        element.text = f"{_BOUNDS[shape]}{element.text or ''}"
        element.tail = f"{_ENDS}{element.tail or ''}"
    found: list[Block] = []
    shapes = [Shape.PARAGRAPH]
    for part in _AT_BOUND.split("".join(tree.itertext())):
        if part in _BEGINS:
            shape = _BEGINS[part]
            shapes.append(Shape.ITEM if shape is Shape.PARAGRAPH and shapes[-1] is Shape.ITEM else shape)
        elif part == _ENDS:
            if len(shapes) > 1:
                shapes.pop()
        elif text := " ".join(part.split()):
            found.append(Block(text, shapes[-1]))
    return tuple(found)
