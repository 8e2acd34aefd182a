"""Quotation marks of a text, each with the part it can play where it stands: opening, closing, either.

Apostrophes (don't, the '90s, O'Neill), primes of feet and inches (6'2") and the bare 's of tokenised text are
left out. What pairs with what is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from briefer.text.spans import Span

_MARK = re.compile(r"``|''|‘‘|’’|[\"“”„‟«»‹›〝〞〟＂「」『』‘’‚‛'`´]")
SINGLE = frozenset("‘’‚‛'`´")
_OPENING = "([{<¿¡/-–—―*_#>|…"
_CLOSING = ")]}>.,;:!?…-–—―/*_<|"
_ALWAYS_OPEN = frozenset(["“", "‘‘", "„", "〝", "「", "『", "``"])
_ALWAYS_CLOSE = frozenset(["”", "’’", "〞", "〟", "」", "』"])
_CLOSERS = {
    "“": "”\"''＂’’",
    "‘‘": '’’"”',
    "”": '”"',  # Swedish and Finnish open with it
    '"': "\"”''“",
    "＂": '＂"”',
    "„": "“”\"‟''",
    "‟": '”"',
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "〝": "〞〟",
    "「": "」",
    "『": "』",
    "``": "''\"”",
    "''": "''",
}
_SINGLE_CLOSERS = {
    "‘": "’'´\"”",  # with a double mark that closes nothing else: a slip of the writer's
    "'": "'’´\"”",
    "`": "'’`´",
    "‚": "‘’'",
    "‛": "’'",
    "´": "´'",
    "’": "’",
}
_ELISION = re.compile(
    r"(?:\d\d?s?(?![\w,.]?\d)\b(?!%)|\d0s\b|(?:em|til|till|tis|twas|twere|twill|cause|cuz|cos|bout|round|n|s|re|ve|ll|d|m|t|neath|"
    r"gainst|fraid|nother|kay|tude|burbs|hood|ere|un|uns|er|im|is|ome|ave|ad|ow|ello)\b)"
)
"""What an apostrophe begins: years, clipped words, and the tails that a tokeniser splits off."""
_CLIPPED = frozenset([" '", " ’", " ‘", "-'", "-’"])
"""What stands before the n of rock 'n' roll."""
_OLD = re.compile(r"T(?:is|was|were|will)\b")
"""Clipped words that begin a sentence; other capitals behind a single mark begin a quotation."""
_INCHES = re.compile(r"\d\s?['’′]\s?\d{1,2}(?:\.\d+|\s?[½¼¾]|\s?\d/\d)?$")
_WORD_END = re.compile(r"\w")


class Role:
    """What a mark can be where it stands, as bits of a plain number: an enum's cost ten times as much to combine."""

    NONE = 0
    OPEN = 1
    CLOSE = 2
    LIKELY = 4
    """With CLOSE, on a single mark: punctuation beside it says that it is no apostrophe."""


class Mark(NamedTuple):
    """A quotation mark, where it stands and what it can be there."""

    span: Span
    glyph: str
    role: int
    """Bits of `Role`."""

    @property
    def single(self) -> bool:
        """True for the marks that double as apostrophes."""
        return self.glyph in SINGLE

    def closes(self, opener: Mark) -> bool:
        """True if the two glyphs make a pair."""
        pairs = _SINGLE_CLOSERS if opener.single else _CLOSERS
        return self.glyph in pairs.get(opener.glyph, "")


def find_marks(text: str, within: Span) -> Iterator[Mark]:
    """The quotation marks of one paragraph, in order; apostrophes and inches are not among them."""
    for match in _MARK.finditer(text, within.start, within.end):
        start, end = match.span()
        glyph = match.group()
        before = text[start - 1] if start > within.start else " "
        after = text[end] if end < within.end else " "
        if glyph in SINGLE:
            role = _single_role(text, glyph, Span(start, end), before, after)
        else:
            role = _double_role(text, glyph, Span(start, end), before, after)
        if role:
            yield Mark(Span(start, end), glyph, role)


