"""A job through a provider's batch interface, over real sockets: what is sent, what comes back, what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from briefer.article import Story, build_article
from briefer.errors import BudgetError
from briefer.pipeline import brief_story, open_desk
from briefer.settings import Settings
from briefer.write.cost import price_usd
from briefer.write.provider import Limits
from briefer.write.replies import Spent
from tests.evaluate.folders import BRIDGE, KEY, LIBRARY, ORCHARD, answered, case_of, copied, statement
from tests.newsroom import task
from tests.servers.batch_double import BatchDouble
from tests.servers.openai_double import Answer, Chat, reply
from tests.write.provider.jobs import MODEL, NOW, STORIES, Job, records, without_time

pytestmark = pytest.mark.usefixtures("no_waiting")
LONG = {
    "headline": None,
    "dek": None,
    "what_happened": [statement(1, LIBRARY.splitlines()[0])],
    "who_said_what": [],
    "what_next": [],
}


async def test_a_job_is_two_rounds_and_its_records_are_those_of_live_calls(tmp_path):
    """Split, then compose: the same briefs, calls and tokens as live, at half the price, and no call goes live."""
    with BatchDouble(answered, looks=3) as server:
        job = Job(server.base_url, tmp_path)
        found = records(await job.run())
        assert job.rounds == 2
        assert [len(batch.lines) for batch in server.batches.values()] == [3, 3]
        assert server.chats == []
        assert set(server.completed.values()) == {1} and len(server.completed) == 6

        settings = Settings(base_url=server.base_url, model=MODEL, api_key=KEY)
        async with open_desk(settings) as desk:
            live = {name: await brief_story(story, desk=desk, now=NOW) for name, story in STORIES.items()}
    ours, theirs = without_time(found), without_time(live)
    for name in STORIES:
        assert ours[name]["usage"].pop("cost_usd") == pytest.approx(theirs[name]["usage"].pop("cost_usd") / 2)
    assert ours == theirs
    assert found["bridge"].usage.calls == 2


async def test_the_order_of_results_does_not_matter_and_neither_does_a_line_of_nothing(tmp_path):
    """Results come backwards and with lines that are no answers: each story has its own brief."""

    class Noisy(BatchDouble):
        def _results(self, results: list[dict[str, Any]], name: str) -> str | None:
            identity = super()._results(results, name)
            if identity is not None:
                noise = (
                    b'\n{"custom_id": "not-ours", "response": {"status_code": 200, "body": {}}}\n[1, 2]\nhalf a li\n'
                )
                self.files[identity].content = noise + self.files[identity].content
            return identity

    with Noisy(answered) as server:
        found = records(await Job(server.base_url, tmp_path).run())
    for name, record in found.items():
        assert record.articles == STORIES[name].articles
        assert record.brief.what_happened[0].text in record.articles[0].text


async def test_a_repair_is_asked_live_and_paid_for_once(tmp_path):
    """A statement that fails its checks is mended by a live call; a job that stops after it does not ask it again."""

    def inventing(chat: Chat) -> Answer:
        if task(chat) != "compose" or case_of(chat) != "bridge":
            return answered(chat)
        draft = copied(chat)
        draft["what_happened"][0]["text"] = "Engineers closed the Ostler footbridge on Thursday over 9,700 cracks."
        return reply(draft)

    with BatchDouble(inventing) as server:
        job = Job(server.base_url, tmp_path)
        first = records(await job.run())
        assert [task(chat) for chat in server.chats] == ["repair"]
        job.done.clear()  # as if the records had been lost
        again = records(await job.run())
        assert len(server.chats) == 1 and len(server.batches) == 2
    assert without_time(again) == without_time(first)
    assert first["bridge"].usage.calls == 3


async def test_the_cache_does_not_hide_what_a_brief_cost(tmp_path):
    """With a cache on the disk, a record still counts both its calls; a later job with it asks nothing at all."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    settings = {"cache_dir": tmp_path / "cache"}
    with BatchDouble(answered) as server:
        found = records(await Job(server.base_url, tmp_path / "one", settings=settings).run())
        assert [record.usage.calls for record in found.values()] == [2, 2, 2]
        found = records(await Job(server.base_url, tmp_path / "two", settings=settings).run())
        assert [record.usage.calls for record in found.values()] == [0, 0, 0]
        assert len(server.batches) == 2


