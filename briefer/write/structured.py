"""Structured output: the strict schema that is sent, and the answer found in whatever came back.

Enters: a pydantic model, a reply's text. Leaves: the model's value, or a complaint in words that a model can
act on. A reply may carry its JSON in a fence, after thinking aloud, before a comment, or wrapped in one more
object; all of it is hostile, so the search is bounded. Not covered: which rung of the ladder to stand on
(`endpoint`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from briefer.write.endpoint import Mode

T = TypeVar("T", bound=BaseModel)

_KEPT = {
    *("type", "properties", "required", "additionalProperties", "items"),
    *("enum", "const", "anyOf", "$ref", "$defs", "description"),
}
"""The keywords that every provider with strict schemas takes; bounds and patterns go into the description
instead, as Azure refuses a schema that has them, and pydantic checks them all the same."""
_BOUNDS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minimum": "{} or more",
    "maximum": "{} or less",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "pattern": "matching {}",
    "format": "a {}",
}
_MAX_REPLY_CHARS = 1_000_000
"""The longest brief is some 20,000 characters of JSON; past this a reply is not searched."""
_MAX_STARTS = 16
"""Braces tried as the start of an answer; a model that thinks aloud writes one or two objects before the
last."""
_MAX_COMPLAINTS = 8
"""Faults named to the model at once; the rest mostly follows from the first."""


@cache
def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The model's strict JSON schema: closed objects, every field required, no defaults, known keywords.

    Treat it as read-only: it is made once per model.

    Raises:
        ValueError: the model has a free-form mapping or a fixed tuple, which a strict schema cannot express.
    """
    schema = model.model_json_schema()
    strict = _strict(schema, schema.get("$defs", {}), model.__name__)
    if "$defs" in schema:
        strict["$defs"] = {name: _strict(part, schema["$defs"], name) for name, part in schema["$defs"].items()}
    return strict


def _strict(schema: Mapping[str, Any], defs: Mapping[str, Any], where: str) -> dict[str, Any]:
    for word in ("allOf", "prefixItems", "patternProperties", "not"):
        if word in schema and not (word == "allOf" and len(schema[word]) == 1):
            raise ValueError(f"{where} cannot be a strict schema: it uses {word}")
    if isinstance(schema.get("additionalProperties"), Mapping) or schema.get("additionalProperties") is True:
        raise ValueError(f"{where} cannot be a strict schema: it has fields of any name")
    merged = {**schema.get("allOf", [{}])[0], **schema}
    if "oneOf" in merged:
        merged["anyOf"] = merged.pop("oneOf")
    if (
        "$ref" in merged and len(merged.keys() & (_KEPT | _BOUNDS.keys())) > 1
    ):  # a reference stands alone, or is written out
        merged = {**defs[merged.pop("$ref").rpartition("/")[2]], **merged}
        merged.pop("title", None)
    strict = {word: value for word, value in merged.items() if word in _KEPT and word != "$defs"}
    bounds = [text.format(merged[word]) for word, text in _BOUNDS.items() if word in merged]
    if bounds:
        strict["description"] = " ".join(filter(None, (merged.get("description"), f"({', '.join(bounds)})")))
    if "properties" in strict:
        strict["properties"] = {
            name: _strict(part, defs, f"{where}.{name}") for name, part in strict["properties"].items()
        }
        strict["required"] = list(strict["properties"])
    if strict.get("type") == "object":
        strict["additionalProperties"] = False
        strict.setdefault("properties", {})
        strict.setdefault("required", [])
    if "items" in strict:
        strict["items"] = _strict(strict["items"], defs, f"{where}[]")
    if "anyOf" in strict:
        strict["anyOf"] = [_strict(part, defs, where) for part in strict["anyOf"]]
    return strict


def schema_fields(mode: Mode, task: str, model: type[BaseModel]) -> dict[str, Any]:
    """The request's fields that ask for the schema on this rung of the ladder; none on the lowest."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", task)[:64]
    if mode is Mode.JSON_SCHEMA:
        described = {"name": name, "strict": True, "schema": strict_schema(model)}
        return {"response_format": {"type": "json_schema", "json_schema": described}}
    if mode is Mode.JSON_OBJECT:
        return {"response_format": {"type": "json_object"}}
    if mode is Mode.TOOL:
        function = {"name": name, "description": "Gives the answer.", "parameters": strict_schema(model)}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": name}},
        }
    return {}


def schema_words(model: type[BaseModel]) -> str:
    """The schema as an instruction, for the rungs on which the server does not enforce it."""
    schema = json.dumps(strict_schema(model), ensure_ascii=False, separators=(",", ":"))
    return f"Reply with one JSON object and nothing else. It must match this JSON schema:\n{schema}"


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """What was found in a reply."""

    value: T | None
    """The answer; None where none validates."""
    problem: str
    """What is wrong, for the model; empty with a value."""
    fault: Literal["none", "no_json", "shape", "content"]
    """no_json: no object at all; shape: fields missing, unknown or of another type, which an enforced
    schema makes impossible; content: right in shape and wrong in a rule that schemas do not state."""
    alone: bool
    """Whether the object was all of the reply, fences and thinking aside."""
    open: bool
    """Whether the reply ends inside an object."""


def parse_reply(text: str, model: type[T]) -> Parsed[T]:
    """The answer in a reply: the last object that validates, else what is wrong with the largest."""
    if len(text) > _MAX_REPLY_CHARS:
        return Parsed(
            None, f"The reply has {len(text)} characters; answer briefly.", "no_json", alone=False, open=False
        )
    said = _unwrapped(text)
    candidates, is_open = _objects(said)
    first: ValidationError | None = None
    for candidate in reversed(candidates):
        value, error = _validated(candidate, model)
        if value is not None:
            return Parsed(value, "", "none", alone=candidate == said, open=is_open)
        if first is None or len(candidate) == max(map(len, candidates)):
            first = error
    if first is None:
        problem = "The JSON object breaks off." if is_open else "There is no JSON object in the reply."
        return Parsed(None, problem, "no_json", alone=False, open=is_open)
    return Parsed(None, explain(first), _fault(first), alone=False, open=is_open)


def parse_plain(text: str, model: type[T]) -> Parsed[T]:
    """The reply's text as the one field of a model, without fences and without what was thought aloud."""
    if len(text) > _MAX_REPLY_CHARS:
        return Parsed(
            None, f"The reply has {len(text)} characters; answer briefly.", "content", alone=False, open=False
        )
    return Parsed(model.model_validate({"text": _unwrapped(text)}), "", "none", alone=False, open=False)


