"""A fact is carried where one stretch of the text holds enough of its words and every figure in it."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefer.evaluate.carried import CARRIED, carried, holds_figure, holds_words
from tests.evaluate.folders import BRIDGE, LIBRARY, ORCHARD
from tests.stories import FERRY_TEXT

FACT = "Engineers closed the Ostler footbridge after they found cracks in 3 of its 14 cables"
WORDS = sorted({word.strip('".,') for text in (BRIDGE, LIBRARY, ORCHARD, FERRY_TEXT) for word in text.split()} - {""})
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)


@pytest.mark.parametrize(
    "text",
    [
        "The Ostler footbridge is closed: engineers found cracks in three of its fourteen cables.",
        "In Wexcombe engineers have closed a footbridge, Ostler. Cracks were found in 3 of the 14 cables.",
        "Three of 14 cables of the Ostler footbridge showed cracks, which engineers found; it was closed.",
    ],
)
def test_a_paraphrase_carries_it(text):
    """Other order, other forms of the words, a figure in words, two sentences instead of one."""
    assert carried(FACT, text.split(". ")) >= CARRIED


@pytest.mark.parametrize(
    "text",
    [
        "Engineers closed the Ostler footbridge after they found cracks in its cables.",
        "Engineers closed the Ostler footbridge after they found cracks in 4 of its 14 cables.",
        "The footbridge has 14 cables.",
        "A frost destroyed the cherries.",
    ],
)
def test_without_its_figures_or_its_words_it_is_not(text):
    """A missing figure, another figure, half of it and something else do not carry it."""
    assert carried(FACT, [text]) < CARRIED


def test_a_fact_spread_over_far_sentences_is_not_carried():
    """One stretch of two sentences has to hold it, not the whole text together."""
    far = ["Engineers closed a way.", "It rained.", "Ostler footbridge cables.", "It snowed.", "Cracks in 3 of 14."]
    assert carried(FACT, far) < CARRIED


def test_nothing_carries_nothing():
    """No sentence carries a fact."""
    assert carried(FACT, []) == 0.0


@given(sentences)
def test_a_sentence_carries_itself(sentence):
    """Whatever its words and figures, a sentence is carried by itself in full."""
    assert carried(sentence, [sentence]) == 1.0


@given(sentences, st.lists(sentences, max_size=4), st.integers(0, 4))
def test_a_text_that_holds_the_sentence_carries_it(sentence, others, place):
    """What stands around it takes nothing away."""
    text = [*others[:place], sentence, *others[place:]]
    assert carried(sentence, text) == 1.0


@given(sentences, st.lists(sentences, max_size=4))
def test_the_share_is_between_none_and_all(fact, text):
    """Always a number from 0 to 1."""
    assert 0.0 <= carried(fact, text) <= 1.0


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("2.1 million", "It cost 2,100,000 crowns."),
        ("2,100,000", "It cost 2.1 million crowns."),
        ("three", "They found cracks in 3 cables."),
        ("50.6%", "It won 50.6 percent of the vote."),
        ("50.6 per cent", "It won 50.6% of the vote."),
        ("9-4", "The council voted 9-4."),
        ("6.5", "worth 6.5 percent over two years"),
    ],
)
def test_a_figure_counts_in_any_form(figure, text):
    """Digits, words, separators and percent signs are forms of one value; a bare figure asks for no unit."""
    assert holds_figure(figure, text)


@pytest.mark.parametrize(
    ("figure", "text"),
    [("2.1 million", "It cost 2.1 billion crowns."), ("50.6%", "It cost 50.6 crowns."), ("14", "It has 140 cables.")],
)
def test_another_value_or_unit_is_another_figure(figure, text):
    """A value off by a power of ten, a percentage that is none, and digits inside others do not count."""
    assert not holds_figure(figure, text)


@given(st.integers(1, 10**9))
def test_a_figure_is_in_the_text_that_prints_it(value):
    """With separators or without."""
    text = f"The county counted {value:,} in all."
    assert holds_figure(str(value), text)
    assert holds_figure(f"{value:,}", text)


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_words_are_found_whole_and_whatever_their_case(one, other):
    """A word is in a text that has it in capitals, and not inside a longer word."""
    assume(one.isalpha() and other.isalpha())
    assert holds_words(one, f"{other} {one.upper()} {other}")
    assert not holds_words(one, f"{other}{one}q")
    assert not holds_words(" ", one)


def test_typography_is_no_difference():
    """Curly and straight marks, dashes and no-break spaces are the same words."""
    assert holds_words(
        'the union\'s "final" offer',
        "It was the union\N{RIGHT SINGLE QUOTATION MARK}s \N{LEFT DOUBLE QUOTATION MARK}final\N{RIGHT DOUBLE QUOTATION MARK}\N{NO-BREAK SPACE}offer.",
    )
