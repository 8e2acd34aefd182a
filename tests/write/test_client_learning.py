"""Servers differ: the client reads their refusals, sends less, and remembers it per endpoint and model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from briefer.errors import ConfigError, InvalidOutputError, ProviderError
from briefer.write.endpoint import Endpoint, Mode, Profile, learn
from tests.servers.openai_double import (
    Answer,
    Chat,
    OpenAIDouble,
    Smart,
    document_answer,
    refused,
    reply,
    status,
    stream,
    tool_reply,
)
from tests.write.calls import GOOD, VERSE, desk

TEXT = '{"text": "The ferry stays in port.", "lines": [1, 2], "speaker": null}'


def picky(
    *,
    modes: Sequence[str] = ("json_schema",),
    fields: Sequence[str] = (),
    says: str = "Unsupported parameter: {field!r}",
    only_stream: bool = False,
    system: bool = True,
) -> Smart:
    """A server that takes these modes alone and refuses these fields."""

    def answer(chat: Chat) -> Answer:
        for field in fields:
            if field in chat.body:
                return refused(says.format(field=field))
        if not system and any(message["role"] == "system" for message in chat.body["messages"]):
            return refused("System role not supported")
        if only_stream and not chat.body.get("stream"):
            return refused(
                "This model only support stream mode, please enable the stream parameter to access the model."
            )
        if chat.mode not in modes:
            named = "tools" if chat.mode == "tool" else "response_format"
            return refused(f"{named} of this type is not supported by this model", param=named)
        if chat.mode == "tool":
            return tool_reply(GOOD)
        return stream(TEXT) if only_stream else reply(GOOD)

    return answer


@pytest.mark.parametrize("mode", ["json_schema", "json_object", "tool", "prompt"])
async def test_the_ladder_goes_down_to_what_the_server_takes(mode: Any) -> None:
    """json_schema, json_object, tool, prompt: each refusal steps down; the schema moves into the prompt."""
    rungs = ["json_schema", "json_object", "tool", "prompt"]
    with OpenAIDouble(picky(modes=(mode,))) as server:
        async with desk(server.base_url) as at:
            done = await at.ask()
            await at.ask(cache_key="another")

    tried = rungs[: rungs.index(mode) + 1]
    assert done.value == VERSE
    assert [chat.mode for chat in server.chats] == [*tried, mode]
    assert ("JSON schema" in server.chats[-1].prompt) == (mode != "json_schema")
    assert done.usage.calls == len(tried)
    assert done.usage.output_tokens == 100


async def test_what_was_learned_is_kept_for_the_next_run(tmp_path: Path) -> None:
    """A second process starts where the first one ended; another model starts from the top."""
    with OpenAIDouble(picky(modes=("tool",), fields=("temperature",))) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            await at.ask()
        first = len(server.chats)
        async with desk(server.base_url, folder=tmp_path) as at:
            await at.ask(cache_key="another")
        second = len(server.chats) - first
        async with desk(server.base_url, folder=tmp_path, model="gpt-4o") as at:
            await at.ask(cache_key="another")

    assert (first, second) == (4, 1)
    assert len(server.chats) == 9
    assert any("no temperature" in said for said in at.said)


@pytest.mark.parametrize(
    ("refusal", "without"),
    [
        (refused("Unsupported value: 'temperature' does not support 0.", param="temperature"), "temperature"),
        (refused("'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
                 param="max_tokens", code="unsupported_parameter"), "max_tokens"),
        (document_answer({"detail": [{"type": "extra_forbidden", "loc": ["body", "temperature"],
                                      "msg": "Extra inputs are not permitted"}]}, 422), "temperature"),
        (document_answer({"error": "unknown field: max_tokens"}, 400), "max_tokens"),
        (document_answer({"message": "Unrecognized argument: temperature"}, 400), "temperature"),
    ],
)  # fmt: skip
async def test_a_refused_field_is_left_out_at_once(refusal: Any, without: Any) -> None:
    """One refusal in any server's shape, one more call without the field, no wait."""
    with OpenAIDouble(refusal, reply(GOOD)) as server:
        async with desk(server.base_url) as at:
            await at.ask()

    assert without in server.chats[0].body
    assert without not in server.chats[1].body
    assert at.waits == []


