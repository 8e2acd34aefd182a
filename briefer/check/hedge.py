"""Certainty may not rise: what the source calls alleged, possible or planned the claim does not state as fact.

Covered: "allegedly", "reportedly", "could", "may", "might", "plans to", "is expected to", "suspected" and their like,
left out of a copied sentence or made a certainty; the same in a claim of its own words, where one sentence of the
source carries it and the hedged word stands in both; a condition told as so (`check.supposed`). Not covered: hedges that a paragraph sets once for all its
sentences, attribution as a hedge ("the minister said").
"""

from __future__ import annotations

import re

from briefer.brief import Finding
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.polarity import counterpart, governed, in_company
from briefer.check.supposed import supposed_as_so
from briefer.check.twin import Twin, twin_of
from briefer.check.unsaid import is_done, only_under, unsaid
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token, stem_of

_HEDGES_LIST = (
    "alleged allegedly reportedly apparently possibly perhaps probably likely suspected could might may "
    "purportedly supposedly believed expected plans planning hopes aims intends considering"
)
_HEDGES = frozenset(_HEDGES_LIST.split())
_SOFT = re.compile(
    r"\b(?:alleg\w+|reported\w*|appar\w+|possib\w+|perhaps|probabl\w+|likel\w+|unlikel\w+|suspect\w*|suspicio\w+|could|might|(?-i:may)|would|"
    r"purport\w+|suppos\w+|believ\w+|thought|expect\w*|plan\w*|hop(?:e|es|ed|ing)|aim\w*|inten[dt]\w*|consider\w*|propos\w+|"
    r"seek\w*|sought|want\w*|accus\w+|claim\w*|said|says|say|told|according|warn\w*|fear\w*|threat\w*|potential\w*|if|whether|"
    r"should|estimat\w+|predict\w*|suggest\w*|seem\w*|appear\w*|risk\w*|to be|set to|due to|scheduled|about to|"
    r"call\w* for|urg\w+|"
    r"can|rumou?r\w*|yet to|ask\w*|tr(?:y|ies|ied|ying)|prosecut\w+|charg\w+|investigat\w+|argu\w+|think\w*|"
    r"discuss\w*|question\w*)\b",
    re.IGNORECASE,
)

_EXACTLY = re.compile(r"\b(?:exactly|precisely)\s+$", re.IGNORECASE)
_BOUNDS = {"about": "about", "over": "at least", "under": "at most"}


