"""Whatever a provider does with a batch, each question ends answered, refused in its words, or asked live."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from briefer.brief import BriefRecord
from briefer.errors import ProviderError
from briefer.write.provider import Limits
from tests.evaluate.folders import answered, case_of
from tests.newsroom import task
from tests.servers.batch_double import Batch, BatchDouble, ScriptedFault
from tests.servers.openai_double import Answer, Chat, document_answer, refused, reply, status
from tests.write.provider.jobs import STORIES, Job, records, without_time

pytestmark = pytest.mark.usefixtures("no_waiting")


def about(line: dict[str, Any]) -> tuple[str, str]:
    """Story and task of a line."""
    chat = Chat(line["body"], {}, "")
    return case_of(chat), task(chat)


_CALM: dict[str, Any] = {}


@pytest.fixture
async def expected(tmp_path) -> dict[str, Any]:
    """The records of a job in which nothing goes wrong; made once, and each test's own."""
    if not _CALM:
        (tmp_path / "calm").mkdir()
        with BatchDouble(answered) as server:
            _CALM.update(without_time(await Job(server.base_url, tmp_path / "calm").run()))
    return deepcopy(_CALM)


def calls(found: dict[str, Any]) -> dict[str, int]:
    """Takes the number of calls out of each record: an answered error is a call too."""
    return {name: record["usage"].pop("calls") for name, record in found.items()}


# Lines


async def test_only_the_lines_that_failed_are_asked_again(expected, tmp_path):
    """A 500, a 429 and a line that is in neither file: three batches for the splits, and no answered line is in two."""
    wrong: dict[str, Any] = {"bridge": status(500), "library": status(429), "orchard": "lose"}

    def fate(line: dict[str, Any], tried: int) -> Any:
        story, asked = about(line)
        return wrong[story] if asked == "split" and tried < (2 if story == "orchard" else 1) else None

    with BatchDouble(answered, fate=fate) as server:
        found = without_time(await Job(server.base_url, tmp_path).run())
        assert [len(batch.lines) for batch in server.batches.values()] == [3, 3, 1, 3]
        assert set(server.completed.values()) == {1} and len(server.completed) == 6
        assert server.chats == []
    assert calls(found) == {"bridge": 3, "library": 3, "orchard": 2}
    calls(expected)
    assert found == expected


@pytest.mark.parametrize("ending", ["expired", "cancelled"])
async def test_what_a_batch_did_before_it_ended_counts(expected, tmp_path, ending):
    """Of a batch that expires or is cancelled, the answered lines are kept and the others resubmitted."""
    with BatchDouble(answered, endings=[ending]) as server:
        job = Job(server.base_url, tmp_path)
        assert without_time(await job.run()) == expected
        assert [len(batch.lines) for batch in server.batches.values()] == [3, 2, 3]
        assert set(server.completed.values()) == {1}
        assert any(f"batch-1 {ending}" in notice for notice in job.notices)


@pytest.mark.parametrize("how", ["expire", "lose"])
async def test_a_line_that_is_never_answered_is_asked_live(expected, tmp_path, how):
    """Expired or left out, three batches long: the question goes to the live endpoint, at the live price."""

    def fate(line: dict[str, Any], _tried: int) -> Any:
        return how if about(line) == ("bridge", "split") else None

    with BatchDouble(answered, fate=fate) as server:
        found = without_time(await Job(server.base_url, tmp_path).run())
        assert [len(batch.lines) for batch in server.batches.values()] == [3, 1, 1, 3]
        assert [(case_of(chat), task(chat)) for chat in server.chats] == [("bridge", "split")]
    costs = [one.pop("bridge")["usage"]["cost_usd"] for one in (found, expected)]
    assert costs[0] == pytest.approx(costs[1] * 1.5)
    assert found == expected


async def test_a_refused_line_is_the_storys_error_in_the_providers_words(expected, tmp_path):
    """A 400 that no other wording answers: that story fails with what the provider said, the others are briefed."""

    def fate(line: dict[str, Any], _tried: int) -> Any:
        if about(line)[0] == "bridge":
            return refused("blocked by the content_policy of this house", code="content_policy_violation")
        return None

    with BatchDouble(answered, fate=fate) as server:
        found = without_time(await Job(server.base_url, tmp_path).run())
        assert server.chats == []
        assert max(server.tried.values()) == 1
    assert "blocked by the content_policy of this house" in found.pop("bridge")
    assert found == {name: expected[name] for name in found}


