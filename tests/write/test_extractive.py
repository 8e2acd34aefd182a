"""The extractive engine: the source's own sentences, chosen as an editor would."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from briefer.article import Article, Story, build_article
from briefer.brief import Section
from briefer.write.engine import Draft, DraftStatement, Pile
from briefer.write.extractive import ExtractiveEngine, section_from_source
from tests.stories import ferry_article, ferry_story

BANDS = {Section.WHAT_HAPPENED: 90, Section.WHO_SAID_WHAT: 180, Section.WHAT_NEXT: 90}


async def compose(*articles: Article) -> tuple[Story, Draft]:
    story = Story(articles)
    engine = ExtractiveEngine()
    return story, await engine.compose(story, await engine.split(story))


def article(*paragraphs: str, title: str | None = None, **fields: object) -> Article:
    return build_article("\n\n".join(paragraphs), title=title, language="en", **fields)  # type: ignore[arg-type]


def statements(draft: Draft) -> list[DraftStatement]:
    return [statement for section in Section for statement in draft.section(section)]


def texts(draft: Draft, section: Section | None = None) -> str:
    return " ".join(one.text for one in (statements(draft) if section is None else draft.section(section)))


async def test_the_three_sections_hold_what_they_are_for():
    """The event, two voices with the denial and the silence, the steps ahead: each in its section."""
    _, draft = await compose(ferry_article())

    assert "walked out on Tuesday" in draft.what_happened[0].text
    said = texts(draft, Section.WHO_SAID_WHAT)
    assert "Mira Tolland" in said
    assert "denied that any ship" in said or "did not respond" in said
    assert "A state mediator will meet both sides on Friday" in texts(draft, Section.WHAT_NEXT)


async def test_a_statement_is_a_slice_of_its_source():
    """The text of a statement stands, as it is, in the sentences that it names."""
    story, draft = await compose(ferry_article())

    for statement in statements(draft):
        numbers = statement.sentences
        first, last = story.sentences[numbers[0] - 1], story.sentences[numbers[-1] - 1]
        whole = story.articles[first.article].text[first.span.start : last.span.end]
        assert statement.text in whole
        assert list(numbers) == list(range(numbers[0], numbers[-1] + 1))


async def test_no_sentence_stands_twice():
    """Across the three sections each sentence number is used once."""
    _, draft = await compose(ferry_article())
    numbers = [number for statement in statements(draft) for number in statement.sentences]

    assert len(numbers) == len(set(numbers))


async def test_sections_stay_inside_their_bands():
    """No section is longer than the house style allows."""
    _, draft = await compose(ferry_article())

    for section, most in BANDS.items():
        assert len(texts(draft, section).split()) <= most


async def test_who_said_what_opens_with_a_quotation_and_names_the_speaker():
    """The first sentence is quoted, and its speaker is the one that the source names."""
    _, draft = await compose(ferry_article())
    first = draft.who_said_what[0]

    assert any(mark in first.text for mark in '"“')
    assert first.speaker is not None
    assert first.speaker in texts(draft)


async def test_paragraphs_count_up_from_nought():
    """Paragraph numbers of a section begin with 0 and never go back or leave one out."""
    _, draft = await compose(ferry_article())
    paragraphs = [statement.paragraph for statement in draft.who_said_what]

    assert paragraphs[0] == 0
    assert all(later - earlier in {0, 1} for earlier, later in pairwise(paragraphs))


async def test_the_headline_and_dek_are_the_articles_own():
    """A title of a headline's length is taken with its dek, a label or a slug is not."""
    _, draft = await compose(ferry_article(dek="Thousands are stranded"))
    _, label = await compose(ferry_article(title="Ferries", dek="Thousands are stranded"))

    assert (draft.headline, draft.dek) == (
        "Ferry workers walk out in Norhaven, stranding thousands",
        "Thousands are stranded",
    )
    assert (label.headline, label.dek) == (None, None)


async def test_sentences_of_one_quotation_stay_together():
    """A quotation that closes two sentences later is printed whole, marks balanced."""
    _, draft = await compose(
        article(
            "The Oram dam burst on Monday after a week of rain, sending water into three valleys and two towns.",
            "Lena Park, the mayor of Oram, said: “We heard it before we saw it. Nobody had warned us. It "
            "took the bridge first.”",
            "Water company Orwell Hydro denied that it had ignored cracks in the wall.",
            "A public inquiry will open in the town hall on Thursday.",
        )
    )
    for statement in statements(draft):
        assert statement.text.count("“") == statement.text.count("”")
    assert "We heard it before we saw it. Nobody had warned us." in texts(draft)


