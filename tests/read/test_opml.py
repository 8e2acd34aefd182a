"""OPML files to rows of the configuration."""

from __future__ import annotations

import pytest

from briefer.errors import ExtractionError
from briefer.read.opml import read_opml
from briefer.settings import FeedTable
from tests.servers.feeds import BILLION_LAUGHS, WEB_PAGE, XXE

OPML = b"""<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="World"><outline type="rss" text="Calderwick Post" xmlUrl="https://example.org/world.xml"/>
  <outline text="Ports"><outline type="rss" title="Harbour &amp; Quay" text="hq" xmlUrl="https://example.org/ports"/></outline>
  <outline text="Basin Echo" xmlURL="feed://example.net/rss"/></outline>
<outline text="Loose &lt;b&gt;end&lt;/b&gt;" xmlUrl="https://example.org/loose"/>
<outline text="Again" xmlUrl="https://example.org/world.xml"/>
<outline text="Local" xmlUrl="file:///etc/passwd"/><outline text="a folder without a feed"/>
</body></opml>"""


def test_each_feed_is_a_row_with_its_name_and_folder():
    """The innermost folder is the section, the title the outlet; an address counts once."""
    assert read_opml(OPML, name="mine.opml").feeds == (
        FeedTable(url="https://example.org/world.xml", outlet="Calderwick Post", section="World"),
        FeedTable(url="https://example.org/ports", outlet="Harbour & Quay", section="Ports"),
        FeedTable(url="http://example.net/rss", outlet="Basin Echo", section="World"),
        FeedTable(url="https://example.org/loose", outlet="Loose end"),
    )


def test_what_is_no_web_address_is_named():
    """A local file is not taken over."""
    assert read_opml(OPML, name="mine.opml").left_out == ("file:///etc/passwd",)


@pytest.mark.parametrize("text", [WEB_PAGE, XXE, BILLION_LAUGHS, "", "<rss/>", "not xml"])
def test_what_is_no_opml_is_refused(text):
    """Pages, feeds and attacks are no OPML, and the file is named."""
    with pytest.raises(ExtractionError, match=r"'mine\.opml' is no OPML"):
        read_opml(text.encode(), name="mine.opml")


def test_depth_is_no_danger():
    """Outlines in outlines without end are read, or refused by name."""
    deep = b"<opml><body>" + b'<outline text="x">' * 5_000
    try:
        assert read_opml(deep, name="deep.opml").feeds == ()
    except ExtractionError as error:
        assert "deep.opml" in str(error)  # noqa: PT017 - either is good
