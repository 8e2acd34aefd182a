"""A source as a person names it (a URL, a path or `-`) to an Article: the one way in.

A page that is thin or blocked is refused with the reason unless the caller allows it: nobody wants a cookie
notice briefed. A paywalled page passes, as what it gave can be briefed and says that it is not the whole.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefer.article import Article, Completeness, count_words
from briefer.errors import ExtractionError, SourceError
from briefer.read.reading import Kind, Reading, read_bytes
from briefer.settings import Settings

if TYPE_CHECKING:  # httpx2 costs 100 ms at import, and a file needs none of it
    import httpx2

    from briefer.read.guard import Resolver

STDIN = "-"
MAX_FILE_BYTES = 50_000_000
"""PDF files of a whole newspaper reach 40 MB; text is cut at `reading.MAX_CHARS`."""
_ENOUGH = 20  # words: a paywalled page with fewer gave a label, not a part of an article
_URL = re.compile(r"^\s*[a-zA-Z][a-zA-Z0-9+.-]+://")
_KINDS = {
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".pdf": Kind.PDF,
    ".eml": Kind.MAIL,
    ".json": Kind.JSON,
}
_CONTENT_KINDS = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "text/markdown": Kind.MARKDOWN,
    "text/x-markdown": Kind.MARKDOWN,
    "application/pdf": Kind.PDF,
    "message/rfc822": Kind.MAIL,
    "application/json": Kind.JSON,
}


async def read_article(
    source: str | Path,
    *,
    settings: Settings | None = None,
    url: str | None = None,
    allow_thin: bool = False,
    stdin: bytes | None = None,
    resolve: Resolver | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Article:
    """The article of a source: an http(s) URL, a path, or `-` for stdin.

    `url` says where saved or piped HTML came from. `stdin` is read instead of the standard input; `resolve`
    and `transport` stand in for the resolver and the network in tests.

    Raises:
        FetchError: the page could not be fetched.
        ExtractionError: there is no article in it, or a thin or blocked one and `allow_thin` is off.
        SourceError: the file cannot be read.
    """
    name = str(source)
    if isinstance(source, str) and _URL.match(name):
        chosen = Settings.model_validate({}) if settings is None else settings
        page = await fetch_page(name.strip(), settings=chosen, resolve=resolve, transport=transport)
        reading = page.read()
    elif name == STDIN:
        data = stdin if stdin is not None else sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        reading = read_bytes(_bounded(data, name), name=name, url=url)
    else:
        reading = _from_file(Path(source), url)
    return accept(reading, name=name, allow_thin=allow_thin)


def accept(reading: Reading, *, name: str, allow_thin: bool) -> Article:
    """The reading's article, if it is good enough to be worked with.

    Raises:
        ExtractionError: it is empty, or thin or blocked and `allow_thin` is off.
    """
    article = reading.article
    if not article.text:
        why = f": {reading.reason}" if reading.reason else ""
        raise ExtractionError(f"no article found in {name!r}{why}; save the page's text and give that", url=name)
    refused = article.completeness in (Completeness.THIN, Completeness.BLOCKED) or (
        article.completeness is Completeness.PAYWALLED and count_words(article.text) < _ENOUGH
    )
    if refused and not allow_thin:
        raise ExtractionError(
            f"{name!r} is {article.completeness.value}: {reading.reason}; --allow-thin takes it all the same",
            url=name,
        )
    return article


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was fetched and not yet read."""

    body: bytes
    name: str
    """Its address, without a password."""
    kind: Kind | None
    """What its server says that it is."""
    url: str
    """The address that answered."""
    charset: str | None

    def read(self) -> Reading:
        """The article in it, and how whole it is.

        Raises:
            ExtractionError: there is nothing in it that can be read.
        """
        return read_bytes(self.body, name=self.name, kind=self.kind, url=self.url, charset=self.charset)


async def fetch_page(
    url: str,
    *,
    settings: Settings,
    resolve: Resolver | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Page:
    """The page at an address.

    Raises:
        FetchError: it could not be fetched.
    """
    from briefer.read.fetch import fetch  # noqa: PLC0415 - see TYPE_CHECKING above
    from briefer.read.guard import redact, resolve_system  # noqa: PLC0415 - the same

    got = await fetch(url, settings=settings, resolve=resolve or resolve_system, transport=transport)
    kind = _CONTENT_KINDS.get(got.content_type or "")
    return Page(got.body, redact(url), kind, got.final_url, got.charset)


def _from_file(path: Path, url: str | None) -> Reading:
    return read_bytes(_file(path), name=str(path), kind=_KINDS.get(path.suffix.lower()), url=url)


def _file(path: Path) -> bytes:
    name = str(path)
    try:
        if path.is_dir():
            raise SourceError(f"{name!r} is a folder; give a file in it", url=name)
        with path.open("rb") as file:
            return _bounded(file.read(MAX_FILE_BYTES + 1), name)
    except FileNotFoundError as error:
        raise SourceError(f"there is no file {name!r}; check the path, or give an http(s) URL", url=name) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"cannot read {name!r}: {reason.lower()}; check the file", url=name) from error


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > MAX_FILE_BYTES:
        raise SourceError(f"{name!r} is larger than {MAX_FILE_BYTES // 1_000_000} MB; give the article alone", url=name)
    return data
