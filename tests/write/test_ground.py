"""Grounding: quotations become the source's own characters, or the statement fails with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.article import Story, build_article
from briefer.check import SourceIndex, quote_ledger
from briefer.write.engine import DraftStatement
from briefer.write.ground import Grounded, Grounder
from tests.stories import FERRY_TEXT, ferry_story


def grounder(story: Story | None = None) -> Grounder:
    story = story or ferry_story()
    return Grounder(story, quote_ledger(story), SourceIndex.of(story))


def ground(text: str, *sentences: int, speaker: str | None = None) -> Grounded:
    return grounder().ground(DraftStatement(sentences=sentences, speaker=speaker, text=text, paragraph=0))


def quoted(grounded: Grounded) -> list[str]:
    return [grounded.statement.text[quote.start : quote.end] for quote in grounded.statement.quotes]


def assert_copied(grounded: Grounded) -> None:
    """Every quotation of the statement is the source's own characters."""
    for quote in grounded.statement.quotes:
        assert grounded.statement.text[quote.start : quote.end] == FERRY_TEXT[quote.source_start : quote.source_end]


def test_a_ledger_number_becomes_the_quotation_itself():
    """[Q1] is replaced by the ledger's words between quotation marks, the comma inside where a name follows."""
    grounded = ground("[Q1] said Mira Tolland, the union's leader.", 2, speaker="Mira Tolland")

    assert grounded.statement.text == ("“We were offered eleven cents an hour,” said Mira Tolland, the union's leader.")
    assert quoted(grounded) == ["We were offered eleven cents an hour"]
    assert grounded.statement.quotes[0].speaker == "Mira Tolland"
    assert grounded.problems == ()
    assert_copied(grounded)


def test_a_quotation_before_its_cue_has_its_comma_where_the_source_had_a_stop():
    """What ended a sentence in the source goes on in the brief."""
    grounded = ground("[Q2] said Mira Tolland.", 3, speaker="Mira Tolland, the union's leader")

    assert grounded.statement.text == "“That is not an offer, it is an insult,” said Mira Tolland."
    assert grounded.statement.attribution == "Mira Tolland"


def test_a_ledger_number_that_does_not_exist_is_a_problem():
    """An invented quotation number fails the statement by name."""
    grounded = ground("The plan is [Q42], she said.", 2)

    assert any("Q42" in problem for problem in grounded.problems)


def test_typed_words_are_replaced_by_the_characters_of_the_source():
    """Straight marks, another dash or space in the typed words end as the source has them."""
    grounded = ground('Strait Lines called it "a fair and  final proposal".', 4)

    assert quoted(grounded) == ["a fair and final proposal"]
    assert grounded.problems == ()
    assert_copied(grounded)


def test_a_quotation_may_open_a_sentence_with_a_capital():
    """The first letter's case is the writer's; the characters that ship are the source's."""
    grounded = ground("“A fair and final proposal” was rejected, Strait Lines said.", 4)

    assert quoted(grounded) == ["a fair and final proposal"]
    assert_copied(grounded)


@pytest.mark.parametrize(
    "typed",
    [
        "We were offered twelve cents an hour",
        "a fair and very final proposal",
        "We were offered eleven cents a hour",
        "offered eleven cent",
        "the union is finished",
    ],
)
def test_words_that_the_source_does_not_have_are_a_problem_and_are_no_quotation(typed):
    """One letter, one word or all of it made up: never located by likeness."""
    grounded = ground(f"The offer was “{typed}” to the union.", 2)

    assert any("are not in the story" in problem for problem in grounded.problems)
    assert grounded.statement.quotes == ()


def test_an_ellipsis_parts_a_quotation_into_pieces_that_each_stand_in_the_source():
    """Both pieces are located, in order, in one paragraph."""
    grounded = ground("She said: “We were offered … not an offer, it is an insult.”", 2, 3)

    assert quoted(grounded) == ["We were offered", "not an offer, it is an insult"]
    assert grounded.problems == ()
    assert_copied(grounded)


def test_two_passages_may_not_be_stitched_out_of_order():
    """Pieces that stand in the other order, or in other paragraphs, are no quotation."""
    grounded = ground("She said: “it is an insult … We were offered eleven cents.”", 2, 3)

    assert grounded.problems


