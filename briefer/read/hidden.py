"""Characters that print nothing: taken out, and named in the receipt where they can say something.

Zero-width characters, direction overrides and tag characters hide words from a reader that a model still
reads. Joiners stay between letters of scripts that are spelt with them.
"""

from __future__ import annotations

import re

from briefer.article import Removed

_JOINERS = "\u200c\u200d"
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f\U000e0100-\U000e01ef\U0001bca0-\U0001bca3]+"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_MESSAGE = 8  # invisible characters in one run: fewer are a typesetter's, more can spell something


def without_invisible(text: str) -> tuple[str, tuple[Removed, ...]]:
    """The text without characters that print nothing, and a receipt for each run that can carry a message."""
    if text.isascii():
        return text, ()
    removed: list[Removed] = []

    def drop(match: re.Match[str]) -> str:
        run = match[0]
        if run[0] in _JOINERS and len(run) == 1 and _spelt_with_joiners(text, match.start(), match.end()):
            return run
        if len(run) >= _MESSAGE:
            spelt = "".join(chr(ord(character) - 0xE0000) for part in _TAGS.findall(run) for character in part)
            shown = spelt or f"{len(run)} characters from U+{ord(min(run)):04X} to U+{ord(max(run)):04X}"
            removed.append(Removed(kind="hidden", reason="its characters print nothing", text=shown[:2_000]))
        return ""

    return _INVISIBLE.sub(drop, text), tuple(removed)


def _spelt_with_joiners(text: str, start: int, end: int) -> bool:
    """True between characters beyond Latin, Greek and Cyrillic: Persian, Indic scripts, composed emoji."""
    return start > 0 and end < len(text) and ord(text[start - 1]) > 0x058F and ord(text[end]) > 0x058F
