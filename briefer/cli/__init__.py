"""The command line: parse, call, print, exit code. No logic lives here that a caller from Python would miss.

A start imports the one command that was asked for, and a command imports what it needs when it runs, so that any start
stays near what a bare Typer program costs (`benchmarks/startup.py`).
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer

COMMANDS = (
    "brief",
    "daily",
    "batch",
    "read",
    "quotes",
    "check",
    "feeds",
    "eval",
    "init",
    "prompts",
    "cache",
    "schema",
    "doctor",
)
"""In the order of the help. Each is a module of this package with a function of its name, or a Typer app `NAME_app`."""


def run() -> None:
    """Run the command line on the arguments of this process."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    build_app(*((wanted,) if wanted in COMMANDS else ()))()


def build_app(*names: str) -> typer.Typer:
    """The command line with the commands named; with all of them, and shell completion, where none is."""
    # The options before a command are left out where a command was named: each would load pydantic's adapters, 50 ms.
    app = typer.Typer(
        name="briefer",
        no_args_is_help=True,
        add_completion=not names,
        add_help_option=not names,
        rich_markup_mode=None,  # rich's help costs 80 ms a start
        pretty_exceptions_enable=False,  # the one traceback that a person may see is a bug's, and it should be whole
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_only_commands if names else main)
    for name in names or COMMANDS:
        module = import_module(f"briefer.cli.{name}")
        group = getattr(module, f"{name}_app", None)
        if group is None:
            app.command()(getattr(module, name))
        else:
            app.add_typer(group, name=name)
    return app


def _only_commands() -> None:
    """Read news, write the brief, prove every statement against its source."""


def _print_version(wanted: bool) -> None:
    if wanted:
        from briefer import __version__  # noqa: PLC0415 - loaded where it is printed

        typer.echo(f"briefer {__version__}")
        raise typer.Exit


def main(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Read news, write the brief, prove every statement against its source."""
