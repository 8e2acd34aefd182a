"""One e-mail as bytes: headers that nothing is injected into, an HTML part and its plain twin.

Nothing is read from the clock, the network or the machine: date, Message-ID and boundary come from the
arguments. What is delivered, and to whom, is not decided here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from briefer.errors import ConfigError
from briefer.text.terminal import one_line

CLIPPED_AT = 102_400
"""Bytes at which Gmail cuts a message and hides the rest behind a link; headers and encoding counted."""
_LINE = 76
"""Columns of a header line. Source: RFC 2047, 2: a line with an encoded word has at most 76 characters."""
_WORD_AT_MOST = 60
"""Characters of a word that still folds behind `Subject: `."""
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class _Policy(EmailPolicy):
    """SMTP's policy with the subject folded as mail programs expect it.

    The standard one begins a subject that is a little too long on a line of its own, which readers then see
    with a space before it, and encodes it by words, each in another encoding.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header as it is sent, ending in CRLF."""
        if name.lower() != "subject":
            return super().fold_binary(name, value)
        text = str(value)
        readable = text.isascii() and all(len(word) <= _WORD_AT_MOST for word in text.split())
        header = Header(text, "us-ascii" if readable else "utf-8", maxlinelen=_LINE, header_name=name)
        return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}".encode("ascii")


_POLICY = _Policy(**{name: getattr(SMTP, name) for name in ("linesep", "max_line_length", "raise_on_defect", "utf8")})


def build_message(
    *,
    subject: str,
    text: str,
    html: str,
    sender: str,
    to: str | None,
    date: datetime,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """The message with CRLF line ends: `multipart/alternative`, plain text first, HTML last.

    `subject` comes from a text of the world and is brought on one line; `sender`, `to` and `headers` are
    configuration, and a line break or a control character in them is refused. Without `to` there is no To
    header. The Message-ID is made from all that the message says, so that the same message keeps it and
    another has its own.

    Raises:
        ConfigError: an address is none, or a header would hold more than its line.
    """
    author, reader = _address(sender, "sender"), None if to is None else _address(to, "recipient")
    digest = hashlib.sha256(
        "\0".join((subject, text, html, sender, to or "", date.isoformat(), *_flat(headers))).encode("utf-8", "replace")
    ).hexdigest()
    message = EmailMessage(policy=_POLICY)
    message["From"] = author
    if reader is not None:
        message["To"] = reader
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = f"<{digest[:32]}@{author.domain}>"
    for name, value in (headers or {}).items():
        if not _TOKEN.fullmatch(name) or value != one_line(value):
            raise ConfigError(f"the mail header {name!r} cannot be {value!r}: it has to be one line of plain text")
        message[name] = value
    message.set_content(text, charset="utf-8", cte=_encoding(text))
    message.add_alternative(html, subtype="html", charset="utf-8", cte=_encoding(html))
    message.set_boundary(f"=_{digest[32:]}")
    return message.as_bytes()


def _flat(headers: Mapping[str, str] | None) -> list[str]:
    return [part for pair in (headers or {}).items() for part in pair]


def _address(given: str, role: str) -> Address:
    """The one address in `Name <mail@example.org>` or `mail@example.org`."""
    name, spec = parseaddr(given)
    if given != one_line(given) or not _ADDRESS.fullmatch(spec) or ".." in spec:
        raise ConfigError(f"{given!r} is not a {role}'s address; write it as 'Name <mail@example.org>'")
    if given.count("@") != spec.count("@") + name.count("@"):
        raise ConfigError(f"{given!r} is more than one {role}'s address; give one")
    user, _, domain = spec.rpartition("@")
    return Address(display_name=name, username=user, domain=domain)


def _encoding(text: str) -> str:
    """Quoted-printable, as it stays readable; base64 where so little is ASCII that it is shorter."""
    raw = text.encode("utf-8")
    escaped = sum(1 for byte in raw if byte > 126 or byte == 61)
    return "base64" if escaped * 2 > len(raw) / 3 else "quoted-printable"
