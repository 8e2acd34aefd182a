"""JSON lines in and out of a command: read as they come, written as they come, a file whole or not at all."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from briefer.cli.output import check_writable
from briefer.errors import BrieferError, OutputError, SourceError


class LineError(BrieferError):
    """A line of the input is not what it should be; it becomes an error line of the output."""


@contextlib.contextmanager
def opened_lines(path: Path) -> Iterator[IO[str]]:
    """The lines of a file, or of stdin for `-`; broken bytes do not end the run.

    Raises:
        SourceError: the file cannot be opened.
    """
    if str(path) == "-":
        yield sys.stdin
        return
    try:
        file = path.open(encoding="utf-8-sig", errors="replace", newline="\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(f"cannot read {str(path)!r}: {reason}; check the path", url=str(path)) from error
    with file:
        yield file


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
    import os  # noqa: PLC0415 - stdout needs neither
    import tempfile  # noqa: PLC0415 - see above

    check_writable(output)
    try:
        handle, name = tempfile.mkstemp(dir=output.absolute().parent, prefix=f".{output.name}.")
    except OSError as error:
        raise OutputError(f"cannot write to {str(output)!r}: {error.strerror or error}") from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)  # mkstemp makes it 0600; the result is an ordinary file
        temporary.replace(output)
    except OSError as error:
        raise OutputError(f"cannot write to {str(output)!r}: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)


def parse_line(line: str, number: int) -> dict[str, Any]:
    """The JSON object of one line.

    Raises:
        LineError: it is none.
    """
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(f"line {number} is not valid JSON: {error}") from error
    if not isinstance(item, dict):
        raise LineError(f"line {number} is not a JSON object")
    return item


def identity_of(item: dict[str, Any]) -> str | int | None:
    """The id of a line as it stands, a string or a number; None for anything else."""
    value = item.get("id")
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def error_line(identity: str | int | None, message: str) -> str:
    """The line that stands where a result could not."""
    return json.dumps({"id": identity, "error": message}, ensure_ascii=False)
