"""`briefer daily` on the day after: a story that moved on comes back as an update, with what is new first."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest

from tests.servers.pages import Page, PageServer, redirect

CALLED_OFF = (
    "Rail unions call off weekend strike after pay offer",
    (
        "Rail unions called off a strike that was to begin on Saturday, after the operator Nordline raised its pay offer to "
        "5.2 percent late on Thursday."
    ),
    (
        "“It is not what our members deserve, but it is enough to put to them,” said Karin Holm, the unions’ chief "
        "negotiator, at a press conference in the capital."
    ),
    (
        "Nordline’s chief executive, Paul Ferrar, said he was “relieved for the 900,000 people” who travel on a winter "
        "weekend, and thanked both sides for a long night of talks."
    ),
    "The transport minister, Lena Voigt, did not respond to a request for comment on the offer to the unions.",
    "Members will vote on the offer until December 15, and a strike could begin before Christmas if they reject it.",
)
ON_AGAIN = (
    "Rail strike is on again after 61 percent of members reject offer",
    (
        "Rail workers voted by 61 percent to reject Nordline’s pay offer of 5.2 percent, and a strike of 48 hours will begin "
        "on Saturday, their unions said."
    ),
    (
        "“Our members have spoken, and they have said no,” said Karin Holm, the unions’ chief negotiator, after the count "
        "in the capital had ended."
    ),
    (
        "Nordline’s chief executive, Paul Ferrar, called the vote “a bitter surprise” and said that 340 night trains would "
        "be cancelled over the weekend."
    ),
    "The transport minister, Lena Voigt, said she would ask both sides to a meeting in her office before the strike begins.",
    "A second strike of 72 hours is planned for December 19, Holm said, if Nordline makes no better offer by then.",
)


class Rails:
    """Two outlets: the Gazette tells the first part on one day, the Courier the second on the next."""

    def __init__(self, web: PageServer) -> None:
        self.web = web
        self.now = datetime.now(UTC)
        feeds = "".join(f'[[feed]]\nurl = "{web.url(f"/{name}.xml")}"\noutlet = "{name}"\n' for name in "GC")
        Path("briefer.toml").write_text(f'{feeds}[network]\nallow_private = true\n[llm]\nengine = "extractive"\n')
        self.publish("G", CALLED_OFF, hours_ago=30)
        self.publish("C")

    def publish(
        self, outlet: str, told: tuple[str, ...] | None = None, *, hours_ago: float = 1, link: str = ""
    ) -> None:
        """Put an article under the outlet's address, and in the feed an entry that links to it, or to what leads there.

        Without an article the feed is empty.
        """
        entry = ""
        if told is not None:
            at = self.now - timedelta(hours=hours_ago)
            title, *paragraphs = map(escape, told)
            page = (
                f"<html lang='en'><head><title>{title}</title>"
                f"<meta property='article:published_time' content='{at.isoformat()}'></head><body><article><h1>{title}</h1>"
                f"{''.join(f'<p>{one}</p>' for one in paragraphs)}</article></body></html>"
            )
            self.web.routes[f"/{outlet}"] = Page(page)
            if link:
                self.web.routes[link] = redirect(f"/{outlet}")
            entry = (
                f"<item><title>{title}</title><link>{self.web.url(link or f'/{outlet}')}</link>"
                f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate><description>{paragraphs[0]}</description></item>"
            )
        feed = f"<rss version='2.0'><channel><title>{outlet}</title>{entry}</channel></rss>"
        self.web.routes[f"/{outlet}.xml"] = Page(feed, content_type="application/rss+xml")


@pytest.fixture
def rails():
    with PageServer({}) as web:
        yield Rails(web)


def edition_in(folder: str) -> dict[str, Any]:
    edition: dict[str, Any] = json.loads(Path(folder, "edition.json").read_text(encoding="utf-8"))
    return edition


@pytest.mark.parametrize("link", ["", "/go?from=rss"], ids=["link", "counted link"])
def test_a_story_that_moved_on_leads_with_what_is_new(briefer, rails, link):
    """The update names the day that it updates, and its new source, also where the feed's link leads to another address."""
    yesterday = (rails.now - timedelta(days=1)).date()
    first = briefer("daily", "--date", str(yesterday))
    assert (first.exit_code, first.json["stories"]) == (0, 1), first.stderr
    rails.publish("C", ON_AGAIN, link=link)
    second = briefer("daily", "--out", "today")
    assert (second.exit_code, second.json["updates"]) == (0, 1), second.stderr
    (story,) = edition_in("today")["stories"]
    ids = {source["outlet"]: source["id"] for source in story["brief"]["sources"]}
    assert story["update_of"] == str(yesterday)
    assert set(ids) == {"G", "C"}
    assert story["new"] == [ids["C"]]
    text = " ".join(Path("today/edition.txt").read_text(encoding="utf-8").split())
    assert "Update: " in text
    assert "; what is new comes first." in text
