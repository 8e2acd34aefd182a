"""A mailbox as people write it: a name without quotes, and the address in angle brackets. Pure.

The standard wants quotes around a name with a dot, a comma, a colon or a letter beyond ASCII, and mail programs put
them there; whoever writes a configuration or a list of readers does not.
"""

from __future__ import annotations

import re

_PLAIN = re.compile(r'\s*(?P<name>[^"<>@]*[^"<>@\s])\s*<(?P<address>[^<>]*)>\s*')
"""No `@` in the name: two addresses with a comma between them are no name."""


def split_mailbox(given: str) -> tuple[str, str] | None:
    """The name and the address of `Dr. Jörg Maier <mail@example.org>`; None for every other form, quotes among them."""
    match = _PLAIN.fullmatch(given)
    return None if match is None else (match["name"], match["address"].strip())
