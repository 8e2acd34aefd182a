"""Web archives: the pages among their records, and one error where an archive is cut off or damaged."""

from __future__ import annotations

import gzip
import uuid
import zlib

import pytest

from briefer.batch.inputs import archive, count_hint, count_items, open_input
from briefer.batch.reading import read_item
from briefer.errors import SourceError
from tests.read.samples import BODY, STORY, page

PAGE = b"<html><body><p>A page.</p></body></html>"


class Archive:
    """A WARC file in the making, written as the standard says."""

    def __init__(self, path, *, packed=False):
        self.path = path
        self.packed = packed
        self.data = b""

    def add(self, url, body=PAGE, *, status="200 OK", kind="response", http=True, **headers):
        """One record more; its id is returned, without its brackets."""
        fields = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        identity = f"urn:uuid:{uuid.uuid4()}"
        block = f"HTTP/1.1 {status}\r\n{fields}\r\n".encode() + body if http else body
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{identity}>\r\nWARC-Date: 2026-05-01T00:00:00Z\r\n"
            f"WARC-Target-URI: {url}\r\n"
            + ("Content-Type: application/http; msgtype=response\r\n" if http else fields)
            + f"Content-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        self.data += gzip.compress(record) if self.packed else record
        return identity

    def save(self):
        """The file's path, once it is written."""
        self.path.write_bytes(self.data)
        return str(self.path)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_pages_are_items_with_their_record_and_address(tmp_path, name):
    """A response that is HTML is an item; its id is the record's, so that one address may come twice."""
    made = Archive(tmp_path / name, packed=name.endswith("gz"))
    made.add("", b"software: test\r\n", kind="warcinfo", http=False, Content_Type="application/warc-fields")
    first = made.add("https://a.example/1", Content_Type="text/html")
    second = made.add("https://a.example/1", b"<p>again", Content_Type="Text/HTML; charset=UTF-8")
    third = made.add("https://a.example/r", b"<p>kept", kind="resource", http=False, Content_Type="text/html")
    items = list(open_input(made.save()))
    assert [(item.position, item.id, item.url, item.html) for item in items] == [
        (0, first, "https://a.example/1", PAGE),
        (1, second, "https://a.example/1", b"<p>again"),
        (2, third, "https://a.example/r", b"<p>kept"),
    ]
    assert len({first, second, third}) == 3
    assert count_hint(str(tmp_path / name)) is None
    assert count_items(str(tmp_path / name)) == 3


def test_what_is_no_page_is_left_out_and_counted(tmp_path):
    """Pictures, redirects, errors, other protocols and empty answers are no pages; requests are no captures."""
    made = Archive(tmp_path / "a.warc")
    made.add("https://a.example/", Content_Type="text/html")
    made.add("https://a.example/p.png", b"png", Content_Type="image/png")
    made.add("https://a.example/old", status="301 Moved", Content_Type="text/html")
    made.add("https://a.example/gone", status="404 Not Found", Content_Type="text/html")
    made.add("https://a.example/unknown", b"<p>")
    made.add("dns:a.example", b"1.2.3.4", http=False, Content_Type="text/dns")
    made.add("https://a.example/same", b"", kind="revisit", Content_Type="text/html")
    made.add("https://a.example/", b"", kind="request", http=False, Content_Type="application/http; msgtype=request")
    items = open_input(made.save())
    assert [item.url for item in items] == ["https://a.example/"]
    assert items.skipped == 6


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE), {"Content_Encoding": "gzip"}),
        (gzip.compress(PAGE), {"Content_Encoding": "x-gzip"}),
        (zlib.compress(PAGE), {"Content_Encoding": "deflate"}),
        (b"28\r\n" + PAGE + b"\r\n0\r\n\r\n", {"Transfer_Encoding": "chunked"}),
        (PAGE, {"Transfer_Encoding": "chunked"}),  # as crawlers write it that unchunk and keep the header
    ],
    ids=["gzip", "x-gzip", "deflate", "chunked", "chunked by name alone"],
)
def test_page_is_unpacked_and_unchunked(tmp_path, body, headers):
    """What the server did to the page on the wire is undone."""
    made = Archive(tmp_path / "a.warc.gz", packed=True)
    made.add("https://a.example/", body, Content_Type="text/html", **headers)
    (item,) = open_input(made.save())
    assert item.html == PAGE


