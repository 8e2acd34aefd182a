"""What the input calls the parts of an item, where it calls them something else."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, fields

from briefer.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Columns:
    """The input's own names: of a key in JSON Lines, of a column in Parquet."""

    id: str = "id"
    html: str = "html"
    text: str = "text"
    url: str = "url"
    title: str = "title"

    @classmethod
    def parse(cls, spec: str) -> Columns:
        """The columns of `id=uid,html=body`; what is not named keeps its name.

        Raises:
            ConfigError: a part is not `NAME=COLUMN`, names nothing that an item has, or comes twice.
        """
        named: dict[str, str] = {}
        for part in spec.split(","):
            name, equals, column = (piece.strip() for piece in part.partition("="))
            if not name or not equals or not column:
                raise ConfigError(f"--columns takes NAME=COLUMN,..., got {part!r}; for example id=uid,html=body")
            if name not in FIELDS:
                raise ConfigError(
                    f"--columns: an item has no {name!r}; did you mean {nearest(name, FIELDS)}=...? "
                    f"It has {', '.join(FIELDS)}"
                )
            if name in named:
                raise ConfigError(f"--columns names {name!r} twice; keep one")
            named[name] = column
        columns = cls(**named)
        if columns.html == columns.text:
            raise ConfigError(f"--columns takes html and text both from {columns.html!r}; keep the one that it is")
        return columns

    @property
    def renamed(self) -> dict[str, str]:
        """The columns that somebody named, so that one that is not there is a mistake."""
        return {name: column for name in FIELDS if (column := getattr(self, name)) != name}


FIELDS = tuple(field.name for field in fields(Columns))


def nearest(name: str, known: Iterable[str]) -> str:
    """The one of `known` that looks most like `name`; there has to be one."""
    by_lower = {one.lower(): one for one in known}
    return by_lower[difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0)[0]]
