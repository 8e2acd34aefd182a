"""Repair and hold: nothing unproved is published, nothing is lost from sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import pytest

from briefer import brief
from briefer.article import Story
from briefer.brief import Section, Usage
from briefer.check import check_brief
from briefer.write.engine import Draft, DraftStatement, Failure, Split
from briefer.write.extractive import ExtractiveEngine
from briefer.write.repair import MAX_REPAIRS, Outcome, publishable
from tests.stories import ferry_story

GOOD = {
    Section.WHAT_HAPPENED: DraftStatement(
        sentences=(1,),
        speaker=None,
        text="Ferry workers in Norhaven walked out on Tuesday, stranding about 4,300 passengers.",
        paragraph=0,
    ),
    Section.WHO_SAID_WHAT: DraftStatement(
        sentences=(2,), speaker="Mira Tolland", text="[Q1] said Mira Tolland of the Seafarers' Union.", paragraph=0
    ),
    Section.WHAT_NEXT: DraftStatement(
        sentences=(9,), speaker=None, text="A state mediator will meet both sides on Friday.", paragraph=0
    ),
}
INVENTED = DraftStatement(
    sentences=(2,), speaker="Mira Tolland", text="Tolland called it “the end of the line for us all.”", paragraph=1
)
WRONG_NUMBER = DraftStatement(
    sentences=(1,), speaker=None, text="The walkout stranded about 9,300 passengers.", paragraph=0
)


def draft(headline: str | None = "Ferry workers walk out in Norhaven over night shifts", **sections) -> Draft:
    given = {section.value: (statement,) for section, statement in GOOD.items()} | sections
    return Draft(headline=headline, dek=None, **given)


class ScriptedEngine:
    """An engine whose repairs are a function of the draft and its failures."""

    info = brief.Engine(name="llm", model="scripted", endpoint=None)
    prompts: ClassVar[dict[str, str]] = {}

    def __init__(self, repair: Callable[[Draft, Sequence[Failure]], Draft | None]) -> None:
        self.repairs: list[Sequence[Failure]] = []
        self._repair = repair

    async def split(self, story: Story) -> Split:
        return await ExtractiveEngine().split(story)

    async def compose(self, story: Story, split: Split) -> Draft:
        raise AssertionError("the tests hand in their drafts")

    async def repair(self, _story: Story, _split: Split, draft: Draft, failures: Sequence[Failure]) -> Draft | None:
        self.repairs.append(failures)
        return self._repair(draft, failures)

    def spent(self) -> Usage:
        return Usage(calls=0, input_tokens=0, cached_input_tokens=0, output_tokens=0, cost_usd=None, seconds=0)


async def publish(of: Draft, repair=lambda _draft, _failures: None) -> tuple[Outcome, ScriptedEngine]:
    engine = ScriptedEngine(repair)
    story = ferry_story()
    return await publishable(engine, story, await engine.split(story), of), engine


async def test_a_draft_that_holds_is_published_without_a_repair():
    """Nothing is asked again when nothing fails."""
    outcome, engine = await publish(draft())

    assert engine.repairs == []
    assert outcome.brief.held == ()
    assert outcome.filled == ()
    assert check_brief(outcome.brief, ferry_story()).verdict != "fail"


@pytest.mark.parametrize("bad", [INVENTED, WRONG_NUMBER], ids=["invented quotation", "invented number"])
async def test_what_fails_goes_back_twice_with_its_reason_and_is_then_held(bad):
    """An invented quotation or figure is repaired at most twice, then held with its findings, and never published."""

    def stubborn(of: Draft, _failures: Sequence[Failure]) -> Draft:
        bad_again = tuple(
            one.model_copy(update={"text": one.text.replace(".", " again.", 1)}) if one.text == of_bad else one
            for one in of.who_said_what
            for of_bad in [next((s.text for s in of.who_said_what if s not in GOOD.values()), None)]
        )
        return of.model_copy(update={"who_said_what": bad_again})

    outcome, engine = await publish(draft(who_said_what=(GOOD[Section.WHO_SAID_WHAT], bad)), stubborn)

    assert len(engine.repairs) == MAX_REPAIRS
    assert all(failure.reasons for failure in engine.repairs[0])
    assert [held.section for held in outcome.brief.held] == [Section.WHO_SAID_WHAT]
    assert outcome.brief.held[0].findings
    assert len(outcome.brief.who_said_what) == 1
    published = outcome.brief.model_dump_json(exclude={"held"})
    assert "end of the line" not in published
    assert "9,300" not in published


async def test_a_mended_statement_is_published():
    """A repair that holds takes the failed statement's place, and nothing is held."""

    def mend(of: Draft, _failures: Sequence[Failure]) -> Draft:
        fixed = WRONG_NUMBER.model_copy(update={"text": "The walkout stranded about 4,300 passengers."})
        return of.model_copy(update={"what_happened": (fixed,)})

    outcome, engine = await publish(draft(what_happened=(WRONG_NUMBER,)), mend)

    assert len(engine.repairs) == 1
    assert outcome.brief.held == ()
    assert "4,300" in outcome.brief.what_happened[0].text


