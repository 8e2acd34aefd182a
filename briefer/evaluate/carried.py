"""Whether a text carries a fact in its own words: the share of the fact's words that one stretch of it holds.

Transparent on purpose, as a score that nobody can follow convinces nobody: a fact is carried where one sentence, or two
that follow each other, hold enough of its content words (stemmed), and every figure in it by value. Not covered:
synonyms; a brief that says "walked off the job" for "went on strike" loses those words, not the whole fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from briefer.text.normalise import locate, normalise
from briefer.text.numbers import find_numbers
from briefer.text.words import content, tokenize

CARRIED = 0.6
"""Share of a fact's content words: three of five. A paraphrase keeps names, figures and most nouns and trades the rest;
at 0.5 two facts about the same people pass for each other."""


def carried(fact: str, sentences: Sequence[str]) -> float:
    """How much of a fact the best stretch of one or two sentences carries, 0 to 1; less than `CARRIED` if a figure lacks."""
    stems, figures = _stems(fact), _figures(fact)
    best = 0.0
    for number in range(len(sentences)):
        stretch = " ".join(sentences[number : number + 2])
        share = _share(fact, stems, stretch)
        if share >= CARRIED and not figures <= _figures(stretch):
            share = CARRIED - 0.01
        best = max(best, share)
    return best


def holds_words(phrase: str, text: str) -> bool:
    """Whether the words stand in a text as they are, typography and case levelled."""
    return bool(locate(normalise(phrase, fold=True).text, normalise(text, fold=True)))


def holds_figure(figure: str, text: str) -> bool:
    """Whether a figure stands in a text, in whatever form: "2.1 million" is "2,100,000"."""
    wanted = find_numbers(figure)
    if not wanted:
        return holds_words(figure, text)
    found = [(number.value, number.unit) for number in find_numbers(text)]
    return all(
        any(value == number.value and (unit == number.unit or number.unit is None) for value, unit in found)
        for number in wanted
    )


def _share(fact: str, stems: frozenset[str], stretch: str) -> float:
    if not stems:
        return float(holds_words(fact, stretch))
    return len(stems & _stems(stretch)) / len(stems)


def _stems(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in content(tokenize(text)))


def _figures(text: str) -> frozenset[Fraction]:
    return frozenset(number.value for number in find_numbers(text) if not number.name)
