"""The bundled article: what most people see first."""

from __future__ import annotations

import pytest

from briefer.article import Story, build_article
from briefer.brief import Section
from briefer.read import read_article
from briefer.write.engine import Draft
from briefer.write.extractive import ExtractiveEngine


@pytest.fixture
async def draft(sample) -> Draft:
    """The extractive brief of the bundled page."""
    story = Story((await read_article(str(sample)),))
    engine = ExtractiveEngine()
    return await engine.compose(story, await engine.split(story))


def words(draft: Draft, section: Section) -> int:
    return sum(len(statement.text.split()) for statement in draft.section(section))


async def test_the_bundled_brief_is_inside_every_band(draft):
    """The brief that the README prints keeps the house style."""
    assert 35 <= words(draft, Section.WHAT_HAPPENED) <= 90
    assert 70 <= words(draft, Section.WHO_SAID_WHAT) <= 180
    assert 25 <= words(draft, Section.WHAT_NEXT) <= 90
    assert 180 <= sum(words(draft, section) for section in Section) <= 300
    assert len(draft.what_happened) <= 3
    assert len({statement.paragraph for statement in draft.who_said_what}) in {2, 3}


async def test_the_bundled_brief_hears_both_sides(draft):
    """The union leader's charge, the company's denial and at least four voices are in it."""
    said = " ".join(statement.text for statement in draft.who_said_what)

    assert draft.who_said_what[0].text.startswith("“We will not work")
    assert "accused the company" in said
    assert "denied that the company" in said
    assert len({statement.speaker for statement in draft.who_said_what}) >= 4


async def test_the_bundled_brief_has_nothing_of_the_page(draft):
    """No newsletter, caption, bio, link or cookie notice gets into it."""
    whole = " ".join(statement.text for section in Section for statement in draft.section(section)).casefold()

    for noise in (
        "sign up",
        "newsletter",
        "unsubscribe",
        "photograph",
        "read more",
        "edda marlowe",
        "cookies",
        "rovers",
    ):
        assert noise not in whole


async def test_a_long_read_becomes_a_brief_like_any_other():
    """A story of 9,000 words has its three sections, each statement a slice of it and none twice."""
    paragraphs = [
        f"Councillor Ana Bright number {n} said on Tuesday that the bridge would "
        f"“stay shut for {n} weeks” because of cracks. The contractor, Orwell {n}, denied delays. "
        f"The committee will meet again on {n % 28 + 1} March to look at the bill of £{n} million."
        for n in range(200)
    ]
    story = Story((build_article("\n\n".join(paragraphs)),))
    engine = ExtractiveEngine()
    draft = await engine.compose(story, await engine.split(story))
    texts = [statement.text for section in Section for statement in draft.section(section)]

    assert all(draft.section(section) for section in Section)
    assert len(texts) == len(set(texts))
    assert all(text in story.articles[0].text for text in texts)
