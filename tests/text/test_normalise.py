"""Typography alone: what a typesetter may change is level, and nothing else is."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.text import normalise as module
from briefer.text.normalise import locate, normalise
from briefer.text.spans import Span

TYPE = st.text(
    alphabet=st.sampled_from(list("ab Z5.,'\"-–—‘’“”«»…`\u00a0\t\n\u200b\u00ad\u0301\u0308éßﬁ日ガ\u3099İ¨K")),
    max_size=30,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("“It’s” «so» ‘it’ is", '"It\'s" "so" \'it\' is'),
        ("a\u00a0b\n\n c\u2009d", "a b c d"),
        ("one — two – three - four -- five", "one-two-three-four-five"),
        ("wait… what", "wait... what"),
        ("ﬁnal ２０２６", "final 2026"),
        ("zero\u200bwidth and soft\u00adhyphen", "zerowidth and softhyphen"),
        ("cafe\u0301", "café"),
    ],
)
def test_what_a_typesetter_changes_is_level(text, level):
    """Marks, spaces, dashes, ellipses, ligatures, hidden characters and combining accents are levelled."""
    assert normalise(text).text == level


def test_case_and_words_are_kept():
    """Case stays unless folding is asked for, and then only case goes."""
    assert normalise("The Mayor").text == "The Mayor"
    assert normalise("The MAYOR’s Straße", fold=True).text == "the mayor's strasse"


@given(TYPE | st.text(max_size=40), st.booleans())
def test_normalising_twice_changes_nothing(text, fold):
    """`normalise` is idempotent."""
    once = normalise(text, fold=fold).text

    assert normalise(once, fold=fold).text == once


@given(TYPE | st.text(max_size=40), st.booleans())
def test_every_character_knows_where_it_came_from(text, fold):
    """Places go up, lie in bounds, and there is one for each character."""
    mapped = normalise(text, fold=fold)

    assert len(mapped.starts) == len(mapped.ends) == len(mapped.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(mapped.starts, mapped.ends, strict=True))
    assert list(mapped.starts) == sorted(mapped.starts)


@given(TYPE | st.text(max_size=40), st.booleans())
def test_the_fast_way_and_the_slow_way_agree(text, fold):
    """Runs of ordinary characters, taken at once, come out as they do one by one."""
    fast = normalise(text, fold=fold)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PLAIN_RUN", re.compile(r"(?!)"))
        slow = normalise(text, fold=fold)

    assert (fast.text, list(fast.starts), list(fast.ends)) == (slow.text, list(slow.starts), list(slow.ends))


@pytest.mark.slow
def test_ordinary_characters_are_their_own_level():
    """Nothing that the fast way takes over would have been changed the slow way."""
    ordinary = re.compile(f"[{module._PLAIN}]")
    for character in filter(ordinary.match, map(chr, range(sys.maxunicode + 1))):
        folded = character.casefold()
        assert module._folded(character) == character
        assert len(folded) == 1
        assert module._folded(folded) == folded
        assert not unicodedata.combining(character)


@given(
    st.lists(st.sampled_from(["we", "don't", "know", "“this”", "–", "or", "that…", "yet"]), min_size=1, max_size=6),
    TYPE,
    TYPE,
)
def test_a_planted_passage_is_located(words, before, after):
    """A passage is found wherever it stands, whatever the typography on either side."""
    passage = " ".join(words)
    text = f"{before}\n{passage}\n{after}"
    found = locate(passage.replace("“", '"').replace("”", '"').replace("'", "’"), normalise(text))

    start = len(before) + 1
    assert any(span.overlaps(Span(start, start + len(passage))) for span in found)


def test_part_of_a_word_is_not_located():
    """Only whole words count as found."""
    assert locate("art", normalise("the party of art")) == (Span(13, 16),)


def test_an_empty_needle_is_nowhere():
    """White space alone is located nowhere."""
    assert locate(" \u200b ", normalise("a b")) == ()


@pytest.mark.parametrize("unit", ["\u200b", "\u0301", " ", "-", "a\u200b", "a\u0301\u200b"])
def test_hostile_runs_are_levelled_to_their_end(unit):
    """Runs of marks, hidden characters or spaces of any length come out as short ones do, and stay as they come out."""
    levelled = normalise(unit * 50_000).text

    assert normalise(levelled).text == levelled
    assert set(levelled) <= set(normalise(unit * 100).text)