def test_a_repeated_phrase_is_taken_from_the_cited_sentence():
    """Where words stand twice, the cited sentence's place is the quotation's origin."""
    text = 'It was "a good day" for Ada Lind. Years later.\n\nBram Oster called it "a good day" as well.'
    story = Story((build_article(text),))
    cited = grounder(story).ground(
        DraftStatement(sentences=(3,), speaker=None, text="Bram Oster called it “a good day” too.", paragraph=0)
    )

    assert cited.statement.quotes[0].source_start == text.rindex("a good day")


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Lind called it “a start”, and left the room on Monday.",
        "Elle a dit : «Nous partons demain matin.»",
        "Sie sagte: „Wir gehen morgen früh.“",
        "彼女は「明日出発する。」",
    ],
)
def test_a_sentence_of_the_source_is_left_as_it_stands(sentence):
    """Marks and points are the source's house style: whole sentences keep them, whatever closes them."""
    story = Story((build_article(f"{sentence} More follows here."),))
    grounded = grounder(story).ground(DraftStatement(sentences=(1,), speaker=None, text=sentence, paragraph=0))

    assert grounded.problems == ()
    assert grounded.statement.text == sentence


def test_a_sentence_that_breaks_off_is_a_problem():
    """A field that a bare quotation mark ended early has no full stop, and is not published."""
    assert any("breaks off" in problem for problem in ground("The union said it was offered ", 2).problems)


def test_a_space_before_the_closing_mark_is_taken_out():
    """Spacing at a closing mark is typography, and no reason to hold a statement."""
    grounded = ground('Tolland said: "That is not an offer, it is an insult. "', 3)

    assert grounded.problems == ()
    assert grounded.statement.text.endswith('it is an insult."')


def test_evidence_is_found_where_the_support_is_and_not_where_the_model_points():
    """A model that cites sentence 9 for the walkout gets the walkout's sentence as evidence."""
    grounded = ground("Ferry workers in Norhaven walked out on Tuesday after talks broke down.", 9)
    starts = {evidence.start for evidence in grounded.statement.evidence}

    assert 0 in starts


def test_numbers_that_the_story_lacks_are_passed_over():
    """Sentence numbers out of range do no harm."""
    grounded = ground("Ferry workers in Norhaven walked out on Tuesday after talks broke down.", 0, -4, 999)

    assert grounded.statement.evidence


def test_the_speaker_is_in_the_evidence():
    """An attributed statement's evidence holds the sentence that names its speaker."""
    grounded = ground("Tolland said the offer was “an insult.”", 3, speaker="Mira Tolland")
    story = ferry_story()
    evidence = " ".join(story.articles[0].text[one.start : one.end] for one in grounded.statement.evidence)

    assert grounded.statement.attribution == "Mira Tolland"
    assert "Tolland" in evidence


def test_a_speaker_whom_the_story_does_not_name_is_no_attribution():
    """An invented speaker is not published as one."""
    assert ground("The strike is the first since 2009.", 8, speaker="Petra Nobody").statement.attribution is None


def test_a_speakers_own_words_without_marks_are_a_problem():
    """A first person that the source has inside a quotation may not stand as the brief's own."""
    grounded = ground("We were offered eleven cents an hour.", 2, speaker="Mira Tolland")

    assert any("'We'" in problem for problem in grounded.problems)


def test_a_source_that_speaks_in_the_first_person_may_be_followed():
    """An opinion piece's own "we" is no borrowed voice; neither is "I" in a name such as "World War I"."""
    story = Story((build_article("We tested nine kettles in May. The oldest dates from World War I."),))
    for number, text in ((1, "We tested nine kettles in May."), (2, "The oldest dates from World War I.")):
        draft = DraftStatement(sentences=(number,), speaker=None, text=text, paragraph=0)
        assert grounder(story).ground(draft).problems == ()


@given(st.data())
def test_any_stretch_of_the_source_is_found_and_copied(data):
    """Whole words of the source, typed with other typography, are located where they stand."""
    words = FERRY_TEXT.split("\n\n")[0].split(" ")
    start = data.draw(st.integers(0, len(words) - 4))
    length = data.draw(st.integers(3, 8))
    phrase = " ".join(words[start : start + length]).strip(",.")
    typed = data.draw(st.sampled_from([phrase, phrase.replace(" ", "\u00a0"), phrase.replace("'", "’")]))
    grounded = ground(f"The paper wrote “{typed}” on its front page.", 1)

    assert grounded.problems == ()
    assert [FERRY_TEXT[one.source_start : one.source_end] for one in grounded.statement.quotes] == [phrase]
