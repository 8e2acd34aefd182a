"""An entry of a feed: what its feed says, and what is made of it. Pure.

What cannot be told is None, never guessed: "03/04/2026" is no date. An entry without an http or https address is none.
Its own full text is kept as HTML, unread; everything else is plain text on one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urljoin, urlsplit

from briefer.read.dates import read_date
from briefer.read.wording import read_summary, read_title

MAX_HTML = 200_000
"""Characters of an entry's own text: what is longer is cut, as no article of that length is briefed from a feed."""
_MAX_URL = 2_048  # characters: longer ones are made to break something
_MAX_AUTHORS = 5
_MAX_AUTHOR = 100  # characters
_FALLBACK = 80  # characters of a summary that stand in for a title
PLAIN_ADDRESS = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*)(:[1-9][0-9]{0,3}|:[1-5][0-9]{4})?(/[\w/.,~=&%+:@-]*)(?:\?([\w/.,~=&%+:@-]+))?",
    re.ASCII,
)
"""What most links look like: an address that no parser would change a letter of; its host, port, path and query."""
_ADDRESS = re.compile(r"\S+@\S+")
_IN_BRACKETS = re.compile(r"@\S+\s*\(([^()]+)\)\s*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed."""

    url: str
    """Absolute, http or https, without a fragment."""
    id: str
    """As the feed gives it; the address where it gives none."""
    title: str
    """One line without markup, never empty."""
    published: datetime | date | None
    """Aware, or a day where the feed gives no time zone; when it was changed, where that is all the feed says."""
    updated: datetime | date | None
    authors: tuple[str, ...]
    summary: str
    """Plain text, cut; the beginning of the full text where there is no summary, empty where there is neither."""
    html: str | None = field(repr=False)
    """The entry's own full text where the feed carries it; hostile until it is read."""
    link_host: str


@dataclass(frozen=True, slots=True)
class Dates:
    """When an entry came out, as far as its feed can tell."""

    published: datetime | date | None
    """When it was changed, where that is all the feed says."""
    updated: datetime | date | None


Wanted = Callable[[Dates], bool]
"""Whether an entry of these dates is read at all."""


def want_all(_dates: Dates) -> bool:
    """True of every entry."""
    return True


def read_dates(published: str, updated: str) -> Dates:
    """When an entry came out, from what its feed says."""
    changed = read_date(updated)
    return Dates(read_date(published) or changed, changed)


@dataclass(frozen=True, slots=True)
class Raw:
    """An entry as its feed has it."""

    links: Iterable[str]
    """The best first; relative ones may be among them."""
    id: str
    title: str
    dates: Dates
    authors: Sequence[str]
    summary: str
    html: str


def to_entry(raw: Raw, *, base: str) -> Entry | None:
    """The entry; None where none of its links is a web address. `base` is what relative ones start from."""
    url = next((address for link in raw.links if (address := web_address(link, base)) is not None), None)
    if url is None:
        return None
    plain = PLAIN_ADDRESS.fullmatch(url)
    summary = read_summary(raw.summary) or read_summary(raw.html)
    authors = dict.fromkeys(filter(None, map(_person, raw.authors[:_MAX_AUTHORS])))
    return Entry(
        url=url,
        id=" ".join(raw.id.split())[:_MAX_URL] or url,
        title=read_title(raw.title) or read_title(summary[:_FALLBACK]) or url,
        published=raw.dates.published,
        updated=raw.dates.updated,
        authors=tuple(authors),
        summary=summary,
        html=raw.html[:MAX_HTML] if raw.html.strip() else None,
        link_host=plain[1] if plain is not None else urlsplit(url).hostname or "",
    )


def web_address(link: str, base: str) -> str | None:
    """The absolute http or https address of a link, without its fragment; None for every other kind."""
    if len(link) <= _MAX_URL and PLAIN_ADDRESS.fullmatch(link):
        return link
    link = re.sub(r"[\t\r\n]+", "", link).strip().replace(" ", "%20")  # as browsers do
    if not link or len(link) > _MAX_URL or not link.isprintable():
        return None
    try:
        parts = urlsplit(urljoin(base, link))
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    return parts._replace(fragment="").geturl()


def is_absolute(link: str) -> bool:
    """True for a text that begins as a web address does."""
    return link.lstrip()[:8].lower().startswith(("http://", "https://"))


def _person(text: str) -> str | None:
    """A name; None for a mail address alone."""
    text = text[:_MAX_URL]
    bracketed = _IN_BRACKETS.search(text)
    name = read_title(bracketed[1] if bracketed else _ADDRESS.sub("", text))
    return name.strip(" <>()")[:_MAX_AUTHOR] or None
