"""The text of a PDF: pages in order, running heads and page numbers dropped, hyphenated words joined.

Bounded in pages and characters. Not covered: scanned pages (they hold no text, and nothing is recognised),
forms, attachments, scripts: none of these is ever run or opened.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from dataclasses import dataclass

from briefer.errors import ExtractionError

MAX_PAGES = 200
"""A newspaper has fewer; what has more is a book, and its first 200 pages tell what it is about."""
_MAX_CHARS = 2_000_000
_EDGE = 2  # lines at the top and at the bottom of a page among which a running head can stand
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[a-zß-öø-ÿ])")
_PAGE_NUMBER = re.compile(r"^\W*(?:page|seite|p\.)?\s*\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF gave."""

    text: str
    title: str | None
    """As the file's own information says; None where it says none."""


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
        pages, size = [], 0
        for page in reader.pages[:MAX_PAGES]:
            pages.append(page.extract_text() or "")
            size += len(pages[-1])
            if size > _MAX_CHARS:
                break
        title = reader.metadata.title if reader.metadata is not None else None
    except (
        PyPdfError,
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
    ) as error:
        raise ExtractionError(f"{name!r} is a broken PDF ({type(error).__name__}); save it again", url=name) from error
    text = _HYPHEN.sub("", "\n\n".join(_without_running_heads(pages))).strip()
    if not text:
        raise ExtractionError(f"{name!r} is a PDF without text, perhaps scanned; recognise its text first", url=name)
    title = " ".join(title.split()) if isinstance(title, str) else None
    return PdfText(
        text,
        title if title and not re.search(r"\.\w{2,4}$|^untitled|^microsoft word", title, re.IGNORECASE) else None,
    )


def _without_running_heads(pages: list[str]) -> list[str]:
    """The pages without the lines that stand at the edge of most of them, and without page numbers."""
    lined = [[line.strip() for line in page.split("\n")] for page in pages]
    lined = [_trimmed(lines) for lines in lined]
    edges: Counter[str] = Counter()
    for lines in lined:
        edges.update({_levelled(line) for line in [*lines[:_EDGE], *lines[-_EDGE:]] if line})
    running = {edge for edge, count in edges.items() if len(pages) > 2 and count * 2 > len(pages)}
    kept = []
    for lines in lined:
        last = len(lines) - 1
        kept.append(
            "\n".join(
                line
                for index, line in enumerate(lines)
                if not (
                    (index < _EDGE or index > last - _EDGE) and (_levelled(line) in running or _PAGE_NUMBER.match(line))
                )
            )
        )
    return kept


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[0]:
        lines = lines[1:]
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def _levelled(line: str) -> str:
    return re.sub(r"\d+", "0", line.casefold())
