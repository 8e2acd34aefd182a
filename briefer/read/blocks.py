"""A block: one paragraph, heading or list item of a text, and what its words look like.

The reader of pages and the reader of plain text both give blocks; the cleaner takes them. Everything here is
pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_STOPPED = re.compile(r"[.…。][\"'”’»)\]]*$")
_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
_QUOTED = re.compile(r"[\"“„«][^\"”“«»]{3,}[\"”»]|\w[.!?,…][\"”](?=\W|$)")


class Shape(StrEnum):
    """What the source made of a block."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    """One item of a list."""
    QUOTE = "quote"
    """A quotation that the page sets apart."""
    ROW = "row"
    """A row of a table."""


@dataclass(frozen=True)
class Block:
    """One stretch of text that stands by itself, without line breaks."""

    text: str
    shape: Shape = Shape.PARAGRAPH

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return sum(1 for _ in _WORD.finditer(self.text))

    @cached_property
    def lower(self) -> str:
        """The text in lower case, for patterns that are written so."""
        return self.text.lower()

    @cached_property
    def key(self) -> str:
        """The words alone, case levelled: two blocks of one key say the same."""
        return " ".join(_WORD.findall(self.text.casefold()))

    @property
    def ends_sentence(self) -> bool:
        """True if it ends as a sentence does."""
        return bool(_ENDS_SENTENCE.search(self.text))

    @property
    def stopped(self) -> bool:
        """True if it ends in a full stop, which no headline does."""
        return bool(_STOPPED.search(self.text))

    @property
    def quotes(self) -> bool:
        """True if words stand in it between quotation marks, or it ends a quotation that began before it."""
        return bool(_QUOTED.search(self.text))

    @property
    def prose(self) -> bool:
        """True if it reads as running text: a dozen words and a sentence's end, and no list item."""
        return self.words >= 12 and self.ends_sentence and self.shape not in (Shape.ITEM, Shape.ROW)
