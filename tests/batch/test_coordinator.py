"""A job ends where nothing good can come of going on, says why, and leaves nobody waiting."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from briefer.batch import coordinator as coordinator_module
from briefer.batch.coordinator import Coordinator
from briefer.batch.deferring import RemoteDeferral
from briefer.batch.feed import Feed
from briefer.batch.item import Item
from briefer.batch.link import Link, Message, call
from briefer.batch.sharing import Sharing
from briefer.batch.store import JobStore, Outcome
from briefer.batch.tally import Tally
from briefer.batch.worker import Worker
from briefer.errors import CompletionError, ConfigError, OutputError, PromptError
from briefer.pipeline import Desk
from briefer.write.cost import Budget
from briefer.write.deferral import Asked, Kept, Pending, Question
from briefer.write.endpoint import Profile
from briefer.write.limiter import Limiter
from briefer.write.naming import NOTHING

KEY = b"k" * 32
FULL = OutputError("the disk is full")
UNREADABLE = Outcome(None, "there is no article in it")
GONE = Outcome(None, "the endpoint is not there", again=True, usage=NOTHING.model_copy(update={"calls": 4}))
USELESS = Outcome(None, "the reply never fitted", usage=NOTHING.model_copy(update={"calls": 6}))
BRIEFED = Outcome(b"x", None, verdict="pass", usage=NOTHING.model_copy(update={"calls": 2}))


class FullStore(JobStore):
    """A store whose disk takes nothing more."""

    def add(self, item_id: str, digest: bytes, position: int, outcome: Outcome) -> None:
        """It does not."""
        raise FULL


class FullDeferral:
    """Answers by batches whose disk takes nothing more."""

    budget = Budget(None)

    async def holds(self, key: str) -> bool:
        """It cannot say."""
        raise FULL

    async def find(self, question: Question, asked: Asked) -> Kept | None:
        """It cannot put the question aside."""
        raise FULL

    async def keep(self, question: Question, kept: Kept, cost_usd: float | None) -> None:
        """It cannot."""
        raise FULL


def items(count: int) -> Iterator[Item]:
    return (Item(number, f"a{number}", text=f"Text {number}.") for number in range(count))


@asynccontextmanager
async def a_job(store: JobStore, count: int, **options: Any) -> AsyncIterator[tuple[Coordinator, Callable[[], Any]]]:
    """A job that listens, and a way to call it with its key."""
    sharing = Sharing(Budget(1.0), Limiter(2), keep_spent=lambda usd: store.put("spent_usd", str(usd)))
    feed = Feed(store, items(count), Tally())
    job = Coordinator(feed, Tally(), sharing, key=KEY, welcome=Message("welcome"), **options)
    server = await asyncio.start_server(job.serve, "127.0.0.1", 0)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        try:
            yield job, lambda: call(address, KEY)
        finally:
            await job.close()


async def work(link: Link, outcomes: Callable[[int], Outcome]) -> int:
    """Do one article after the other until the job sends us home; how many they were."""
    assert await link.receive() == Message("welcome")
    listener = asyncio.create_task(link.listen())
    done = 0
    while (message := await link.ask("next")).kind == "item":
        outcome = outcomes(done)
        done += 1
        await link.tell(
            "row",
            outcome.record or b"",
            position=message.fields["item"]["position"],
            error=outcome.error,
            again=outcome.again,
            verdict=outcome.verdict,
            held=outcome.held,
            usage=outcome.usage.model_dump(),
        )
    listener.cancel()
    await link.close()
    return done


async def worked(store: JobStore, count: int, outcomes: Callable[[int], Outcome]) -> tuple[Coordinator, int]:
    async with a_job(store, count) as (job, dial):
        done = await asyncio.wait_for(work(await dial(), outcomes), 30)
        await asyncio.wait_for(job.finished.wait(), 30)
    return job, done


async def test_a_full_disk_ends_the_job(tmp_path: Path) -> None:
    """What cannot be kept is not asked for: one article is lost, nobody hangs, and the reason is the disk's."""
    with FullStore.open(tmp_path) as store:
        job, done = await worked(store, 100, lambda _: BRIEFED)
    assert job.stopped is FULL
    assert done == 1


