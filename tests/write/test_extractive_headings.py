"""Text that already has the three headings is split by them."""

from __future__ import annotations

import pytest

from briefer.article import Story, build_article
from briefer.brief import Section
from briefer.write.engine import Pile
from briefer.write.extractive import ExtractiveEngine, split_by_headings
from tests.stories import ferry_story

LEAD = "More than 200 people fell ill on Tuesday after eating bread from a factory in Selden."
SAID = "“The ovens were filthy,” said Olive Marr, the inspector."
NEXT = "A court will hear the case on 3 March."


def headed(first: str, second: str, third: str, *after: str, blank: bool = True) -> Story:
    parts = [first, LEAD, second, SAID, third, NEXT, *after]
    return Story((build_article(("\n\n" if blank else "\n").join(parts)),))


@pytest.mark.parametrize(
    "headings",
    [
        ("What happened", "Who said what", "What next?"),
        ("What happened?", "Who said what?", "What next?"),
        ("WHAT HAPPENED:", "WHO SAID WHAT:", "WHAT NEXT:"),
        ("**What happened**", "**Who said what**", "**What’s next?**"),
    ],
)
@pytest.mark.parametrize("blank", [True, False])
def test_headings_split_the_text(headings, blank):
    """Each spelling of the headings, on lines of their own, puts what follows into its section."""
    story = headed(*headings, blank=blank)
    split = split_by_headings(story)

    assert split is not None
    by_text = {sentence.text: split.piles[sentence.number] for sentence in story.sentences}
    assert by_text[LEAD] is Pile.WHAT_HAPPENED
    assert by_text[SAID] is Pile.WHO_SAID_WHAT
    assert by_text[NEXT] is Pile.WHAT_NEXT
    assert sum(pile is Pile.DROP for pile in by_text.values()) == 3


def test_text_without_headings_is_not_split_by_them():
    """No heading, no split; one heading alone is a phrase."""
    one = Story((build_article(f"What happened\n\n{LEAD}\n\n{SAID}"),))

    assert split_by_headings(ferry_story()) is None
    assert split_by_headings(one) is None


async def test_the_sections_of_a_headed_text_stay_what_its_editor_made_them():
    """The draft's sections hold the sentences under their headings, in order, and no heading."""
    story = headed("What happened", "Who said what", "What next?")
    engine = ExtractiveEngine()
    draft = await engine.compose(story, await engine.split(story))

    assert [one.text for one in draft.section(Section.WHAT_HAPPENED)] == [LEAD]
    assert [one.text for one in draft.section(Section.WHO_SAID_WHAT)] == [SAID]
    assert [one.text for one in draft.section(Section.WHAT_NEXT)] == [NEXT]


async def test_what_follows_the_last_section_is_not_part_of_it():
    """A promo behind the last section ends it: the related stories below are the page's."""
    story = headed(
        "What happened",
        "Who said what",
        "What next?",
        "A free daily email with the biggest news stories of the day.",
        "Voters reject the border bill in a close count on the islands.",
    )
    engine = ExtractiveEngine()
    split = await engine.split(story)

    assert split.numbers(Section.WHAT_NEXT) == (6,)
