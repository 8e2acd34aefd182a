"""Feeds as sites write them, good and bad, for a `PageServer` to serve."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler

from tests.servers.pages import Page, PageServer, Script

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
RSS_TYPE = "application/rss+xml; charset=utf-8"
PARAGRAPH = (
    "The harbour board of Calderwick voted on Sunday to reopen the east basin, which has been closed since the storm "
    "of 11 March, after divers found the lock gates sound. The first ferries are to leave on Thursday, said Ines "
    "Varga, who chairs the board, and the fish market follows a week later."
)


def item(
    title: str = "Basin to reopen",
    link: str = "https://example.org/basin",
    *,
    hours_ago: float | None = 3,
    extra: str = "",
) -> str:
    """One RSS item; without a date where `hours_ago` is None."""
    when = "" if hours_ago is None else f"<pubDate>{format_datetime(NOW - timedelta(hours=hours_ago))}</pubDate>"
    return f"<item><title>{title}</title><link>{escape(link)}</link>{when}{extra}</item>"


def rss(items: Iterable[str] = (), *, title: str = "Calderwick Post", prolog: str = "", root: str = "") -> str:
    """An RSS 2.0 document."""
    spaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<rss version="2.0" {spaces} {root}>'
        f"<channel><title>{title}</title>{''.join(items)}</channel></rss>"
    )


def rss_page(*items: str, **headers: str) -> Page:
    """An RSS answer."""
    return Page(rss(items), content_type=RSS_TYPE, headers=headers)


def full_text(paragraphs: int = 3) -> str:
    """The element with which an RSS item carries its whole text."""
    body = "".join(
        f"<p>{PARAGRAPH.replace('Sunday', f'Sunday, in session {number}')}</p>" for number in range(paragraphs)
    )
    return f"<content:encoded><![CDATA[{body}]]></content:encoded>"


def conditional(page: Page) -> Script:
    """The page, or 304 to who names its ETag."""

    def answer(handler: BaseHTTPRequestHandler, server: PageServer) -> None:
        same = handler.headers.get("If-None-Match") == page.headers["ETag"]
        server.send(handler, Page(status=304, content_type=None, headers=page.headers) if same else page)

    return answer


XXE = rss([item("&stolen;")], prolog='<!DOCTYPE rss [<!ENTITY stolen SYSTEM "file:///etc/passwd">]>')
BILLION_LAUGHS = rss(
    [item("&l9;")],
    prolog="<!DOCTYPE rss [<!ENTITY l0 'lol'>"
    + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>",
)
LAUGHING_ATTRIBUTE = BILLION_LAUGHS.replace("<channel>", '<channel name="&l9;">')
WEB_PAGE = "<!DOCTYPE html><html><head><title>Access denied</title></head><body><h1>403</h1></body></html>"


def bomb(megabytes: int = 200) -> Page:
    """A feed of some kilobytes that is as many megabytes once decompressed."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        file.write(b"<rss><channel>")
        for _ in range(megabytes):
            file.write(b" " * 1_000_000)
    return Page(packed.getvalue(), content_type=RSS_TYPE, headers={"Content-Encoding": "gzip"})
