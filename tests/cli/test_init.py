"""`briefer init`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from pydantic import BaseModel
from typer.testing import CliRunner

from briefer.cli import build_app
from briefer.settings import ConfigFile, read_config


def init(*arguments: str):
    return CliRunner().invoke(build_app("init"), ["init", *arguments])


def test_the_starter_is_a_configuration(tmp_path, monkeypatch):
    """What init writes is read without a complaint, and is the default but for its one example feed."""
    monkeypatch.chdir(tmp_path)
    assert init().exit_code == 0
    written = read_config(Path("briefer.toml"))
    assert [feed.url for feed in written.feed] == ["https://example.org/world.xml"]
    assert written.model_copy(update={"feed": ()}) == ConfigFile()


def test_every_key_stands_in_the_starter_and_no_other(tmp_path, monkeypatch):
    """With each comment taken off its line the file still fits the contract, and no key of it is missing."""
    monkeypatch.chdir(tmp_path)
    init()
    text = re.sub(r"^# (?=\w+ = |\[\[)", "", Path("briefer.toml").read_text(), flags=re.MULTILINE)
    Path("full.toml").write_text(text)
    read_config(Path("full.toml"))
    document = tomllib.loads(text)
    for name, field in ConfigFile.model_fields.items():
        table = document[name][0] if isinstance(document[name], list) else document[name]
        model = next(part for part in (field.annotation, *getattr(field.annotation, "__args__", ())) if _is_model(part))
        wanted = {one.alias or key for key, one in model.model_fields.items()}
        assert set(table) <= wanted
        assert name == "check" or set(table) == wanted


def test_a_configuration_that_is_there_is_not_written_over(tmp_path, monkeypatch):
    """Without --force a file stays as it is, exit 2."""
    monkeypatch.chdir(tmp_path)
    Path("briefer.toml").write_text("# mine\n")
    refused = init()
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert Path("briefer.toml").read_text() == "# mine\n"
    assert init("--force").exit_code == 0


def _is_model(part: object) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)
