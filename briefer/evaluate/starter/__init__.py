"""A starter folder of evals: one case, one suite, one workflow; nothing that is there is written over."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from briefer.evaluate.suite import EVALS
from briefer.files import make_output_folder, whole_file

_FILES = {
    EVALS / "cases" / "reading-room" / "case.toml": "case.toml",
    EVALS / "cases" / "reading-room" / "article.txt": "article.txt",
    EVALS / "suites" / "gate.toml": "gate.toml",
    Path(".github") / "workflows" / "evals.yml": "evals.yml",
}


def write_starter(root: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The files that were written below a folder, and those that were there already and stay as they are.

    Raises:
        OutputError: a file cannot be written.
    """
    written: list[Path] = []
    kept: list[Path] = []
    for place, name in _FILES.items():
        path = root / place
        if path.exists():
            kept.append(place)
            continue
        make_output_folder(path.parent)
        with whole_file(path) as file:
            file.write((files(__name__) / name).read_bytes())
        written.append(place)
    return tuple(written), tuple(kept)
