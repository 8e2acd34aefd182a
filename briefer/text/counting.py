"""A number with its noun, as messages print it: 1 brief, 2 briefs, 0 replies."""

from __future__ import annotations

import re

_IN_IES = re.compile(r"(?<=[^aeiou])y$")


def counted(number: int, noun: str) -> str:
    """The number and the noun in the form that it asks for. `noun` is a singular whose plural is regular."""
    return f"{number} {noun if number == 1 else _IN_IES.sub('ie', noun) + 's'}"
