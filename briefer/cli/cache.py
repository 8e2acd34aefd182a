"""`briefer cache`: how much is kept, and how to be rid of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from briefer.cli.output import notice, write_result
from briefer.cli.run import exit_codes

if TYPE_CHECKING:
    from briefer.write.cache import Cache

cache_app = typer.Typer(help="The cache of model replies.", no_args_is_help=True, rich_markup_mode=None)
_MB = 1_000_000
_DAY_S = 86_400


@contextlib.contextmanager
def _cache() -> Iterator[Cache]:
    from briefer.settings import load_settings  # noqa: PLC0415 - start-up stays light
    from briefer.write.cache import Cache  # noqa: PLC0415

    with exit_codes(), contextlib.closing(Cache(load_settings().cache_dir, notice=notice)) as cache:
        yield cache


@cache_app.command("info")
def info(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Say where the cache is, and how much it holds."""
    import json  # noqa: PLC0415 - start-up stays light

    with _cache() as cache:
        size = cache.size()
        path = str(cache.path) if cache.path else None
        replies, held = (size.replies, size.bytes) if size else (0, 0)
        facts = {"path": path, "replies": replies, "bytes": held}
        line = f"{path}: {replies} {'reply' if replies == 1 else 'replies'}, {held / _MB:.1f} MB"
        write_result(json.dumps(facts) if as_json else line, None)


@cache_app.command("prune")
def prune(
    max_mb: Annotated[float | None, typer.Option(min=0, help="Keep the most recently used up to this size.")] = None,
    days: Annotated[float | None, typer.Option(min=0, help="Drop what was not used for so many days.")] = None,
) -> None:
    """Drop what is old or too much."""
    with _cache() as cache:
        limits = {} if max_mb is None else {"max_bytes": int(max_mb * _MB)}
        dropped = cache.prune(**limits, unused_for_s=None if days is None else days * _DAY_S)
        write_result(f"dropped {dropped} {'reply' if dropped == 1 else 'replies'}", None)


@cache_app.command("clear")
def clear() -> None:
    """Delete all that is kept; what was learned of endpoints goes too."""
    from briefer.errors import OutputError  # noqa: PLC0415 - start-up stays light

    with _cache() as cache:
        if not cache.clear():
            raise OutputError(f"the cache {str(cache.path)!r} could not be deleted; see the notice above")
        write_result("the cache is empty", None)
