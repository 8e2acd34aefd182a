"""A candidate to its article: the page where the site lets programs have it, else the feed's own full text."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from briefer.article import Article, Completeness
from briefer.errors import SourceError
from briefer.publish.candidate import Candidate
from briefer.read.guard import Resolver, resolve_system
from briefer.read.reading import read_html
from briefer.read.robots import Robots
from briefer.read.second_core import SecondCore
from briefer.read.source import accept, fetch_page
from briefer.settings import Settings

if TYPE_CHECKING:
    import httpx2


async def read_candidate(
    candidate: Candidate,
    *,
    settings: Settings,
    robots: Robots,
    core: SecondCore | None = None,
    resolve: Resolver = resolve_system,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Article:
    """The candidate's article: its page, or the entry's own full text where the page is refused, blocked or thin.

    A page that a paywall cuts short gives way to a full text in the feed that is longer. What the page does not say
    (outlet, date, authors, headline) is taken from the entry. `robots` and `core` are the run's.

    Raises:
        SourceError: neither gave an article; the message says why the page did not.
    """
    url = candidate.entry.url
    refusal = await robots.refusal(url)
    if refusal is not None:
        own = own_text(candidate)
        if own is None:
            raise SourceError(f"{url!r} was not fetched: {refusal}", url=url)
        return own
    try:
        async with robots.lanes.turn(url):
            fetched = await fetch_page(url, settings=settings, resolve=resolve, transport=transport)
        page = accept(await (core or SecondCore()).run(fetched.read), name=url, allow_thin=False)
    except SourceError:
        own = own_text(candidate)
        if own is None:
            raise
        return own
    if page.completeness is Completeness.PAYWALLED:
        own = own_text(candidate)
        if own is not None and own.words > page.words:
            return own
    return _completed(page, candidate)


def own_text(candidate: Candidate) -> Article | None:
    """The article that the entry itself carries; None where it carries none, or only a teaser."""
    entry = candidate.entry
    if entry.html is None:
        return None
    title = html.escape(entry.title)
    page = (
        f"<!doctype html><html><head><title>{title}</title></head>"
        f"<body><main><article><h1>{title}</h1>{entry.html}</article></main></body></html>"
    )
    article = read_html(page, url=entry.url).article
    return _completed(article, candidate) if article.completeness is Completeness.FULL else None


def _completed(article: Article, candidate: Candidate) -> Article:
    entry = candidate.entry
    found = {
        "title": article.title or entry.title,
        "byline": article.byline or entry.authors,
        "outlet": article.outlet or candidate.outlet,
        "published": article.published or entry.published,
        "url": article.url or entry.url,
    }
    return article.model_copy(update=found)
