"""Planted errors in what is measured: the figure is the source's, and it is the dead where the source counts the injured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.check.number import claimed_numbers
from briefer.evaluate.mutant import Edit, Ground, like
from briefer.text.numbers import Number
from briefer.text.spans import Span
from briefer.text.words import STOP_WORDS

_OTHERS = {
    "killed": "injured", "dead": "injured", "deaths": "injuries", "injured": "killed", "wounded": "killed",
    "injuries": "deaths", "arrested": "injured", "missing": "dead", "arrests": "deaths", "profit": "revenue",
    "profits": "sales", "revenue": "profit", "revenues": "profits", "sales": "profits", "price": "profit",
    "prices": "wages", "cost": "profit", "costs": "profits", "losses": "sales", "exports": "imports",
    "imports": "exports", "income": "debt", "salary": "pension", "wages": "prices", "pay": "debt", "debt": "income",
    "births": "deaths", "unemployment": "inflation", "inflation": "unemployment", "growth": "inflation",
    "turnout": "support", "attendance": "capacity", "height": "width", "length": "height", "weight": "height",
    "loan": "grant", "budget": "deficit", "deficit": "budget", "population": "turnout", "votes": "seats",
    "seats": "votes", "fine": "loan", "tax": "subsidy", "temperature": "humidity", "investment": "loss",
}  # fmt: skip
_VERBS = frozenset(["cost", "costs", "pay", "fine", "tax", "price", "arrested"])
_NOUN_HERE = re.compile(r"\b(?:the|a|an|its|their|his|her|total|of|were|was|been|\d) $")
"""What stands before a word that may be a verb too, where it is none."""
_WORD = re.compile(r"[A-Za-z]+")
_MARK = re.compile(r"[,;:()—–“”\"]|\b(?:and|but|while|which|who|that)\b")
_NEAR = 40  # characters between a figure and the word for what it measures
_NOUN = re.compile(r" ([a-z]{4,}s)\b(?! of\b|-)")
_NO_NOUN = frozenset("times others years months weeks days hours minutes seconds days always perhaps points".split())  # noqa: SIM905 - read at a glance


def other_measure(ground: Ground) -> Edit | None:
    """Another measure for a figure, or another thing that the article counts for the thing counted."""
    numbers = claimed_numbers(ground.claim)
    edits = [edit for number in numbers for edit in (*_measured(ground, number), *_counted(ground, number))]
    return ground.pick(edits)


def _measured(ground: Ground, number: Number) -> Iterator[Edit]:
    """The word for what a figure measures, in the same clause, exchanged for another measure."""
    text = ground.text
    start, end = max(0, number.start - _NEAR), min(len(text), number.end + _NEAR)
    for word in _WORD.finditer(text, start, end):
        between = text[word.end() : number.start] if word.end() <= number.start else text[number.end : word.start()]
        other = _OTHERS.get(word.group().lower())
        if other is None or _MARK.search(between) or re.search(r"\d", between) or ground.spoken(Span(*word.span())):
            continue
        if word.start() and text[word.start() - 1].isalpha():
            continue  # the look began in the midst of a word
        if word.group().lower() in _VERBS and not _NOUN_HERE.search(text[: word.start()]):
            continue
        if other not in text:
            yield Edit(word.start(), word.end(), like(word.group(), other))


def _counted(ground: Ground, number: Number) -> Iterator[Edit]:
    """The noun behind a number exchanged for a noun that the article counts elsewhere."""
    own = _NOUN.match(ground.text, number.end)
    if number.unit is not None or number.ordinal or own is None or own[1] in STOP_WORDS | _NO_NOUN:
        return
    there = {
        behind[1]
        for at, sentence in enumerate(ground.index.sentences, start=1)
        for other in ground.index.numbers[at]
        if other.unit is None and not (other.ordinal or other.name) and other.value != number.value
        if (behind := _NOUN.match(sentence.text, other.end)) is not None
    }
    for noun in sorted(there - STOP_WORDS - _NO_NOUN):
        if noun not in ground.text and noun[:4] != own[1][:4]:
            yield Edit(number.end + 1, number.end + 1 + len(own[1]), noun)
