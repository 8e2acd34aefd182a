"""Which words of a sentence stand in one clause: how many boundaries lie between any two of them.

A boundary is a mark (comma, semicolon, colon, dash, bracket) or a word that opens a clause ("which", "while", "and",
"against"). Nothing is parsed: an aside or a list has boundaries that part nothing, so a word that is parted from
another still belongs to it, only less.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from briefer.check.index import SourceIndex
from briefer.text.cues import LEMMAS, word_set
from briefer.text.words import Token

_MARK = re.compile(r"[,;:()\[\]—–“”\"\n]|\s-\s")
_OPENERS = word_set(
    "and but or nor while whereas when before after because although though which who whom whose where if unless "
    "until since than against versus compared despite"
)
_SAID = 3  # words before a "that" in which the verb of saying stands: "said on Thursday that"


def clause_starts(text: str, tokens: Sequence[Token]) -> tuple[int, ...]:
    """Where each clause after the first begins, in code points of the text."""
    starts: list[int] = []
    for place in range(1, len(tokens)):
        token = tokens[place]
        opens = token.word in _OPENERS or (token.word == "that" and _is_said(tokens[max(0, place - _SAID) : place]))
        if opens and starts and starts[-1] == tokens[place - 1].start:
            continue  # ", and when": one boundary
        if opens or _MARK.search(text, tokens[place - 1].end, token.start):
            starts.append(token.start)
    return tuple(starts)


def _is_said(before: Sequence[Token]) -> bool:
    """Whether a "that" opens what somebody says; behind a noun it goes on with the same clause."""
    return any(token.word in LEMMAS for token in before)


def starts_in(index: SourceIndex, number: int) -> tuple[int, ...]:
    """The clause starts of a sentence of the story, worked out once."""
    known = index.clause_starts.get(number)
    if known is None:
        text = index.sentences[number - 1].text if number else index.surroundings
        known = index.clause_starts[number] = clause_starts(text, index.tokens[number])
    return known


def apart(starts: Sequence[int], one: int, other: int) -> int:
    """How many boundaries lie between two places of a sentence."""
    return abs(bisect_right(starts, one) - bisect_right(starts, other))
