"""A mail (.eml) to an article: its subject as the headline, its date, the story in its HTML or text part.

Of the parts the one with more prose is taken, the HTML first. Attachments, links and pictures are never
opened, and nothing in the mail is run. A list's mail names its sender as the outlet; a person's mail names
none.
"""

from __future__ import annotations

import email
import email.errors
import email.policy
import re
from datetime import date, datetime
from email.message import EmailMessage, Message

from briefer.article import count_words
from briefer.errors import ExtractionError
from briefer.read.completeness import THIN_PAGE
from briefer.read.dates import read_date
from briefer.read.markup import decode
from briefer.read.reading import Reading, read_html, read_text

_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+", re.IGNORECASE)
_MAX_PARTS = 200  # a mail with more parts is built to keep a parser busy


def read_mail(data: bytes, *, name: str, url: str | None = None, id: str | None = None) -> Reading:  # noqa: A002 - the contract's word
    """The article in a mail, and how whole it is.

    Raises:
        ExtractionError: the mail is broken, or has neither text nor HTML.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        html, text = _parts(message)
        subject, sent, sender = _header(message, "subject"), _header(message, "date"), _sender(message)
    except (
        email.errors.MessageError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise ExtractionError(f"{name!r} is a broken mail; save it again", url=name) from error
    readings = []
    if html is not None:
        readings.append(read_html(html, url=url, id=id))
    if text is not None and (not readings or readings[0].article.words < THIN_PAGE):
        readings.append(read_text(text, url=url, id=id))
    if not readings:
        raise ExtractionError(f"{name!r} is a mail without text; give one with an article in it", url=name)
    best = max(readings, key=lambda reading: reading.article.words)
    article = best.article
    published: date | datetime | None = read_date(sent) or article.published
    title = _PREFIX.sub("", subject).strip() if subject else None
    return Reading(
        article.model_copy(
            update={
                "title": title or article.title,
                "published": published,
                "outlet": article.outlet or sender,
            }
        ),
        best.reason,
    )


def _parts(message: Message) -> tuple[str | None, str | None]:
    """The first HTML and the first text part that are no attachments, decoded."""
    found: dict[str, str] = {}
    for count, part in enumerate(message.walk()):
        kind = part.get_content_type()
        if count >= _MAX_PARTS:
            break
        if part.is_multipart() or kind in found or kind not in {"text/html", "text/plain"}:
            continue
        if part.get_content_disposition() == "attachment":
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            body = decode(payload, part.get_content_charset())
            if count_words(body[:10_000]):
                found[kind] = body
    return found.get("text/html"), found.get("text/plain")


def _header(message: Message, name: str) -> str | None:
    value = message.get(name)
    return " ".join(str(value).split()) or None if value is not None else None


def _sender(message: Message) -> str | None:
    """The display name of a mailing list's sender; None for a person's mail."""
    if not isinstance(message, EmailMessage) or not (message.get("list-id") or message.get("list-unsubscribe")):
        return None
    header = message.get("from")
    addresses = getattr(header, "addresses", ())
    return " ".join(addresses[0].display_name.split()) or None if addresses else None
