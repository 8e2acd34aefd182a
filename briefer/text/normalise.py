"""Typography alone: two texts are equal here if a typesetter, and nobody else, could turn one into the other.

Covered: straight and curly marks, guillemets and primes, every kind of space and line break, dashes and
hyphens, ellipses, ligatures and full-width forms (NFKC by character), soft hyphens, zero-width characters,
combining accents. Not covered, on purpose: case (`fold=True` asks for it), spelling, inflection, edit
distance of any kind.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import overload

from briefer.text.spans import MappedText, Span

_SINGLE = "‘’‚‛′`´ʼʹ＇"
_DOUBLE = "“”„‟″«»〝〞＂"
_DASHES = "‐‑‒–—―−﹘﹣－"
_FOLDED = {
    **dict.fromkeys(_SINGLE, "'"),
    **dict.fromkeys(_DOUBLE, '"'),
    **dict.fromkeys(_DASHES, "-"),
    "…": "...",
    "\u00ad": "",  # soft hyphen
}
ZERO_WIDTH = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\u180e\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters that print nothing: joiners, direction marks, byte order marks. Hidden text hides in them."""
_DROPPED = ZERO_WIDTH | {"\u00ad"}


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character in ZERO_WIDTH:
        return ""
    if character in _FOLDED:
        return _FOLDED[character]
    if character.isspace():
        return " "
    compatible = unicodedata.normalize("NFKC", character)
    return "".join(_FOLDED.get(part, " " if part.isspace() else part) for part in compatible)


_PLAIN = "!-,./0-_a-~À-ÖØ-Þà-öø-ÿЀ-џぁ-ゖァ-ヺ一-鿿가-힣"
_PLAIN_RUN = re.compile(rf"[{_PLAIN}]+(?: [{_PLAIN}]+)*")
"""Words of characters that stay as they are, single spaces between them. ` is left out, as a mark; ß, as
folding it makes it two characters; the dash, as it takes the spaces around it."""


def normalise(text: str, *, fold: bool = False) -> MappedText:
    """The text with its typography levelled, and the original place of each of its characters.

    Runs of white space become one space; a dash loses the spaces around it, as houses set it both ways;
    `fold` levels case too. Idempotent: normalising the result changes nothing.
    """
    levelled = _Levelled()
    index, length = 0, len(text)
    while index < length:
        run = _PLAIN_RUN.match(text, index)
        if run is not None:
            stop = run.end()
            if stop < length and (text[stop] in _DROPPED or unicodedata.combining(text[stop])):
                stop -= 1  # a mark on the run's last character
            if stop > index:
                piece = text[index:stop]
                levelled.extend(piece.casefold() if fold else piece, index, stop)
                index = stop
                continue
        stop = _cluster_end(text, index)
        for piece in _level(text[index:stop], fold=fold):
            levelled.append(piece, index, stop)
        index = stop
    return levelled.mapped()


def _cluster_end(text: str, index: int) -> int:
    """Where a character ends with the marks upon it, what prints nothing in between."""
    stop, length = index + 1, len(text)
    if text[index] in _DROPPED:
        while stop < length and text[stop] in _DROPPED:
            stop += 1
        return stop
    while True:
        after = stop
        while after < length and text[after] in _DROPPED:
            after += 1
        if after >= length or not unicodedata.combining(text[after]):
            return stop
        stop = after + 1


@lru_cache(maxsize=4096)
def _level(cluster: str, *, fold: bool) -> str:
    if len(cluster) > 1:
        cluster = "".join(character for character in cluster if character not in _DROPPED)
        cluster = unicodedata.normalize("NFC", cluster)
    levelled = "".join(_folded(part) for part in cluster)
    if fold:
        levelled = "".join(_folded(part) for part in levelled.casefold())  # some letters fold into a letter and a mark
    return unicodedata.normalize("NFC", levelled) if fold or len(cluster) > 1 else levelled


class _Levelled:
    """The levelled text as it grows, and where each character came from."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._runs: list[tuple[int, int, int]] = []
        """Where each piece begins here, and the original's span of its first character."""

    def extend(self, piece: str, start: int, end: int) -> None:
        """Take in a run that stays as it is: it neither begins nor ends with a space or a dash."""
        if piece[0] == " ":  # a run cut down to its inner space by a combining mark behind it
            self.append(" ", start, start + 1)
            return
        kept = piece.rstrip(" ")
        self._add(kept, start, start + 1)
        if len(kept) < len(piece):
            self.append(" ", end - 1, end)

    def append(self, piece: str, start: int, end: int) -> None:
        """Take in one levelled character."""
        last = self._pieces[-1][-1] if self._pieces else ""
        if piece == " " and last in {" ", "-"}:
            return
        if piece == "-" and last == " ":
            self._pieces.pop()  # spaces and dashes are pieces of their own
            self._runs.pop()
            self._length -= 1
            last = self._pieces[-1][-1] if self._pieces else ""
        if piece == "-" and last == "-":  # "--" typed for a dash
            at, first, _ = self._runs[-1]
            self._runs[-1] = (at, first, end)
            return
        self._add(piece, start, end)

    def _add(self, piece: str, start: int, end: int) -> None:
        self._pieces.append(piece)
        self._runs.append((self._length, start, end))
        self._length += len(piece)

    def mapped(self) -> MappedText:
        """All of it."""
        begins, starts, ends = zip(*self._runs, strict=True) if self._runs else ((), (), ())
        return MappedText(
            "".join(self._pieces), _Places(begins, starts, self._length), _Places(begins, ends, self._length)
        )


class _Places(Sequence[int]):
    """A place for each character, given for the first of each run: in a run they go up by one, as most texts hardly change."""

    def __init__(self, begins: Sequence[int], places: Sequence[int], length: int) -> None:
        self._begins = begins
        self._places = places
        self._characters = range(length)

    def __len__(self) -> int:
        """How many characters there are."""
        return len(self._characters)

    @overload
    def __getitem__(self, character: int) -> int: ...
    @overload
    def __getitem__(self, character: slice) -> Sequence[int]: ...
    def __getitem__(self, character: int | slice) -> int | Sequence[int]:
        """The place of a character, or those of a slice."""
        if isinstance(character, slice):
            return tuple(self[at] for at in self._characters[character])
        at = self._characters[character]
        run = bisect_right(self._begins, at) - 1
        return self._places[run] + at - self._begins[run]


def locate(needle: str, haystack: MappedText) -> tuple[Span, ...]:
    """Every place in the haystack's original where the needle stands, typography aside, whole words only.

    The haystack is a normalised text (`normalise(text)`); case counts unless it was folded, and then the
    caller folds the needle too. White space at the needle's edges does not count. No match is an empty tuple.
    """
    wanted = normalise(needle).text.strip()
    if not wanted:
        return ()
    found: list[Span] = []
    at = haystack.text.find(wanted)
    while at != -1:
        stop = at + len(wanted)
        if _edge(haystack.text, at) and _edge(haystack.text, stop):
            found.append(haystack.original(Span(at, stop)))
        at = haystack.text.find(wanted, at + 1)
    return tuple(found)


def _edge(text: str, at: int) -> bool:
    return not (0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum())
