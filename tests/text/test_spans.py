"""Spans: half-open stretches of code points, and the way back from a changed text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.text.spans import MappedText, Span, enclosing, merge, trim

SPANS = st.tuples(st.integers(0, 30), st.integers(0, 10)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


def test_a_span_holds_its_start_and_not_its_end():
    """`of` gives the characters from start up to, not including, end."""
    assert Span(1, 3).of("abcd") == "bc"


def test_touching_spans_do_not_overlap():
    """Two spans that only touch share no character."""
    assert not Span(0, 2).overlaps(Span(2, 4))
    assert Span(0, 3).overlaps(Span(2, 4))


def test_a_span_contains_itself_and_what_lies_inside():
    """Edges count as inside."""
    assert Span(1, 5).contains(Span(1, 5))
    assert not Span(1, 5).contains(Span(0, 3))


def test_shifting_keeps_the_length():
    """A shifted span is as long as before."""
    assert Span(2, 5).shift(-2) == Span(0, 3)


def test_trimming_takes_white_space_off_both_edges():
    """All of Unicode's white space goes, nothing else."""
    text = " \u00a0a b\n\t"

    assert trim(text, 0, len(text)).of(text) == "a b"
    assert trim("   ", 0, 3) == Span(3, 3)


def test_enclosing_finds_the_span_of_a_place_or_none():
    """The index of the span that holds a position; None between spans and beyond them."""
    spans = [Span(0, 3), Span(5, 8)]

    assert [enclosing(spans, at) for at in (0, 2, 3, 4, 5, 7, 8)] == [0, 0, None, None, 1, 1, None]


@given(st.lists(SPANS, max_size=8))
def test_merging_gives_ordered_spans_that_do_not_touch(spans):
    """Merged spans cover the same places, in order, with a gap between any two."""
    merged = merge(spans)

    assert {at for span in spans for at in range(*span)} == {at for span in merged for at in range(*span)}
    assert all(left.end < right.start for left, right in pairwise(merged))


def test_a_mapped_text_leads_back_to_the_original():
    """The original of a span reaches from the first character's place to the last one's end."""
    mapped = MappedText("abc", [0, 4, 5], [3, 5, 9])

    assert mapped.original(Span(0, 2)) == Span(0, 5)
    assert mapped.original(Span(2, 3)) == Span(5, 9)


@pytest.mark.parametrize("span", [Span(1, 1), Span(0, 4), Span(-1, 2)])
def test_an_impossible_span_has_no_original(span):
    """An empty span or one outside the text is an error, not a guess."""
    with pytest.raises(ValueError, match="empty or outside"):
        MappedText("abc", [0, 1, 2], [1, 2, 3]).original(span)
