"""The mail server's URL, what its answers become, and the Message-ID."""

from __future__ import annotations

import socket
import ssl
import traceback

import aiosmtplib
import pytest
from pydantic import SecretStr

from briefer.errors import ConfigError
from briefer.publish.mail import Conversation, Stage, Verdict, _translated, _Trouble
from briefer.publish.message_id import message_id, with_message_id
from briefer.publish.recipients import Recipient
from briefer.publish.smtp_url import SmtpUrl, parse_smtp_url


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("smtp://127.0.0.1:2525", SmtpUrl("smtp", "127.0.0.1", 2525, None)),
        ("smtp://relay", SmtpUrl("smtp", "relay", 25, None)),
        ("smtp+starttls://me@mail.example.org", SmtpUrl("smtp+starttls", "mail.example.org", 587, "me")),
        ("SMTPS://me@Mail.example.org:4650/", SmtpUrl("smtps", "mail.example.org", 4650, "me")),
        ("smtps://me@example.org@mail.example.org", SmtpUrl("smtps", "mail.example.org", 465, "me@example.org")),
        ("smtps://me%40example.org@mail.example.org", SmtpUrl("smtps", "mail.example.org", 465, "me@example.org")),
        ("smtp://me@localhost", SmtpUrl("smtp", "localhost", 25, "me")),
        ("smtp://me@[::1]:26", SmtpUrl("smtp", "::1", 26, "me")),
        ("smtps://post.bücher.example", SmtpUrl("smtps", "post.xn--bcher-kva.example", 465, None)),
    ],
)
def test_url(given: str, url: SmtpUrl) -> None:
    """The three schemes with their ports, users with an @, IPv6 and internationalised hosts."""
    assert parse_smtp_url(given) == url


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("mail.example.org:587", "it begins with 'mail.example.org'"),
        ("mail.example.org", "it has no scheme"),
        ("https://mail.example.org", "it begins with 'https'"),
        ("smtps://", "it names no host"),
        ("smtps://a..b", "it names no host"),
        ("smtps://mail example", "it names no host"),
        ("smtps://mail.example.org:99999", "it cannot be taken apart"),
        ("smtps://me:hunter2@mail.example.org", "BRIEFER_SMTP_PASSWORD"),
        ("smtps://me:hunter2@mail.example.org:x", "it cannot be taken apart"),
        ("smtps://me:hunter2@[mail", "it cannot be taken apart"),
        ("smtps://me@mail.example.org/hunter2", "something after the host"),
        ("smtps://me@mail.example.org?hunter2", "something after the host"),
        ("smtp://me@mail.example.org", "would send a password to 'mail.example.org' in the clear"),
        ("smtps://m%0D%0Ae@mail.example.org", "not one line"),
    ],
)
def test_bad_url(given: str, words: str) -> None:
    """What is wrong with a URL is told without the URL, as a password may be in it; neither is it in the traceback."""
    with pytest.raises(ConfigError) as error:
        parse_smtp_url(given)
    assert words in str(error.value)
    told = str(error.value) + "".join(traceback.format_exception_only(error.value.__cause__ or error.value))
    assert "hunter2" not in told


TRANSLATED = {
    aiosmtplib.SMTPException("no STARTTLS"): (Verdict.NEVER, "no STARTTLS", None),
    aiosmtplib.SMTPNotSupported("no SMTPUTF8"): (Verdict.NEVER, "no SMTPUTF8", None),
    aiosmtplib.SMTPServerDisconnected("gone"): (Verdict.LOST, "gone", None),
    aiosmtplib.SMTPConnectError("refused"): (Verdict.LOST, "refused", None),
    aiosmtplib.SMTPTimeoutError("slow"): (Verdict.LOST, "slow", None),
    aiosmtplib.SMTPConnectTimeoutError("slow"): (Verdict.LOST, "slow", None),
    aiosmtplib.SMTPReadTimeoutError("slow"): (Verdict.LOST, "slow", None),
    aiosmtplib.SMTPConnectResponseError(554, "go away"): (Verdict.NEVER, "554 go away", 554),
    aiosmtplib.SMTPHeloError(502, "what"): (Verdict.NEVER, "502 what", 502),
    aiosmtplib.SMTPAuthenticationError(454, "later"): (Verdict.LATER, "454 later", 454),
    aiosmtplib.SMTPSenderRefused(550, "you", "a@example.org"): (Verdict.NEVER, "550 you", 550),
    aiosmtplib.SMTPRecipientRefused(450, "busy", "a@example.org"): (Verdict.LATER, "450 busy", 450),
    aiosmtplib.SMTPRecipientsRefused([]): (Verdict.NEVER, "[]", None),
    aiosmtplib.SMTPDataError(421, "closing"): (Verdict.LOST, "421 closing", 421),
    aiosmtplib.SMTPResponseException(-1, "garbage"): (Verdict.LOST, "-1 garbage", -1),
}


