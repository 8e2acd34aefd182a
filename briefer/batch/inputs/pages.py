"""Pages and texts as files of their own: one item a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from briefer.batch.item import Item

MAX_PAGE_BYTES = 50_000_000
"""As many as a file that `briefer brief` takes."""
_TEXTS = frozenset({".txt", ".md"})


def read_page(path: Path, name: str, positions: Iterator[int]) -> Item:
    """The item of a file, `name` its id; one that cannot be read, or is too large, is an error."""
    position = next(positions)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_PAGE_BYTES + 1)
    except OSError as error:
        return Item(position, name, error=f"cannot read {name!r}: {(error.strerror or str(error)).lower()}")
    if len(data) > MAX_PAGE_BYTES:
        return Item(position, name, error=f"{name!r} is larger than {MAX_PAGE_BYTES // 1_000_000} MB")
    if path.suffix.lower() not in _TEXTS:
        return Item(position, name, html=data)
    from briefer.read.markup import decode  # noqa: PLC0415 - lxml comes with it, and pages need none of it here

    return Item(position, name, text=decode(data))
