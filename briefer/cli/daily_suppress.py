"""The suppression list from the command line: who is never mailed, by address or by the token of an unsubscribe link."""

from __future__ import annotations

from datetime import UTC, datetime

from briefer.cli.output import notice
from briefer.errors import ConfigError
from briefer.publish.outbox import Outbox
from briefer.publish.recipients import Recipient, parse_recipient, read_recipients
from briefer.publish.store import Store
from briefer.publish.suppression import Suppressions
from briefer.publish.unsubscribe import recipient_of_token, unsubscribe_secret
from briefer.settings import Settings


def suppress(settings: Settings, given: str, *, quiet: bool) -> None:
    """Put a reader on the list of those that are never mailed.

    Raises:
        ConfigError: it is neither an address nor the token of somebody who is, or was, on the list of readers.
    """
    with Store.open(settings.file.store.path) as store:
        recipient = parse_recipient(given) if "@" in given else _reader_with(given, settings, store)
        added = Suppressions(store).add(recipient, source="command", reason="asked for", now=datetime.now(UTC))
    notice(f"{recipient.address} is {'now' if added else 'already'} on the suppression list", quiet=quiet)


def unsuppress(settings: Settings, address: str, *, quiet: bool) -> None:
    """Take an address off the list: the next edition goes to it again.

    Raises:
        ConfigError: it is no address, or not on the list.
    """
    recipient = parse_recipient(address)
    with Store.open(settings.file.store.path) as store:
        if not Suppressions(store).remove(recipient):
            raise ConfigError(f"{recipient.address} is not on the suppression list; look whether it is spelt as there")
    notice(f"{recipient.address} is off the suppression list; the next edition goes to it again", quiet=quiet)


def _reader_with(token: str, settings: Settings, store: Store) -> Recipient:
    """Who has the token: a reader of today, or of any edition that was sent, as old mails have links too."""
    readers = (*read_recipients(settings.file.mail).recipients, *Outbox(store).readers())
    found = recipient_of_token(readers, token, unsubscribe_secret(store))
    if found is None:
        raise ConfigError(
            f"no reader has the token {token!r}, and it is no address; take what stands for {{token}} in the link"
        )
    return found
