"""Where a page names its authors: JSON-LD, meta elements, what is marked as a byline, a line that signs the piece.

Two words or more are a name wherever an author is expected. A single word, a first name or a screen name, is one
only in a field that holds nothing but a name, and only where the page names nobody in full.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from briefer.read.jsonld import Json, clean_value, types
from briefer.read.lines import Lines
from briefer.read.marks import Marks, stands_in
from briefer.read.people import people

_ORGANISATIONS = frozenset({"Organization", "NewsMediaOrganization", "Corporation", "Brand", "WebSite"})
_META = (
    "author",
    "article:author_name",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "citation_author",
    "article:author",
    "og:author",
    "twitter:data1",
)
_CLASS = re.compile(
    r"(?:^|[-_\s])(?:c-|m-|o-|a-)?(?:(?:article|post|entry|story|content|meta|page)[-_]*)?"
    r"(?:by-?line|authors?|autor(?:in|en)?|auteurs?|autore|contributors?)"
    r"(?:[-_]*(?:names?|link|author|text|label|title|person))?(?:$|[\s])",
    re.IGNORECASE,
)
_NOT_IN = re.compile(
    r"comment|kommentar|related|sidebar|footer|bio\b|teaser|recommend|(?:^|\s)widget|more-|similar|reply|blogroll",
    re.IGNORECASE,
)
_TAGS = frozenset(
    [
        "a",
        "span",
        "p",
        "div",
        "address",
        "cite",
        "ul",
        "li",
        "strong",
        "b",
        "em",
        "i",
        "h3",
        "h4",
        "h5",
        "h6",
        "small",
        "td",
        "dd",
        "section",
        "header",
    ]
)
_MAX_MARKED = 60  # elements looked at: a page with more is a list of stories
_MAX_CHARS = 200  # a longer text is a biography
_UP = 7  # ancestors that may say that it is a comment's author
_FIRST = 4  # who signs stands first; further on the authors of other stories follow
_SIGNS = re.compile(
    r"^(?:von|by|par|por|door|da|di|av|af|words|text|autor(?:in)?|author|auteure?|escrito por|écrit par|"
    r"(?:geschrieben|verfasst|erstellt) von|(?:written|posted) by)\b\s*:?\s*\S",
    re.IGNORECASE,
)
_SIGNED_WORDS = 15


def find_byline(
    marks: Marks,
    meta: Mapping[str, str],
    article: Json | None,
    by_id: Mapping[str, Json],
    own: Collection[str],
) -> tuple[str, ...]:
    """The people that the page's data and markup name as its authors. `own` are the names of the site itself."""
    single: tuple[str, ...] = ()
    for texts, only_name in _sources(marks, meta, article, by_id):
        if named := people(texts, own=own):
            return named
        if only_name and not single:
            single = people(texts, own=own, single_ok=True)
    return single


def signed_byline(lines: Lines, own: Collection[str]) -> tuple[str, ...]:
    """The people that one of the lines signs the piece with."""
    signs = (
        line for line in lines.below if line.words <= _SIGNED_WORDS and _SIGNS.match(line.text) and not line.stopped
    )
    return next((found for line in signs if (found := people([line.text], own=own))), ())


def _sources(
    marks: Marks, meta: Mapping[str, str], article: Json | None, by_id: Mapping[str, Json]
) -> Iterator[tuple[list[str], bool]]:
    """Texts that name authors, the surest first, and whether they hold nothing but one name."""
    yield from _declared(article, by_id)
    yield [meta[name] for name in _META if name in meta and "://" not in meta[name]][:1], False
    marked = list(islice(_visible(marks), _MAX_MARKED))
    for kind in ("rel", "itemprop", "class"):
        texts = [text for found, text in marked if found == kind]
        yield texts[: _FIRST if kind != "class" else 1], kind == "rel" and len(set(texts)) == 1


def _declared(article: Json | None, by_id: Mapping[str, Json]) -> Iterator[tuple[list[str], bool]]:
    """The names that JSON-LD gives as authors, organisations left out; alone where each is declared a person."""
    if article is None:
        return
    value = article.get("author") or article.get("creator")
    persons: list[str] = []
    others: list[str] = []
    for author in value if isinstance(value, list) else [value]:
        kinds: tuple[str, ...] = ()
        names = author
        if isinstance(author, dict):
            named = author if "name" in author else by_id.get(str(author.get("@id")), author)
            kinds, names = types(named), named.get("name")
            if kinds and set(kinds) <= _ORGANISATIONS:
                continue
        for name in names if isinstance(names, list) else [names]:
            if isinstance(name, str) and (clean := clean_value(name)):
                (persons if "Person" in kinds else others).append(clean)
    yield [*persons, *others], False
    yield persons, True


def _visible(marks: Marks) -> Iterator[tuple[str, str]]:
    """Kind and words of each element marked as the author's."""
    for element in marks.authors[: _MAX_MARKED * 4]:
        if element.tag not in _TAGS:
            continue
        mark = f"{element.get('class') or ''} {element.get('data-testid') or ''}"
        if "author" in (element.get("rel") or "").split():
            kind = "rel"
        elif "author" in (element.get("itemprop") or ""):
            kind = "itemprop"
        elif any(_CLASS.search(part) for part in mark.split()):
            kind = "class"
        else:
            continue
        text = clean_value(" ".join(element.itertext()))
        if not text or len(text) >= _MAX_CHARS or stands_in(element, _NOT_IN, up=_UP):
            continue
        yield kind, text
