"""Inputs of a batch: what is in them comes out in order, what is wrong with a part costs that part alone."""

from __future__ import annotations

import gzip
import json
import os
import tracemalloc

import pytest

from briefer.batch.inputs import Columns, count_hint, count_items, find, open_input
from briefer.batch.inputs import lines as lines_module
from briefer.batch.inputs import pages as pages_module
from briefer.batch.inputs.parts import Part, parts_of, read_part
from briefer.errors import ConfigError, SourceError


def write_lines(path, *lines):
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
    return str(path)


def test_each_line_is_an_item_in_order(tmp_path):
    """Every key of a line is taken, an id may be a number, and a line without one is named by its number."""
    source = write_lines(
        tmp_path / "in.jsonl",
        {"id": "a", "html": "<p>one</p>", "url": "https://a.example/1", "other": [1]},
        b"",
        {"id": 7, "text": "two", "title": "Two", "html": None},
        {"text": "three", "id": " "},
    )
    first, second, third = open_input(source)
    assert (first.position, first.id, first.html, first.text, first.url) == (
        0,
        "a",
        "<p>one</p>",
        None,
        "https://a.example/1",
    )
    assert (second.position, second.id, second.html, second.text, second.title) == (1, "7", None, "two", "Two")
    assert (third.position, third.id) == (2, "line-4")
    assert not any(item.error for item in (first, second, third))


@pytest.mark.parametrize(
    ("bad", "identity", "reason"),
    [
        (b"not json", "line-2", "line 2 is not valid JSON"),
        (b"[1]", "line-2", "line 2 is not a JSON object"),
        (b"{" * 100_000, "line-2", "line 2 is not valid JSON"),
        (b'{"id":"x","text":"\xff"}', "line-2", "line 2 is not valid UTF-8: byte 19"),
        ({"id": "x"}, "x", "line 2 has neither 'html' nor 'text'"),
        ({"id": "x", "html": "", "text": " "}, "x", "line 2 has neither 'html' nor 'text'"),
        ({"id": "x", "html": 5}, "x", "line 2: 'html' is a number, not a text"),
        ({"id": "x", "text": ["a"]}, "x", "line 2: 'text' is a list, not a text"),
        ({"id": "x", "text": "a", "title": {}}, "x", "line 2: 'title' is an object, not a text"),
        ({"id": True, "text": "a"}, "line-2", "line 2: 'id' is true or false, not a text or a number"),
        (b'{"id":"x","text":"' + b"y" * 300_000 + b'"}', "line-2", "line 2 is longer than"),
    ],
)
def test_bad_line_is_an_item_with_its_reason_and_the_rest_goes_on(tmp_path, monkeypatch, bad, identity, reason):
    """A line that cannot be read becomes an error under its own id or number; the lines around it are whole."""
    monkeypatch.setattr(lines_module, "MAX_LINE_BYTES", 200_000)
    source = write_lines(tmp_path / "in.jsonl", {"id": "before", "text": "a"}, bad, {"id": "after", "text": "b"})
    before, item, after = open_input(source)
    assert (before.id, item.id, after.id) == ("before", identity, "after")
    assert (item.error or "").startswith(reason)
    assert (before.error, after.error, [each.position for each in (before, item, after)]) == (None, None, [0, 1, 2])


def test_half_a_surrogate_pair_is_replaced_and_a_whole_one_kept(tmp_path):
    r"""`\ud800` alone, which no encoding can write, becomes U+FFFD in every part; an emoji stays."""
    source = write_lines(
        tmp_path / "in.ndjson", b'{"id":"a\\ud800","text":"t\\udfff \\ud83d\\ude00","url":"\\ud800","title":"\\ud800x"}'
    )
    (item,) = open_input(source)
    assert (item.id, item.text, item.url, item.title) == ("a\ufffd", "t\ufffd \U0001f600", "\ufffd", "\ufffdx")


