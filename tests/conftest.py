"""What every test stands on: a clean environment, a cache of its own, and the command line in process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import processes

SETTINGS = ("OPENAI_API_KEY", "OPENAI_BASE_URL")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key, no setting and no cache of the person who runs the tests; the working folder is the test's own."""
    import os

    for name in [name for name in os.environ if name.startswith("BRIEFER_") and name != "BRIEFER_DATA"]:
        monkeypatch.delenv(name)
    for name in (
        *SETTINGS,
        "TIKTOKEN_CACHE_DIR",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BRIEFER_CACHE_DIR", str(tmp_path / "cache"))
    home = tmp_path / "cwd"
    home.mkdir()
    monkeypatch.chdir(home)


@pytest.fixture(autouse=True)
def no_process_left() -> Iterator[None]:
    """What a failed test left running would disturb the next one, and fail it with a warning of its own."""
    yield
    processes.end_all()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries follow at once; how long they would wait is proved where the retry layer is tested."""
    monkeypatch.setattr("briefer.write.retry._FIRST_WAIT_S", 0.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command printed and how it ended."""

    stdout: str
    stderr: str
    exit_code: int

    @property
    def json(self) -> Any:
        """Stdout as one JSON document."""
        return json.loads(self.stdout)


@pytest.fixture
def briefer() -> Callable[..., Outcome]:
    """Run the command line in this process: `briefer("brief", path, stdin="...")`."""
    from typer.testing import CliRunner

    from briefer.cli import build_app

    def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Outcome:
        result = CliRunner().invoke(build_app(), [str(argument) for argument in arguments], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.stdout, result.stderr, result.exit_code)

    return run


@pytest.fixture
def sample() -> Path:
    """The page of the bundled article."""
    import briefer as package

    return Path(package.__file__).parent / "_samples" / "harbour-strike.html"
