"""Forward-looking language: steps, plans and expectations, and what only looks like them."""

from __future__ import annotations

import pytest

from briefer.text.forward import ForwardKind, find_forward, is_forward_looking


def kinds(text: str) -> set[ForwardKind]:
    return {cue.kind for cue in find_forward(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The hearing is scheduled for Thursday.",
        "A judge is due to rule on the request next week.",
        "He is due in court on Monday.",
        "The report, to be published in May, covers nine schools.",
        "The vote has been set for March 3.",
    ],
)
def test_a_fixed_step_is_scheduled(text):
    """Due to, scheduled for and set for name a step that somebody has fixed."""
    assert ForwardKind.SCHEDULED in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "The union plans to vote again.",
        "Ministers vowed to appeal.",
        "The firm is preparing to close two sites.",
        "She has pledged not to raise taxes.",
    ],
)
def test_an_undertaking_is_planned(text):
    """What somebody intends or promises is a plan."""
    assert ForwardKind.PLANNED in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "A mediator will meet both sides on Friday.",
        "Prices are widely expected to rise.",
        "The bank forecasts a recovery.",
        "The minister said the law would take effect in June.",
        "They won’t be back before spring.",
        "It is going to rain for a week.",
    ],
)
def test_what_is_foreseen_is_expected(text):
    """Will, going to, is expected to, and would in reported speech look ahead on their own."""
    assert ForwardKind.EXPECTED in kinds(text)
    assert is_forward_looking(text)


@pytest.mark.parametrize(
    "text",
    [
        "The deal would have saved the yard.",
        "She might well have known.",
        "He had promised to pay.",
        "The trial was due to start in January.",
        "Delays were due to bad weather.",
        "The delay is due to the storm.",
        "It was the will of the people.",
        "Will Marsden scored twice.",
        "The strike began in May and ended in June.",
        "It would be a mistake, many felt.",
    ],
)
def test_the_past_and_its_own_future_do_not_look_ahead(text):
    """Would have, had promised, was due, due to as a cause, will as a noun: none is a step ahead."""
    assert not is_forward_looking(text)


def test_a_possibility_needs_a_time_that_lies_ahead():
    """Could alone is a hedge; with next week it is a forecast."""
    assert not is_forward_looking("The shortage could be worse than thought.")
    assert is_forward_looking("The shortage could reach the shops next week.")


def test_cues_are_spans_of_the_text_in_order():
    """Each cue names its own words, in the order of the text."""
    text = "The union plans to vote on 3 April, and a judge is due to rule tomorrow."
    cues = find_forward(text)

    assert [cue.span for cue in cues] == sorted(cue.span for cue in cues)
    assert any(cue.span.of(text).startswith("plans to") for cue in cues)
    assert any(cue.span.of(text) == "tomorrow" for cue in cues)


def test_no_text_is_too_long():
    """A long text of nothing but cues is read to its end, with as many cues in each of its parts."""
    part = "He said it would be will be to be due to going to have next week until "

    assert len(find_forward(part * 4_000)) == 10 * len(find_forward(part * 400))