async def test_a_model_without_a_batch_price_costs_an_unknown_sum(tmp_path):
    """None, and not what it would cost live."""
    with BatchDouble(answered) as server:
        job = Job(server.base_url, tmp_path, settings={"model": "double-1"})
        found = records(await job.run())
        assert job.told[-1].spent_usd is None
    assert {record.usage.cost_usd for record in found.values()} == {None}


def test_the_batch_price_is_the_tables():
    """gpt-4o-mini costs half of $0.15 and $0.60 a million tokens; a model without a batch price has none."""
    tokens = Spent(1_000_000, 0, 1_000_000)
    assert price_usd("gpt-4o-mini", tokens) == pytest.approx(0.75)
    assert price_usd("gpt-4o-mini", tokens, batch=True) == pytest.approx(0.375)
    assert price_usd("deepseek-chat", tokens) is not None
    assert price_usd("deepseek-chat", tokens, batch=True) is None


async def test_a_budget_that_the_first_question_may_pass_submits_nothing(tmp_path):
    """BudgetError before any file is uploaded."""
    with BatchDouble(answered) as server:
        with pytest.raises(BudgetError, match="raise --max-cost"):
            await Job(server.base_url, tmp_path, settings={"max_cost_usd": 0.00001}).run()
        assert server.asked == []


async def test_a_budget_without_a_known_price_cannot_be_kept(tmp_path):
    """Nothing is submitted where nobody knows what it costs."""
    with BatchDouble(answered) as server:
        with pytest.raises(BudgetError, match="price of 'double-1' is not known"):
            await Job(server.base_url, tmp_path, settings={"model": "double-1", "max_cost_usd": 5.0}).run()
        assert server.asked == []


async def test_a_budget_is_spent_as_far_as_it_goes_and_a_larger_one_goes_on(tmp_path):
    """What fits is submitted, what does not is not; run again with more, the job ends, and the first part is not repeated."""
    with BatchDouble(answered) as server:
        job = Job(server.base_url, tmp_path, settings={"max_cost_usd": 0.0012})
        with pytest.raises(BudgetError):
            await job.run()
        spent = job.told[-1].spent_usd
        assert spent is not None and 0 < spent <= 0.0012
        before = len(server.completed)
        assert 0 < before < 6
        with pytest.raises(BudgetError):  # what earlier runs spent is spent
            await job.run()
        assert len(server.completed) == before
        job.settings = {"max_cost_usd": 1.0}
        records(await job.run())
        assert set(server.completed.values()) == {1} and len(server.completed) == 6
        assert job.told[-1].spent_usd == pytest.approx(6 * spent / before)


async def test_the_key_goes_to_the_provider_and_to_no_file(tmp_path):
    """Sent with each request, and nowhere on the disk."""
    with BatchDouble(answered) as server:
        await Job(server.base_url, tmp_path, limits=Limits(requests=2)).run()
        assert server.keys == {f"Bearer {KEY}"}
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes()


async def test_nothing_but_the_state_is_left_on_the_disk(tmp_path):
    """Files of questions and results are gone once they were taken down."""
    with BatchDouble(answered) as server:
        await Job(server.base_url, tmp_path).run()
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {".sqlite3"}


async def test_the_parts_of_a_long_story_go_in_one_batch(tmp_path):
    """A story that does not fit the model's window is split in parts: all of them are asked for at once."""
    long = {"long": Story((build_article("\n\n".join([LIBRARY, ORCHARD, BRIDGE] * 12)),))}

    def smart(chat: Chat) -> Answer:
        return (
            reply({"what_happened": [1], "who_said_what": [2], "what_next": [6], "background": []})
            if task(chat) == "split"
            else reply(LONG)
        )

    with BatchDouble(smart) as server:
        found = await Job(server.base_url, tmp_path, long, settings={"model": "unknown-model"}).run()
        sizes = [len(batch.lines) for batch in server.batches.values()]
    assert len(sizes) == 2 and sizes[0] > 1 and sizes[1] == 1, sizes
    records(found)
