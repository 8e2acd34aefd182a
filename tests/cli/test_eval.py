"""`briefer eval mutate`: errors planted in any text, and a table of what the checks find."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.stories import FERRY_TEXT


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    row = {"id": "ferry", "text": FERRY_TEXT, "summaries": ["The strike is the first on the route since 2009."]}
    path.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    return path


def test_the_table_has_a_row_a_class(briefer, lines):
    """Planted, found, rate, interval and false alarms stand in a row a class; what was planted goes to stderr."""
    outcome = briefer("eval", "mutate", lines, "--classes", "name,number")

    assert outcome.exit_code == 0
    assert "number" in outcome.stdout
    assert "name" in outcome.stdout
    assert "hedge" not in outcome.stdout
    assert "untouched: 0 of" in outcome.stdout
    assert "planted in 1 text" in outcome.stderr


def test_json_holds_the_counts(briefer, lines):
    """JSON gives hits, n, rate and interval of each class, for sentences and for summaries."""
    table = json.loads(briefer("eval", "mutate", lines, "--format", "json").stdout)

    number = table["sentences"]["classes"]["number"]["found"]
    assert 0 < number["hits"] <= number["n"]
    assert number["low"] <= number["rate"] <= number["high"]
    assert table["summaries"]["false_alarms"]["n"] == 1


def test_mutants_can_be_used_elsewhere(briefer, lines, tmp_path):
    """`--out` writes one planted error a line, and `check --pairs` reads those lines."""
    out = tmp_path / "mutants.jsonl"
    briefer("eval", "mutate", lines, "--out", out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    assert rows
    assert set(rows[0]) == {"id", "class", "source", "summary", "original", "start", "end"}
    assert len({row["id"] for row in rows}) == len(rows)
    checked = briefer("check", "--pairs", out)
    assert checked.exit_code == 0
    assert len(checked.stdout.splitlines()) == len(rows)


def test_a_seed_gives_the_same_bytes(briefer, lines):
    """The same seed prints the same table."""
    first, second = (briefer("eval", "mutate", lines, "--seed", "3", "--format", "json").stdout for _ in range(2))
    assert first == second


def test_text_files_and_compressed_lines_are_read(briefer, tmp_path):
    """A plain text and a .jsonl.gz do as well."""
    text = tmp_path / "ferry.txt"
    text.write_text(FERRY_TEXT, encoding="utf-8")
    packed = tmp_path / "texts.jsonl.gz"
    with gzip.open(packed, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": FERRY_TEXT}) + "\n")

    outcome = briefer("eval", "mutate", text, packed, "--classes", "number")
    assert outcome.exit_code == 0
    assert "2 texts" in outcome.stdout


def test_an_unknown_class_names_the_nearest(briefer, lines):
    """A class that is none is a usage error that names the nearest."""
    outcome = briefer("eval", "mutate", lines, "--classes", "numbr")
    assert outcome.exit_code == 2
    assert "did you mean 'number'" in outcome.stderr


def test_a_source_that_cannot_be_read_is_exit_3(briefer, lines, tmp_path):
    """A missing file is exit 3; of several, the good ones are measured all the same."""
    missing = tmp_path / "none.jsonl"
    assert briefer("eval", "mutate", missing).exit_code == 3
    both = briefer("eval", "mutate", missing, lines, "--classes", "number")
    assert both.exit_code == 3
    assert "untouched" in both.stdout


def test_a_line_that_is_no_text_is_named(briefer, tmp_path):
    """A broken line is exit 3, with its number."""
    path = tmp_path / "broken.jsonl"
    path.write_text('{"text": "All is well."}\n{"txt": 1}\n', encoding="utf-8")
    outcome = briefer("eval", "mutate", path)
    assert outcome.exit_code == 3
    assert "line 2" in outcome.stderr
