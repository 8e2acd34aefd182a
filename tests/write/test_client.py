"""The model client against a server that misbehaves: what is seen, what is retried, what is billed."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from briefer.brief import Usage
from briefer.errors import (
    BudgetError,
    CompletionError,
    ConfigError,
    ContextError,
    InvalidOutputError,
    ProviderError,
    RefusalError,
    TruncatedError,
)
from briefer.settings import DEFAULT_MODEL
from briefer.write.cache import Cache
from briefer.write.client import Meter
from tests.servers.openai_double import (
    Answer,
    OpenAIDouble,
    completion,
    document_answer,
    refused,
    reply,
    status,
    stream,
)
from tests.write.calls import GOOD, KEY, VERSE, desk, request

CUT = Answer(200, reply(GOOD).body, {"Content-Type": "application/json"}, cut_at=60)
STALL = Answer(200, reply(GOOD).body, {"Content-Type": "application/json"}, stall_at=60)


def kept(cache: Cache) -> int:
    """How many answers a store holds."""
    size = cache.size()
    return size.replies if size else 0


def spent(error: CompletionError) -> Usage:
    """What an error says was spent."""
    assert error.usage is not None
    return error.usage


def files(folder: Path) -> list[Path]:
    """The files in a folder and below it."""
    return [file for file in folder.rglob("*") if file.is_file()]


async def test_an_answer_is_validated_and_its_tokens_and_price_are_counted() -> None:
    """The value, and a usage that says what the server counted at the table's price."""
    with OpenAIDouble(
        reply(
            GOOD,
            usage={
                "prompt_tokens": 1000,
                "completion_tokens": 100,
                "prompt_tokens_details": {"cached_tokens": 400},
            },
        )
    ) as server:
        async with desk(server.base_url) as at:
            done = await at.ask()

    assert done.value == VERSE
    assert not done.cached
    assert (
        done.usage.calls,
        done.usage.input_tokens,
        done.usage.cached_input_tokens,
        done.usage.output_tokens,
    ) == (1, 1000, 400, 100)
    assert done.usage.cost_usd == pytest.approx((600 * 0.15 + 400 * 0.075 + 100 * 0.6) / 1e6)
    assert at.meter.usage(0.0) == done.usage.model_copy(update={"seconds": 0.0})


async def test_what_is_sent_is_rules_then_story_then_task_and_little_else() -> None:
    """Two messages, the strict schema, a bound on the reply and temperature 0; the key in its header."""
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url) as at:
            await at.ask()

    [chat] = server.chats
    assert [message["role"] for message in chat.body["messages"]] == ["system", "user"]
    assert chat.last == "STORY: 1 The ferry stays in port.\n\nTASK: write a line."
    assert set(chat.body) == {"model", "messages", "max_tokens", "temperature", "response_format"}
    assert chat.body["response_format"]["json_schema"]["strict"] is True
    assert chat.headers["authorization"] == f"Bearer {KEY}"
    assert chat.path == "/v1/chat/completions"


async def test_without_a_key_no_authorization_is_sent() -> None:
    """A server without keys is not sent an invented one."""
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url, api_key=None) as at:
            await at.ask()

    assert "authorization" not in server.chats[0].headers


PASSING = {
    "500": status(500),
    "503": status(503),
    "529": status(529),
    "dropped": Answer(drop=True),
    "cut": CUT,
    "half a document": Answer(200, b'{"choices": [{"mess', {"Content-Type": "application/json"}),
    "error in a 200": document_answer({"error": {"message": "upstream is down", "code": 503}}),
    "stream that breaks off": stream("", finish=None, done=False, usage=False, pieces=1),
}


@pytest.mark.parametrize(
    "fault",
    [fault for name, fault in PASSING.items() if not name.startswith("stream")],
    ids=[name for name in PASSING if not name.startswith("stream")],
)
async def test_a_passing_fault_is_tried_again(fault: Any, tmp_path: Path) -> None:
    """One fault, one short wait, then the answer; the tokens of the answer alone are billed."""
    with OpenAIDouble(fault, reply(GOOD)) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            done = await at.ask()

    assert done.value == VERSE
    assert len(server.chats) == 2
    assert len(at.waits) == 1
    assert 0 < at.waits[0] < 2
    assert done.usage.input_tokens == 1000
    assert any("trying again" in said for said in at.said)


