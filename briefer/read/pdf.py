"""The text of a PDF: columns in reading order, running heads and page numbers dropped, divided words joined.

pypdf gives each page as rows of characters at their places; `columns` reads them. What it cannot lay out is read in
the order of the file, as is what stands behind the first pages. Bounded in pages and characters. Not covered: scanned pages (they hold no text, and nothing is recognised),
forms, attachments, scripts: none of these is ever run or opened.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefer.errors import ExtractionError
from briefer.read.columns import paragraphs

if TYPE_CHECKING:
    from pypdf import PageObject

MAX_PAGES = 200
"""A newspaper has fewer; what has more is a book, and its first 200 pages tell what it is about."""
_MAX_CHARS = 2_000_000
_LAID_OUT = 60  # pages: laying one out takes ten times as long as to take its words in the order of the file
_EDGE = 2  # lines at the top and at the bottom of a page among which a running head can stand
_PAGE_NUMBER = re.compile(r"^\W*(?:page|seite|p\.)?\s*\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?\W*$", re.IGNORECASE)
_PRINTED = re.compile(  # what browsers write around a page that they print
    r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d\d\b.{0,200}$|^(?:https?|file)://\S+(?: \d+ ?/ ?\d+)?$",
    re.IGNORECASE,
)
_TRIPS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    AssertionError,
    MemoryError,
    ImportError,
)
"""What the library raises, besides its own errors, on files that break its rules."""
_LIGATURES = {ord(one): many for one, many in zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)}
_FILE_NAME = re.compile(r"\.\w{2,4}$|^untitled|^microsoft word|^document\d*$|^(?:https?|file):", re.IGNORECASE)
_TITLE_WORDS = range(3, 31)
_LARGER = 1.2  # times the size of most of the page: then the largest type is its headline


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF gave."""

    text: str
    title: str | None
    """As the file's own information says, else the largest type of its first page; None where neither shows one."""


def pdf_text(data: bytes, *, name: str) -> PdfText:
    """The text of a PDF with its line breaks, and its title.

    Raises:
        ExtractionError: the file is broken, encrypted, or holds no text.
    """
    import pypdf  # noqa: PLC0415 - 100 ms at import
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - the same

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of broken files, our error says once
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ExtractionError(f"{name!r} is an encrypted PDF; save it without a password", url=name)
        pages: list[list[str]] = []
        size = 0
        for number, page in enumerate(reader.pages[:MAX_PAGES]):
            rows = _rows(page, laid_out=number < _LAID_OUT)
            pages.append(rows)
            size += sum(map(len, rows))
            if size > _MAX_CHARS:
                break
        title = reader.metadata.title if reader.metadata is not None else None
        largest = _largest_type(reader.pages[0]) if pages else None
    except (PyPdfError, *_TRIPS) as error:
        raise ExtractionError(f"{name!r} is a broken PDF ({type(error).__name__}); save it again", url=name) from error
    text = "\n\n".join(paragraphs(_without_running_heads(pages)))
    if not text:
        raise ExtractionError(f"{name!r} is a PDF without text, perhaps scanned; recognise its text first", url=name)
    named = " ".join(title.split()) if isinstance(title, str) else ""
    return PdfText(text, named if named and not _FILE_NAME.search(named) else largest)


def _rows(page: PageObject, *, laid_out: bool) -> list[str]:
    """The rows of a page, their characters at their places; in the order of the file where they cannot be placed."""
    text = ""
    if laid_out:
        with contextlib.suppress(*_TRIPS):
            text = page.extract_text(extraction_mode="layout")
    text = text if text.strip() else page.extract_text() or ""
    return text.translate(_LIGATURES).replace("\t", "    ").split("\n")


def _largest_type(page: PageObject) -> str | None:
    """The words in the largest type of a page, if they stand out and can be a headline."""
    sizes: Counter[float] = Counter()
    runs: list[tuple[float, str]] = []

    def visit(text: str, _matrix: object, placed: list[float], _font: object, size: float) -> None:
        height = round(abs(size * (placed[3] or placed[0] or 1)), 1)
        sizes[height] += len(text.strip())
        if text.strip():
            runs.append((height, text))

    with contextlib.suppress(*_TRIPS):
        page.extract_text(visitor_text=visit)
    largest = max((height for height, _ in runs), default=0)
    if not runs or largest < _LARGER * sizes.most_common(1)[0][0]:
        return None
    words = "".join(text for height, text in runs if height == largest).translate(_LIGATURES).split()
    return " ".join(words) if len(words) in _TITLE_WORDS else None


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """The pages without the rows that stand at the edge of most of them, and without page numbers."""
    pages = [_trimmed(rows) for rows in pages]
    edges: Counter[str] = Counter()
    for rows in pages:
        edges.update({_levelled(row) for row in _at_edge(rows) if row.strip()})
    running = {edge for edge, count in edges.items() if len(pages) > 1 and count * 2 > len(pages)}
    return [
        [row for row, edge in zip(rows, _edges(rows), strict=True) if not (edge and _is_running(row, running))]
        for rows in pages
    ]


def _edges(rows: Sequence[str]) -> list[bool]:
    """Of each row whether it is one of the first or last filled ones of its page."""
    filled = [at for at, row in enumerate(rows) if row.strip()]
    near = {*filled[:_EDGE], *filled[-_EDGE:]}
    return [at in near for at in range(len(rows))]


def _at_edge(rows: Sequence[str]) -> list[str]:
    return [row for row, edge in zip(rows, _edges(rows), strict=True) if edge]


def _is_running(row: str, running: set[str]) -> bool:
    line = " ".join(row.split())
    return _levelled(row) in running or bool(_PAGE_NUMBER.match(line) or _PRINTED.match(line))


def _trimmed(rows: list[str]) -> list[str]:
    """The rows without the blank ones at both ends."""
    start, end = 0, len(rows)
    while start < end and not rows[start].strip():
        start += 1
    while end > start and not rows[end - 1].strip():
        end -= 1
    return rows[start:end]


def _levelled(row: str) -> str:
    return re.sub(r"\d+", "0", " ".join(row.casefold().split()))
