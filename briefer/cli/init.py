"""`briefer init`: a commented briefer.toml to begin with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from briefer.cli.output import notice, write_result
from briefer.cli.run import exit_codes


def init(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.")] = Path(
        "briefer.toml"
    ),
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
) -> None:
    """Write a starter briefer.toml, every key with a comment."""
    with exit_codes():
        from briefer.errors import OutputError  # noqa: PLC0415 - start-up stays light

        if output.exists() and not force:
            raise OutputError(f"there is a {str(output)!r} already and it stays as it is; --force writes over it")
        write_result((files("briefer.cli") / "briefer.toml.txt").read_bytes(), output)
        notice(f"wrote {output}; put your feeds into it, then try `briefer feeds check`", quiet=quiet)
