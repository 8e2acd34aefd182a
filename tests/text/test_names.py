"""Names by their capitals, and what makes two of them one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.text.names import aliases, find_names, people_of, place_of


def names(text: str) -> list[str]:
    return [name.text for name in find_names(text)]


def test_persons_places_organisations() -> None:
    """Runs of capitals are names, joined by "of" and its like, without the office before them."""
    text = "Mira Tolland met Harbour Minister Edda Voss of the Bank of Norhaven."
    found = names(text)
    assert "Mira Tolland" in found
    assert "Edda Voss of the Bank of Norhaven" in found


def test_sentence_beginnings() -> None:
    """An ordinary word is no name because it begins a sentence."""
    sure = [
        name.text for name in find_names("Workers left. However, Tolland stayed. Striking crews sang.") if name.sure
    ]
    assert sure == ["Tolland"]


def test_name_before_a_verb_of_saying() -> None:
    """A single word that nobody knows is a name where a sentence begins with it."""
    assert [name.text for name in find_names("Kowalski said no.") if name.sure] == ["Kowalski"]


def test_initials_and_particles() -> None:
    """Initials and particles stand inside a name, not at its end."""
    assert names("It was John F. Kallen and Ursula von der Lohe.") == ["John F. Kallen", "Ursula von der Lohe"]


def test_headline_capitals_prove_nothing() -> None:
    """In a headline of capitals no ordinary word is surely a name."""
    found = find_names("Mayor Quits After Vote In Harbour Scandal")
    assert not any(name.sure for name in found)


def test_calendar_is_no_name() -> None:
    """Months and weekdays have capitals and are no names."""
    assert names("It came on Tuesday in March.") == []


@pytest.mark.parametrize(("one", "other"), [("french", "france"), ("british", "uk"), ("dutch", "netherlands")])
def test_irregular_demonyms(one: str, other: str) -> None:
    """Peoples whose names follow no rule are in the table."""
    assert other in aliases(one)


@pytest.mark.parametrize(("people", "place"), [("brazilian", "brazil"), ("canadian", "canada"), ("japanese", "japan")])
def test_regular_demonyms(people: str, place: str) -> None:
    """Peoples whose names follow the rule meet their place."""
    assert people_of(people) in {place, place_of(place)}


def test_endings_alone_make_nobody_one() -> None:
    """Two names that differ in their last letter are two names."""
    assert people_of("maria") is None
    assert people_of("kowalska") is None


@given(st.text(max_size=200))
def test_spans_stay_in_bounds(text: str) -> None:
    """Names come in order, do not overlap, and stand where they say."""
    at = 0
    for name in find_names(text):
        assert at <= name.start < name.end <= len(text)
        assert text[name.start : name.end] == name.text
        assert name.words
        at = name.end
