"""A cassette is a model's replies to one case, known by the whole of each request and by nothing else."""

from __future__ import annotations

import json
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.errors import ConfigError, OutputError
from briefer.evaluate.cassette import (
    Cassette,
    KeptReply,
    asked_of,
    cassette_path,
    load_cassette,
    request_digest,
    save_cassette,
)

BODY: dict[str, object] = {
    "model": "double-1",
    "messages": [{"role": "system", "content": "Rules"}, {"role": "user", "content": "Story"}],
    "temperature": 0,
    "max_tokens": 300,
    "response_format": {"type": "json_schema", "json_schema": {"name": "split", "strict": True, "schema": {"a": 1}}},
}
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=6
)


def digest(body: object, method: str = "POST", path: str = "/v1/chat/completions") -> str:
    return request_digest(method, path, json.dumps(body).encode())


def kept(number: int = 0, body: object = None, **changes: object) -> KeptReply:
    given = {"digest": f"d{number}", "nth": 0, "repeat": 0, "model": "m", "task": "split", "status": 200}
    return KeptReply.model_validate(given | {"body": body or {"choices": []}, "seconds": 1.5} | changes)


def cassette(*replies: KeptReply, **changes: object) -> Cassette:
    given: dict[str, object] = {
        "model": "m",
        "base_url": "http://127.0.0.1:1/v1",
        "about": None,
        "prompts": {},
        "replies": replies,
    }
    return Cassette.model_validate(given | changes)


@pytest.mark.parametrize(
    "change",
    [
        {"model": "double-2"},
        {"messages": [{"role": "system", "content": "Rules!"}, {"role": "user", "content": "Story"}]},
        {"messages": [{"role": "system", "content": "Rules"}, {"role": "user", "content": "Story "}]},
        {"temperature": 0.7},
        {"max_tokens": 301},
        {"response_format": {"type": "json_object"}},
        {"seed": 1},
    ],
    ids=["model", "rules", "story", "temperature", "limit", "schema", "another field"],
)
def test_whatever_is_asked_otherwise_has_another_digest(change):
    """Model, rules, story, parameters and schema: each of them makes another request."""
    assert digest(BODY | change) != digest(BODY)


def test_method_and_path_are_part_of_the_request():
    """Asking for the list of models is no completion."""
    assert len({digest(BODY), digest(BODY, method="GET"), digest(BODY, path="/v1/models")}) == 3


def test_the_order_of_keys_and_white_space_are_not():
    """Another JSON writer makes the same request."""
    backwards = dict(reversed(BODY.items()))
    assert request_digest("POST", "/v1", json.dumps(backwards, indent=3).encode()) == digest(BODY, path="/v1")


@given(st.dictionaries(st.text(), values, max_size=4), st.dictionaries(st.text(), values, max_size=4))
def test_two_requests_share_a_digest_only_if_they_are_the_same(one, other):
    """No two bodies are taken for each other, whatever is in them."""
    assert (digest(one) == digest(other)) == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[]", b"null", b'{"response_format": []}'])
def test_a_body_that_is_no_json_has_a_digest_too_and_says_nothing_of_its_model(body):
    """Nothing that is sent can make it fail."""
    assert len(request_digest("POST", "/v1", body)) == 64
    assert asked_of(body) == (None, None)


def test_the_model_and_the_task_are_read_from_the_request():
    """For people who read a cassette; a request without a schema names no task."""
    assert asked_of(json.dumps(BODY).encode()) == ("double-1", "split")
    assert asked_of(b'{"model": "m", "messages": []}') == ("m", None)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("gpt-4o-mini", "gpt-4o-mini.json"),
        ("Vendor/Model:Free", "vendor-model-free.json"),
        ("../../etc/passwd", "etc-passwd.json"),
        ("...", "model.json"),
        ("", "model.json"),
    ],
)
def test_a_models_name_makes_a_file_name_that_stays_in_the_folder(tmp_path, model, name):
    """Slashes, colons and dots of a name lead nowhere else."""
    path = cassette_path(tmp_path, model)
    assert path == tmp_path / "cassettes" / name


def test_what_is_saved_is_loaded_as_it_was(tmp_path):
    """Replies, their order, bodies that are JSON and bodies that are text come back the same."""
    path = tmp_path / "cassettes" / "m.json"
    whole = cassette(
        kept(0, {"a": [1, None, "ü\u2028"]}), kept(1, "data: x\n\n", repeat=2), about="a double", prompts={"rules": "r"}
    )
    save_cassette(path, whole)

    assert load_cassette(path) == whole
    assert stat.S_IMODE(path.stat().st_mode) & 0o044  # an ordinary file, to be committed
    assert [one.name for one in path.parent.iterdir()] == ["m.json"]


def test_the_same_cassette_is_the_same_bytes(tmp_path):
    """So that a recording which changed nothing is no change in a repository."""
    paths = [tmp_path / "a" / "m.json", tmp_path / "b" / "m.json"]
    for path in paths:
        path.parent.mkdir()
        save_cassette(path, cassette(kept()))
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_no_file_is_no_cassette(tmp_path):
    """A case that was never recorded is not an error."""
    assert load_cassette(tmp_path / "none.json") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"schema": "briefer/results/1"}',
        b'{"schema": "briefer/cassette/2", "model": "m", "base_url": "", "about": null, "prompts": {}, "replies": []}',
        b'{"schema": "briefer/cassette/1", "model": "m", "base_url": "", "about": null, "prompts": {}, "replies": [1]}',
    ],
    ids=["empty", "torn", "a list", "bytes", "another kind", "another version", "a broken reply"],
)
def test_a_damaged_cassette_or_one_of_another_kind_is_named(tmp_path, content):
    """One line with the file, and what to do about it; never taken for an empty one."""
    path = tmp_path / "m.json"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"m\.json' is no cassette.*record anew") as caught:
        load_cassette(path)
    assert "\n" not in str(caught.value)


def test_one_that_cannot_be_read_or_written_is_a_line(tmp_path):
    """A folder in its place is an error of ours, both ways."""
    path = tmp_path / "m.json"
    path.mkdir()
    with pytest.raises(ConfigError, match="cannot read"):
        load_cassette(path)
    with pytest.raises(OutputError, match="cannot write"):
        save_cassette(path, cassette(kept()))
