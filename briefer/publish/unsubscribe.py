"""Personal unsubscribe links: a token that names one recipient, to nobody but the owner of the store's secret.

The token is an HMAC of the address, so that it stays the same from edition to edition and needs no table. The
operator's endpoint gets a token, and `briefer daily --suppress TOKEN` finds the reader. The headers that a mail program
makes its button of are the letter's (`render.edition_mail`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlsplit

from briefer.errors import ConfigError
from briefer.publish.recipients import Recipient
from briefer.publish.store import Store
from briefer.text.terminal import one_line

_STEPS = ("create table secrets (name text primary key, value blob not null) without rowid;",)
_NAME = "unsubscribe"
_SECRET_BYTES = 32
_TOKEN_BYTES = 16
"""128 bits: out of reach of guessing, and the link stays short."""
_PLACE = "{token}"


def unsubscribe_secret(store: Store) -> bytes:
    """The secret of a store, made on first use; whoever has it can tell the tokens of all addresses."""
    store.ensure("unsubscribe", _STEPS)
    with store.transaction() as database:
        database.execute(
            "insert into secrets (name, value) values (?, ?) on conflict (name) do nothing",
            (_NAME, secrets.token_bytes(_SECRET_BYTES)),
        )
        (value,) = database.execute("select value from secrets where name = ?", (_NAME,)).fetchone()
    return bytes(value)


def unsubscribe_token(recipient: Recipient, secret: bytes) -> str:
    """The recipient's own token where the list gives one, else one made of the address; 22 characters fit for a URL."""
    if recipient.token is not None:
        return recipient.token
    digest = hmac.new(secret, b"unsubscribe\0" + recipient.key.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:_TOKEN_BYTES]).rstrip(b"=").decode()


def with_tokens(recipients: Iterable[Recipient], secret: bytes) -> tuple[Recipient, ...]:
    """The recipients, each with a token."""
    return tuple(replace(one, token=unsubscribe_token(one, secret)) for one in recipients)


def recipient_of_token(recipients: Iterable[Recipient], token: str, secret: bytes) -> Recipient | None:
    """Who has this token; None where nobody on the list has."""
    wanted = token.encode()
    matches = [one for one in recipients if hmac.compare_digest(unsubscribe_token(one, secret).encode(), wanted)]
    return matches[0] if matches else None


def unsubscribe_link(template: str, token: str) -> str:
    """The link in the footer; the token is escaped.

    Raises:
        ConfigError: the template is no http(s) address, or has no place for the token.
    """
    if _PLACE not in template or " " in template or template != one_line(template) or not _is_web(template):
        raise ConfigError(
            f"[mail] unsubscribe_url cannot be {template!r}; write it like 'https://example.org/u/{_PLACE}'"
        )
    return template.replace(_PLACE, quote(token, safe=""))


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
