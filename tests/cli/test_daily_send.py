"""`briefer daily --send` when readers are refused, come back, and go."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from functools import partial

import pytest

from briefer.cli import daily_mail
from briefer.publish.delivery import deliver
from briefer.publish.outbox import Outbox
from briefer.publish.recipients import parse_recipient
from briefer.publish.store import Store
from briefer.publish.unsubscribe import unsubscribe_secret, unsubscribe_token
from tests.cli.outlets import result_of
from tests.servers.smtp_double import data, rcpt

ANN = "ann@example.org"
BO = "bo@example.org"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run does not wait for those whom the server refuses for now."""
    monkeypatch.setattr(daily_mail, "deliver", partial(deliver, patience_s=0))


@pytest.fixture
def overdue(newsroom, impatient):
    """Makes what was refused for now due at once, as if its wait were over."""

    def now_due() -> None:
        with Store.open(newsroom.folder / "briefer.sqlite3") as store, store.transaction() as database:
            database.execute("update outbox set next_try = null")

    return now_due


def body(content: bytes) -> str:
    part = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def recipients(newsroom) -> list[str]:
    return [mail.recipient for mail in newsroom.smtp.received]


def test_refused_for_now_is_tried_again_by_the_next_run(newsroom, overdue):
    """A 4xx is exit 6 with the server's words and when it is tried again; the next run after that sends it: exit 0."""
    newsroom.smtp.script(ANN, rcpt("451 4.7.1 come back"))
    first = newsroom.daily("--send")
    assert first.exit_code == 6
    assert result_of(first)["delivery"]["pending"] == [ANN]
    assert re.search(
        rf"not yet sent to {ANN}: 451 4.7.1 come back \(tried 1×, not before \d\d:\d\d \w+\)", first.stderr
    )
    at_once = newsroom.daily("--send")
    assert at_once.exit_code == 6
    assert recipients(newsroom) == [BO]  # its minute is not over
    overdue()
    later = newsroom.daily("--send")
    assert later.exit_code == 0, later.stderr
    assert recipients(newsroom) == [BO, ANN]


def test_refused_for_good_is_tried_again_when_asked(newsroom):
    """A 5xx is told once and then settled; --retry-failed mails that reader, and nobody a second time."""
    newsroom.smtp.script(ANN, data("554 5.7.1 not today"), data("554 5.7.1 nor now"))
    assert newsroom.daily("--send").exit_code == 6
    settled = newsroom.daily("--send")
    assert settled.exit_code == 0
    assert result_of(settled)["delivery"] == {
        "sent": 0, "failed": [], "pending": [], "suppressed": 0, "settled_before": 2, "held": False,
    }  # fmt: skip
    again = newsroom.daily("--retry-failed")
    assert again.exit_code == 6
    assert f"not sent to {ANN}: 554 5.7.1 nor now" in again.stderr
    last = newsroom.daily("--retry-failed")
    assert last.exit_code == 0, last.stderr
    assert recipients(newsroom) == [BO, ANN]
    assert newsroom.daily("--retry-failed").exit_code == 0
    assert len(newsroom.smtp.received) == 2


def test_who_is_suppressed_is_not_tried_again(newsroom):
    """A mailbox that does not exist stays unsent with --retry-failed, and the line says how it comes off the list."""
    newsroom.smtp.script(ANN, rcpt("550 5.1.1 no such user"))
    assert newsroom.daily("--send").exit_code == 6
    asked = len(newsroom.smtp.asked)
    again = newsroom.daily("--retry-failed")
    assert again.exit_code == 0
    assert len(newsroom.smtp.asked) == asked
    assert f"`briefer daily --unsuppress {ANN}`" in again.stderr
    assert newsroom.daily("--unsuppress", ANN).exit_code == 0
    assert newsroom.daily("--retry-failed").exit_code == 0
    assert recipients(newsroom) == [BO, ANN]


def test_nothing_to_try_again(newsroom):
    """--retry-failed without an edition is a mistake; --unsuppress of somebody who is not on the list is one too."""
    run = newsroom.daily("--retry-failed")
    assert run.exit_code == 2
    assert "no edition of" in run.stderr
    assert newsroom.daily("--unsuppress", ANN).exit_code == 2


