"""Who gets the mail: addresses from `[mail] to` and a CSV file, validated and each counted once.

An address is validated by `email-validator` without asking DNS. Its domain becomes A-labels, so that any
server takes it; its local part stays as it was written. Covered: syntax, internationalised domains and local
parts, display names, duplicates. Not covered: whether the mailbox exists, which its server says.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from briefer.errors import ConfigError
from briefer.publish.mailbox import split_mailbox
from briefer.settings import MailTable
from briefer.text.terminal import one_line

_ADDRESS_NAMES = {"email", "address", "mail", "emailaddress", "mailaddress"}
"""Of a column, without the blanks and marks in them: `E-Mail Address`, `email_address`."""
_DELIMITERS = (",", ";", "\t")
"""Spreadsheets write semicolons where the comma is the decimal mark."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who gets the mail; `parse_recipient` makes it."""

    address: str
    """As it is spoken to a server: the domain in A-labels, the local part as it was written."""
    name: str | None = None
    token: str | None = None
    """What the unsubscribe link carries; None where it is made from the store's secret."""

    @property
    def key(self) -> str:
        """What makes two addresses the same: the address without regard to case."""
        return self.address.casefold()

    @property
    def needs_smtputf8(self) -> bool:
        """Whether only a server that offers SMTPUTF8 can take the address. Source: RFC 6531."""
        return not self.address.isascii()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that gives no recipient."""

    where: str
    given: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecipientList:
    """All who get the mail, and what had to be left out."""

    recipients: tuple[Recipient, ...]
    refused: tuple[RefusedRow, ...]
    duplicates: int
    """Rows that name somebody who is on the list already."""


def parse_recipient(given: str, *, name: str | None = None, token: str | None = None) -> Recipient:
    """The recipient in `mail@example.org` or `Name <mail@example.org>`; `name` goes before the one in there.

    Raises:
        ConfigError: it is no address, more than one, or something in it would break a header.
    """
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - 0.1 s that only mail needs

    for part in (given, name or "", token or ""):
        if _CONTROL.search(part):
            raise ConfigError(f"{part!r} has a line break or a control character in it; write it on one line")
    named, address = split_mailbox(given) or (None, given.strip())
    try:
        parsed = validate_email(
            address,
            allow_display_name=True,
            check_deliverability=False,
            globally_deliverable=False,  # a host of the house's own network has no dot
            strict=True,
        )
    except EmailNotValidError as error:
        raise ConfigError(f"{given!r} is not an address that mail can be sent to: {error}") from error
    shown = one_line(name or named or parsed.display_name or "")
    shown = "".join(filter(str.isprintable, shown)).strip()  # marks that turn the direction of text, or print nothing
    return Recipient(f"{parsed.local_part}@{parsed.ascii_domain}", shown or None, (token or "").strip() or None)


def read_recipients(mail: MailTable) -> RecipientList:
    """The recipients of the configuration, first `to`, then the file, each in its order.

    A row of the file that is no address is left out and listed; the others still get their mail.

    Raises:
        ConfigError: an address under `to` is none, or the file cannot be read.
    """
    found: dict[str, Recipient] = {}
    refused: list[RefusedRow] = []
    given = 0
    for address in mail.to:
        given += 1
        _add(found, parse_recipient(address))
    if mail.recipients_file is not None:
        for where, row in _rows(mail.recipients_file):
            try:
                recipient = parse_recipient(row.address, name=row.name, token=row.token)
            except ConfigError as error:
                refused.append(RefusedRow(where, row.address, str(error)))
                continue
            given += 1
            _add(found, recipient)
    return RecipientList(tuple(found.values()), tuple(refused), given - len(found))


def _add(found: dict[str, Recipient], recipient: Recipient) -> None:
    """Put somebody on the list; who is there stays, and gets the name and the token that only the later row has."""
    there = found.get(recipient.key, recipient)
    name, token = there.name or recipient.name, there.token or recipient.token
    found[recipient.key] = replace(there, name=name, token=token)


@dataclass(frozen=True, slots=True)
class _Row:
    address: str
    name: str | None
    token: str | None


def _rows(path: Path) -> Iterator[tuple[str, _Row]]:
    """The rows of the file that are not empty, each with where it stands."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(
            f"cannot read the recipients in {str(path)!r}: {error.strerror or error}; set [mail] recipients_file right"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"the recipients in {str(path)!r} are not in UTF-8: save the file as 'CSV UTF-8' (byte {error.start})"
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True)
    columns: dict[str, int] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                header = _header(cells)
                columns = header or {"address": 0, "name": 1, "token": 2}
                if header:
                    continue
            address, name, token = (_cell(cells, columns.get(key)) for key in ("address", "name", "token"))
            yield f"{path}:{reader.line_num}", _Row(address, name or None, token or None)
    except csv.Error as error:
        raise ConfigError(f"the recipients in {str(path)!r} are not CSV: line {reader.line_num}: {error}") from error


def _delimiter(text: str) -> str:
    """The mark between the cells of the first line that says something."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _header(cells: list[str]) -> dict[str, int] | None:
    """Column numbers by their names; None where the first row is a recipient already."""
    names = [cell.strip().casefold() for cell in cells]
    address = next((place for place, name in enumerate(names) if re.sub(r"[\s_-]", "", name) in _ADDRESS_NAMES), None)
    if address is None:
        return None
    return {"address": address} | {key: names.index(key) for key in ("name", "token") if key in names}


def _cell(cells: list[str], column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""
