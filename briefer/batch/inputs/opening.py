"""The way in: an input by its name to its items."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count

from briefer.batch.inputs.columns import Columns
from briefer.batch.inputs.found import File, Found, InputKind, found_of
from briefer.batch.inputs.lines import read_lines
from briefer.batch.inputs.pages import read_page
from briefer.batch.item import Item
from briefer.errors import BrieferError, ConfigError, SourceError

DEFAULT_COLUMNS = Columns()


class Input(Iterator[Item]):
    """The items of an input, one at a time, positions from 0."""

    def __init__(self, found: Found, columns: Columns) -> None:
        self.kind = found.kind
        """What its files are."""
        self.skipped = 0
        """What was met so far that is no page: an archive's images, scripts and other records."""
        self._found = found
        self._columns = columns
        self._positions = count()
        self._items = self._read()
        first = next(self._items, None)
        if first is None:
            raise SourceError(f"{found.source!r} holds no item; a batch needs one at least", url=found.source)
        self._items = chain((first,), self._items)

    def __next__(self) -> Item:
        """The next item."""
        return next(self._items)

    def _read(self) -> Iterator[Item]:
        alone = self._found.pattern is None
        came = False
        for file in self._found.files():
            try:
                for item in self._of_file(file, "" if alone else file.name):
                    came = True
                    yield item
            except BrieferError as error:
                if not came and (alone or isinstance(error, ConfigError)):
                    raise
                came = True
                yield Item(next(self._positions), file.name, error=str(error))

    def _of_file(self, file: File, within: str) -> Iterator[Item]:
        path, name = file.path, file.name
        if file.error is not None:
            return iter((Item(next(self._positions), name, error=file.error),))
        if self.kind is InputKind.PAGES:
            return iter((read_page(path, name, self._positions),))
        if self.kind is InputKind.LINES:
            return read_lines(path, self._columns, self._positions, within=within)
        if self.kind is InputKind.TABLES:
            from briefer.batch.inputs.tables import read_table  # noqa: PLC0415 - pyarrow comes with an extra

            return read_table(path, self._columns, self._positions, within=within)
        from briefer.batch.inputs.archive import read_archive  # noqa: PLC0415 - warcio costs 40 ms at import

        return read_archive(path, self._positions, self._skip, within=within)

    def _skip(self) -> None:
        self.skipped += 1


def open_input(source: str | Found, columns: Columns = DEFAULT_COLUMNS) -> Input:
    """The items of a file, a folder or a pattern, read as they are asked for; the first one is read at once.

    What cannot be read of it (a bad line, a page, one of several files, the rest of a broken one) is an item
    with an `error`.

    Raises:
        SourceError: there is nothing of that name, or nothing in it that can be read.
        ConfigError: its kind is not known, there are several, a column is not there, a package is missing.
    """
    return Input(found_of(source), columns)


def count_hint(source: str | Found) -> int | None:
    """How many items an input has, where that is known without reading it; None where it is not.

    Raises:
        SourceError: there is nothing of that name, or nothing in it that can be read.
        ConfigError: its kind is not known, or there are several.
    """
    found = found_of(source)
    if found.kind is InputKind.PAGES:
        return found.count
    if found.kind is InputKind.TABLES:
        return sum(_rows(file, found) for file in found.files())
    return None


def count_items(source: str | Found, columns: Columns = DEFAULT_COLUMNS) -> int:
    """How many items an input has; all of it is read where no `count_hint` is to be had.

    Raises:
        SourceError: as `open_input`.
        ConfigError: as `open_input`.
    """
    found = found_of(source)
    known = count_hint(found)
    return known if known is not None else sum(1 for _ in open_input(found, columns))


def _rows(file: File, found: Found) -> int:
    """The rows of a table; one of several that cannot be read is one item, which says so."""
    from briefer.batch.inputs.tables import count_rows  # noqa: PLC0415 - see above

    try:
        return 1 if file.error is not None else count_rows(file.path)
    except SourceError:
        if found.pattern is None:
            raise
        return 1