def test_what_a_killed_run_gave_up_is_told_by_the_next(newsroom):
    """A reader whom a run gave up that was killed before it could say so is in the next run's list, and exit 6."""
    newsroom.smtp.script(ANN, data("554 5.6.0 not this"))
    assert newsroom.daily("--send").exit_code == 6
    with Store.open(newsroom.folder / "briefer.sqlite3") as store, store.transaction() as database:
        database.execute("update outbox set untold = 1 where state = 'failed'")  # as it stands before it is told
    told = newsroom.daily("--send")
    assert told.exit_code == 6
    assert result_of(told)["delivery"]["failed"] == [ANN]
    assert f"not sent to {ANN}: 554 5.6.0 not this" in told.stderr
    assert newsroom.daily("--send").exit_code == 0


def test_a_server_that_is_not_there_is_told_in_one_line_and_in_the_result(newsroom, impatient):
    """With nobody at the address the run is exit 6 with a line of JSON, and not a line for each reader."""
    newsroom.configure(smtp="smtp://127.0.0.1:1")
    run = newsroom.daily("--send")
    assert run.exit_code == 6
    assert result_of(run)["delivery"]["pending"] == [ANN, BO]
    assert "nothing was sent: no conversation with smtp://127.0.0.1:1" in run.stderr
    assert "set that right and run it again: 2 pending, none lost" in run.stderr
    assert ANN not in run.stderr


def test_readers_without_a_turn_are_counted(newsroom, impatient):
    """When the server stops taking mail, those who were left over are a number and not a list."""
    readers = "".join(f"reader{number}@example.org\n" for number in range(40))
    (newsroom.folder / "readers.csv").write_text(readers)
    newsroom.configure(mail='recipients_file = "readers.csv"')
    newsroom.smtp.mail_replies = ["250 OK", "550 5.4.5 daily quota exceeded"]
    run = newsroom.daily("--send")
    assert run.exit_code == 6
    assert "40 readers had no turn" in run.stderr
    assert "550 5.4.5 daily quota exceeded" in run.stderr
    assert "reader7@" not in run.stderr
    assert newsroom.daily("--send").exit_code == 0
    assert len(set(recipients(newsroom))) == len(recipients(newsroom)) == 42


@pytest.mark.parametrize("still_listed", [True, False])
def test_the_token_of_a_link_suppresses_its_reader(newsroom, still_listed):
    """--suppress takes the token of an unsubscribe link, of a reader who is listed or of one who once was."""
    newsroom.configure(mail='unsubscribe_url = "https://example.org/u/{token}"')
    assert newsroom.daily("--send").exit_code == 0
    sent = next(mail for mail in newsroom.smtp.received if mail.recipient == ANN)
    found = re.search(rb"List-Unsubscribe: <https://example.org/u/([\w-]+)>", sent.content)
    assert found is not None
    if not still_listed:
        path = newsroom.folder / "briefer.toml"
        path.write_text(path.read_text().replace(f'"{ANN}", ', ""))
    run = newsroom.daily("--suppress", found[1].decode())
    assert run.exit_code == 0, run.stderr
    assert f"{ANN} is now on the suppression list" in run.stderr


def test_a_token_of_nobody_suppresses_nobody(newsroom):
    """A token that is not one of the readers', also one of another store, is exit 2."""
    with Store.open(newsroom.folder / "other.sqlite3") as other:
        foreign = unsubscribe_token(parse_recipient(ANN), unsubscribe_secret(other))
    run = newsroom.daily("--suppress", foreign)
    assert run.exit_code == 2
    assert foreign in run.stderr


def test_an_address_that_is_none_is_named_with_its_line(newsroom):
    """A row of the file that gives no recipient is told with file, line and reason, and the others get their mail."""
    (newsroom.folder / "readers.csv").write_text("email\ncy@example.org\nnot an address\n")
    newsroom.configure(mail='recipients_file = "readers.csv"')
    run = newsroom.daily("--send")
    assert run.exit_code == 0
    assert "readers.csv:3 is left out: 'not an address' is not an address that mail can be sent to" in run.stderr
    assert "cy@example.org" in recipients(newsroom)


def test_readers_of_all_editions_are_known(newsroom):
    """Who an edition was for is known afterwards with the token that was mailed."""
    assert newsroom.daily("--send").exit_code == 0
    with Store.open(newsroom.folder / "briefer.sqlite3") as store:
        readers = Outbox(store).readers()
        secret = unsubscribe_secret(store)
    assert {one.address for one in readers} == {ANN, BO}
    assert all(one.token == unsubscribe_token(parse_recipient(one.address), secret) for one in readers)


def test_a_proof_is_of_the_edition_that_goes_out(newsroom):
    """--to mails the edition of the day that is there, made anew for nobody."""
    assert newsroom.daily("--send").exit_code == 0
    asked = len(newsroom.web.requests)
    assert newsroom.daily("--to", "me@example.org").exit_code == 0
    assert len(newsroom.web.requests) == asked
    assert body(newsroom.smtp.received[-1].content) == body(newsroom.smtp.received[0].content)


