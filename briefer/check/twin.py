"""The source sentence that a claim is a copy of but for a few words, and which words those are.

Most of a summary's errors are small: a sentence of the source in which one name, one figure, one "not" is another. Held
against its twin such a claim shows just that, and a check can ask what the change does to the meaning. A claim in words
of its own has no twin: a paraphrase is never measured by the source's wording here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from briefer.check.claims import Claim
from briefer.check.index import SourceIndex
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token

_ALIKE = 0.6  # of the claim's words stand in the twin, in its order: less, and a change may be a rewording
_SHORTEST = 4  # words: of fewer, nothing tells a copy from chance
_LONGEST = 250  # words: no sentence of news has as many, and comparing two texts without a full stop takes for ever
_ONCE = 0.5  # of the claim's words are enough where there is one change alone
_WHOLE = (
    0.9  # of the twin's words stand in the claim: then the claim may go on as it likes, it holds all of the sentence
)
_FEW = 3  # words on both sides together that differ in a sentence copied whole
_TRIED = 3  # sentences of a passage that are compared word by word; a passage seldom has more


class Change(NamedTuple):
    """One stretch in which claim and source differ; either side may be empty."""

    claimed: tuple[Token, ...]
    source: tuple[Token, ...]
    at: int
    """The claim's token that `claimed` begins with."""
    source_at: int

    @property
    def inserted(self) -> bool:
        """True where the source has nothing in this place."""
        return not self.source

    @property
    def span(self) -> Span | None:
        """Where the claim's words stand; None where it has none."""
        return Span(self.claimed[0].start, self.claimed[-1].end) if self.claimed else None


@dataclass(frozen=True, slots=True)
class Twin:
    """A claim's counterpart, word for word."""

    number: int
    """The sentence's number."""
    changes: tuple[Change, ...]
    """In the claim's order."""
    places: tuple[tuple[int, int], ...]
    """For each token of the claim the source tokens that stand in its place."""

    @property
    def exact(self) -> bool:
        """True where the claim is the sentence, word for word."""
        return not self.changes

    @property
    def whole(self) -> bool:
        """True where the claim is all of the sentence but for a few words: everything else stands in its old place."""
        return sum(len(change.claimed) + len(change.source) for change in self.changes) <= _FEW

    def change_of(self, span: Span) -> Change | None:
        """The change that a stretch of the claim lies in or touches; None where it stands as in the source."""
        return next((one for one in self.changes if one.span is not None and one.span.overlaps(span)), None)

    def opposite(self, claim: Claim, index: SourceIndex, span: Span) -> Span | None:
        """The stretch of the source sentence in the place of a stretch of the claim; None where there is none."""
        first = bisect_left(claim.tokens, span.start, key=lambda token: token.end - 1)
        last = bisect_left(claim.tokens, span.end, key=lambda token: token.start) - 1
        if first > last:
            return None
        start, stop = self.places[first][0], self.places[last][1]
        tokens = index.tokens[self.number]
        return Span(tokens[start].start, tokens[stop - 1].end) if start < stop else None


def beside(tokens: Sequence[Token], spans: Sequence[Span]) -> int:
    """How many words of meaning stand outside some spans: with none of them a change is about those spans alone."""
    return sum(
        1
        for token in tokens
        if token.word not in STOP_WORDS and not any(span.start <= token.start < span.end for span in spans)
    )


def twin_of(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Twin | None:
    """The sentence of a passage that the claim nearly copies; None where it speaks in words of its own."""
    key = (claim.text, passage)
    if key not in index.twins:
        index.twins[key] = _find(claim, index, passage)
    return index.twins[key]


def _find(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Twin | None:
    if not _SHORTEST <= len(claim.tokens) <= _LONGEST:
        return None
    own = {token.stem for token in claim.content}
    shared = {number: len(own & index.stem_sets[number]) for number in passage if number}
    best: Twin | None = None
    most = 0
    for number in sorted(shared, key=lambda number: (-shared[number], number))[:_TRIED]:
        if len(index.tokens[number]) > _LONGEST * 4 or shared[number] * 2 < len(own):
            continue
        twin, same = _align(claim.tokens, index.tokens[number], number)
        if same > most and _is_copy(claim, index, twin, same):
            best, most = twin, same
    return best


def _is_copy(claim: Claim, index: SourceIndex, twin: Twin, same: int) -> bool:
    """Whether a claim shares enough with a sentence, in one order, to have been copied from it."""
    if same >= _ALIKE * len(claim.tokens):
        return True
    if len(twin.changes) == 1 and same >= _ONCE * len(claim.tokens):
        return True
    return same >= _SHORTEST and same >= _WHOLE * len(index.tokens[twin.number])


def _align(claimed: Sequence[Token], source: Sequence[Token], number: int) -> tuple[Twin, int]:
    """The two sentences laid side by side, and how many words they share in order."""
    blocks = _blocks([token.stem for token in claimed], [token.stem for token in source])
    kept = [block for place, block in enumerate(blocks) if _tells(blocks, place, claimed)]
    changes: list[Change] = []
    places: list[tuple[int, int]] = [(0, 0)] * len(claimed)
    at = source_at = 0
    for start, source_start, length in (*kept, (len(claimed), len(source), 0)):
        if at < start or source_at < source_start:
            changes.append(Change(tuple(claimed[at:start]), tuple(source[source_at:source_start]), at, source_at))
            places[at:start] = [(source_at, source_start)] * (start - at)
        for step in range(length):
            places[start + step] = (source_start + step, source_start + step + 1)
        at, source_at = start + length, source_start + length
    return Twin(number, tuple(changes), tuple(places)), sum(length for _, _, length in kept)


def _blocks(claimed: list[str], source: list[str]) -> list[tuple[int, int, int]]:
    """Stretches that the two share, in order; a common beginning and end first, which leaves little to compare."""
    shorter = min(len(claimed), len(source))
    head = next((at for at in range(shorter) if claimed[at] != source[at]), shorter)
    tail = next((at for at in range(shorter - head) if claimed[-1 - at] != source[-1 - at]), shorter - head)
    blocks = [(0, 0, head)] if head else []
    middle, other = claimed[head : len(claimed) - tail], source[head : len(source) - tail]
    if middle and other:
        matcher = SequenceMatcher(None, other, middle, autojunk=False)
        blocks.extend((head + b, head + a, size) for a, b, size in matcher.get_matching_blocks() if size)
    if tail:
        blocks.append((len(claimed) - tail, len(source) - tail, tail))
    return blocks


def _tells(blocks: Sequence[tuple[int, int, int]], place: int, claimed: Sequence[Token]) -> bool:
    """Whether a shared stretch is more than a function word that two different stretches share by chance."""
    start, _, length = blocks[place]
    if length > 1 or claimed[start].word not in STOP_WORDS:
        return True
    before = blocks[place - 1] if place else (0, 0, 0)
    after = blocks[place + 1] if place + 1 < len(blocks) else None
    touches_before = before[0] + before[2] == start or before[1] + before[2] == blocks[place][1]
    touches_after = after is None or after[0] == start + 1 or after[1] == blocks[place][1] + 1
    return touches_before or touches_after
