"""One page over HTTP: bounded in time, in bytes and in redirects, from addresses that `guard` let through.

Covered: GET with redirects, gzip and deflate, a deadline over name, connection, redirects and body, a cap on
the bytes after decompression, a list of content types, conditional requests (`headers`; 304 is then an answer).
Not covered, on purpose: retries (the caller's matter), cookies, proxies (`HTTP_PROXY` and its kin are ignored, as a proxy would resolve the name again),
caching, robots.txt.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.message
import functools
import ssl
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import httpx2

from briefer import __version__
from briefer.errors import FetchError
from briefer.read.guard import Resolver, Target, check_url, redact, resolve_system, resolve_target
from briefer.settings import Settings

MAX_BYTES = 20_000_000
"""After decompression. Twice the largest news page that has to work, and where trafilatura itself stops
reading.
"""
MAX_REDIRECTS = 5
CONNECT_SHARE = 0.4
"""Of the deadline, for one address of several: a dead first address must leave time for the second."""
USER_AGENT = f"briefer/{__version__} (reads an article for one person; Python httpx2)"
ARTICLE_TYPES = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "application/xml",  # XHTML is served so at times; what is no page is refused when it is read
        "text/xml",
        "text/plain",
        "text/markdown",
        "text/x-markdown",
        "application/pdf",
        "message/rfc822",
        "application/json",  # an Article
    }
)
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})  # those that are decoded in bounded pieces
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_ADVICE = {
    401: "it asks for a login; save the page in a browser and give the file",
    402: "it asks for payment; save the page in a browser and give the file",
    403: "the site refuses programs; save the page in a browser and give the file",
    404: "there is no such page; check the address",
    410: "the page was taken down",
    429: "too many requests; wait, then try again",
    451: "it may not be shown here",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered, decompressed and not yet decoded."""

    url: str
    """The address that was asked for."""
    final_url: str
    """The address that answered, after redirects."""
    status_code: int
    """200 to 299, or 304 where the request was conditional."""
    headers: Mapping[str, str]
    """Names in lower case."""
    content_type: str | None
    """Without parameters, lower case; None if the server named none."""
    charset: str | None
    """As the server named it; None if it named none."""
    body: bytes