async def test_max_completion_tokens_takes_the_place_of_max_tokens() -> None:
    """Reasoning models name the field that they want; it bounds the reply as before."""
    with OpenAIDouble(picky(fields=("max_tokens",), says="Use 'max_completion_tokens' instead of {field}")) as server:
        async with desk(server.base_url) as at:
            await at.ask()

    assert server.chats[1].body["max_completion_tokens"] == 200


async def test_a_cap_on_the_reply_is_kept_to() -> None:
    """A model that answers with 128 tokens at most is asked for no more, now and later."""
    with OpenAIDouble(
        refused(
            "max_tokens is too large: 200. This model supports at most 128 completion tokens",
            param="max_tokens",
        ),
        reply(GOOD),
    ) as server:
        async with desk(server.base_url) as at:
            await at.ask()
            await at.ask(cache_key="another")

    assert [chat.body["max_tokens"] for chat in server.chats] == [200, 128, 128]


async def test_room_that_one_prompt_leaves_is_not_learned_for_the_next() -> None:
    """A window that the prompt nearly fills shortens this reply alone."""
    full = refused(
        "'max_tokens' is too large: 200. This model's maximum context length is 4096 tokens and your request "
        "has 4000 input tokens (200 > 4096 - 4000)."
    )
    with OpenAIDouble(full, reply(GOOD)) as server:
        async with desk(server.base_url) as at:
            await at.ask()
            await at.ask(cache_key="another")

    assert [chat.body["max_tokens"] for chat in server.chats] == [200, 96, 200]


async def test_a_server_that_only_streams_is_streamed() -> None:
    """The refusal teaches stream; the reply is put together from its events, usage included."""
    with OpenAIDouble(picky(only_stream=True)) as server:
        async with desk(server.base_url) as at:
            done = await at.ask()

    assert server.chats[1].body["stream"] is True
    assert server.chats[1].body["stream_options"] == {"include_usage": True}
    assert done.value == VERSE
    assert done.usage.input_tokens == 1000


async def test_stream_options_can_be_refused_as_well() -> None:
    """A streaming server that does not know include_usage is asked without, and tokens are counted here."""
    with OpenAIDouble(picky(only_stream=True, fields=("stream_options",))) as server:
        async with desk(server.base_url) as at:
            await at.ask()

    assert [sorted(chat.body.keys() & {"stream", "stream_options"}) for chat in server.chats] == [
        [], ["stream", "stream_options"], ["stream"]
    ]  # fmt: skip


async def test_events_without_being_asked_for_are_read_all_the_same() -> None:
    """A server that streams whatever it is asked costs no second call."""
    with OpenAIDouble(stream(TEXT)) as server:
        async with desk(server.base_url) as at:
            assert (await at.ask()).value == VERSE

    assert len(server.chats) == 1


async def test_a_template_without_a_system_role_gets_the_rules_first() -> None:
    """The rules then go before the story in the one message."""
    with OpenAIDouble(picky(system=False)) as server:
        async with desk(server.base_url) as at:
            await at.ask()

    [message] = server.chats[1].body["messages"]
    assert message["role"] == "user"
    assert message["content"].startswith("RULES: be brief.\n\nSTORY:")


async def test_a_refusal_that_names_nothing_is_answered_with_a_bare_request() -> None:
    """'Bad Request' and no more: one try with the schema in the prompt alone, kept when it works."""

    def bare_only(chat: Chat) -> Answer:
        return reply(GOOD) if chat.mode == "prompt" else Answer(400, b"Bad Request", {"Content-Type": "text/plain"})

    with OpenAIDouble(bare_only) as server:
        async with desk(server.base_url) as at:
            await at.ask()
            await at.ask(cache_key="another")

    assert [chat.mode for chat in server.chats] == ["json_schema", "prompt", "prompt"]


async def test_a_request_that_is_refused_bare_as_well_ends_with_the_first_refusal(tmp_path: Path) -> None:
    """Two calls, the first message, and nothing remembered."""
    with OpenAIDouble(refused("the moon is full"), refused("the moon is new")) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            with pytest.raises(ProviderError, match="the moon is full"):
                await at.ask()

            assert at.client.profile("gpt-4o-mini") == at.client.endpoint.first_profile()
    assert len(server.chats) == 2


async def test_refusals_without_end_are_bounded() -> None:
    """A server that refuses something in every request is given up after a handful."""

    def contrary(chat: Chat) -> Answer:
        return refused(f"unsupported: {min(chat.body)}, max_tokens, max_completion_tokens, stream, temperature, schema")

    with OpenAIDouble(contrary) as server:
        async with desk(server.base_url) as at:
            with pytest.raises(ProviderError):
                await at.ask()

    assert len(server.chats) <= 8


