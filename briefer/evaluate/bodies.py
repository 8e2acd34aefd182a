"""Planted errors in institutions: another body of the same article in one's place, also as whose office somebody holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.evaluate.mutant import Edit, Ground, like
from briefer.text.cues import word_set
from briefer.text.grammar import ORGANISATION
from briefer.text.names import acronym
from briefer.text.spans import Span

_KINDS = (
    "court tribunal", "council", "committee", "commission", "ministry department", "parliament senate congress assembly",
    "police sheriff", "government cabinet", "union", "company firm manufacturer", "bank", "university college school",
    "hospital", "army navy military", "club team", "church", "museum", "airline", "jury",
)  # fmt: skip
"""Bodies that nobody takes for one another; what may be any of them (agency, board, group) is left out."""
_KIND = {word: place for place, kind in enumerate(_KINDS) for word in kind.split()}
_PLAIN = re.compile(r"\b[Tt]he (?:[a-z]+ )?(" + "|".join(sorted(_KIND, key=len)[::-1]) + r")(?=['’]s\b|\b(?!['’-]))")
_NO_BODY = word_set(
    "street road avenue river valley mountain island islands sea ocean kingdom republic province region district county city "
    "state states airport hotel park house cup championship act bill day week games world section campaign project programme "
    "program report centre center star sun standard independent nations group sports"
)
"""Words that names of places and events end in."""
_BODIES = ORGANISATION - _NO_BODY
_NO_PART = re.compile(r"the (?:of|in|to|and|or|for|by|on|at|with|from|new|whole|entire|same|said) ", re.IGNORECASE)


def other_body(ground: Ground) -> Edit | None:
    """Another body of the article, a named one for a named one, a plain one ("the committee") for a plain one."""
    edits = [*_named(ground), *_plain(ground)]
    return ground.pick(edits)


def _named(ground: Ground) -> Iterator[Edit]:
    there = {
        name.words: name.text
        for names in ground.index.names[1:]
        for name in names
        if name.sure and len(name.words) > 1 and not _BODIES.isdisjoint(name.words)
    }
    present = {name.words for name in ground.claim.names}
    for name in ground.claim.names:
        own = set(name.words) - _BODIES
        if not name.sure or len(name.words) < 2 or len(own) == len(name.words) or not own or ground.spoken(name.span):
            continue
        for words, text in there.items():
            theirs = set(words) - _BODIES
            if words in present or not theirs or own & theirs:
                continue
            if acronym(words) in name.words or acronym(name.words) in words:
                continue
            yield Edit(name.start, name.end, text)


def _plain(ground: Ground) -> Iterator[Edit]:
    there = {
        match.group().lower(): _KIND[match[1]]
        for sentence in ground.index.sentences
        for match in _PLAIN.finditer(sentence.text)
        if not _NO_PART.match(match.group())
    }
    for match in _PLAIN.finditer(ground.text):
        if ground.spoken(Span(*match.span())) or _NO_PART.match(match.group()):
            continue
        for words, kind in sorted(there.items()):
            if kind != _KIND[match[1]] and words not in ground.text.lower():
                yield Edit(match.start(), match.end(), like(match.group(), words))
