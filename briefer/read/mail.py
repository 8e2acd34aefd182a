"""A mail (.eml) to an article: its subject as the headline, its date, the story in its HTML or text part.

Of the parts the one with more prose is taken, the HTML first. The story of a forwarded mail is the mail that was
forwarded, with its subject, its date and its sender. Attachments, links and pictures are never opened, and nothing in
the mail is run. A list's mail names its sender as the outlet; a person's mail names none.
"""

from __future__ import annotations

import email
import email.errors
import email.policy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage, Message

from briefer.article import count_words
from briefer.errors import ExtractionError
from briefer.read.blocks import Block
from briefer.read.clean import clean_blocks
from briefer.read.completeness import THIN_PAGE, judge_text
from briefer.read.dates import read_date
from briefer.read.extract import extract_blocks
from briefer.read.head import split_head
from briefer.read.layout import flatten_mail
from briefer.read.markup import decode, parse_html
from briefer.read.metadata import Metadata, read_metadata
from briefer.read.reading import Reading, joined, read_text, to_reading

_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+", re.IGNORECASE)
_MAX_FORWARDS = 4  # mails inside mails
_FORWARDS = re.compile(
    r"[> ]*(?:-{3,} ?(?:forwarded message|original message|weitergeleitete nachricht|ursprüngliche nachricht|"
    r"message transféré|message d'origine|mensaje reenviado|mensaje original|messaggio inoltrato|doorgestuurd bericht) ?-{3,}|"
    r"begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message réexpédié :|"
    r"inicio del mensaje reenviado:|inizio messaggio inoltrato:)",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    rf"^{_FORWARDS.pattern}[ ]*\n"
    r"((?:[> ]*\n|[> ]*\*?[^\W\d_][\w -]{1,20}\*?:.{0,1000}\n(?:[> ]*[ \t]\S.{0,1000}\n)?){1,20})",
    re.MULTILINE | re.IGNORECASE,
)
_FIELD_WORDS = 40
_FIELD = re.compile(r"^[> ]*\*?([^\W\d_][\w -]{1,20}?)\*?: *(\S.*)$", re.MULTILINE)
_SUBJECT = ("subject", "betreff", "objet", "asunto", "oggetto", "onderwerp", "assunto")
_SENT = ("date", "sent", "datum", "gesendet", "envoyé", "fecha", "enviado", "data", "inviato", "verzonden")
_MAX_PARTS = 200  # a mail with more parts is built to keep a parser busy


def read_mail(data: bytes, *, name: str, url: str | None = None, id: str | None = None) -> Reading:  # noqa: A002 - the contract's word
    """The article in a mail, and how whole it is.

    Raises:
        ExtractionError: the mail is broken, or has neither text nor HTML.
    """
    try:
        message: Message = email.message_from_bytes(data, policy=email.policy.default)
        for _ in range(_MAX_FORWARDS):
            html, text = _parts(message)
            inner = _forwarded_mail(message)
            if inner is None or _words(html, text) >= THIN_PAGE:
                break
            message = inner
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
        readings.append(_read_page(html, subject=_bare(subject), url=url, id=id))
    forward = split_forward(text) if text is not None else None
    if text is not None and (not readings or readings[0].article.words < THIN_PAGE):
        readings.append(read_text(forward.text if forward is not None else text, url=url, id=id))
    if not readings:
        raise ExtractionError(f"{name!r} is a mail without text; give one with an article in it", url=name)
    best = max(readings, key=lambda reading: reading.article.words)
    article = best.article
    if forward is not None:
        subject, sent = forward.subject or subject, forward.sent or sent
    published: date | datetime | None = read_date(sent) or article.published
    return Reading(
        article.model_copy(
            update={
                "title": _bare(subject) or article.title,
                "published": published,
                "outlet": article.outlet or sender,
            }
        ),
        best.reason,
    )


def _bare(subject: str | None) -> str | None:
    """The subject without Re and Fwd."""
    return _PREFIX.sub("", subject).strip() or None if subject else None


