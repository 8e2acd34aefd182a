"""Results as a file: each row as it was given, whole or not at all."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from briefer.batch.item import Row
from briefer.batch.records import read_records, require_parquet, write_jsonl, write_parquet
from briefer.brief import BriefRecord
from briefer.errors import ConfigError, OutputError, SourceError

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


@pytest.mark.parametrize("write", [write_jsonl, pytest.param(write_parquet, marks=pytest.mark.slow)])
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


def test_lines_are_read_back_as_the_rows_that_they_were(tmp_path):
    """What was written comes back, a record as compact JSON."""
    write_jsonl(ROWS, tmp_path / "r.jsonl")
    first, second, third = read_records(tmp_path / "r.jsonl")
    assert (first, second) == (ROWS[0], ROWS[1])
    assert third == Row("c", '{"brief":"x\\ny"}', None)


@pytest.mark.parametrize("content", ["nothing", '{"id":"a"}', "[]"])
def test_file_that_no_batch_wrote_is_refused(tmp_path, content):
    """A line that is no row is one clear error."""
    (tmp_path / "r.jsonl").write_text(content)
    with pytest.raises(SourceError, match="is not what a batch writes"):
        list(read_records(tmp_path / "r.jsonl"))


def test_without_pyarrow_the_message_names_the_extra(tmp_path, monkeypatch):
    """A plain install says what to install, and no file is begun."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for use in (require_parquet, lambda: write_parquet(ROWS, tmp_path / "r.parquet")):
        with pytest.raises(ConfigError, match=r"pip install 'briefer-news\[batch\]', or take --records jsonl"):
            use()
    assert not (tmp_path / "r.parquet").exists()


@pytest.fixture
def brief_rows(briefer):
    """Rows as a job ends with: two records as the engine gives them, and a failure between."""
    sample = Path(__file__).parents[2] / "briefer" / "_samples" / "harbour-strike.html"
    made = briefer("brief", str(sample), "--format", "json", "--engine", "extractive", "--quiet").stdout
    record = BriefRecord.model_validate_json(made).model_dump_json(by_alias=True)
    return [Row("a", record, None), Row("b", None, "no article found in 'b'"), Row("c", record, None)]


@pytest.mark.slow
def test_parquet_opens_in_duckdb_pandas_and_pyarrow(tmp_path, brief_rows):
    """The three that people use read the columns without fuss, and find the headline in the record."""
    import duckdb
    import pandas
    import pyarrow.parquet as pq

    path = tmp_path / "records.parquet"
    assert write_parquet(brief_rows, path) == 3
    headline = json.loads(brief_rows[0].record)["brief"]["headline"]
    assert headline

    with duckdb.connect() as database:
        found = database.execute(
            "select id, record->>'$.brief.headline', record.brief.headline, error from read_parquet(?)", [str(path)]
        ).fetchall()
    assert found == [
        ("a", headline, json.dumps(headline), None),
        ("b", None, None, "no article found in 'b'"),
        ("c", headline, json.dumps(headline), None),
    ]

    frame = pandas.read_parquet(path)
    assert list(frame.columns) == ["id", "record", "error"]
    assert [json.loads(row.record)["brief"]["headline"] for row in frame[frame.error.isna()].itertuples()] == [
        headline
    ] * 2
    assert frame.error.notna().tolist() == [False, True, False]

    table = pq.read_table(path)
    assert table["record"].to_pylist() == [row.record for row in brief_rows]
    assert table.schema.field("id").type == "string"
    assert pq.ParquetFile(path).schema.column(1).logical_type.type == "JSON"


@pytest.mark.slow
def test_record_comes_back_from_parquet_to_the_last_character(tmp_path, brief_rows):
    """A record read back is the text that was written, and validates as the BriefRecord that it was."""
    path = tmp_path / "records.parquet"
    write_parquet(brief_rows, path)
    rows = list(read_records(path))
    assert rows == brief_rows
    record = BriefRecord.model_validate_json(rows[0].record or "")
    assert record.model_dump_json(by_alias=True) == rows[0].record


@pytest.mark.slow
def test_groups_of_rows_are_as_large_as_they_were_asked_for(tmp_path):
    """The rows are written in groups, all of them, in order; a reason that no encoding can write is spelt out."""
    import pyarrow.parquet as pq

    path = tmp_path / "r.parquet"
    rows = [Row(str(number), None, "cannot read '\udcff'") for number in range(25)]
    assert write_parquet(iter(rows), path, row_group_rows=10) == 25
    file = pq.ParquetFile(path)
    assert [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)] == [10, 10, 5]
    assert [row.id for row in read_records(path)] == [str(number) for number in range(25)]
    assert next(read_records(path)).error == "cannot read '\\udcff'"


@pytest.mark.slow
def test_no_row_at_all_is_a_file_with_its_columns(tmp_path):
    """An empty result opens as well as any other."""
    assert write_parquet([], tmp_path / "r.parquet") == 0
    assert list(read_records(tmp_path / "r.parquet")) == []


@pytest.mark.slow
def test_file_that_is_no_parquet_is_refused(tmp_path):
    """A broken file of results is one clear error."""
    (tmp_path / "r.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(SourceError, match="is not what a batch writes"):
        list(read_records(tmp_path / "r.parquet"))
