"""What is worked out when it is asked for."""

from __future__ import annotations

import pytest

from briefer.article import Story, build_article
from briefer.check.claims import unmarked
from briefer.check.index import SourceIndex
from briefer.check.lazily import Lazily


def test_only_what_is_asked_for_is_worked_out_and_once():
    """An item is worked out when it is asked for and never again; slices and negative places mean what a tuple's do."""
    asked: list[int] = []

    def work_out(place: int) -> int:
        asked.append(place)
        return place * place

    squares = Lazily(5, work_out)
    assert (squares[2], squares[2], squares[-1], squares[3:]) == (4, 4, 16, (9, 16))
    assert asked == [2, 4, 3]
    assert list(squares) == [0, 1, 4, 9, 16]
    with pytest.raises(IndexError):
        squares[5]


def test_facts_of_a_story_stand_under_their_sentence_in_whatever_order_they_are_asked_for():
    """Numbers, dates and names are those of their own sentence, the surroundings' under number 0."""
    article = build_article("Anna Reyes paid 40 euros. It rained on 3 May 2024.", title="Oslo has 7 ferries")
    index = SourceIndex.of(Story((article,)))
    assert [one.text for one in index.dates[2]] == ["3 May 2024"]
    assert [one.text for one in index.names[1]] == ["Anna Reyes"]
    assert [[str(one.value) for one in numbers] for numbers in index.numbers] == [["7"], ["40"], ["3", "2024"]]
    assert index.names[0][0].text == "Oslo"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# A heading\n- one *word*\n> said", "one word said"),
        ("A heading\n=====\n1. first\n\n***\nlast", "first last"),
        ("two\n\nwhat next?\n  \n(3) three", "two three"),
        ("a # b - c", "a # b - c"),
    ],
)
def test_marks_are_looked_for_where_lines_begin(text: str, words: str):
    """Headings and bullets go where they begin a line, and nowhere else; no offset moves."""
    assert " ".join(unmarked(text).split()) == words
    assert len(unmarked(text)) == len(text)
