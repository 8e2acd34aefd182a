"""Names: whoever speaks in a brief is named in full before a surname alone says who they are."""

from __future__ import annotations

import pytest

from briefer.article import Story, build_article
from briefer.brief import Section
from briefer.write.extractive import ExtractiveEngine

FILLER = (
    "The council of Velmora voted on Tuesday to close the old harbour for three weeks while divers mend the quay wall.",
    "Fishing crews are to use the north basin until then, and the ferry to Osk will leave from there as well.",
    "The wall had been leaning towards the water since January, and a crack of nine inches had opened in March.",
)


async def _printed(*paragraphs: str) -> list[str]:
    story = Story((build_article("\n\n".join(paragraphs), title="Velmora shuts its harbour", language="en"),))
    engine = ExtractiveEngine()
    draft = await engine.compose(story, await engine.split(story))
    return [one.text for section in Section for one in draft.section(section)]


@pytest.mark.parametrize(
    "naming",
    [
        "The work has cost 4.2 million crowns since March, the port captain, Ilka Brandt, said.",
        "Ilka Brandt, the port captain, has led the work since divers found the crack in the wall.",
        "Captain Ilka Brandt, who heads the port, said that the wall had been patched twice.",
    ],
)
@pytest.mark.parametrize(
    "quoting",
    [
        "“We cannot wait for the next storm,” Brandt said.",
        "Brandt said that the harbour was “not safe for a rowing boat”.",
        "“It is a matter of weeks,” Ms. Brandt told the council.",
    ],
)
@pytest.mark.parametrize("at", [1, 2])
async def test_surname_is_printed_behind_the_full_name(naming, quoting, at):
    """The sentence that names somebody in full comes before the one that calls them by the surname."""
    printed = await _printed(*FILLER[:at], naming, *FILLER[at:], quoting)
    if quoting in printed:
        assert "Ilka Brandt" in " ".join(printed[: printed.index(quoting)])


OTHER = "“My boats have nowhere to go,” said Tom Hale, who fishes for herring off Osk and owns three boats there."


@pytest.mark.parametrize(
    "naming",
    [
        "Guards and a dog were hired by Ilka Brandt, the port captain, who keeps bees.",
        "Bees are kept behind the customs house by Ilka Brandt, who is captain of the port.",
        "A tin of biscuits stands on the desk of Ilka Brandt, the captain of the port.",
    ],
)
@pytest.mark.parametrize("quoting", ["“We cannot wait for the next storm to take the harbour wall,” Brandt said."])
async def test_sentence_that_names_is_fetched_from_the_background(naming, quoting):
    """A sentence that no section would have taken is printed where it says who speaks."""
    printed = await _printed(*FILLER, OTHER, naming, quoting)
    assert quoting in printed
    before = " ".join(printed[: printed.index(quoting)])
    assert "Ilka Brandt" in before


async def test_quotation_of_somebody_named_in_full_opens_the_section():
    """Of two quotations the one whose speaker readers can place comes first, where the other's cannot be introduced."""
    printed = await _printed(
        FILLER[0],
        "“We cannot wait for the next storm,” Brandt said.",
        "“My boats have nowhere to go,” said Tom Hale, who fishes for herring off Osk.",
        *FILLER[1:],
        "Its captain, Ilka Brandt, once rowed to Osk and back in a tin bath.",
    )
    quoted = [text for text in printed if text.startswith("“")]
    assert quoted[0].endswith("said Tom Hale, who fishes for herring off Osk.")


async def test_somebody_who_is_never_named_in_full_is_still_quoted():
    """Where the source has no more than the surname, the brief has no more either, and keeps the words."""
    quoting = "“We cannot wait for the next storm,” Brandt said of the crack in the harbour wall."
    assert quoting in await _printed(FILLER[0], quoting, *FILLER[1:])


@pytest.mark.parametrize(
    "dateline",
    [
        "VELMORA, 3 September 2026 – ",
        "VELMORA, Lorrland, March 2, 2027 - ",
        "NORTH OSK, Wednesday 4 February 2026 — ",
        "VELMORA (Northwire) — ",
        "VELMORA, Lorrland (Northwire), 3 May – ",
        "19:55 ",
        "7.30 am ",
        "12:20 BST – ",
    ],
)
async def test_dateline_or_time_is_not_printed(dateline):
    """Place, date, agency and the time of a live page's entry stand before the story's words, and go."""
    printed = await _printed(dateline + FILLER[0], *FILLER[1:])
    assert FILLER[0] in printed


@pytest.mark.parametrize(
    "note",
    [
        "Latest entries are at the top.",
        "All times are local.",
        "All times are in GMT.",
        "This page follows the closing of the harbour in Velmora on Tuesday.",
        "We are going to pause our coverage of the harbour in Velmora here.",
        "Thank you for reading about the old harbour of Velmora today.",
        "Update, 4:15 p.m.: This article has been updated with what the council of Velmora said.",
        "Updated on 3 May at 16.15: A harbour council statement was added.",
    ],
)
async def test_what_a_live_page_says_of_itself_is_not_printed(note):
    """Notes on the page, its clock and its changes are not the story."""
    printed = await _printed(note, *FILLER)
    assert note not in printed
    assert FILLER[0] in printed


@pytest.mark.parametrize(
    "lead", ["NATO said on Monday that the port would close.", "At 19:55 the port closed on Monday."]
)
async def test_words_that_only_look_like_a_dateline_stay(lead):
    """Capitals and a time inside the sentence are its own."""
    assert any(lead in text for text in await _printed(lead, *FILLER))