def test_packed_lines_are_read_and_a_cut_file_ends_in_an_error(tmp_path):
    """A .gz is unpacked; where it was cut off, what came before counts and one error follows."""
    lines = b"".join(json.dumps({"id": n, "text": os.urandom(300).hex()}).encode() + b"\n" for n in range(500))
    whole, cut = tmp_path / "in.jsonl.gz", tmp_path / "cut.jsonl.gz"
    packed = gzip.compress(lines)
    whole.write_bytes(packed)
    cut.write_bytes(packed[: len(packed) // 2])
    assert [item.id for item in open_input(str(whole))] == [str(n) for n in range(500)]
    *good, last = open_input(str(cut))
    assert 100 < len(good) < 400
    assert [item.id for item in good] == [str(n) for n in range(len(good))]
    assert last.id == "cut.jsonl.gz"
    assert "cannot unpack" in (last.error or "")
    assert last.position == len(good)


def test_renamed_columns_are_followed_and_named_in_messages(tmp_path):
    """`--columns` says what the input calls its parts, and a message speaks the input's words."""
    source = write_lines(tmp_path / "in.jsonl", {"uid": 1, "body": "<p>x</p>", "html": "no"}, {"uid": 2, "html": "no"})
    first, second = open_input(source, Columns.parse("id=uid, html=body"))
    assert (first.id, first.html) == ("1", "<p>x</p>")
    assert (second.id, second.error) == ("2", "line 2 has neither 'body' nor 'text'")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("htlm=body", "no 'htlm'; did you mean html=...?"),
        ("link=href", "It has id, html, text, url, title"),
        ("html", "takes NAME=COLUMN,..., got 'html'"),
        ("html=", "takes NAME=COLUMN"),
        ("", "takes NAME=COLUMN"),
        ("id=a,id=b", "names 'id' twice"),
        ("html=body,text=body", "both from 'body'"),
    ],
)
def test_columns_that_say_nothing_are_refused(spec, message):
    """A misspelt or doubled name in `--columns` is an error that says what is meant instead."""
    with pytest.raises(ConfigError) as caught:
        Columns.parse(spec)
    assert message in str(caught.value)


