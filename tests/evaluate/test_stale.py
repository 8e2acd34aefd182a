"""What recording anew would take is told by what the old recording took, or that of the other cases."""

from __future__ import annotations

import pytest

from briefer.evaluate.cassette import Cassette, KeptReply, cassette_path, save_cassette
from briefer.evaluate.stale import stale
from tests.evaluate.folders import CASES, Evals
from tests.servers.openai_double import stream

PRICED = "gpt-4o-mini"
"""$0.15 and $0.60 a million tokens in and out."""


@pytest.fixture
def cases(evals: Evals):
    return {name: evals.load(name, text) for name, (text, _) in CASES.items()}


def record(case, *bodies: object, model: str = PRICED, repeat: int = 0) -> None:
    replies = [
        KeptReply(digest=str(nth), nth=0, repeat=repeat, model=model, task=None, status=200, body=body, seconds=1.0)
        for nth, body in enumerate(bodies)
    ]
    path = cassette_path(case.folder, model)
    save_cassette(path, Cassette(model=model, base_url="http://x/v1", about=None, prompts={}, replies=tuple(replies)))


def used(read: object, written: object) -> dict[str, object]:
    return {"choices": [], "usage": {"prompt_tokens": read, "completion_tokens": written}}


def test_a_known_price_is_the_price_of_the_old_recording(cases):
    """Tokens in and out at the model's price, over all replies of a brief."""
    record(cases["bridge"], used(1_000_000, 100_000), used(200_000, 0))
    found = stale("model", [PRICED], [cases["bridge"]])
    assert found.tokens == 1_300_000
    assert found.cost_usd == pytest.approx(1.2 * 0.15 + 0.1 * 0.60)
    assert str(found) == "re-record this case of 'model', about $0.24, with --record and an endpoint: bridge"


def test_a_case_without_a_recording_is_taken_to_be_like_the_others(cases):
    """A new case costs about what the old ones did."""
    record(cases["bridge"], used(100_000, 0))
    record(cases["library"], used(300_000, 0))
    found = stale("model", [PRICED], list(cases.values()))
    assert found.tokens == 600_000
    assert str(found).startswith("re-record these 3 cases of 'model', about $0.09")


def test_so_many_repeats_are_so_many_briefs(cases):
    """A case that lacks two repeats costs twice, and is named once."""
    record(cases["bridge"], used(100_000, 0))
    found = stale("model", [PRICED], [cases["bridge"]] * 2)
    assert (found.tokens, found.cases) == (200_000, ("bridge",))


def test_the_judges_replies_are_counted_with_the_models(cases):
    """Both are recorded anew, each at its price."""
    record(cases["bridge"], used(100_000, 0))
    record(cases["bridge"], used(50_000, 0), model="gpt-4o")
    found = stale("model", [PRICED, "gpt-4o", None], [cases["bridge"]])
    assert found.tokens == 150_000
    assert found.cost_usd == pytest.approx(0.1 * 0.15 + 0.05 * 2.50)


def test_an_unknown_price_is_tokens(cases):
    """What has no price is not free."""
    record(cases["bridge"], used(1000, 100), model="nobody-knows-it")
    found = stale("model", ["nobody-knows-it"], [cases["bridge"]])
    assert found.cost_usd is None
    assert "about 1,100 tokens (the price of 'nobody-knows-it' is not known)" in str(found)


def test_a_small_sum_is_not_nothing(cases):
    """Less than a cent is said so, not rounded to $0.00."""
    record(cases["bridge"], used(1000, 100))
    assert "less than $0.01" in str(stale("model", [PRICED], [cases["bridge"]]))


def test_without_any_recording_nothing_is_guessed(cases):
    """The cases alone are named."""
    found = stale("model", [PRICED], [cases["bridge"]])
    assert (found.tokens, found.cost_usd) == (None, None)
    assert str(found) == "re-record this case of 'model', with --record and an endpoint: bridge"


def test_streams_tell_their_tokens_and_nonsense_tells_none(cases):
    """Whatever shape a server gives its usage, and whatever it writes there."""
    record(cases["bridge"], stream("x").body.decode(), {"error": {"message": "no"}}, used("many", -5), "<html>")
    assert stale("model", [PRICED], [cases["bridge"]]).tokens == 1100
