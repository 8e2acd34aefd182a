"""The strict schema that is sent, and the answer found in whatever came back."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.lib._pydantic import to_strict_json_schema
from pydantic import BaseModel, Field

from briefer.article import Contract
from briefer.write.endpoint import Mode
from briefer.write.engine import Draft
from briefer.write.structured import explain, parse_plain, parse_reply, schema_fields, schema_words, strict_schema
from tests.write.calls import GOOD, VERSE, Verse


class Colour(Contract):
    """A colour."""

    kind: Literal["colour"]
    name: Literal["red", "blue"]


class Size(Contract):
    kind: Literal["size"]
    metres: float


class Tree(Contract):
    """A tree of trees."""

    name: str
    """What it is called."""
    branches: tuple[Tree, ...]
    colour: Colour | None
    """Its colour, where one knows."""
    trait: Annotated[Colour | Size, Field(discriminator="kind")]


class Bounded(BaseModel):
    words: list[str] = Field(default_factory=list, min_length=1, max_length=3, description="The words.")
    share: float = Field(0.5, ge=0, le=1)
    code: str = Field(pattern="^[a-z]+$")


def _plain(schema: object) -> object:
    """A schema without titles and defaults, which change nothing about what it admits."""
    if isinstance(schema, dict):
        return {
            word: _plain(value)
            for word, value in schema.items()
            if word not in {"title", "default"} or not isinstance(value, str)
        }
    return [_plain(value) for value in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("model", [Verse, Draft, Colour])
def test_the_strict_schema_is_the_sdks_own_without_titles(model: Any) -> None:
    """What OpenAI's client would send for the model, less the titles that cost tokens."""
    assert strict_schema(model) == _plain(to_strict_json_schema(model))


def _objects(schema: object) -> list[dict[str, Any]]:
    found = [schema] if isinstance(schema, dict) and schema.get("type") == "object" else []
    for value in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []:
        found += _objects(value)
    return found


@pytest.mark.parametrize("model", [Verse, Draft, Tree, Bounded])
def test_a_strict_schema_is_closed_and_asks_for_every_field(model: Any) -> None:
    """Every object refuses other fields and requires all of its own; no default and no bound is left."""
    schema = strict_schema(model)
    words = json.dumps(schema)

    assert _objects(schema)
    for part in _objects(schema):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
    for word in (
        "default",
        "minLength",
        "maxItems",
        "minItems",
        "pattern",
        "oneOf",
        "discriminator",
        "title",
        "allOf",
    ):
        assert f'"{word}":' not in words


def test_bounds_that_a_strict_schema_cannot_hold_are_told_in_words() -> None:
    """A bound goes into the description, behind the field's own."""
    properties = strict_schema(Bounded)["properties"]

    assert properties["words"]["description"] == "The words. (at least 1 items, at most 3 items)"
    assert properties["share"]["description"] == "(0 or more, 1 or less)"
    assert "[a-z]" in properties["code"]["description"]


def test_a_model_with_fields_of_any_name_has_no_strict_schema() -> None:
    """What strict schemas cannot express is an error for the programmer, not a surprise at the endpoint."""

    class Free(BaseModel):
        counts: dict[str, int]

    class Fixed(BaseModel):
        pair: tuple[int, str]

    for model in (Free, Fixed):
        with pytest.raises(ValueError, match="cannot be a strict schema"):
            strict_schema(model)


def test_each_rung_asks_in_its_own_way() -> None:
    """json_schema holds the schema, json_object the wish, tool a forced function, prompt nothing at all."""
    fields = {mode: schema_fields(mode, "compose brief!", Verse) for mode in Mode}

    assert fields[Mode.JSON_SCHEMA]["response_format"]["json_schema"]["name"] == "compose_brief_"
    assert fields[Mode.JSON_OBJECT] == {"response_format": {"type": "json_object"}}
    assert fields[Mode.TOOL]["tools"][0]["function"]["parameters"] == strict_schema(Verse)
    assert fields[Mode.TOOL]["tool_choice"]["function"]["name"] == "compose_brief_"
    assert fields[Mode.PROMPT] == {}
    assert json.dumps(strict_schema(Verse), separators=(",", ":")) in schema_words(Verse)


