"""One object of the input, a line's or a table row's, to an Item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from briefer.batch.inputs.columns import Columns
from briefer.batch.item import Item
from briefer.read.json_line import identity_of, well_formed

MOST_CHARACTERS = 100_000
"""Of an id, an address or a title: longer ones are none, and a worker is sent them in a part of a message that is small."""
_TYPES = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number", bytes: "binary"}


def to_item(position: int, fields: Mapping[str, Any], columns: Columns, *, name: str, label: str) -> Item:
    """The item of one object; a part of a wrong type, or no page at all, makes it an error.

    `name` becomes the id where the object has none, `label` is what a message calls it ("line 3"). Bytes may
    stand for a page, whose encoding it says itself, and for nothing else.
    """
    given = fields.get(columns.id)
    identity = identity_of(given) or name
    if given is not None and not isinstance(given, str) and identity == name:
        what = "no finite number" if isinstance(given, float) else f"{_type(given)}, not a text or a number"
        return Item(position, name, error=f"{label}: {columns.id!r} is {what}")
    if len(identity) > MOST_CHARACTERS:
        return Item(position, name, error=too_long(label, columns.id, identity))
    parts: dict[str, Any] = {}
    for part in ("html", "text", "url", "title"):
        column = getattr(columns, part)
        value = fields.get(column)
        if isinstance(value, str) and part in {"url", "title"} and len(value) > MOST_CHARACTERS:
            return Item(position, identity, error=too_long(label, column, value))
        if isinstance(value, str):
            parts[part] = well_formed(value) if value.strip() else None
        elif isinstance(value, bytes) and part == "html":
            parts[part] = value or None
        elif value is not None:
            return Item(position, identity, error=f"{label}: {column!r} is {_type(value)}, not a text")
    if parts.get("html") is None and parts.get("text") is None:
        return Item(position, identity, error=f"{label} has neither {columns.html!r} nor {columns.text!r}")
    return Item(position, identity, **parts)


def too_long(label: str, name: str, value: str) -> str:
    """Why an item with such an id, address or title is none."""
    return f"{label}: {name!r} is {len(value):,} characters long, and {MOST_CHARACTERS:,} are the most"


def _type(value: object) -> str:
    return _TYPES.get(type(value), f"a {type(value).__name__}")
