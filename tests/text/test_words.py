"""Words as checks compare them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.text.words import content, fold, ordinary_words, stem_of, tokenize


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tolland's", "Tolland"), ("U.S.", "US"), ("naïve", "naive"), ("HARBOUR", "harbour"), ("ship’s", "ship")],
)
def test_folding(one: str, other: str) -> None:
    """Case, accents, dots and possessives make no other word."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "forms",
    [
        ("strike", "strikes", "striking"),
        ("stop", "stopped", "stopping"),
        ("carry", "carries", "carried"),
        ("take", "took", "taken", "taking"),
        ("vote", "voted", "votes", "voting"),
        ("city", "cities"),
    ],
)
def test_stems(forms: tuple[str, ...]) -> None:
    """The forms of one English word share a stem."""
    assert len({stem_of(form) for form in forms}) == 1


def test_different_words_keep_apart() -> None:
    """Stemming is light: words that only look alike stay two."""
    for one, other in (("universe", "university"), ("news", "new"), ("organ", "organisation"), ("red", "r")):
        assert stem_of(one) != stem_of(other)


def test_content_words() -> None:
    """Words that say nothing of the matter are left out."""
    assert [token.raw for token in content(tokenize("The ship was in the harbour at 5"))] == ["ship", "harbour", "5"]


def test_ordinary_words() -> None:
    """The list knows plain English, and no names."""
    assert {stem_of(word) for word in ("workers", "harbour", "striking", "announced")} <= ordinary_words()
    assert not {stem_of(word) for word in ("tolland", "kowalska", "norhaven")} & ordinary_words()


@given(st.text(max_size=300))
def test_tokens_stand_where_they_say(text: str) -> None:
    """Tokens come in order and are the text's own characters."""
    at = 0
    for token in tokenize(text):
        assert at <= token.start < token.end <= len(text)
        assert text[token.start : token.end] == token.raw
        at = token.end


@given(st.from_regex(r"[a-z]{1,15}", fullmatch=True))
def test_stems_are_never_empty(word: str) -> None:
    """Every word keeps a stem."""
    assert stem_of(word)
