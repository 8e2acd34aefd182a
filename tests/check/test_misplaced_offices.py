"""Offices that a claim gives to another than the source, or without what makes them other offices."""

from __future__ import annotations

import pytest

from briefer.article import Story, build_article
from briefer.brief import Finding
from briefer.check import check_text
from briefer.check.offices_of import offices_in
from briefer.text.names import find_names
from briefer.text.words import tokenize

SOURCE = (
    "The council in Port Ansa has sold its ferry, the mayor, Tove Lindahl, told a meeting on Monday.\n\n"
    "Its deputy leader, Marek Oduya, voted against the sale. “We will miss her,” said Ines Calder, who was then the "
    "harbour board's director of finance.\n\n"
    "A former captain of the ferry, Jorun Vass, has offered to buy it. Bruno Hale, president of the Ansa Rowing Club, would "
    "rather see it sunk. Petra Nowak, an engineer at Lund Marine, has looked at the hull.\n\n"
    "Sten Arvid painted the ferry in 1988, while Ulla Brandt conducts the town band as musical director."
)


def titles(text: str, source: str = SOURCE) -> list[Finding]:
    report = check_text(text, Story((build_article(source),)))
    return [finding for finding in report.findings if finding.check == "title" and finding.severity == "error"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Marek Oduya, the mayor, spoke at length on Monday.", "Tove Lindahl"),
        ("Marek Oduya, the council's leader, voted against the sale.", "deputy leader"),
        ("Ines Calder, the harbour board's director of finance, will miss the ferry.", "time gone by"),
        ("Jorun Vass, the current captain of the ferry, wants to buy it.", "former captain"),
        ("Petra Nowak, president of the Ansa Rowing Club, has seen the hull.", "Bruno Hale"),
        ("Sten Arvid, the musical director, painted the ferry.", "Ulla Brandt"),
        ("Tove Lindahl, the deputy mayor, told a meeting of the sale.", "the mayor"),
        ("Former mayor Tove Lindahl spoke of the sale.", "mayor"),
    ],
)
def test_an_office_that_the_source_gives_otherwise_is_an_error(text: str, named: str) -> None:
    """An office of somebody else, or without its "deputy" or "former", is an error that says what the source has."""
    (finding,) = titles(text)
    assert named in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "Tove Lindahl, the mayor, told a meeting of the sale.",
        "Mayor Lindahl told a meeting of the sale.",
        "Marek Oduya, the deputy leader, voted against the sale.",
        "Ines Calder, who was the harbour board's director of finance, said she would miss the ferry.",
        "Ines Calder, then the harbour board's director of finance, spoke too.",
        "Jorun Vass, a former captain of the ferry, wants to buy it.",
        "Bruno Hale, the rowing club's president, would rather see it sunk.",
        "Petra Nowak, an engineer, has looked at the hull.",
        "Petra Nowak, a friend of the ferry, has looked at the hull.",
        "The mayor, Marek Oduya and Ines Calder spoke on Monday.",
    ],
)
def test_an_office_that_the_source_gives_so_is_none(text: str) -> None:
    """The same people with the offices that the source gives them, or none that it gives to somebody else."""
    assert not titles(text)


def test_two_of_one_surname_are_told_apart_by_their_first_names() -> None:
    """An office of one of two namesakes is not the other's; by the surname alone either may be meant."""
    source = "Ann Berg, the mayor of Sund, met Leif Berg, the owner of the mill, on Friday."
    assert "Ann Berg" in titles("Leif Berg, the mayor of Sund, spoke on Friday.", source)[0].message
    assert not titles("Berg, the mayor of Sund, spoke on Friday.", source)


def test_an_office_near_the_name_in_words_that_are_not_understood_is_left_alone() -> None:
    """Where the office's word stands by the name in a way that is not read, nothing is told."""
    source = (
        "Ann Berg, the mayor of Sund, spoke. Leif Moe has been chosen as well to be mayor by the other half of town."
    )
    assert not titles("Leif Moe, the mayor, spoke.", source)


def test_offices_are_read_on_either_side_of_a_name() -> None:
    """An office right before a name, in an apposition before or behind it, behind a copula or an "as" is read."""
    text = (
        "Foreign minister Ada Brandt met its deputy chair, Leo Stern; so did Mia Holt, head of the union; Tom Rye is a judge; "
        "Zoe Lund works as chief executive"
    )
    tokens = tokenize(text)
    read = {held.name.words[-1]: held.role for held in offices_in(text, tokens, find_names(text, tokens))}
    assert {name: role.head for name, role in read.items()} == {
        "brandt": "minister",
        "stern": "chairman",
        "holt": "head",
        "rye": "judge",
        "lund": "chief executive",
    }
    assert read["stern"].lesser == {"deputy"}
    assert read["brandt"].of == {"foreign"}
    assert not read["rye"].definite


def test_a_text_without_offices_has_none() -> None:
    """Names alone give nobody an office, and neither does an office of nobody."""
    for text in ("Ada Brandt met Leo Stern.", "The mayor met the judge."):
        tokens = tokenize(text)
        assert not list(offices_in(text, tokens, find_names(text, tokens)))