@pytest.mark.parametrize(
    "fault", [status(500), status(503), Answer(drop=True), CUT], ids=["500", "503", "dropped", "cut"]
)
async def test_a_lasting_fault_is_given_up_after_four_attempts(fault: Any, tmp_path: Path) -> None:
    """ProviderError that names endpoint, model and attempts; nothing in the cache; waits under 90 seconds."""
    with OpenAIDouble(fault) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            with pytest.raises(ProviderError) as caught:
                await at.ask()

            assert kept(at.cache) == 0
    assert len(server.chats) == 4
    assert sum(at.waits) < 90
    assert "127.0.0.1" in str(caught.value)
    assert "gpt-4o-mini" in str(caught.value)
    assert "4 attempts" in str(caught.value)
    assert spent(caught.value).output_tokens == 0
    assert caught.value.status_code in {None, 200, 500, 503}


async def test_a_stalled_body_is_given_up_at_the_timeout_and_tried_again() -> None:
    """The timeout bounds body and headers together; the next attempt brings the answer."""
    with OpenAIDouble(STALL, reply(GOOD)) as server:
        async with desk(server.base_url, model_timeout_s=0.3) as at:
            done = await at.ask()

    assert done.value == VERSE
    assert len(server.chats) == 2


async def test_a_body_that_drips_is_a_timeout_too() -> None:
    """Bytes that keep coming do not extend the timeout; the error says what to raise."""
    with OpenAIDouble(Answer(200, reply(GOOD).body, {}, drip=True)) as server:
        async with desk(server.base_url, model_timeout_s=0.3) as at:
            with pytest.raises(ProviderError, match=r"within 0\.3 s.*BRIEFER_TIMEOUT_S") as caught:
                await at.ask()

    assert len(server.chats) == 3
    assert caught.value.status_code is None


async def test_retry_after_in_seconds_is_waited_in_full() -> None:
    """A 429 that asks for 7 s is waited for 7 s and a little."""
    with OpenAIDouble(status(429, Retry_After="7"), reply(GOOD)) as server:
        async with desk(server.base_url) as at:
            await at.ask()

    assert 7 <= at.waits[0] < 8


