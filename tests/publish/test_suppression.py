"""Who is not sent to, and the links by which readers get there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefer.errors import ConfigError
from briefer.publish.recipients import parse_recipient
from briefer.publish.store import Store
from briefer.publish.suppression import Suppressed, Suppressions, means_no_mailbox
from briefer.publish.unsubscribe import (
    recipient_of_token,
    unsubscribe_link,
    unsubscribe_secret,
    unsubscribe_token,
    with_tokens,
)
from tests.publish.mailings import START, people


def test_list_is_kept(tmp_path: Path) -> None:
    """An address stays on the list across runs, in any case, with what was said first, until it is taken off."""
    ada, ben = people("ada", "ben")
    with Store.open(tmp_path / "s") as store:
        assert Suppressions(store).add(ada, source="command", reason="asked", now=START)
    with Store.open(tmp_path / "s") as store:
        listed = Suppressions(store)
        assert not listed.add(parse_recipient("ADA@example.org"), source="bounce", reason="550", now=START)
        assert listed.all() == (Suppressed("ada@example.org", "command", "asked", START),)
        assert listed.split([ben, ada]) == ((ben,), (ada,)) and listed.has(ada) and not listed.has(ben)
        assert listed.remove(ada) and not listed.remove(ada) and not listed.has(ada)


@pytest.mark.parametrize(
    ("code", "words", "gone"),
    [
        (550, "5.1.1 no such user", True),
        (550, "5.1.10 null MX", True),
        (553, "5.1.3 bad syntax", True),
        (551, "user not local", None),
        (550, "blocked", None),
        (550, "5.7.1 blocked", False),
        (550, "5.1.8 sender unknown", False),
        (550, "5.2.1 at rest", False),
        (552, "5.2.2 full", False),
        (554, "no", False),
        (450, "4.2.1 later", False),
        (550, "5.1.1234 odd", None),
    ],
)
def test_what_means_no_mailbox(code: int, words: str, gone: bool | None) -> None:
    """Only a mailbox that does not exist counts; a bare code leaves it open."""
    assert means_no_mailbox(code, words) is gone


def test_tokens(tmp_path: Path) -> None:
    """A token is the same at each run and for each spelling of an address, another for another store, and finds back."""
    with Store.open(tmp_path / "s") as store, Store.open(tmp_path / "other") as other:
        secret = unsubscribe_secret(store)
        assert unsubscribe_secret(store) == secret != unsubscribe_secret(other)
        ada, ben = with_tokens(people("ada", "ben"), secret)
        assert ada.token and ben.token and ada.token != ben.token and len(ada.token) == 22
        assert unsubscribe_token(people("ADA")[0], secret) == ada.token
        assert unsubscribe_token(people("ada")[0], unsubscribe_secret(other)) != ada.token
        own = replace(people("cleo")[0], token="their own")
        assert unsubscribe_token(own, secret) == "their own"
        readers = (*people("ada", "ben"), own)
        assert recipient_of_token(readers, ben.token, secret) == people("ben")[0]
        assert recipient_of_token(readers, "their own", secret) == own
        assert recipient_of_token(readers, "ünknown", secret) is None


def test_link() -> None:
    """The token is escaped in the link."""
    link = unsubscribe_link("https://example.org/u/{token}?x=1", "a/b c")
    assert link == "https://example.org/u/a%2Fb%20c?x=1"


@pytest.mark.parametrize(
    "template",
    [
        "https://example.org/u",
        "mailto:u@example.org?subject={token}",
        "javascript:{token}",
        "https:///{token}",
        "https://example.org/{token}\r\nX: 1",
        "https://example.org/{token} >",
        "https://[::1/{token}",
    ],
)
def test_bad_template(template: str) -> None:
    """A template without a place for the token, or that is no web address, is an error of the configuration."""
    with pytest.raises(ConfigError, match="unsubscribe_url"):
        unsubscribe_link(template, "t")
