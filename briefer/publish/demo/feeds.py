"""The demo's feeds: RSS 2.0, Atom 1.0, JSON Feed 1.1, and a web page where a feed used to be. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from html import escape
from xml.sax.saxutils import escape as escape_xml

from briefer.publish.demo.newsroom import Outlet, Piece

MOVED = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>This feed has moved</title></head>
<body><h1>This feed has moved</h1>
<p>Our feeds have a new home. Please sign in to your account to find the new addresses.</p></body></html>
"""
"""What the broken one answers, and with a 200: the commonest end of a feed, and no error to a careless reader."""


def render_body(paragraphs: Sequence[str]) -> str:
    """An article's text as markup."""
    return "\n".join(map(_block, paragraphs))


def _block(paragraph: str) -> str:
    if paragraph.startswith("## "):
        return f"<h2>{escape(paragraph.removeprefix('## '), quote=False)}</h2>"
    return f"<p>{escape(paragraph, quote=False)}</p>"


def render_feed(outlet: Outlet, pieces: Sequence[Piece], base_url: str) -> tuple[bytes, str]:
    """The outlet's feed and its content type."""
    render, content_type = _KINDS[outlet.kind]
    return render(outlet, pieces, base_url).encode(), content_type


def _moved(_outlet: Outlet, _pieces: Sequence[Piece], _base_url: str) -> str:
    return MOVED


def _rss(outlet: Outlet, pieces: Sequence[Piece], base_url: str) -> str:
    items = "".join(
        "<item>"
        + _element("title", piece.title)
        + _element("link", base_url + piece.path)
        + _element("guid", base_url + piece.path)
        + _element("pubDate", format_datetime(piece.published, usegmt=True))
        + "".join(_element("dc:creator", author) for author in piece.authors)
        + _element("description", f"<p>{escape(piece.dek, quote=False)}</p>")  # RSS: markup, escaped once more
        + (_element("content:encoded", render_body(piece.paragraphs)) if outlet.full_text else "")
        + "</item>\n"
        for piece in pieces
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>\n'
        + _element("title", outlet.name)
        + _element("link", f"{base_url}/{outlet.slug}/")
        + _element("description", f"{outlet.name}: an invented outlet of briefer’s demo")
        + f"\n{items}</channel></rss>\n"
    )


def _atom(outlet: Outlet, pieces: Sequence[Piece], base_url: str) -> str:
    entries = "".join(
        "<entry>"
        + _element("title", piece.title)
        + f'<link rel="alternate" href="{escape(base_url + piece.path)}"/>'
        + _element("id", base_url + piece.path)
        + _element("published", piece.published.isoformat())
        + _element("updated", piece.published.isoformat())
        + "".join(f"<author>{_element('name', author)}</author>" for author in piece.authors)
        + _element("summary", piece.dek)
        + (f'<content type="html">{escape_xml(render_body(piece.paragraphs))}</content>' if outlet.full_text else "")
        + "</entry>\n"
        for piece in pieces
    )
    newest = max(piece.published for piece in pieces)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        + _element("title", outlet.name)
        + _element("id", f"{base_url}/{outlet.slug}/")
        + _element("updated", newest.isoformat())
        + f'<link rel="self" href="{escape(base_url + outlet.feed_path)}"/>'
        + f"\n{entries}</feed>\n"
    )


def _json(outlet: Outlet, pieces: Sequence[Piece], base_url: str) -> str:
    items = [
        {
            "id": piece.path,
            "url": base_url + piece.path,
            "title": piece.title,
            "summary": piece.dek,
            "date_published": piece.published.isoformat(),
            "authors": [{"name": author} for author in piece.authors],
        }
        | ({"content_html": render_body(piece.paragraphs)} if outlet.full_text else {})
        for piece in pieces
    ]
    table = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{base_url}/{outlet.slug}/",
        "feed_url": base_url + outlet.feed_path,
        "items": items,
    }
    return json.dumps(table, ensure_ascii=False, indent=1)


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape_xml(text)}</{name}>"


_KINDS: dict[str, tuple[Callable[[Outlet, Sequence[Piece], str], str], str]] = {
    "rss": (_rss, "application/rss+xml; charset=utf-8"),
    "atom": (_atom, "application/atom+xml; charset=utf-8"),
    "json": (_json, "application/feed+json; charset=utf-8"),
    "moved": (_moved, "text/html; charset=utf-8"),
}
