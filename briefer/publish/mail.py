"""One conversation with a mail server: connect, make it secret, log in, then one message after the other.

Every answer, a lost connection too, is a `Reply`; what it means for a recipient is decided in `delivery`.
aiosmtplib speaks the protocol. Covered: plain, STARTTLS and TLS with the certificate checked, AUTH, SMTPUTF8,
SIZE, RSET after a refusal. The server's words are shown on one line, without the password should it repeat it.
"""

from __future__ import annotations

import base64
import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import SecretStr

from briefer.errors import ConfigError
from briefer.publish.recipients import Recipient
from briefer.publish.smtp_url import SmtpUrl
from briefer.text.terminal import one_line

if TYPE_CHECKING:  # 0.1 s with ssl and asyncio; imported with the first connection
    import aiosmtplib

_REPLY_S = 120.0
"""How long a reply is waited for. RFC 5321, 4.5.3.2, says five minutes; two tell a dead server from a slow one."""
_ACCEPT_S = 600.0
"""How long the reply to a whole message is waited for. Source: RFC 5321, 4.5.3.2.6: a client that gives up earlier
sends what the server has accepted a second time."""
_GOODBYE_S = 5.0
_HELLO = "[127.0.0.1]"
"""What we call ourselves: an address literal is always well formed, asks no DNS and tells nothing of the machine."""
_MOST_WORDS = 300
_CLOSING = 421
"""The server ends the conversation; what it was about is to be tried later."""


class Stage(StrEnum):
    """How far a conversation had come."""

    CONNECT = "connect"
    LOGIN = "login"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


class Verdict(StrEnum):
    """What a reply means."""

    YES = "yes"
    LATER = "later"
    """4xx: the server would have it at another time."""
    NEVER = "never"
    """5xx, or nothing that time would change: a certificate that is not valid, a login that is not offered."""
    LOST = "lost"
    """No answer, and no connection any more."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one step."""

    stage: Stage
    verdict: Verdict
    words: str
    """The server's code and words on one line, or what went wrong."""
    code: int | None = None

    @property
    def text(self) -> str:
        """The server's words without the code."""
        return self.words.removeprefix(f"{self.code} ")


