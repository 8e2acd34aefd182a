"""Results as a file: each row as it was given, whole or not at all."""

from __future__ import annotations

import json

import pytest

from briefer.batch.item import Row
from briefer.batch.records import write_jsonl
from briefer.errors import OutputError

ROWS = (
    Row("a", '{"brief":{"headline":"Ünïcode “quotes” 😀"}}', None),
    Row('b"\n', None, "no article found in 'b'"),
    Row("c", '{\n  "brief": "x\\ny"\n}', None),
)


def test_each_row_is_a_line_with_the_record_as_an_object(tmp_path):
    """A line holds the id, the record itself and the error, whatever stands in them."""
    path = tmp_path / "records.jsonl"
    assert write_jsonl(ROWS, path) == 3
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == [
        {"id": "a", "record": {"brief": {"headline": "Ünïcode “quotes” 😀"}}, "error": None},
        {"id": 'b"\n', "record": None, "error": "no article found in 'b'"},
        {"id": "c", "record": {"brief": "x\ny"}, "error": None},
    ]


def test_half_a_surrogate_pair_in_a_reason_does_not_end_the_file(tmp_path):
    """An error's text that no encoding can write is written as JSON escapes it."""
    write_jsonl([Row("a", None, "cannot read '\udcff'")], tmp_path / "r.jsonl")
    assert json.loads((tmp_path / "r.jsonl").read_text())["error"] == "cannot read '\udcff'"


@pytest.mark.parametrize("write", [write_jsonl])
def test_interrupted_file_does_not_appear(tmp_path, write):
    """Rows that end in an error leave no file and nothing beside it; an older file stays as it was."""

    def rows():
        yield ROWS[0]
        raise KeyboardInterrupt

    path = tmp_path / "records"
    path.write_bytes(b"older")
    with pytest.raises(KeyboardInterrupt):
        write(rows(), path)
    assert path.read_bytes() == b"older"
    assert [entry.name for entry in tmp_path.iterdir() if entry.name != "cwd"] == ["records"]


def test_folder_that_is_not_there_is_an_output_error(tmp_path):
    """A path that cannot be written is one clear error."""
    with pytest.raises(OutputError):
        write_jsonl(ROWS, tmp_path / "missing" / "r.jsonl")