async def test_retry_after_as_a_date_is_heeded() -> None:
    """A 429 with an HTTP date waits until then."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    with OpenAIDouble(status(429, Retry_After=date), reply(GOOD)) as server:
        async with desk(server.base_url, model_timeout_s=30) as at:
            await at.ask()

    assert 25 < at.waits[0] < 31


@pytest.mark.parametrize("code", [429, 503])
async def test_retry_after_over_the_cap_fails_at_once_with_that_reason(code: int) -> None:
    """Ten minutes are not waited: one call, no wait, and the error says why."""
    with OpenAIDouble(status(code, Retry_After="600")) as server:
        async with desk(server.base_url) as at:
            with pytest.raises(ProviderError, match="600 s, more than the 120 s") as caught:
                await at.ask()

    assert len(server.chats) == 1
    assert at.waits == []
    assert caught.value.status_code == code


async def test_rate_limits_do_not_use_up_the_attempts_of_other_faults() -> None:
    """Six 429 and three 500 in a row still end in an answer."""
    faults = [status(429, Retry_After="0"), status(429, Retry_After="0"), status(500)] * 3
    with OpenAIDouble(*faults, reply(GOOD)) as server:
        async with desk(server.base_url) as at:
            done = await at.ask()

    assert done.value == VERSE
    assert len(server.chats) == 10


async def test_rate_limits_without_end_are_given_up_within_the_patience() -> None:
    """A server that only says 429 is given up: the waits of one call stay bounded."""
    with OpenAIDouble(status(429)) as server:
        async with desk(server.base_url, model_timeout_s=3) as at:
            with pytest.raises(ProviderError, match="rate limits would make it wait"):
                await at.ask()

    assert sum(at.waits) <= 30


async def test_a_used_up_quota_is_not_tried_again() -> None:
    """429 insufficient_quota is no rate limit: one call, and what to do."""
    with OpenAIDouble(refused("You exceeded your current quota", code="insufficient_quota", http=429)) as server:
        async with desk(server.base_url) as at:
            with pytest.raises(ProviderError, match="no credit left") as caught:
                await at.ask()

    assert len(server.chats) == 1
    assert caught.value.status_code == 429


async def test_a_429_halves_the_calls_under_way() -> None:
    """The first 429 shrinks concurrency; successes let it grow again."""
    with OpenAIDouble(status(429, Retry_After="0"), reply(GOOD)) as server:
        async with desk(server.base_url, concurrency=8) as at:
            await at.ask()

            assert at.client.limiter.limit == 4
            for number in range(6):
                await at.ask(cache_key=f"ferry {number}")
            assert at.client.limiter.limit == 5


async def test_no_more_calls_are_under_way_than_configured() -> None:
    """Twelve questions at once against a concurrency of three are three at a time."""
    with OpenAIDouble(reply(GOOD)) as server:
        server.gate = threading.Event()
        async with desk(server.base_url, concurrency=3) as at:
            tasks = [asyncio.create_task(at.ask(cache_key=str(number))) for number in range(12)]
            while server.under_way < 3:  # noqa: ASYNC110 - it is another thread that counts
                await asyncio.sleep(0)
            server.gate.set()
            await asyncio.gather(*tasks)

    assert server.most_under_way == 3
    assert len(server.chats) == 12


async def test_a_refused_connection_is_known_after_a_few_tries_and_by_every_call() -> None:
    """Three tries, then an error that says what to check; the next call fails without trying at all."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    async with desk(f"http://127.0.0.1:{port}/v1") as at:
        with pytest.raises(ProviderError, match=r"cannot connect to .*is the server running"):
            await at.ask()
        first = len(at.waits)
        with pytest.raises(ProviderError, match="cannot connect to"):
            await at.ask()

    assert first == 2
    assert len(at.waits) == first


@pytest.mark.parametrize(
    ("answer", "says", "code"),
    [
        (status(401, "bad key"), "refused the key.*check OPENAI_API_KEY", 401),
        (status(403, "not yours"), "may not use.*use another key", 403),
        (status(402, "pay"), "no credit left", 402),
        (status(404, "no such path"), "is --base-url right", 404),
        (status(413, "too big"), "refused the request", 413),
        (Answer(307, b"", {"Location": "http://127.0.0.1:1/v1/chat/completions"}), "sends elsewhere", 307),
        (Answer(200, b"<html>A shop</html>", {"Content-Type": "text/html"}), "did not answer as a chat", 200),
        (document_answer({"hello": "world"}), "did not answer as a chat", 200),
    ],
)  # fmt: skip
async def test_what_the_endpoint_refuses_is_said_with_a_remedy_and_not_tried_again(
    answer: Any, says: str, code: int
) -> None:
    """One call, a ProviderError with the status, one line that names what to do next."""
    with OpenAIDouble(answer, models=()) as server:
        async with desk(server.base_url) as at:
            with pytest.raises(ProviderError, match=says) as caught:
                await at.ask()

    assert len(server.chats) == 1
    assert at.waits == []
    assert caught.value.status_code == code
    assert "\n" not in str(caught.value)


async def test_an_unknown_model_is_answered_with_the_models_there_are() -> None:
    """404 names the server's models, the nearest first."""
    missing = refused("The model 'gpt-4o-mini' does not exist", code="model_not_found", http=404)
    with OpenAIDouble(missing, models=("tiny", "gpt-4o-maxi", "other")) as server:
        async with desk(server.base_url) as at:
            with pytest.raises(
                ProviderError, match=r"has no model 'gpt-4o-mini'.*it has 'gpt-4o-maxi', 'tiny'"
            ) as caught:
                await at.ask()

    assert "--model" in str(caught.value)


async def test_a_prompt_over_the_window_is_a_context_error_that_says_how_much_fits() -> None:
    """The window that the server names is in the error, and known to the client from then on."""
    full = refused(
        "the request exceeds the available context size (4096 tokens), try increasing it",
        code="exceed_context_size_error",
    )
    with OpenAIDouble(full) as server:
        async with desk(server.base_url, model="house-model") as at:
            assert at.client.context_window() is None
            with pytest.raises(ContextError, match="does not fit the window") as caught:
                await at.ask()

            assert at.client.context_window() == 4096
    assert len(server.chats) == 1
    assert caught.value.window == 4096


