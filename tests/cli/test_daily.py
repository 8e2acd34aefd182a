"""`briefer daily`: from feeds on a real server to a real mail server."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from briefer.cli import build_app
from tests.cli.outlets import OUTLETS, result_of
from tests.servers.pages import Page
from tests.servers.smtp_double import rcpt


def test_an_edition_is_made_from_feeds_and_pages(newsroom):
    """The files of an edition lie in the folder, its stories in order, the one that three outlets tell first."""
    run = newsroom.daily("--out", "today")
    assert run.exit_code == 0, run.stderr
    assert result_of(run)["stories"] == 3
    names = {
        "edition.json",
        "edition.html",
        "edition.txt",
        "edition.eml",
        "edition.md",
        "edition.xml",
        "rejected.jsonl",
    }
    assert {path.name for path in Path("today").iterdir()} == names
    edition = json.loads(Path("today/edition.json").read_text())
    assert len(edition["stories"][0]["brief"]["sources"]) == 3
    assert "WHAT HAPPENED" in Path("today/edition.txt").read_text()


def test_an_edition_is_mailed_once_to_each_reader(newsroom):
    """--send mails each reader one copy; run again it gathers nothing and mails nobody."""
    first = newsroom.daily("--send")
    assert first.exit_code == 0, first.stderr
    assert result_of(first)["delivery"]["sent"] == 2
    assert sorted(mail.recipient for mail in newsroom.smtp.received) == ["ann@example.org", "bo@example.org"]
    asked = len(newsroom.web.requests)
    again = newsroom.daily("--send")
    assert again.exit_code == 0
    assert result_of(again)["delivery"]["sent"] == 0
    assert len(newsroom.web.requests) == asked
    assert len(newsroom.smtp.received) == 2


def test_what_was_looked_at_is_what_is_sent(newsroom):
    """An edition that was made without --send is the one that --send mails later that day."""
    newsroom.daily("--out", "today")
    made = json.loads(Path("today/edition.json").read_text())["created_at"]
    newsroom.daily("--send", "--out", "later")
    assert json.loads(Path("later/edition.json").read_text())["created_at"] == made


def test_a_refused_reader_is_named_and_the_others_get_their_mail(newsroom):
    """A 5xx for one address is exit 6 with a list; everybody else is served."""
    newsroom.smtp.script("ann@example.org", rcpt("550 5.1.1 no such user"))
    run = newsroom.daily("--send")
    assert run.exit_code == 6
    assert result_of(run)["delivery"]["failed"] == ["ann@example.org"]
    assert "ann@example.org" in run.stderr
    assert [mail.recipient for mail in newsroom.smtp.received] == ["bo@example.org"]


def test_an_outage_is_an_error_and_mails_nobody(newsroom):
    """When no feed answers, that is said and nothing goes out: it is no quiet day."""
    for outlet in OUTLETS:
        newsroom.web.routes[f"/{outlet}.xml"] = Page("gone", status=503)
    run = newsroom.daily("--send")
    assert run.exit_code == 3
    assert "no quiet day" in run.stderr
    assert not newsroom.smtp.received


def test_a_quiet_day_is_no_edition(newsroom):
    """Feeds without a story of today make no edition: exit 1, and nobody is mailed."""
    newsroom.publish(())
    run = newsroom.daily("--send")
    assert run.exit_code == 1
    assert result_of(run)["stories"] == 0
    assert not newsroom.smtp.received


def test_a_budget_that_is_enough_for_no_story_is_an_error_and_mails_nobody(newsroom):
    """Exit 5 before any call: it is neither a quiet day nor an outage."""
    asked = ("--engine", "llm", "--model", "gpt-4o-mini", "--base-url", "http://127.0.0.1:9/v1")
    run = newsroom.daily("--send", *asked, "--max-cost", "0.000001")
    assert run.exit_code == 5
    assert "raise --max-cost to go on" in run.stderr
    assert not newsroom.smtp.received


def test_a_dead_feed_and_a_dead_page_are_named_and_hold_up_nothing(newsroom):
    """What cannot be read is said, and the rest is the edition."""
    newsroom.configure(feeds="abcx")
    del newsroom.web.routes["/a/goat"]
    run = newsroom.daily("--out", "today")
    assert run.exit_code == 0
    assert "/x.xml" in run.stderr
    assert "/a/goat" in run.stderr
    edition = json.loads(Path("today/edition.json").read_text())
    assert len(edition["stories"]) == 2
    assert [failure["url"] for failure in edition["failures"]] == [newsroom.web.url("/a/goat")]


def test_a_story_is_not_carried_again(newsroom):
    """What yesterday's edition carried is not in today's, unless it moved on."""
    newsroom.published = datetime.now(UTC) - timedelta(hours=26)
    newsroom.publish()
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    first = newsroom.daily("--date", yesterday)
    assert first.exit_code == 0, first.stderr
    assert result_of(first)["stories"] == 3
    today = newsroom.daily()
    assert today.exit_code == 1
    assert result_of(today)["stories"] == 0


def test_an_edition_waits_for_approval(newsroom):
    """With approve = true nothing is mailed before --approve."""
    newsroom.configure(mail="approve = true")
    waiting = newsroom.daily("--send")
    assert waiting.exit_code == 0
    assert result_of(waiting)["delivery"]["held"]
    assert not newsroom.smtp.received
    approved = newsroom.daily("--approve")
    assert approved.exit_code == 0, approved.stderr
    assert len(newsroom.smtp.received) == 2


def test_a_suppressed_address_is_mailed_nothing(newsroom):
    """--suppress keeps an address from every later edition."""
    assert newsroom.daily("--suppress", "ann@example.org").exit_code == 0
    assert newsroom.daily("--send").exit_code == 0
    assert [mail.recipient for mail in newsroom.smtp.received] == ["bo@example.org"]


def test_a_proof_goes_to_one_address_and_changes_nothing(newsroom):
    """--to mails one copy, and the readers get theirs all the same afterwards."""
    assert newsroom.daily("--to", "me@example.org").exit_code == 0
    assert [mail.recipient for mail in newsroom.smtp.received] == ["me@example.org"]
    assert newsroom.daily("--send").exit_code == 0
    assert len(newsroom.smtp.received) == 3


def test_a_dry_run_says_what_would_be_and_leaves_nothing(newsroom):
    """--dry-run reads the feeds and no page, mails nobody, makes no store."""
    run = newsroom.daily("--dry-run")
    assert run.exit_code == 0, run.stderr
    assert re.search(r"1\. .*The Arrow", run.stdout)
    assert "2 readers" in run.stdout
    assert not Path("briefer.sqlite3").exists()
    assert not [request for request in newsroom.web.requests if request.path.count("/") > 1]


@pytest.mark.parametrize("day", ["2999-01-01", "tomorrow"])
def test_a_day_that_cannot_be_is_refused(newsroom, day):
    """A day to come, and words that are no day, are one line and exit 2."""
    run = newsroom.daily("--date", day)
    assert run.exit_code == 2
    assert day in run.stderr


def test_without_a_mail_server_nothing_is_read_or_spent(newsroom):
    """--send without smtp is refused before a feed is asked."""
    path = Path("briefer.toml")
    path.write_text(re.sub(r"smtp = .*\n", "", path.read_text()))
    run = newsroom.daily("--send")
    assert run.exit_code == 2
    assert "smtp" in run.stderr
    assert not newsroom.web.requests


@pytest.mark.parametrize("scheduler", ["cron", "systemd", "github"])
def test_a_schedule_is_printed_ready_to_use(newsroom, scheduler):
    """Each scheduler's file runs the edition and sends it."""
    run = newsroom.daily("--print-schedule", scheduler)
    assert run.exit_code == 0
    assert "daily --send" in run.stdout
    assert "{" not in run.stdout.replace("${{", "")


def test_the_demo_needs_nothing(tmp_path, monkeypatch):
    """--demo prints an edition of several stories with no configuration, and leaves nothing behind."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-to-be-used")
    run = CliRunner().invoke(build_app("daily"), ["daily", "--demo"])
    assert run.exit_code == 0, run.stderr
    assert "IN THIS EDITION" in run.stdout
    assert run.stdout.count("WHAT HAPPENED") >= 5
    assert not list(folder.iterdir())


def test_the_demo_writes_its_files_too(tmp_path, monkeypatch):
    """--demo --out writes what any edition is made of."""
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(build_app("daily"), ["daily", "--demo", "--out", "demo"])
    assert run.exit_code == 0, run.stderr
    assert len((tmp_path / "demo" / "edition.eml").read_bytes()) < 102_400
    assert result_of(run)["stories"] == 5
