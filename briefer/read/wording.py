"""The words of a feed's titles and summaries: HTML or not, one line of plain text comes out.

Feeds write titles as text, as escaped HTML, as HTML escaped twice, and as bait. Tags go, with all that stands in
scripts and styles, references become characters, and what that uncovers goes too; so does what moves a cursor, turns
the direction of text or prints nothing. The price: a title that speaks of "the <video> tag" loses the tag. Every
step is linear in the text, as whoever writes a feed also chooses its worst case.
"""

from __future__ import annotations

import html
import re

from briefer.read.hidden import without_invisible
from briefer.read.markup import BLOCK_TAGS
from briefer.text.terminal import plain

MAX_TITLE = 300
"""Characters: the longest headlines have some 150."""
MAX_SUMMARY = 2_000
"""Characters: more than any teaser, and all that comparing stories needs of an entry."""
_READ = 4
"""Characters of markup that are read for each that may come out."""
_MARK = re.compile(r"<!--|-->|<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)[^<>]*+>|<[!?/][^<>]*+>")
_CLEAN = re.compile("[ -%'-;=-~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2015\u2018-\u201f\u2026\u20ac]*")
"""Text on one line with nothing to take out: no markup, no reference, nothing that moves a cursor or prints nothing."""
_SILENT = frozenset({"script", "style", "template", "svg", "iframe"})
_BREAKS = BLOCK_TAGS | {"br"}
_COMMENT = "!--"
_PASSES = 3  # markup escaped as HTML, as XML, and by somebody who meant it well


def read_title(text: str) -> str:
    """The first line of a title without markup; empty where nothing is left."""
    if _is_clean(text, MAX_TITLE):
        return " ".join(text.split())
    text = _bare(_beginning(text, MAX_TITLE * _READ))
    line = next((line for line in text.splitlines() if line.strip()), "")
    return _one_line(line, MAX_TITLE)


def read_summary(text: str) -> str:
    """A summary on one line without markup, cut at `MAX_SUMMARY`."""
    if _is_clean(text, MAX_SUMMARY):
        return " ".join(text.split())
    return _one_line(_bare(_beginning(text, MAX_SUMMARY * _READ)), MAX_SUMMARY)


def _is_clean(text: str, limit: int) -> bool:
    return len(text) <= limit and _CLEAN.fullmatch(text) is not None and "]]>" not in text


def _beginning(text: str, limit: int) -> str:
    """The first characters, without the half of a tag that the cut may leave."""
    if len(text) <= limit:
        return text
    start = text.rfind("<", 0, limit)
    return text[: start if start > text.rfind(">", 0, limit) else limit]


def _one_line(text: str, limit: int) -> str:
    line = " ".join(without_invisible(text)[0].split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0].rstrip()


def _bare(text: str) -> str:
    text = text.replace("<![CDATA[", "").replace("]]>", "")  # marked as literal twice, so once as text
    for _ in range(_PASSES):
        if "<" not in text and "&" not in text:
            return text if _CLEAN.fullmatch(text.replace("\n", " ")) else plain(text)
        text = html.unescape(without_markup(text))
    text = plain(without_markup(text))
    return text.replace("<", "") if _MARK.search(text) else text  # tags made of tags


def without_markup(text: str) -> str:
    """The text between the tags, a line break where a block begins or ends; scripts, styles and comments left out."""
    if "<" not in text:
        return text
    out: list[str] = []
    at, inside = 0, ""  # the silent element, or the comment, that we are in
    for match in _MARK.finditer(text):
        if not inside:
            out.append(text[at : match.start()])
        at = match.end()
        name = _COMMENT if match[0] in ("<!--", "-->") else (match[2] or "").lower()
        closing = match[0] == "-->" or match[1] == "/"
        if inside:
            inside = "" if closing and name == inside else inside
        elif name == _COMMENT and closing:
            out.append(match[0])  # an arrow
        elif name == _COMMENT or name in _SILENT:
            inside = "" if closing else name
        elif name in _BREAKS:
            out.append("\n")
    if not inside:
        out.append(text[at:])
    return "".join(out)