async def test_a_refused_field_is_learned_in_batches_too(tmp_path):
    """A model that takes no temperature: every first line is refused, the next batch asks without, and all are briefed."""

    def strict(chat: Chat) -> Answer:
        if "temperature" in chat.body:
            return refused("Unsupported value: 'temperature' does not support 0", param="temperature")
        return answered(chat)

    with BatchDouble(strict) as server:
        found = records(await Job(server.base_url, tmp_path).run())
        assert server.chats == []
        asked = [{"temperature" in line["body"] for line in batch.lines} for batch in server.batches.values()]
        assert asked == [{True}, {False}, {False}]
    assert {name: record.usage.calls for name, record in found.items()} == {"bridge": 3, "library": 3, "orchard": 3}


async def test_an_answer_that_does_not_fit_is_put_right_live(tmp_path):
    """The correction goes to the live endpoint, once; the brief counts both answers, each at its own price."""

    def fate(line: dict[str, Any], _tried: int) -> Any:
        return reply({"what_happened": "one"}) if about(line) == ("bridge", "split") else None

    with BatchDouble(answered, fate=fate) as server:
        found = records(await Job(server.base_url, tmp_path).run())
        (chat,) = server.chats
    assert len(chat.body["messages"]) == 4  # its own reply and the complaint are in it
    bridge, library = found["bridge"].usage, found["library"].usage
    assert (bridge.calls, library.calls) == (3, 2)
    assert bridge.cost_usd == pytest.approx((library.cost_usd or 0.0) * 2)  # two at half price, and one at the full one


async def test_an_error_body_with_status_200_is_an_error(tmp_path, expected):
    """Gateways put their errors into good answers: such a line is asked again."""

    def fate(line: dict[str, Any], tried: int) -> Any:
        if about(line) == ("bridge", "compose") and not tried:
            return document_answer({"error": {"message": "upstream is gone", "code": 503}})
        return None

    with BatchDouble(answered, fate=fate) as server:
        found = without_time(await Job(server.base_url, tmp_path).run())
        assert [len(batch.lines) for batch in server.batches.values()] == [3, 3, 1]
    calls(expected), calls(found)
    assert found == expected


# Requests for files and batches


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/files"),
        ("POST", "/batches"),
        ("GET", "/batches/batch-1"),
        ("GET", "/files/file-2/content"),
    ],
)
@pytest.mark.parametrize(
    "answer",
    [status(500), status(429, Retry_After="7"), Answer(drop=True)],
    ids=["500", "429", "dropped"],
)
async def test_a_call_that_fails_is_tried_again_and_makes_nothing_twice(
    expected, tmp_path, method, path, answer, after
):
    """Before or after it took effect, on any call: the same records, and one batch of each content."""
    with BatchDouble(answered) as server:
        server.faults.append(ScriptedFault(method, path, answer, after=after))
        job = Job(server.base_url, tmp_path)
        assert without_time(await job.run()) == expected
        assert server.faults == []
        assert set(server.made_of().values()) == {1}
        assert set(server.completed.values()) == {1}
        if answer.status == 429:
            assert any(7 <= wait < 8 for wait in job.waits)


async def test_the_batch_of_a_lost_answer_is_found_on_a_later_page(expected, tmp_path):
    """The account has other batches, newer ones too: ours is found by its file."""
    with BatchDouble(answered, page=1) as server:
        server.faults.append(ScriptedFault("POST", "/batches", Answer(drop=True), after=True))
        server.faults.append(ScriptedFault("GET", "/batches", status(503)))
        assert without_time(await Job(server.base_url, tmp_path).run()) == expected
        assert set(server.made_of().values()) == {1}


async def test_an_endpoint_that_is_gone_for_a_while_is_waited_for(expected, tmp_path):
    """Five looks in a row fail, the retry layer's attempts and all: the job goes on when it is back."""
    with BatchDouble(answered) as server:
        server.faults += [ScriptedFault("GET", "/batches/batch-1", status(503)) for _ in range(20)]
        job = Job(server.base_url, tmp_path)
        assert without_time(await job.run()) == expected
    assert [wait for wait in job.waits if wait >= 60] == [60.0, 90.0, 135.0, 202.5, 303.75, 455.625, 60.0]


