"""A record as JSON: the contract itself, in its own order of keys, letters as they are."""

from __future__ import annotations

import json
import re

from pydantic_core import PydanticSerializationError

from briefer.brief import BriefRecord

_SURROGATE = re.compile("[\ud800-\udfff]")


def render_json(record: BriefRecord, *, indent: int | None = 2) -> str:
    """The record as JSON, ending in one line feed; without `indent` on one line, as JSON Lines wants it.

    Half a surrogate pair, which no JSON can carry, becomes U+FFFD: one code point for another, so offsets
    still fit.
    """
    try:
        return record.model_dump_json(indent=indent) + "\n"
    except PydanticSerializationError:
        text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=indent)
        return _SURROGATE.sub("\ufffd", text) + "\n"
