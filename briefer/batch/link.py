"""Messages between a job and its workers: frames over a socket, opened with proof of a shared key.

A frame is two lengths (the fields' and the body's, four bytes each, big-endian), the fields as JSON, the body as bytes.
Loopback locally; an engine's workers on other machines speak the same. The key opens the conversation by a challenge,
so that it never travels; what travels is not encrypted.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from briefer.errors import ConfigError

_HEAD = struct.Struct("!II")
MAX_FIELDS = 4_000_000
MAX_BODY = 256_000_000
"""Bytes: above the largest page that any input lets through; a frame that claims more is none of ours."""
KEY_BYTES = 32
_PROOF_BYTES = 32
_FAREWELL_S = 5.0
_IDLE_S, _EVERY_S, _PROBES = 60, 15, 4
"""A machine that is gone without a word is known after two minutes of silence; by itself, TCP never asks."""
_LAST_PORT = 65_535


class LinkError(ConnectionError):
    """The other side is gone, or is not who it should be."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one side tells the other."""

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""


class Link:
    """One end of a conversation. `ask` waits for its answer, `tell` does not; `receive` is the other side's turn."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        _keep_alive(writer)
        self._asked: dict[int, asyncio.Future[Message]] = {}
        self._next = 0
        self._gone: LinkError | None = None

    async def send(self, message: Message) -> None:
        """Send a message, once the other side has room for it.

        Raises:
            LinkError: the other side is gone.
        """
        fields = json.dumps([message.kind, message.fields]).encode()
        if self._writer.is_closing():  # asyncio logs whoever goes on writing
            raise LinkError("the connection is closed")
        try:
            self._writer.write(_HEAD.pack(len(fields), len(message.body)) + fields + message.body)
            await self._writer.drain()
        except (ConnectionError, RuntimeError) as error:  # RuntimeError: the transport was closed under it
            raise LinkError("the connection is closed") from error

    async def receive(self) -> Message | None:
        """The next message; None where the other side has hung up.

        Raises:
            LinkError: what came is no message of ours.
        """
        try:
            sizes = _HEAD.unpack(await self._reader.readexactly(_HEAD.size))
            if sizes[0] > MAX_FIELDS or sizes[1] > MAX_BODY:
                raise LinkError(f"a message of {sizes[0]} and {sizes[1]} bytes is none of ours")
            fields = await self._reader.readexactly(sizes[0])
            body = await self._reader.readexactly(sizes[1])
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            if isinstance(error, LinkError):
                raise
            return None
        kind, values = json.loads(fields)
        return Message(kind, values, body)

    async def ask(self, kind: str, body: bytes = b"", **fields: Any) -> Message:
        """The other side's answer to a question; `listen` has to run meanwhile.

        Raises:
            LinkError: the other side has hung up.
        """
        if self._gone is not None:
            raise self._gone
        self._next += 1
        number = self._next
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            await self.send(Message(kind, {**fields, "ask": number}, body))
            return await answer
        finally:
            self._asked.pop(number, None)

    async def tell(self, kind: str, body: bytes = b"", **fields: Any) -> None:
        """Say something that wants no answer.

        Raises:
            LinkError: the other side has hung up.
        """
        await self.send(Message(kind, fields, body))

    def hint(self, kind: str, **fields: Any) -> None:
        """Say something small at once, without waiting for room; lost where the other side is gone."""
        data = json.dumps([kind, fields]).encode()
        if not self._writer.is_closing():
            self._writer.write(_HEAD.pack(len(data), 0) + data)

    async def listen(self) -> None:
        """Hand answers to those who asked, until the other side hangs up; who still waits then learns of it."""
        try:
            while (message := await self.receive()) is not None:
                answer = self._asked.get(message.fields.get("ask", 0))
                if answer is not None and not answer.done():
                    answer.set_result(message)
        finally:
            self._gone = LinkError("the other side has hung up")
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(self._gone)

    async def close(self) -> None:
        """Hang up; what the other side does not take within seconds is not sent any more."""
        self._writer.close()
        with suppress(ConnectionError, RuntimeError):
            try:
                async with asyncio.timeout(_FAREWELL_S):
                    await self._writer.wait_closed()
            except TimeoutError:
                self._writer.transport.abort()

    async def prove(self, key: bytes) -> None:
        """Show that both sides have the key, without sending it.

        Raises:
            LinkError: the other side has not.
        """
        ours = secrets.token_bytes(_PROOF_BYTES)
        try:
            self._writer.write(ours)
            await self._writer.drain()
            theirs = await self._reader.readexactly(_PROOF_BYTES)
            if theirs == ours:
                raise LinkError("the other side only repeats what it is told")
            self._writer.write(_proof(key, theirs))
            await self._writer.drain()
            proof = await self._reader.readexactly(_PROOF_BYTES)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise LinkError("the other side hung up before it showed its key") from error
        if not hmac.compare_digest(proof, _proof(key, ours)):
            raise LinkError("the other side does not have the key")


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    """Have the system ask whether the other side is still there, while neither says anything."""
    connection = writer.get_extra_info("socket")
    if connection is None:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", _IDLE_S), ("TCP_KEEPINTVL", _EVERY_S), ("TCP_KEEPCNT", _PROBES)):
        if hasattr(socket, name):  # each system has some of them
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _proof(key: bytes, challenge: bytes) -> bytes:
    return hmac.digest(key, challenge, hashlib.sha256)


def parse_address(text: str) -> tuple[str, int]:
    """Host and port of `HOST` or `HOST:PORT`; port 0 where none is given.

    Raises:
        ConfigError: it is not one, or every address of this machine at once, which no other machine can call.
    """
    host, _, port = text.rpartition(":") if ":" in text else (text, "", "0")
    if not host or ":" in host or not port.isdecimal() or int(port) > _LAST_PORT:
        raise ConfigError(f"--coordinator takes HOST or HOST:PORT, got {text!r}; for example 10.0.0.5:4500")
    if host in {"0.0.0.0", "*"}:  # noqa: S104 - refused, not listened at
        raise ConfigError(f"no worker can call {host!r}; --coordinator takes the one address that they reach")
    return host, int(port)


async def call(address: str, key: bytes) -> Link:
    """A link to the job at `host:port`.

    Raises:
        LinkError: nobody is there, or somebody else.
        ConfigError: the address is none.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise ConfigError(f"{address!r} is not an address of a job; it looks like 127.0.0.1:45123")
    try:
        reader, writer = await asyncio.open_connection(host, int(port))
    except OSError as error:
        raise LinkError(f"no job answers at {address}") from error
    link = Link(reader, writer)
    try:
        await link.prove(key)
    except LinkError:
        await link.close()
        raise
    return link
