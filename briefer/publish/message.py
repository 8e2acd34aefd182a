"""One e-mail as bytes: headers that nothing is injected into, an HTML part and its plain twin, or plain text alone.

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
from briefer.publish.mailbox import split_mailbox
from briefer.text.terminal import one_line

CLIPPED_AT = 102_400
"""Bytes at which Gmail cuts a message and hides the rest behind a link; headers and encoding counted."""
_LINE = 76
"""Columns of a header line. Source: RFC 2047, 2: a line with an encoded word has at most 76 characters."""
_ENCODED = "=?"
"""Begins an encoded word (RFC 2047), which mail programs decode: a line break in it, to their own harm."""
_WORD_AT_MOST = 60
"""Characters of a word that still folds behind `Subject: `."""
_UNFOLDED = {"list-unsubscribe", "message-id"}
"""Headers that hold an address or an id: the standard policy would encode one that is longer than its line."""
_ADDRESSED = {"from", "to", "reply-to"}
"""Headers of one address each."""
_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.\[\]:-]+>")
_LONGEST_ID = 900
"""Characters of a Message-ID, or of an address in a header. Source: RFC 5322, 2.1.1: a line has at most 998."""
_AS_THEY_STAND = bytes(byte for byte in range(127) if byte != ord("="))
"""Bytes that quoted-printable leaves as they are; line ends counted among them."""
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


_WIDE = re.compile(
    rf"(?:[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]|[^\x00-\xa0\s])+{_ADDRESS.pattern[_ADDRESS.pattern.index('@') :]}"
)
"""Source: RFC 6531, 3.3: any letter beyond ASCII may stand before the @."""


class _Policy(EmailPolicy):
    """SMTP's policy with the subject and names folded as mail programs expect it.

    The standard one begins a subject that is a little too long on a line of its own, which readers then see
    with a space before it, and encodes it by words, each in another encoding; a long name in letters that are
    not ASCII it takes apart so that it is read back with a space in it.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header as it is sent, ending in CRLF."""
        if name.lower() in _UNFOLDED:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        if name.lower() in _ADDRESSED and not str(value.addresses[0]).isascii():
            return _with_name(name, value.addresses[0], self.linesep)
        if name.lower() != "subject":
            return super().fold_binary(name, value)
        text = str(value)
        readable = text.isascii() and _ENCODED not in text and all(len(word) <= _WORD_AT_MOST for word in text.split())
        header = Header(text, "us-ascii" if readable else "utf-8", maxlinelen=_LINE, header_name=name)
        return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}".encode("ascii")


def _with_name(name: str, address: Address, linesep: str) -> bytes:
    """An address header whose name is encoded; an address beyond ASCII stands as it is (RFC 6532, SMTPUTF8)."""
    readable = "utf-8" if address.display_name else "us-ascii"
    encoded = Header(address.display_name, readable, maxlinelen=_LINE, header_name=name).encode(linesep=linesep)
    last = encoded.rpartition(linesep)[2] if linesep in encoded else f"{name}: {encoded}"
    apart = " " if len(last) + len(address.addr_spec) + 3 <= _LINE else f"{linesep} "
    return f"{name}: {encoded}{apart}<{address.addr_spec}>{linesep}".encode()


_POLICY = _Policy(**{name: getattr(SMTP, name) for name in ("linesep", "max_line_length", "raise_on_defect", "utf8")})


def build_message(  # noqa: PLR0913 - a message has as many headers as it has
    *,
    subject: str,
    text: str,
    html: str | None,
    sender: str,
    to: str | Address | None,
    date: datetime,
    headers: Mapping[str, str] | None = None,
    message_id: str | None = None,
) -> bytes:
    """The message with CRLF line ends: `multipart/alternative`, plain text first, HTML last; plain alone without HTML.

    `subject` comes from a text of the world and is brought on one line; `sender`, `to` and `headers` are
    configuration, and a line break or a control character in them is refused. Without `to` there is no To
    header. Boundary and, without one given, Message-ID are made from all that the message says, so that the
    same message keeps them and another has its own.

    Raises:
        ConfigError: an address is none, or a header would hold more than its line.
    """
    author = read_address(sender, "sender")
    reader = read_address(to, "recipient") if isinstance(to, str) else to
    said = (subject, text, html or "", sender, str(to or ""), date.isoformat(), *_flat(headers))
    digest = hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()
    if message_id is not None and (not _ID.fullmatch(message_id) or len(message_id) > _LONGEST_ID):
        raise ConfigError(f"the Message-ID cannot be {message_id!r}: it has to look like <id@example.org>")
    message = EmailMessage(policy=_POLICY)
    message["From"] = author
    if reader is not None:
        message["To"] = reader
    line = one_line(subject)
    # What looks encoded already is encoded once more, so that it is read back as it stands.
    message["Subject"] = Header(line, "utf-8").encode(maxlinelen=0) if _ENCODED in line else line
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id or f"<{digest[:32]}@{author.domain}>"
    for name, value in (headers or {}).items():
        unfit = _ENCODED in value or (name.lower() in _UNFOLDED and not (value.isascii() and len(value) <= _LONGEST_ID))
        if not _TOKEN.fullmatch(name) or value != one_line(value) or unfit:
            raise ConfigError(f"the mail header {name!r} cannot be {value!r}: it has to be one line of plain text")
        message[name] = value
    message.set_content(text, charset="utf-8", cte=_encoding(text))
    if html is not None:
        message.add_alternative(html, subtype="html", charset="utf-8", cte=_encoding(html))
        message.set_boundary(f"=_{digest[32:]}")
    return message.as_bytes()


def _flat(headers: Mapping[str, str] | None) -> list[str]:
    return [part for pair in (headers or {}).items() for part in pair]


def read_address(given: str, role: str, *, wide: bool = False) -> Address:
    """The one address in `Name <mail@example.org>` or `mail@example.org`; `role` is what an error calls it.

    `wide` lets letters beyond ASCII before the @; a domain is to be given in ASCII, as `xn--`.

    Raises:
        ConfigError: it is none, it is several, or it is not on one line.
    """
    name, spec = split_mailbox(given) or parseaddr(given)
    if (
        given != one_line(given)
        or _ENCODED in given
        or not (_WIDE if wide else _ADDRESS).fullmatch(spec)
        or ".." in spec
    ):
        raise ConfigError(f"{given!r} is not a {role}'s address; write it as 'Name <mail@example.org>'")
    if given.count("@") != spec.count("@") + name.count("@"):
        raise ConfigError(f"{given!r} is more than one {role}'s address; give one")
    user, _, domain = spec.rpartition("@")
    return Address(display_name=name, username=user, domain=domain)


def _encoding(text: str) -> str:
    """Quoted-printable, as it stays readable; base64 where so little is ASCII that it is shorter."""
    raw = text.encode("utf-8")
    escaped = len(raw.translate(None, _AS_THEY_STAND))
    return "base64" if escaped * 2 > len(raw) / 3 else "quoted-printable"
