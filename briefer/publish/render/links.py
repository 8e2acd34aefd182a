"""The only links that any output carries: http and https addresses of the sources that were read.

The host is shown beside the link in ASCII, so that a name in look-alike letters shows what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from briefer.text.terminal import plain

_KEPT = "!#$%&'()*+,/:;=?@[]~"  # what RFC 3986 allows in an address as it stands; all else is percent-encoded
_PORT = re.compile(r"\d{0,5}")


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may stand in an href, and the host that it leads to."""

    href: str
    """ASCII alone, without quotes, angle brackets or spaces."""
    host: str
    """The host in ASCII, without `www.`."""


def safe_link(url: str | None) -> Link | None:
    """The link for a source's address; None where there is none, it is not http(s), or it hides its host."""
    if url is None or url != plain(url) or any(character.isspace() for character in url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:  # an address in brackets that is none
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    port = parts.netloc.rpartition("]")[2].partition(":")[2]
    if not _PORT.fullmatch(port):
        return None
    try:
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not re.fullmatch(r"[A-Za-z0-9._:-]+", name):
        return None
    shown = f"[{name}]" if ":" in name else name
    rest = url[url.index(parts.netloc) + len(parts.netloc) :]
    href = f"{parts.scheme}://{shown}{':' + port if port else ''}{quote(rest, safe=_KEPT)}"
    return Link(href.replace("'", "%27"), shown.removeprefix("www."))
