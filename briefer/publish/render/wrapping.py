"""Lines of plain text no wider than asked, counted in the columns that a terminal gives each character.

East Asian wide characters take two columns, combining and zero-width ones none. A word wider than the line is
broken, an address is not: half an address leads nowhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_UNBROKEN = ("http://", "https://")


def columns(text: str) -> int:
    """How many columns a terminal gives the text."""
    return len(text) if text.isascii() else sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int, *, first: str = "", rest: str | None = None) -> list[str]:
    """The text on lines of at most `width` columns; `first` begins the first line.

    `rest` begins the others: without it, as many spaces as `first` is wide.
    """
    indent = " " * columns(first) if rest is None else rest
    lines: list[str] = []
    line, taken = first, columns(first)
    empty = True
    for word in text.split():
        for piece in _pieces(word, max(1, width - columns(indent))):
            size = columns(piece)
            if not empty and taken + 1 + size > width:
                lines.append(line)
                line, taken, empty = indent, columns(indent), True
            line += piece if empty else f" {piece}"
            taken += size + (not empty)
            empty = False
    return [*lines, line.rstrip()] if line.strip() else lines


def cut(text: str, width: int) -> str:
    """The text in at most `width` columns, cut at a word and ended with an ellipsis where it is longer."""
    if columns(text) <= width:
        return text
    taken = 0
    for at, character in enumerate(text):
        taken += _columns(character)
        if taken > width - 1:
            kept = text[:at]
            space = kept.rfind(" ")
            return (kept[:space] if space > at // 2 else kept).rstrip(" ,;:") + "…"
    return text


def _pieces(word: str, width: int) -> Iterator[str]:
    if word.startswith(_UNBROKEN) or columns(word) <= width:
        yield word
        return
    piece, taken = "", 0
    for character in word:
        size = _columns(character)
        if piece and taken + size > width:
            yield piece
            piece, taken = "", 0
        piece += character
        taken += size
    yield piece
