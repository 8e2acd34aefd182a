"""One line of JSON that stands for a page: the object in it, its id, text that can be written down again."""

from __future__ import annotations

import json
import math
import re
from typing import Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class LineError(ValueError):
    """A line of the input is not what it should be; it costs that line alone."""


def parse_object(line: str, label: str) -> dict[str, Any]:
    """The JSON object of one line, which a message calls `label` ("line 3").

    Raises:
        LineError: it is none.
    """
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(f"{label} is not valid JSON: {error}") from error
    if not isinstance(item, dict):
        raise LineError(f"{label} is not a JSON object")
    return item


def identity_of(value: Any) -> str | None:
    """An id as a string: a string that is not blank, or a number; None for anything else."""
    if isinstance(value, str):
        return well_formed(value) if value.strip() else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return str(value)


def well_formed(text: str) -> str:
    r"""The text with each half of a surrogate pair that stands alone (`"\ud800"` in JSON) replaced by U+FFFD.

    No encoding can write such a half, so that one would end the program where the result is printed.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", text)
    return text
