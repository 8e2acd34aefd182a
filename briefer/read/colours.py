"""Text in the colour of its ground, as far as inline styles tell: a way to hide words from people alone.

Covered: hexadecimal and rgb() colours, white, black and transparent, the ground of the element itself or of the nearest
one around it that names one. Not covered: colours and grounds of style sheets; text whose ground nobody names, as a white
word may well stand on a dark picture.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_Colour = tuple[int, int, int]
_TEXT = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_COLOUR = re.compile(
    r"#(?P<hex>[0-9a-f]{3,8})\b|rgba?\(\s*(?P<r>\d{1,3})[\s,]+(?P<g>\d{1,3})[\s,]+(?P<b>\d{1,3})(?:[\s,/]+(?P<a>[\d.]+%?))?\s*\)"
    r"|\b(?P<name>white|black|transparent)\b",
    re.IGNORECASE,
)
_NAMED: dict[str, _Colour] = {"white": (255, 255, 255), "black": (0, 0, 0)}
_NEAR = 12  # steps of 255 in each of the three: the eye sees no letter there
_ROUND = 6  # elements around one in which a ground is looked for


def is_camouflaged(element: HtmlElement, style: str) -> bool:
    """Whether an element's inline style gives its text the colour of its ground, or none at all."""
    named = _TEXT.search(style)
    if named is None:
        return False
    colour = _colour(named[1])
    if colour == "transparent":
        return "background-clip" not in style  # letters cut out of a picture are seen
    ground = _ground(element, style)
    return isinstance(colour, tuple) and ground is not None and _alike(colour, ground)


def _ground(element: HtmlElement, style: str) -> _Colour | None:
    """The colour behind an element, None where no inline style names one."""
    around: HtmlElement | None = element
    for _ in range(_ROUND):
        named = _GROUND.search(style)
        if named is not None:
            colour = _colour(named[1])
            if "url(" in named[1] or "gradient" in named[1]:
                return None
            if isinstance(colour, tuple):
                return colour
        around = around.getparent() if around is not None else None
        if around is None:
            return None
        style = around.get("style") or ""
    return None


def _colour(words: str) -> _Colour | str | None:
    """The colour that some words name, "transparent", or None for one that is not known here."""
    found = _COLOUR.search(words)
    if found is None:
        return None
    if name := found["name"]:
        return _NAMED.get(name.lower(), "transparent")
    if digits := found["hex"]:
        if len(digits) in {3, 4}:
            digits = "".join(digit * 2 for digit in digits)
        if len(digits) == 8 and digits[6:] == "00":
            return "transparent"
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)) if len(digits) in {6, 8} else None
    if found["a"] and not float(found["a"].rstrip("%") or 1):
        return "transparent"
    return (int(found["r"]), int(found["g"]), int(found["b"]))


def _alike(one: _Colour, other: _Colour) -> bool:
    return all(abs(first - second) <= _NEAR for first, second in zip(one, other, strict=True))
