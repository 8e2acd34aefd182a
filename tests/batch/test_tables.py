"""Parquet inputs: each row is an item, whatever text types and row groups it is kept in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefer.batch.inputs import Columns, count_hint, open_input
from briefer.errors import ConfigError, SourceError


def save(path, columns, **options):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), path, **options)
    return str(path)


def test_without_pyarrow_the_message_names_the_extra(tmp_path, monkeypatch):
    """A plain install says what to install, for the count too."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "in.parquet").write_bytes(b"PAR1")
    for use in (open_input, count_hint):
        with pytest.raises(ConfigError, match=r"reading Parquet needs pyarrow; pip install 'briefer-news\[batch\]'"):
            use(str(tmp_path / "in.parquet"))


@pytest.mark.slow
def test_each_row_is_an_item_in_order(tmp_path):
    """Text, binary pages, whole numbers as ids and columns that nobody asked for: rows come out in order."""
    import pyarrow as pa

    source = save(
        tmp_path / "in.parquet",
        {
            "id": pa.array([5, None, 7]),
            "html": pa.array([b"<p>\xe4", None, b""], pa.large_binary()),
            "text": pa.array([None, "two", "three"]).dictionary_encode(),
            "title": pa.array(["One", None, None], pa.large_string()),
            "url": pa.array(["https://a.example/", None, None], pa.string_view()),
            "score": pa.array([0.5, 1.0, None]),
        },
    )
    first, second, third = open_input(source)
    assert (first.position, first.id, first.html, first.title, first.url) == (
        0,
        "5",
        b"<p>\xe4",
        "One",
        "https://a.example/",
    )
    assert (second.position, second.id, second.html, second.text) == (1, "row-2", None, "two")
    assert (third.id, third.html, third.text) == ("7", None, "three")
    assert count_hint(source) == 3


@pytest.mark.slow
def test_row_without_a_page_or_with_broken_text_costs_itself_alone(tmp_path):
    """An empty row is an error; bytes that are no UTF-8 in a text column are replaced."""
    import pyarrow as pa

    broken = pa.StringArray.from_buffers(
        3, pa.py_buffer(b"\0\0\0\0\x01\0\0\0\x03\0\0\0\x04\0\0\0"), pa.py_buffer(b"a\xff\xfeb")
    )
    source = save(tmp_path / "in.parquet", {"id": pa.array(["x", "y", "z"]), "text": broken})
    assert [item.text for item in open_input(source)] == ["a", "\ufffd\ufffd", "b"]
    source = save(tmp_path / "empty.parquet", {"html": pa.array(["a", None])})
    _, item = open_input(source)
    assert (item.id, item.error) == ("row-2", "row 2 has neither 'html' nor 'text'")


@pytest.mark.slow
def test_folder_and_pattern_of_files_are_one_input(tmp_path):
    """Files are read in order, rows without an id name their file, and a broken file costs itself alone."""
    (tmp_path / "in").mkdir()
    save(tmp_path / "in" / "a.parquet", {"text": ["one", "two"]})
    save(tmp_path / "in" / "c.parquet", {"text": ["three"]})
    for source in ("in", "in/*.parquet"):
        assert [item.id for item in open_input(str(tmp_path / source))] == [
            "a.parquet:row-1",
            "a.parquet:row-2",
            "c.parquet:row-1",
        ]
        assert count_hint(str(tmp_path / source)) == 3
    (tmp_path / "in" / "b.parquet").write_bytes(b"PAR1 and no more")
    items = list(open_input(str(tmp_path / "in")))
    assert [(item.position, item.id) for item in items] == [
        (0, "a.parquet:row-1"),
        (1, "a.parquet:row-2"),
        (2, "b.parquet"),
        (3, "c.parquet:row-1"),
    ]
    assert "cannot read the Parquet file" in (items[2].error or "")
    assert count_hint(str(tmp_path / "in")) == 4  # the broken one is an article too, which says so


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "spec", "message"),
    [
        ({"HTML": ["a"], "uid": ["b"]}, None, "has no column 'html'; did you mean 'HTML'? It has HTML, uid; name them"),
        ({"html": ["a"], "uid": ["b"]}, "id=uidd", "has no column 'uidd'; did you mean 'uid'?"),
        ({"html": [1.5]}, None, "column 'html' of"),
        ({"html": ["a"], "id": [1.5]}, None, "holds double, not text or whole numbers"),
        ({"text": [b"a"]}, None, "holds binary, not text"),
    ],
)
def test_column_that_is_not_there_or_holds_something_else_is_an_error_at_once(tmp_path, columns, spec, message):
    """The nearest column is named, and no row is read before."""
    source = save(tmp_path / "in.parquet", columns)
    with pytest.raises(ConfigError) as caught:
        open_input(source, Columns.parse(spec) if spec else Columns())
    assert message in str(caught.value)


@pytest.mark.slow
def test_file_that_is_no_parquet_or_has_no_row_is_an_error_at_once(tmp_path):
    """A broken file and an empty one are refused."""
    (tmp_path / "broken.parquet").write_bytes(b"no Parquet at all")
    with pytest.raises(SourceError, match="cannot read the Parquet file"):
        open_input(str(tmp_path / "broken.parquet"))
    import pyarrow as pa

    source = save(tmp_path / "none.parquet", {"html": pa.array([], pa.string())})
    with pytest.raises(SourceError, match="holds no item"):
        open_input(source)


MEASURE = """
import sys
from briefer.batch.inputs import open_input
assert sum(1 for _ in open_input(sys.argv[1])) == int(sys.argv[2])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_one_row_group_of_any_size_is_read_in_flat_memory(tmp_path):
    """Ten times the rows in one row group take hardly more memory, in a process of its own."""
    peaks = []
    for count in (2_000, 20_000):
        pages = [os.urandom(4_000).hex() for _ in range(count)]
        source = save(tmp_path / f"{count}.parquet", {"html": pages}, row_group_size=count)
        run = subprocess.run([sys.executable, "-c", MEASURE, source, str(count)], capture_output=True, check=True)
        peaks.append(int(run.stdout) // 1024)
    assert peaks[1] < peaks[0] + 40, peaks  # megabytes; the larger file has 160


@pytest.mark.slow
def test_column_that_is_there_twice_is_an_error_that_says_so(tmp_path):
    """Nobody can say which of them is meant."""
    import pyarrow as pa

    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    source = save(tmp_path / "in.parquet", table)
    with pytest.raises(ConfigError, match="has several columns 'text'"):
        open_input(source)
