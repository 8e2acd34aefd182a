"""What `briefer doctor` says of the mail server: what `briefer daily --send` would say, before the morning."""

from __future__ import annotations

import json
import socket

import pytest


@pytest.fixture
def mail_item(briefer, tmp_path, monkeypatch):
    """What the doctor says of `[mail] smtp`, and its exit code."""
    monkeypatch.chdir(tmp_path)

    def ask(smtp: str) -> tuple[str, str, int]:
        (tmp_path / "briefer.toml").write_text(f'[mail]\nsmtp = "{smtp}"\n')
        outcome = briefer("doctor", "--json")
        (item,) = (item for item in json.loads(outcome.stdout) if item["name"] == "mail")
        return item["state"], item["detail"], outcome.exit_code

    return ask


@pytest.mark.parametrize(
    ("smtp", "said"),
    [
        ("smtps://ada:hush@mail.example.org", "BRIEFER_SMTP_PASSWORD"),
        ("smtp://ada@mail.example.org", "in the clear"),
        ("smtp://127.0.0.1:2525/inbox", "after the host"),
        ("http://127.0.0.1:2525", "begins with 'http'"),
        ("smtps://ada@127.0.0.1:2525", "wants a password"),
    ],
)
def test_what_no_run_would_send_through_is_bad(mail_item, smtp, said):
    """A server that sending refuses is refused here too, for the same reason, and no password is shown."""
    state, detail, code = mail_item(smtp)
    assert (state, code) == ("bad", 2)
    assert said in detail and "hush" not in detail


def test_a_server_that_answers_is_good(mail_item):
    """A server that takes a connection is told by its address, without the user's name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"smtp://127.0.0.1:{server.getsockname()[1]}"
        assert mail_item(url) == ("ok", f"{url} can be reached; BRIEFER_SMTP_PASSWORD is not set", 0)


def test_a_server_that_is_not_there_is_bad(mail_item):
    """A port that nobody listens on is told with the reason."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = f"smtp://127.0.0.1:{server.getsockname()[1]}"
    state, detail, code = mail_item(gone)
    assert (state, code) == ("bad", 2)
    assert "cannot be reached" in detail
