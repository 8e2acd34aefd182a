"""A candidate to its article: the page where the site lets programs have it, else the feed's own full text."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefer.article import Article, Completeness
from briefer.errors import ExtractionError, SourceError
from briefer.publish.candidate import Candidate
from briefer.publish.terms import terms_of
from briefer.read.guard import Resolver, resolve_system
from briefer.read.reading import read_html
from briefer.read.robots import Robots
from briefer.read.second_core import SecondCore
from briefer.read.source import accept, fetch_page
from briefer.settings import Settings

if TYPE_CHECKING:
    import httpx2

_NO_STORY = re.compile(
    r"\b(?:not (?:be )?found|can(?:no|['’])t (?:be )?f(?:ind|ound)|40[034]|410|50[023]|error|no longer (?:available|exists?)|does(?: not|n['’]t) exist|"
    r"log ?in|sign ?(?:in|up)|register|subscribe|access denied|forbidden|unavailable|are you (?:a )?(?:human|robot)|"
    r"just a moment|home ?page|latest news|breaking news)\b",
    re.IGNORECASE,
)
"""How a page is headed that is no story."""
_FEWEST = 4
"""Terms of a headline or a summary that can tell whether a page is about them."""
_SHARE = 0.3
"""Share of them that the page has at least. Of 284 articles and the beginnings of abstracts that others wrote of them,
6 in 100 have less, and of other articles 93; a page has its own headline too."""


async def read_candidate(
    candidate: Candidate,
    *,
    settings: Settings,
    robots: Robots,
    core: SecondCore | None = None,
    resolve: Resolver = resolve_system,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Article:
    """The candidate's article: its page, or the entry's own full text where the page is refused, blocked, thin or another.

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
        if _is_another(page, candidate):
            raise ExtractionError(f"{url!r} leads to another page than the feed announced: {page.title!r}", url=url)
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


def _is_another(page: Article, candidate: Candidate) -> bool:
    """Whether the page tells something else than its entry: that it was not found, a front page, a login.

    Such pages come with every sign of success, and have the words of other stories on them. Two signs are wanted: that
    the page calls itself such a page or is the front page, and that it has few of the words that the entry promised. A
    headline that was written anew is neither.
    """
    entry = candidate.entry
    front = _is_front(page.url) and not _is_front(entry.url)
    if not front and not _NO_STORY.search(page.title or ""):
        return False
    told = set(terms_of(page.title or ""))
    if not front:  # which has the announced headline among many
        told |= set(terms_of(page.text))
    promised = [set(terms_of(text)) for text in (entry.title, entry.summary)]
    shares = [len(terms & told) / len(terms) for terms in promised if len(terms) >= _FEWEST]
    return bool(shares) and max(shares) < _SHARE


def _is_front(url: str | None) -> bool:
    parts = urlsplit(url or "?")
    return parts.path in ("", "/") and not parts.query


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
