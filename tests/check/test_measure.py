"""A figure measures what it measures in the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.article import Story, build_article
from briefer.brief import Finding
from briefer.check import check_text
from briefer.text.measures import kinds_of, measures_another

NEWS = """\
Ona Reyes won 48 per cent of the vote in Tuesday's election, ahead of Pell Hale with 41 per cent. Turnout was 63 per cent, the lowest since 1994. The blast at the works killed 12 people and injured 30, the hospital said. Tessaly made a profit of $3 million on revenue of $20 million last year, as the price of copper rose 14 percent. The ferry carried 4,300 passengers and 120 lorries before the strike. A man of 23, Jo Berg, was arrested after the deaths."""


def errors(text: str, source: str = NEWS) -> list[Finding]:
    """The errors of the check of numbers."""
    report = check_text(text, Story((build_article(source),)))
    return [finding for finding in report.findings if finding.check == "number" and finding.severity == "error"]


@pytest.mark.parametrize(
    "text",
    [
        "Turnout was 48 per cent.",
        "The turnout in Tuesday's election was 41 per cent.",
        "The blast at the works injured 12 people and killed 30, the hospital said.",
        "The blast at the works injured 12 people, the hospital said.",
        "At the works 12 people were hurt.",
        "Tessaly's profit rose 14 percent.",
        "Tessaly made a loss of $3 million on revenue of $20 million last year.",
        "Last year the firm had revenue of $3 million.",
        "The ferry carried 4,300 lorries and 120 lorries before the strike.",
        "The ferry carried 4,300 signatures and 120 lorries before the strike.",
        "A petition with 4,300 signatures was handed in.",
    ],
)
def test_one_measure_told_as_another_is_an_error(text: str) -> None:
    """The injured for the dead, turnout for votes, revenue for profit, one thing counted for another."""
    source = f"{NEWS} A petition has 900 signatures."
    assert errors(text, source)


@pytest.mark.parametrize(
    "text",
    [
        "Reyes got 48 per cent of the vote, on a turnout of 63 per cent.",
        "The vote gave Reyes 48 per cent.",
        "Twelve people died and 30 were wounded in the blast.",
        "Thirty people were hurt in the blast.",
        "The death toll of the blast is 12.",
        "Tessaly's profit was $3 million and its sales $20 million.",
        "Copper prices rose 14 percent.",
        "The ferry carried 4,300 people before the strike.",
        "Some 4,300 ferry passengers were carried.",
        "A 23-year-old man was arrested after the deaths.",
    ],
)
def test_the_same_measure_in_other_words_passes(text: str) -> None:
    """What means the same measure, what says none, and ages."""
    assert not errors(text)


def test_the_message_says_what_the_source_measures() -> None:
    """The finding names the source's word and points to it."""
    finding = errors("Tessaly's profit rose 14 percent.")[0]
    assert "price" in finding.message
    assert "profit" in finding.message
    where = finding.evidence[0]
    assert NEWS[where.start : where.end] == "price"


WORDS = st.sampled_from(
    [
        "dead",
        "injured",
        "turnout",
        "votes",
        "seats",
        "profit",
        "revenue",
        "price",
        "debt",
        "inflation",
        "growth",
        "boat",
        "said",
    ]
)


@given(WORDS, WORDS)
def test_no_word_measures_another_than_itself(one: str, other: str) -> None:
    """Another measure goes both ways, and no word is another one than itself."""
    kinds = kinds_of(one), kinds_of(other)
    assert measures_another(*kinds) == measures_another(*kinds[::-1])
    assert not measures_another(kinds[0], kinds[0])
