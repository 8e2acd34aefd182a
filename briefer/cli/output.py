"""Where results and notices go: stdout or a file for the one, stderr for the other."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from briefer.errors import OutputError


def plain(text: str) -> str:
    """The text without escape sequences and control characters, safe for a terminal."""
    from briefer.text.terminal import plain as strip  # noqa: PLC0415 - start-up stays light

    return strip(text)


def notice(message: str, *, quiet: bool = False) -> None:
    """Say one line on stderr; `quiet` silences it."""
    if not quiet:
        sys.stderr.write(plain(f"briefer: {message}".replace("\n", " ")) + "\n")
        sys.stderr.flush()


def check_writable(output: Path | None) -> None:
    """Refuse an output that cannot be written before anything is spent on it.

    Raises:
        OutputError: the folder is missing or not writable, or the path is a folder.
    """
    if output is None:
        return
    if output.is_dir():
        raise OutputError(f"cannot write to {str(output)!r}: it is a folder; name a file in it")
    folder = output.absolute().parent
    if not folder.is_dir():
        raise OutputError(f"cannot write to {str(output)!r}: there is no folder {str(folder)!r}; make it first")
    if not os.access(folder, os.W_OK):
        raise OutputError(f"cannot write to {str(output)!r}: the folder is not writable; choose another with -o")


def write_result(result: str | bytes, output: Path | None) -> None:
    """Write a result to a file, whole or not at all, or to stdout; text ends with a line break.

    Raises:
        OutputError: the file or stdout cannot be written.
    """
    data = result if isinstance(result, bytes) else _encode(result)
    if output is None:
        _to_stdout(data)
        return
    with whole_file(output) as file:
        file.write(data)


@contextlib.contextmanager
def whole_file(output: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when all of it is written: a temporary file beside it, then a rename.

    Raises:
        OutputError: it cannot be written.
    """
    check_writable(output)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=output.absolute().parent, prefix=f".{output.name}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
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
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _encode(text: str) -> bytes:
    text = text if text.endswith("\n") else text + "\n"
    return text.encode("utf-8", "replace")  # a lone surrogate of a broken source must not lose the rest


def _to_stdout(data: bytes) -> None:
    stream = getattr(sys.stdout, "buffer", None)
    try:
        if stream is None:
            sys.stdout.write(data.decode("utf-8"))
        else:
            sys.stdout.flush()
            stream.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # the reader has gone: cli.run ends quietly
    except OSError as error:
        raise OutputError(f"cannot write to stdout: {error.strerror or error}") from error
