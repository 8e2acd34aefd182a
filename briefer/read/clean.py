"""Takes out of a text what is not the story: sign-up boxes, bios, related stories, captions, share bars.

Works on blocks, so on extracted pages and pasted text alike, and by context rather than line by line: a
sign-up box takes its slogan and its repeats with it, and what begins an unbroken tail without prose takes the
tail. In doubt a block stays: a promo that is printed annoys, a sentence that is lost misinforms. Everything
taken out is in the receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefer.article import Removed
from briefer.read.blocks import Block, Shape
from briefer.read.signs import (
    AD,
    BIO,
    BIO_MORE,
    BULLET_ONLY,
    CAPTION,
    COMMENTS,
    CONSENT,
    FINE_PRINT,
    FOLLOW,
    GLUED,
    IMPERATIVE,
    MORE,
    POSSESSIVE,
    RELATED_HEAD,
    RIGHTS,
    SAID,
    SECTION,
    SENTENCE_BREAK,
    SHARE,
    SIGN_UP,
    SUBSCRIBE,
    TIME,
    YOU,
)

_TAIL_SHARE = 0.6
"""Of all words: a tail that would take more is the text itself, of a kind that these rules do not know."""
_TAIL_STARTERS = frozenset({"promo", "bio", "related", "comments", "share", "consent"})


@dataclass(frozen=True, slots=True)
class _Verdict:
    kind: str
    reason: str


def clean_blocks(
    blocks: Sequence[Block], *, title: str | None = None, dek: str | None = None, outlet: str | None = None
) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """The blocks of the story, and what was taken out with its kind and reason; order is kept in both."""
    verdicts: list[_Verdict | None] = [_verdict(block) for block in blocks]
    _mark_head(blocks, verdicts, title, dek)
    _mark_repeats(blocks, verdicts)
    _grow_promos(blocks, verdicts, outlet)
    _mark_lists(blocks, verdicts)
    _cut_tail(blocks, verdicts)
    if not any(verdict is None and block.words for block, verdict in zip(blocks, verdicts, strict=True)):
        return tuple(blocks), ()  # nothing would be left: the rules do not fit this text
    kept = tuple(block for block, verdict in zip(blocks, verdicts, strict=True) if verdict is None)
    removed = tuple(
        Removed(kind=verdict.kind, reason=verdict.reason, text=block.text)
        for block, verdict in zip(blocks, verdicts, strict=True)
        if verdict is not None
    )
    return kept, removed


def _verdict(block: Block) -> _Verdict | None:  # noqa: C901, PLR0911 - one line a kind reads best as a list
    """What the block is if its own words say so beyond doubt."""
    text, words = block.text, block.words
    if not words and BULLET_ONLY.match(text):
        return _Verdict("furniture", "it has no words")
    if words <= 30 and AD.search(text):
        return _Verdict("ad", "it labels an advertisement")
    if words <= 14 and TIME.match(text):
        return _Verdict("timestamp", "it is a time stamp alone")
    if words <= 14 and SHARE.match(text):
        return _Verdict("share", "it is a share bar")
    if words <= 14 and COMMENTS.match(text):
        return _Verdict("furniture", "it leads to the comments")
    if words <= 12 and RELATED_HEAD.match(text):
        return _Verdict("related", "it heads a list of other stories")
    if words <= 30 and MORE.match(text) and not _speaks(block):
        return _Verdict("related", "it points to another story")
    if words <= 60 and SIGN_UP.search(text) and not _speaks(block):
        return _Verdict("promo", "it asks readers to sign up")
    if words <= 30 and SUBSCRIBE.match(text) and not _speaks(block):
        return _Verdict("promo", "it asks readers to subscribe")
    if words <= 40 and FOLLOW.match(text) and not block.quotes:
        return _Verdict("promo", "it asks readers to follow or write")
    if words <= 60 and CONSENT.search(text) and not _speaks(block):
        return _Verdict("consent", "it speaks of cookies and consent")
    if words <= 14 and RIGHTS.search(text) and not block.quotes:
        return _Verdict("furniture", "it is an imprint")
    if words <= 45 and CAPTION.search(text) and not _speaks(block):
        return _Verdict("caption", "it is a caption or a credit")
    return None


def _speaks(block: Block) -> bool:
    """True if somebody is quoted or reported in it: that is the story, whatever else its words are."""
    return block.quotes or bool(SAID.search(block.text))


def _mark_head(blocks: Sequence[Block], verdicts: list[_Verdict | None], title: str | None, dek: str | None) -> None:
    """The headline and the standfirst again, before the body begins."""
    headline = Block(title).key if title else None
    standfirst = Block(dek).key if dek else None
    for index, block in enumerate(blocks[:8]):
        again = block.key == headline or (
            block.key == standfirst and (block.shape is Shape.HEADING or not block.stopped)
        )
        if again and verdicts[index] is None:
            verdicts[index] = _Verdict("duplicate", "it repeats the headline or the standfirst")
        elif block.prose:
            break


def _mark_repeats(blocks: Sequence[Block], verdicts: list[_Verdict | None]) -> None:
    """The second and later copies of a block of three words and more, short headings apart."""
    seen: dict[str, int] = {}
    for index, block in enumerate(blocks):
        if block.words < 3 or (block.words < 6 and block.text.endswith("?")):
            continue
        first = seen.setdefault(block.key, index)
        if first != index and verdicts[index] is None:
            verdicts[index] = _Verdict("duplicate", "it repeats an earlier block")


def _grow_promos(blocks: Sequence[Block], verdicts: list[_Verdict | None], outlet: str | None) -> None:
    """The slogan and the label around a sign-up box belong to it."""
    for index, verdict in enumerate(list(verdicts)):
        if verdict is None or verdict.kind != "promo":
            continue
        box = blocks[index].text
        for step in (-1, 1):
            at, seen = index + step, 0
            while 0 <= at < len(blocks) and seen < 4:
                block, seen = blocks[at], seen + 1
                if verdicts[at] is None:
                    if not (_slogan(block) or _label(block, box, outlet)):
                        break
                    verdicts[at] = _Verdict("promo", "it belongs to the sign-up box beside it")
                    box = f"{box} {block.text}"
                at += step


def _slogan(block: Block) -> bool:
    """True for a short appeal to the reader that nobody in the story speaks."""
    if block.words > 30 or _speaks(block) or SECTION.match(block.text):
        return False
    if FINE_PRINT.search(block.text):
        return True
    appeals = any(IMPERATIVE.match(sentence) for sentence in SENTENCE_BREAK.split(block.text))
    return appeals and (bool(YOU.search(block.text)) or block.words <= 6)


def _label(block: Block, box: str, outlet: str | None) -> bool:
    """True for a few words without a stop that the box beside them repeats: its sender's name."""
    if block.words > 4 or block.ends_sentence or SECTION.match(block.text):
        return False
    named = outlet is not None and Block(outlet).key == block.key
    return named or f" {block.key} " in f" {Block(POSSESSIVE.sub('', box)).key} "


