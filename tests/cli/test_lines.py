"""JSON lines of a command: how they are read, and how they are written whole."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from briefer.cli.lines import LineError, error_line, identity_of, line_writer, opened_lines, parse_line
from briefer.errors import OutputError, SourceError


def test_lines_survive_broken_bytes_and_a_byte_order_mark(tmp_path):
    """A byte that is no UTF-8 ends nothing; a BOM is no part of the first line; odd line ends split nothing."""
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a":1}\n\xff\xfe\n{"b":"x\xe2\x80\xa8y"}\n')
    with opened_lines(path) as lines:
        found = list(lines)

    assert len(found) == 3
    assert json.loads(found[0]) == {"a": 1}
    assert json.loads(found[2]) == {"b": "x\u2028y"}


def test_a_file_that_is_not_there_is_a_source_error(tmp_path):
    """The error names the path."""
    with pytest.raises(SourceError, match="nowhere"), opened_lines(tmp_path / "nowhere.jsonl"):
        pass


def test_dash_is_standard_input(monkeypatch):
    """`-` reads stdin."""
    monkeypatch.setattr("sys.stdin", io.StringIO("a\nb\n"))
    with opened_lines(Path("-")) as lines:
        assert list(lines) == ["a\n", "b\n"]


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    """What breaks off in the middle leaves the old file as it was, and no other behind."""
    folder = tmp_path / "results"
    folder.mkdir()
    target = folder / "out.jsonl"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        _interrupted(target)

    assert target.read_text(encoding="utf-8") == "old"
    assert list(folder.iterdir()) == [target]

    with line_writer(target) as out:
        out.write("new\n")
    assert target.read_text(encoding="utf-8") == "new\n"


def _interrupted(target: Path) -> None:
    with line_writer(target) as out:
        out.write("half")
        raise KeyboardInterrupt


def test_a_folder_is_no_output(tmp_path):
    """The error comes before anything is written."""
    with pytest.raises(OutputError), line_writer(tmp_path):
        pass


@pytest.mark.parametrize("line", ["", "{", "[1]", "3", "null", "[" * 100_000])
def test_what_is_no_object_is_a_line_error(line):
    """A line that is no JSON object is named by its number."""
    with pytest.raises(LineError, match="line 7"):
        parse_line(line, 7)


@pytest.mark.parametrize(("value", "identity"), [("a", "a"), (3, 3), (None, None), (True, None), ([1], None)])
def test_an_id_is_a_string_or_a_number(value, identity):
    """Anything else is no id."""
    assert identity_of({"id": value}) == identity


def test_an_error_line_is_json():
    """It carries the id and the reason."""
    assert json.loads(error_line("x", 'no "text"')) == {"id": "x", "error": 'no "text"'}
