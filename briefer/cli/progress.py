"""Progress on stderr: a spinner with a line of words, silent where stderr is no terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """A function that says what is being done now."""
    if quiet or not sys.stderr.isatty():
        yield lambda _message: None
        return
    from rich.console import Console  # noqa: PLC0415 - a pipe need not pay for it
    from rich.text import Text  # noqa: PLC0415

    from briefer.cli.output import plain  # noqa: PLC0415

    console = Console(stderr=True)
    with console.status("") as status:
        yield lambda message: status.update(Text(plain(message)))


@contextlib.contextmanager
def counting(total: int, what: str, *, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """A function that counts one more thing done, of so many; shown as a bar on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _message: None
        return
    from rich.console import Console  # noqa: PLC0415 - a pipe need not pay for it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from briefer.cli.output import plain  # noqa: PLC0415

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def count(message: str) -> None:
            bar.update(task, advance=1, description=Text(plain(message)).plain)

        yield count


@contextlib.contextmanager
def watching(line: Callable[[], str], *, quiet: bool = False) -> Iterator[None]:
    """A line on a terminal that says twice a second how things stand."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - a pipe need not pay for it
    from rich.live import Live  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from briefer.cli.output import plain  # noqa: PLC0415

    with Live(
        get_renderable=lambda: Text(plain(line()), no_wrap=True, overflow="ellipsis"),
        console=Console(stderr=True),
        refresh_per_second=2,
        transient=True,
    ):
        yield
