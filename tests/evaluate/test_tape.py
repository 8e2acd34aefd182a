"""A tape plays what fits, asks for what does not where it may, and keeps only what would be answered again tomorrow."""

from __future__ import annotations

import asyncio
import json

import httpx2
import pytest

from briefer.errors import BudgetError
from briefer.evaluate.cassette import KeptReply
from briefer.evaluate.tape import Tape, TapeClient
from briefer.write.cost import Budget
from tests.servers.openai_double import Answer, document_answer, refused, reply, status, stream

URL = "http://127.0.0.1:9/v1/chat/completions"
PRICED = "gpt-4o-mini"
"""$0.15 and $0.60 a million tokens in and out; a reply of the double tells of 1,000 and 100."""
COST = (1000 * 0.15 + 100 * 0.60) / 1_000_000


def asked(text: str = "Story", model: str = PRICED, **fields: object) -> dict[str, object]:
    return {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 300} | fields


class Endpoint:
    """Answers by script in the place of the network; the last answer repeats."""

    def __init__(self, *script: Answer | Exception) -> None:
        self.script = list(script)
        self.bodies: list[object] = []

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = await request.aread()
        self.bodies.append(json.loads(body) if body else None)
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(step, Exception):
            raise step
        return httpx2.Response(step.status, headers=dict(step.headers), content=step.body)


class Deck:
    """A tape in its client, and what it kept."""

    def __init__(self, *script: Answer | Exception, kept=(), repeat=0, ask=True, secret="", budget=None) -> None:
        self.kept: list[KeptReply] = []
        self.endpoint = Endpoint(*(script or (reply({"n": 1}),)))
        self.tape = Tape(kept, repeat=repeat, ask=ask, keep=self.kept.append, secret=secret, budget=budget)

    async def post(self, *bodies: dict[str, object]) -> list[httpx2.Response]:
        async with TapeClient(self.tape, transport=httpx2.MockTransport(self.endpoint)) as client:
            return [await client.post(URL, json=body) for body in bodies]


async def test_what_was_heard_is_played_without_asking():
    """The same status and body come from the kept reply, and nothing leaves."""
    first = Deck(reply({"n": 1}))
    (heard,) = await first.post(asked())
    second = Deck(kept=first.kept, ask=False)
    (played,) = await second.post(asked())

    assert played.json() == heard.json()
    assert (first.tape.asked, second.tape.asked) == (1, 0)
    assert second.endpoint.bodies == []
    assert second.tape.used == first.tape.used
    assert second.tape.missing == []


async def test_the_same_request_twice_is_two_replies_in_their_order():
    """The second vote of a judge is asked with the very same words, and may fall differently."""
    first = Deck(reply("yes"), reply("no"))
    heard = await first.post(asked(), asked())
    played = await Deck(kept=first.kept, ask=False).post(asked(), asked())

    assert [one.nth for one in first.kept] == [0, 1]
    assert [one.json() for one in played] == [one.json() for one in heard]


async def test_the_same_request_at_once_is_two_replies():
    """Two claims with the same words are asked about at the same time; both answers are kept, and both are played."""
    first = Deck(reply("yes"), reply("no"))

    async def both(deck: Deck) -> set[str]:
        async with TapeClient(deck.tape, transport=httpx2.MockTransport(deck.endpoint)) as client:
            answers = await asyncio.gather(client.post(URL, json=asked()), client.post(URL, json=asked()))
        return {answer.text for answer in answers}

    heard = await both(first)
    assert len(heard) == 2
    assert sorted(one.nth for one in first.kept) == [0, 1]
    second = Deck(kept=first.kept, ask=False)
    played = await both(second)
    assert {json.dumps(json.loads(one), sort_keys=True) for one in played} == {
        json.dumps(json.loads(one), sort_keys=True) for one in heard
    }
    assert second.tape.missing == []


async def test_a_request_once_more_than_it_was_heard_is_missing():
    """A third vote that was never cast is not made of the second."""
    first = Deck()
    await first.post(asked())
    second = Deck(kept=first.kept, ask=False)
    answers = await second.post(asked(), asked())
    assert [one.status_code for one in answers] == [200, 410]
    assert second.tape.missing == ["a request"]