async def test_a_section_that_lost_everything_is_filled_with_the_sources_own_sentences_and_says_so():
    """The fallback is verbatim, passes the checks, and is named in the outcome."""
    outcome, _ = await publish(draft(who_said_what=(INVENTED,)))

    assert outcome.filled == (Section.WHO_SAID_WHAT,)
    source = ferry_story().articles[0].text
    assert outcome.brief.who_said_what
    assert all(" ".join(one.text.split()) in " ".join(source.split()) for one in outcome.brief.who_said_what)


async def test_a_section_that_the_engine_left_empty_though_the_source_has_it_is_filled():
    """A model that forgets What next? does not make it vanish."""
    outcome, _ = await publish(draft(what_next=()))

    assert outcome.filled == (Section.WHAT_NEXT,)
    assert "Friday" in outcome.brief.what_next[0].text


async def test_a_headline_that_fails_gives_way_to_the_sources_own_title():
    """A headline with a figure that the story lacks is not printed."""
    outcome, _ = await publish(draft(headline="Ferry strike strands 9,300 passengers in Norhaven"))

    assert outcome.brief.headline == "Ferry workers walk out in Norhaven, stranding thousands"


async def test_a_headline_without_end_gives_way_to_the_sources_own_title():
    """A model that runs on is not printed across the page, even where each word stands in the source."""
    outcome, _ = await publish(draft(headline="Ferry workers " * 40))

    assert outcome.brief.headline == "Ferry workers walk out in Norhaven, stranding thousands"


async def test_a_dek_that_fails_gives_way_to_nothing():
    """A dek with an invented name is not printed."""
    bad = draft().model_copy(update={"dek": "Prime Minister Olga Farrow called the walkout a disgrace."})
    outcome, _ = await publish(bad)

    assert outcome.brief.dek is None


async def test_the_same_sentence_is_not_published_twice_in_a_section():
    """Word for word repeated statements are printed once."""
    twice = GOOD[Section.WHAT_HAPPENED]
    outcome, _ = await publish(draft(what_happened=(twice, twice)))

    assert len(outcome.brief.what_happened) == 1


async def test_what_an_earlier_statement_said_is_not_said_again_in_other_words():
    """A statement that differs in a word or two from one before it, in any section, is printed once."""
    again = GOOD[Section.WHAT_NEXT].model_copy(
        update={"text": "The state mediator will meet both of the sides on Friday."}
    )
    outcome, _ = await publish(draft(what_next=(GOOD[Section.WHAT_NEXT], again)))

    assert [statement.text for statement in outcome.brief.what_next] == [GOOD[Section.WHAT_NEXT].text]


async def test_what_a_check_only_warns_of_neither_goes_back_nor_is_held():
    """With `number` in warn mode a wrong figure is published with its warning; a quotation of nobody's is held still."""
    engine = ScriptedEngine(lambda _draft, _failures: None)
    story = ferry_story()
    wrong = GOOD[Section.WHAT_HAPPENED].model_copy(
        update={"text": "Ferry workers in Norhaven walked out on Tuesday, stranding about 9,300 passengers."}
    )
    of = draft(what_happened=(wrong,), who_said_what=(GOOD[Section.WHO_SAID_WHAT], INVENTED))
    warning = frozenset[brief.CheckName]({"number", "quote"})
    outcome = await publishable(engine, story, await engine.split(story), of, warning)

    assert [[failure.statement for failure in failures] for failures in engine.repairs] == [[INVENTED]]
    assert [held.text for held in outcome.brief.held] == [INVENTED.text]
    assert [statement.text for statement in outcome.brief.what_happened] == [wrong.text]
    report = check_brief(outcome.brief, story, warning)
    assert [finding.severity for finding in report.findings if finding.check == "number"] == ["warning"]
