"""Plain text and Markdown to headline, standfirst and blocks.

Covered: paragraphs between blank lines, one paragraph a line, hard-wrapped lines, all of them mixed; a
headline and a standfirst before the body; a line that signs or dates the piece; Markdown's headings,
emphasis, links, lists, quotations and front matter. Section headings ("What happened") stay blocks of their
own. Not covered: Markdown tables and footnotes, which stay as they are typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from briefer.read.blocks import Block, Shape
from briefer.read.dates import read_date
from briefer.read.people import people

_WRAPPED_WIDTH = 120  # columns: longer lines are paragraphs, no editor wraps there
_NARROW = 40  # columns: a text whose longest line is shorter is a list or verse, not wrapped prose
_TITLE_WORDS = 25  # the longest headlines of the development sets have 22
_DEK_WORDS = 45
_BODY_WORDS = 12  # what follows a headline has to be able to be a body
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{3,})\s*$")
_RULE = re.compile(r"^\s{0,3}(?:[-*_]\s*){3,}$")
_BULLET = re.compile(r"^\s{0,8}(?:[-*+•◦‣▪–]|\d{1,2}[.)])(?:\s+|$)")
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
_BYLINE = re.compile(r"^(?:by|von|por|par|door|da)\s+\S", re.IGNORECASE)
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
    title, dek, byline, published, body = _head(blocks, typed=markdown, known=fields.get("title"))
    return PlainParts(
        title=fields.get("title") or title,
        dek=fields.get("dek") or fields.get("description") or fields.get("subtitle") or dek,
        byline=people([fields.get("author", "")]) or byline,
        published=read_date(fields.get("date")) or published,
        blocks=tuple(body),
    )


# --- paragraphs ------------------------------------------------------------------------------------


def _text_blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Blocks of plain lines: a break is a paragraph's end unless the line was full."""
    longest = max((len(line.rstrip()) for line in lines if " " in line.strip()), default=0)
    width = longest if _NARROW <= longest <= _WRAPPED_WIDTH else 0
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
            line = raw[bullet.end() :].strip()
            if line:
                pending.append(line)
            continue
        pending.append(line)
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        if not following or not _soft_break(raw.rstrip(), following, width):
            yield from flush()
            shape = Shape.PARAGRAPH
    yield from flush()


def _soft_break(line: str, following: str, width: int) -> bool:
    """True if the break between the two lines is the editor's, not the writer's."""
    if _BULLET.match(following):
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


# --- the head --------------------------------------------------------------------------------------


def _head(
    blocks: list[Block], *, typed: bool, known: str | None
) -> tuple[str | None, str | None, tuple[str, ...], date | datetime | None, list[Block]]:
    """Title, standfirst, people and date that stand before the body, and the body.

    A headline is short, has no full stop, and something that can be a body follows it. What signs or dates
    the piece may stand before or after the standfirst.
    """
    title = dek = None
    byline: tuple[str, ...] = ()
    published: date | datetime | None = None
    rest = list(blocks)
    if known is not None:
        if rest and rest[0].key == Block(known).key:
            rest.pop(0)
    elif len(rest) > 1 and _can_be_title(rest, typed=typed):
        title = rest.pop(0).text
    else:
        return None, None, (), None, rest
    for _ in range(3):
        if len(rest) < 2:
            break
        block = rest[0]
        signs = people([block.text]) if _BYLINE.match(block.text) and block.words <= 15 and not block.stopped else ()
        dates = read_date(block.text) if block.words <= 8 and not block.stopped else None
        if signs and not byline:
            byline = signs
        elif dates is not None and published is None:
            published = dates
        elif dek is None and _can_be_dek(rest):
            dek = block.text
        else:
            break
        rest.pop(0)
    return title, dek, byline, published, rest


def _can_be_title(blocks: list[Block], *, typed: bool) -> bool:
    first = blocks[0]
    if typed and first.shape is Shape.HEADING:
        return not _is_section(first)
    if first.shape is not Shape.PARAGRAPH or not 1 < first.words <= _TITLE_WORDS or first.stopped:
        return False
    if first.text.endswith((":", ",", ";")) or first.text[:1].islower() or _is_section(first):
        return False
    return any(block.words >= _BODY_WORDS and block.ends_sentence for block in blocks[1:6])


def _can_be_dek(rest: list[Block]) -> bool:
    block = rest[0]
    if block.shape not in (Shape.PARAGRAPH, Shape.QUOTE) or block.stopped or _is_section(block):
        return False
    return 5 < block.words <= _DEK_WORDS and not block.text.endswith((":", ",", ";", "?"))


def _is_section(block: Block) -> bool:
    """True for a heading such as "What happened": two to four words that ask or announce."""
    return block.words <= 4 and bool(re.match(r"(?:what|who|why|how|where|when)\b", block.text, re.IGNORECASE))
