"""Half-open spans of code points, and maps that carry a span of a changed text back to the text it came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """`[start, end)` in Unicode code points of the text that it belongs to."""

    start: int
    end: int

    def contains(self, other: Span) -> bool:
        """True if `other` lies inside, edges included."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """True if the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def shift(self, offset: int) -> Span:
        """The same span moved by `offset` code points."""
        return Span(self.start + offset, self.end + offset)

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]


def trim(text: str, start: int, end: int) -> Span:
    """The span without white space at either edge; empty at `start` if there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def enclosing(spans: Sequence[Span], position: int) -> int | None:
    """The index of the span that holds `position`, of spans in order that do not overlap; None between them."""
    index = bisect_right(spans, position, key=lambda span: span.start) - 1
    return index if index >= 0 and position < spans[index].end else None


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that touch or overlap made one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text made from an original, with the place in the original of each of its characters.

    `starts[i]` and `ends[i]` are the original span of `text[i]`, in code points of the original.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, span: Span) -> Span:
        """The original's span for a span that is not empty of this text.

        Raises:
            ValueError: the span is empty or out of bounds.
        """
        if not 0 <= span.start < span.end <= len(self.text):
            raise ValueError(f"span {tuple(span)} is empty or outside a text of {len(self.text)} characters")
        return Span(self.starts[span.start], self.ends[span.end - 1])
