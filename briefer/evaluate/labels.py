"""Labels held against their own text: a label that the article does not bear out measures the labeller."""

from __future__ import annotations

from collections.abc import Iterator

from briefer.errors import ConfigError
from briefer.evaluate.carried import carried, holds_figure, holds_words
from briefer.evaluate.case import Case, Corpus

_IN_TEXT = 0.75
"""Share of a phrase's words that one stretch of the article has to hold where the phrase is not copied from it."""


def check_labels(corpus: Corpus) -> None:
    """Refuse a corpus with a label that does not fit its text; every misfit is named.

    Raises:
        ConfigError: there is one.
    """
    problems = [f"{case.id}: {problem}" for case in corpus.cases for problem in problems_of(case)]
    if problems:
        more = f" (and {len(problems) - 5} more)" if len(problems) > 5 else ""
        raise ConfigError(f"labels that do not fit their texts: {'; '.join(problems[:5])}{more}")


def problems_of(case: Case) -> Iterator[str]:
    """What is wrong with a case's labels, in words."""
    text = "\n\n".join(article.text for article in case.articles)
    yield from _unsaid(case, text)
    yield from _unnamed(case, text)
    yield from _contradicting(case)
    for claim in case.table.claim:
        if not claim.text.strip():
            yield "an empty claim"
        if claim.holds and claim.check is not None:
            yield f"the claim {claim.text!r} holds, so it has no fault of kind {claim.check!r}"
    if case.is_own_twin:
        yield "the clean twin is the poisoned article itself"


def _unsaid(case: Case, text: str) -> Iterator[str]:
    sentences = [sentence.text for sentence in case.story.sentences]
    expect = case.expect
    for name, phrases in (("covers", expect.covers), ("next", expect.next or ()), ("denials", expect.denials)):
        for phrase in phrases:
            if not phrase.strip():
                yield f"an empty phrase in {name}"
            elif not holds_words(phrase, text) and carried(phrase, sentences) < _IN_TEXT:
                yield f"{name} asks for {phrase!r}, which the article does not say"


def _unnamed(case: Case, text: str) -> Iterator[str]:
    for speaker in case.expect.speakers:
        if not holds_words(speaker, text):
            yield f"the speaker {speaker!r} is not in the article"
    for figure in case.expect.numbers:
        if not holds_figure(figure, text):
            yield f"the figure {figure!r} is not in the article"


def _contradicting(case: Case) -> Iterator[str]:
    expect = case.expect
    for omitted in expect.omits:
        if not omitted.strip():
            yield "an empty phrase in omits"
        wanted = (
            ("covers", expect.covers),
            ("next", expect.next or ()),
            ("denials", expect.denials),
            ("speakers", expect.speakers),
        )
        for name, phrases in wanted:
            if any(holds_words(omitted, phrase) for phrase in phrases):
                yield f"{omitted!r} is to be omitted, and stands inside a phrase of {name}"