def check_hedges(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """The certainty of a claim held against the sentence that carries it."""
    if not index.english:
        return Outcome(abstained=1)
    twin = twin_of(claim, index, passage)
    if twin is not None and twin.exact:
        return Outcome(checked=1)
    finding = _in_place(claim, index, twin) if twin is not None else None
    finding = finding or supposed_as_so(claim, index, twin) or _too_exact(claim, index)
    if finding is None and (twin is None or not twin.whole):
        finding = _under_scope(claim, index)
    if finding is not None:
        return Outcome(1, (finding,))
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


def _too_exact(claim: Claim, index: SourceIndex) -> Finding | None:
    """A number that a claim calls exact, and the source gives as "at least" or "about" wherever it has it."""
    for number in claim.numbers:
        exact = _EXACTLY.search(claim.text[: number.start])
        found = index.numbers_by_value.get(number.value, ()) if exact else ()
        if exact is not None and found and all(other.bound is not None for _, other in found):
            sentence, other = found[0]
            bound = f"{_BOUNDS.get(other.bound or '', '')} {other.text}"
            message = f"the source has “{bound}”: the claim is surer than that"
            evidence = (index.evidence(sentence, other.span),) if sentence else ()
            return claim.finding("hedge", "error", Span(exact.start(), number.end), message, evidence)
    return None


def _under_scope(claim: Claim, index: SourceIndex) -> Finding | None:
    """What a claim of its own words states, and the source holds possible, or plans where the claim has it done."""
    if _SOFT.search(claim.text):
        return None
    found = unsaid(claim, index, "possible") or only_under(claim, index, "possible")
    if found is None:
        found = unsaid(claim, index, "planned")
        if found is None or not is_done(claim, found.scope.verb):
            return None
    word = found.scope.opener.of(index.sentences[found.number - 1].text)
    message = f"the source says “{word}” here: the claim is surer than that"
    evidence = (index.evidence(found.number, Span(found.scope.opener.start, found.scope.span.end)),)
    return claim.finding("hedge", "error", None, message, evidence)


def _hedged(tokens: tuple[Token, ...]) -> dict[str, str]:
    """The stems that a text hedges, and the word that does it; "May" the month is none."""
    found: dict[str, str] = {}
    for place, token in enumerate(tokens):
        if token.word in _HEDGES and not token.raw.startswith(("May", "Might")):
            stem = governed(tokens, place)
            if stem is not None:
                found.setdefault(stem, token.raw)
    return found


_SOFTENED_LIST = (
    "alleged allegedly reportedly apparently apparent possibly possible perhaps probably probable likely suspected could "
    "might may purportedly supposedly presumed presumably believed thought expected plans plan planning hopes hope hoped "
    "aims aim intends intend claims claim claimed wants accused appears appeared seems seemed potential potentially "
    "rumoured rumored unconfirmed considering set due scheduled"
)
_SOFTENED = frozenset(_SOFTENED_LIST.split())
"""Words that hedge where a copied sentence leaves them out."""
_ONLY_BEFORE_TO = frozenset(
    [
        "plans",
        "plan",
        "hopes",
        "hope",
        "hoped",
        "aims",
        "aim",
        "intends",
        "intend",
        "wants",
        "appears",
        "appeared",
        "seems",
        "seemed",
        "set",
        "due",
        "scheduled",
    ]
)
_ONLY_BEFORE_THAT = frozenset(["claims", "claim", "claimed"])
_ONLY_BEHIND_BE = frozenset(["believed", "thought", "expected"])
_BE = frozenset(["is", "are", "was", "were", "been", "be", "being"])
_ACCUSED = re.compile(r"\b(?:alleg|suspic|suspect|accus|charge)", re.IGNORECASE)
"""Ways to say anywhere in a sentence that somebody is accused: "faces allegations" for "accused of"."""
_CERTAIN = frozenset(stem_of(word) for word in ("convicted", "guilty", "proven", "confirmed", "known", "certain"))
_PLANNED = frozenset(["due", "set", "scheduled"])  # hedges before a verb alone: "due to changes" is none
_NEAR = 3  # words on either side in which another hedge still stands for the one left out


def _in_place(claim: Claim, index: SourceIndex, twin: Twin) -> Finding | None:
    """A hedge that a copied sentence has and the claim leaves out or makes a certainty."""
    tokens = index.tokens[twin.number]
    for change in twin.changes:
        hedge = next(
            (t for place, t in enumerate(change.source, start=change.source_at) if _hedges(tokens, place)), None
        )
        if hedge is None:
            continue
        sure = any(token.stem in _CERTAIN for token in change.claimed)
        if hedge.word == "accused" and not sure and _ACCUSED.search(claim.text):
            continue
        kept = {token.stem for token in change.claimed}
        rest = [t for t in change.source if t.word not in STOP_WORDS and t.word not in _SOFTENED and t.stem not in kept]
        if rest:
            continue  # a clause went with it
        stop = change.at + len(change.claimed)
        around = range(max(0, change.at - _NEAR), min(len(claim.tokens), stop + _NEAR))
        if any(_SOFT.fullmatch(token.raw) for token in change.claimed) or any(
            _hedges(claim.tokens, place) and claim.tokens[place].word not in _PLANNED for place in around
        ):
            continue
        if stop >= len(claim.tokens) and not change.claimed:
            continue
        message = f"the source says “{hedge.raw}” here: the claim is surer than that"
        evidence = (index.evidence(twin.number, Span(hedge.start, hedge.end)),)
        return claim.finding("hedge", "error", change.span, message, evidence)
    return None


def _hedges(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a word of a sentence hedges what comes next; "May" the month and "could not" do not."""
    token = tokens[place]
    if token.word not in _SOFTENED or token.raw.startswith(("May", "Might")):
        return False
    before = tokens[place - 1].word if place else ""
    after = tokens[place + 1].word if place + 1 < len(tokens) else ""
    if token.word in _ONLY_BEFORE_TO:
        return after == "to"
    if token.word in _ONLY_BEFORE_THAT:
        return after in {"that", "to"}
    if token.word in _ONLY_BEHIND_BE:
        return before in _BE
    return (token.word != "could" or after != "not") and before not in {"as", "if", "where", "wherever", "when"}
