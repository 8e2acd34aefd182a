"""Addresses that a page gives for itself: which of them can be believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement


def canonical(tree: HtmlElement, meta: Mapping[str, str], url: str | None) -> str | None:
    """The page's own address for itself, if it is http(s) and of the site that the page came from."""
    links = tree.xpath('//link[translate(@rel, "CANOIL", "canoil")="canonical"]/@href')
    for value in (*map(str.strip, map(str, links[:1])), meta.get("og:url")):
        if not value:
            continue
        try:
            address = urljoin(url, value) if url else value
            parts = urlsplit(address)
            valid = parts.scheme in {"http", "https"} and parts.hostname and not parts.username and parts.port is None
        except ValueError:
            continue
        if not valid or any(character.isspace() or ord(character) < 32 for character in address):
            continue
        if url is None or (same_site(address, url) and (path_of(address) != "/" or path_of(url) == "/")):
            return address
    return url


def same_site(one: str, other: str) -> bool:
    """True if the hosts are one, or the one lies inside the other; www and its like do not count."""
    first, second = _host(one), _host(other)
    if not first or not second:
        return False
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def site_names(url: str | None) -> tuple[str, ...]:
    """What a site may be called by its address: its host, and the parts of it before the last."""
    host = _host(url or "")
    return (host, *(label for label in host.split(".")[:-1] if len(label) > 2)) if host else ()


def _host(address: str) -> str:
    try:
        name = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
    return re.sub(r"^(?:www\d?|m|mobile|amp|edition)\.", "", name)


def path_of(address: str) -> str:
    """The path of an address without its last slash; "/" for the root, empty for what is no address."""
    try:
        return urlsplit(address).path.rstrip("/") or "/"
    except ValueError:
        return ""