async def test_a_pronoun_follows_the_sentence_that_names_its_person():
    """A statement that opens with a pronoun stands behind the sentence that names its person."""
    _, draft = await compose(
        article(
            "Two trains collided near Velm on Sunday night, injuring 31 people, the rail authority said.",
            "Signaller Petra Oduya told investigators that the line had been clear. She said the display had "
            "shown green for nine minutes. It went dark before the crash.",
            "Rail minister Tom Ashgrove called the crash “a failure of ours.” He would not say whose.",
            "He promised to publish the log. It will be released on Friday.",
        )
    )
    for section in Section:
        chosen = draft.section(section)
        for position, statement in enumerate(chosen):
            if statement.text.split()[0] in {"She", "He", "It"}:
                before = chosen[position - 1].sentences[-1] if position else None
                assert before is not None
                assert before == statement.sentences[0] - 1 or statement.speaker == chosen[position - 1].speaker
    assert statements(draft)


@pytest.mark.parametrize(
    "denial",
    [
        "Harrow Foods denied that it had known of the mould.",
        "Harrow Foods did not respond to a request for comment.",
        "A spokesman for Harrow Foods declined to comment on the case.",
    ],
)
async def test_the_other_sides_answer_is_kept(denial):
    """A denial, a silence or a refusal to comment is kept, however many better quotations there are."""
    crowd = [
        f"“It was the worst bread we ever ate, and we ate it for days,” said {name}, a nurse at the hospital."
        for name in ("Ana Bright", "Cora Dunn", "Eli Frome", "Gus Hale", "Ida Jost", "Kai Lorne")
    ]
    _, draft = await compose(
        article(
            "More than 200 people fell ill on Tuesday after eating bread from a factory in Selden, doctors say.",
            "Inspector Olive Marr accused the company of hiding test results since March.",
            *crowd,
            denial,
            "A court will hear the case next week.",
        )
    )
    assert denial in texts(draft)


async def test_the_accusation_stands_with_its_denial():
    """Where an answer is printed, what it answers is printed too."""
    _, draft = await compose(
        article(
            "More than 200 people fell ill on Tuesday after eating bread from a factory in Selden, doctors say.",
            "“I never want to see a loaf again,” said Ana Bright, who was in hospital for a week with the others.",
            "Inspector Olive Marr accused the company of hiding test results since March.",
            "Harrow Foods denied that it had hidden anything from anybody in that time.",
        )
    )
    said = texts(draft, Section.WHO_SAID_WHAT)
    assert "accused the company" in said
    assert "denied that it had hidden" in said


@pytest.mark.parametrize(
    "noise",
    [
        "Sign up for our free newsletter and get the best of the week in your inbox.",
        "Read more: Inside the bakery that feeds the north",
        "A loaf of bread at the factory. Photograph: Ned Ames/Harrow Images",
        "Correction: An earlier version of this article misspelled the inspector's name.",
        "Editor’s note: This story was updated on Tuesday with a statement by the company.",
        "Nora Vance is a reporter who covers food and farming for the Selden Herald.",
        "© 2026 Selden Herald. All rights reserved.",
        "10.45am",
        "• Five things to know about bread mould",
        "Follow us on Twitter for more of the latest bread news.",
    ],
)
async def test_furniture_is_never_printed(noise):
    """Promo, bio, caption, credit, correction, note, time stamp, related link: none is in the brief."""
    paragraphs = [
        "More than 200 people fell ill on Tuesday after eating bread from a factory in Selden, doctors say.",
        "Inspector Olive Marr said the ovens had been “filthy for months” before the first case.",
        "Harrow Foods denied that it had known of the mould in its silos.",
        "A court will hear the case on 3 March.",
    ]
    story, draft = await compose(article(*paragraphs, noise))
    split = await ExtractiveEngine().split(story)

    for sentence in story.sentences[4:]:
        assert split.piles[sentence.number] is Pile.DROP
        assert sentence.text not in texts(draft)


async def test_the_dateline_is_left_out():
    """Place and agency at the start of a wire story are not part of its first sentence."""
    _, draft = await compose(
        article(
            "SELDEN (AP) — More than 200 people fell ill on Tuesday after eating bread from one factory.",
            "“We closed it at noon,” said Olive Marr, the inspector.",
        )
    )
    assert draft.what_happened[0].text.startswith("More than 200 people")


