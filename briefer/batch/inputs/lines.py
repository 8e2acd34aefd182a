"""JSON Lines, packed with gzip or not: one item a line, a bad line costs itself alone."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from briefer.batch.inputs.columns import Columns
from briefer.batch.inputs.fields import to_item
from briefer.batch.item import Item
from briefer.errors import SourceError
from briefer.read.json_line import LineError, parse_object

MAX_LINE_BYTES = 50_000_000
"""As many as a file that `briefer brief` takes; a line beyond it is no article, and would only fill the memory."""
_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"


def read_lines(path: Path, columns: Columns, positions: Iterator[int], *, within: str = "") -> Iterator[Item]:
    """The items of a file. `within` stands before a line's number where the input has several files.

    Raises:
        SourceError: the file cannot be read on; what came before it counts.
    """
    place = f" of {within!r}" if within else ""
    prefix = f"{within}:" if within else ""
    try:
        with _opened(path) as file:
            for number, line in _numbered(file):
                name, label = f"{prefix}line-{number}", f"line {number}{place}"
                try:
                    fields = parse_object(_decoded(line, label), label)
                except LineError as error:
                    yield Item(next(positions), name, error=str(error))
                    continue
                yield to_item(next(positions), fields, columns, name=name, label=label)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        reason = str(error).rstrip(".").lower()
        raise SourceError(f"cannot unpack {str(path)!r} on: {reason}; fetch the file anew", url=str(path)) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(f"cannot read {str(path)!r}: {reason}; check the file", url=str(path)) from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The lines, unpacked where they are packed: what the file is called is a guess, how it begins is not."""
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packed else file


def _numbered(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank, each with its number in the file; None for one that is too long."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        if len(line) > MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE_BYTES)
            yield number, None
        elif line.strip():
            yield number, line


def _decoded(line: bytes | None, label: str) -> str:
    if line is None:
        raise LineError(f"{label} is longer than {MAX_LINE_BYTES // 1_000_000} MB; give the page alone")
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise LineError(f"{label} is not valid UTF-8: byte {error.start + 1}") from error
