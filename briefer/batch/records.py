"""The results of a batch as a file: one row an article, `id`, `record` and `error`, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from briefer.batch.item import Row
from briefer.files import whole_file


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


def require_parquet() -> None:
    """Stub until merged."""


def write_parquet(rows: Iterable[Row], path: Path) -> int:
    raise NotImplementedError
