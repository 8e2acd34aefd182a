"""What the tests of `briefer daily` stand on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.outlets import Newsroom
from tests.servers.pages import PageServer
from tests.servers.smtp_double import SmtpDouble


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """The newsroom, in the current folder."""
    monkeypatch.chdir(tmp_path)
    with PageServer({}) as web, SmtpDouble() as smtp:
        yield Newsroom(tmp_path, web, smtp)
