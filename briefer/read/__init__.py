"""A source in, an Article out: a URL, a file, stdin, or a text in hand.

What enters is hostile: addresses, pages and mails that anybody wrote. What leaves is an `Article` with the
receipt of what was taken out. What must never happen inside: a connection to an address that `guard` did not
check, a metadata field that the page does not carry, a sentence lost without an entry in the receipt, a
foreign exception let through. Names are loaded on first use, as the extractor and the HTTP client cost a
second together.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefer.read.batch import read_batch as read_batch
    from briefer.read.fetch import Fetched as Fetched
    from briefer.read.fetch import fetch as fetch
    from briefer.read.reading import Kind as Kind
    from briefer.read.reading import Reading as Reading
    from briefer.read.reading import article_from_bytes as article_from_bytes
    from briefer.read.reading import article_from_html as article_from_html
    from briefer.read.reading import article_from_text as article_from_text
    from briefer.read.source import read_article as read_article

_HOMES = {
    "Fetched": "fetch",
    "Kind": "reading",
    "Reading": "reading",
    "article_from_bytes": "reading",
    "article_from_html": "reading",
    "article_from_text": "reading",
    "fetch": "fetch",
    "read_article": "source",
    "read_batch": "batch",
}

__all__ = [  # noqa: PLE0604 - the names are strings, one by one
    *sorted(_HOMES)
]


def __getattr__(name: str) -> object:
    """Load a public name from its home on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"briefer.read.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
