"""Text that is safe to print: no escape sequences, no control characters, no reversed reading order.

Covered: CSI, OSC, DCS, SOS, PM and APC sequences in their 7-bit and 8-bit forms, every other escape, the C0
and C1 controls, the marks that turn the direction of text, lone surrogates. Kept: line feed and tab, joiners
that scripts and emoji need. Every way of ending a line becomes a line feed, as a bare carriage return
overwrites what stands before it. Not covered: characters that merely look like others.
"""

from __future__ import annotations

import re

_SEQUENCE = re.compile(
    r"""
      (?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]                                           # CSI: colours, cursor, erase
    | (?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\n\r\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)  # OSC, DCS and kin
    | \x1b[ -/]*[0-~]                                                             # every other escape
    """,
    re.VERBOSE,
)
"""Each alternative stops at the next escape, so a text of escapes alone is read once. A string sequence that
is never ended loses its opening only: what follows stays to be read, as hiding it was its author's aim."""
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85]")
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 without tab and the line ends
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # direction marks, embeddings, overrides, isolates
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """The text without anything that a terminal obeys or that reorders what a reader sees. Idempotent."""
    text = _LINE_END.sub("\n", _SEQUENCE.sub("", text))
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def one_line(text: str) -> str:
    """The text as `plain` has it, on one line, each run of white space one space."""
    return " ".join(plain(text).split())