def test_what_is_made_after_the_mail_began_replaces_nothing(newsroom, overdue):
    """A reader who is left over gets the edition that the others got, whatever was made in between."""
    newsroom.smtp.script(ANN, rcpt("451 4.7.1 come back"))
    assert newsroom.daily("--send").exit_code == 6
    newsroom.publish(("goat",))
    between = newsroom.daily("--out", "between")
    assert between.exit_code == 0
    assert result_of(between)["stories"] == 1
    assert "only for looking at" in between.stderr
    overdue()
    assert newsroom.daily("--send").exit_code == 0
    bodies = {body(mail.content) for mail in newsroom.smtp.received}
    assert recipients(newsroom) == [BO, ANN] and len(bodies) == 1


@pytest.mark.parametrize("option", ["--send", "--approve", "--retry-failed"])
def test_a_proof_is_no_sending(newsroom, option):
    """--to beside an option that mails the readers is refused before anything is read."""
    run = newsroom.daily("--to", "me@example.org", option)
    assert run.exit_code == 2
    assert "leave --send" in run.stderr
    assert not newsroom.web.requests


@pytest.mark.parametrize(
    ("mail", "smtp", "to", "told"),
    [
        ("", "smtp://me@127.0.0.1:1", None, "BRIEFER_SMTP_PASSWORD"),
        ('unsubscribe_url = "https://example.org/u"', None, None, "unsubscribe_url"),
        ('reply_to = "a@example.org, b@example.org"', None, None, "reply"),
        ("", None, "", "names no reader"),
        ("", None, '"ann@example.org\\r\\nBcc: all@example.org"', "line break"),
        ('recipients_file = "gone.csv"', None, None, "gone.csv"),
        ('recipients_file = "empty.csv"', None, "", "'empty.csv' has no reader"),
    ],
)
def test_what_sending_lacks_is_told_before_anything_is_read(newsroom, mail, smtp, to, told):
    """A password, an address or a list that is missing or wrong is exit 2 before a feed is asked or a model paid."""
    (newsroom.folder / "empty.csv").write_text("email,name\n")
    newsroom.configure(mail=mail, smtp=smtp, **({} if to is None else {"to": to}))
    run = newsroom.daily("--send")
    assert run.exit_code == 2
    assert told in run.stderr
    assert not newsroom.web.requests


def test_the_mailing_is_summed_up(newsroom):
    """A person reads on stderr how many have it; --quiet leaves it out."""
    newsroom.daily("--suppress", ANN)
    assert "mailed to 1 reader, 1 on the suppression list" in newsroom.daily("--send").stderr
    assert (
        "mailed to 0 readers, 1 on the suppression list, 1 served or given up before" in newsroom.daily("--send").stderr
    )
    assert newsroom.daily("--send", "--quiet").stderr == ""


def test_names_are_written_without_quotes(newsroom):
    """A sender and readers with umlauts, dots and commas in their names are mailed, and no row is left out for them."""
    (newsroom.folder / "readers.csv").write_text('email;name\n"Dr. Zoë Ng, Jr. <zoe@example.org>";\n', encoding="utf-8")
    newsroom.configure('recipients_file = "readers.csv"', to='"Jörg Öz <bo@example.org>"')
    path = newsroom.folder / "briefer.toml"
    path.write_text(path.read_text("utf-8").replace("The Morning <", "Küsten-Post: früh (UK) <"), encoding="utf-8")
    run = newsroom.daily("--send")
    assert run.exit_code == 0, run.stderr
    mails = [message_from_bytes(mail.content, policy=policy.default) for mail in newsroom.smtp.received]
    assert [str(mail["To"]) for mail in mails] == ["Jörg Öz <bo@example.org>", '"Dr. Zoë Ng, Jr." <zoe@example.org>']
    assert {mail["From"].addresses[0].display_name for mail in mails} == {"Küsten-Post: früh (UK)"}
    assert "left out" not in run.stderr


def test_the_folder_that_it_is_sent_from_changes_nothing(newsroom, tmp_path_factory, monkeypatch):
    """One configuration has one store, so that a second run from elsewhere mails nobody twice."""
    config = str(newsroom.folder / "briefer.toml")
    for _ in range(2):
        monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
        run = newsroom.daily("--send", "--config", config)
        assert run.exit_code == 0, run.stderr
    assert result_of(run)["delivery"]["settled_before"] == 2
    assert len(newsroom.smtp.received) == 2
