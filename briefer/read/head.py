"""What stands above the story of a plain text: headline, standfirst, people, date, and the menus of its page.

A headline is short, has no full stop, and something that can be a body follows it. What signs or dates the piece may
stand before or after the standfirst. Where lines of a page's furniture stand above the story too, all else up there is
furniture as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from briefer.article import Removed
from briefer.read.blocks import Block, Shape
from briefer.read.dates import read_date
from briefer.read.furniture import judge_block
from briefer.read.people import people

_TITLE_WORDS = 25  # the longest headlines of the development sets have 22
_DEK_WORDS = 45
_BODY_WORDS = 12  # what follows a headline has to be able to be a body
_MASTHEAD = 40  # blocks: a page with more of them above its story is a list of stories
_HEADLINE_WORDS = 5  # of a line among menus: what is shorter may be one of them
_KICKER_WORDS = 2
_CAPITAL_WORDS = 4  # of a kicker above a headline that is not in capitals itself
_CROWD = 4  # lines above the story: headline, standfirst, author and date alone make up no menu
_LEAD_WORDS = 5  # with a full stop: menus have none
_FIGURE = re.compile(r"\d+")
_NAME_WORDS = 4
_ROW_FIGURES = 3
_BYLINE = re.compile(r"^(?:by|von|por|par|door|da|di|av|af|words|interview by|text)\s+\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a story, and the story."""

    title: str | None
    dek: str | None
    byline: tuple[str, ...]
    published: date | datetime | None
    removed: tuple[Removed, ...]
    body: tuple[Block, ...]


def split_head(blocks: Sequence[Block], *, typed: bool, known: str | None) -> Head:
    """The head of a text and its body. `typed` says that headings are marked, `known` is a title given elsewhere."""
    start = _start(blocks)
    named = _headline_at(blocks[:start], known) if known is not None and not typed else None
    if named is not None:
        return _below_headline(blocks, named, start)
    above = blocks[:start]
    crowded = any(judge_block(block) is not None or _signed(block) for block in above)
    labels = sum(1 for block in above if not block.ends_sentence)
    crowded = crowded or labels >= _CROWD - any(block.words <= _KICKER_WORDS for block in above)
    if start and known is None and (crowded or _is_kicker(blocks)):
        return _masthead(above, blocks[start:])
    title, dek, byline, published, rest = _plain_head(list(blocks), typed=typed, known=known)
    return Head(title, dek, byline, published, (), tuple(rest))


def _headline_at(above: Sequence[Block], known: str) -> int | None:
    """Where the headline that is known stands above a story."""
    key = Block(known).key
    return next((at for at, block in enumerate(above) if key and block.key == key), None)


def _below_headline(blocks: Sequence[Block], at: int, start: int) -> Head:
    """The head of a story whose headline stands at this block: what stands above it is the wrapper's."""
    head = _masthead(blocks[at:start], blocks[start:], title=blocks[at])
    above = [
        Removed(kind="furniture", reason="it stands above the headline", text=block.text)
        for block in blocks[:at]
        if block.words
    ]
    return replace(head, removed=(*above, *head.removed))


def _start(blocks: Sequence[Block]) -> int:
    """The index of the story's first block; 0 where nothing shows it."""
    for at, block in enumerate(blocks[:_MASTHEAD]):
        below = blocks[at + 1] if at + 1 < len(blocks) else block
        if _begins(block) or (_is_section(block) and _begins(below)):
            return at
    return 0


def _begins(block: Block) -> bool:
    """True for a sentence that a story can begin with."""
    whole = block.words >= _LEAD_WORDS and (block.stopped or block.prose)
    return whole and not _signed(block) and judge_block(block) is None


def _signed(block: Block) -> tuple[str, ...]:
    """The people that a line names as its authors."""
    return people([block.text]) if _BYLINE.match(block.text) and block.words <= 15 and not block.stopped else ()


def _is_kicker(blocks: Sequence[Block]) -> bool:
    """True if a word or two, or some in capitals, stand above a headline: the name of a section or a series."""
    first, second = blocks[0], blocks[1]
    return (
        first.words <= (_CAPITAL_WORDS if first.text.isupper() and not second.text.isupper() else _KICKER_WORDS)
        and not first.ends_sentence
        and not _is_section(first)
        and _HEADLINE_WORDS <= second.words <= _TITLE_WORDS
        and not second.stopped
        and not _is_row(second)
    )


def _is_row(block: Block) -> bool:
    """True for a line of figures: a result, a row of a table."""
    return len(_FIGURE.findall(block.text)) >= _ROW_FIGURES


def _exclaims(block: Block) -> bool:
    return block.words >= _LEAD_WORDS and block.ends_sentence and not block.text.endswith("?")


def _masthead(above: Sequence[Block], body: Sequence[Block], *, title: Block | None = None) -> Head:
    """The headline and its company out of the lines of a page that stand above its story.

    Below a headline that is known, a line that is a name and no more signs the story.
    """
    byline: tuple[str, ...] = ()
    published: date | datetime | None = None
    named: list[Block] = []
    removed: dict[int, Removed] = {}
    for at, block in enumerate(above):
        verdict = judge_block(block)
        dated = read_date(block.text) if block.words <= 12 and not block.stopped else None
        published = published or dated
        if verdict is not None:
            removed[at] = Removed(kind=verdict.kind, reason=verdict.reason, text=block.text)
        elif signs := _signed(block) or (
            people([block.text]) if title not in (None, block) and block.words <= _NAME_WORDS else ()
        ):
            byline = byline or signs
            removed[at] = Removed(kind="furniture", reason="it names the author", text=block.text)
        elif dated is not None:
            removed[at] = Removed(kind="timestamp", reason="it dates the story", text=block.text)
        else:
            named.append(block)
    headlines = [
        block
        for block in named
        if not _is_row(block) and block.words <= _TITLE_WORDS and not block.text.endswith((",", ";"))
    ]
    title = title or next((block for block in headlines if block.words >= _HEADLINE_WORDS), None)
    title = title or next((block for block in headlines if block.words > 2), None)
    after = named[named.index(title) + 1 :] if title in named else []
    dek = after[0] if after and _HEADLINE_WORDS < after[0].words <= _DEK_WORDS else None
    rows = [
        block for block in named if (_is_row(block) or _exclaims(block)) and block is not title and block is not dek
    ]
    for at, block in enumerate(above):
        if at not in removed and block is not title and block is not dek and block not in rows:
            removed[at] = Removed(kind="furniture", reason="it stands among the menus above the story", text=block.text)
    return Head(
        title.text if title is not None else None,
        dek.text if dek is not None else None,
        byline,
        published,
        tuple(removed[at] for at in sorted(removed)),
        (*rows, *body),
    )


def _plain_head(
    blocks: list[Block], *, typed: bool, known: str | None
) -> tuple[str | None, str | None, tuple[str, ...], date | datetime | None, list[Block]]:
    """Title, standfirst, people and date that stand before the body, and the body."""
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
        signs = _signed(block)
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