async def test_an_endpoint_that_stays_away_ends_the_job_and_not_its_state(expected, tmp_path):
    """It is given up at last, with exit code 4's error; run again once it is back, the job goes on."""
    with BatchDouble(answered) as server:
        server.faults += [ScriptedFault("GET", "/batches/batch-1", status(503, "down for repairs")) for _ in range(500)]
        job = Job(server.base_url, tmp_path)
        with pytest.raises(ProviderError, match=r"down for repairs.*run again, it goes on"):
            await job.run()
        server.faults.clear()
        assert without_time(await job.run()) == expected
        assert set(server.made_of().values()) == {1}


async def test_an_endpoint_that_was_never_there_is_known_at_once(expected, tmp_path):
    """Nobody listens at the address: no three hours for a mistyped one; started, the job goes on."""
    with BatchDouble(answered) as server:
        gone = server.base_url
    job = Job(gone, tmp_path)
    with pytest.raises(ProviderError, match=r"cannot connect .*run again, it goes on"):
        await job.run()
    assert max(job.waits) < 60


async def test_a_wait_for_the_provider_is_told_of(tmp_path):
    """Once for each time that it is away, not for each look."""
    with BatchDouble(answered) as server:
        server.faults += [ScriptedFault("GET", "/batches/batch-1", status(503, "repairs")) for _ in range(20)]
        job = Job(server.base_url, tmp_path)
        await job.run()
    assert job.notices == ["the provider does not answer as it should (repairs); it is asked again for three hours"]


async def test_an_endpoint_without_batches_says_so_at_once(tmp_path):
    """A 404 for the upload: one line, nothing waited for."""
    with BatchDouble(answered) as server:
        server.faults.append(ScriptedFault("POST", "/files", status(404, "no such route")))
        job = Job(server.base_url, tmp_path)
        with pytest.raises(ProviderError, match=r"has no batch interface there .*no such route"):
            await job.run()
    assert job.waits == []


async def test_a_provider_that_cannot_list_is_told_of(expected, tmp_path):
    """Nobody can know whether the lost batch was made: a notice says that it may be a second one."""
    with BatchDouble(answered) as server:
        server.faults.append(ScriptedFault("POST", "/batches", status(500)))
        server.faults.append(ScriptedFault("GET", "/batches", status(405, "list is not supported")))
        job = Job(server.base_url, tmp_path)
        assert without_time(await job.run()) == expected
    assert any("perhaps a second" in notice for notice in job.notices)


# Limits


async def test_looks_become_rarer_and_are_never_closer_than_a_minute(tmp_path):
    """A minute, then longer each time nothing has changed, ten minutes at most."""
    with BatchDouble(answered, looks=12) as server:
        job = Job(server.base_url, tmp_path)
        await job.run()
    assert min(job.waits) == 60.0
    assert max(job.waits) == 600.0
    assert job.waits[:7] == [60.0, 60.0, 60.0, 90.0, 135.0, 202.5, 303.75]  # three looks saw another state each


async def test_a_job_is_split_by_requests_and_only_so_many_are_under_way(expected, tmp_path):
    """One request a file, two batches at once: six batches, never a third under way."""
    with BatchDouble(answered, looks=2) as server:
        job = Job(server.base_url, tmp_path, limits=Limits(requests=1, batches=2))
        assert without_time(await job.run()) == expected
        assert [len(batch.lines) for batch in server.batches.values()] == [1] * 6
    assert max(told.batches for told in job.told) == 2


async def test_a_job_is_split_by_bytes(expected, tmp_path):
    """Files are no larger than allowed."""
    with BatchDouble(answered) as server:
        limits = Limits(bytes=20_000)
        assert without_time(await Job(server.base_url, tmp_path, limits=limits).run()) == expected
        sizes = [len(file.content) for file in server.files.values() if file.purpose == "batch"]
        assert max(sizes) <= 20_000 and len(sizes) > 2


@pytest.mark.parametrize("limit", [{"max_bytes": 20_000}, {"max_lines": 1}], ids=["bytes", "lines"])
async def test_a_file_that_is_too_large_for_the_provider_is_halved(expected, tmp_path, limit):
    """Its limit is lower than ours: refused, halved, and nothing is paid for twice."""
    with BatchDouble(answered, **limit) as server:
        job = Job(server.base_url, tmp_path)
        assert without_time(await job.run()) == expected
        assert any("is too much here: trying 1" in notice for notice in job.notices)
        assert set(server.completed.values()) == {1}


