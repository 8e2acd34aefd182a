"""A judge held against people's labels."""

from __future__ import annotations

import pytest

from briefer.brief import Judgement, Ruling, Votes
from briefer.settings import Settings
from briefer.write.agreement import agreement, judge_pairs
from briefer.write.judge import open_judge
from tests.servers.openai_double import Chat, OpenAIDouble, reply
from tests.stories import FERRY_TEXT

PAIRS = [
    ("The strike is the first on the route since 2009.", FERRY_TEXT),
    ("The ferry sank with 90,000 people aboard. Nobody was hurt.", FERRY_TEXT),
    ("The council met.", "The council of Lowmouth met on Monday."),
]


def judgement(verdict: Ruling | None, **votes: int) -> Judgement:
    counts = dict.fromkeys(Votes.model_fields, 0) | (votes or {verdict or "abstained": 1})
    return Judgement(
        section=None, statement=None, start=0, end=1, text="x", verdict=verdict, reasons=(),
        votes=Votes(**counts), passages=(), model="m",
    )  # fmt: skip


async def test_pairs_are_judged_whatever_the_checks_say_of_them():
    """A verbatim claim and one with a wrong figure are asked about all the same, each whole, answers in order."""

    def answer(chat: Chat):
        verdict = "contradicted" if "90,000" in chat.prompt else "supported"
        return reply({"reasons": "So it says (1).", "sentences": [1], "verdict": verdict})

    with OpenAIDouble(answer) as server:
        async with open_judge(Settings(base_url=server.base_url), votes=1) as judge:
            rulings = await judge_pairs(judge, PAIRS)

    assert rulings.failure is None
    assert [one and one.verdict for one in rulings.judgements] == ["supported", "contradicted", "supported"]
    assert [one and one.text for one in rulings.judgements] == [claim for claim, _ in PAIRS]
    assert len(server.chats) == 3


def test_agreement_counts_what_slips_through_and_false_alarms_apart():
    """Contradicted and not enough info are both not supported; an abstention agrees with nobody."""
    made = [
        judgement("supported"),
        judgement("supported", supported=2, contradicted=1),
        judgement("contradicted"),
        judgement("not_enough_info"),
        judgement(None),
        None,
    ]
    found = agreement(made, [True, False, False, True, True, True])

    assert (found.judged, found.abstained) == (4, 1)
    assert (found.both_supported, found.judge_alone, found.both_not, found.people_alone) == (1, 1, 1, 1)
    assert found.agreed == 0.5
    assert found.kappa == 0
    assert found.unanimity == pytest.approx((1 + 2 / 3 + 1 + 1) / 4)


def test_without_a_verdict_there_is_no_number():
    """Unknown is None, not 0."""
    found = agreement([judgement(None)], [True])

    assert (found.judged, found.agreed, found.kappa, found.unanimity) == (0, None, None, None)


def test_every_judgement_needs_its_label():
    """A list that is a label short is an error, not a shorter sum."""
    with pytest.raises(ValueError, match="shorter"):
        agreement([judgement("supported")], [])