def test_charset_of_the_header_is_heeded(tmp_path):
    """A page whose encoding only the server names is read in it."""
    made = Archive(tmp_path / "a.warc")
    words = [f"Зал {number} закрыли во вторник, сообщил совет города. " * 8 for number in range(4)]
    html = page("".join(f"<p>{text}</p>" for text in words)).replace("©", "")
    made.add("https://a.example/", html.encode("koi8-r"), Content_Type="text/html; charset=koi8-r")
    made.add("https://a.example/", page(STORY).encode(), Content_Type="text/html; charset=nonsense")
    first, second = open_input(made.save())
    assert words[2].strip() in read_item(first).text
    assert read_item(second).text == "\n\n".join(BODY)


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"x" * 300, {}, "record-1: the page is larger than 0 MB"),
        (gzip.compress(b"x" * 100_000), {"Content_Encoding": "gzip"}, "record-1: the page is larger than 0 MB"),
        (b"\x1b\x03", {"Content_Encoding": "br"}, "record-1: the page is packed with 'br', which briefer does not"),
    ],
)
def test_page_that_cannot_be_had_is_an_error_of_its_own(tmp_path, monkeypatch, body, headers, reason):
    """A page beyond the limit, packed or not, or in a packing that we do not know costs itself alone."""
    monkeypatch.setattr(archive, "MAX_PAGE_BYTES", 250)
    made = Archive(tmp_path / "a.warc")
    made.add("https://a.example/1", body, Content_Type="text/html", **headers)
    made.add("https://a.example/2", Content_Type="text/html")
    bad, good = open_input(made.save())
    assert (bad.error or "").startswith(reason)
    assert (bad.url, bad.html, good.html, good.position) == ("https://a.example/1", None, PAGE, 1)


@pytest.mark.parametrize("packed", [True, False])
def test_archive_that_is_cut_off_gives_what_came_before_and_one_error(tmp_path, packed, capfd):
    """However an archive ends before its time, whole pages count, the torn one does not, and one item says so."""
    name = "a.warc.gz" if packed else "a.warc"
    made = Archive(tmp_path / name, packed=packed)
    ends = []
    for number in range(5):
        made.add(f"https://a.example/{number}", PAGE * 50, Content_Type="text/html")
        ends.append(len(made.data))
    made.save()
    whole = made.path.read_bytes()
    # a member's last bytes are its checksum, so that the page before it is whole
    for cut in (ends[3] + 1, ends[3] + 20, *range(ends[3] + 40, ends[4] - 40, 13)):
        made.path.write_bytes(whole[:cut])
        *good, last = open_input(str(made.path))
        assert [item.html for item in good] == [PAGE * 50] * 4, cut
        assert (last.id, last.position) == (name, 4)
        assert f"cannot read the WARC file {str(made.path)!r} on" in (last.error or "")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("damage", "good"),
    [
        (lambda data: data.replace(b"Content-Length: 2", b"Content-Length: 1", 2), 1),
        (lambda data: data.replace(b"Content-Length", b"Content-Size", 2), 0),
        (lambda data: data + b"WARC and then nothing that an archive holds\r\n\r\n", 3),
    ],
)
def test_damaged_record_ends_the_archive_with_one_error(tmp_path, capfd, damage, good):
    """A record whose length is wrong or missing, or that is none, is where reading ends; nothing is printed of it."""
    made = Archive(tmp_path / "a.warc")
    for number in range(3):
        made.add(f"https://a.example/{number}", PAGE * 4, Content_Type="text/html")
    made.path.write_bytes(damage(made.data))
    if good == 0:
        with pytest.raises(SourceError, match="cannot read the WARC file"):
            open_input(str(made.path))
    else:
        *items, last = open_input(str(made.path))
        assert len([item for item in items if item.error is None]) == good
        assert "cannot read the WARC file" in (last.error or "")
    assert capfd.readouterr() == ("", "")


def test_archive_packed_as_one_piece_or_filled_up_with_zeros_is_read(tmp_path):
    """One gzip member around all records, and zeros behind the last one, are no damage."""
    made = Archive(tmp_path / "a.warc.gz")
    for number in range(3):
        made.add(f"https://a.example/{number}", Content_Type="text/html")
    made.path.write_bytes(gzip.compress(made.data) + b"\0" * 512)
    assert [item.error for item in open_input(str(made.path))] == [None] * 3


def test_file_that_is_no_archive_is_one_clear_error(tmp_path):
    """Another file under an archive's name is refused at once."""
    path = tmp_path / "a.warc.gz"
    for data in (b"no archive", gzip.compress(b"no archive\n\n")):
        path.write_bytes(data)
        with pytest.raises(SourceError, match="cannot read the WARC file"):
            open_input(str(path))


def test_address_with_a_space_is_mended_without_a_word(tmp_path, capfd):
    """What warcio warns of is no matter of the user's."""
    made = Archive(tmp_path / "a.warc")
    made.add("https://a.example/a b", Content_Type="text/html")
    (item,) = open_input(made.save())
    assert item.url == "https://a.example/a%20b"
    assert capfd.readouterr() == ("", "")
