"""The files of an edition, all made from edition.json: the same edition, the same bytes."""

from __future__ import annotations

from email.utils import formataddr
from pathlib import Path

from briefer.errors import ConfigError
from briefer.publish.edition import Edition, rejected_lines
from briefer.publish.message_id import message_id
from briefer.publish.render import edition_html, edition_mail, edition_markdown, edition_rss, edition_text
from briefer.settings import MailTable

_NOBODY = "edition@example.org"
"""Whom edition.eml is from and to where [mail] names nobody: a reserved name, as the file is only looked at."""


def edition_files(edition: Edition, mail: MailTable, *, template_dir: Path | None = None) -> dict[str, bytes]:
    """Each file by its name.

    Raises:
        ConfigError: an address in [mail] is none, or a template in `template_dir` is wrong.
    """
    return {
        "edition.json": edition.dump(),
        "edition.html": edition_html(edition, template_dir=template_dir).encode(),
        "edition.txt": edition_text(edition, template_dir=template_dir).encode(),
        "edition.eml": _letter(edition, mail, template_dir),
        "edition.md": edition_markdown(edition).encode(),
        "edition.xml": edition_rss(edition, template_dir=template_dir).encode(),
        "rejected.jsonl": rejected_lines(edition),
    }


def _letter(edition: Edition, mail: MailTable, template_dir: Path | None) -> bytes:
    """The mail as its first reader would get it, without a link of their own."""
    to = mail.to[0] if mail.to else _NOBODY
    sender = mail if mail.from_ else mail.model_copy(update={"from_": formataddr((edition.title, _NOBODY))})
    identity = message_id(edition.id, to, "example.org")
    try:
        return edition_mail(edition, sender, to, message_id=identity, template_dir=template_dir)
    except ConfigError:
        if mail.from_ is None:  # a title that no address can carry
            sender = mail.model_copy(update={"from_": _NOBODY})
            return edition_mail(edition, sender, to, message_id=identity, template_dir=template_dir)
        raise
