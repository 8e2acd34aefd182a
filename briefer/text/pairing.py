"""Pairs of quotation marks: which mark closes which, through nesting, slips and several paragraphs.

Double marks are paired first, as they are seldom anything else; single marks are then paired inside each
level of double ones, as an apostrophe looks the same. Every step is linear: a mark is looked at a bounded
number of times.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from briefer.text.cues import ATTRIBUTION_TAIL, SPOKEN_BEHIND
from briefer.text.marks import Mark, Role, find_marks
from briefer.text.spans import Span, trim

_REACH = 3  # paragraphs that an open quotation runs through without a mark; real ones skip few
_TAIL = 400  # characters before a quotation's end that the writer's own words are looked for in
_SLIPS = frozenset('"＂”')
"""Marks that are set a space too early, or at the end of the line before."""


class Pair(NamedTuple):
    """A quotation by its marks."""

    outer: Span
    """Marks included."""
    inner: Span
    """What stands between them."""
    depth: int
    """How many pairs stand around it."""


def find_pairs(text: str, paragraphs: Sequence[Span]) -> list[Pair]:
    """All pairs of a text, in order of their opening; none crosses another."""
    marks = [list(find_marks(text, paragraph)) for paragraph in paragraphs]
    doubles = _Doubles(text, paragraphs, [[mark for mark in part if not mark.single] for part in marks])
    doubles.run()
    singles = _Singles(text, paragraphs, doubles.found)
    singles.run(marks, doubles.stray)
    return _nest([*doubles.found, *singles.found])


def _nest(found: Sequence[tuple[Span, Span]]) -> list[Pair]:
    pairs: list[Pair] = []
    around: list[Span] = []
    for outer, inner in sorted(found, key=lambda pair: (pair[0].start, -pair[0].end)):
        while around and around[-1].end <= outer.start:
            around.pop()
        if around and outer.end > around[-1].end:
            continue  # crosses the one around it: one of the two is no quotation
        pairs.append(Pair(outer, inner, len(around)))
        around.append(outer)
    return pairs


class _Pairing:
    """What pairing double and single marks have in common."""

    def __init__(self, text: str, paragraphs: Sequence[Span]) -> None:
        self._text = text
        self._paragraphs = paragraphs
        self.found: list[tuple[Span, Span]] = []

    def _add(self, opener: Mark, end: int, inner_end: int) -> None:
        if inner_end > opener.span.end:
            self.found.append((Span(opener.span.start, end), Span(opener.span.end, inner_end)))

    def _recover(self, opener: Mark, limit: int) -> None:
        """End an unclosed quotation at `limit`, or where the writer's own words follow before it."""
        tail = ATTRIBUTION_TAIL.search(self._text, max(opener.span.end, limit - _TAIL), limit)
        end = trim(self._text, opener.span.end, tail.start() + 1 if tail else limit).end
        self._add(opener, end, end)

    def _resumes(self, mark: Mark) -> bool:
        """True if an opening mark begins a new sentence where one of the quotation before it has ended.

        That is the mark repeated at each paragraph of a quotation, the paragraphs run together.
        """
        before = self._text[max(0, mark.span.start - 2) : mark.span.start].rstrip()
        if before[-1:] not in {".", "!", "?"} or not self._text[mark.span.end : mark.span.end + 1].isupper():
            return False
        return not ATTRIBUTION_TAIL.search(self._text, max(0, mark.span.start - 80), mark.span.start + 1)


class _Doubles(_Pairing):
    """Pairs double marks, paragraph by paragraph; an open one is carried on where the next says so."""

    def __init__(self, text: str, paragraphs: Sequence[Span], marks: Sequence[list[Mark]]) -> None:
        super().__init__(text, paragraphs)
        self._marks = marks
        self.stray: list[Mark] = []
        """Marks that close nothing."""

    def run(self) -> None:
        """Pair them all."""
        carried: Mark | None = None
        for index, paragraph in enumerate(self._paragraphs):
            marks = self._marks[index]
            if carried is not None and self._repeats(index):
                marks = marks[1:]
            stack = self._pair(marks, carried)
            carried = None
            if not stack:
                carried = self._late(index)
            elif self._goes_on(index, stack[0]):
                carried = stack.pop(0)
            for opener in stack:
                self._recover(opener, paragraph.end)

    def _pair(self, marks: Sequence[Mark], carried: Mark | None) -> list[Mark]:
        """Pair the marks of a paragraph; the openers that found no end, in order."""
        surplus = _closing_surplus(marks)
        stack = [carried] if carried is not None else []
        for at, mark in enumerate(marks):
            top = stack[-1] if stack else None
            enough = surplus[at + 1] >= 2  # closing marks follow for this one and the one around it
            if top is None:
                if mark.role & Role.OPEN or (surplus[at + 1] > 0 and self._slipped(mark)):
                    stack.append(mark)
                else:
                    self.stray.append(mark)
            elif mark.role == Role.OPEN or (mark.role & Role.OPEN and not mark.closes(top)):
                if mark.glyph == top.glyph and not enough:
                    if mark.role == Role.OPEN and self._resumes(mark):
                        continue
                    self._recover(stack.pop(), mark.span.start)  # the one before was never closed
                stack.append(mark)
            else:
                self._close(stack, mark)
        return stack

    def _close(self, stack: list[Mark], mark: Mark) -> None:
        for depth in range(len(stack) - 1, max(-1, len(stack) - 4), -1):
            if mark.closes(stack[depth]):
                self._add(stack[depth], mark.span.end, mark.span.start)
                del stack[depth:]
                return

    def _slipped(self, mark: Mark) -> bool:
        """True for a mark set a space too early, while nothing is open: said," [He] went on"."""
        if mark.glyph not in _SLIPS or SPOKEN_BEHIND.match(self._text, mark.span.end):
            return False
        following = self._text[mark.span.end : mark.span.end + 3].lstrip()[:1]
        return following == "[" or following.isupper()

    def _late(self, index: int) -> Mark | None:
        """A mark left over at a paragraph's end that opens the next one, a line break behind it."""
        if not self.stray or index + 1 >= len(self._paragraphs):
            return None
        mark, following = self.stray[-1], self._marks[index + 1]
        if mark.span.end != self._paragraphs[index].end or mark.glyph not in _SLIPS or not following:
            return None
        closed = following[0].role == Role.CLOSE and following[0].closes(mark)
        return self.stray.pop() if closed and following[0].span.start > self._paragraphs[index + 1].start else None

    def _repeats(self, index: int) -> bool:
        """True if the paragraph begins with an opening mark."""
        marks, start = self._marks[index], self._paragraphs[index].start
        return bool(marks) and marks[0].span.start <= start + 1 and bool(marks[0].role & Role.OPEN)

    def _goes_on(self, index: int, opener: Mark) -> bool:
        """True if a quotation left open by paragraph `index` goes on in the next one."""
        paragraph = self._paragraphs[index]
        begin = max(opener.span.end, paragraph.start, paragraph.end - _TAIL)
        if index + 1 >= len(self._paragraphs) or ATTRIBUTION_TAIL.search(self._text, begin, paragraph.end):
            return False
        if self._repeats(index + 1):
            return True
        for marks in self._marks[index + 1 : index + 1 + _REACH]:
            if marks:
                return marks[0].role == Role.CLOSE and marks[0].closes(opener)
        return False


