"""The README is true: its brief is what is printed, its commands and its Python run, its promises are kept."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import shlex
import shutil
from pathlib import Path

import pytest

import briefer as package

ROOT = Path(package.__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str, holding: str = "") -> str:
    """The first fenced block of a language that holds some words."""
    for match in re.finditer(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        if holding in match[1]:
            return match[1]
    raise AssertionError(f"no {language} block with {holding!r}")


@pytest.fixture
def page(sample) -> Path:
    """The page that the README's examples name, in the working folder, and a summary of it."""
    shutil.copy(sample, "page.html")
    Path("summary.txt").write_text(
        "Nearly 2,400 dockers walked off the job at the port of Calderwick on Wednesday.", encoding="utf-8"
    )
    return Path("page.html")


def test_the_brief_in_the_readme_is_what_make_brief_prints(briefer, sample):
    """The printed brief begins as the README shows it, to the character."""
    printed = briefer("brief", sample, "--quiet").stdout

    assert printed.startswith(block("text", "What happened\n"))


@pytest.mark.usefixtures("page")
def test_the_commands_of_the_readme_run(briefer):
    """Each `briefer` line that needs no network runs and exits 0."""
    ran = 0
    for line in block("sh", "briefer brief https").splitlines():
        arguments = shlex.split(line, comments=True)[1:]
        if any(argument.startswith("http") for argument in arguments):
            continue
        outcome = briefer(*arguments)
        assert outcome.exit_code == 0, outcome.stderr
        ran += 1

    assert ran >= 2


@pytest.mark.usefixtures("page")
def test_the_python_of_the_readme_runs():
    """The five lines print a headline and a verdict."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(block("python"), "README.md", "exec"), {})  # noqa: S102 - our own example

    assert said.getvalue().startswith("Dockers walk out")


def test_the_readme_fits_a_newcomers_patience():
    """At most 150 lines."""
    assert len(README.splitlines()) <= 150


def test_the_files_that_the_readme_links_are_there():
    """No link into the project is dead."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_public_name_has_a_docstring():
    """What other programs may call says what it returns."""
    for name in package.__all__:
        assert name.startswith("__") or getattr(package, name).__doc__, name


def test_every_test_states_the_sentence_that_it_proves():
    """Each test function in the suite has a docstring."""
    without = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and ast.get_docstring(node) is None
    ]

    assert without == []
