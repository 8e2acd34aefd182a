"""What `briefer daily` says and refuses: words that are true of this run, before anything is spent where possible."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.outlets import result_of
from tests.servers.pages import Page


def test_a_dry_run_counts_in_words(newsroom):
    """One is told as one, no failure is counted where there is none, and a row that is left out is told with why."""
    (newsroom.folder / "readers.csv").write_text("nobody\n")
    newsroom.configure('recipients_file = "readers.csv"', feeds="b", to='"bo@example.org"')
    lines = newsroom.daily("--dry-run").stdout.splitlines()
    assert lines[0] == "1 feed; 2 entries"
    assert lines[1] == "2 events, 2 that may be carried, 2 would be:"
    assert lines[-2] == "1 reader, 1 left out as no address"
    assert lines[-1].startswith("  readers.csv:1: 'nobody' is not an address")


def test_an_outage_of_one_feed_is_told_of_one(newsroom):
    """Where a single feed is configured, that one could not be read."""
    newsroom.configure(feeds="a")
    newsroom.web.routes["/a.xml"] = Page("gone", status=503)
    run = newsroom.daily()
    assert run.exit_code == 3
    assert f"the one feed could not be read, which is no quiet day: '{newsroom.web.url('/a.xml')}': " in run.stderr


def test_no_recent_entry_is_no_failed_story(newsroom):
    """An edition without a story says whether there was nothing to tell or it could not be told."""
    newsroom.publish(())
    run = newsroom.daily("--send", "--out", "none")
    assert run.exit_code == 1
    assert "no entry of the feeds is recent enough: no edition, and nothing was sent" in run.stderr
    assert "Written by" not in Path("none/edition.txt").read_text(
        encoding="utf-8"
    )  # nothing was, and nothing was checked
    newsroom.publish(("goat",))
    newsroom.web.routes["/a/goat"] = Page("no", status=403)
    run = newsroom.daily("--send")
    assert (run.exit_code, result_of(run)["failed_stories"]) == (1, 1)
    assert "no story could be told: no edition, and nothing was sent" in run.stderr
    assert run.stderr.splitlines()[-2].endswith("the server answered 403; the site refuses programs")


def test_a_kept_edition_is_explained_too(newsroom):
    """--explain says why the stories stand where they do, also where the edition of the day is gone on with."""
    newsroom.daily("--quiet")
    run = newsroom.daily("--send", "--explain")
    assert run.exit_code == 0
    assert run.stderr.count("voices ") == result_of(run)["stories"] == 3


@pytest.mark.parametrize("option", [("--send",), ("--approve",), ("--retry-failed",), ("--to", "me@example.org")])
def test_the_demo_mails_nobody(newsroom, option):
    """An option to mail beside --demo is refused, as the mail would not go out."""
    run = newsroom.daily("--demo", *option)
    assert run.exit_code == 2
    assert "--demo mails nobody; leave --send" in run.stderr
    assert not newsroom.smtp.received


def test_an_approval_says_what_it_lacks(newsroom):
    """--approve of an edition that does not wait says so by its day: it was not put up, or went out without."""
    newsroom.configure(mail="approve = true")
    made = result_of(newsroom.daily())
    run = newsroom.daily("--approve")
    assert run.exit_code == 2
    assert f"edition of {made['date']} does not wait for approval: `briefer daily --send` has it wait" in run.stderr
    newsroom.configure()
    assert newsroom.daily("--send").exit_code == 0
    run = newsroom.daily("--approve")
    assert run.exit_code == 2
    assert "does not wait for approval: it went out without" in run.stderr
    assert made["edition"] not in run.stderr


@pytest.mark.parametrize("out", ["file", "file/below"])
def test_a_folder_that_cannot_be_is_refused_first(newsroom, out):
    """--out that cannot be a folder is exit 2 before a feed is asked or a model paid."""
    Path("file").write_text("")
    run = newsroom.daily("--out", out)
    assert run.exit_code == 2
    assert f"cannot write to '{out}'" in run.stderr and "is a file" in run.stderr
    assert not newsroom.web.requests


def test_the_demo_fits_a_narrow_terminal(newsroom, monkeypatch):
    """At 48 columns no line of the demo is wider, addresses aside; a pipe gets the text as it is mailed."""
    monkeypatch.setattr("briefer.cli.daily_job.window", lambda: 48)
    narrow = newsroom.daily("--demo", "--quiet").stdout
    assert max(len(line) for line in narrow.splitlines() if "http://" not in line) <= 48
    monkeypatch.undo()
    monkeypatch.chdir(newsroom.folder)
    piped = newsroom.daily("--demo", "--quiet").stdout
    assert max(len(line) for line in piped.splitlines() if "http://" not in line) == 72