@pytest.mark.parametrize("error", TRANSLATED, ids=lambda error: f"{type(error).__name__}-{error}")
def test_translated(error: Exception) -> None:
    """Every exception of aiosmtplib becomes a reply."""
    trouble = _Trouble(Stage.RCPT)
    with _translated(trouble):
        raise error
    reply = trouble.reply
    assert reply is not None and (reply.verdict, reply.words, reply.code) == TRANSLATED[error]


def test_all_are_translated() -> None:
    """The list above is whole, so that a new exception of aiosmtplib is noticed."""
    assert {type(error).__name__ for error in TRANSLATED} == set(aiosmtplib.errors.__all__)


def test_other_yes_to_a_message() -> None:
    """Any 2xx to the whole message is a yes: a second copy would be the price of doubting it."""
    trouble = _Trouble(Stage.DATA)
    with _translated(trouble):
        raise aiosmtplib.SMTPDataError(252, "will do")
    assert trouble.reply is not None and trouble.reply.verdict is Verdict.YES


def test_sockets_and_tls_are_translated() -> None:
    """So are the sockets' own; TLS that does not come about is final, TLS that breaks later is a lost connection."""
    broken = aiosmtplib.SMTPServerDisconnected("Connection lost")
    broken.__cause__ = ssl.SSLError(1, "bad record")
    for stage, error, verdict in (
        (Stage.CONNECT, ConnectionResetError(104, "reset"), Verdict.LOST),
        (Stage.CONNECT, TimeoutError(), Verdict.LOST),
        (Stage.CONNECT, ssl.SSLError(1, "wrong version"), Verdict.NEVER),
        (Stage.CONNECT, ssl.SSLEOFError(8, "cut off"), Verdict.LOST),
        (Stage.DATA, broken, Verdict.LOST),
    ):
        trouble = _Trouble(stage)
        with _translated(trouble):
            raise error
        assert trouble.reply is not None and trouble.reply.verdict is verdict and trouble.reply.words


def test_what_a_server_says_is_shown_discreetly() -> None:
    """The server's words lose escape sequences, line breaks, length, and the password in each form it was sent in."""
    talk = Conversation(SmtpUrl("smtps", "mail.example.org", 465, "me"), SecretStr("hunter2"))
    trouble = _Trouble(Stage.LOGIN)
    with _translated(trouble):  # the second is "\0me\0hunter2" in base64, the third "hunter2"
        raise aiosmtplib.SMTPAuthenticationError(
            535, "\x1b[31mhunter2\nAG1lAGh1bnRlcjI= aHVudGVyMg==\udcff " + "x" * 500
        )
    assert trouble.reply is not None
    words = talk._discreet(trouble.reply).words
    assert words.startswith("535 *** *** ***\ufffd xxx") and len(words) == 300
    assert "hunter2" not in repr(talk.__dict__)


async def test_server_that_says_nothing() -> None:
    """A server that takes the connection and never greets is a lost connection, after the time for a reply."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        talk = Conversation(SmtpUrl("smtp", "127.0.0.1", silent.getsockname()[1], None), None, reply_s=0.05)
        reply = await talk.connect()
    assert (reply.stage, reply.verdict) == (Stage.CONNECT, Verdict.LOST) and "Timed out" in reply.words
    assert not talk.is_open and (await talk.send("a@example.org", Recipient("b@x.org"), b"")).verdict is Verdict.LOST


def test_message_id_is_pure() -> None:
    """The Message-ID is the edition's and the recipient's, whatever the case of the address."""
    one = message_id("day-1", "Ada@example.org", "example.org")
    assert one == message_id("day-1", "ada@example.org", "example.org")
    assert (
        len({one, message_id("day-2", "ada@example.org", "example.org"), message_id("day-1", "b@x.org", "x.org")}) == 3
    )
    assert one.startswith("<") and one.endswith("@example.org>") and "ada" not in one


@pytest.mark.parametrize(
    ("message", "kept", "expected"),
    [
        (b"To: a\r\n\r\nMessage-ID: body\r\n", None, b"Message-ID: <d@x>\r\nTo: a\r\n\r\nMessage-ID: body\r\n"),
        (b"message-id: <own@x>\r\nTo: a\r\n\r\n", None, b"message-id: <own@x>\r\nTo: a\r\n\r\n"),
        (b"To: a\r\nMessage-Id: <own@x>\r\n\r\n", "<kept@x>", b"To: a\r\nMessage-Id: <kept@x>\r\n\r\n"),
        (b"Message-ID:\r\n <own@x>\r\nTo: a\r\n\r\n", "<kept@x>", b"Message-ID:<kept@x>\r\nTo: a\r\n\r\n"),
    ],
    ids=["none of its own", "its own", "kept", "folded"],
)
def test_message_id_in_the_message(message: bytes, kept: str | None, expected: bytes) -> None:
    """The kept one is put in place of the message's own, which goes before the default."""
    changed, identity = with_message_id(message, kept=kept, default="<d@x>")
    assert changed == expected and identity.encode() in changed


def test_malformed_message_id() -> None:
    """A Message-ID that no server would understand is an error."""
    with pytest.raises(ConfigError, match="'day 1'"):
        with_message_id(b"Message-ID: day 1\r\n\r\n", kept=None, default="<d@x>")
