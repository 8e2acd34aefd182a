"""Planted errors of substance: a detail that the source does not have, a sentence of another article."""

from __future__ import annotations

import re

from briefer.evaluate.mutant import Edit, Ground
from briefer.text.spans import Span
from briefer.text.words import content, tokenize

_DETAILS = (
    " after a lengthy inquiry by retired auditors",
    " despite warnings from insurers and dentists",
    " in front of stunned shopkeepers",
    " using borrowed helicopters",
    ", prompting a lawsuit from angry landlords",
    " with the help of a wealthy hotelier",
    " during a thunderstorm",
    ", shortly before a fire destroyed the archive",
    " following a dispute over unpaid rent",
    ", to loud applause from pensioners",
    " on a chartered ferry",
    ", at a cost of 47 million euros",
    " together with a delegation from Norway",
    " while recovering from surgery",
    ", and resigned the following morning",
    ", leaving several beekeepers injured",
)
"""Plausible additions about nobody: each a fact of its own, most of them in quite ordinary words."""
_FEW = 0.5  # of a foreign sentence's words of meaning: with more of them here, the two articles may be about one thing


def with_detail(ground: Ground) -> Edit | None:
    """A further circumstance at the end of the sentence, none of whose words of meaning the source has."""
    text = ground.text
    end = re.search(r"[.!]\s*$", text)
    if end is None or ground.spoken(Span(max(0, end.start() - 1), end.start() + 1)):
        return None
    options = [
        detail
        for detail in _DETAILS
        if not any(token.stem in ground.index.stems for token in content(tokenize(detail)))
    ]
    detail = ground.pick(options)
    return None if detail is None else Edit(end.start(), end.start(), detail)


def foreign(ground: Ground) -> Edit | None:
    """A sentence of another article in this one's place."""
    options = [
        sentence
        for sentence in ground.foreign
        if len(words := content(tokenize(sentence))) >= 6
        and sum(token.stem in ground.index.stems for token in words) <= _FEW * len(words)
    ]
    sentence = ground.pick(options)
    return None if sentence is None else Edit(0, len(ground.text), sentence)
