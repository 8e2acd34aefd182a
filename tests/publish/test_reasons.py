"""What an edition says of a page that could not be read: what happened, and no advice for who gave one page."""

from __future__ import annotations

import pytest

from briefer.errors import SourceError
from briefer.publish.gather import Candidate, read_candidate
from briefer.publish.reasons import reason_of
from briefer.read.entries import Entry
from briefer.read.lanes import Lanes
from briefer.read.robots import Robots
from briefer.settings import FeedTable, Settings
from tests.servers.feeds import NOW
from tests.servers.pages import Page, PageServer

OPEN = Settings.model_validate({"allow_private": True, "fetch_timeout_s": 10})


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (Page("no", status=403), "the server answered 403; the site refuses programs"),
        (Page("slow", status=429), "the server answered 429; too many requests; wait, then try again"),
        (Page(b"\x89PNG", content_type="image/png"), "it is 'image/png', not an article"),
        (Page(b"%PDF-1.4 cut", content_type="application/pdf"), "is a broken PDF (PdfStreamError)"),
        (Page("{}", content_type="application/json"), "is JSON but no Article"),
        (Page("<html><body></body></html>"), "no article found in "),
        (Page("<html><body><p>Moving.</p></body></html>"), "is thin: its article has only 1 word"),
    ],
)
async def test_a_reason_has_no_advice_that_nobody_can_follow(page, said):
    """Nobody gives the page of a feed to the command, nor the options of the command for one page."""
    with PageServer({"/a": page}) as server:
        url = server.url("/a")
        entry = Entry(url, url, "Basin to reopen", NOW, None, (), "", None, "127.0.0.1")
        one = Candidate(entry, FeedTable(url=url), "The Post", "The Post", None, 1.0, NOW)
        with pytest.raises(SourceError) as caught:
            await read_candidate(one, settings=OPEN, robots=Robots(settings=OPEN, lanes=Lanes(delay_s=0)))
    reason = reason_of(caught.value)
    assert said in reason
    assert not any(word in reason for word in ("--", "save ", "give ", "briefer read"))
