"""Files written whole or not at all: a temporary file beside the wanted one, then a rename."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from briefer.errors import OutputError


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


def check_output_folder(folder: Path) -> None:
    """Refuse a folder for results that cannot be made or written in, before anything is spent on them.

    Raises:
        OutputError: it is a file, or what it would stand in is none or is not writable.
    """
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise OutputError(f"cannot write to {str(folder)!r}: {str(there)!r} is a file; name another folder")
    if not os.access(there, os.W_OK):
        raise OutputError(f"cannot write to {str(folder)!r}: {str(there)!r} is not writable; name another folder")


def make_output_folder(folder: Path) -> None:
    """Make a folder for results, with those above it; one that is there stays as it is.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write to {str(folder)!r}: {error.strerror or error}") from error


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
