"""JSON lines in and out of a command: read as they come, written as they come, a file whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from briefer.cli.output import whole_file
from briefer.errors import BrieferError, SourceError
from briefer.read import json_line
from briefer.read.json_line import parse_object


class LineError(BrieferError):
    """A line of the input is not what it should be; it becomes an error line of the output."""


@contextlib.contextmanager
def opened_lines(path: Path) -> Iterator[IO[str]]:
    """The lines of a file, packed with gzip if it is called so, or of stdin for `-`; broken bytes do not end the run.

    Raises:
        SourceError: the file cannot be opened or unpacked.
    """
    if str(path) == "-":
        yield sys.stdin
        return
    try:
        with _opened(path) as file:
            yield file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise SourceError(f"cannot unpack {str(path)!r}: {error}; check the file", url=str(path)) from error


def _opened(path: Path) -> IO[str]:
    try:
        if path.suffix == ".gz":
            return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="\n")
        return path.open(encoding="utf-8-sig", errors="replace", newline="\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(f"cannot read {str(path)!r}: {reason}; check the path", url=str(path)) from error


@contextlib.contextmanager
def line_writer(output: Path | None) -> Iterator[IO[str]]:
    """Where lines go as they come: stdout, or a file that appears only when it is whole.

    Raises:
        OutputError: the file cannot be written.
    """
    if output is None:
        reconfigure = getattr(sys.stdout, "reconfigure", None)  # a stream that a caller put in place may have none
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdout
        sys.stdout.flush()
        return
    with whole_file(output) as binary:
        file = io.TextIOWrapper(binary, encoding="utf-8", errors="replace")
        try:
            yield file
            file.flush()
        finally:
            file.detach()  # closing is `whole_file`'s, once all of it is on disk


def parse_line(line: str, number: int) -> dict[str, Any]:
    """The JSON object of one line.

    Raises:
        LineError: it is none.
    """
    try:
        return parse_object(line, f"line {number}")
    except json_line.LineError as error:
        raise LineError(str(error)) from error


def identity_of(item: dict[str, Any]) -> str | int | None:
    """The id of a line as it stands, a string or a number; None for anything else."""
    value = item.get("id")
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def error_line(identity: str | int | None, message: str) -> str:
    """The line that stands where a result could not."""
    return json.dumps({"id": identity, "error": message}, ensure_ascii=False)
