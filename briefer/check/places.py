"""Where the words of a quotation stand in a story: typography may differ, words may not.

Covered: bracketed edits and ellipses (the pieces are located in order, in one passage), a capital changed at the
beginning, the comma or full stop that belongs to the writer's sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefer.check.index import SourceIndex
from briefer.text.normalise import locate
from briefer.text.spans import MappedText, Span, trim

_CUT = re.compile(r"\[[^\]]{0,200}\]|\(\.\.\.\)|\.\s?\.\s?\.+|…")
_FINAL = ".,;:—–-"  # marks of the writer's own sentence that houses set inside the quotation
_REACH = 900  # code points between two pieces of one quotation: a long paragraph
_MOST_PLACES = 50
"""Places of one quotation that are looked at: words that stand more often than that are told apart by none of them, and
a text of nothing but one letter and quotation marks would be looked at in every pair."""
_MARKS = dict.fromkeys(map(ord, '"“”„‟″«»'), "'")
_SHOWN = 160  # characters of the nearest passage that a message shows


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of a quotation stand."""

    article: int
    pieces: tuple[Span, ...]
    """In that article's text, in order."""


def find_places(words: str, index: SourceIndex) -> tuple[Place, ...]:
    """Every place where a quotation stands in the story's bodies, its pieces in order within one passage."""
    pieces = pieces_of(words)
    if not pieces:
        return ()
    places: list[Place] = []
    for number, article in enumerate(index.story.articles):
        first = _exact(pieces[0], article.text)
        if first and len(pieces) == 1:
            places.extend(Place(number, (span,)) for span in first)
            continue
        folded = index.levelled[number]
        for start in _spans(pieces[0], folded):
            spans = [start]
            for piece in pieces[1:]:
                following = after(piece, folded, spans[-1].end)
                if following is None or following.start - spans[-1].end > _REACH:
                    break
                spans.append(following)
            if len(spans) == len(pieces):
                places.append(Place(number, tuple(spans)))
    return tuple(places)


def pieces_of(words: str) -> list[str]:
    """The stretches of a quotation that must stand in the source, edits cut out, the writer's last mark too."""
    pieces = [piece.strip().strip("\"'“”‘’«»").strip() for piece in _CUT.split(words)]
    pieces = [
        piece.rstrip(_FINAL).rstrip() if number == len(pieces) - 1 else piece for number, piece in enumerate(pieces)
    ]
    pieces = [piece.strip(_FINAL + " ") if len(pieces) > 1 else piece for piece in pieces]
    return [piece for piece in pieces if any(character.isalnum() for character in piece)]


def _exact(piece: str, text: str) -> list[Span]:
    found: list[Span] = []
    at = text.find(piece)
    while at != -1 and len(found) < _MOST_PLACES:
        span = Span(at, at + len(piece))
        before, after = text[at - 1 : at], text[span.end : span.end + 1]
        if not (before.isalnum() and piece[0].isalnum()) and not (after.isalnum() and piece[-1].isalnum()):
            found.append(span)
        at = text.find(piece, at + 1)
    return found


def _spans(piece: str, folded: MappedText) -> tuple[Span, ...]:
    """Where a piece stands; its first letter may have changed its case, as a quotation opens or joins a sentence."""
    piece = piece.translate(_MARKS)
    found = locate(piece, folded)
    if not found and piece[0].isalpha():
        found = locate(piece[0].swapcase() + piece[1:], folded)
    return found


def after(piece: str, folded: MappedText, at: int) -> Span | None:
    """The first place of a piece in a levelled text from `at` on; None where there is none."""
    return next((span for span in _spans(piece, folded) if span.start >= at), None)


def number_of(index: SourceIndex, place: Place) -> int:
    """The number of the sentence that a quotation begins in; 0 if none holds it."""
    return index.sentence_at(place.article, place.pieces[0].start)


def short(text: str) -> str:
    """A passage as a message shows it."""
    text = trim(text, 0, len(text)).of(text).replace("\n", " ")
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