class _Singles(_Pairing):
    """Pairs single marks, each inside one level of double ones."""

    def __init__(self, text: str, paragraphs: Sequence[Span], doubles: Sequence[tuple[Span, Span]]) -> None:
        super().__init__(text, paragraphs)
        self._regions = sorted((outer for outer, _ in doubles), key=lambda span: (span.start, -span.end))

    def run(self, marks: Sequence[Sequence[Mark]], stray: Sequence[Mark]) -> None:
        """Pair them all; a stray double mark may close what a single one has opened, by a slip."""
        groups = self._grouped(marks, {mark.span.start for mark in stray})
        carried: Mark | None = None
        last = -1
        for (region, index), group in groups.items():
            if region != -1:
                self._pair(group, None)
                continue
            if carried is not None and index > last + 1:
                self._recover(carried, self._paragraphs[last].end)
                carried = None
            repeats = carried is not None and self._repeats(index, group)
            left = self._pair(group[1:] if repeats else group, carried)
            carried, last = None, index
            if left is None:
                continue
            following = groups.get((-1, index + 1))
            if following and self._repeats(index + 1, following):
                carried = left
            elif left.span.start == self._paragraphs[index].start and left.glyph != "'":
                self._recover(left, self._paragraphs[index].end)
        if carried is not None:
            self._recover(carried, self._paragraphs[last].end)

    def _grouped(self, marks: Sequence[Sequence[Mark]], stray: set[int]) -> dict[tuple[int, int], list[Mark]]:
        """The marks by their double quotation (-1: none) and their paragraph, in order of the text."""
        groups: dict[tuple[int, int], list[Mark]] = {}
        inside: list[int] = []
        at = 0
        for index, part in enumerate(marks):
            for mark in part:
                if not mark.single and mark.span.start not in stray:
                    continue
                while at < len(self._regions) and self._regions[at].start < mark.span.start:
                    inside.append(at)
                    at += 1
                while inside and self._regions[inside[-1]].end <= mark.span.start:
                    inside.pop()
                groups.setdefault((inside[-1] if inside else -1, index), []).append(mark)
        return groups

    def _repeats(self, index: int, marks: Sequence[Mark]) -> bool:
        return marks[0].span.start == self._paragraphs[index].start and bool(marks[0].role & Role.OPEN)

    def _pair(self, marks: Sequence[Mark], carried: Mark | None) -> Mark | None:
        """Pair marks of one level; the last opener that found no end."""
        opener, weak = carried, None
        for mark in marks:
            if opener is not None and mark.role & Role.CLOSE and mark.closes(opener):
                if mark.role & Role.LIKELY or not mark.single:
                    self._add(opener, mark.span.end, mark.span.start)
                    opener = weak = None
                    continue
                weak = weak or mark  # perhaps a plural's apostrophe: taken only if nothing better comes
            opens = mark.single and mark.role & Role.OPEN and not (mark.role & Role.CLOSE and opener is not None)
            if not opens or (opener is not None and weak is None and self._resumes(mark)):
                continue
            if opener is not None and weak is not None:
                self._add(opener, weak.span.end, weak.span.start)
            opener, weak = mark, None
        if opener is not None and weak is not None:
            self._add(opener, weak.span.end, weak.span.start)
            return None
        return opener


def _closing_surplus(marks: Sequence[Mark]) -> list[int]:
    """For each place, how many more marks close than open from there on."""
    surplus = [0] * (len(marks) + 1)
    for at in range(len(marks) - 1, -1, -1):
        role = marks[at].role
        surplus[at] = surplus[at + 1] + (1 if role == Role.CLOSE else -1 if role == Role.OPEN else 0)
    return surplus
