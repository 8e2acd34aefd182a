"""Plain text and Markdown to headline, standfirst and blocks.

Covered: paragraphs between blank lines, one paragraph a line, hard-wrapped lines, all of them mixed; a
headline and a standfirst before the body; a line that signs or dates the piece; Markdown's headings,
emphasis, links, lists, quotations and front matter. Section headings ("What happened") stay blocks of their
own. Not covered: Markdown tables and footnotes, which stay as they are typed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from briefer.article import Removed
from briefer.read.blocks import Block, Shape
from briefer.read.dates import read_date
from briefer.read.head import split_head
from briefer.read.people import people

_WRAPPED_WIDTH = 120  # columns: longer lines are paragraphs, no editor wraps there
_NARROW = 40  # columns: a text whose longest line is shorter is a list or verse, not wrapped prose
_RAGGED = 16  # columns by which a full line may fall short: the longest common words
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{3,})\s*$")
_RULE = re.compile(r"^\s{0,3}(?:[-*_]\s*){3,}$")
_BULLET = re.compile(r"^\s{0,8}(?:[-*+•◦‣▪–]|\d{1,2}[.)])(?:\s+|$)")
_RULER = re.compile(r"^\s*[-_=*~+#•·–—]{3,}\s*$")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,4000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^([A-Za-z_]+):\s*(.*?)\s*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\((?:[^()\s]|\([^()\s]*\)){0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)")
_REFERENCE = re.compile(r"^\s{0,3}\[[^\]\n]{1,200}\]:\s+\S+.*$", re.MULTILINE)
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{1,2000})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_STRONG = re.compile(r"(?<![\w*])(\*\*\*|\*\*|\*)(?=\S)([^*\n]{1,1000}?)(?<=\S)\1(?![\w*])")
_UNDERSCORED = re.compile(r"(?<![\w_])(___|__|_)(?=\S)([^_\n]{1,1000}?)(?<=\S)\1(?![\w_])")
_CODE = re.compile(r"(`+)([^`\n]{1,500})\1")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|---\n[a-z_]+:|\[[^\]\n]+\]\(https?:)|"
    r"\n#{1,6} \S|\]\(https?://|\n[-*] \S[^\n]*\n[-*] \S|\*\*\w",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class PlainParts:
    """What a plain text gave."""

    title: str | None
    dek: str | None
    byline: tuple[str, ...]
    published: date | datetime | None
    removed: tuple[Removed, ...]
    """Furniture above the story."""
    blocks: tuple[Block, ...]


def looks_like_markdown(text: str) -> bool:
    """True if the text is typed as Markdown."""
    return bool(_MARKDOWN.search(text[:20_000]))


def read_plain(text: str, *, markdown: bool = False) -> PlainParts:
    """The parts of a text; offsets are of no use here, as line breaks and markup are levelled first."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = text.replace("\x0b", "\n").replace("\x0c", "\n\n").replace("\x85", "\n")
    fields: dict[str, str] = {}
    if markdown:
        fields, text = _front_matter(text)
        text = _without_comments(_REFERENCE.sub("", text))
    blocks = list(_markdown_blocks(text) if markdown else _text_blocks(text.split("\n")))
    head = split_head(blocks, typed=markdown, known=fields.get("title"))
    return PlainParts(
        title=fields.get("title") or head.title,
        dek=fields.get("dek") or fields.get("description") or fields.get("subtitle") or head.dek,
        byline=people([fields.get("author", "")]) or head.byline,
        published=read_date(fields.get("date")) or head.published,
        removed=head.removed,
        blocks=head.body,
    )


# --- paragraphs ------------------------------------------------------------------------------------


