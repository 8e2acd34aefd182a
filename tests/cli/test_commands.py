"""The small commands, the help, and what every command has in common."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import briefer as package
from briefer.cli.schema import NAMES

COMMANDS = ("brief", "read", "quotes", "check", "feeds", "prompts", "cache", "schema", "doctor")


def test_version_is_the_packages(briefer):
    """--version prints the one version there is."""
    assert briefer("--version").stdout.strip() == f"briefer {package.__version__}"


def test_version_needs_no_command_line_library():
    """`python -m briefer --version` answers before typer is imported."""
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "briefer", "--version"], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == f"briefer {package.__version__}"
    assert "typer" not in result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(briefer, command):
    """--help of each command works and says something."""
    outcome = briefer(command, "--help")

    assert outcome.exit_code == 0
    assert len(outcome.stdout.splitlines()) > 5


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command):
    """A command that exists is documented."""
    assert f"`briefer {command}" in (Path(package.__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_help_loads_nothing_heavy():
    """The start of a command imports no model client, extractor, splitter, template engine or event loop."""
    program = (
        "import sys; from typer.testing import CliRunner; from briefer.cli import build_app; app = build_app(); "
        "assert CliRunner().invoke(app, ['brief', '--help']).exit_code == 0; "
        "print([m for m in ('openai','trafilatura','lxml','nupunkt','jinja2','asyncio.base_events','httpx2') "
        "if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("name", NAMES)
def test_every_contract_has_a_schema_whose_fields_are_described(briefer, name):
    """`briefer schema NAME` prints the JSON Schema; the fields carry their descriptions."""
    document = briefer("schema", name).json

    assert document["title"] == name
    assert all("description" in field or "$ref" in field for field in document["properties"].values())


def test_an_unknown_contract_is_exit_2_and_names_the_known_ones(briefer):
    """A mistyped contract lists those that there are."""
    outcome = briefer("schema", "Brif")

    assert outcome.exit_code == 2
    assert "BriefRecord" in outcome.stderr


def test_prompts_are_listed_with_their_digests(briefer):
    """The digests printed are those that records carry."""
    rows = briefer("prompts", "list", "--json").json

    small = ["small/rules", "small/what_happened", "small/who_said_what", "small/what_next", "small/repair"]
    assert [row["name"] for row in rows] == ["rules", "split", "compose", "repair", "judge", *small]
    assert all(len(row["digest"]) == 64 for row in rows)


def test_prompts_copied_and_edited_have_another_digest(briefer, tmp_path):
    """Copy gives a folder to edit, and --prompt-dir uses it."""
    briefer("prompts", "copy", tmp_path / "mine")
    before = briefer("prompts", "list", "--json").json
    task = tmp_path / "mine" / "split" / "v1" / "task.md"
    task.write_text(task.read_text() + "\nBe strict.")
    after = briefer("prompts", "list", "--json", "--prompt-dir", tmp_path / "mine").json

    changed = [one["name"] for one, other in zip(before, after, strict=True) if one["digest"] != other["digest"]]
    assert changed == ["split"]


def test_prompts_are_not_copied_over_prompts(briefer, tmp_path):
    """A second copy into the same folder is refused, so that no edit is lost."""
    briefer("prompts", "copy", tmp_path / "mine")

    assert briefer("prompts", "copy", tmp_path / "mine").exit_code == 2


def test_doctor_says_what_is_configured_and_never_prints_the_key(briefer, monkeypatch):
    """The key is reported as present, not shown; a dead endpoint is named."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-a-real-key-0123456789")
    outcome = briefer("doctor", "--base-url", "http://127.0.0.1:9/v1")

    assert "sk-not" not in outcome.stdout + outcome.stderr
    assert "127.0.0.1:9" in outcome.stdout
    assert "key" in outcome.stdout


def test_a_closed_pipe_is_no_traceback(sample):
    """`briefer brief ... | head -1` ends quietly."""
    process = subprocess.Popen(
        [sys.executable, "-m", "briefer", "brief", str(sample), "--quiet", "--format", "html"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    process.wait()

    assert "Traceback" not in errors


def test_the_public_names_are_complete_and_load():
    """Every name in __all__ exists, and dir() shows it."""
    for name in package.__all__:
        assert getattr(package, name) is not None
    assert set(package.__all__) <= set(dir(package))
    assert json.dumps(sorted(package.__all__))
