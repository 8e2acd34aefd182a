"""A chat completion as it came, in any of the shapes that servers give it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.write.replies import ErrorBody, NotAReply, Spent, read_reply
from tests.servers.openai_double import completion, reply, stream, tool_reply


def test_text_finish_and_tokens_are_read() -> None:
    """The plain case: content, finish reason, and tokens with what was cached."""
    usage = {"prompt_tokens": 10, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 8}}
    read = read_reply(reply("Hello.", usage=usage).body)

    assert (read.text, read.finish, read.refusal, read.choices) == ("Hello.", "stop", None, 1)
    assert read.spent == Spent(input=10, cached=8, output=3)


@pytest.mark.parametrize(
    ("usage", "spent"),
    [
        ({"prompt_tokens": 10, "completion_tokens": 3, "prompt_cache_hit_tokens": 4}, Spent(10, 4, 3)),
        (
            {"prompt_tokens": 10, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 99}},
            Spent(10, 10, 3),
        ),
        ({"prompt_tokens": 10.0, "completion_tokens": 0}, Spent(10, 0, 0)),
        ({"prompt_tokens": 0, "completion_tokens": 0}, None),
        ({"prompt_tokens": -1, "completion_tokens": 3}, None),
        ({"prompt_tokens": "10", "completion_tokens": 3}, None),
        ({"prompt_tokens": True, "completion_tokens": 3}, None),
        ({"prompt_tokens": 1e300, "completion_tokens": 3}, None),
        ({"total_tokens": 13}, None),
        (None, None),
        ([], None),
    ],
)
def test_tokens_that_make_no_sense_count_as_not_given(usage: Any, spent: Any) -> None:
    """Negative, textual, missing or absurd counts are no counts."""
    assert read_reply(reply("Hello.", usage=usage).body).spent == spent


def test_a_tools_arguments_are_the_answer() -> None:
    """Where a tool was called, what it was called with is the text."""
    assert json.loads(read_reply(tool_reply({"answer": 42}).body).text) == {"answer": 42}


def test_a_stream_is_put_together() -> None:
    """Deltas, the finish reason and the usage of the last event make one reply."""
    read = read_reply(stream("The ferry stays in port.").body)

    assert (read.text, read.finish) == ("The ferry stays in port.", "stop")
    assert read.spent == Spent(1000, 0, 100)


def test_a_stream_of_tool_calls_is_put_together() -> None:
    """Arguments come in pieces."""
    pieces = [{"tool_calls": [{"index": 0, "function": {"name": "f"}}]}] + [
        {"tool_calls": [{"index": 0, "function": {"arguments": part}}]} for part in ('{"answer"', ": 42}")
    ]
    lines = [f"data: {json.dumps({'choices': [{'index': 0, 'delta': piece}]})}\n\n" for piece in pieces]

    assert read_reply("".join(lines).encode()).text == '{"answer": 42}'


def test_a_stream_that_breaks_off_has_no_finish_reason() -> None:
    """What came before the break is kept, the half event is not, and nothing says that it was done."""
    body = stream("The ferry stays in port.", finish=None, done=False, usage=False).body
    read = read_reply(body[:-10])

    assert read.finish is None
    assert "The ferry stays in port.".startswith(read.text)
    assert read.text


@pytest.mark.parametrize("body", [b"", b'{"choices": [', b"[1, 2", b": comment\n\n", b"data: {half"])
def test_a_body_that_broke_off_says_so(body: bytes) -> None:
    """A cut body is told from one that never was a reply: it is worth another try."""
    with pytest.raises(NotAReply) as caught:
        read_reply(body)
    assert caught.value.cut


@pytest.mark.parametrize("body", [b"<html>", b"null", b'"ok"', b"{}", b'{"choices": 1}', b"Not Found"])
def test_a_body_that_never_was_a_reply_says_so(body: bytes) -> None:
    """A web page is not tried again."""
    with pytest.raises(NotAReply) as caught:
        read_reply(body)
    assert not caught.value.cut


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ({"message": "no", "code": 429}, 429),
        ({"message": "no", "code": "x"}, 502),
        ("no", 502),
        ({"code": 7}, 502),
    ],
)
def test_an_error_in_a_200_is_an_error(error: Any, status: int) -> None:
    """Gateways hide errors behind HTTP 200, in a body or in a stream."""
    for body in (json.dumps({"error": error}), f"data: {json.dumps({'error': error})}\n\n"):
        with pytest.raises(ErrorBody) as caught:
            read_reply(body.encode())
        assert caught.value.status == status


def test_no_choices_is_a_reply_without_text() -> None:
    """An empty list of choices is for the caller to judge."""
    read = read_reply(completion([]).body)

    assert (read.text, read.choices) == ("", 0)


NAMES = (
    *("choices", "message", "delta", "content", "text", "tool_calls", "function", "arguments", "usage"),
    *("prompt_tokens", "completion_tokens", "finish_reason", "error", "code", "refusal", "index"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=25,
)


@given(JSON)
def test_no_document_makes_reading_raise_anything_else(document: Any) -> None:
    """Any JSON is a reply, an error body or no reply; nothing else comes out."""
    for body in (json.dumps(document), f"data: {json.dumps(document)}\n\n"):
        try:
            read = read_reply(body.encode())
        except (NotAReply, ErrorBody):
            continue
        assert isinstance(read.text, str)