async def fetch(
    url: str,
    *,
    settings: Settings,
    accept: Collection[str] | None = ARTICLE_TYPES,
    headers: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    resolve: Resolver = resolve_system,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Fetched:
    """The answer to one GET. `accept` lists the content types let in, None all; an answer that names none is let in.

    `max_bytes` bounds the body, decompressed. `resolve` and `transport` stand in for the system's resolver and the network in tests.

    Raises:
        FetchError: the address is refused, the network or the server said no, or the answer is too slow,
            too big or of another type.
    """
    with translated(url, timeout_s=settings.fetch_timeout_s):
        async with asyncio.timeout(settings.fetch_timeout_s):
            own = httpx2.AsyncHTTPTransport(trust_env=False, verify=_tls()) if transport is None else transport
            asked = _Asked(url, accept, dict(headers or {}), max_bytes)
            async with httpx2.AsyncClient(transport=own, trust_env=False, timeout=None) as client:
                return await _follow(client, asked, settings, resolve)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for, and what may come back."""

    url: str
    accept: Collection[str] | None
    headers: Mapping[str, str]
    max_bytes: int


@functools.cache
def _tls() -> ssl.SSLContext:
    """The trusted authorities, read once: 30 ms of every fetch otherwise, more than reading a feed costs."""
    return httpx2.create_ssl_context(trust_env=False)


@contextlib.contextmanager
def translated(url: str, *, timeout_s: float | None = None) -> Iterator[None]:
    """Turns every error of httpx2, of TLS and of the system into a FetchError of one line about `url`."""
    shown = redact(url)
    try:
        yield
    except (TimeoutError, httpx2.TimeoutException) as error:
        within = f" within {timeout_s:g} s" if timeout_s is not None else " in time"
        raise FetchError(
            f"cannot fetch {shown!r}: no full answer{within}; try again, or raise BRIEFER_TIMEOUT_S",
            url=shown,
        ) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, httpx2.CookieConflict, OSError) as error:
        raise FetchError(f"cannot fetch {shown!r}: {_reason(error)}", url=shown) from error


def _reason(error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = getattr(cause, "verify_message", None) or "not verified"
            return f"its certificate is not trusted ({why}); check the address"
        if isinstance(cause, ssl.SSLError):
            return "TLS failed; check the address"
        cause = cause.__cause__ or cause.__context__
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (httpx2.ConnectError, "the server does not answer; check the address and the network"),
        (httpx2.DecodingError, "the answer's compression is broken; try again"),
        (httpx2.RemoteProtocolError, "the server broke off or broke the rules of HTTP; try again"),
        (httpx2.NetworkError, "the connection broke; try again"),
        (httpx2.InvalidURL, "it is not a valid address"),
        (httpx2.TooManyRedirects, "it redirects too often"),
    )
    said = " ".join(str(error).split())[:200] or type(error).__name__
    return next((text for kind, text in kinds if isinstance(error, kind)), f"{said}; try again")


async def _follow(client: httpx2.AsyncClient, asked: _Asked, settings: Settings, resolve: Resolver) -> Fetched:
    shown = redact(asked.url)
    target = check_url(asked.url, allow_private=settings.allow_private)
    for _ in range(MAX_REDIRECTS + 1):
        addresses = await resolve_target(target, allow_private=settings.allow_private, resolve=resolve)
        response = await _get(client, target, addresses, asked.headers, settings.fetch_timeout_s)
        try:
            if response.status_code not in _REDIRECTS or "location" not in response.headers:
                return await _read(response, asked, target)
            following = target.url.join(response.headers["location"])
        finally:
            await response.aclose()
        if target.url.scheme == "https" and following.scheme == "http":
            raise FetchError(f"cannot fetch {shown!r}: it redirects from https to http, which is refused", url=shown)
        target = check_url(str(following), allow_private=settings.allow_private)
    raise FetchError(f"cannot fetch {shown!r}: it redirects more than {MAX_REDIRECTS} times", url=shown)


async def _get(
    client: httpx2.AsyncClient,
    target: Target,
    addresses: tuple[str, ...],
    headers: Mapping[str, str],
    budget_s: float,
) -> httpx2.Response:
    """The answer's head, from the first address that lets us connect.

    The request goes to the address itself, so nothing can look the name up again; the name stays in Host and
    SNI, and is what the certificate is checked against. The request is built outside the client, so no cookie
    travels.
    """
    sent = {
        "host": target.url.netloc.decode("ascii"),
        "user-agent": USER_AGENT,
        "accept": "text/html,application/xhtml+xml,*/*;q=0.5",
        "accept-encoding": "gzip, deflate",
        "accept-language": "*",
    } | dict(headers)
    for last, address in enumerate(addresses, 1 - len(addresses)):
        connect_s = None if last == 0 else max(budget_s * CONNECT_SHARE / len(addresses), 0.25)
        request = httpx2.Request(
            "GET",
            target.url.copy_with(host=address),
            headers=sent,
            extensions={
                "sni_hostname": target.host,
                "timeout": {"connect": connect_s, "read": None, "write": None, "pool": None},
            },
        )
        try:
            return await client.send(request, stream=True, follow_redirects=False)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            if last == 0:
                raise
    raise AssertionError("resolve_target gives at least one address")


async def _read(response: httpx2.Response, asked: _Asked, target: Target) -> Fetched:
    shown, code, accept = redact(asked.url), response.status_code, asked.accept
    if not (200 <= code < 300 or code == _NOT_MODIFIED):
        advice = _ADVICE.get(code, "try again later" if code >= 500 else "check the address")
        raise FetchError(f"cannot fetch {shown!r}: the server answered {code}; {advice}", url=shown, status_code=code)
    content_type, charset = parse_content_type(response.headers.get("content-type"))
    if accept is not None and content_type is not None and content_type not in accept and code != _NOT_MODIFIED:
        raise FetchError(
            f"cannot read {shown!r}: it is {content_type!r}, not an article; give the page itself",
            url=shown,
            status_code=code,
        )
    if response.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise FetchError(f"cannot read {shown!r}: its compression was not asked for", url=shown, status_code=code)
    body = bytearray()
    async for piece in response.aiter_bytes():  # decompressed a megabyte at most at a time
        body += piece
        if len(body) > asked.max_bytes or response.num_bytes_downloaded > asked.max_bytes:
            advice = "give the article's own page" if asked.max_bytes == MAX_BYTES else "that is too much to read"
            raise FetchError(
                f"cannot read {shown!r}: it is over {asked.max_bytes / 1_000_000:g} MB; {advice}",
                url=shown,
                status_code=code,
            )
    return Fetched(
        url=asked.url,
        final_url=str(target.url),
        status_code=code,
        headers={name.lower(): value for name, value in response.headers.items()},
        content_type=content_type,
        charset=charset,
        body=bytes(body),
    )


def parse_content_type(value: str | None) -> tuple[str | None, str | None]:
    """The type without its parameters, and the charset; None for what is not there."""
    if not value:
        return None, None
    message = email.message.Message()
    message["content-type"] = value
    kind = value.partition(";")[0].strip().lower()
    charset = message.get_param("charset")
    return kind or None, charset.strip().lower() if isinstance(charset, str) and charset.strip() else None
