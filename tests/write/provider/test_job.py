"""A job through a provider's batch interface, over real sockets: what is sent, what comes back, what it costs."""

from __future__ import annotations

import json

import pytest

from briefer.brief import BriefRecord
from briefer.pipeline import brief_story, open_desk
from briefer.settings import Settings
from tests.evaluate.folders import KEY, answered
from tests.servers.batch_double import BatchDouble
from tests.write.provider.jobs import MODEL, NOW, STORIES, Job, records, without_time

pytestmark = pytest.mark.usefixtures("no_waiting")


async def test_a_job_is_two_rounds_and_its_records_are_those_of_live_calls(tmp_path):
    """Split, then compose: the same briefs, calls and tokens as live, at half the price, and no call goes live."""
    with BatchDouble(answered, looks=3) as server:
        job = Job(server.base_url, tmp_path)
        found = records(await job.run())
        assert job.rounds == 2
        assert [len(batch.lines) for batch in server.batches.values()] == [3, 3]
        assert server.chats == []
        assert set(server.completed.values()) == {1} and len(server.completed) == 6

        settings = Settings(base_url=server.base_url, model=MODEL, api_key=KEY)
        async with open_desk(settings) as desk:
            live = {name: await brief_story(story, desk=desk, now=NOW) for name, story in STORIES.items()}
    ours, theirs = without_time(found), without_time(live)
    for name in STORIES:
        assert ours[name]["usage"].pop("cost_usd") == pytest.approx(theirs[name]["usage"].pop("cost_usd") / 2)
    assert ours == theirs
    assert found["bridge"].usage.calls == 2
