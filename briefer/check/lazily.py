"""A sequence whose items are worked out when they are asked for, each once.

A claim rests on a few sentences of a story: the figures, dates and names of the others are seldom wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

Item = TypeVar("Item")


class Lazily(Sequence[Item]):
    """As many items as `count` says, of which each is what `work_out` makes of its place."""

    def __init__(self, count: int, work_out: Callable[[int], Item]) -> None:
        self._places = range(count)
        self._work_out = work_out
        self._known: dict[int, Item] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        """The item at a place, or those of a slice."""
        if isinstance(place, slice):
            return tuple(self[at] for at in self._places[place])
        at = self._places[place]
        if at not in self._known:
            self._known[at] = self._work_out(at)
        return self._known[at]
