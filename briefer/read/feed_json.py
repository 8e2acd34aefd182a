"""JSON Feed 1.0 and 1.1 to raw entries. A member of the wrong type is a member that is not there. Pure.

Source: https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from briefer.read.entries import Dates, Raw, Wanted, read_dates, want_all
from briefer.read.markup import decode
from briefer.read.xml import MAX_TAGS, NotXmlError

_VERSION = "jsonfeed.org/version/"


def read_json_feed(data: bytes, wanted: Wanted = want_all, *, charset: str | None = None) -> tuple[str, Iterator[Raw]]:
    """The feed's title and its entries, those alone whose dates are wanted.

    Raises:
        NotXmlError: the bytes are no JSON, or no feed.
    """
    text = decode(data, charset)
    if text.count("{") + text.count("[") > MAX_TAGS:
        raise NotXmlError(f"it has more than {MAX_TAGS:,} parts")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotXmlError(f"its JSON is broken ({error})") from error
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise NotXmlError("it is JSON, but no JSON Feed")
    if _VERSION not in _string(document, "version"):
        raise NotXmlError("it is JSON, but no JSON Feed: it names no version of it")
    people = _authors(document)
    return _string(document, "title"), (
        _raw(item, people, dates)
        for item in document["items"]
        if isinstance(item, dict)
        and wanted(dates := read_dates(_string(item, "date_published"), _string(item, "date_modified")))
    )


def _raw(item: dict[str, Any], people: list[str], dates: Dates) -> Raw:
    identity = _string(item, "id")
    written = _string(item, "content_text")
    return Raw(
        links=(_string(item, "url"), _string(item, "external_url"), identity if "://" in identity else ""),
        id=identity,
        title=_string(item, "title"),
        dates=dates,
        authors=_authors(item) or people,
        summary=_string(item, "summary"),
        html=_string(item, "content_html") or _paragraphs(written),
    )


def _string(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and key == "id":
        return str(value)  # allowed for by the standard: "coerce it to a string"
    return value if isinstance(value, str) else ""


def _authors(table: dict[str, Any]) -> list[str]:
    given = table.get("authors")
    people = given if isinstance(given, list) else [table.get("author")]  # one author is how 1.0 had it
    return [name for person in people if isinstance(person, dict) and (name := _string(person, "name"))]


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in text.split("\n\n") if part.strip())