async def test_a_request_that_is_too_large_alone_is_refused_in_words(tmp_path):
    """No smaller file can be made of it: the story's error says why."""
    with BatchDouble(answered, max_bytes=1_000) as server:
        found = without_time(await Job(server.base_url, tmp_path).run())
        assert server.batches == {}
    assert all("the file is too large" in words for words in found.values())


async def test_too_many_tokens_wait_for_the_others(expected, tmp_path):
    """A batch over the account's limit is sent again when another one is done; each is paid for once."""
    with BatchDouble(answered, looks=2, max_tokens=4_000) as server:
        job = Job(server.base_url, tmp_path, limits=Limits(requests=1))
        assert without_time(await job.run()) == expected
        failed = [batch for batch in server.batches.values() if batch.status == "failed"]
        assert failed and len(server.batches) - len(failed) == 6
        assert set(server.made_of().values()) == {1}
        assert not any("is too much here" in notice for notice in job.notices)


async def test_too_many_tokens_with_nothing_else_under_way_is_halved(expected, tmp_path):
    """Three requests in one batch are too much: they go one by one."""
    with BatchDouble(answered, max_tokens=4_000) as server:
        job = Job(server.base_url, tmp_path)
        assert without_time(await job.run()) == expected
        assert any("a batch of 3 requests is too much here: trying 1" in notice for notice in job.notices)
        assert set(server.completed.values()) == {1}


async def test_a_known_token_limit_is_kept(expected, tmp_path):
    """With the limit configured, the provider never has to refuse."""
    with BatchDouble(answered, looks=1, max_tokens=4_000) as server:
        limits = Limits(enqueued_tokens=4_000, requests=1)
        assert without_time(await Job(server.base_url, tmp_path, limits=limits).run()) == expected
        assert all(batch.status == "completed" for batch in server.batches.values())


async def test_a_line_that_the_validation_names_is_refused_and_the_rest_goes_on(expected, tmp_path):
    """A failed batch that names a line: that story has the provider's words, the others are sent again."""

    class Picky(BatchDouble):
        def _wrong(self, batch: Any, waiting: int) -> list[dict[str, Any]]:
            bad = [n for n, line in enumerate(batch.lines, start=1) if about(line)[0] == "library"]
            return [{"code": "invalid_messages", "message": "not in this house", "line": n} for n in bad]

    with Picky(answered) as server:
        found = without_time(await Job(server.base_url, tmp_path).run())
    assert "not in this house" in found.pop("library")
    assert found == {name: expected[name] for name in found}


async def test_a_batch_that_is_never_accepted_ends_the_job(tmp_path):
    """Three in a row without a reason that we could answer: the provider's words, and the state stays."""

    class Closed(BatchDouble):
        def _wrong(self, batch: Any, waiting: int) -> list[dict[str, Any]]:
            return [{"code": "invalid_model", "message": "this model has no batches", "line": None}]

    with Closed(answered) as server:
        job = Job(server.base_url, tmp_path)
        with pytest.raises(ProviderError, match="this model has no batches"):
            await job.run()
        assert len(server.batches) == 3
    assert not any(isinstance(one, BriefRecord) for one in job.done.values())


async def test_a_provider_that_writes_its_states_in_capitals_is_understood(expected, tmp_path):
    """As Together does."""
    with BatchDouble(answered, looks=2, upper=True) as server:
        assert without_time(await Job(server.base_url, tmp_path).run()) == expected
    assert set(STORIES) == set(expected)


# What a provider says of a batch, and what of it is there


class Odd(BatchDouble):
    """A provider whose batches read otherwise in what it tells of them, so many times."""

    def __init__(self, change: dict[str, Any], *, times: int = 1_000, **options: Any) -> None:
        super().__init__(answered, **options)
        self._change = change
        self._times = times

    def _look(self, batch: Batch) -> Answer:
        told: dict[str, Any] = json.loads(super()._look(batch).body)
        if told["status"] == "completed" and self._times:
            self._times -= 1
            told |= self._change
        return document_answer(told)


