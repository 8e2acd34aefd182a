"""Split by a model: believed where the sentences bear it out."""

from __future__ import annotations

from briefer.article import Story
from briefer.brief import Section
from briefer.write.engine import Pile, Split
from briefer.write.extractive import ExtractiveEngine
from briefer.write.split import SplitReply, believed, joined, listed
from tests.stories import ferry_story


def reply(what_happened=(), who_said_what=(), what_next=(), background=()) -> SplitReply:
    return SplitReply(
        what_happened=what_happened, who_said_what=who_said_what, what_next=what_next, background=background
    )


async def split(answer: SplitReply, story: Story | None = None) -> Split:
    story = story or ferry_story()
    by_code = await ExtractiveEngine().split(story)
    return believed(answer, by_code, [sentence.number for sentence in story.sentences])


async def test_a_reply_that_the_sentences_bear_out_is_taken():
    """Picks that carry their section's sign stay as the model made them."""
    taken = await split(reply((1, 7), (2, 3, 4, 5, 6), (9,), (8,)))

    assert taken.numbers(Section.WHAT_HAPPENED) == (1, 7)
    assert taken.numbers(Section.WHO_SAID_WHAT) == (2, 3, 4, 5, 6)
    assert taken.numbers(Section.WHAT_NEXT) == (9,)
    assert taken.numbers(Pile.BACKGROUND) == (8,)


async def test_numbers_that_the_story_lacks_are_dropped():
    """A number out of range belongs nowhere."""
    taken = await split(reply((1, 77), (2, 3, -5), (9,)))

    assert set(taken.piles) == set(range(1, 10))


async def test_a_reply_by_position_alone_is_sorted_by_code():
    """[1, 2], [3, 4, 5], [6, 7] is what small models answer to any story; the code's own split is taken."""
    taken = await split(reply((1, 2), (3, 4, 5), (6, 7)))
    by_code = await ExtractiveEngine().split(ferry_story())

    assert taken.piles == by_code.piles


async def test_a_section_without_its_sign_is_sorted_by_code():
    """Past events picked for What next? give way to the sentence that looks ahead."""
    taken = await split(reply((1,), (2, 3, 4), (8, 7)))

    assert 9 in taken.numbers(Section.WHAT_NEXT)


async def test_a_number_in_two_lists_stays_in_one():
    """The rarer material wins: What next? before Who said what before What happened."""
    taken = await split(reply((1, 9), (2, 3, 4, 9), (9,)))

    assert [pile for number, pile in taken.piles.items() if number == 9] == [Pile.WHAT_NEXT]


def test_parts_of_a_long_story_are_joined():
    """Each part sorts its own numbers."""
    whole = joined([Split({1: Pile.WHAT_HAPPENED}), Split({2: Pile.DROP, 3: Pile.WHAT_NEXT})])

    assert whole.numbers(Section.WHAT_NEXT) == (3,)
    assert listed(whole) == {
        "what_happened": "1",
        "who_said_what": "nothing",
        "what_next": "3",
        "background": "nothing",
    }
