"""`[mail] operator`: who is told when `briefer daily --send` has failed."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial

import pytest

from briefer.cli import daily_mail
from briefer.publish.alarm import Advice, Failure, alarm_text
from briefer.publish.delivery import deliver
from briefer.publish.store import Store
from tests.cli.outlets import OUTLETS, result_of
from tests.servers.pages import Page
from tests.servers.smtp_double import data, rcpt

OPS = "ops@example.org"
ANN = "ann@example.org"


@pytest.fixture
def newsroom(newsroom, monkeypatch: pytest.MonkeyPatch):
    """The newsroom with an operator, and a delivery that does not wait."""
    newsroom.configure(mail=f'operator = "{OPS}"')
    monkeypatch.setattr(daily_mail, "deliver", partial(deliver, patience_s=0))
    return newsroom


def alarms(newsroom) -> list[EmailMessage]:
    return [
        message_from_bytes(mail.content, policy=policy.default)
        for mail in newsroom.smtp.received
        if mail.recipient == OPS
    ]


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def outage(newsroom) -> None:
    for outlet in OUTLETS:
        newsroom.web.routes[f"/{outlet}.xml"] = Page("gone", status=503)


def test_refused_readers_are_told_to_the_operator(newsroom):
    """A reader who was refused is one short plain mail: who, why, and the command for what is next."""
    newsroom.smtp.script(ANN, data("554 5.7.1 not today"))
    assert newsroom.daily("--send").exit_code == 6
    (mail,) = alarms(newsroom)
    assert mail.get_content_type() == "text/plain"
    assert mail["Subject"].startswith("The Morning, ") and mail["Subject"].endswith(": 1 reader got no mail")
    assert mail["Auto-Submitted"] == "auto-generated"
    text = text_of(mail)
    assert f"- not sent to {ANN}: 554 5.7.1 not today" in text
    assert "\n    briefer daily --retry-failed --date 2" in text
    assert max(map(len, text.splitlines())) <= 72


def test_good_runs_tell_nobody(newsroom):
    """Nothing is told of a run that sent all, of one without --send that failed, or of a proof."""
    assert newsroom.daily("--send").exit_code == 0
    outage(newsroom)
    assert newsroom.daily().exit_code == 3
    newsroom.smtp.script("me@example.org", rcpt("550 5.7.1 no"))
    assert newsroom.daily("--to", "me@example.org").exit_code == 6
    assert alarms(newsroom) == []


def test_an_outage_is_told_once_a_day(newsroom):
    """Run by cron again and again, one failure of one edition is one mail on that day, and one more on the next."""
    outage(newsroom)
    for _ in range(3):
        assert newsroom.daily("--send").exit_code == 3
    (mail,) = alarms(newsroom)
    assert "no feed could be read, nothing was sent" in mail["Subject"]
    assert "\n    briefer feeds check\n" in text_of(mail)
    with Store.open(newsroom.folder / "briefer.sqlite3") as store, store.transaction() as database:
        database.execute("update alarms set day = '2026-01-01'")
    assert newsroom.daily("--send").exit_code == 3
    assert len(alarms(newsroom)) == 2


def test_another_failure_of_the_same_edition_is_told_too(newsroom):
    """An outage, then a quiet day, then a refused reader are three mails, each with its own Message-ID."""
    pages = dict(newsroom.web.routes)
    outage(newsroom)
    assert newsroom.daily("--send").exit_code == 3
    newsroom.publish(())
    assert newsroom.daily("--send").exit_code == 1
    newsroom.web.routes.update(pages)
    newsroom.smtp.script(ANN, data("554 5.7.1 not today"))
    assert newsroom.daily("--send").exit_code == 6
    subjects = [mail["Subject"].partition(": ")[2] for mail in alarms(newsroom)]
    assert subjects == [
        "no feed could be read, nothing was sent",
        "no edition, nothing was sent",
        "1 reader got no mail",
    ]
    assert len({mail["Message-ID"] for mail in alarms(newsroom)}) == 3


def test_a_model_that_is_not_there_is_told(newsroom):
    """Exit 4 is told with what to look at."""
    run = newsroom.daily("--send", "--engine", "llm", "--base-url", "http://127.0.0.1:1/v1", "--model", "m")
    assert run.exit_code == 4, run.stderr
    (mail,) = alarms(newsroom)
    assert mail["Subject"].endswith("the model failed, nothing was sent")
    assert "\n    briefer doctor\n" in text_of(mail)


def test_an_operator_who_cannot_be_told_changes_nothing(newsroom):
    """Where the server refuses the operator too, that is one line on stderr; code, result and list stay; it is tried again."""
    newsroom.smtp.script(ANN, data("554 5.7.1 not today"))
    newsroom.smtp.script(OPS, rcpt("550 5.1.1 who?"))
    run = newsroom.daily("--send")
    assert run.exit_code == 6
    assert result_of(run)["delivery"]["failed"] == [ANN]
    assert f"briefer: the operator {OPS} could not be told: 550 5.1.1 who?" in run.stderr.splitlines()
    newsroom.smtp.script(ANN, data("554 5.7.1 not today"))
    assert newsroom.daily("--retry-failed").exit_code == 6
    assert len(alarms(newsroom)) == 1


def test_a_server_that_is_not_there_cannot_tell_the_operator(newsroom):
    """With no server at all the exit code is 6 and stderr has both: nothing was sent, and nobody was told."""
    newsroom.configure(mail=f'operator = "{OPS}"', smtp="smtp://127.0.0.1:1")
    run = newsroom.daily("--send")
    assert run.exit_code == 6
    assert f"the operator {OPS} could not be told: " in run.stderr
    assert "nothing was sent: no conversation with" in run.stderr
    assert "Traceback" not in run.stderr


def test_an_operator_that_is_no_address_is_refused_first(newsroom):
    """A wrong address is a mistake of the configuration, found before anything is read."""
    newsroom.configure(mail='operator = "ops at example"')
    run = newsroom.daily("--send")
    assert run.exit_code == 2
    assert "ops at example" in run.stderr
    assert not newsroom.web.requests


def test_a_broken_template_is_told(newsroom):
    """An edition that cannot be rendered is exit 2, and told, as it came to pass after all was read."""
    newsroom.configure(mail=f'operator = "{OPS}"', edition='template_dir = "own"')
    (newsroom.folder / "own").mkdir()
    (newsroom.folder / "own" / "edition.txt.j2").write_text("{{ nobody }}")
    assert newsroom.daily("--send").exit_code == 2
    (mail,) = alarms(newsroom)
    assert "edition.txt.j2,line1," in "".join(text_of(mail).split())  # a long path is broken over lines


def test_a_list_of_readers_that_is_gone_is_told(newsroom):
    """What a scheduler's run cannot find is told; what a person mistyped is theirs to read."""
    for option in ("--approve", "--retry-failed"):
        assert newsroom.daily(option).exit_code == 2
    assert alarms(newsroom) == []
    newsroom.configure(mail=f'operator = "{OPS}"\nrecipients_file = "gone.csv"')
    assert newsroom.daily("--send").exit_code == 2
    (mail,) = alarms(newsroom)
    assert "gone.csv" in text_of(mail)


def test_a_thousand_refused_readers_are_a_short_mail():
    """The text has some of them and how many more there are."""
    happened = tuple(f"not sent to reader{number}@example.org: 554 no" for number in range(1000))
    text = alarm_text(
        Failure("6", "1,000 readers got no mail", happened, (Advice("Look."),)), "The Morning, 4 March 2026"
    )
    assert "and 960 more" in text
    assert len(text.splitlines()) < 60
