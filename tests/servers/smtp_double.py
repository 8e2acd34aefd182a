"""A mail server on loopback: aiosmtpd as it is, which refuses, stalls and dies where the script says so.

    with SmtpDouble({"gone@example.org": [rcpt("550 5.1.1 no such mailbox")]}) as server:
        ... parse_smtp_url(server.url) ...
        assert [mail.recipient for mail in server.received] == [...]

The script has the steps of each recipient, one for each try; after the last one the server takes what comes.
Real sockets, an event loop in a thread, certificates made for the occasion by trustme.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Tls = Literal["none", "starttls", "implicit"]


@dataclass(frozen=True)
class Step:
    """What the server does at one try to reach a recipient."""

    where: Literal["rcpt", "data", "drop", "die"]
    reply: str = ""


def rcpt(reply: str) -> Step:
    """Answer RCPT with this."""
    return Step("rcpt", reply)


def data(reply: str) -> Step:
    """Answer the whole message with this, and throw it away."""
    return Step("data", reply)


DROP_IN_DATA = Step("drop")
"""Close the connection within the message."""
DIE_AFTER_YES = Step("die")
"""Take the message and close the connection before the answer."""
TAKE = Step("data", "250 2.0.0 OK")
"""Take the message, as without a script."""


@dataclass(frozen=True)
class Received:
    """A message that the server took."""

    sender: str
    recipient: str
    content: bytes
    connection: int
    """Connections are counted from 1."""
    user: str | None
    options: tuple[str, ...]
    """What MAIL FROM said besides the sender."""
    answered: bool = True
    """False where the server died before its yes."""

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(BytesHeaderParser().parsebytes(self.content)["Message-ID"])


@functools.cache
def authority() -> trustme.CA:
    """Who signs the certificates of the tests."""
    return trustme.CA()


def trust_file(folder: Path) -> Path:
    """A file for `SSL_CERT_FILE`, by which a program is told whom to trust besides nobody."""
    path = folder / "authority.pem"
    authority().cert_pem.write_to_path(str(path))
    return path


def trusting() -> ssl.SSLContext:
    """What a client has that trusts the tests' certificates."""
    context = ssl.create_default_context()
    authority().configure_trust(context)
    return context


class SmtpDouble:
    """The server; a context manager."""

    def __init__(
        self,
        script: Mapping[str, Sequence[Step]] | None = None,
        *,
        tls: Tls = "none",
        host: str = "127.0.0.1",
        users: Mapping[str, str] | None = None,
        smtputf8: bool = True,
        mail_replies: Sequence[str] = (),
        most_per_connection: int | None = None,
        auth_reply: str = "535 5.7.8 no",
        on_reply: Callable[[], None] = lambda: None,
    ) -> None:
        self._script = {address: list(steps) for address, steps in (script or {}).items()}
        self._tls: Tls = tls
        self._context: ssl.SSLContext | None = None
        if tls != "none":
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority().issue_cert(host).configure_cert(self._context)
        self.users = users
        self._smtputf8 = smtputf8
        self.mail_replies = list(mail_replies)
        """Answers to the first MAIL commands; after the last one they are taken."""
        self.most_per_connection = most_per_connection
        self.auth_reply = auth_reply
        self.on_reply = on_reply
        """Called before each answer goes out, in the server's thread."""
        self.received: list[Received] = []
        self.asked: list[str] = []
        """The recipients of all RCPT commands."""
        self.connections = 0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stopping: asyncio.Event | None = None
        self._sessions: list[_Session] = []
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)

    @property
    def url(self) -> str:
        """What to give as the server, without a user."""
        return self.url_for(None)

    def url_for(self, user: str | None) -> str:
        """What to give as the server."""
        scheme = {"none": "smtp", "starttls": "smtp+starttls", "implicit": "smtps"}[self._tls]
        return f"{scheme}://{user + '@' if user else ''}127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._stopping is not None
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._loop.close()

    def script(self, address: str, *steps: Step) -> None:
        """What to do with a recipient from now on, one step for each try."""
        self._script[address] = list(steps)

    def step(self, address: str, *, done: bool) -> Step:
        """What to do with a recipient now; `done` ends the try."""
        steps = self._script.get(address) or [TAKE]
        return steps.pop(0) if done else steps[0]

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        implicit = self._context if self._tls == "implicit" else None
        server = await self._loop.create_server(self._session, "127.0.0.1", 0, ssl=implicit)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for session in self._sessions:
            if session.transport is not None and not session.transport.is_closing():
                session.transport.close()
        for _ in range(3):  # turns of the loop in which sockets are closed
            await asyncio.sleep(0)

    def _session(self) -> SMTP:
        self.connections += 1
        starttls = self._context if self._tls == "starttls" else None
        self._sessions.append(_Session(self, self.connections, starttls, self._smtputf8))
        return self._sessions[-1]


class _Session(SMTP):
    """One connection."""

    def __init__(self, double: SmtpDouble, number: int, context: ssl.SSLContext | None, smtputf8: bool) -> None:
        self.double = double
        super().__init__(
            _Handler(double, number, self),
            hostname="double.example.org",
            enable_SMTPUTF8=smtputf8,
            tls_context=context,
            require_starttls=context is not None,
            auth_require_tls=context is not None,
            authenticator=self._login,
            auth_exclude_mechanism=() if double.users else ("PLAIN", "LOGIN"),
            loop=asyncio.get_running_loop(),
        )

    async def push(self, status: Any) -> None:
        self.double.on_reply()
        await super().push(status)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        assert self.envelope is not None
        if self.envelope.rcpt_tos and self.double.step(self.envelope.rcpt_tos[0], done=False) is DROP_IN_DATA:
            self.double.step(self.envelope.rcpt_tos[0], done=True)
            await self.push("354 go on")
            await self._reader.readline()
            await self.vanish()
        await super().smtp_DATA(arg)

    async def vanish(self) -> None:
        """Close the connection; the session is cancelled by that."""
        assert isinstance(self.transport, asyncio.WriteTransport)
        self.transport.abort()
        await asyncio.Event().wait()

    def _login(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        user, password = given.login.decode(), given.password.decode()
        if (self.double.users or {}).get(user) == password:
            return AuthResult(success=True, auth_data=user)
        return AuthResult(success=False, handled=False, message=self.double.auth_reply)


class _Handler:
    """What the server says where aiosmtpd asks."""

    def __init__(self, double: SmtpDouble, number: int, session: _Session) -> None:
        self.double = double
        self.number = number
        self.connection = session
        self.taken = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.double.users and not session.authenticated:
            return "530 5.7.0 log in first"
        if self.taken == self.double.most_per_connection:
            await server.push("421 4.3.2 enough for one connection")
            await self.connection.vanish()
        if self.double.mail_replies and not (said := self.double.mail_replies.pop(0)).startswith("250"):
            return said
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the same
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.double.asked.append(address)
        if self.double.step(address, done=False).where == "rcpt":
            return self.double.step(address, done=True).reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        step = self.double.step(envelope.rcpt_tos[0], done=True)
        if step.where == "data" and not step.reply.startswith("250"):
            return step.reply
        assert envelope.mail_from is not None and envelope.original_content is not None
        self.double.received.extend(
            Received(
                envelope.mail_from,
                address,
                envelope.original_content,
                self.number,
                session.auth_data,
                tuple(envelope.mail_options),
                answered=step is not DIE_AFTER_YES,
            )
            for address in envelope.rcpt_tos
        )
        self.taken += 1
        if step is DIE_AFTER_YES:
            await self.connection.vanish()
        return step.reply
