"""What the source denies, holds possible or only plans, stated as so in a claim of its own words."""

from __future__ import annotations

import pytest

from briefer.article import Story, build_article
from briefer.brief import CheckName, Finding
from briefer.check import check_text
from briefer.check.scopes import scopes_of
from briefer.text.words import tokenize

SOURCE = (
    "The Oster brewery wants to sell three of its eight pubs, its owner, Gerd Amlo, told the staff on Monday.\n\n"
    "Mr Amlo denied a report in the Oster Post that he had offered the recipe for its stout to a rival. There is no evidence "
    "that any barrel was spoiled by the flood.\n\n"
    "Warm cellars may be turning the pale ale sour within a week, a study of the brewery suggests. At least 60 barrels were "
    "poured away.\n\n"
    "The town court meets on 3 June. If it finds that the drains were blocked, it could revoke the brewery's licence.\n\n"
    "The brewery will replace its copper kettles in the spring. Drinkers have not yet signed the petition."
)


def errors(text: str, check: CheckName, source: str = SOURCE) -> list[Finding]:
    report = check_text(text, Story((build_article(source),)))
    return [finding for finding in report.findings if finding.check == check and finding.severity == "error"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The brewery has sold three of its eight pubs.", "wants"),
        ("Warm cellars turn pale ale sour within a week.", "may"),
        ("The town court will revoke the licence of the brewery on 3 June.", "could"),
        ("The brewery replaced its copper kettles.", "will"),
        ("Exactly 60 barrels were poured away.", "at least 60"),
    ],
)
def test_what_is_only_possible_is_stated_as_so(text: str, word: str) -> None:
    """A claim is surer than the source, in words of its own: the message has the word that hedges."""
    (finding,) = errors(text, "hedge")
    assert word in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "The brewery hopes to sell three of its eight pubs.",
        "Three of its eight pubs could be sold by the brewery.",
        "Warm cellars may turn pale ale sour within a week.",
        "The town court could revoke the licence of the brewery.",
        "The brewery will replace its copper kettles.",
        "The brewery is to replace its copper kettles.",
        "Some 60 barrels were poured away.",
    ],
)
def test_what_keeps_the_hedge_stands(text: str) -> None:
    """A claim that is as unsure as the source is none the worse for other words; "will" is what "will" says."""
    assert not errors(text, "hedge")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Gerd Amlo offered a rival the recipe for the stout.", "denied"),
        ("Barrels were spoiled by the flood.", "no evidence"),
        ("Drinkers in Oster have signed the petition.", "not"),
    ],
)
def test_what_is_denied_is_affirmed(text: str, word: str) -> None:
    """A claim affirms what the source has under a denial: the message has the word that denies."""
    (finding,) = errors(text, "negation")
    assert word in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "The Oster Post reported that Amlo had offered a rival the recipe for the stout.",
        "Gerd Amlo denied that he had offered a rival the recipe for the stout.",
        "No barrel is known to have been spoiled by the flood.",
        "It is unclear whether barrels were spoiled by the flood.",
    ],
)
def test_what_keeps_the_denial_or_gives_it_as_anothers_word_stands(text: str) -> None:
    """A denial in other words, or the denied thing as somebody's word, contradicts nothing."""
    assert not errors(text, "negation")


def test_what_the_source_says_elsewhere_without_the_hedge_stands() -> None:
    """Where another sentence has it as done, the plan of an earlier one is no reason to doubt it."""
    later = SOURCE + " By Friday the brewery had sold three of its eight pubs."
    assert not errors("The brewery has sold three of its eight pubs.", "hedge", later)


def test_a_scope_ends_with_its_clause() -> None:
    """What stands behind the mark or the "but" is no longer denied or only possible."""
    text = "She could leave in May, and did not sign but paid the rent."
    scopes = {scope.kind: scope.span.of(text).strip() for scope in scopes_of(text, tokenize(text))}
    assert scopes == {"possible": "leave in May", "denied": "sign"}


def test_the_month_and_a_question_open_no_scope() -> None:
    """The month of May is no "may", and "could you" asks."""
    for text in ("May was warm.", "Could you close the door?", "Not only the mayor left."):
        assert not scopes_of(text, tokenize(text))
