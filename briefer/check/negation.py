"""What the source denies the claim denies, and what it affirms the claim affirms.

Covered: "not", "n't", "never", "no", "without", "nobody" put into a copied sentence or taken out of it; the same in a
claim of its own words, where one sentence of the source carries it and the word denied stands in both; what stands
under a "denied that" or a "no evidence that" (`check.scopes`); a denial under a "not". Abstains where either side else says no in another way ("refused", "failed to"). Not covered: opposites
(`direction`), irony.
"""

from __future__ import annotations

import re

from briefer.brief import Finding
from briefer.check.alignment import carried
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.check.polarity import NO, counterpart, governed, in_company
from briefer.check.twin import Change, Twin, twin_of
from briefer.check.unsaid import only_under, unsaid
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token, stem_of

_OF_VERBS = frozenset(["not", "never", "cannot"])
_ALONE = 0.3
"""Of a claim's weight in the sentences that affirm what it denies: with less they may be about another thing."""
_DENIALS = frozenset(map(stem_of, ("deny", "refuse", "reject", "decline", "dispute", "fail")))
"""Verbs that say no: under a "not", they say yes."""
_IN_OTHER_WORDS = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refus\w+|fail\w*|reject\w*|declin\w+|lack\w*|absen\w+|unable|unlikely|prevent\w*|bar(?:s|red)|"
    r"ban(?:s|ned)?|avoid\w*|stop(?:s|ped)?|halt\w*|unaware|impossible|little|few|only|rather than|instead of|nor)\b",
    re.IGNORECASE,
)

_HEARSAY = re.compile(
    r"\b(?:alleg\w+|report\w*|accus\w+|claim\w*|said|says?|told|accord\w+|suggest\w*|whether|if|question\w*|doubt\w*|"
    r"rumou?r\w*|believ\w*|fear\w*|critic\w*)\b",
    re.IGNORECASE,
)
"""Words with which a claim may give what somebody else denies as another's word."""