async def test_another_request_is_missing_and_says_of_what_task():
    """Where it may not ask, it answers with a status that nobody tries again, and remembers the task."""
    deck = Deck(ask=False)
    schema = {"type": "json_schema", "json_schema": {"name": "compose"}}
    (answer,) = await deck.post(asked(response_format=schema))
    assert answer.status_code == 410
    assert deck.tape.missing == ["compose"]
    assert deck.endpoint.bodies == []


async def test_another_repeat_has_replies_of_its_own():
    """What was answered the first time is not played for the second."""
    first = Deck()
    await first.post(asked())
    again = Deck(kept=first.kept, repeat=1)
    await again.post(asked())
    assert again.tape.asked == 1
    assert again.kept[0].repeat == 1


async def test_only_what_is_missing_is_asked_for():
    """What is kept is played, and the rest asked, in one brief."""
    first = Deck()
    await first.post(asked("one"))
    second = Deck(reply({"n": 2}), kept=first.kept)
    await second.post(asked("one"), asked("two"))
    assert second.tape.asked == 1
    assert len(second.kept) == 1
    assert len(second.tape.used) == 2


async def test_a_stream_is_kept_as_its_text():
    """Server-sent events come back event for event, with their content type."""
    first = Deck(stream('{"n": 1}'))
    (heard,) = await first.post(asked(stream=True))
    (played,) = await Deck(kept=first.kept, ask=False).post(asked(stream=True))
    assert played.content == heard.content
    assert played.headers["content-type"] == "text/event-stream"


PASSING = [
    status(429), status(500), status(502), status(503), status(408), status(401, "bad key"), status(403),
    document_answer({"error": {"message": "rate limited upstream", "code": 429}}), Answer(200, b""), Answer(200, b'{"id":'),
]  # fmt: skip


@pytest.mark.parametrize("answer", PASSING, ids=lambda one: f"{one.status} {one.body[:20]!r}")
async def test_what_another_day_would_answer_otherwise_is_not_kept(answer):
    """Rate limits, faults, refused keys, errors dressed as success and bodies cut off are passed on, and that is all."""
    deck = Deck(answer, reply({"n": 1}))
    answers = await deck.post(asked(), asked())
    deck.tape.end()

    assert answers[0].status_code == answer.status
    assert [one.body["choices"][0]["message"]["content"] for one in deck.kept] == ['{"n": 1}']
    assert deck.kept[0].nth == 0
    assert deck.tape.used == deck.kept


async def test_a_refused_field_is_kept_once_the_endpoint_gave_a_reply():
    """The way to the answer leads over the refusal, and a replay takes the same way."""
    deck = Deck(refused("response_format is not supported"), reply({"n": 1}))
    await deck.post(asked(response_format={"type": "json_object"}))
    assert deck.kept == []
    await deck.post(asked())
    assert [one.status for one in deck.kept] == [400, 200]


async def test_a_refusal_that_ends_the_brief_is_kept_only_if_the_brief_may_stand():
    """A model that is not loaded yet is no lasting answer; a prompt that its filter refuses is."""
    deck = Deck(status(404, "model not found"))
    await deck.post(asked())
    assert deck.kept == []
    assert len(deck.tape.used) == 1
    deck.tape.end()
    assert [one.status for one in deck.kept] == [404]
    deck.tape.end()
    assert len(deck.kept) == 1


@pytest.mark.parametrize(
    ("error", "refused_ones"),
    [(httpx2.ConnectError("refused"), 1), (httpx2.ReadError("reset"), 0), (httpx2.ReadTimeout("slow"), 0)],
)
async def test_a_connection_that_fails_is_passed_on_and_counted(error, refused_ones):
    """Nothing is kept of it; a refused connection is told from a lost one."""
    deck = Deck(error)
    with pytest.raises(type(error)):
        await deck.post(asked())
    assert (deck.tape.asked, deck.tape.refused, deck.kept) == (1, refused_ones, [])


