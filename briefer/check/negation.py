"""What the source denies the claim denies, and what it affirms the claim affirms.

Covered: "not", "n't", "never", "no", "without", "nobody" put in or taken out, where one sentence of the source
carries the claim and the word denied stands in both. Abstains where either side says no in another way ("refused",
"failed to"). Not covered: opposites ("rose", "fell"), irony.
"""

from __future__ import annotations

import re

from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.polarity import counterpart, governed, in_company
from briefer.text.spans import Span
from briefer.text.words import Token

_NO_LIST = "not never no none nobody nothing neither nor without cannot hardly"
_NO = frozenset(_NO_LIST.split())
_IN_OTHER_WORDS = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refus\w+|fail\w*|reject\w*|declin\w+|lack\w*|absen\w+|unable|unlikely|prevent\w*|bar(?:s|red)|"
    r"ban(?:s|ned)?|avoid\w*|stop(?:s|ped)?|halt\w*|unaware|impossible|little|few|only|rather than|instead of|nor)\b",
    re.IGNORECASE,
)


def check_negation(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """The polarity of a claim held against the sentence that carries it."""
    if not index.english:
        return Outcome(abstained=1)
    number = counterpart(claim, index, passage)
    if number is None:
        return Outcome()
    text = index.sentences[number - 1].text
    own, source = _denied(claim.tokens), _denied(index.tokens[number])
    if not own and not source:
        return Outcome(checked=1)
    if _IN_OTHER_WORDS.search(claim.text) or _IN_OTHER_WORDS.search(text):
        return Outcome(abstained=1)
    there = index.content[number]
    for stem, place in own.items():
        if not source and in_company(stem, claim.content, there):
            token = claim.tokens[place]
            message = f"the source says this without “{token.raw}”"
            span = Span(token.start, token.end)
            return Outcome(1, (claim.finding("negation", "error", span, message, (index.evidence(number),)),))
    for stem, place in source.items():
        if not own and in_company(stem, claim.content, there):
            message = f"the source has “{index.tokens[number][place].raw}” here, and the claim leaves it out"
            return Outcome(1, (claim.finding("negation", "error", None, message, (index.evidence(number),)),))
    return Outcome(checked=1)


def _denied(tokens: tuple[Token, ...]) -> dict[str, int]:
    """The stems that a text denies, and where the word stands that does it."""
    found: dict[str, int] = {}
    for place, token in enumerate(tokens):
        after = tokens[place + 1].word if place + 1 < len(tokens) else ""
        if after.isdigit() or after in {"only", "just", "longer"}:  # "No 1", "not only"
            continue
        if token.word in _NO or token.word.endswith("n't"):
            stem = governed(tokens, place)
            if stem is not None:
                found.setdefault(stem, place)
    return found
