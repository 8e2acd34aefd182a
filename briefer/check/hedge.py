"""Certainty may not rise: what the source calls alleged, possible or planned the claim does not state as fact.

Covered: "allegedly", "reportedly", "could", "may", "might", "plans to", "is expected to", "suspected" and their like,
where one sentence of the source carries the claim and the hedged word stands in both. Not covered: hedges that a
paragraph sets once for all its sentences, attribution as a hedge ("the minister said").
"""

from __future__ import annotations

import re

from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.polarity import counterpart, governed, in_company
from briefer.text.words import Token

_HEDGES_LIST = (
    "alleged allegedly reportedly apparently possibly perhaps probably likely suspected could might may "
    "purportedly supposedly believed expected plans planning hopes aims intends considering"
)
_HEDGES = frozenset(_HEDGES_LIST.split())
_SOFT = re.compile(
    r"\b(?:alleg\w+|reported\w*|appar\w+|possib\w+|perhaps|probabl\w+|likel\w+|unlikel\w+|suspect\w*|could|might|(?-i:may)|would|"
    r"purport\w+|suppos\w+|believ\w+|thought|expect\w*|plan\w*|hop(?:e|es|ed|ing)|aim\w*|inten[dt]\w*|consider\w*|propos\w+|"
    r"seek\w*|sought|want\w*|accus\w+|claim\w*|said|says|say|told|according|warn\w*|fear\w*|threat\w*|potential\w*|if|whether|"
    r"should|estimat\w+|predict\w*|suggest\w*|seem\w*|appear\w*|risk\w*|to be|set to|due to|scheduled|about to|"
    r"call\w* for|urg\w+|"
    r"can|rumou?r\w*|yet to|ask\w*|tr(?:y|ies|ied|ying)|prosecut\w+|charg\w+|investigat\w+|argu\w+|think\w*|"
    r"discuss\w*|question\w*)\b",
    re.IGNORECASE,
)


def check_hedges(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """The certainty of a claim held against the sentence that carries it."""
    if not index.english:
        return Outcome(abstained=1)
    number = counterpart(claim, index, passage)
    if number is None:
        return Outcome()
    hedged = _hedged(index.tokens[number])
    if not hedged or _SOFT.search(claim.text):
        return Outcome(checked=1)
    for stem, word in hedged.items():
        if in_company(stem, claim.content, index.content[number]):
            message = f"the source says “{word}” here: the claim is surer than that"
            return Outcome(1, (claim.finding("hedge", "error", None, message, (index.evidence(number),)),))
    return Outcome(checked=1)


def _hedged(tokens: tuple[Token, ...]) -> dict[str, str]:
    """The stems that a text hedges, and the word that does it; "May" the month is none."""
    found: dict[str, str] = {}
    for place, token in enumerate(tokens):
        if token.word in _HEDGES and not token.raw.startswith(("May", "Might")):
            stem = governed(tokens, place)
            if stem is not None:
                found.setdefault(stem, token.raw)
    return found