async def test_a_cut_reply_is_asked_for_once_more_with_twice_the_room() -> None:
    """finish_reason length: one more call with a doubled limit; both are billed."""
    with OpenAIDouble(reply('{"text": "The ferry', finish="length"), reply(GOOD)) as server:
        async with desk(server.base_url) as at:
            done = await at.ask()

    assert [chat.body["max_tokens"] for chat in server.chats] == [200, 400]
    assert done.usage.calls == 2
    assert done.usage.output_tokens == 200


@pytest.mark.parametrize("finish", ["length", None])
async def test_a_reply_cut_twice_is_truncated_and_never_cached(finish: str | None, tmp_path: Path) -> None:
    """TruncatedError with what it cost; a stream or body without a finish reason counts as cut as well."""
    with OpenAIDouble(reply('{"text": "The ferry', finish=finish)) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            with pytest.raises(TruncatedError, match="400 tokens") as caught:
                await at.ask()

            assert kept(at.cache) == 0
    assert len(server.chats) == 2
    assert spent(caught.value).output_tokens == 200
    assert caught.value.model == "gpt-4o-mini"


async def test_a_whole_answer_at_the_limit_is_an_answer() -> None:
    """finish_reason length behind a closed object cut nothing."""
    with OpenAIDouble(reply(GOOD, finish="length")) as server:
        async with desk(server.base_url) as at:
            assert (await at.ask()).value == VERSE


@pytest.mark.parametrize(
    "answer",
    [
        reply(None, refusal="I cannot help with that."),
        reply("", finish="content_filter"),
        reply(GOOD, finish="content_filter"),
        refused("filtered", code="content_filter"),
        document_answer(
            {"error": {"message": "no", "code": 400, "innererror": {"code": "ResponsibleAIPolicyViolation"}}},
            400,
        ),
    ],
    ids=["refusal", "filter", "filter after text", "400", "azure"],
)
async def test_a_refusal_is_told_apart_and_not_argued_with(answer: Any, tmp_path: Path) -> None:
    """One call, RefusalError, nothing in the cache."""
    with OpenAIDouble(answer) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            with pytest.raises(RefusalError, match=r"declined|content filter"):
                await at.ask()

            assert kept(at.cache) == 0
    assert len(server.chats) == 1


@pytest.mark.parametrize(
    "empty",
    [completion([]), reply(""), reply(None), completion([{"index": 0}])],
    ids=["no choices", "empty text", "null", "no message"],
)
async def test_an_empty_reply_is_asked_for_once_more(empty: Any, tmp_path: Path) -> None:
    """Twice empty is InvalidOutputError; once is forgiven."""
    with OpenAIDouble(empty, empty, reply(GOOD)) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            with pytest.raises(InvalidOutputError, match="empty reply, twice"):
                await at.ask()
            assert (await at.ask()).value == VERSE
    assert len(server.chats) == 3


async def test_a_wrong_answer_goes_back_with_the_validators_own_words() -> None:
    """The second request holds the first reply and what is wrong with it, field by field; both are billed."""
    wrong = GOOD | {"text": "No full stop", "lines": "one"}
    with OpenAIDouble(reply(wrong), reply(GOOD)) as server:
        async with desk(server.base_url) as at:
            done = await at.ask()

    assert done.value == VERSE
    assert done.usage.calls == 2
    messages = server.chats[1].body["messages"]
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]
    assert "No full stop" in messages[2]["content"]
    assert "must end with a full stop" in messages[3]["content"]
    assert "lines: Input should be a valid" in messages[3]["content"]


async def test_the_callers_own_objection_goes_back_too() -> None:
    """A bare quotation mark that ends a field early is valid JSON: the caller finds it, the model hears."""
    early = GOOD | {"text": "The ferry, he said, is ."}
    with OpenAIDouble(reply(early), reply(GOOD)) as server:
        async with desk(server.base_url) as at:
            done = await at.ask(problem=lambda verse: "the sentence breaks off" if " ." in verse.text else None)

    assert done.value == VERSE
    assert "the sentence breaks off" in server.chats[1].last


