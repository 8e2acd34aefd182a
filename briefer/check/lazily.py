"""What is worked out when it is asked for, each item once: by key (`Made`), or by place in a sequence (`Lazily`).

A claim rests on a few sentences of a story: the figures, dates and names of the others are seldom wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

Key = TypeVar("Key")
Item = TypeVar("Item")


class Made(dict[Key, Item]):
    """What was made so far; a key that is missing is made when it is looked up."""

    def __init__(self, make: Callable[[Key], Item]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Key) -> Item:
        """The item of a key that is looked up for the first time."""
        item = self[key] = self._make(key)
        return item


class Lazily(Sequence[Item]):
    """As many items as `count` says, of which each is what `make` makes of its place."""

    def __init__(self, count: int, make: Callable[[int], Item]) -> None:
        self._places = range(count)
        self._made = Made(make)

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
        return self._made[self._places[place]]
