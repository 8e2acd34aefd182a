"""`briefer feeds`: whether each feed works, and the feeds of another reader taken over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.cli.output import notice, write_result
from briefer.cli.run import exit_codes, run_async
from briefer.text.counting import counted

if TYPE_CHECKING:
    from briefer.publish.feed_check import FeedCheck
    from briefer.settings import FeedTable

feeds_app = typer.Typer(help="The feeds that an edition is made of.", no_args_is_help=True, rich_markup_mode=None)
_UNREAD = 3


@feeds_app.command("check")
def check(
    config: Annotated[Path | None, typer.Option(help="Another briefer.toml.")] = None,
    allow_private: Annotated[
        bool | None,
        typer.Option("--allow-private", help="Fetch from one's own network and from any port.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fetch every feed once and say what it gives; exit 3 if one gives nothing."""
    import dataclasses  # noqa: PLC0415 - start-up stays light
    import json  # noqa: PLC0415
    from datetime import UTC, datetime  # noqa: PLC0415

    from briefer.errors import ConfigError  # noqa: PLC0415
    from briefer.publish.feed_check import check_feeds  # noqa: PLC0415
    from briefer.settings import load_settings  # noqa: PLC0415

    with exit_codes():
        settings = load_settings(config=config, allow_private=allow_private)
        feeds = settings.file.feed
        if not feeds:
            raise ConfigError("no [[feed]] is configured; write one, or take them over with `briefer feeds import`")
        checks = run_async(check_feeds(feeds, settings=settings, now=datetime.now(UTC)))
        if as_json:
            write_result(json.dumps([dataclasses.asdict(check) for check in checks], indent=2), None)
        else:
            write_result("\n".join(map(_fitted, map(_line, checks))), None)
        bad = sum(not check.good for check in checks)
        if bad:
            notice(f"{bad} of {counted(len(checks), 'feed')} {'gives' if bad == 1 else 'give'} nothing")
            raise typer.Exit(_UNREAD)


def _fitted(row: str) -> str:
    """The row as a person sees it: its continuations set in under it; whole, for a program."""
    import shutil  # noqa: PLC0415 - start-up stays light
    import textwrap  # noqa: PLC0415

    if not _is_terminal():
        return row
    width = max(shutil.get_terminal_size().columns, 20)
    return textwrap.fill(row, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _line(check: FeedCheck) -> str:
    from briefer.text.terminal import one_line  # noqa: PLC0415 - start-up stays light

    if not check.good:
        return "BAD " + one_line(f"{check.url}: {'; '.join(check.problems)}")
    noun = "entry" if check.entries == 1 else "entries"
    facts = [f"{check.entries} {noun}", f"{check.fresh} fresh"]
    facts += [f"{check.full_text} with full text"] if check.full_text else []
    facts += [f"{check.undated} undated"] if check.undated else []
    said = f"  ({'; '.join(check.problems)})" if check.problems else ""
    return "ok  " + one_line(f"{check.url}: {', '.join(facts)}{said}")


@feeds_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="An OPML file, as feed readers export it.")],
    config: Annotated[Path | None, typer.Option(help="Another briefer.toml.")] = None,
    print_only: Annotated[bool, typer.Option("--print", help="Print the tables, change nothing.")] = False,
) -> None:
    """Append a feed reader's feeds to briefer.toml; those that it has are left as they are."""
    from briefer.errors import SourceError  # noqa: PLC0415 - start-up stays light
    from briefer.read.opml import read_opml  # noqa: PLC0415
    from briefer.settings import CONFIG_NAME, read_config  # noqa: PLC0415

    with exit_codes():
        try:
            data = file.read_bytes()
        except OSError as error:
            raise SourceError(f"cannot read {str(file)!r}: {error.strerror or error}", url=str(file)) from error
        outlines = read_opml(data, name=str(file))
        path = config or Path(CONFIG_NAME)
        known = {feed.url for feed in read_config(path).feed} if path.exists() else set()
        new = [feed for feed in outlines.feeds if feed.url not in known]
        if outlines.fault is not None:
            notice(
                f"the XML of {str(file)!r} is broken ({outlines.fault}); what could be read was, look whether it is all"
            )
        for url in outlines.left_out:
            notice(f"left out, as it is no http or https address: {url!r}")
        if not outlines.feeds:
            raise SourceError(
                f"{str(file)!r} lists no feed that could be read; export it from a feed reader", url=str(file)
            )
        if print_only:
            write_result(_tables(new), None)
            return
        if new:
            _append(path, _tables(new))
        there = len(outlines.feeds) - len(new)
        write_result(f"{path}: {len(new)} added, {there} there already", None)


def _tables(feeds: list[FeedTable]) -> str:
    import tomli_w  # noqa: PLC0415 - start-up stays light

    rows = (tomli_w.dumps(feed.model_dump(exclude_none=True, exclude_defaults=True)) for feed in feeds)
    return "\n".join(f"[[feed]]\n{row}" for row in rows)


def _append(path: Path, tables: str) -> None:
    """Add tables at the end of the configuration, which keeps its comments; refused where the whole would be wrong.

    Raises:
        ConfigError: the file writes its feeds in a way that tables cannot follow.
        OutputError: it cannot be written.
    """
    import tempfile  # noqa: PLC0415 - start-up stays light

    from briefer.errors import ConfigError  # noqa: PLC0415
    from briefer.files import whole_file  # noqa: PLC0415
    from briefer.settings import read_config  # noqa: PLC0415

    path = path.resolve()
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    mode = path.stat().st_mode if path.exists() else None
    text = f"{before.rstrip()}\n\n{tables}" if before.strip() else tables
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / path.name
        trial.write_text(text, encoding="utf-8")
        try:
            read_config(trial)
        except ConfigError as error:
            why = str(error).replace(str(trial), path.name)
            raise ConfigError(f"cannot append to {str(path)!r}; add what `--print` prints by hand ({why})") from error
    with whole_file(path) as out:
        out.write(text.encode("utf-8"))
    if mode is not None:
        path.chmod(mode)
