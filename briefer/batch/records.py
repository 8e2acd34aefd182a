"""The results of a batch as a file: one row an article, `id`, `record` and `error`, whole or not at all.

In JSON Lines a record is the object itself. In Parquet it is its JSON text, marked with Parquet's JSON type: DuckDB
reads it as JSON, pandas and pyarrow as a string, and it is what was written to the last character. A nested struct
would have to give up the difference between a date and a datetime, and would change with every new key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from briefer.batch.arrow import import_pyarrow
from briefer.batch.item import Row
from briefer.errors import SourceError
from briefer.files import whole_file

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP_ROWS = 1_000
_ROW_GROUP_BYTES = 32_000_000  # of JSON: a thousand records are 15 MB; records of whole books must not fill the memory
_LEVEL = 3  # of zstd, its own default: 1.5 KB a record of the eval cases; 9 saves 12 % of it in four times the time
_READ_ROWS = 64


def write_jsonl(rows: Iterable[Row], path: Path) -> int:
    """How many rows were written, one line each, the record as the object that it is.

    Raises:
        OutputError: the file cannot be written.
    """
    count = 0
    with whole_file(path) as file:
        for row in rows:
            file.write(row_line(row))
            count += 1
    return count


def row_line(row: Row) -> bytes:
    """A row as a line of JSON."""
    # between the tokens of JSON a line's end means nothing, and inside a string none stands bare
    record = "null" if row.record is None else row.record.replace("\n", " ").replace("\r", " ")
    identity, error = (json.dumps(value, ensure_ascii=False) for value in (row.id, row.error))
    return f'{{"id":{identity},"record":{record},"error":{error}}}\n'.encode("utf-8", "backslashreplace")


def require_parquet() -> ModuleType:
    """The package that writes Parquet; asked for before anything is spent on the rows.

    Raises:
        ConfigError: it is not installed.
    """
    return import_pyarrow("writing Parquet", instead="--records jsonl")


def write_parquet(rows: Iterable[Row], path: Path, *, row_group_rows: int = ROW_GROUP_ROWS) -> int:
    """How many rows were written; a row group is held in memory at a time.

    Raises:
        ConfigError: pyarrow is missing.
        OutputError: the file cannot be written.
    """
    pyarrow = require_parquet()
    import pyarrow.parquet as pq  # noqa: PLC0415 - see the line above

    schema = _schema(pyarrow)
    count = 0
    with (
        whole_file(path) as file,
        pq.ParquetWriter(
            file,
            schema,
            compression="zstd",
            compression_level=_LEVEL,
            use_dictionary=["error"],  # the other two hardly ever repeat
            write_statistics=["id"],
        ) as writer,
    ):
        for group in _groups(rows, row_group_rows):
            writer.write_batch(_to_batch(pyarrow, schema, group))
            count += len(group)
    return count


def read_records(path: Path) -> Iterator[Row]:
    """The rows of a file that a batch wrote, `.parquet` or JSON Lines, a few in memory at a time.

    Raises:
        ConfigError: it is Parquet and pyarrow is missing.
        SourceError: the file cannot be read, or is not one of these.
    """
    try:
        yield from _from_parquet(path) if path.suffix == ".parquet" else _from_jsonl(path)
    except (OSError, ValueError, KeyError, TypeError) as error:  # pyarrow's errors are among these
        reason = " ".join(str(getattr(error, "strerror", None) or error).split())[:160]
        raise SourceError(f"{str(path)!r} is not what a batch writes: {reason}", url=str(path)) from error


def _schema(pyarrow: Any) -> pa.Schema:
    text = pyarrow.string()
    return pyarrow.schema(
        [
            pyarrow.field("id", text, nullable=False),
            pyarrow.field("record", pyarrow.json_()),
            pyarrow.field("error", text),
        ]
    )


def _groups(rows: Iterable[Row], most: int) -> Iterator[list[Row]]:
    group: list[Row] = []
    size = 0
    for row in rows:
        group.append(row)
        size += len(row.record or "")
        if len(group) >= most or size >= _ROW_GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _to_batch(pyarrow: Any, schema: pa.Schema, rows: list[Row]) -> pa.RecordBatch:
    def column(values: Iterable[str | None]) -> Any:
        # an error may name a file whose bytes are no text, and Parquet holds UTF-8 alone
        packed = [None if value is None else value.encode("utf-8", "backslashreplace") for value in values]
        return pyarrow.array(packed, pyarrow.binary()).cast(pyarrow.string())

    records = pyarrow.ExtensionArray.from_storage(schema.field("record").type, column(row.record for row in rows))
    return pyarrow.RecordBatch.from_arrays(
        [column(row.id for row in rows), records, column(row.error for row in rows)], schema=schema
    )


def _from_parquet(path: Path) -> Iterator[Row]:
    import_pyarrow("reading Parquet")
    import pyarrow.parquet as pq  # noqa: PLC0415 - see the line above

    with pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20) as file:
        for batch in file.iter_batches(batch_size=_READ_ROWS, columns=["id", "record", "error"], use_threads=False):
            for fields in batch.to_pylist():
                yield Row(fields["id"], fields["record"], fields["error"])


def _from_jsonl(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for line in file:
            fields = json.loads(line)
            record = fields["record"]
            text = None if record is None else json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            yield Row(fields["id"], text, fields["error"])
