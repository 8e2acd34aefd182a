"""Two briefs of one case word by word: what the first said, what the second says, a section at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from briefer.brief import Brief, Section
from briefer.text.terminal import one_line

_TOKEN = re.compile(r"\s+|\w+(?:[-'’.,]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both have, or one of them alone."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A part of the brief that is not the same in both."""

    heading: str
    pieces: tuple[Piece, ...]


def diff_briefs(base: Brief | None, head: Brief | None) -> tuple[Changed, ...]:
    """The parts that changed, those that did not left out; a brief that is not there says nothing."""
    old, new = dict(_parts(base)), dict(_parts(head))
    return tuple(
        Changed(heading, diff_words(old.get(heading, ""), text))
        for heading, text in {**dict.fromkeys(old, ""), **new}.items()
        if old.get(heading, "") != text
    )


def diff_words(base: str, head: str) -> tuple[Piece, ...]:
    """One text out of two: its pieces without `new` joined are the base, without `gone` the head."""
    old, new = _TOKEN.findall(base), _TOKEN.findall(head)
    pieces: list[Piece] = []
    for tag, start, end, to_start, to_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[start:end])))
            continue
        gone, came = "".join(old[start:end]), "".join(new[to_start:to_end])
        pieces += [Piece("gone", gone)] if gone else []
        pieces += [Piece("new", came)] if came else []
    return tuple(_joined(pieces))


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Without the islands of a lone space or mark between two changes, which make a diff hard to read."""
    joined: list[Piece] = []
    gone = came = ""
    for place, piece in enumerate(pieces):
        island = piece.kind == "same" and not any(character.isalnum() for character in piece.text)
        between = (gone or came) and place + 1 < len(pieces)
        if piece.kind == "gone" or (island and between):
            gone += piece.text
        if piece.kind == "new" or (island and between):
            came += piece.text
        if piece.kind == "same" and not (island and between):
            joined += _pair(gone, came)
            gone = came = ""
            joined.append(piece)
    return [*joined, *_pair(gone, came)]


def _pair(gone: str, came: str) -> list[Piece]:
    if gone == came:
        return [Piece("same", gone)] if gone else []
    return [*([Piece("gone", gone)] if gone else []), *([Piece("new", came)] if came else [])]


def _parts(brief: Brief | None) -> Iterator[tuple[str, str]]:
    if brief is None:
        return
    yield "Headline", one_line(brief.headline or "")
    yield "Sub-head", one_line(brief.dek or "")
    for section in Section:
        yield section.heading, " ".join(one_line(statement.text) for statement in brief.section(section))
