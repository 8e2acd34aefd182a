"""The mail to the operator: a run that was to send has failed, and nobody may be looking at its terminal.

It goes out once for each edition, failure and day, as a scheduler runs the same command again and again; what was told
is kept in the store. It is one try over the readers' own server, with short waits: where that server is the failure
itself, the exit code and stderr have to do.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import SecretStr

from briefer.publish.mail import Conversation, Verdict
from briefer.publish.message import build_message, read_address
from briefer.publish.message_id import message_id
from briefer.publish.recipients import parse_recipient
from briefer.publish.render.wrapping import wrap
from briefer.publish.smtp_url import parse_smtp_url
from briefer.publish.store import Store
from briefer.settings import MailTable
from briefer.text.terminal import one_line

_STEPS = (
    """
    create table alarms (
        edition text not null,
        failure text not null,
        day text not null,
        primary key (edition, failure, day)
    ) without rowid;
    """,
)
_REPLY_S, _ACCEPT_S = 20.0, 60.0
"""How long a reply and the reply to the message are waited for: the failure is told on stderr all the same."""
_WIDTH = 72
_MOST_LINES = 40
"""Lines of what happened: a thousand refused readers are a number and some examples."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do next."""

    words: str
    command: str | None = None
    """Stands on a line of its own, to be copied."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is told to the operator."""

    kind: str
    """What makes it the same failure as another."""
    headline: str
    happened: tuple[str, ...]
    todo: tuple[Advice, ...]


class Alarms:
    """What the operator was told."""

    def __init__(self, store: Store) -> None:
        store.ensure("alarms", _STEPS)
        self._store = store

    def has(self, edition_id: str, failure: Failure, day: date) -> bool:
        """Whether the operator was told of this failure of the edition on that day."""
        with self._store.transaction() as database:
            row = database.execute(
                "select 1 from alarms where edition = ? and failure = ? and day = ?",
                (edition_id, _digest(failure), day.isoformat()),
            ).fetchone()
        return row is not None

    def add(self, edition_id: str, failure: Failure, day: date) -> None:
        """Write down that they were told."""
        with self._store.transaction() as database:
            database.execute(
                "insert into alarms (edition, failure, day) values (?, ?, ?) on conflict do nothing",
                (edition_id, _digest(failure), day.isoformat()),
            )


async def tell_operator(
    store: Store,
    failure: Failure,
    *,
    edition_id: str,
    about: str,
    mail: MailTable,
    password: SecretStr | None,
    now: datetime,
) -> str | None:
    """Why the operator could not be told; None where they were, now or earlier that day.

    `about` names the edition in subject and text; `now` is in the time zone whose days count.

    Raises:
        ConfigError: `[mail]` has an address that is none, or the store cannot be used.
    """
    alarms = Alarms(store)
    if alarms.has(edition_id, failure, now.date()):
        return None
    operator, sender = parse_recipient(mail.operator or ""), parse_recipient(mail.from_ or "")
    identity = f"{edition_id}-alarm-{_digest(failure)}-{now:%Y%m%d}"
    message = build_message(
        subject=f"{about}: {failure.headline}",
        text=alarm_text(failure, about),
        html=None,
        sender=mail.from_ or "",
        to=read_address(operator.address, "operator", wide=True),
        date=now,
        headers={"Auto-Submitted": "auto-generated"},
        message_id=message_id(identity, operator.address, sender.address.rpartition("@")[2]),
    )
    conversation = Conversation(parse_smtp_url(mail.smtp or ""), password, reply_s=_REPLY_S, accept_s=_ACCEPT_S)
    reply = await conversation.connect()
    if reply.verdict is Verdict.YES:
        if operator.needs_smtputf8 and not conversation.offers("smtputf8"):
            await conversation.close()
            return "the address is not ASCII before the @, and the server does not offer SMTPUTF8"
        reply = await conversation.send(sender.address, operator, message)
        await conversation.close()
    if reply.verdict is not Verdict.YES:
        return reply.words
    alarms.add(edition_id, failure, now.date())
    return None


def alarm_text(failure: Failure, about: str) -> str:
    """The text of the mail: what happened, to what, and what to do next."""
    happened = failure.happened[:_MOST_LINES]
    if len(failure.happened) > len(happened):
        happened = (*happened, f"and {len(failure.happened) - len(happened)} more, which the run has on stderr")
    lines = [
        *wrap(one_line(f"{about}: {failure.headline}."), _WIDTH),
        "",
        "What happened",
        *(line for one in happened for line in _item(one)),
        "",
        "What to do",
        *(
            line
            for one in failure.todo
            for line in (*_item(one.words), *([f"    {one.command}"] if one.command else []))
        ),
        "",
        *wrap("You get this once for this failure and day, as operator in [mail] of briefer.toml says.", _WIDTH),
    ]
    return "\n".join(lines) + "\n"


def _item(words: str) -> list[str]:
    return wrap(one_line(words), _WIDTH, first="- ", rest="  ")


def _digest(failure: Failure) -> str:
    return hashlib.sha256(failure.kind.encode("utf-8", "replace")).hexdigest()[:16]
