"""Every file of the demo's site by its path: pages, feeds, robots.txt. Pure.

A page is its outlet's shell around the article, as a newsroom's templates make it. Whatever goes into a shell is escaped
for its place: markup, and JSON inside a script element.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime
from html import escape
from string import Template

from briefer.publish.demo.days import name_day
from briefer.publish.demo.feeds import MOVED, render_body, render_feed
from briefer.publish.demo.newsroom import Newsroom, Outlet, Piece

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
_ROBOTS = "User-agent: *\nDisallow: /account/\nAllow: /\n"
_BOX_AFTER = 3
"""Paragraphs before the newsletter's box: newsrooms put it where readers are in the middle of the story."""
_RELATED = 3


@dataclass(frozen=True, slots=True)
class File:
    """One answer of the server."""

    body: bytes
    content_type: str
    modified: str | None = None
    """As HTTP writes a date."""


def render_site(newsroom: Newsroom, on: date, base_url: str) -> dict[str, File]:
    """The site on the day of the edition; `base_url` has no slash at the end."""
    site = {"/robots.txt": File(_ROBOTS.encode(), TEXT)}
    for outlet in newsroom.outlets:
        pieces = newsroom.pieces(outlet, on)
        body, content_type = render_feed(outlet, pieces, base_url)
        modified = _http_date(max(piece.published for piece in pieces)) if pieces else None
        site[outlet.feed_path] = File(body, content_type, modified)
        if outlet.shell is None:
            site[f"/{outlet.slug}/"] = File(MOVED.encode(), HTML)
            continue
        site[f"/{outlet.slug}/"] = File(_front(outlet, pieces, base_url).encode(), HTML)
        for piece in pieces:
            page = _page(newsroom.shells[outlet.shell], outlet, piece, pieces, base_url)
            site[piece.path] = File(page.encode(), HTML, _http_date(piece.published))
    return site


def _http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def _page(shell: str, outlet: Outlet, piece: Piece, pieces: Sequence[Piece], base_url: str) -> str:
    others = [other for other in pieces if other is not piece][:_RELATED]
    words = {
        "title": piece.title,
        "dek": piece.dek,
        "outlet": outlet.name,
        "author": " and ".join(piece.authors),
        "url": f"{base_url}{piece.path}",
        "home": f"{base_url}/{outlet.slug}/",
        "feed": f"{base_url}{outlet.feed_path}",
        "iso": piece.published.isoformat(),
        "when": f"{name_day(piece.published)} {piece.published:%Y, %H:%M}",
        "year": str(piece.published.year),
        "section": outlet.section,
        "newsletter": outlet.newsletter,
    }
    markup = {
        "top": render_body(piece.paragraphs[:_BOX_AFTER]),
        "rest": render_body(piece.paragraphs[_BOX_AFTER:]),
        "related": "\n".join(_link(other, base_url) for other in others),
        "json_ld": _json_ld(outlet, piece, base_url),
    }
    return Template(shell).substitute({name: escape(text) for name, text in words.items()} | markup)


def _link(piece: Piece, base_url: str) -> str:
    return f'<li><a href="{escape(base_url + piece.path)}">{escape(piece.title)}</a></li>'


def _json_ld(outlet: Outlet, piece: Piece, base_url: str) -> str:
    table = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": f"{base_url}{piece.path}",
        "headline": piece.title,
        "description": piece.dek,
        "inLanguage": "en-GB",
        "datePublished": piece.published.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in piece.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
        "isAccessibleForFree": True,
    }
    return json.dumps(table, ensure_ascii=False, indent=2).replace("<", "\\u003c")  # no text can end the script


def _front(outlet: Outlet, pieces: Sequence[Piece], base_url: str) -> str:
    links = "\n".join(_link(piece, base_url) for piece in pieces)
    name = escape(outlet.name)
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{name}</title></head>\n'
        f"<body><h1>{name}</h1>\n<ul>\n{links}\n</ul>\n<p>An invented outlet of briefer’s demo.</p></body></html>\n"
    )