def test_the_last_object_that_validates_is_the_answer() -> None:
    """Of several objects the model's last word counts, and what follows without validating does not."""
    first = json.dumps(GOOD | {"text": "First thoughts."})
    text = f'{first} or rather {json.dumps(GOOD)} (see {{"note": 1}})'

    assert parse_reply(text, Verse).value == VERSE


def test_a_cut_object_is_open_and_prose_is_not() -> None:
    """An object without its end tells a cut reply from a chatty one; a quote cut inside a string as well."""
    whole = json.dumps(GOOD)
    for cut in (whole[:-1], whole[:20], whole[:12]):
        assert parse_reply(cut, Verse).open
    for prose in ("No.", "", "I cannot.", whole):
        assert not parse_reply(prose, Verse).open


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("No.", "no_json"),
        ('{"text": "broken" "lines": []}', "no_json"),
        ('{"line": 1}', "shape"),
        (json.dumps(GOOD | {"more": 1}), "shape"),
        (json.dumps(GOOD | {"text": "No stop"}), "content"),
        (json.dumps([GOOD]), "none"),
        (json.dumps(GOOD), "none"),
        (json.dumps({"verse": GOOD}), "none"),
    ],
)
def test_what_is_wrong_is_told_apart(text: str, fault: Any) -> None:
    """No object, a wrong shape, and a rule that no schema states are three different things."""
    assert parse_reply(text, Verse).fault == fault


def test_a_complaint_is_bounded_however_wrong_the_reply() -> None:
    """A thousand faults and a megabyte of input make a short message."""
    parsed = parse_reply(json.dumps(GOOD | {"lines": ["x" * 900] * 1000}), Verse)

    assert len(parsed.problem) < 2000
    assert "more" in parsed.problem


@pytest.mark.parametrize(
    "bomb",
    [
        '{"a":' * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        "[" * 200_000,
        "{" * 200_000,
        '{"' * 100_000,
        '"{' * 100_000,
        "<think>" * 50_000,
        "```" * 100_000,
        '{"text": "' + "\\" * 400_000,
        "x" * 2_000_000,
    ],
    ids=[
        "deep",
        "deep closed",
        "brackets",
        "braces",
        "keys",
        "quotes",
        "thoughts",
        "fences",
        "backslashes",
        "huge",
    ],
)
def test_a_hostile_reply_never_raises(bomb: str) -> None:
    """Depth bombs and endless replies are refused."""
    assert parse_reply(bomb, Verse).value is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_an_answer_is_found_between_any_prose_without_braces(before: str, after: str) -> None:
    """Whatever a model says before and after, the object is found."""
    said = [part.translate(dict.fromkeys(map(ord, '{}<`"'), None)) for part in (before, after)]

    assert parse_reply(f"{said[0]}{json.dumps(GOOD)}{said[1]}", Verse).value == VERSE


@given(st.text(max_size=200))
def test_no_text_makes_the_search_raise(text: str) -> None:
    """Any text gives a value or a problem in words."""
    parsed = parse_reply(text, Verse)

    assert (parsed.value is None) == bool(parsed.problem)


def test_explain_names_the_field_and_what_was_given() -> None:
    """One line a fault: where, what, and the input, shortened."""
    parsed = parse_reply(json.dumps(GOOD | {"lines": [1, "two"]}), Verse)

    assert (
        parsed.problem == "- lines.1: Input should be a valid integer, unable to parse string as an integer (got 'two')"
    )
    assert explain.__doc__


def test_a_plain_reply_is_its_text_without_thoughts_and_fences():
    """Prose comes as it stands; what was thought aloud before it does not; megabytes of it are refused."""
    assert parse_plain("<think>Hm.</think>\n```\nThe ferry sank.\n```", Prose).value == Prose(text="The ferry sank.")
    assert parse_plain("Two lines.\n\nNo JSON {.", Prose).value == Prose(text="Two lines.\n\nNo JSON {.")
    assert parse_plain("x" * 2_000_000, Prose).value is None


class Prose(Contract):
    """A reply in prose."""

    text: str
