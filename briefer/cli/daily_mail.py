"""The delivery of an edition as `briefer.toml` has it: who sends, to whom, the letter of each reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from briefer.cli.output import notice
from briefer.errors import ConfigError
from briefer.publish.delivery import deliver
from briefer.publish.edition import Edition
from briefer.publish.mail import Conversation
from briefer.publish.message import read_address
from briefer.publish.message_id import message_id
from briefer.publish.outbox import Outbox
from briefer.publish.outcome import DeliveryReport
from briefer.publish.recipients import Recipient, parse_recipient, read_recipients
from briefer.publish.render import write_letter
from briefer.publish.smtp_url import parse_smtp_url
from briefer.publish.store import Store
from briefer.publish.suppression import Suppressions
from briefer.publish.unsubscribe import unsubscribe_link, unsubscribe_secret, with_tokens
from briefer.settings import Settings

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sending:
    """What the options say about mail."""

    send: bool = False
    approve: bool = False
    retry_failed: bool = False
    proof: str | None = None
    """The one address that a proof goes to, and nobody else."""

    def __post_init__(self) -> None:
        if self.proof is not None and self.to_readers:
            raise ConfigError("--to mails a proof to one address alone; leave --send, --approve and --retry-failed out")

    def refuse(self, option: str) -> None:
        """Pass, where nothing is to be mailed.

        Raises:
            ConfigError: something is, beside an option that mails nobody.
        """
        if self.at_all:
            raise ConfigError(f"{option} mails nobody; leave --send, --to, --approve and --retry-failed out")

    @property
    def to_readers(self) -> bool:
        """Whether the readers are to get it."""
        return self.send or self.approve or self.retry_failed

    @property
    def is_scheduled(self) -> bool:
        """Whether it is what a scheduler runs; the others are typed by a person, who sees what was mistyped."""
        return self.send and not self.approve and not self.retry_failed

    @property
    def at_all(self) -> bool:
        """Whether anything is to be mailed."""
        return self.to_readers or self.proof is not None


def check_mail(settings: Settings) -> None:
    """Refuse to send without what sending needs, before anything is read or spent.

    Raises:
        ConfigError: `smtp`, `from` or the password is missing, or something in `[mail]` cannot be used.
    """
    mail = settings.file.mail
    for name, value in (("from", mail.from_), ("smtp", mail.smtp)):
        if not value:
            raise ConfigError(f"[mail] {name} is missing, and nothing can be sent without it; see `briefer init`")
    Conversation(parse_smtp_url(mail.smtp or ""), settings.smtp_password)
    parse_recipient(mail.from_ or "")
    if mail.operator is not None:
        parse_recipient(mail.operator)
    if mail.reply_to is not None:
        read_address(mail.reply_to, "reply")
    if mail.unsubscribe_url is not None:
        unsubscribe_link(mail.unsubscribe_url, "token")


def find_readers(settings: Settings, sending: Sending) -> tuple[Recipient, ...]:
    """To whom it goes; rows of the file that name nobody are told.

    Raises:
        ConfigError: nobody is named, an address of the configuration is none, or the file cannot be read.
    """
    mail = settings.file.mail
    if sending.proof is not None:
        return (parse_recipient(sending.proof),)
    listed = read_recipients(mail)
    for refused in listed.refused:
        notice(f"{refused.where} is left out: {refused.reason}")
    if not listed.recipients:
        where = f"{str(mail.recipients_file)!r} has no reader" if mail.recipients_file else "[mail] names no reader"
        raise ConfigError(f"{where}, and there is nobody to send to; set to or recipients_file in [mail]")
    return listed.recipients


async def deliver_edition(
    store: Store, edition: Edition, settings: Settings, sending: Sending, readers: tuple[Recipient, ...], say: Say
) -> DeliveryReport:
    """What became of every reader's copy, or of the proof, which is a mailing of its own each time.

    Raises:
        ConfigError: no edition waits for the approval, or an address or a template is wrong.
    """
    mail = settings.file.mail
    letter = write_letter(edition, mail, template_dir=settings.file.edition.template_dir)
    sender = parse_recipient(mail.from_ or "")
    domain = sender.address.rpartition("@")[2]
    proof = f"-proof-{datetime.now(UTC):%Y%m%dT%H%M%S%f}" if sending.proof is not None else ""
    identity = f"{edition.id}{proof}"
    if sending.approve:
        _approve(store, edition)
    if sending.retry_failed:
        _retry_failed(store, identity, say)

    def build(recipient: Recipient) -> bytes:
        link = None
        if mail.unsubscribe_url and recipient.token:
            link = unsubscribe_link(mail.unsubscribe_url, recipient.token)
        return letter.to(
            recipient.address,
            recipient.name,
            unsubscribe_url=link,
            message_id=message_id(identity, recipient.address, domain),
        )

    return await deliver(
        store,
        identity,
        with_tokens(readers, unsubscribe_secret(store)),
        build,
        smtp=parse_smtp_url(mail.smtp or ""),
        password=settings.smtp_password,
        sender=mail.from_ or "",
        now=lambda: datetime.now(UTC),
        hold=mail.approve and sending.proof is None,
    )


def _approve(store: Store, edition: Edition) -> None:
    """Let the edition go.

    Raises:
        ConfigError: it does not wait; the message says why.
    """
    outbox = Outbox(store)
    if not outbox.approve(edition.id, now=datetime.now(UTC)):
        why = "it went out without" if outbox.has_begun(edition.id) else "`briefer daily --send` has it wait"
        raise ConfigError(f"the edition of {edition.date} does not wait for approval: {why}")


def _retry_failed(store: Store, identity: str, say: Say) -> None:
    """Make pending again what was given up, but for those whom the suppression list has."""
    outbox, listed = Outbox(store), Suppressions(store)
    again = []
    for copy in (*outbox.failed(identity), *outbox.suppressed(identity)):
        if listed.has(copy.recipient):
            address = copy.recipient.address
            notice(f"{address} stays on the suppression list; `briefer daily --unsuppress {address}` takes it off")
        else:
            again.append(copy)
    outbox.retry(again, now=datetime.now(UTC))
    say(f"{len(again)} given up before, tried once more" if again else "nobody was given up who could be tried again")