_THOUGHTS = ("think", "thinking", "reasoning")
"""The tags between which models think aloud, by the templates of those that do."""
_FENCE = re.compile(r"^```[a-zA-Z]{0,20}\n?|\n?```$")


def _unwrapped(text: str) -> str:
    """The text without what the model thought aloud, without fences and byte-order mark."""
    text = text.lstrip("\ufeff")
    for name in _THOUGHTS:
        text = _without_thoughts(text, f"<{name}>", f"</{name}>")
    return _FENCE.sub("", text.strip()).strip()


def _without_thoughts(text: str, opening: str, closing: str) -> str:
    """The text outside the tags; a thought that its template opened ends at the last closing tag."""
    if closing not in text:
        return text
    parts: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start)) >= 0:
        parts.append(text[at:start])
        at = end + len(closing)
    return ("".join(parts) + text[at:]).rpartition(closing)[2]


_STRUCTURE = re.compile(r'"(?:[^"\\]++|\\.)*+"|["{}]', re.DOTALL)
"""Strings as one piece, so that a brace inside one does not count; a lone mark never ends its string."""


def _objects(text: str) -> tuple[list[str], bool]:
    """The outermost {...} stretches of a text, and whether the last one is left open."""
    found: list[str] = []
    at = 0
    is_open = False
    for _ in range(_MAX_STARTS):
        start = text.find("{", at)
        if start < 0:
            break
        end = _end(text, start)
        is_open = end is None
        if end is None:
            at = start + 1
        else:
            found.append(text[start:end])
            at = end
    return found, is_open


def _end(text: str, start: int) -> int | None:
    """One past the brace that closes the one at `start`; None where nothing does."""
    depth = 0
    for token in _STRUCTURE.finditer(text, start):
        match token[0]:
            case "{":
                depth += 1
            case "}":
                depth -= 1
                if depth == 0:
                    return token.end()
            case '"':
                return None
    return None


def _validated(candidate: str, model: type[T]) -> tuple[T | None, ValidationError]:
    """The value, or why it is none; an object wrapped in another is taken out of it."""
    first: ValidationError | None = None
    for text in _readings(candidate):
        try:
            return model.model_validate_json(text), None  # type: ignore[return-value]
        except ValidationError as error:
            first = first or error
    assert first is not None  # noqa: S101 - there is always the candidate itself
    return None, first


def _readings(candidate: str) -> Iterator[str]:
    """The candidate, then with raw line breaks inside its strings escaped, then what it wraps."""
    yield candidate
    try:
        document = json.loads(candidate, strict=False)
    except (ValueError, RecursionError):
        return
    yield json.dumps(document)
    if isinstance(document, dict) and len(document) == 1:
        yield json.dumps(next(iter(document.values())))


_CONTENT_FAULTS = (
    *("value_error", "assertion_error", "string_too", "string_pattern"),
    *("too_short", "too_long", "greater_than", "less_than"),
)


def _fault(error: ValidationError) -> Literal["no_json", "shape", "content"]:
    kinds = [fault["type"] for fault in error.errors(include_url=False, include_context=False)]
    if "json_invalid" in kinds:
        return "no_json"
    return "content" if all(kind.startswith(_CONTENT_FAULTS) for kind in kinds) else "shape"


def explain(error: ValidationError) -> str:
    """A validation error in words that a model can act on, bounded."""
    faults = error.errors(include_url=False, include_context=False)
    lines = []
    for fault in faults[:_MAX_COMPLAINTS]:
        where = ".".join(str(part) for part in fault["loc"]) or "the reply"
        given = "" if fault["type"] in {"missing", "json_invalid"} else f" (got {repr(fault['input'])[:80]})"
        lines.append(f"- {where}: {fault['msg']}{given}")
    if len(faults) > _MAX_COMPLAINTS:
        lines.append(f"- and {len(faults) - _MAX_COMPLAINTS} more")
    return "\n".join(lines)
