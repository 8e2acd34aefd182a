"""Job and workers speak in whole messages, and only with who has the key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from briefer.batch.link import Link, LinkError, Message, call
from briefer.errors import ConfigError

KEY = b"k" * 32


@asynccontextmanager
async def listening(answer: Callable[[Link], Awaitable[None]], key: bytes = KEY) -> AsyncIterator[str]:
    """A job that proves its key and then does as it is told."""
    spoken: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        spoken.append(asyncio.current_task())
        link = Link(reader, writer)
        try:
            await link.prove(key)
            await answer(link)
        except LinkError:
            pass
        finally:
            await link.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    await asyncio.gather(*filter(None, spoken))


async def test_fields_and_body_arrive_as_they_were_sent() -> None:
    """Text of any language, bytes of any kind, empty or of a megabyte."""
    got: list[Message | None] = []

    async def answer(link: Link) -> None:
        while (message := await link.receive()) is not None:
            got.append(message)
        got.append(None)

    sent = [Message("row", {"text": "Zürich “æ” \ud83d"}, b"\x00\xff" * 500_000), Message("empty")]
    async with listening(answer) as address:
        link = await call(address, KEY)
        for message in sent:
            await link.send(message)
        await link.close()
    assert got == [*sent, None]


async def test_answers_find_who_asked_whatever_their_order() -> None:
    """Two questions at once, answered the other way round."""

    async def answer(link: Link) -> None:
        first, second = await link.receive(), await link.receive()
        assert first is not None
        assert second is not None
        for message in (second, first):
            await link.send(Message("answer", message.fields))
        await link.receive()

    async with listening(answer) as address:
        link = await call(address, KEY)
        listener = asyncio.create_task(link.listen())
        answers = await asyncio.gather(link.ask("one", name="a"), link.ask("two", name="b"))
        assert [message.fields["name"] for message in answers] == ["a", "b"]
        await link.close()
        await listener


async def test_who_waits_for_an_answer_learns_that_the_other_side_is_gone() -> None:
    """A question is not left open for ever."""

    async def answer(link: Link) -> None:
        await link.receive()

    async with listening(answer) as address:
        link = await call(address, KEY)
        listener = asyncio.create_task(link.listen())
        with pytest.raises(LinkError, match="hung up"):
            await link.ask("anything")
        await listener
        with pytest.raises(LinkError):
            await link.ask("once more")
        await link.close()


async def test_a_worker_with_another_key_is_not_let_in() -> None:
    """Neither side speaks to a stranger."""
    heard: list[Message | None] = []

    async def answer(link: Link) -> None:
        heard.append(await link.receive())

    async with listening(answer) as address:
        with pytest.raises(LinkError):
            await call(address, b"x" * 32)
    assert heard == []


async def test_a_message_that_claims_gigabytes_is_refused_unread() -> None:
    """A length is believed only within bounds."""
    errors: list[str] = []

    async def answer(link: Link) -> None:
        try:
            await link.receive()
        except LinkError as error:
            errors.append(str(error))

    async with listening(answer) as address:
        link = await call(address, KEY)
        link._writer.write(b"\x00\x00\x00\x02\xff\xff\xff\xff{}")
        await link._writer.drain()
        assert await link.receive() is None
        await link.close()
    assert errors == ["a message of 2 and 4294967295 bytes is none of ours"]


@pytest.mark.parametrize("address", ["nowhere", "127.0.0.1:", "127.0.0.1:x", ":99"])
async def test_an_address_that_is_none_is_said_so(address: str) -> None:
    """Before anything is dialled."""
    with pytest.raises(ConfigError, match="is not an address"):
        await call(address, KEY)
