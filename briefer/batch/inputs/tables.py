"""Parquet: one item a row, a few rows in memory however large a file and its row groups are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefer.batch.arrow import import_pyarrow
from briefer.batch.inputs.columns import FIELDS, Columns, nearest
from briefer.batch.inputs.fields import to_item
from briefer.batch.item import Item
from briefer.errors import ConfigError, SourceError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_ROWS = 32  # rows at a time: pages of a megabyte stay in tens of megabytes, small ones lose no speed to it
_BUFFER = 1 << 20  # bytes of a column at a time: else a whole row group is read at once, or with pre_buffer the file


def read_table(path: Path, columns: Columns, positions: Iterator[int], *, within: str = "") -> Iterator[Item]:
    """The items of a file. `within` stands before a row's number where the input has several files.

    Raises:
        ConfigError: pyarrow is missing, a column is not there or holds something else.
        SourceError: the file is no Parquet, or cannot be read on; what came before it counts.
    """
    place, prefix = (f" of {within!r}", f"{within}:") if within else ("", "")
    with _opened(path) as file:
        wanted = _columns(file.schema_arrow, columns, path)
        number = 0
        # one thread: three columns give no more work, and each thread's memory grows with the file
        for batch in file.iter_batches(batch_size=_ROWS, columns=wanted, use_threads=False):
            for fields in _rows(batch):
                number += 1
                yield to_item(
                    next(positions), fields, columns, name=f"{prefix}row-{number}", label=f"row {number}{place}"
                )


def count_rows(path: Path) -> int:
    """The rows of a file, as its footer says.

    Raises:
        ConfigError: pyarrow is missing.
        SourceError: the file is no Parquet.
    """
    with _opened(path) as file:
        return int(file.metadata.num_rows)


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    pyarrow = import_pyarrow("reading Parquet")
    import pyarrow.parquet as pq  # noqa: PLC0415 - see the line above

    try:
        with pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as file:
            yield file
    except (pyarrow.ArrowException, OSError) as error:
        reason = " ".join(str(getattr(error, "strerror", None) or error).split())[:160]
        raise SourceError(f"cannot read the Parquet file {str(path)!r}: {reason}; check it", url=str(path)) from error


def _columns(schema: pa.Schema, columns: Columns, path: Path) -> list[str]:
    """The columns of the file that an item is made from, once it is certain that they hold what they should."""
    from pyarrow import types  # noqa: PLC0415 - see `_opened`

    there = {name: column for name in FIELDS if (column := getattr(columns, name)) in schema.names}
    missing = [column for name, column in columns.renamed.items() if name not in there]
    if not missing and not there.keys() & {"html", "text"}:
        missing = [columns.html]
    if missing:
        if not schema.names:
            raise ConfigError(f"{str(path)!r} has no column at all; check the file")
        raise ConfigError(
            f"{str(path)!r} has no column {missing[0]!r}; did you mean {nearest(missing[0], schema.names)!r}? "
            f"It has {', '.join(schema.names[:20])}; name them with --columns id=COLUMN,html=COLUMN"
        )
    for name, column in there.items():
        if schema.names.count(column) > 1:
            raise ConfigError(f"{str(path)!r} has several columns {column!r}; leave one of them that name")
        kind = schema.field(column).type
        value = kind.value_type if types.is_dictionary(kind) else kind
        text = types.is_string(value) or types.is_large_string(value) or types.is_string_view(value)
        binary = types.is_binary(value) or types.is_large_binary(value) or types.is_binary_view(value)
        if not (
            text or types.is_null(value) or (name == "html" and binary) or (name == "id" and _number(types, value))
        ):
            wanted = {"html": "text or binary", "id": "text or whole numbers"}.get(name, "text")
            raise ConfigError(f"column {column!r} of {str(path)!r} holds {kind}, not {wanted}; name another: --columns")
    return list(dict.fromkeys(there.values()))


def _number(types: Any, value: Any) -> bool:
    return bool(types.is_integer(value))


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    try:
        yield from batch.to_pylist()
    except UnicodeDecodeError:  # one value is no UTF-8, whatever the schema says: it alone is replaced
        for row in range(batch.num_rows):
            yield {name: _value(batch.column(name)[row]) for name in batch.schema.names}


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes().decode("utf-8", "replace")
