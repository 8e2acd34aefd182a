"""Many pages at once: `{"id","html","url"?}` a line in, one Article JSON a line out, in order, on all cores.

A bad line or page becomes `{"id","error"}` and never stops the rest, nor does a page that kills its worker.
At most a few pages a worker are in flight, so memory stays flat in the number of lines. `text` is taken in
place of `html`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from briefer.errors import BrieferError
from briefer.parallel import ordered_map
from briefer.read.json_line import LineError, identity_of, parse_object, well_formed
from briefer.read.limits import PAGE_TIMEOUT_S, page_limits

_ALONE = 7  # lines: so few are read in this process, as starting workers takes longer


def read_batch(lines: Iterable[str], *, workers: int | None = None) -> Iterator[str]:
    """One JSON line for each line that is not blank, in order; lazy at both ends."""
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    # a page at a time: it may have megabytes, and takes longer than to hand it over
    return ordered_map(_read, numbered, workers, chunk=1, alone=_ALONE, lost=_lost)


def _read(numbered: tuple[int, str]) -> str:
    return read_line(*numbered)


def _lost(numbered: tuple[int, str]) -> str:
    return _error(_id(numbered[1]), "the page ended the program that read it; it is left out")


def read_line(number: int, line: str) -> str:
    """The JSON line for one input line; errors are lines too. `number` names a line that has no id."""
    from briefer.read.reading import read_html, read_text  # noqa: PLC0415 - the parent process needs no extractor

    identity: str | None = None
    try:
        item = parse_object(line, f"line {number}")
        identity = identity_of(item.get("id"))
        html, text, url, title = (_text(item.get(key)) for key in ("html", "text", "url", "title"))
        with page_limits(identity or f"line {number}", timeout_s=PAGE_TIMEOUT_S):
            if html is not None:
                article = read_html(html, url=url or None, id=identity).article
            elif text is not None:
                title = title if title and title.strip() else None
                article = read_text(text, url=url or None, title=title, id=identity).article
            else:
                return _error(identity, f"line {number} has neither 'html' nor 'text'")
        if not article.text:
            return _error(identity, "no article found in the page")
        return article.model_dump_json()
    except (BrieferError, LineError) as error:
        return _error(identity, str(error))


def _text(value: Any) -> str | None:
    return well_formed(value) if isinstance(value, str) else None


def _id(line: str) -> str | None:
    try:
        return identity_of(parse_object(line, "line").get("id"))
    except LineError:
        return None


def _error(identity: str | None, message: str) -> str:
    return json.dumps({"id": identity, "error": message}, ensure_ascii=False)
