"""Text from articles and models in a CI's Markdown: read as it stands, calling nobody and leading nowhere.

What Markdown takes for markup is escaped as in a brief's own Markdown. On top of that GitHub reads the finished page for
names to mention, issues to link, emoji and e-mail addresses; a zero-width space after the sign breaks each of them, and
nothing that a reader sees changes.
"""

from __future__ import annotations

import re

from briefer.publish.render.markdown import escape
from briefer.publish.render.wrapping import cut

_BREAK = "\u200b"
_CALLS = re.compile(r"@(?=\w)|#(?=\d)|(?<!\w)GH-(?=\d)|(?<!\w):(?=[a-z0-9_+\\-]+:)", re.IGNORECASE)
LONGEST = 600
"""Characters of one text: a step summary is cut off at one megabyte, all of it."""


def told(text: str, width: int = LONGEST) -> str:
    """The text on one line as Markdown that says just that, cut where it is longer than `width`."""
    return _CALLS.sub(lambda match: match[0] + _BREAK, escape(cut(text, width)))


def cell(text: str, width: int = LONGEST) -> str:
    """The same inside a table, where even an escaped bar is best not there."""
    return told(text, width).replace(r"\|", "&#124;")


def row(*cells: str) -> str:
    """A row of a table, of cells that are Markdown already."""
    return f"| {' | '.join(cells)} |"


def table(columns: str, rows: list[str]) -> str:
    """A table under its head: columns are split at bars, those that begin with `>` hold numbers."""
    names = [name.strip() for name in columns.split("|")]
    head = row(*(name.lstrip(">") for name in names))
    rule = row(*("---:" if name.startswith(">") else "---" for name in names))
    return "\n".join([head, rule, *rows])
