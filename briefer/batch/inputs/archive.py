"""WARC, packed or not: the pages among an archive's records, in the order that they were taken in.

A page is a response with a status from 200 to 299, or a resource, whose content is HTML. Its id is the record's own
(`urn:uuid:...`), as an archive may hold one address many times. Not covered: ARC, records in segments, and revisits,
whose page stands in another archive.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from typing import IO, Any, cast

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from briefer.batch.inputs.fields import MOST_CHARACTERS, too_long
from briefer.batch.item import Item
from briefer.errors import SourceError
from briefer.read.json_line import identity_of
from briefer.read.markup import decode

MAX_PAGE_BYTES = 50_000_000
"""As many as a file that `briefer brief` takes, packed and unpacked."""
_BLOCK = 65_536
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_CAPTURES = frozenset({"response", "resource", "revisit"})
_HTTP = StatusAndHeadersParser(["HTTP/"], verify=False)
_UNPACKED = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_GZIP = b"\x1f\x8b"

logging.getLogger("warcio").setLevel(logging.ERROR)  # it warns of a space in an address, on the stderr of the user


class _Records(WARCIterator):  # type: ignore[misc] # warcio ships no types
    INC_RECORD = ""  # warcio prints it on stderr; `err_count` says the same


class _Unpacked:
    """What a gzip file of many members holds, at nearly three times the speed of the standard library's GzipFile.

    warcio would unpack it too, but takes a file that is cut off or damaged for one that ends there.
    """

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._parts = self._unpack(file, path)

    def read(self, _size: int = -1) -> bytes:
        """The next bytes, as many as come, none at the end."""
        return next(self._parts, b"")

    @staticmethod
    def _unpack(file: IO[bytes], path: Path) -> Iterator[bytes]:
        member = None
        while packed := file.read(_BLOCK):
            while packed:
                if member is None:
                    packed = packed.lstrip(b"\0")  # tapes and file systems fill up with zeros
                    member = zlib.decompressobj(16 + zlib.MAX_WBITS) if packed else None
                    continue
                try:
                    part = member.decompress(packed)
                except zlib.error as error:
                    raise _broken(path, f"it is damaged ({error})") from error
                packed = member.unused_data
                member = None if member.eof else member
                if part:
                    yield part
        if member is not None:
            raise _broken(path, "the file is cut off")


def read_archive(path: Path, positions: Iterator[int], skip: Callable[[], None], *, within: str = "") -> Iterator[Item]:
    """The pages of an archive; `skip` is called for each capture that is none.

    Raises:
        SourceError: the file is no WARC, or cut off or damaged; what came before it counts.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            records = _Records(_Unpacked(file, path) if packed else file)
            records.no_record_parse = True  # warcio stumbles over a response without an address
            for number, record in enumerate(records, start=1):
                if record.length is None or records.err_count:
                    raise _broken(path, f"record {number} is not as long as it says")
                name = f"{within}:record-{number}" if within else f"record-{number}"
                page = _page(record, name) if record.rec_type in _CAPTURES else None
                _drain(record, path, number)  # before the page gets its place: half a page is none
                if page is not None:
                    yield Item(next(positions), **page)
                elif record.rec_type in _CAPTURES:
                    skip()
            if records.err_count:
                raise _broken(path, "its last record is not as long as it says")
    except (ArchiveLoadFailed, UnicodeError) as error:
        reason = " ".join(str(error).split())[:120].lower()
        raise _broken(path, reason) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(f"cannot read {str(path)!r}: {reason}; check the file", url=str(path)) from error


def _broken(path: Path, reason: str) -> SourceError:
    return SourceError(f"cannot read the WARC file {str(path)!r} on: {reason}; fetch it anew", url=str(path))


def _drain(record: Any, path: Path, number: int) -> None:
    """Read what is left of a record, and see that it was all there."""
    while record.raw_stream.read(_BLOCK):
        pass
    if record.raw_stream.limit:
        raise _broken(path, f"the file ends within record {number}")


def _page(record: Any, name: str) -> dict[str, Any] | None:
    """The parts of a capture's item; None for one that is no page."""
    url = record.rec_headers.get_header("WARC-Target-URI")
    kind = record.rec_headers.get_header("Content-Type") or ""
    if record.rec_type == "revisit":
        return None
    if record.rec_type == "response":
        if not kind.lower().startswith("application/http"):
            return None  # a name looked up, or another protocol's answer
        try:
            record.http_headers = _HTTP.parse(record.raw_stream)
        except (EOFError, StatusAndHeadersParserException):
            return None  # a connection that gave nothing
        if not record.http_headers.statusline.startswith("2"):
            return None
        kind = record.http_headers.get_header("Content-Type") or ""
    content = Message()
    content["Content-Type"] = kind.replace("\r", " ").replace("\n", " ")
    if not kind or content.get_content_type() not in _HTML:
        return None
    identity = identity_of((record.rec_headers.get_header("WARC-Record-ID") or "").strip("<> ")) or name
    if url is not None and len(url) > MOST_CHARACTERS:
        return {"id": identity, "error": too_long(name, "WARC-Target-URI", url)}
    page = _payload(record)
    if isinstance(page, str):
        return {"id": identity, "url": url, "error": f"{name}: {page}"}
    charset = content.get_content_charset()
    # UTF-8 is what is tried first in any case; only another name is worth the work here
    html = page if charset in {None, "utf-8", "utf8"} else decode(page, charset)
    return {"id": identity, "url": url, "html": html}


def _payload(record: Any) -> bytes | str:
    """The bytes of the page, unchunked and unpacked, or why they are not to be had."""
    headers = record.http_headers
    encoding = ((headers.get_header("Content-Encoding") if headers else None) or "").strip().lower()
    if encoding not in _UNPACKED:
        return f"the page is packed with {encoding!r}, which briefer does not unpack"
    if record.length > MAX_PAGE_BYTES:
        return f"the page is larger than {MAX_PAGE_BYTES // 1_000_000} MB"
    if encoding == "x-gzip":
        headers.replace_header("Content-Encoding", "gzip")
    page = cast("bytes", record.content_stream().read(MAX_PAGE_BYTES + 1))
    return page if len(page) <= MAX_PAGE_BYTES else f"the page is larger than {MAX_PAGE_BYTES // 1_000_000} MB"
