"""The mail server as it is configured: `smtp://`, `smtp+starttls://` or `smtps://user@host:port`.

A password in it is refused, unread and unshown, and so is one that would go in the clear to another machine.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from briefer.errors import ConfigError
from briefer.text.terminal import one_line

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\.?")


@dataclass(frozen=True, slots=True)
class SmtpUrl:
    """A mail server, how to speak with it, and as whom; `parse_smtp_url` makes it."""

    scheme: Literal["smtp", "smtp+starttls", "smtps"]
    host: str
    port: int
    user: str | None

    def __str__(self) -> str:
        """The server as it is named in messages: nothing of the user."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def parse_smtp_url(given: str) -> SmtpUrl:
    """The server in `smtp://`, `smtp+starttls://` or `smtps://user@host:port`; the port may be left out.

    Raises:
        ConfigError: it is no such URL, holds a password, or would send one where others can read it.
    """
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as error:
        raise _bad_url("it cannot be taken apart") from error
    scheme = parts.scheme
    if scheme not in {"smtp", "smtp+starttls", "smtps"}:
        raise _bad_url(f"it begins with {scheme!r}" if scheme else "it has no scheme")
    if parts.password is not None:
        raise ConfigError("[mail] smtp holds a password; take it out and put it into BRIEFER_SMTP_PASSWORD")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or given != one_line(given):
        raise _bad_url("there is something after the host")
    host = _host(parts)
    user = unquote(parts.username) if parts.username else None
    if user is not None and user != one_line(user):
        raise _bad_url("the user is not one line of text")
    if scheme == "smtp" and user is not None and not _is_loopback(host):
        raise ConfigError(
            f"[mail] smtp would send a password to {host!r} in the clear; use smtp+starttls:// or smtps://"
        )
    return SmtpUrl(scheme, host, port or _PORTS[scheme], user)  # type: ignore[arg-type]  # mypy does not narrow by `in`


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(host))
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode()
        if _HOST.fullmatch(host):
            return host
    raise _bad_url("it names no host")


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _bad_url(why: str) -> ConfigError:
    """The error without the URL, as a password may be in it."""
    return ConfigError(
        f"[mail] smtp is not the URL of a mail server ({why}); write smtp+starttls://user@mail.example.org:587, "
        "or smtps:// or smtp://"
    )
