"""An edition as e-mails: the same letter for everybody, with each reader's own address and way out.

A letter is made once and addressed many times. It is cut to fit by steps that it tells of, so that no mail
program clips it: stories are shortened, each with the count of what is missing and a link to its source; then
the last ones are their headline and their link; at the very last they are only counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from functools import partial
from pathlib import Path

from briefer.errors import ConfigError
from briefer.publish.edition import Edition
from briefer.publish.message import CLIPPED_AT, build_message, read_address
from briefer.publish.render.edition_page import write_html, write_text
from briefer.publish.render.edition_view import WHOLE, Cut, EditionView, view_edition
from briefer.publish.render.links import safe_link
from briefer.publish.render.wrapping import cut as cut_text
from briefer.settings import MailTable
from briefer.text.terminal import one_line

_SUBJECT = 150
"""Columns of a subject: twice what any list of messages shows."""
_CAPS = (24, 16, 12, 8, 6, 5, 4, 3)
"""Statements of a section that a shortened letter shows, tried in turn; below three a story says too little."""
_LONGEST_URL = 500
"""Characters of an address to unsubscribe at: a token of 128 has room for a host and a path."""
_LONGEST_ADDRESS = 254
"""Characters of a reader's address. Source: RFC 5321, 4.5.3.1.3, without the angle brackets."""
_LONGEST_NAME = 100
"""Characters of a reader's name."""
_PERSONAL = 8_192
"""Bytes kept free for what is each reader's own: at worst 500 + 1,500 + 2,500 for the address to unsubscribe at
(header, text, HTML), 1,300 for an encoded name, 254 for the address and 900 for the Message-ID."""
_PLACE = "https://unsubscribe.invalid/"
"""With the edition's digest, which no story can foresee, stands for the reader's own address in what is written
once; `.invalid` is nobody's (RFC 2606)."""


@dataclass(frozen=True)
class Letter:
    """An edition ready to be addressed."""

    subject: str
    sender: str
    reply_to: str | None
    date: datetime
    cut: Cut
    """How much of the edition it shows."""
    view: EditionView
    """What it shows."""
    place: str
    """Stands where the reader's own address to unsubscribe at goes."""
    template_dir: Path | None
    """A person's own templates."""
    _bodies: dict[str | None, tuple[str, str]] = field(default_factory=dict, repr=False, compare=False)

    def to(
        self, address: str, name: str | None = None, *, unsubscribe_url: str | None = None, message_id: str
    ) -> bytes:
        """The message for one reader, with CRLF line ends, of fewer than 102,400 bytes.

        It is ASCII, but for an `address` with letters beyond it before the @, which wants SMTPUTF8.

        `unsubscribe_url` is the reader's own; List-Unsubscribe is there for one at https alone, as one click has
        to do it. The same letter and reader give the same bytes.

        Raises:
            ConfigError: address, name, id or URL is none, or would hold more than its line.
        """
        reader = _reader(address, name)
        href = _unsubscribe(unsubscribe_url)
        text, html = self._written(self.place if href else None)
        headers = {"Reply-To": self.reply_to} if self.reply_to else {}
        if href:
            text, html = text.replace(self.place, href), html.replace(self.place, href.replace("&", "&amp;"))
            if href.startswith("https://"):
                headers |= {"List-Unsubscribe": f"<{href}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return build_message(
            subject=self.subject,
            text=text,
            html=html,
            sender=self.sender,
            to=reader,
            date=self.date,
            headers={**headers, "Auto-Submitted": "auto-generated"},
            message_id=message_id,
        )

    def _written(self, unsubscribe: str | None) -> tuple[str, str]:
        """The plain text and the HTML, each written once."""
        if unsubscribe not in self._bodies:
            self._bodies[unsubscribe] = (
                write_text(self.view, mail=True, unsubscribe=unsubscribe, template_dir=self.template_dir),
                write_html(self.view, mail=True, unsubscribe=unsubscribe, template_dir=self.template_dir),
            )
        return self._bodies[unsubscribe]


