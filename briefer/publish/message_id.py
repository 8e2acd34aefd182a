"""The Message-ID that a recipient's copy of an edition has, whenever and however often it is sent.

A mail program that gets the same message twice tells so by this header. It is made from the edition and the
address alone, so that a run that goes on after a kill, or a later version with another template, makes it again.
"""

from __future__ import annotations

import hashlib
import re

from briefer.errors import ConfigError

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(
    rb"^message-id:[ \t]*(?P<value>[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)\r?\n", re.IGNORECASE | re.MULTILINE
)
_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+>")


def message_id(edition_id: str, address: str, domain: str) -> str:
    """The Message-ID of one recipient's copy, `<digest@domain>`; it tells nothing of the address."""
    digest = hashlib.sha256(f"{edition_id}\0{address.casefold()}".encode()).hexdigest()
    return f"<{digest[:32]}@{domain}>"


def with_message_id(message: bytes, *, kept: str | None, default: str) -> tuple[bytes, str]:
    """The message and its Message-ID: the one kept from an earlier try, else its own, else the default.

    Raises:
        ConfigError: the message's own is malformed.
    """
    head_end = _HEAD_END.search(message)
    head = message[: head_end.end()] if head_end else message
    own = _HEADER.search(head)
    if own is None:
        wanted = kept or default
        return b"Message-ID: " + wanted.encode("ascii") + b"\r\n" + message, wanted
    given = own["value"].decode("ascii", "replace").strip()
    if not _ID.fullmatch(given):
        raise ConfigError(f"the message has the Message-ID {given!r}, which is none; write it like '<id@example.org>'")
    if kept is None or kept == given:
        return message, given
    return message[: own.start("value")] + kept.encode("ascii") + message[own.end("value") :], kept
