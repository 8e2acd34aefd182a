"""A text cut at every edge of the marks laid over it, so that marks which overlap still nest in any output.

Marks that are empty or reach outside the text are left out: a record may come from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefer.text.spans import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that means something: a quotation, a finding, the evidence of a statement."""

    start: int
    """First code point in the text."""
    end: int
    """One past the last."""
    label: str
    """What it is, for the renderer that asked."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that lies wholly inside, or wholly outside, each of the marks."""

    text: str
    labels: tuple[str, ...]
    """Labels of the marks that cover it, each once, in the order in which the marks were given."""
    opens: tuple[str, ...]
    """Labels of the marks that begin here."""
    closes: tuple[str, ...]
    """Labels of the marks that end here."""


def fits(start: int | None, end: int | None, length: int) -> bool:
    """True for a span that is not empty and lies inside a text of this length."""
    return start is not None and end is not None and 0 <= start < end <= length


def segment(text: str, marks: Iterable[Mark], within: Span | None = None) -> tuple[Segment, ...]:
    """The part `within` (all of the text without it) cut at every edge of every mark that fits the text.

    A mark that reaches over an edge of `within` is clipped there. The segments' texts joined are the part
    itself.
    """
    whole = within or Span(0, len(text))
    inside = [
        Mark(max(mark.start, whole.start), min(mark.end, whole.end), mark.label)
        for mark in marks
        if fits(mark.start, mark.end, len(text)) and mark.start < whole.end and whole.start < mark.end
    ]
    edges = sorted({whole.start, whole.end, *(mark.start for mark in inside), *(mark.end for mark in inside)})
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for index, mark in enumerate(inside):
        opening.setdefault(mark.start, []).append(index)
        closing.setdefault(mark.end, []).append(index)
    active: set[int] = set()
    segments: list[Segment] = []
    for start, end in pairwise(edges):
        active.difference_update(closing.get(start, ()))
        active.update(opening.get(start, ()))
        segments.append(
            Segment(
                text[start:end],
                _labels(inside, sorted(active)),
                _labels(inside, opening.get(start, ())),
                _labels(inside, closing.get(end, ())),
            )
        )
    return tuple(segments)


def _labels(marks: Sequence[Mark], indexes: Iterable[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(marks[index].label for index in indexes))
