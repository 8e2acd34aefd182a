"""Where results and notices go: stdout or a file for the one, stderr for the other."""

from __future__ import annotations

import sys
from pathlib import Path

from briefer.errors import OutputError
from briefer.files import check_writable, whole_file

__all__ = ["check_writable", "notice", "plain", "show_page", "whole_file", "write_result"]


def plain(text: str) -> str:
    """The text without escape sequences and control characters, safe for a terminal."""
    from briefer.text.terminal import plain as strip  # noqa: PLC0415 - start-up stays light

    return strip(text)


def notice(message: str, *, quiet: bool = False) -> None:
    """Say one line on stderr; `quiet` silences it."""
    if not quiet:
        sys.stderr.write(plain(f"briefer: {message}".replace("\n", " ")) + "\n")
        sys.stderr.flush()


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


def show_page(html: str, what: str) -> None:
    """Show a page in the browser, from a file that stays until the system cleans up; say where it is if none opens."""
    import tempfile  # noqa: PLC0415 - start-up stays light
    import webbrowser  # noqa: PLC0415 - the same

    with tempfile.NamedTemporaryFile("w", suffix=".html", prefix="briefer-", delete=False, encoding="utf-8") as file:
        file.write(html)
    if not webbrowser.open(Path(file.name).as_uri()):
        notice(f"no browser could be opened; {what} is in {file.name}")
