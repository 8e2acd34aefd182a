"""What a sentence denies, supposes, holds possible or only plans: behind a "denied that", an "if", a "could", a "will".

A scope begins behind the words that open it and ends with their clause: at a mark, or at a "but", a "because" and their
like. Not covered: what follows from a condition, irony.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from briefer.check.index import SourceIndex
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS, Token

ScopeKind = Literal["denied", "supposed", "possible", "planned"]
_DENIED = (
    r"\b(?:no|nor is there|not? any|little|without)\s+(?:evidence|proof|sign|indication|suggestion|question)s?\b"
    r"|\b(?:den(?:y|ies|ied|ying)|disput(?:es?|ed|ing)|refut(?:es?|ed|ing)|debunk\w*)\b"
    r"|\b(?:refus(?:es?|ed|ing)|declin(?:es?|ed|ing)|fail(?:s|ed|ing)?|unable|no plans|no intention)\s+(?:to|of)\b"
    r"|\b(?:rul(?:es?|ed|ing) out|reject(?:s|ed|ing)?)\b"
    r"|\b(?:not|never|cannot|\w+n['’]t)\b(?!\s+(?:only|just|until|least|merely|yet (?:say|know)))"
)
_SUPPOSED = (
    r"(?<!even )(?<!as )(?<!what )(?<!only )\bif\b(?! (?:not|any|so|only|anything|possible|necessary|ever|you|your|one|someone|somebody|anyone)\b)"
    r"|\b(?:unless|provided that|providing that|in case|in the event(?: that)?|on condition that|as long as)\b"
    r"|(?:^|(?<=[,;“] ))should (?=(?:the|a|an|his|her|its|their|any|he|she|it|they|talks)\b)"
)
SUPPOSING = ("if", "unless", "provided", "providing", "case", "event", "condition", "long", "should")
"""One word of each way to suppose something."""
_POSSIBLE = (
    r"\b(?:could|may|might)\b(?!\s+(?:not|you|we|i|have been able)\b)"
    r"|\b(?:possibly|perhaps|allegedly|reportedly|apparently|purportedly|supposedly|probably|whether)\b"
    r"|\b(?:considering|weighing|mulling|contemplating|pondering)\b"
    r"|\b(?:hop(?:es?|ed|ing)|wish(?:es|ed)?|want(?:s|ed)?|seek(?:s|ing)?|sought|propos(?:es?|ed|ing)|offer(?:s|ed|ing)?|"
    r"threaten(?:s|ed|ing)?|ask(?:s|ed)?|aim(?:s|ed|ing)?|tr(?:y|ies|ied|ying)|attempt(?:s|ed|ing)?|agreed|urged|called on \w+)\s+to\b"
    r"|\b(?:is|are|was|were|be|been)\s+(?:said|thought|believed|reported|alleged|rumou?red|suspected|understood|feared)\s+(?:to|of)\b"
    r"|\b(?:suspect(?:s|ed)?|accus(?:es?|ed|ing)|suspicion|alleg(?:es?|ed|ing))\b"
    r"|\b(?:appear|seem)(?:s|ed)?\s+to\b"
)
_PLANNED = (
    r"\b(?:will|shall|would|won['’]t)\b(?!\s+(?:not|have been able))"
    r"|\b(?:plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|expect(?:s|ed|ing)?|due|set|scheduled|hop(?:es?|ed|ing)|about|likely|"
    r"prepar(?:es?|ed|ing)|promis(?:es?|ed|ing)|pledg(?:es?|ed|ing)|vow(?:s|ed)?|is|are)\s+to\b"
    r"|\b(?:planned|scheduled|slated|proposed)\s+for\b"
)
_PATTERNS: tuple[tuple[ScopeKind, re.Pattern[str]], ...] = (
    ("denied", re.compile(_DENIED, re.IGNORECASE)),
    ("supposed", re.compile(_SUPPOSED, re.IGNORECASE)),
    ("possible", re.compile(_POSSIBLE, re.IGNORECASE)),
    ("planned", re.compile(_PLANNED, re.IGNORECASE)),
)
_WHOLE = re.compile(
    r"(?:no|nor|not?|any|little|without)\s+\w|den|disput|refut|debunk|whether|alleged$|alleges$", re.IGNORECASE
)
_ENDS = re.compile(
    r"[,.;:!?()—–“”\"](?=\s|$|[“”\"])|\s-\s|\b(?:but|while|whereas|because(?! of)|although|though|before|after|unless|if|as|since|when|"
    r"who|which|where|whose|based on|despite)\b",
    re.IGNORECASE,
)
_GOVERNED = 4  # words behind an opener in which its verb stands: "could soon have been sold"


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of a sentence that is not said to be so."""

    kind: ScopeKind
    opener: Span
    """The words that open it, in the sentence."""
    span: Span
    verb: str | None
    """Stem of the first word of meaning in it."""
    whole: bool
    """True where all of a clause is under it, who does it too: "denied that", "no evidence that", "whether", "if"."""


def scopes_of(text: str, tokens: tuple[Token, ...]) -> tuple[Scope, ...]:
    """The scopes of a sentence, in order of their kinds; one may lie in another."""
    found = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if match.group().startswith(("May", "Might", "Will")):
                continue  # the month, the name
            end = _ENDS.search(text, match.end())
            span = Span(match.end(), end.start() if end else len(text))
            inside = [token for token in tokens if span.start <= token.start < span.end]
            verb = next((t.stem for t in inside[:_GOVERNED] if t.word not in STOP_WORDS), None)
            if inside:
                whole = kind == "supposed" or _WHOLE.match(match.group()) is not None
                found.append(Scope(kind, Span(match.start(), match.end()), span, verb, whole))
    return tuple(found)


def scopes_in(index: SourceIndex, number: int) -> tuple[Scope, ...]:
    """The scopes of a sentence of the story, worked out once."""
    known = index.scopes.get(number)
    if known is None:
        known = index.scopes[number] = scopes_of(index.sentences[number - 1].text, index.tokens[number])
    return known
