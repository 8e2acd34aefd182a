"""Elements that a reader cannot see, taken out of a page and named in the receipt.

Covered: what attributes and inline styles hide, what is meant for screen readers alone, and the plain rules
of the page's own style elements (one class, id or name, outside any @ rule), text in the colour of its ground where inline
styles say so. Not covered: style sheets of their own file, scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from briefer.article import Removed
from briefer.read.boxes import drop
from briefer.read.colours import is_camouflaged

_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|"
    r"font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|!|$)|(?:left|top|right|text-indent)\s*:\s*-\d{3,}(?:px|em|rem|%)?",
    re.IGNORECASE,
)
_HIDING_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|a11y-hidden|u-hidden-visually)(?:\s|$)"
)
_HIDING_RULE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NAMES = re.compile(r"[.#]-?[_a-zA-Z][\w-]*")
_ONE_NAME = re.compile(r"[.#]-?[_a-zA-Z][\w-]*")
_NEVER = frozenset({"body", "html", "head"})
_SUSPECTS = etree.XPath(
    "descendant::*[@style or @hidden or @aria-hidden or contains(@class, 'hidden') or contains(@class, 'sr-only')"
    " or contains(@class, 'screen-reader')]"
)
"""All that can be hidden by its own attributes: found in C, where to look at every element takes Python tenfold."""
_HIDDEN_SHARE = 0.4
"""Of the page's words: what hides more is the page itself behind a curtain (a consent dialog over it, a style
that a script lifts), not a hidden passage.
"""
_FEW_WORDS = 40  # a passage of so few words is no page; the words of the whole are then not worth counting
_MAX_HIDDEN = 2_000  # characters of one hidden passage that the receipt repeats
_MAX_RECEIPTS = 200  # hidden passages: a receipt is there to be read


def take_unseen(tree: HtmlElement, styles: str = "") -> Iterator[Removed]:
    """Removes what a reader cannot see, and says what it was.

    `styles` is the text of the page's style elements. Scripts and styles should be gone from the tree, as their
    text would count as words.
    """
    hidden_names = _hidden_names(styles)
    found = [
        (element, reason)
        for element in (tree.iter(etree.Element) if hidden_names else _suspects(tree))
        if (reason := _hiding(element, hidden_names)) is not None and element.tag not in _NEVER
    ]
    outer: list[tuple[HtmlElement, str, list[str]]] = []
    seen: set[HtmlElement] = set()
    for element, reason in found:
        if seen.isdisjoint(element.iterancestors()):
            seen.add(element)
            outer.append((element, reason, "".join(element.itertext()).split()))
    said = 0
    for element, reason, words in _without_curtains(tree, outer):
        if words and (said := said + 1) <= _MAX_RECEIPTS:
            yield Removed(kind="hidden", reason=reason, text=" ".join(words)[:_MAX_HIDDEN])
        drop(element)


def _without_curtains(
    tree: HtmlElement, hidden: list[tuple[HtmlElement, str, list[str]]]
) -> list[tuple[HtmlElement, str, list[str]]]:
    """The hidden passages; without those that together are the page itself, which some script shows."""
    if sum(len(words) for _, _, words in hidden) <= _FEW_WORDS:
        return hidden
    most = len("".join(tree.itertext()).split()) * _HIDDEN_SHARE
    if sum(len(words) for _, _, words in hidden) <= most:
        return hidden
    return [entry for entry in hidden if len(entry[2]) <= _FEW_WORDS]


def _hiding(element: HtmlElement, hidden_names: frozenset[str]) -> str | None:
    """Why a reader does not see the element; None if nothing says so."""
    for name, value in element.items():
        if name == "class":
            if _HIDING_CLASS.search(value):
                return "it is shown to screen readers alone"
            if hidden_names and any(f".{part}" in hidden_names for part in value.split()):
                return "the page's style makes it invisible"
        elif name == "style":
            if (reason := _hiding_style(element, value)) is not None:
                return reason
        elif name == "id":
            if hidden_names and f"#{value}" in hidden_names:
                return "the page's style makes it invisible"
        elif name == "hidden":
            if value != "until-found":
                return "the page marks it hidden"
        elif name == "aria-hidden" and value.lower() == "true":
            return "the page hides it from screen readers"
    return None


def _hiding_style(element: HtmlElement, style: str) -> str | None:
    if _HIDING_STYLE.search(style):
        return "its style makes it invisible"
    if "color" in style and is_camouflaged(element, style):
        return "it has the colour of its ground"
    return None


def _suspects(tree: HtmlElement) -> Iterator[HtmlElement]:
    found = _SUSPECTS(tree)
    yield from (found if isinstance(found, list) else ())


def _hidden_names(styles: str) -> frozenset[str]:
    """The classes (".x") and ids ("#x") that a plain rule of the page's own styles makes invisible, and none shows.

    What is hidden first and shown again at some width is a design that a reader does see.
    """
    if "none" not in styles and "hidden" not in styles:
        return frozenset()
    hidden: set[str] = set()
    shown: set[str] = set()
    depth = 0  # what stands inside another rule holds for print or for one width alone
    for rule in _COMMENT.sub("", styles).split("}"):
        opened = rule.count("{")
        outside, _, body = rule.rpartition("{")
        selectors = outside.rpartition("{")[2]
        if ("none" in body or "hidden" in body) and _HIDING_RULE.search(body):
            if opened == 1 and depth == 0:
                hidden.update(name for name in map(str.strip, selectors.split(",")) if _ONE_NAME.fullmatch(name))
        elif "display" in body or "visibility" in body:
            shown.update(_NAMES.findall(selectors))
        depth = max(depth + opened - 1, 0)
    return frozenset(hidden - shown)