async def test_a_response_format_that_is_ignored_steps_down_and_is_remembered(tmp_path: Path) -> None:
    """Prose in place of JSON: the schema goes into the prompt, and stays there for the next run."""

    def ignores(chat: Chat) -> Answer:
        return reply(GOOD) if "JSON schema" in chat.prompt else reply("The ferry, I should say, stays in port.")

    with OpenAIDouble(ignores) as server:
        async with desk(server.base_url, folder=tmp_path) as at:
            await at.ask()
            assert any("does not keep to the schema" in said for said in at.said)
        async with desk(server.base_url, folder=tmp_path) as at:
            await at.ask(cache_key="another")

    assert [chat.mode for chat in server.chats] == ["json_schema", "json_object", "json_object"]


async def test_a_schema_that_is_ignored_above_a_rung_that_is_refused_leads_further_down() -> None:
    """json_schema taken and ignored, json_object refused: the tool is next, and remembered."""

    def answer(chat: Chat) -> Answer:
        if chat.mode == "json_object":
            return refused("'response_format.type' must be 'json_schema' or 'text'")
        return tool_reply(GOOD) if chat.mode == "tool" else reply("The ferry stays in port.")

    with OpenAIDouble(answer) as server:
        async with desk(server.base_url) as at:
            await at.ask()
            await at.ask(cache_key="another")

    assert [chat.mode for chat in server.chats] == ["json_schema", "json_object", "tool", "tool"]


async def test_calls_that_learn_at_the_same_time_share_what_they_learn() -> None:
    """Eight calls that set out together are each refused once at most, and all are answered."""
    with OpenAIDouble(picky(fields=("temperature",))) as server:
        async with desk(server.base_url, concurrency=8) as at:
            done = await asyncio.gather(*(at.ask(cache_key=str(number)) for number in range(8)))
            assert not at.client.profile("gpt-4o-mini").temperature

    assert all(one.value == VERSE for one in done)
    assert len(server.chats) <= 16


async def test_one_wrong_shape_is_a_bad_day_and_two_are_a_schema_that_is_ignored() -> None:
    """The first wrong shape is asked again on the same rung, the schema in words; the second steps down."""
    wrong = reply({"line": "The ferry stays in port."})
    with OpenAIDouble(wrong, wrong, reply(GOOD)) as server:
        async with desk(server.base_url) as at:
            await at.ask()

    assert [chat.mode for chat in server.chats] == ["json_schema", "json_schema", "json_object"]
    assert "JSON schema" in server.chats[1].last
    assert "text: Field required" in server.chats[1].last


async def test_a_rule_that_no_schema_states_is_no_reason_to_step_down() -> None:
    """A value of the right shape that a validator refuses stays on its rung."""
    with OpenAIDouble(
        reply(GOOD | {"text": "No full stop"}), reply(GOOD | {"text": "Nor here"}), reply(GOOD)
    ) as server:
        async with desk(server.base_url) as at:
            await at.ask()

    assert [chat.mode for chat in server.chats] == ["json_schema"] * 3


async def test_what_did_not_help_is_not_remembered() -> None:
    """A model that never answers in JSON leaves the endpoint's profile as it was."""
    with OpenAIDouble(reply("No.")) as server:
        async with desk(server.base_url) as at:
            with pytest.raises(InvalidOutputError):
                await at.ask()

            assert at.client.profile("gpt-4o-mini").mode is Mode.JSON_SCHEMA


@pytest.mark.parametrize(
    "text",
    [
        f'<think>Perhaps {{"text": 1}}?</think>\n{TEXT}',
        f"perhaps so</think>{TEXT}",
        f"```json\n{TEXT}\n```",
        f"Here it is:\n```\n{TEXT}\n```\nI hope that it helps.",
        f"{TEXT}\n\nThat is the line.",
        f'First I thought {{"text": "No.", "lines": []}}, but: {TEXT}',
        f'{{"verse": {TEXT}}}',
        "\ufeff" + TEXT,
        TEXT.replace("in port", "in\\nport").replace("\\n", "\n"),
    ],
    ids=[
        "think",
        "open think",
        "fence",
        "fence in prose",
        "comment",
        "draft before",
        "wrapped",
        "bom",
        "raw newline",
    ],
)
async def test_an_answer_is_found_behind_what_a_model_says_around_it(text: str) -> None:
    """Thinking aloud, fences, comments, drafts and wrappings cost no second call."""
    with OpenAIDouble(reply(text)) as server:
        async with desk(server.base_url) as at:
            done = await at.ask()

    assert done.value.lines == (1, 2)
    assert len(server.chats) == 1


