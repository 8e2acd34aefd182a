"""`briefer daily` when little or nothing comes in: a quiet day is shorter or none, an outage is an error."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest

from briefer.evaluate.case import load_case
from tests.servers.feeds import conditional
from tests.servers.pages import Page, PageServer
from tests.servers.smtp_double import SmtpDouble

CASES = Path(__file__).parents[2] / "evals" / "cases"
STORIES = ("ansley-goat-rescue", "verrill-glass-job-cuts")


class Wire:
    """Two outlets that tell one story each, and answer 304 to who knows their ETag."""

    def __init__(self, web: PageServer, smtp: SmtpDouble) -> None:
        self.web, self.smtp = web, smtp
        told = datetime.now(UTC) - timedelta(hours=26)
        for number, name in enumerate(STORIES):
            article = load_case(CASES / name).articles[0]
            title = article.title or name
            body = "".join(f"<p>{escape(part)}</p>" for part in article.text.split("\n\n"))
            web.routes[f"/story{number}"] = Page(
                f"<html lang='en'><title>{escape(title)}</title><article><h1>{escape(title)}</h1>{body}</article></html>"
            )
            entry = (
                f"<item><title>{escape(title)}</title><link>{web.url(f'/story{number}')}</link>"
                f"<pubDate>{told:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            )
            feed = f"<rss version='2.0'><channel><title>Outlet {number}</title>{entry}</channel></rss>"
            web.routes[f"/{number}.xml"] = conditional(
                Page(feed, content_type="application/rss+xml", headers={"ETag": f'"{number}"'})
            )
        rows = "".join(f'[[feed]]\nurl = "{web.url(f"/{number}.xml")}"\n' for number in range(len(STORIES)))
        Path("briefer.toml").write_text(
            f'{rows}[mail]\nfrom = "a@example.org"\nto = ["ann@example.org"]\nsmtp = "{smtp.url}"\n'
            '[network]\nallow_private = true\n[llm]\nengine = "extractive"\n',
            encoding="utf-8",
        )

    def fail(self, *numbers: int) -> None:
        for number in numbers:
            self.web.routes[f"/{number}.xml"] = Page("down", status=503)

    @property
    def unchanged(self) -> int:
        """Feeds that were asked for on a condition."""
        return sum("if-none-match" in request.headers for request in self.web.requests)


@pytest.fixture
def wire():
    with PageServer({}) as web, SmtpDouble() as smtp:
        yield Wire(web, smtp)


def result_of(outcome: Any) -> dict[str, Any]:
    document: dict[str, Any] = outcome.json
    return document


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).date().isoformat()


def test_feeds_that_answer_304_are_a_quiet_day_and_no_outage(briefer, wire):
    """The day after, nothing changed and all was carried: exit 1, no feed failed, nobody is mailed, and that is said."""
    first = briefer("daily", "--date", days_ago(1))
    assert (first.exit_code, result_of(first)["stories"]) == (0, 2), first.stderr
    second = briefer("daily", "--send")
    assert wire.unchanged == 2
    assert second.exit_code == 1
    assert (result_of(second)["stories"], result_of(second)["feeds_failed"]) == (0, 0)
    assert "none of the 2 events in the feeds is new: no edition, and nothing was sent" in second.stderr
    assert "outage" not in second.stderr
    assert "no quiet day" not in second.stderr
    assert not wire.smtp.received


def test_feeds_that_answer_304_give_what_was_not_carried(briefer, wire):
    """A run that died before its edition leaves its feeds' answers behind; the next makes the edition of them."""
    pages = {path: wire.web.routes.pop(path) for path in ("/story0", "/story1")}
    first = briefer("daily")
    assert (first.exit_code, result_of(first)["stories"]) == (1, 0)
    wire.web.routes.update(pages)
    second = briefer("daily", "--send")
    assert wire.unchanged == 2
    assert (second.exit_code, result_of(second)["stories"]) == (0, 2), second.stderr
    assert [mail.recipient for mail in wire.smtp.received] == ["ann@example.org"]


def test_every_feed_failing_is_an_outage(briefer, wire):
    """None answers: exit 3 in one line that says so and names the first, nothing printed, nobody mailed, no edition kept."""
    wire.fail(0, 1)
    outcome = briefer("daily", "--send", "--out", "out")
    assert outcome.exit_code == 3
    (line,) = outcome.stderr.splitlines()
    assert "none of the 2 feeds could be read, which is no quiet day" in line
    assert f"{wire.web.url('/0.xml')!r}: the server answered 503" in line
    assert outcome.stdout == ""
    assert not wire.smtp.received
    assert not Path("out").exists()


def test_an_outage_after_a_good_day_is_one_too(briefer, wire):
    """What feeds sent yesterday does not stand in for an answer today."""
    assert briefer("daily", "--date", days_ago(1)).exit_code == 0
    wire.fail(0, 1)
    outcome = briefer("daily", "--send")
    assert outcome.exit_code == 3
    assert "no quiet day" in outcome.stderr
    assert not wire.smtp.received


def test_one_feed_that_answers_304_is_no_outage(briefer, wire):
    """Where one feed answers, the edition is what it holds, and the dead one is named."""
    wire.fail(1)
    first = briefer("daily")
    assert (first.exit_code, result_of(first)["stories"]) == (0, 1), first.stderr
    second = briefer("daily", "--out", "again")
    assert wire.unchanged == 1
    assert (second.exit_code, result_of(second)["stories"]) == (0, 1), second.stderr
    assert result_of(second)["feeds_failed"] == 1
    assert f"feed {wire.web.url('/1.xml')}: the server answered 503" in second.stderr
    assert json.loads(Path("again/edition.json").read_text(encoding="utf-8"))["counts"]["feeds_failed"] == 1