def _text_blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Blocks of plain lines: a break is a paragraph's end unless the line was full."""
    width = _wrapped_width(lines)
    pending: list[str] = []
    shape = Shape.PARAGRAPH

    def flush() -> Iterator[Block]:
        joined = " ".join(" ".join(pending).split())
        pending.clear()
        if joined:
            yield Block(joined, shape)

    for index, raw in enumerate(lines):
        line = raw.strip()
        if not line:
            if not (shape is Shape.ITEM and not pending):  # a bullet alone on its line waits for its words
                yield from flush()
                shape = Shape.PARAGRAPH
            continue
        bullet = _BULLET.match(raw)
        if bullet:
            yield from flush()
            shape = Shape.ITEM
            line = line if line[0].isdigit() else raw[bullet.end() :].strip()  # a number counts, a bullet says nothing
            if not line:
                continue
        pending.append(line)
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        if not following or not _soft_break(raw.rstrip(), following, width):
            yield from flush()
            shape = Shape.PARAGRAPH
    yield from flush()


def _wrapped_width(lines: Sequence[str]) -> int:
    """The width that the lines are wrapped at; 0 where each is a paragraph.

    Of wrapped lines all are nearly full but the last of each paragraph, which a blank line follows.
    """
    longest = max((len(line.rstrip()) for line in lines if " " in line.strip()), default=0)
    if not _NARROW <= longest <= _WRAPPED_WIDTH:
        return 0
    pairs = itertools.pairwise(lines)
    inner = [len(line.rstrip()) for line, following in pairs if line.strip() and following.strip()]
    full = sum(1 for length in inner if length > longest - _RAGGED)
    return longest if full * 2 > len(inner) else 0


def _soft_break(line: str, following: str, width: int) -> bool:
    """True if the break between the two lines is the editor's, not the writer's."""
    if _BULLET.match(following) or _RULER.match(line) or _RULER.match(following):
        return False
    ended = bool(re.search(r"[.!?:…][\"'”’»)\]]*$", line))
    if width:
        full = len(line) + 1 + len(following.split(None, 1)[0]) > width
        return full or (not ended and following[:1].islower() and len(line) * 2 > width)
    return not ended and following[:1].islower() and len(line) >= _NARROW


def _markdown_blocks(text: str) -> Iterator[Block]:
    """Blocks of Markdown, its marks taken off."""
    plain: list[str] = []
    fenced = False

    def flush() -> Iterator[Block]:
        for block in _text_blocks(plain):
            yield Block(block.text, block.shape)
        plain.clear()

    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if not line or line.isspace():
            plain.append("")
            continue
        heading = None if fenced else _HEADING.match(line)
        if heading:
            yield from flush()
            if name := _unmarked(heading[2]):
                yield Block(name, Shape.HEADING)
        elif not fenced and plain and plain[-1].strip() and _UNDERLINE.match(line) and not _BULLET.match(plain[-1]):
            name = _unmarked(plain.pop())
            yield from flush()
            yield Block(name, Shape.HEADING)
        elif not fenced and _RULE.match(line):
            plain.append("")
        else:
            plain.append(line if fenced else _unmarked(_QUOTE.sub("", line), strip=False))
    yield from flush()


def _unmarked(line: str, *, strip: bool = True) -> str:
    """The line without Markdown's inline marks."""
    bullet = _BULLET.match(line)
    lead, rest = (line[: bullet.end()], line[bullet.end() :]) if bullet else ("", line)
    rest = _AUTOLINK.sub(r"\1", rest)
    rest = re.sub(r"!\[[^\[\]\n]{0,500}\]\([^()\n]{0,2000}\)", "", rest)  # a picture says nothing in words
    rest = _TAG.sub("", _LINK.sub(r"\1", rest))
    rest = _CODE.sub(r"\2", rest)
    rest = _UNDERSCORED.sub(r"\2", _STRONG.sub(r"\2", _STRONG.sub(r"\2", rest)))
    rest = _ESCAPED.sub(r"\1", rest)
    return rest.strip() if strip else lead + rest


def _without_comments(text: str) -> str:
    """The text without HTML comments; one that is never closed stays."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) != -1 and (stop := text.find("-->", start)) != -1:
        kept.append(text[at:start])
        at = stop + len("-->")
    return "".join([*kept, text[at:]])


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    fields = {key.lower(): value.strip("\"'") for key, value in _KEY.findall(match[1]) if value.strip("\"'")}
    return (fields, text[match.end() :]) if fields else ({}, text)