class Conversation:
    """A connection that is made when it is needed, and made again after it was lost."""

    def __init__(
        self,
        url: SmtpUrl,
        password: SecretStr | None,
        *,
        tls_context: ssl.SSLContext | None = None,
        reply_s: float = _REPLY_S,
        accept_s: float = _ACCEPT_S,
    ) -> None:
        if url.user is not None and password is None:
            raise ConfigError(f"{str(url)!r} wants a password; put it into BRIEFER_SMTP_PASSWORD")
        self._url = url
        self._password = password
        self._tls_context = tls_context
        self._reply_s = reply_s
        self._accept_s = accept_s
        self._server: aiosmtplib.SMTP | None = None

    @property
    def is_open(self) -> bool:
        """Whether the last word of the server left the connection standing."""
        return self._server is not None and self._server.is_connected

    def offers(self, extension: str) -> bool:
        """Whether the server has the extension; known once it is connected."""
        return self._server is not None and self._server.supports_extension(extension)

    async def connect(self) -> Reply:
        """Greet, secure and log in; where that does not work out, no connection is left."""
        import aiosmtplib  # noqa: PLC0415 - not every start sends mail

        self.abort()
        tls_context = None
        if self._url.scheme != "smtp":
            tls_context = self._tls_context or ssl.create_default_context()
        server = self._server = aiosmtplib.SMTP(
            hostname=self._url.host,
            port=self._url.port,
            local_hostname=_HELLO,
            timeout=self._reply_s,
            use_tls=self._url.scheme == "smtps",
            start_tls=False,  # asked for below: what is not wanted is not tried, what is wanted is not left out
            tls_context=tls_context,
        )
        trouble = _Trouble(Stage.CONNECT)
        with _translated(trouble):
            await server.connect()
            if self._url.scheme == "smtp+starttls":
                await server.starttls()
            await server.ehlo()
            if self._url.user is not None and self._password is not None:
                trouble.stage = Stage.LOGIN
                await server.login(self._url.user, self._password.get_secret_value())
        if trouble.reply is not None:
            self.abort()
            return self._discreet(trouble.reply)
        return Reply(Stage.CONNECT, Verdict.YES, "")

    async def send(self, sender: str, recipient: Recipient, message: bytes) -> Reply:
        """The server's last word on one message to one recipient; on a refusal the envelope is taken back."""
        server = self._server
        if server is None or not server.is_connected:
            return Reply(Stage.MAIL, Verdict.LOST, "the connection was lost")
        wide = recipient.needs_smtputf8
        options = [f"SIZE={len(message)}"] if self.offers("size") else []
        if wide:
            options.append("SMTPUTF8")
        if not message.isascii() and self.offers("8bitmime"):
            options.append("BODY=8BITMIME")
        trouble = _Trouble(Stage.MAIL)
        with _translated(trouble):
            await server.mail(sender, options=options)
            trouble.stage = Stage.RCPT
            await server.rcpt(recipient.address, encoding="utf-8" if wide else "ascii")
            trouble.stage = Stage.DATA
            said = await server.data(message, timeout=self._accept_s)
            return self._discreet(Reply(Stage.DATA, Verdict.YES, f"{said.code} {said.message}", said.code))
        reply = trouble.reply
        assert reply is not None  # noqa: S101 - the block above returns or is translated
        if reply.verdict is Verdict.LOST:
            self.abort()
        elif reply.verdict is not Verdict.YES:
            await self._reset()
        return self._discreet(reply)

    async def close(self) -> None:
        """Say goodbye, where somebody is there to hear it."""
        if self.is_open and self._server is not None:
            trouble = _Trouble(Stage.CONNECT)
            with _translated(trouble):  # all is said: a server that does not answer changes nothing
                await self._server.quit(timeout=_GOODBYE_S)
        self.abort()

    def abort(self) -> None:
        """Drop the connection without a word."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _reset(self) -> None:
        """Take the envelope back; a server that will not is left, as the next message needs a clean start."""
        trouble = _Trouble(Stage.MAIL)
        if self._server is not None:
            with _translated(trouble):
                await self._server.rset()
        if trouble.reply is not None:
            self.abort()

    def _discreet(self, reply: Reply) -> Reply:
        """The reply on one line, cut to a length, without the password in any form that it was sent in."""
        words = one_line(reply.words)
        if self._password is not None:
            secret, user = self._password.get_secret_value(), self._url.user or ""
            sent = {secret, _base64(secret), _base64(f"\0{user}\0{secret}")}
            for form in sorted(filter(None, sent), key=len, reverse=True):
                words = words.replace(form, "***")
        return Reply(reply.stage, reply.verdict, words[:_MOST_WORDS], reply.code)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@dataclass(slots=True)
class _Trouble:
    """Where a block of steps stands, and the reply that ended it."""

    stage: Stage
    reply: Reply | None = None


@contextlib.contextmanager
def _translated(trouble: _Trouble) -> Iterator[None]:
    """Turn what aiosmtplib and the sockets raise into the reply of the stage that the block had come to."""
    import aiosmtplib  # noqa: PLC0415 - not every start sends mail

    try:
        yield
    except aiosmtplib.SMTPResponseException as error:
        trouble.reply = _answered(trouble.stage, error.code, error.message)
    except (aiosmtplib.SMTPException, OSError) as error:
        trouble.reply = _unanswered(trouble.stage, error)


def _answered(stage: Stage, code: int, message: str) -> Reply:
    words = f"{code} {message}"
    if code // 100 == 2 and stage is Stage.DATA:
        return Reply(stage, Verdict.YES, words, code)  # RFC 5321, 4.2.1: the first digit is what counts
    if code == _CLOSING or code // 100 not in {4, 5}:
        return Reply(stage, Verdict.LOST, words, code)  # closed, or out of step with us
    return Reply(stage, Verdict.LATER if code // 100 == 4 else Verdict.NEVER, words, code)


def _unanswered(stage: Stage, error: Exception) -> Reply:
    cause = error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Reply(stage, Verdict.NEVER, f"its certificate is not valid: {cause.verify_message}")
    cut_off = isinstance(cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError))
    if isinstance(cause, ssl.SSLError) and stage is Stage.CONNECT and not cut_off:
        return Reply(stage, Verdict.NEVER, f"it does not speak TLS as it should: {cause}")
    # timeouts, refusals and resets, aiosmtplib's own among them, are OSErrors; the rest is what the server lacks
    verdict = Verdict.LOST if isinstance(error, OSError) else Verdict.NEVER
    return Reply(stage, verdict, str(error) or type(error).__name__)
