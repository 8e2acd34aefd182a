"""Planted errors in conditions: what would follow "if" is told as so, and what would follow from it as done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from briefer.evaluate.mutant import Edit, Ground
from briefer.text.grammar import AUXILIARIES, DETERMINERS, PERSONAL
from briefer.text.spans import Span
from briefer.text.words import Token, tokenize

_IF = re.compile(r"(?<![\w-])(?:[Ii]f|[Uu]nless|[Pp]rovided that|[Ii]n case) (?=[a-zA-Z])")
_NO_CONDITION_BEFORE = re.compile(
    r"\b(?:even|as|only|but|and|or|what|not|see|sees|saw|ask\w*|know\w*|knew|wonder\w*|sure|clear|unclear|decid\w*|doubt\w*|"
    r"tell|matter|determin\w*|check\w*|question\w*|least)\s$|\b(?:ask|wonder|know|see|question)\w*\s(?:\w+\s){1,4}$",
    re.IGNORECASE,
)
_NO_CONDITION_BEHIND = re.compile(
    r"(?:not|any|so|only|anything|possible|necessary|ever|at|your?|one|we|i)\b", re.IGNORECASE
)
_ENDS = re.compile(r",(?!\d)|[;:.()—–“”\"]")
_MODAL = (
    (re.compile(r"\b(?:would|could|might|may) have been\b"), "had been"),
    (re.compile(r"\b(?:would|could|might|may) have\b"), "had"),
    (re.compile(r"(?<=s )(?:would|will|could|may|might|can) be\b"), "were"),
    (re.compile(r"\b(?:would|will|could|may|might|can) be\b"), "was"),
    (re.compile(r"\b(?:would|will|could|may|might) (?=(?!not\b|never\b|only\b|also\b)[a-z]{3,})"), "did "),
)
_SHORTEST = 4  # words of a condition that makes a sentence: one of fewer is under no check


def told_as_so(ground: Ground) -> Edit | None:
    """A condition told alone as a fact, or as the reason; or what would follow from it told as done."""
    if "?" in ground.text:
        return None
    edits = [edit for match in _conditions(ground) for edit in _told(ground, *match)]
    return ground.pick(edits)


def _conditions(ground: Ground) -> Iterator[tuple[int, int, int]]:
    """Where a condition's word begins, where its clause does, and where that ends."""
    text = ground.text
    for match in _IF.finditer(text):
        if _NO_CONDITION_BEFORE.search(text[: match.start()]) or _NO_CONDITION_BEHIND.match(text, match.end()):
            continue
        end = _ENDS.search(text, match.end())
        stop = end.start() if end is not None else len(text)
        if not ground.spoken(Span(match.start(), stop)) and _is_clause(text[match.end() : stop]):
            yield match.start(), match.end(), stop


def _is_clause(words: str) -> bool:
    """Whether some words are a clause for sure: a subject that one can see, and a verb behind it."""
    tokens = tokenize(words)
    if len(tokens) < _SHORTEST:
        return False
    first = tokens[0]
    subject = first.word in DETERMINERS | PERSONAL or first.raw[0].isupper()
    verbs = [token.word for token in tokens[1:] if token.word not in DETERMINERS]
    plain = any(word in AUXILIARIES or word.endswith("ed") for word in verbs)
    return subject and (plain or any(_has_object(one, other) for one, other in pairwise(tokens[1:])))


def _has_object(verb: Token, behind: Token) -> bool:
    """Whether two words look like a verb in the present tense and what it is done to: "approves the", "fails to"."""
    return verb.raw.islower() and verb.word.endswith("s") and len(verb.word) > 3 and behind.word in DETERMINERS | {"to"}


def _told(ground: Ground, start: int, clause: int, stop: int) -> Iterator[Edit]:
    text = ground.text
    said = text[clause:stop].strip()
    yield Edit(0, len(text), said[0].upper() + said[1:] + ".")
    yield Edit(start, clause, "Because " if text[start].isupper() else "because ")
    rest = text[:start].rstrip(", ") + text[stop:] if start else text[stop:].lstrip(", ")
    for pattern, done in _MODAL:
        modal = pattern.search(rest)
        if modal is not None:
            rest = rest[: modal.start()] + modal.expand(done) + rest[modal.end() :]
            yield Edit(0, len(text), rest[0].upper() + rest[1:])
            return
