"""Answers: a sentence that only answers another is printed right behind that one, or not at all."""

from __future__ import annotations

import pytest

from briefer.article import Story, build_article
from briefer.brief import Section
from briefer.write.extractive import ExtractiveEngine, section_from_source
from briefer.write.extractive.openings import hangs


@pytest.mark.parametrize(
    "sentence",
    [
        "Feld denied it.",
        "The ministry rejected that.",
        "Ms. Brandt disputes this.",
        "Jonas Feld, who owns the quay, denied that on Tuesday.",
        "The company, Belmara Lines, denies both.",
        "Sigrun Malachy, an economist, doubted both of them.",
        "The union rejected the claim.",
        "A spokesman dismissed the allegations as “idle talk”.",
        "The port authority strongly denied all the accusations in a statement.",
        "Feld called it a lie.",
        "The harbour master called that “a fairy tale”.",
        "Feld said that that was untrue.",
        "The mayor disagreed.",
        "Feld denies it and says that the ship was in port.",
    ],
)
def test_answer_that_does_not_tell_what_it_answers_hangs(sentence):
    """What is denied is a word that points back: the sentence means nothing by itself."""
    assert hangs(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Feld denied that the ferry had been overloaded.",
        "Feld denied it had been overloaded.",
        "Told that the quay had leaned for years, Feld denied it.",
        "The union says the pay is too low; the firm disputes that.",
        "The firm, accused of dumping waste in the river, denied this.",
        "Feld rejected the claims of the dockers’ union.",
        "Feld denied the allegation that he had been paid.",
        "Brandt called the plan a farce.",
        "Feld rejected that offer.",
        "Brandt said that the quay was safe and rejected that as scaremongering.",
        "The council rejected the budget.",
        "The mayor disagreed with the port authority over the cost.",
        "The ministry said this week that the port would open.",
    ],
)
def test_answer_with_its_matter_stands_by_itself(sentence):
    """What tells what it answers, in its own clause or before it, hangs on nothing."""
    assert not hangs(sentence)


@pytest.mark.parametrize("quoted", ["That’s a lie.", "That is not what happened,", "No, never.", "Not true,"])
def test_quotation_that_only_answers_hangs(quoted):
    """“That's a lie,” says of the sentence before that it is one."""
    assert hangs('"' * len(quoted) + " Feld said.", quoted)
    assert not hangs('"' * len(quoted) + " Feld said.", "The quay is safe,")


FILLER = (
    "The council of Velmora voted on Tuesday to close the old harbour for three weeks while divers mend the quay wall.",
    "Ilka Brandt, who heads the port authority, put the cost at 4.2 million crowns. “We cannot wait for storms,” she said.",
    "Fishing crews are to use the north basin until then, and the ferry to Osk will leave from there as well.",
    "The wall had been leaning towards the water since January, the authority said, and a crack had opened in March.",
)
CHARGES = (
    "Marla Quint, the leader of the dockers, said that the mayor had known of the crack for a year.",
    "The dockers accused the authority of hiding a report on the wall.",
    "Quint said that divers had been sent home without pay, and that nobody had told the council.",
)
REPLIES = (
    "Jonas Feld denied it.",
    "Feld, the mayor, rejected that.",
    "Jonas Feld called it a lie.",
    "The mayor’s office rejected the accusation.",
    "“That is not true,” said Jonas Feld, the mayor.",
)


async def _sections(*paragraphs: str) -> list[list[str]]:
    story = Story((build_article("\n\n".join(paragraphs), title="Velmora shuts its harbour", language="en"),))
    engine = ExtractiveEngine()
    draft = await engine.compose(story, await engine.split(story))
    return [[one.text for one in draft.section(section)] for section in Section]


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("charge", CHARGES)
@pytest.mark.parametrize("at", [1, 2, 3, 4])
@pytest.mark.parametrize("apart", [False, True], ids=["one paragraph", "two paragraphs"])
async def test_reply_is_printed_right_behind_what_it_answers_or_not_at_all(reply, charge, at, apart):
    """Wherever the exchange stands in the story, no other statement comes between its two halves."""
    exchange = (charge, reply) if apart else (f"{charge} {reply}",)
    for printed in await _sections(*FILLER[:at], *exchange, *FILLER[at:]):
        for position, text in enumerate(printed):
            if text.endswith(reply):
                assert text.startswith(charge) or (position and printed[position - 1].endswith(charge))


async def test_exchange_is_printed_whole():
    """The rule does not cost the brief the other side's answer: charge and reply are both there."""
    said = (await _sections(*FILLER[:2], f"{CHARGES[1]} {REPLIES[0]}", *FILLER[2:]))[1]
    assert CHARGES[1] in said
    assert said[said.index(CHARGES[1]) + 1] == REPLIES[0]


def test_section_filled_from_the_source_prints_no_answer_to_what_it_leaves_out():
    """Where the answered sentence is printed elsewhere already, the reply stays out."""
    text = "\n\n".join((*FILLER[:2], f"{CHARGES[0]} {REPLIES[0]}", *FILLER[2:]))
    story = Story((build_article(text, title="Velmora shuts its harbour", language="en"),))
    charge = next(one.number for one in story.sentences if one.text == CHARGES[0])
    filled = section_from_source(story, Section.WHO_SAID_WHAT, exclude=[charge])
    assert filled
    assert REPLIES[0] not in [one.text for one in filled]
