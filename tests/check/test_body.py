"""A body does what it does in the source, and has the officers that it has there."""

from __future__ import annotations

import pytest

from briefer.article import Story, build_article
from briefer.brief import Finding
from briefer.check import check_text

SUIT = """\
The Court of Appeal ruled on Tuesday that the fishermen must be paid £4.2 million for the closed oyster beds. The High Court had thrown out their suit in 2024. The harbour company said that it would study the judgment. Ida Moor, the finance committee's chairman, said the money had not been set aside. The council meets on Friday, and the union has asked it for a grant. The police closed the quay for an hour."""


def errors(text: str, source: str = SUIT) -> list[Finding]:
    """The errors of the check of names."""
    report = check_text(text, Story((build_article(source),)))
    return [finding for finding in report.findings if finding.check == "name" and finding.severity == "error"]


@pytest.mark.parametrize(
    "text",
    [
        "The High Court ruled on Tuesday that the fishermen must be paid £4.2 million for the closed oyster beds.",
        "On Tuesday the High Court ruled that the fishermen are to be paid £4.2 million.",
        "The council ruled on Tuesday that the fishermen must be paid £4.2 million.",
        "The Court of Appeal had thrown out their suit in 2024.",
        "Ida Moor, the council's chairman, said the money had not been set aside.",
        "Ida Moor, the chairman of the council, said that no money was set aside.",
        "The council closed the quay for an hour.",
    ],
)
def test_one_body_for_another_is_an_error(text: str) -> None:
    """A named one of the same sort, a plain one, in the source's words and in others; and whose office it is."""
    assert errors(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Court of Appeal ruled that the fishermen must be paid £4.2 million.",
        "The court ruled on Tuesday that the fishermen must be paid £4.2 million for the closed oyster beds.",
        "The judges ruled on Tuesday that the fishermen must be paid £4.2 million.",
        "The fishermen's suit had been thrown out by the High Court in 2024.",
        "Ida Moor, who chairs the finance committee, said the money had not been set aside.",
        "The panel's chairman, Ida Moor, said the money had not been set aside.",
        "The firm said that it would study the judgment.",
        "The council is to meet on Friday.",
    ],
)
def test_the_same_body_in_other_words_passes(text: str) -> None:
    """In short, by another word of its kind, in the passive."""
    assert not errors(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The fishermen's lawyers were paid £900 by the ministry in May.", True),
        ("In May the ministry paid £900 to the lawyers of the fishermen.", False),
        ("In May the fishermen sued the ministry over the dredging.", True),
        ("The council was sued by the fishermen over the dredging in May.", False),
    ],
)
def test_who_does_it_and_to_whom_it_is_done_are_told_apart(text: str, wrong: bool) -> None:
    """Behind "by" stands who does it, right behind the verb to whom; what the source has in the other voice is left alone."""
    source = (
        "The fishermen sued the council over the dredging in May. Later the lawyers of the fishermen were paid £900 by the "
        "court. The ministry did not comment."
    )
    assert bool(errors(text, source)) is wrong


def test_a_body_that_may_be_meant_by_a_pronoun_is_left_alone() -> None:
    """Where the source has "it" before the verb, it does not tell who did it."""
    source = "The council met in March. It approved the stadium by nine votes. The committee approved the bridge by four votes."
    assert not errors("The council approved the stadium by nine votes.", source)


def test_the_message_says_whose_it_is() -> None:
    """The finding names the source's body."""
    assert (
        "the finance committee's"
        in errors("The council's chairman, Ida Moor, said that no money was set aside.")[0].message
    )