def _double_role(text: str, glyph: str, span: Span, before: str, after: str) -> int:
    if glyph in _ALWAYS_OPEN and not (glyph == "“" and _shuts(before, after)):
        return Role.OPEN
    if glyph in _ALWAYS_CLOSE and not (glyph == "”" and _begins(before, after)):
        return Role.CLOSE
    if glyph == '"' and before.isdigit() and _INCHES.search(text, max(0, span.start - 14), span.start):
        return Role.NONE
    begins, shuts = _begins(before, after), _shuts(before, after)
    if begins and not shuts:
        return Role.OPEN
    if shuts and not begins:
        return Role.CLOSE
    if glyph == "«" or (glyph == "“" and not shuts):
        return Role.OPEN
    if glyph == "»":
        return Role.CLOSE
    return Role.OPEN | Role.CLOSE


def _begins(before: str, after: str) -> bool:
    """Space or an opening bracket before, text after."""
    return (
        (before.isspace() or before in _OPENING or _is_mark(before)) and not after.isspace() and after not in ",;:!?)]}"
    )


def _shuts(before: str, after: str) -> bool:
    """Text before, space or punctuation after."""
    return not before.isspace() and (after.isspace() or after in _CLOSING or _is_mark(after))


def _is_mark(character: str) -> bool:
    return bool(_MARK.match(character))


def _single_role(text: str, glyph: str, span: Span, before: str, after: str) -> int:
    if before.isalnum() and after.isalnum():
        return Role.NONE  # don't
    if glyph == "‘" and before.isalnum():
        glyph = "'"  # a wrong apostrophe: the workers‘
    if before.isspace() and after.isspace():
        return _tokenised_single(text, span)
    if before in "nN" and text[max(0, span.start - 3) : span.start - 1] in _CLIPPED and not after.isalnum():
        return Role.NONE  # rock 'n' roll
    if _begins(before, after) and glyph != "´":
        if _clips(text, span.end) or (glyph == "’" and not before.isspace()):
            return Role.NONE
        if after in "'’" and _clips(text, span.end + 1):
            return Role.OPEN  # '’Tis the season,' she said
        # a curly ’ opens nothing in English, and a dot after the mark is an ellipsis or nothing
        opens = glyph != "’" and (after.isalnum() or after in '[(…$£€#@“"«' or text.startswith("..", span.end))
        return Role.OPEN if opens else Role.NONE
    if glyph in "‘‚‛" and not _shuts(before, after):
        return Role.OPEN
    closes = _shuts(before, after) or (not before.isspace() and not after.isalnum())
    return _closing_single(text, span, before, after) if closes else Role.NONE


def _clips(text: str, at: int) -> bool:
    """True if a clipped word or a year begins at a place: tis, Twas, em, 90s."""
    return _ELISION.match(text, at) is not None or _OLD.match(text, at) is not None


def _closing_single(text: str, span: Span, before: str, after: str) -> int:
    """CLOSE, and LIKELY where no possessive (the workers' rights) or clipped word (goin' home) looks so."""
    if before in ',.?!…;:)]”"' or (not after.isspace() and not before.isdigit() and before not in "sS"):
        return Role.CLOSE | Role.LIKELY
    if after.isspace() and before not in "sSzZxX0123456789" and not text.endswith("in", 0, span.start):
        return Role.CLOSE | Role.LIKELY
    return Role.CLOSE


def _tokenised_single(text: str, span: Span) -> int:
    """A mark between spaces: tokenised text, where the possessive of a plural looks the same."""
    if _ELISION.match(text, span.end + 1) and not text[span.end + 1 : span.end + 2].isdigit():
        return Role.CLOSE
    before = text[span.start - 2 : span.start - 1]
    if before in ",:([-–—":
        return Role.OPEN
    if before in ".?!":
        return Role.OPEN | Role.CLOSE | Role.LIKELY
    return Role.CLOSE if before in "sS" else Role.OPEN | Role.CLOSE