@pytest.mark.parametrize(
    "page",
    [Answer(200, b"<html>a gateway's page</html>"), document_answer({"error": {"message": "try again"}})],
    ids=["page", "error"],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/batches/batch-1"), ("GET", "/files/file-2/content")])
async def test_a_gateways_word_in_the_place_of_the_providers_is_slept_over(expected, tmp_path, method, path, page):
    """A night's job does not end, nor is anything paid for twice, because one look went astray."""
    with BatchDouble(answered) as server:
        server.faults.append(ScriptedFault(method, path, page))
        assert without_time(await Job(server.base_url, tmp_path).run()) == expected
        assert set(server.completed.values()) == {1}


async def test_a_page_in_the_place_of_a_batch_that_was_made_makes_no_second_one(expected, tmp_path):
    """It is looked for by its file, as after a lost answer."""
    with BatchDouble(answered) as server:
        server.faults.append(ScriptedFault("POST", "/batches", Answer(200, b"<html>"), after=True))
        assert without_time(await Job(server.base_url, tmp_path).run()) == expected
        assert set(server.made_of().values()) == {1}


@pytest.mark.parametrize("path", ["/batches/batch-1", "/files/file-2/content"])
async def test_what_the_provider_does_not_find_at_first_is_looked_for_again(expected, tmp_path, path):
    """What it has just made may not be everywhere yet: nothing is asked a second time."""
    with BatchDouble(answered) as server:
        server.faults += [ScriptedFault("GET", path, status(404, "no such thing")) for _ in range(4)]
        assert without_time(await Job(server.base_url, tmp_path).run()) == expected
        assert set(server.completed.values()) == {1}


async def test_a_batch_that_is_gone_is_asked_again_and_said_so(expected, tmp_path):
    """The account has its file and not the batch any more: a job is not stuck with it for ever."""

    class Forgetful(BatchDouble):
        def _answer(self, method: str, where: str, *rest: Any) -> Answer:
            if where == "/batches/batch-1":
                return status(404, "no such batch")
            return super()._answer(method, where, *rest)

    with Forgetful(answered) as server:
        job = Job(server.base_url, tmp_path)
        found = without_time(await job.run())
    calls(found), calls(expected)
    assert found == expected
    assert "batch batch-1 is not there any more: 3 questions are asked again" in job.notices


async def test_a_batch_of_another_account_ends_the_job_and_is_not_made_again(expected, tmp_path):
    """A key that knows neither batch nor file is another one: with the right one, the job goes on."""
    with BatchDouble(answered) as server:
        server.faults += [ScriptedFault("GET", "/batches/batch-1", status(404, "no such batch")) for _ in range(6)]
        server.faults.append(ScriptedFault("GET", "/files", document_answer({"object": "list", "data": []})))
        job = Job(server.base_url, tmp_path)
        with pytest.raises(ProviderError, match=r"knows neither batch batch-1 nor its file .*key of the account"):
            await job.run()
        assert server.faults == []
        assert without_time(await job.run()) == expected
        assert set(server.completed.values()) == {1}


async def test_results_that_the_provider_has_not_any_more_are_asked_for_again(expected, tmp_path):
    """They are deleted after a month, at some sooner: paid for and lost, and said so."""

    class Swept(BatchDouble):
        def _answer(self, method: str, where: str, *rest: Any) -> Answer:
            if where == "/files/file-2/content":
                return status(404, "no such file")
            return super()._answer(method, where, *rest)

    with Swept(answered) as server:
        job = Job(server.base_url, tmp_path)
        assert without_time(await job.run()) == expected
    assert "batch batch-1 completed: 3 questions without an answer are asked again" in job.notices


async def test_results_that_come_later_than_the_word_are_waited_for(expected, tmp_path):
    """A batch that is called completed before its file is there is looked at again, and not paid for again."""
    with Odd({"output_file_id": None}, times=3) as server:
        assert without_time(await Job(server.base_url, tmp_path).run()) == expected
        assert set(server.completed.values()) == {1}


async def test_answers_that_nobody_sees_are_not_paid_for_again(expected, tmp_path, monkeypatch):
    """Three answers by the provider's count and none in its results: exit 4's error, and the batch is its last."""
    monkeypatch.setattr("briefer.write.provider.steps._MANY", 3)
    with Odd({"output_file_id": None}, times=6) as server:
        job = Job(server.base_url, tmp_path)
        with pytest.raises(ProviderError, match=r"batch-1 is completed, and its results tell of none of its 3"):
            await job.run()
        assert len(server.batches) == 1
        assert without_time(await job.run()) == expected
        assert set(server.completed.values()) == {1}


async def test_an_end_that_is_called_otherwise_is_known_by_its_results(expected, tmp_path):
    """`complete` is no word of OpenAI's, and with a file of results it is clear enough."""
    with Odd({"status": "complete"}) as server:
        assert without_time(await Job(server.base_url, tmp_path).run()) == expected