async def test_content_in_parts_and_content_filed_as_reasoning_are_read() -> None:
    """A list of text parts is joined; an empty content beside reasoning_content is looked for there."""
    parts = [{"type": "text", "text": TEXT[:10]}, {"type": "text", "text": TEXT[10:]}]
    with OpenAIDouble(reply(parts), reply("", reasoning_content=TEXT)) as server:
        async with desk(server.base_url) as at:
            assert (await at.ask()).value == VERSE
            assert (await at.ask(cache_key="another")).value == VERSE


async def test_a_temporary_fault_while_learning_is_retried_as_ever() -> None:
    """A 500 between two refusals is waited for; what was learned stays learned."""
    steps = [refused("no temperature here"), status(500), reply(GOOD)]
    with OpenAIDouble(*steps) as server:
        async with desk(server.base_url) as at:
            await at.ask()

    assert len(at.waits) == 1
    assert ["temperature" in chat.body for chat in server.chats] == [True, False, False]


async def test_openai_itself_is_asked_with_the_newer_name(httpx2_mock: Any) -> None:
    """At api.openai.com the bound is max_completion_tokens and the model the default, unasked."""
    route = httpx2_mock.post("https://api.openai.com/v1/chat/completions").respond(
        content=reply(GOOD).body, headers={"Content-Type": "application/json"}
    )
    async with desk(None, model=None) as at:
        await at.ask()

    body = json.loads(route.calls.last.request.content)
    assert body["max_completion_tokens"] == 200
    assert "max_tokens" not in body
    assert body["model"] == await at.client.model_name()


async def test_azure_gets_its_query_and_its_header(httpx2_mock: Any) -> None:
    """An api-version in the base URL goes with each request, and the key in the header that Azure reads."""
    route = httpx2_mock.post("https://house.openai.azure.com/openai/v1/chat/completions").respond(
        content=reply(GOOD).body, headers={"Content-Type": "application/json"}
    )
    async with desk("https://house.openai.azure.com/openai/v1/?api-version=preview") as at:
        await at.ask()

    request = route.calls.last.request
    assert request.url.params["api-version"] == "preview"
    assert request.headers["api-key"].startswith("sk-invented")


def test_a_base_url_is_read_and_shown_without_its_secrets() -> None:
    """Userinfo and query stay out of what is printed; a pasted chat-completions address is put right."""
    endpoint = Endpoint.parse("https://user:hidden@Example.org:8443/v1/chat/completions?key=hidden")

    assert endpoint.shown == "https://Example.org:8443/v1"
    assert endpoint.host == "Example.org:8443"
    assert endpoint.query == (("key", "hidden"),)
    with pytest.raises(ConfigError) as caught:
        Endpoint.parse("ftp://user:hidden@example.org")
    assert "hidden" not in str(caught.value)


def test_a_profile_survives_the_store_and_damage_does_not() -> None:
    """What `dump` writes `load` reads; anything else is None, never an exception."""
    profile = Profile(mode=Mode.TOOL, limit_field=None, stream=True, window=4096)

    assert Profile.load(profile.dump()) == profile
    for damaged in (
        "",
        "[]",
        "{}",
        "null",
        '{"mode": "tool", "future": 1}',
        profile.dump().replace("4096", '"big"'),
    ):
        assert Profile.load(damaged) is None


@pytest.mark.parametrize(
    ("message", "learned"),
    [
        ("upstream server rejected the call", None),
        ("Invalid value for 'messages'", None),
        ("Stream must be set to true", "streaming only"),
        ("Conversation roles must alternate user/assistant", "no system message"),
        ("Failed to parse grammar", "no json_schema: asking by json_object"),
        (
            "'response_format.type' must be 'text'; temperature is fine",
            "no json_schema: asking by json_object",
        ),
    ],
)
def test_a_refusal_teaches_the_field_that_it_names_first(message: str, learned: str | None) -> None:
    """Words that only look like a field ("upstream") teach nothing."""
    sent = {"temperature": 0, "max_tokens": 10, "response_format": {}}
    lesson = learn(Profile(), sent, message, None)

    assert (lesson.learned if lesson else None) == learned