async def test_a_model_that_never_fits_is_given_up_after_two_objections(tmp_path: Path) -> None:
    """Three calls, InvalidOutputError with the first fault in words and all tokens; nothing in the cache."""
    with OpenAIDouble(reply(GOOD | {"text": "No full stop"})) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            with pytest.raises(InvalidOutputError, match="full stop") as caught:
                await at.ask()

            assert kept(at.cache) == 0
    assert len(server.chats) == 3
    assert spent(caught.value).output_tokens == 300


async def test_missing_usage_is_counted_here_and_said() -> None:
    """A server that reports no tokens is counted on this side, and --verbose says so."""
    with OpenAIDouble(reply(GOOD, usage=None)) as server:
        async with desk(server.base_url) as at:
            done = await at.ask()

    assert done.usage.input_tokens > 30
    assert done.usage.output_tokens > 5
    assert done.usage.cost_usd
    assert at.meter.counted_here == 1
    assert any("reports no usage" in said for said in at.said)


async def test_the_price_of_an_unknown_model_is_none() -> None:
    """Unknown is null, never 0."""
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url, model="house-model") as at:
            assert (await at.ask()).usage.cost_usd is None


async def test_an_echoed_key_appears_nowhere(tmp_path: Path) -> None:
    """A server that sends the Authorization header back finds it in no message, trace, repr or file."""
    with OpenAIDouble(status(400), echo_key=True) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            with pytest.raises(ProviderError) as caught:
                await at.ask()
            shown = [
                *at.said,
                *at.notices,
                repr(at.client),
                repr(at.client.wire.__dict__["_api_key"]),
                repr(caught.value),
            ]
    shown += traceback.format_exception(caught.value)
    shown += [file.read_bytes().decode("latin-1") for file in files(tmp_path)]

    assert server.chats
    assert not any(KEY in text for text in shown)


async def test_a_key_that_no_header_can_hold_is_said_without_it() -> None:
    """A key with letters that HTTP does not allow is an error that names the setting, not the key."""
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url, api_key="sk-schlüssel-äöü") as at:
            with pytest.raises(ProviderError, match="OPENAI_API_KEY") as caught:
                await at.ask()

    assert server.chats == []
    assert "schl" not in str(caught.value)


async def test_a_redirect_takes_the_key_nowhere() -> None:
    """A redirect to another host is an error, and that host is not called."""
    with (
        OpenAIDouble(reply(GOOD)) as other,
        OpenAIDouble(Answer(307, b"", {"Location": f"{other.base_url}/chat/completions"})) as server,
    ):
        async with desk(server.base_url) as at:
            with pytest.raises(ProviderError, match="sends elsewhere"):
                await at.ask()

    assert other.chats == []


async def test_a_body_without_end_is_cut_off() -> None:
    """A reply of more than eight megabytes is dropped, not read into memory."""
    with OpenAIDouble(Answer(200, b"[" * 9_000_000, {"Content-Type": "application/json"})) as server:
        async with desk(server.base_url) as at:
            with pytest.raises(ProviderError, match="more than 8,000,000 bytes"):
                await at.ask()


async def test_cancelling_gives_back_place_and_budget() -> None:
    """A cancelled call leaves no place taken and nothing reserved."""
    with OpenAIDouble(reply(GOOD)) as server:
        server.gate = threading.Event()
        async with desk(server.base_url, concurrency=1, max_cost_usd=1.0) as at:
            task = asyncio.create_task(at.ask())
            while server.under_way < 1:  # noqa: ASYNC110 - it is another thread that counts
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert at.client.limiter.active == 0
            assert at.client.budget.free_usd == 1.0
            server.gate.set()
            assert (await at.ask()).value == VERSE


async def test_the_budget_stops_before_the_call_that_would_pass_it() -> None:
    """The call that may pass the limit is not made; BudgetError says what was spent."""
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url, max_cost_usd=0.0003) as at:
            await at.ask()
            with pytest.raises(BudgetError, match="raise --max-cost") as caught:
                await at.ask(cache_key="another")

    assert len(server.chats) == 1
    assert caught.value.limit_usd == 0.0003


