"""Which addresses may be fetched: the door between a URL that anybody wrote and this machine's network.

Covered: scheme, userinfo, port, odd spellings of an address, every kind of address that is not a public
host's, IPv4 hidden inside IPv6. A name is resolved once, and refused if any of its addresses is; the caller
connects to the address that was checked, so a name whose answers change cannot slip through. Not covered:
what a public host does with the request, and proxies (the caller uses none).
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx2

from briefer.errors import FetchError

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""(host, port) -> the addresses that the name stands for; raises OSError when it stands for none."""

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_MAX_URL = 8_192  # characters: what common servers take; a longer one is an attack or a mistake

# Special-purpose registries of IANA, July 2024. The lists are ours because `is_global` differs between the
# Python versions that we support, and answers for what a range is, not for whether a news page can stand
# there.
_REFUSED_V4 = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by carriers",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "documentation",
    "192.31.196.0/24": "reserved",
    "192.52.193.0/24": "reserved",
    "192.88.99.0/24": "a 6to4 relay",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "reserved",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
_REFUSED_V6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "::ffff:0:0/96": "IPv4 inside IPv6",
    "::ffff:0:0:0/96": "IPv4 inside IPv6",
    "::/96": "IPv4 inside IPv6",
    "64:ff9b::/96": "IPv4 behind NAT64",
    "64:ff9b:1::/48": "IPv4 behind NAT64",
    "100::/64": "discarded",
    "2001::/32": "IPv4 inside Teredo",
    "2001::/23": "reserved",
    "2001:db8::/32": "documentation",
    "2002::/16": "IPv4 inside 6to4",
    "2620:4f:8000::/48": "reserved",
    "3fff::/20": "documentation",
    "5f00::/16": "segment routing",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "private",
    "ff00::/8": "multicast",
}
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_REFUSED: tuple[tuple[_Network, str], ...] = tuple(
    (ipaddress.ip_network(network), why) for network, why in (_REFUSED_V4 | _REFUSED_V6).items()
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")  # the only part of IPv6 from which hosts get public addresses
_OPENED = frozenset({"private", "loopback", "shared by carriers"})
"""What `allow_private` opens: one's own networks. Link-local stays shut: cloud metadata stands there, no news
does.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL whose form was checked, taken apart; its name is not resolved yet."""

    url: httpx2.URL
    host: str
    """Lower case, ASCII (IDNA), no trailing dot; an IPv6 address without brackets."""
    port: int


def check_url(url: str, *, allow_private: bool = False) -> Target:
    """The parts of a URL that may be fetched, as far as its form can tell.

    Raises:
        FetchError: another scheme, userinfo, another port, no host, or a host in an odd spelling.
    """
    shown = redact(url)
    if len(url) > _MAX_URL:
        raise FetchError(f"the address {shown[:80]!r}... is too long to fetch", url=shown)
    try:
        parsed = httpx2.URL(url.strip())
        host = parsed.raw_host.decode("ascii").lower().removesuffix(".")
        port = parsed.port
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(f"{shown!r} is not a valid address: {_one_line(error)}", url=shown) from error
    if parsed.scheme not in _PORTS:
        raise FetchError(f"cannot fetch {shown!r}: only http and https addresses are read", url=shown)
    if parsed.userinfo or shown != url:
        raise FetchError(f"cannot fetch {shown!r}: a name or password in an address is refused", url=shown)
    if not host:
        raise FetchError(f"cannot fetch {shown!r}: it names no host", url=shown)
    port = _PORTS[parsed.scheme] if port is None else port
    if not 0 < port < 65536:
        raise FetchError(f"cannot fetch {shown!r}: port {port} does not exist", url=shown)
    if not allow_private and port not in _PORTS.values():
        raise FetchError(
            f"cannot fetch {shown!r}: port {port} is refused; --allow-private opens other ports", url=shown
        )
    if ":" not in host:
        _check_name(host, shown)
    elif _address(host) is None:
        raise FetchError(f"cannot fetch {shown!r}: {host!r} is not an address", url=shown)
    return Target(parsed.copy_with(host=host, fragment=None), host, port)


def _check_name(host: str, shown: str) -> None:
    """A name that ends in a number is an address to every resolver: it has to be spelt as one."""
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise FetchError(f"cannot fetch {shown!r}: {host!r} is not a host name", url=shown)
    if _NUMBER.fullmatch(host.rpartition(".")[2]) and _address(host) is None:
        raise FetchError(f"cannot fetch {shown!r}: write the address {host!r} as four decimal numbers", url=shown)


async def resolve_target(target: Target, *, allow_private: bool = False, resolve: Resolver) -> tuple[str, ...]:
    """The addresses to connect to, every one of them checked; the resolver is asked once, for names alone.

    Raises:
        FetchError: the name does not resolve, or one of its addresses is not public.
    """
    shown = str(target.url)
    if _address(target.host) is not None:
        addresses: Sequence[str] = (target.host,)
    else:
        try:
            addresses = tuple(dict.fromkeys(await resolve(target.host, target.port)))
        except (OSError, UnicodeError) as error:
            raise FetchError(
                f"cannot fetch {shown!r}: the name {target.host!r} does not resolve; check it",
                url=shown,
            ) from error
    if not addresses:
        raise FetchError(f"cannot fetch {shown!r}: the name {target.host!r} has no address", url=shown)
    for address in addresses:
        why = refuse_address(address, allow_private=allow_private)
        if why is not None:
            hint = "; --allow-private opens one's own network" if why in _OPENED else ""
            raise FetchError(f"cannot fetch {shown!r}: its address {address} is not public ({why}){hint}", url=shown)
    return tuple(addresses)


def refuse_address(address: str, *, allow_private: bool = False) -> str | None:
    """Why this address may not be connected to; None if it may."""
    parsed = _address(address)
    if parsed is None:
        return "not an address"
    why = next((why for network, why in _REFUSED if parsed in network), None)
    if why is None and isinstance(parsed, ipaddress.IPv6Address) and parsed not in _GLOBAL_V6:
        why = "reserved"
    if why is None and not parsed.is_global:  # a range that a newer Python knows and this list does not
        why = "reserved"
    return None if allow_private and why in _OPENED else why


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that is spelt in the one canonical way; None for a zone id or any other spelling."""
    if "%" in text:
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


async def resolve_system(host: str, port: int) -> Sequence[str]:
    """The system resolver's answers, in its order of preference.

    A daemon thread asks: a name server that hangs then holds up neither the deadline nor the program's end.

    Raises:
        OSError: the name does not resolve.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str] | OSError) -> None:
        if answer.done():  # the deadline passed meanwhile
            return
        if isinstance(addresses, OSError):
            answer.set_exception(addresses)
        else:
            answer.set_result(addresses)

    def ask() -> None:
        outcome: list[str] | OSError
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            outcome = [str(info[4][0]) for info in infos]
        except OSError as error:
            outcome = error
        except UnicodeError as error:
            outcome = OSError(str(error))
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, outcome)

    threading.Thread(target=ask, name="briefer-resolve", daemon=True).start()
    return await answer


def redact(url: str) -> str:
    """The URL without a name and password, for messages."""
    return re.sub(r"^(\s*[a-zA-Z][a-zA-Z0-9+.-]*:[/\\]*)[^/\\?#]*@", r"\1", url)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
