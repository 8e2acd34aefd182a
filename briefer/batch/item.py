"""What a batch takes in and gives out: an item of the input, and its row in the results."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One article of the input, not read yet."""

    position: int
    """Its place in the input, from 0."""
    id: str
    """As the input gives it; where it gives none, `line-12`, `row-12`, a page's path, or the id of an archive's record."""
    html: str | bytes | None = None
    """A page; bytes where its encoding is not known yet."""
    text: str | None = None
    """Plain text, where there is no page."""
    url: str | None = None
    title: str | None = None
    error: str | None = None
    """Why this item cannot be read at all; it becomes a row with that reason."""

    @property
    def digest(self) -> bytes:
        """Sixteen bytes that change with whatever the brief is made from."""
        state = hashlib.blake2b(digest_size=16)
        for part in (self.html, self.text, self.url, self.title, self.error):
            data = b"" if part is None else part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            state.update(b"-" if part is None else b"+%d:" % len(data))
            state.update(data)
        return state.digest()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the results: a record or the reason why there is none."""

    id: str
    record: str | None
    """A BriefRecord as JSON."""
    error: str | None