async def test_a_budget_cannot_be_kept_for_an_unknown_price() -> None:
    """With a limit and no price nothing is called."""
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url, model="house-model", max_cost_usd=1.0) as at:
            with pytest.raises(BudgetError, match="price of 'house-model' is not known"):
                await at.ask()

    assert server.chats == []


async def test_a_cut_reply_that_the_budget_cannot_repeat_is_truncated() -> None:
    """Where the second try would pass the limit, the first one's truncation is the error."""
    with OpenAIDouble(reply('{"text": "The', finish="length")) as server:
        async with desk(server.base_url, max_cost_usd=0.0004) as at:
            with pytest.raises(TruncatedError):
                await at.ask()

    assert len(server.chats) == 1


async def test_the_model_is_the_servers_first_that_chats() -> None:
    """Without a model the server is asked once; embedding models are passed over."""
    with OpenAIDouble(reply(GOOD), models=("text-embedding-9", "house-model")) as server:
        async with desk(server.base_url, model=None) as at:
            await at.ask()
            await at.ask(cache_key="another")

            assert await at.client.model_name() == "house-model"
    assert [chat.body["model"] for chat in server.chats] == ["house-model"] * 2
    assert server.other == ["GET /v1/models"]


@pytest.mark.parametrize(
    "models", [(), status(404), status(500), Answer(200, b"<html>", {})], ids=["none", "404", "500", "html"]
)
async def test_a_server_that_names_no_model_is_asked_for_the_default(models: Any) -> None:
    """The default model is asked for, and a notice says so."""
    with OpenAIDouble(reply(GOOD), models=models) as server:
        async with desk(server.base_url, model=None) as at:
            await at.ask()

    assert server.chats[0].body["model"] == DEFAULT_MODEL
    assert any("--model" in notice for notice in at.notices)


async def test_estimating_sends_nothing() -> None:
    """Tokens, method and a price range without a request; no model, no price."""
    with OpenAIDouble(reply(GOOD)) as server:
        async with desk(server.base_url) as at:
            known = at.client.estimate(request())
        async with desk(server.base_url, model=None) as at:
            unknown = at.client.estimate(request())

    assert server.chats == []
    assert server.other == []
    assert known.input_tokens > 50
    low, high = known.cost_usd or (0, 0)
    assert 0 < low < high
    assert "o200k" in known.method
    assert unknown.cost_usd is None
    assert unknown.model is None


@pytest.mark.parametrize(
    "url", ["ftp://example.org/v1", "localhost:8080", "http://", "http://exa mple.org", "http://[::1"]
)
async def test_a_base_url_that_is_none_is_a_configuration_error(url: str) -> None:
    """Exit code 2 before anything is sent."""
    with pytest.raises(ConfigError, match="--base-url"):
        async with desk(url):
            pass


async def test_proxies_of_the_environment_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """An API client goes through the proxy that the person has configured."""
    with OpenAIDouble(reply(GOOD)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base_url.removesuffix("/v1"))
        async with desk("http://model.invalid/v1") as at:
            done = await at.ask()

    assert done.value == VERSE
    assert proxy.chats[0].path == "http://model.invalid/v1/chat/completions"


def test_openai_is_imported_on_the_first_call_only() -> None:
    """Making a client, estimating and reading the cache import neither openai nor httpx2."""
    code = (
        "import sys; from briefer.settings import Settings; from briefer.write.client import ModelClient; "
        "ModelClient(Settings(base_url='http://127.0.0.1:9/v1', model='m')); "
        "print([name for name in ('openai', 'httpx2', 'genai_prices', 'toktok') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


async def test_errors_carry_what_the_whole_brief_has_spent() -> None:
    """The usage in an error counts the brief's earlier calls too."""
    with OpenAIDouble(reply(GOOD), status(401)) as server:
        async with desk(server.base_url) as at:
            await at.ask()
            with pytest.raises(ProviderError) as caught:
                await at.ask(cache_key="another")

    assert spent(caught.value).input_tokens == 1000
    assert spent(caught.value).calls == 2
    assert Meter().usage(0.0).cost_usd == 0