def write_letter(edition: Edition, mail: MailTable, *, template_dir: Path | None = None) -> Letter:
    """The edition as a letter, cut so far that it fits whatever reader it goes to.

    Raises:
        ConfigError: `[mail] from` is missing or no address, `reply_to` is none, or a template is wrong or too long.
    """
    if mail.from_ is None:
        raise ConfigError("nobody is named who sends the edition; set from in [mail], as in 'Name <mail@example.org>'")
    read_address(mail.from_, "sender")
    if mail.reply_to is not None:
        read_address(mail.reply_to, "reply")
    cuts = _cuts(edition)
    letter = partial(_letter, edition, mail, f"{_PLACE}{edition.digest}", template_dir)
    whole, shortest = letter(cuts[0]), letter(cuts[-1])
    if _fits(whole):
        return whole
    if not _fits(shortest):
        raise ConfigError(
            "an edition without a story is too long for a mail: the templates leave no room; shorten them"
        )
    found, first, last = shortest, 0, len(cuts) - 1
    while last - first > 1:  # `first` does not fit, `last` does
        middle = (first + last) // 2
        tried = letter(cuts[middle])
        if _fits(tried):
            found, last = tried, middle
        else:
            first = middle
    return found


def edition_mail(
    edition: Edition,
    mail: MailTable,
    address: str,
    name: str | None = None,
    *,
    message_id: str,
    unsubscribe_url: str | None = None,
    template_dir: Path | None = None,
) -> bytes:
    """The edition as the message for one reader; for many, `write_letter` once and `Letter.to` for each.

    Raises:
        ConfigError: as the two do.
    """
    letter = write_letter(edition, mail, template_dir=template_dir)
    return letter.to(address, name, unsubscribe_url=unsubscribe_url, message_id=message_id)


def _cuts(edition: Edition) -> list[Cut]:
    """From all of the edition to none of it, each shorter than the one before."""
    stories = len(edition.stories)
    return [
        WHOLE,
        *(Cut(cap) for cap in _CAPS),
        *(Cut(_CAPS[-1], told) for told in range(stories - 1, -1, -1)),
        *(Cut(_CAPS[-1], 0, listed) for listed in range(stories - 1, -1, -1)),
    ]


def _letter(edition: Edition, mail: MailTable, place: str, template_dir: Path | None, cut: Cut) -> Letter:
    view = view_edition(edition, cut)
    return Letter(
        subject=cut_text(one_line(view.subject), _SUBJECT),
        sender=mail.from_ or "",
        reply_to=None if mail.reply_to is None else str(read_address(mail.reply_to, "reply")),
        date=edition.created_at,
        view=view,
        cut=cut,
        place=place,
        template_dir=template_dir,
    )


def _fits(letter: Letter) -> bool:
    """Whether it can be sent to anybody; what is too long by its bare words is not even written."""
    if 2 * sum(len(told.text) for told in letter.view.told) >= CLIPPED_AT:
        return False
    message = letter.to("reader@example.org", unsubscribe_url=letter.place, message_id="<edition@example.org>")
    return len(message) + _PERSONAL < CLIPPED_AT


def _reader(address: str, name: str | None) -> Address:
    """The reader's address with their name, which may be in any script.

    Raises:
        ConfigError: the address is none, or the name is not on one line.
    """
    bare = read_address(address, "recipient", wide=True)
    if len(address) > _LONGEST_ADDRESS:
        raise ConfigError(
            f"{address[:60]!r}... is longer than an address can be; give one of {_LONGEST_ADDRESS} letters"
        )
    unfit = name is not None and (name != one_line(name) or "=?" in name or len(name) > _LONGEST_NAME)
    if bare.display_name or unfit:
        raise ConfigError(f"{name or address!r} cannot stand in a mail's To; give a name on one line, and the address")
    return Address(display_name=name or "", username=bare.username, domain=bare.domain)


def _unsubscribe(url: str | None) -> str | None:
    """The address to unsubscribe at, as it may stand in a header and in an href.

    Raises:
        ConfigError: it is not http(s), or too long.
    """
    if url is None:
        return None
    link = safe_link(url)
    href = link.href if link else ""
    if not href or len(href) > _LONGEST_URL:
        raise ConfigError(f"one cannot unsubscribe at {url!r}: give an https address of at most {_LONGEST_URL} letters")
    return href.replace("=?", "=%3F")  # a header would take it for an encoded word