def test_folder_gives_its_pages_in_the_order_of_their_names(tmp_path):
    """A folder is walked to the bottom, ids are paths below it, and what is no page is left out."""
    for name in ("b.html", "a/z.htm", "a.html", "a/y/n.md", "A.txt", "a/style.css", ".git/x.html", "a.b/c.HTML"):
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    items = list(open_input(str(tmp_path / "site")))
    ids = [item.id for item in items]
    assert ids == sorted(ids) == ["A.txt", "a.b/c.HTML", "a.html", "a/y/n.md", "a/z.htm", "b.html"]
    assert [item.html for item in items if item.id.endswith(("html", "htm"))] == [b"a.html", b"a/z.htm", b"b.html"]
    assert [item.text for item in items if item.id.endswith(("txt", "md"))] == ["A.txt", "a/y/n.md"]
    assert [item.position for item in items] == list(range(6))
    assert count_hint(str(tmp_path / "site")) == count_items(str(tmp_path / "site")) == 6


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [
        ("site/*.html", ["x.html"]),
        ("site/**/*.html", ["2026/05/a.html", "2027/b.html", "x.html"]),
        ("site/2026/**", ["05/a.html"]),
        ("site/20*/0?/*", ["2026/05/a.html"]),
        ("site/**/[ab].html", ["2026/05/a.html", "2027/b.html"]),
        ("*/x.html", ["site/x.html"]),
    ],
)
def test_pattern_gives_the_pages_that_it_fits(tmp_path, monkeypatch, pattern, ids):
    """A pattern is read as a shell reads it, `**` for any depth, and ids start where its wildcards do."""
    for name in ("site/x.html", "site/2026/05/a.html", "site/2027/b.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("page")
    monkeypatch.chdir(tmp_path)
    assert [item.id for item in open_input(pattern)] == ids


def test_folder_of_line_files_is_one_input(tmp_path):
    """Several files of lines are read one after the other; a line without an id names its file too."""
    (tmp_path / "in").mkdir()
    write_lines(tmp_path / "in" / "b.jsonl", {"text": "x"}, b"nothing")
    write_lines(tmp_path / "in" / "a.jsonl", {"id": "first", "text": "x"})
    first, second, third = open_input(str(tmp_path / "in"))
    assert [(item.position, item.id) for item in (first, second, third)] == [
        (0, "first"),
        (1, "b.jsonl:line-1"),
        (2, "b.jsonl:line-2"),
    ]
    assert (third.error or "").startswith("line 2 of 'b.jsonl' is not valid JSON")


def test_page_that_cannot_be_read_is_an_error_of_its_own(tmp_path, monkeypatch):
    """A page beyond the limit, a link to nowhere, or a page gone when its turn comes costs itself alone."""
    for name in ("a.html", "b.html", "c.html"):
        (tmp_path / name).write_text("page" * (20 if name == "b.html" else 1))
    monkeypatch.setattr(pages_module, "MAX_PAGE_BYTES", 30)
    (tmp_path / "d.html").symlink_to("nowhere")
    items = open_input(str(tmp_path))
    (tmp_path / "c.html").unlink()
    first, second, third, fourth = items
    assert (first.html, first.error) == (b"page", None)
    assert [item.error for item in (second, third, fourth)] == [
        "'b.html' is larger than 0 MB",
        "cannot read 'c.html': no such file or directory",
        "cannot read 'd.html': no such file or directory",
    ]


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("missing.jsonl", SourceError, "there is no 'missing.jsonl'"),
        ("missing/*.html", SourceError, "there is no folder 'missing'"),
        ("in.csv", ConfigError, "cannot tell what 'in.csv' holds"),
        ("-", ConfigError, "save it and give its path"),
        ("/dev/null", ConfigError, "save it and give its path"),
        ("x" * 300, SourceError, "file name too long"),
        ("in.csv/a.jsonl", SourceError, "not a directory"),
        ("https://a.example/in.jsonl", ConfigError, "save it and give its path"),
        ("empty.jsonl", SourceError, "'empty.jsonl' holds no item"),
        ("blank.jsonl", SourceError, "'blank.jsonl' holds no item"),
        ("folder", SourceError, "nothing to read in 'folder'"),
        ("folder/*.html", SourceError, "nothing to read in 'folder/*.html'"),
        ("mixed", ConfigError, "'mixed' holds pages ('a.html') and JSON Lines ('b.jsonl'); give one kind"),
        ("broken.jsonl.gz", SourceError, "cannot unpack 'broken.jsonl.gz'"),
    ],
)
def test_input_that_is_none_is_one_clear_error(tmp_path, monkeypatch, name, error, message):
    """Nothing there, an unknown kind, several kinds, an empty input: an error at once that says what to do."""
    monkeypatch.chdir(tmp_path)
    for folder in ("folder", "mixed"):
        (tmp_path / folder).mkdir()
    (tmp_path / "folder" / "picture.png").write_bytes(b"png")
    (tmp_path / "in.csv").write_text("a,b")
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "blank.jsonl").write_text("\n \n\n")
    (tmp_path / "broken.jsonl.gz").write_bytes(b"\x1f\x8bno gzip at all")
    (tmp_path / "mixed" / "a.html").write_text("page")
    (tmp_path / "mixed" / "b.jsonl").write_text("{}")
    with pytest.raises(error) as caught:
        open_input(name)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_lines_are_read_lazily_in_flat_memory(tmp_path):
    """Ten times the lines take no more memory, and the first item comes before the last is read."""
    peaks = []
    for count in (500, 5_000):
        source = write_lines(tmp_path / f"{count}.jsonl", *({"id": n, "text": "x" * 2_000} for n in range(count)))
        tracemalloc.start()
        assert sum(1 for _ in open_input(source)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] < 2_000_000


def test_same_input_gives_the_same_items_in_every_run(tmp_path):
    """Positions, ids and digests of two runs are equal, so that a job can go on where it stopped."""
    source = write_lines(tmp_path / "in.jsonl", {"text": "a"}, b"bad", {"id": 3, "html": "b"})
    runs = [[(item.position, item.id, item.digest) for item in open_input(source)] for _ in range(2)]
    assert runs[0] == runs[1]
    assert len({digest for _, _, digest in runs[0]}) == 3


@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz", "IN.JSONL.GZ"])
@pytest.mark.parametrize("packed", [False, True])
def test_lines_are_unpacked_by_what_they_are_and_not_by_what_they_are_called(tmp_path, name, packed):
    """A download that was unpacked on its way keeps its name, and so does one that was not."""
    line = json.dumps({"id": "a", "text": "x"}).encode()
    (tmp_path / name).write_bytes(gzip.compress(line) if packed else line)
    assert [(item.id, item.error) for item in open_input(str(tmp_path / name))] == [("a", None)]


