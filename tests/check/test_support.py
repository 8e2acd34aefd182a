"""Support: what a claim copies, where it breaks off, and what trees make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.article import Story, build_article
from briefer.check.alignment import match
from briefer.check.claims import Claim
from briefer.check.copying import jumps, kept_together, stretches
from briefer.check.index import SourceIndex
from briefer.check.support import SIGNS, aggregate, features_of, is_verbatim, shared, support_alone, support_of
from briefer.text.words import content, tokenize
from tests.stories import ferry_story

SOURCE = "The old bridge was closed on Monday. Divers found rust under the northern pier. The mayor asked for money."


def index_of(text: str) -> SourceIndex:
    return SourceIndex.of(Story((build_article(text),)))


def lengths(claim: str, source: str = SOURCE) -> list[tuple[int, int]]:
    return [(one.length, one.sentence) for one in stretches(tokenize(claim), index_of(source))]


def test_a_stretch_is_as_long_as_some_sentence_allows():
    """Words in a row are one stretch, of the sentence that has most of them; words that the source lacks are in none."""
    assert lengths("Divers found rust on Monday") == [(3, 2), (2, 1)]
    assert lengths("Penguins sang") == []


def test_no_stretch_runs_over_the_end_of_a_sentence():
    """The last word of one sentence and the first of the next are two stretches."""
    assert lengths("on Monday Divers found") == [(2, 1), (2, 2)]


def test_a_jump_is_from_one_sentence_over_to_another():
    """Long stretches of two sentences side by side are a jump, of one sentence none."""
    index = index_of(SOURCE)
    assert jumps(stretches(tokenize("The old bridge was closed and the mayor asked for money"), index)) == 1
    assert jumps(stretches(tokenize("The old bridge was, they say, closed on Monday"), index)) == 0


def test_words_kept_together_stand_near_each_other_in_the_same_order():
    """The source's own order is kept, the opposite is not, and words of two sentences are not."""
    index = index_of(SOURCE)

    def kept(text: str) -> float:
        return kept_together(content(tokenize(text)), index)

    assert kept("divers found rust") == 1.0
    assert kept("rust found divers") == 0.0
    assert kept("mayor found") == 0.0
    assert kept("penguins sang") == 0.0


@given(
    st.lists(
        st.sampled_from(
            ["the", "old", "bridge", "was", "closed", "on", "divers", "found", "rust", "mayor", "penguins"]
        ),
        max_size=12,
    )
)
def test_stretches_cover_each_known_word_once(words):
    """Their lengths add up to the words that the source has."""
    tokens = tokenize(" ".join(words))
    known = sum(token.word != "penguins" for token in tokens)
    assert sum(one.length for one in stretches(tokens, index_of(SOURCE))) == known


def test_a_sentence_of_the_source_is_supported_whatever_the_trees_say():
    """Word for word is proof."""
    index = index_of(SOURCE)
    assert is_verbatim(Claim(text="divers found rust under the northern pier"), index)
    assert support_alone(Claim(text="Divers found rust under the northern pier."), index) == 1.0


def test_more_of_what_speaks_against_a_claim_never_raises_its_score():
    """The trees follow each feature in the direction that it means."""
    index = SourceIndex.of(ferry_story())
    claim = Claim(text="Ferry workers in Norhaven stopped work on Tuesday after talks about pay.")
    features = features_of(claim, index, match(claim.content, index))
    values = {name: getattr(features, name) for name in SIGNS}
    for name, sign in SIGNS.items():
        if sign:
            scores = [
                support_of((type(features)(**values | {name: values[name] + sign * step}),))
                for step in (-9, -1, 0, 1, 9)
            ]
            assert scores == sorted(scores), name


def test_a_summary_of_one_claim_has_one_value_a_feature():
    """Mean and worst of one are the same."""
    index = index_of(SOURCE)
    claim = Claim(text="The bridge was shut.")
    seen = aggregate((features_of(claim, index, match(claim.content, index)),))
    assert seen[::2] == seen[1::2]


@given(st.floats(0.01, 0.99), st.lists(st.floats(0.01, 0.99), min_size=1, max_size=6))
def test_scores_moved_together_keep_their_order_and_end_at_the_whole(whole, alone):
    """The lowest becomes the whole's, and what was above stays above."""
    moved = shared(whole, alone)
    assert min(moved) == pytest.approx(whole, abs=1e-6)
    assert [moved[i] for i in sorted(range(len(alone)), key=alone.__getitem__)] == sorted(moved)