def _mark_lists(blocks: Sequence[Block], verdicts: list[_Verdict | None]) -> None:
    """Lists of headlines: under a heading of other stories, or each glued to its standfirst."""
    index = 0
    while index < len(blocks):
        end = index
        while end < len(blocks) and (blocks[end].shape is Shape.ITEM or not blocks[end].words):
            end += 1
        items = [at for at in range(index, end) if blocks[at].words]
        if items and index and verdicts[index - 1] is not None and verdicts[index - 1].kind == "related":  # type: ignore[union-attr]
            loose = [at for at in items if not blocks[at].prose and not _sentence_item(blocks[at])]
            if len(loose) * 2 >= len(items):
                _mark(verdicts, items, _Verdict("related", "it is in a list of other stories"))
        glued = [at for at in items if GLUED.search(blocks[at].text)]
        if len(items) >= 2 and len(glued) * 2 > len(items):
            _mark(verdicts, items, _Verdict("related", "it is a headline glued to its standfirst, in a list"))
        index = max(end, index + 1)


def _sentence_item(block: Block) -> bool:
    return block.words >= 8 and block.stopped


def _mark(verdicts: list[_Verdict | None], indices: Sequence[int], verdict: _Verdict) -> None:
    for index in indices:
        if verdicts[index] is None:
            verdicts[index] = verdict


def _cut_tail(blocks: Sequence[Block], verdicts: list[_Verdict | None]) -> None:
    """Everything behind the story's last prose, once something there shows that the story is over.

    Walking backwards: what is no prose, or is a bio, may be tail. The cut is made at the first block of the
    tail that is noise by its own words; what stands before that stays, as it may be the story's last line.
    """
    start = len(blocks)
    while start > 0 and (verdicts[start - 1] is not None or _loose(blocks[start - 1]) or _bio(blocks[start - 1])):
        start -= 1
    bios = [at for at in range(start, len(blocks)) if verdicts[at] is None and _bio(blocks[at])]
    opened = any(verdict is not None and verdict.kind in _TAIL_STARTERS for verdict in verdicts[start:])
    for at in bios:
        if start > 0 and (opened or _signed_bio(blocks[at]) or at == len(blocks) - 1):
            verdicts[at] = _Verdict("bio", "it presents the author")
    first = next(
        (
            at
            for at in range(start, len(blocks))
            if (verdict := verdicts[at]) is not None and verdict.kind in _TAIL_STARTERS
        ),
        None,
    )
    if first is None or start == 0:
        return
    if sum(block.words for block in blocks[first:]) > _TAIL_SHARE * sum(block.words for block in blocks):
        return
    for at in range(first, len(blocks)):
        if verdicts[at] is None:
            verdicts[at] = _Verdict("related", "it is in the tail behind the story, among blocks that are no prose")


def _loose(block: Block) -> bool:
    """True for a block that carries no sentence of a story: short, or without an end."""
    if _speaks(block) and block.ends_sentence:
        return False
    if block.shape is Shape.ROW:
        return False  # a table says what it says without sentences
    if block.shape is Shape.ITEM:
        return not _sentence_item(block)
    return not block.ends_sentence if block.words > 5 else True


def _bio(block: Block) -> bool:
    """True for a paragraph that presents the author: a name, a trade, and no news."""
    return block.words <= 150 and not block.quotes and bool(BIO.match(block.text))


def _signed_bio(block: Block) -> bool:
    return bool(BIO_MORE.search(block.text))


def describe(block: Block) -> tuple[str, str]:
    """The kind of a block that is known to be no part of the story, and the reason in words."""
    verdict = _verdict(block)
    if verdict is not None:
        return verdict.kind, verdict.reason
    if _bio(block):
        return "bio", "it presents the author"
    return "furniture", "the extractor found it no part of the article"