def check_negation(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """The polarity of a claim held against the sentences that it rests on."""
    if not index.english:
        return Outcome(abstained=1)
    twin = twin_of(claim, index, passage)
    if twin is not None and twin.exact:
        return Outcome(checked=1)
    finding = _in_place(claim, index, twin) if twin is not None else _denied_alone(claim, index, passage)
    finding = finding or _denial_turned(claim, index, passage)
    if finding is None and (twin is None or not twin.whole):
        finding = _under_scope(claim, index)
    return Outcome(1, (finding,)) if finding is not None else _against_counterpart(claim, index, passage)


def _against_counterpart(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """The polarity of a claim held against the one sentence that carries it."""
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
        if not _is_no(token):
            continue
        after = tokens[place + 1].word if place + 1 < len(tokens) else ""
        if after.isdigit() or after in {"only", "just", "longer"}:  # "No 1", "not only"
            continue
        stem = governed(tokens, place)
        if stem is not None:
            found.setdefault(stem, place)
    return found


def _denied_alone(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    """A word that a claim of its own words denies, where every sentence that it rests on says it without denial."""
    denied = _denied(claim.tokens)
    if not denied or _IN_OTHER_WORDS.search(claim.text):
        return None
    for stem, place in denied.items():
        here = [number for number in passage if any(token.stem == stem for token in index.content[number])]
        if not here or any(_says_no(index, number) for number in here):
            continue
        together = any(in_company(stem, claim.content, index.content[number]) for number in here)
        if together or carried(claim.content, index, here) >= _ALONE:
            token = claim.tokens[place]
            if token.word not in _OF_VERBS and not token.word.endswith("n't"):
                continue  # "manages without help" may sum up a sentence about the help that failed
            message = f"the source says this without “{token.raw}”"
            evidence = tuple(index.evidence(number) for number in here)
            return claim.finding("negation", "error", Span(token.start, token.end), message, evidence)
    return None


def _denial_turned(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Finding | None:
    """A denial that the claim denies and the source does not ("did not deny" for "denied"), or the other way round."""
    own = _denied(claim.tokens)
    for place, token in enumerate(claim.tokens):
        if token.stem not in _DENIALS:
            continue
        here = [number for number in passage if any(other.stem == token.stem for other in index.tokens[number])]
        turned = [number for number in here if (token.stem in _denied(index.tokens[number])) != (token.stem in own)]
        if here and turned == here and all(in_company(token.stem, claim.content, index.content[n]) for n in here):
            shown = claim.tokens[own[token.stem]] if token.stem in own else claim.tokens[place]
            word = next(other.raw for other in index.tokens[here[0]] if other.stem == token.stem)
            message = f"the source has “{word}” " + ("without the “not”" if token.stem in own else "under a “not”")
            evidence = tuple(index.evidence(number) for number in here)
            return claim.finding("negation", "error", Span(shown.start, token.end), message, evidence)
    return None


def _under_scope(claim: Claim, index: SourceIndex) -> Finding | None:
    """What a claim of its own words affirms, and the source has under a "denied that", a "no evidence", a "not"."""
    if any(_is_no(token) for token in claim.tokens):
        return None
    if _IN_OTHER_WORDS.search(claim.text) or _HEARSAY.search(claim.text):
        return None
    found = unsaid(claim, index, "denied") or only_under(claim, index, "denied")
    if found is None:
        return None
    word = found.scope.opener.of(index.sentences[found.number - 1].text)
    message = f"the source has “{word}” before this, and the claim leaves it out"
    evidence = (index.evidence(found.number, Span(found.scope.opener.start, found.scope.span.end)),)
    return claim.finding("negation", "error", None, message, evidence)


def _says_no(index: SourceIndex, number: int) -> bool:
    """Whether a sentence denies anything, in whatever words."""
    return any(_is_no(token) for token in index.tokens[number]) or (
        _IN_OTHER_WORDS.search(index.sentences[number - 1].text) is not None
    )


_AUXILIARIES_LIST = "longer one yet ever any some able always"
_AUXILIARIES = frozenset(_AUXILIARIES_LIST.split())
"""Words that come and go with a negation: "no longer", "did not yet"."""
_KEPT = frozenset(["only", "just", "least", "until", "merely", "sooner"])
"""Words before which "not" denies nothing: "not only", "not until"."""
_TURNING = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "less")


def _in_place(claim: Claim, index: SourceIndex, twin: Twin) -> Finding | None:
    """A negation put into a copied sentence, or taken out of it; None where it only moved or was said otherwise."""
    put_in = [change for change in twin.changes if _denies(change.claimed, claim.tokens, change.at)]
    taken = [change for change in twin.changes if _denies(change.source, index.tokens[twin.number], change.source_at)]
    if bool(put_in) == bool(taken):
        return None
    change = (put_in or taken)[0]
    own, other = (change.claimed, change.source) if put_in else (change.source, change.claimed)
    if _plain(own) or any(_turns(token.word) for token in (*own, *other)):
        return None  # a clause came or went with it, or the other side says no by another word
    if taken and not _goes_on(change, claim):
        return None
    evidence = (index.evidence(twin.number),)
    if put_in:
        word = next(token for token in own if _is_no(token))
        message = f"the source says this without “{word.raw}”"
        return claim.finding("negation", "error", Span(word.start, word.end), message, evidence)
    word = next(token for token in own if _is_no(token))
    message = f"the source has “{word.raw}” here, and the claim leaves it out"
    return claim.finding("negation", "error", None, message, evidence)


def _is_no(token: Token) -> bool:
    return token.word in NO or token.word.endswith("n't")


def _denies(tokens: tuple[Token, ...], sentence: tuple[Token, ...], at: int) -> bool:
    """Whether a stretch of a sentence has a negation that denies something."""
    for place, token in enumerate(tokens, start=at):
        after = sentence[place + 1].word if place + 1 < len(sentence) else ""
        if _is_no(token) and after not in _KEPT and not (token.word == "no" and after.isdigit()):
            return True
    return False


def _plain(tokens: tuple[Token, ...]) -> bool:
    """Whether a stretch says something beside its negation."""
    return any(
        token.word not in STOP_WORDS and token.word not in _AUXILIARIES and not _is_no(token) for token in tokens
    )


def _turns(word: str) -> bool:
    """Whether a word says no in another way."""
    return (
        _IN_OTHER_WORDS.fullmatch(word) is not None
        or (len(word) > 5 and word.startswith(_TURNING[:-1]))
        or (len(word) > 6 and word.endswith(_TURNING[-1]))
    )


def _goes_on(change: Change, claim: Claim) -> bool:
    """Whether the claim has words after the place where a negation was: what it denied is still there."""
    return change.at + len(change.claimed) < len(claim.tokens) or bool(change.claimed)
