"""Which articles a batch is to brief: the input, looked for once, counted, drawn from, cut short."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from briefer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefer.batch.inputs import Columns, Found, Input
    from briefer.batch.inputs.parts import Part
    from briefer.batch.item import Item


@dataclass(slots=True)
class Wanted:
    """Which articles."""

    source: str
    columns: str | None
    limit: int | None
    sample: int | None
    seed: int
    out: Path

    opened: Input | None = None
    """The input, once it was opened."""
    _found: Found | None = None
    _count: int | None = None

    def found(self) -> Found:
        """The files, looked for once."""
        if self._found is None:
            from briefer.batch.inputs import find  # noqa: PLC0415 - start-up stays light

            self._found = find(self.source, out=self.out)
            if self.columns is not None and not self._found.has_columns:
                raise ConfigError(
                    f"--columns is for JSON Lines and Parquet, and {self.source!r} holds {self._found.kind.value}; "
                    "leave it out"
                )
        return self._found

    def named(self) -> Columns:
        """What the input calls the parts of an article."""
        from briefer.batch.inputs import Columns  # noqa: PLC0415 - start-up stays light

        return Columns() if self.columns is None else Columns.parse(self.columns)

    def items(self) -> Iterator[Item]:
        """They themselves from the first on, read as they are asked for."""
        from briefer.batch.inputs import open_input, sampled  # noqa: PLC0415 - start-up stays light

        self.opened = open_input(self.found(), self.named())
        items: Iterator[Item] = self.opened
        if self.sample is not None:
            items = sampled(items, self.sample, self.seed, count=self._all())
        return islice(items, self.limit)

    def parts(self) -> tuple[Part, ...]:
        """The files that workers may read apart from each other; none where some of the articles only are wanted."""
        from briefer.batch.inputs import open_input  # noqa: PLC0415 - start-up stays light
        from briefer.batch.inputs.parts import parts_of  # noqa: PLC0415 - start-up stays light

        if self.limit is not None or self.sample is not None:
            return ()
        open_input(self.found(), self.named())  # a column that is not there is known here, not by every worker
        return parts_of(self.found())

    def count(self) -> int | None:
        """How many they are, where that is cheap to know, or has to be known to draw from them."""
        from briefer.batch.inputs import count_hint  # noqa: PLC0415 - start-up stays light

        if self.sample is not None:
            return min(number for number in (self._all(), self.limit, self.sample) if number is not None)
        hint = count_hint(self.found())
        return hint if hint is None or self.limit is None else min(hint, self.limit)

    def left_out(self) -> str | None:
        """What the person hears of files that nobody reads; None where there are none."""
        others = self.found().others
        if not others:
            return None
        count = sum(others.values())
        most = sorted(others, key=lambda ending: (-others[ending], ending))[:4]
        endings = ", ".join(f"{others[ending]} {ending or 'without an ending'}" for ending in most)
        files = "1 file is" if count == 1 else f"{count:,} files are"
        return f"{files} left out of {self.source!r}, as no batch reads {'it' if count == 1 else 'them'}: {endings}"

    def _all(self) -> int:
        """How many the input holds; all of it may have to be read, once."""
        if self._count is None:
            from briefer.batch.inputs import count_items  # noqa: PLC0415 - start-up stays light

            self._count = count_items(self.found(), self.named())
        return self._count