@pytest.mark.parametrize(
    "answer",
    [
        reply("your key is sk-invented-key-0123456789, is it not?"),
        refused("bad header Authorization: Bearer sk-invented-key-0123456789"),
        stream("sk-invented-key-0123456789", pieces=1),
        Answer(422, b"<html>sk-invented-key-0123456789</html>"),
    ],
    ids=["reply", "error", "stream", "page"],
)
async def test_the_key_is_blotted_out_of_what_is_kept(answer):
    """A server that sends our key back does not get it into a file."""
    deck = Deck(answer, secret="sk-invented-key-0123456789")
    await deck.post(asked())
    deck.tape.end()
    (kept,) = deck.kept
    assert "sk-invented" not in kept.model_dump_json()
    assert "***" in kept.model_dump_json()


async def test_no_header_of_the_request_or_the_reply_is_kept():
    """Neither the key nor a cookie has a place in a reply's fields."""
    deck = Deck(document_answer(json.loads(reply({"n": 1}).body), Set_Cookie="session=abc"))
    async with TapeClient(deck.tape, transport=httpx2.MockTransport(deck.endpoint)) as client:
        await client.post(URL, json=asked(), headers={"Authorization": "Bearer sk-other"})
    text = deck.kept[0].model_dump_json()
    assert "sk-other" not in text
    assert "session" not in text


async def test_what_is_asked_costs_and_what_is_played_does_not():
    """The budget books the replies that were paid for in this run, by the server's own count."""
    budget = Budget(1.0)
    first = Deck(budget=budget)
    await first.post(asked())
    assert budget.spent_usd == pytest.approx(COST)
    assert first.tape.cost_usd == pytest.approx(COST)

    second = Deck(kept=first.kept, budget=budget)
    await second.post(asked())
    assert budget.spent_usd == pytest.approx(COST)
    assert second.tape.cost_usd == 0.0


async def test_a_reply_without_a_count_is_counted_here():
    """A server that reports no usage is not free."""
    budget = Budget(1.0)
    deck = Deck(reply({"n": 1}, usage=None), budget=budget)
    await deck.post(asked("word " * 1000))
    assert 1000 * 0.15e-6 < budget.spent_usd < 2000 * 0.15e-6


async def test_a_request_that_would_pass_the_budget_is_not_made():
    """It gets a status that nobody tries again, and the reason waits for who runs the briefs."""
    budget = Budget(0.000_01)
    deck = Deck(budget=budget)
    (answer,) = await deck.post(asked())
    assert answer.status_code == 402
    assert isinstance(deck.tape.over, BudgetError)
    assert deck.endpoint.bodies == []
    assert deck.kept == []


async def test_with_a_budget_an_unknown_price_is_not_asked_and_still_played():
    """What has no price cannot be kept within one; what was paid for before needs none."""
    first = Deck()
    await first.post(asked(model="nobody-knows-it"))
    assert first.tape.cost_usd is None
    second = Deck(kept=first.kept, budget=Budget(1.0))
    answers = await second.post(asked(model="nobody-knows-it"), asked("another", model="nobody-knows-it"))
    assert [one.status_code for one in answers] == [200, 402]
    assert "not known" in str(second.tape.over)


async def test_a_failed_request_gives_back_what_was_set_aside():
    """Refused connections and refusals cost nothing; a lost answer costs its input at most."""
    budget = Budget(0.001)
    deck = Deck(status(500), httpx2.ConnectError("refused"), httpx2.ReadError("reset"), budget=budget)
    await deck.post(asked())
    with pytest.raises(httpx2.ConnectError):
        await deck.post(asked())
    assert budget.spent_usd == 0.0
    with pytest.raises(httpx2.ReadError):
        await deck.post(asked())
    assert 0.0 < budget.spent_usd < 0.000_01
    assert budget.free_usd == pytest.approx(0.001 - budget.spent_usd)


async def test_the_models_own_time_is_the_sum_of_what_was_played():
    """A replay tells how long the recording took, not how long the replay did."""
    first = Deck()
    await first.post(asked())
    slow = first.kept[0].model_copy(update={"seconds": 7.25})
    second = Deck(kept=[slow], ask=False)
    await second.post(asked())
    assert second.tape.seconds == 7.25