async def test_money_that_cannot_be_written_down_is_not_spent_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that was let through on a full disk is the last: the job ends."""
    with JobStore.open(tmp_path) as store:
        async with a_job(store, 5) as (job, dial):
            link = await dial()
            await link.receive()
            listener = asyncio.create_task(link.listen())

            def full(_name: str, _value: str) -> None:
                raise FULL

            monkeypatch.setattr(store, "put", full)
            await asyncio.wait_for(link.ask("set-aside", most_usd=0.1), 30)
            assert (await asyncio.wait_for(link.ask("next"), 30)).kind == "end"
            listener.cancel()
            await link.close()
    assert job.stopped is FULL


async def test_answers_that_cannot_be_kept_end_the_job_and_leave_no_worker_waiting(tmp_path: Path) -> None:
    """Whatever it asked, a worker hears something; its article is left for a later run."""
    question = Question("key", "split", "model", 0)
    with JobStore.open(tmp_path) as store:
        async with a_job(store, 5, deferral=FullDeferral()) as (job, dial):
            link = await dial()
            await link.receive()
            listener = asyncio.create_task(link.listen())
            remote = RemoteDeferral(link, Budget(None))
            assert await asyncio.wait_for(remote.holds("key"), 30)
            with pytest.raises(Pending):
                await asyncio.wait_for(remote.find(question, Asked({}, Profile(), 10)), 30)
            assert (await asyncio.wait_for(link.ask("next"), 30)).kind == "end"
            listener.cancel()
            await link.close()
    assert job.stopped is FULL


async def test_an_endpoint_is_known_to_be_gone_among_pages_that_cannot_be_read(tmp_path: Path) -> None:
    """Two of three pages are no articles: ten failures of the endpoint's in between end the job all the same."""
    with JobStore.open(tmp_path) as store:
        job, done = await worked(store, 500, lambda number: UNREADABLE if number % 3 else GONE)
    assert isinstance(job.stopped, CompletionError)
    assert str(job.stopped) == "10 briefs in a row failed, the last with: the endpoint is not there"
    assert done == 28


async def test_a_model_that_never_gives_a_brief_ends_the_job(tmp_path: Path) -> None:
    """Fifty articles' replies that fit nothing are enough; a million would cost a million times as much."""
    with JobStore.open(tmp_path) as store:
        job, done = await worked(store, 500, lambda _: USELESS)
        assert store.totals(all_runs=False).failed == 50
    assert isinstance(job.stopped, CompletionError)
    assert "50 briefs in a row failed although the model answered" in str(job.stopped)
    assert done == 50


async def test_a_brief_now_and_then_keeps_the_job_going(tmp_path: Path) -> None:
    """Neither rule counts failures that are not in a row."""
    with JobStore.open(tmp_path) as store:
        job, done = await worked(store, 200, lambda number: USELESS if number % 10 else BRIEFED)
    assert (job.stopped, done) == (None, 200)


async def test_settings_with_which_nothing_can_be_briefed_end_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A prompt that cannot be filled in is known at the first article, and no worker is started again for it."""
    wrong = PromptError("prompt 'compose' has an unknown variable", name="compose")

    async def brief_item(*_: object, **__: object) -> Outcome:
        raise wrong

    monkeypatch.setattr("briefer.batch.worker.brief_item", brief_item)
    with JobStore.open(tmp_path) as store:
        async with a_job(store, 100) as (job, dial):
            link = await dial()
            await link.receive()
            listener = asyncio.create_task(link.listen())
            await asyncio.wait_for(Worker(link, cast("Desk", None), allow_thin=False).run(3), 30)
            await asyncio.wait_for(job.finished.wait(), 30)
            listener.cancel()
            await link.close()
        assert store.totals(all_runs=True).failed == 0
    assert isinstance(job.stopped, ConfigError)
    assert str(job.stopped) == str(wrong)
    assert job.handed_out == 3


async def test_who_does_not_show_the_key_is_hung_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger that connects and says nothing holds no place, and no job that is over."""
    monkeypatch.setattr(coordinator_module, "_PROVEN_WITHIN_S", 0.05)
    with JobStore.open(tmp_path) as store:
        async with a_job(store, 1) as (job, dial):
            link = await dial()
            host, port = link._writer.get_extra_info("peername")
            reader, writer = await asyncio.open_connection(host, port)
            await asyncio.wait_for(reader.read(), 30)  # to its end: the job's challenge, then nothing
            writer.close()
            assert await asyncio.wait_for(work(link, lambda _: BRIEFED), 30) == 1
    assert job.stopped is None


async def test_a_machine_that_is_gone_without_a_word_is_noticed(tmp_path: Path) -> None:
    """Both ends have the system ask whether the other one is there: a power cut says no goodbye."""
    with JobStore.open(tmp_path) as store:
        async with a_job(store, 1) as (job, dial):
            link = await dial()
            await link.receive()
            ends = [link, *job._links]
            for end in ends:
                connection = end._writer.get_extra_info("socket")
                assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            assert len(ends) == 2
            await link.close()