def _read_page(html: str, *, subject: str | None, url: str | None, id: str | None) -> Reading:  # noqa: A002 - see above
    """The story in the HTML of a mail: all of it, without what its wrapper says. There is no site around it to find."""
    tree = parse_html(html)
    if tree is None:
        return read_text("", url=url, id=id)
    language = read_metadata(tree).language
    flatten_mail(tree)
    page = extract_blocks(tree, whole=True)
    blocks = _below_forward(page.blocks)
    head = split_head(blocks, typed=False, known=subject)
    kept, cleaned = clean_blocks(head.body, title=subject, dek=head.dek, pasted=True)
    metadata = Metadata(
        title=subject or head.title,
        dek=head.dek,
        byline=head.byline,
        published=head.published,
        language=language,
        url=url,
    )
    removed = (*page.removed, *head.removed, *cleaned)
    return to_reading(kept, metadata, removed, judge_text(joined(kept)), id)


def _below_forward(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks below the lines that a mail program writes above a mail that it forwards."""
    at = next((at for at, block in enumerate(blocks) if _FORWARDS.match(block.text)), None)
    if at is None:
        return blocks
    at += 1
    while at < len(blocks) and _FIELD.match(blocks[at].text) and blocks[at].words <= _FIELD_WORDS:
        at += 1
    return blocks[at:]


@dataclass(frozen=True, slots=True)
class Forward:
    """What a mail program writes above a mail that it forwards inside the text, and what stands below."""

    subject: str | None
    sent: str | None
    text: str


def split_forward(text: str) -> Forward | None:
    """The mail that a text forwards; None if it forwards none."""
    match = _FORWARD.search(text.replace("\r\n", "\n"))
    if match is None:
        return None
    below = match.string[match.end() :]
    lines = [line for line in below.split("\n") if line.strip()]
    if lines and all(line.startswith(">") for line in lines):
        below = re.sub(r"^> ?", "", below, flags=re.MULTILINE)
    fields = {name.lower(): value.strip(" *") for name, value in _FIELD.findall(match[1])}
    return Forward(
        next((fields[name] for name in _SUBJECT if fields.get(name)), None),
        next((fields[name] for name in _SENT if fields.get(name)), None),
        below,
    )


def _forwarded_mail(message: Message) -> Message | None:
    """The first mail that is attached to this one."""
    for count, part in enumerate(message.walk()):
        if count >= _MAX_PARTS:
            return None
        if part is not message and part.get_content_type() == "message/rfc822" and part.is_multipart():
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) else None
            return inner if isinstance(inner, Message) else None
    return None


def _words(html: str | None, text: str | None) -> int:
    """The words of the longer part, markup left out."""
    bare = re.sub(r"<style.*?</style>|<[^<>]*>", " ", html or "", flags=re.DOTALL | re.IGNORECASE)
    return max(count_words(bare[:20_000]), count_words((text or "")[:20_000]))


def _unflowed(body: str, *, delete_space: bool) -> str:
    """The text with the line breaks taken out that its format only put in (RFC 3676)."""
    lines: list[str] = []
    open_ended = False
    for raw in body.replace("\r\n", "\n").split("\n"):
        line = raw.removeprefix(" ")  # stuffed, where the text itself begins with a space or From
        if open_ended and line:
            lines[-1] += line
        else:
            lines.append(line)
        open_ended = line.endswith(" ") and line != "-- "
        if open_ended and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(line.rstrip() for line in lines)


def _parts(message: Message) -> tuple[str | None, str | None]:
    """The first HTML and the first text part that are no attachments, decoded."""
    found: dict[str, str] = {}
    for count, part in enumerate(_own_parts(message)):
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
            if kind == "text/plain" and str(part.get_param("format", "")).lower() == "flowed":
                body = _unflowed(body, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
            if count_words(body[:10_000]):
                found[kind] = body
    return found.get("text/html"), found.get("text/plain")


def _own_parts(message: Message) -> Iterator[Message]:
    """The parts of a mail, those of a mail attached to it left out."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        yield part
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_type() != "message/rfc822":
            waiting.extend(inner for inner in reversed(payload) if isinstance(inner, Message))


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