def test_what_is_packed_in_another_way_is_said_so(tmp_path):
    """Not that nobody knows what it is."""
    (tmp_path / "in.jsonl.zst").write_bytes(b"(\xb5/\xfd")
    with pytest.raises(ConfigError, match="is packed in a way that a batch does not unpack; unpack it, or take gzip"):
        open_input(str(tmp_path / "in.jsonl.zst"))


@pytest.mark.parametrize("part", ["id", "url", "title"])
def test_part_that_is_too_long_to_be_one_is_an_error_of_its_own(tmp_path, part):
    """Megabytes in a title would end the worker that is sent them; here they end nothing."""
    source = write_lines(
        tmp_path / "in.jsonl", {"id": "a", "text": "x"} | {part: "t" * 100_001}, {"id": "b", "text": "x"}
    )
    bad, good = open_input(source)
    assert bad.id == ("line-1" if part == "id" else "a")
    assert bad.error == f"line 1: {part!r} is 100,001 characters long, and 100,000 are the most"
    assert (good.id, good.error) == ("b", None)


def test_id_that_is_no_finite_number_is_said_so(tmp_path):
    """JSON as Python and others write it has NaN."""
    (item,) = open_input(write_lines(tmp_path / "in.jsonl", b'{"id": NaN, "text": "x"}'))
    assert item.error == "line 1: 'id' is no finite number"


def test_links_that_lead_to_no_file_cost_nobody_else_anything(tmp_path):
    """A link to itself is an error of its own; one to a pipe, which would be waited for without end, is left out."""
    (tmp_path / "a.html").write_text("page")
    (tmp_path / "b.html").symlink_to("b.html")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "c.html").symlink_to("pipe")
    (tmp_path / "d.html").symlink_to("a.html")
    one, two, three = open_input(str(tmp_path))
    assert [one.id, two.id, three.id] == ["a.html", "b.html", "d.html"]
    assert two.error == "cannot read 'b.html': too many levels of symbolic links"
    assert three.html == b"page"


def test_folder_that_cannot_be_looked_into_is_an_error_of_its_own(tmp_path, monkeypatch):
    """`lost+found` at the top of a disk is nobody's to read; the rest is briefed, by one reader or by many."""
    for name in ("a.jsonl", "lost+found/x.jsonl", "z.jsonl"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        write_lines(tmp_path / "in" / name, {"id": name, "text": "x"})
    scan = os.scandir

    def refused(path):
        if str(path).endswith("lost+found"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    source = str(tmp_path / "in")
    whole = list(open_input(source))
    parts = [item for part in parts_of(source) for item in read_part(Part.read(part.told()), Columns())]
    for items in (whole, parts):
        assert [item.id for item in items] == ["a.jsonl", "lost+found", "z.jsonl"]
        assert items[1].error == "cannot read the folder 'lost+found': permission denied"
    (tmp_path / "in" / "a.jsonl").unlink()
    (tmp_path / "in" / "z.jsonl").unlink()
    with pytest.raises(SourceError, match=r"cannot read the folder 'lost\+found': permission denied"):
        open_input(source)


def test_what_the_job_writes_is_not_its_input(tmp_path, monkeypatch):
    """`batch . --out out`, or even `--out .`, finds the same articles when it is run again."""
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out"
    (out / "provider-abc").mkdir(parents=True)
    write_lines(tmp_path / "a.jsonl", {"id": "a", "text": "x"})
    for name in ("records.jsonl", "records.parquet", "summary.json", "job.sqlite3-wal", "provider-abc/1.jsonl"):
        write_lines(out / name, {"id": "result"})
    found = find(".", out=out)
    assert [item.id for item in open_input(found)] == ["a"]
    assert (found.count, dict(found.others)) == (1, {})
    write_lines(out / "b.jsonl", {"id": "b", "text": "x"})
    assert [item.id for item in open_input(find("out", out=out))] == ["b"]
    with pytest.raises(ConfigError, match=r"JSON Lines .* and Parquet"):
        find(".")  # another job's results are as good an input as any


def test_files_that_nobody_reads_are_counted(tmp_path):
    """A folder in which most is packed in another way does not look like a whole one."""
    for name in ("a.jsonl", "b.jsonl.zst", "c.jsonl.zst", "README", ".hidden"):
        write_lines(tmp_path / name, {"id": name, "text": "x"})
    assert dict(find(str(tmp_path)).others) == {".zst": 2, "": 1}