async def test_the_same_wire_copy_in_two_outlets_is_printed_once():
    """Near-duplicates across articles are chosen once, and both outlets' own voices are heard."""
    lead = "More than 200 people fell ill on Tuesday after eating bread from a factory in Selden, doctors say."
    near = "More than 200 people fell ill on Tuesday after they ate bread from a factory in Selden, doctors say."
    one = article(lead, "“We closed it at noon,” said Olive Marr, the inspector of the county.", outlet="Herald")
    two = article(near, "“Our silos are clean,” said Hugo Blane, the owner of Harrow Foods.", outlet="Post")
    _, draft = await compose(one, two)

    assert sum("fell ill on Tuesday" in one.text for one in statements(draft)) == 1
    assert {one.speaker for one in draft.who_said_what} == {"Olive Marr", "Hugo Blane"}


async def test_a_section_without_material_stays_empty():
    """A source without a voice or a future gets a brief without them."""
    _, draft = await compose(
        article("A meteorite fell into a field near Astel on Monday night, leaving a hole two metres wide.")
    )
    assert len(draft.what_happened) == 1
    assert draft.who_said_what == ()
    assert draft.what_next == ()


async def test_a_short_article_makes_a_shorter_brief():
    """The brief of a short article leaves most of its detail out."""
    _, draft = await compose(ferry_article())

    assert len(texts(draft).split()) < ferry_article().words


async def test_other_languages_are_briefed_by_position_and_quotation():
    """A German text yields its first sentences and its quotations, and no guess at what comes next."""
    text = (
        "Im Hafen von Norhaven haben am Dienstag 4.300 Menschen vergeblich auf ihre Fähre gewartet.\n\n"
        "Die Gewerkschaft hatte zum Streik aufgerufen, nachdem die Gespräche gescheitert waren.\n\n"
        "„Das ist kein Angebot, das ist eine Beleidigung für alle“, sagte Mira Tolland von der Gewerkschaft."
    )
    _, draft = await compose(build_article(text, language="de"))

    assert draft.what_happened[0].text.startswith("Im Hafen von Norhaven")
    assert "Beleidigung" in texts(draft, Section.WHO_SAID_WHAT)
    assert draft.what_next == ()


async def test_a_long_run_of_spaces_is_read_over():
    """A hostile line of blanks and capitals does not keep the story's own sentence out."""
    hostile = ("Photo" + " " * 20_000 + "Comments" + " " * 20_000 + "A " * 10_000 + "is a " * 5_000).strip() + "."
    _, draft = await compose(article("The dam burst on Monday after a week of rain in the hills.", hostile))

    assert draft.what_happened[0].text.startswith("The dam burst")


async def test_an_empty_article_makes_an_empty_draft():
    """No sentence, no statement, no error."""
    _, draft = await compose(build_article(""))

    assert statements(draft) == []


async def test_every_sentence_is_in_one_pile():
    """Split sorts all numbers of the story."""
    story = ferry_story()
    split = await ExtractiveEngine().split(story)

    assert set(split.piles) == {sentence.number for sentence in story.sentences}


async def test_the_engine_names_itself_and_spends_nothing():
    """No model, no endpoint, no prompts, no cost, and nothing to repair with."""
    engine = ExtractiveEngine()
    story = ferry_story()
    split = await engine.split(story)

    assert engine.info.model_dump() == {"name": "extractive", "model": None, "endpoint": None}
    assert engine.prompts == {}
    assert (engine.spent().calls, engine.spent().cost_usd) == (0, 0.0)
    assert await engine.repair(story, split, await engine.compose(story, split), ()) is None


def test_one_section_is_filled_without_repeating_the_rest():
    """The fallback for one section uses no sentence that is printed already, nor one like it."""
    story = ferry_story()
    whole = section_from_source(story, Section.WHO_SAID_WHAT, ())
    taken = whole[0].sentences
    rest = section_from_source(story, Section.WHO_SAID_WHAT, taken)

    assert rest
    assert not {number for statement in rest for number in statement.sentences} & set(taken)


def test_a_section_that_the_source_has_nothing_for_is_empty():
    """The fallback invents nothing."""
    story = Story((article("A meteorite fell into a field near Astel on Monday night, leaving a wide hole."),))

    assert section_from_source(story, Section.WHAT_NEXT, ()) == ()


def test_nothing_heavy_is_imported():
    """The engine never loads the model client, a network library or asyncio's subprocesses."""
    code = (
        "import sys, briefer.write.extractive\n"
        "heavy = ('openai', 'httpx2', 'trafilatura', 'tiktoken', 'rich', 'jinja2')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
