"""An input of several files as parts that are read apart from each other, on one machine or on many.

Each item is the one that `open_input` gives: its id, its content, its reason where it cannot be read. Its position is
another number in the same order, since nobody knows how many items the files before it hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from briefer.batch.inputs.columns import Columns
from briefer.batch.inputs.found import File, Found, InputKind, found_of
from briefer.batch.inputs.opening import Input
from briefer.batch.item import Item
from briefer.errors import ConfigError, SourceError

_PART_ITEMS = 1 << 32
"""Positions that each file has for itself: more than any file has lines, and few enough for two thousand million files."""


@dataclass(frozen=True, slots=True)
class Part(Found):
    """One of several files."""

    name: str = ""
    number: int = 0
    """Its place among them, from 0."""
    error: str | None = None
    """Why nothing of it can be read."""

    def files(self) -> Iterator[File]:
        """The one file, under the name that it has among the others."""
        yield File(self.root, self.name, self.error)

    def told(self) -> list[Any]:
        """The part as JSON can carry it."""
        return [str(self.root), self.kind.name, self.name, self.number, self.error]

    @classmethod
    def read(cls, told: list[Any]) -> Part:
        """The part that was told."""
        path, kind, name, number, error = told
        return cls(path, InputKind[kind], Path(path), (), name=name, number=number, error=error)


def parts_of(source: str | Found) -> tuple[Part, ...]:
    """The files of an input; none where it is one file, or pages, which are shared out better one by one.

    Raises:
        SourceError: there is nothing of that name, or nothing in it that can be read.
        ConfigError: its kind is not known, or there are several.
    """
    found = found_of(source)
    if found.kind is InputKind.PAGES:
        return ()
    files = list(found.files())
    if len(files) < 2:
        return ()
    return tuple(
        Part(found.source, found.kind, file.path.resolve(), (), name=file.name, number=number, error=file.error)
        for number, file in enumerate(files)
    )


def read_part(part: Part, columns: Columns) -> Iterator[Item]:
    """The items of a part, positions beginning where no other part has any."""
    first = part.number * _PART_ITEMS
    try:
        items = Input(part, columns)
    except SourceError:  # it holds no item, which is no mistake of one file among several
        return
    except ConfigError as error:  # the first file was tried before anybody read a part: this one is another
        yield Item(first, part.name, error=str(error))
        return
    for item in items:
        yield replace(item, position=first + item.position)
