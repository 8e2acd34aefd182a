"""Takes out of a text what is not the story: sign-up boxes, bios, related stories, captions, share bars.

Works on blocks, so on extracted pages and pasted text alike, and by context rather than line by line: a
sign-up box takes its slogan and its repeats with it, and what begins an unbroken tail without prose takes the
tail. In doubt a block stays: a promo that is printed annoys, a sentence that is lost misinforms. Everything
taken out is in the receipt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from briefer.article import Removed
from briefer.read.blocks import Block, Shape
from briefer.read.furniture import HEADS, WRAPPER, Doubt, Verdict, appeals, is_bio, is_signed_bio, judge_block, speaks
from briefer.read.signs import (
    ADDRESS,
    CITATION,
    CONTACT,
    CONTACT_HEAD,
    CONTACT_LINE,
    ENDS,
    FINE_PRINT,
    GLUED,
    POSSESSIVE,
    REFERENCES,
    REPLY,
    SECTION,
    YOU,
)

_TAIL_SHARE = 0.6
"""Of all words: a tail that would take more is the text itself, of a kind that these rules do not know."""
_TAIL_STARTERS = frozenset({"promo", "bio", "related", "comments", "share", "consent", "ad"})
_NEAR = 2  # blocks: furniture comes in heaps
_FRAMED = 4  # blocks between an advertisement's label and its rule
_HEADLINE_WORDS = 4
_LONG_HEADLINE = 25
_KICKER_WORDS = 6
_KICKERS = 4  # blocks
_STANDFIRST_WORDS = 13  # one as long as a sentence says what the body may not say again, and stays as evidence
_CONTACT_WORDS = 40
_SIGNED_WITHIN = 4  # blocks
_SIGNED_WORDS = 10
_SIGNED = re.compile(
    r"^(?i:by|von|par|por|di|av|af|door)(?: (?:[^\W\da-z]\S*|and|und|et|y|e|och|og|en|de|van|von|der)){2,},?$"
)
_MAX_ECHOES = 2_000  # blocks: to look for the words of each in all others costs the square of their number


def clean_blocks(
    blocks: Sequence[Block],
    *,
    title: str | None = None,
    dek: str | None = None,
    outlet: str | None = None,
    above: Sequence[Block] = (),
    pasted: bool = False,
) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """The blocks of the story, and what was taken out with its kind and reason; order is kept in both.

    `above` are the lines of the page right above its headline. `pasted` is a text that no extractor has been through: the foot of its page may still hang on it.
    """
    verdicts: list[Verdict | None] = [judge_block(block, pasted=pasted) for block in blocks]
    _mark_head(blocks, verdicts, title, dek)
    _mark_kickers(blocks, verdicts, title, above)
    _mark_repeats(blocks, verdicts)
    _mark_echoes(blocks, verdicts)
    _grow_promos(blocks, verdicts, outlet)
    _mark_framed(blocks, verdicts)
    _mark_lists(blocks, verdicts)
    _acquit_doubtful(blocks, verdicts)
    _mark_neighbours(blocks, verdicts)
    _cut_comments(blocks, verdicts)
    _cut_contacts(blocks, verdicts)
    _mark_references(blocks, verdicts)
    _cut_tail(blocks, verdicts, pasted=pasted)
    if not any(verdict is None and block.words for block, verdict in zip(blocks, verdicts, strict=True)):
        return tuple(blocks), ()  # nothing would be left: the rules do not fit this text
    kept = tuple(block for block, verdict in zip(blocks, verdicts, strict=True) if verdict is None)
    removed = tuple(
        Removed(kind=verdict.kind, reason=verdict.reason, text=block.text)
        for block, verdict in zip(blocks, verdicts, strict=True)
        if verdict is not None
    )
    return kept, removed


def _mark_head(blocks: Sequence[Block], verdicts: list[Verdict | None], title: str | None, dek: str | None) -> None:
    """The headline and the standfirst again, before the body begins."""
    headline = Block(title).key if title else None
    standfirst = Block(dek).key if dek else None
    for index, block in enumerate(blocks[:_SIGNED_WITHIN]):
        if _signs(block) and verdicts[index] is None:
            verdicts[index] = Verdict("furniture", "it names the author")
    for index, block in enumerate(blocks[:8]):
        again = block.key == headline or (
            block.key == standfirst and not block.stopped and block.words < _STANDFIRST_WORDS
        )
        if again and verdicts[index] is None:
            verdicts[index] = Verdict("duplicate", "it repeats the headline or the standfirst")
        elif block.prose:
            break


def _mark_kickers(
    blocks: Sequence[Block], verdicts: list[Verdict | None], title: str | None, above: Sequence[Block]
) -> None:
    """The few words above the headline that name a section, a series or a kind of story."""
    key = Block(title).key if title else None
    first = next((at for at, block in enumerate(blocks[:_KICKERS]) if block.prose or block.stopped), _KICKERS)
    headline = next((at for at, block in enumerate(blocks[:first]) if key and block.key == key), None)
    over = {block.key for block in above}
    for at, block in enumerate(blocks[:first]):
        labels = block.words <= _KICKER_WORDS and not block.ends_sentence and not block.quotes
        if labels and ((headline is not None and at < headline) or block.key in over):
            _mark(verdicts, [at], Verdict("furniture", "it stands above the headline"))


def _signs(block: Block) -> bool:
    """True for a line that signs the story: By and names, each word of them with a capital."""
    return block.words <= _SIGNED_WORDS and not block.stopped and _SIGNED.match(block.text) is not None


def _mark_repeats(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """The second and later copies of a block of three words and more, short headings apart."""
    seen: dict[str, int] = {}
    for index, block in enumerate(blocks):
        if block.words < 3 or (block.words < 6 and block.text.endswith("?")):
            continue
        first = seen.setdefault(block.key, index)
        if first != index and verdicts[index] is None:
            verdicts[index] = Verdict("duplicate", "it repeats an earlier block")


def _mark_echoes(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """Pull quotes: words that stand in a longer block of the story too."""
    if len(blocks) > _MAX_ECHOES:
        return
    story = {block.key for block, verdict in zip(blocks, verdicts, strict=True) if verdict is None}
    everything = "\n".join(f" {key} " for key in story)
    for index, block in enumerate(blocks):
        if verdicts[index] is None and 6 <= block.words <= 60 and everything.count(f" {block.key} ") > 1:
            verdicts[index] = Verdict("duplicate", "its words stand in a longer block too")


def _grow_promos(blocks: Sequence[Block], verdicts: list[Verdict | None], outlet: str | None) -> None:
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
                    verdicts[at] = Verdict("promo", "it belongs to the sign-up box beside it")
                    box = f"{box} {block.text}"
                at += step


def _mark_framed(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """What stands between an advertisement's label and the rule that ends it, as mails in plain text write it."""
    for at, verdict in enumerate(list(verdicts)):
        if verdict is None or verdict.kind != "ad" or blocks[at].words > _HEADLINE_WORDS:
            continue
        rules = [below for below in range(at + 1, min(at + 2 + _FRAMED, len(blocks))) if _is_rule(blocks[below])]
        if rules:
            _mark(verdicts, range(at + 1, rules[0]), Verdict("ad", "it stands under an advertisement's label"))


def _is_rule(block: Block) -> bool:
    """True for a line of dashes or stars."""
    return not block.words and len(block.text) > 2


def _slogan(block: Block) -> bool:
    """True for a short appeal to the reader that nobody in the story speaks."""
    if block.words > 30 or speaks(block) or SECTION.match(block.lower):
        return False
    if FINE_PRINT.search(block.lower):
        return True
    return appeals(block) and (bool(YOU.search(block.lower)) or block.words <= 6)


def _label(block: Block, box: str, outlet: str | None) -> bool:
    """True for a few words without a stop that the box beside them repeats: its sender's name."""
    if block.words > 4 or block.ends_sentence or SECTION.match(block.lower):
        return False
    named = outlet is not None and Block(outlet).key == block.key
    return named or f" {block.key} " in f" {Block(POSSESSIVE.sub('', box)).key} "


def _mark_lists(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
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
                _mark(verdicts, items, Verdict("related", "it is in a list of other stories"))
        glued = [at for at in items if GLUED.search(ADDRESS.sub("", blocks[at].text))]
        if len(items) >= 2 and len(glued) * 2 > len(items):
            _mark(verdicts, items, Verdict("related", "it is a headline glued to its standfirst, in a list"))
        index = max(end, index + 1)


def _sentence_item(block: Block) -> bool:
    return block.words >= 8 and block.stopped


def _mark(verdicts: list[Verdict | None], indices: Sequence[int], verdict: Verdict) -> None:
    for index in indices:
        if verdicts[index] is None:
            verdicts[index] = verdict


def _acquit_doubtful(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """Clears what may be the story's own where no other furniture is near.

    A label before the first prose is of the menus, and a heading that nothing follows heads nothing.
    """
    first = next((at for at, block in enumerate(blocks) if verdicts[at] is None and block.prose), len(blocks))
    last = next((at for at in range(len(blocks) - 1, -1, -1) if verdicts[at] is None and not _loose(blocks[at])), -1)
    for at, verdict in enumerate(list(verdicts)):
        if verdict is None or verdict.doubt is None:
            continue
        near = [other for other in verdicts[max(at - _NEAR, 0) : at + _NEAR + 1] if other is not None]
        alone = len(near) == 1
        if _heads_a_headline(blocks, verdicts, at):
            continue
        behind = at > last
        if FINE_PRINT.search(blocks[at].lower):
            own = False
        elif verdict.doubt is Doubt.APPEAL:
            own = alone and not any(_may_be_furniture(other) for other in blocks[max(at - 1, 0) : at + 2 : 2])
            verdicts[at] = replace(verdict, doubt=None)
        elif verdict.doubt is Doubt.VOICE:
            own = alone or not behind
        else:
            own = alone and at > first and behind is (verdict.doubt is Doubt.IMPRINT)
        if own:
            verdicts[at] = None


def _heads_a_headline(blocks: Sequence[Block], verdicts: Sequence[Verdict | None], at: int) -> bool:
    """True for a label of other stories that the headline of one follows, not prose."""
    verdict = verdicts[at]
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    return (
        verdict is not None
        and verdict.kind == "related"
        and below is not None
        and verdicts[at + 1] is None
        and _is_headline(below)
    )


def _is_headline(block: Block) -> bool:
    """True for a line such as other stories are named by: some words without a full stop, nobody speaking."""
    return (
        _HEADLINE_WORDS <= block.words <= _LONG_HEADLINE
        and not block.stopped
        and block.shape is not Shape.ROW
        and not block.text.endswith((":", ",", ";"))
    )


def _mark_neighbours(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """Short lines without a stop that stand between furniture, or between furniture and no prose.

    One that prose follows may be a sub-heading, and one with figures a row of a table: they stay.
    """
    for at, block in enumerate(blocks):
        above = verdicts[at - 1] if at else None
        if verdicts[at] is not None or not _may_be_furniture(block):
            continue
        if above is not None and above.kind == "related" and above.reason == HEADS and _is_headline(block):
            verdicts[at] = Verdict("related", "it stands under a heading of other stories")
            continue
        below = at + 1 < len(blocks) and (verdicts[at + 1] is not None or _may_be_furniture(blocks[at + 1]))
        if above is not None and above.kind != "duplicate" and above.doubt is None and (below or at + 1 == len(blocks)):
            verdicts[at] = Verdict("furniture", "it stands among furniture")
        elif at and above is None and blocks[at - 1].stopped and block.words <= _HEADLINE_WORDS:
            beside = verdicts[at + 1] if at + 1 < len(blocks) else None
            if beside is not None and beside.doubt is None and beside.kind in {"promo", "related"}:
                verdicts[at] = Verdict(beside.kind, "it heads the box below it")


def _may_be_furniture(block: Block) -> bool:
    """True for a short line without a stop, a figure or a voice, which only its neighbours can tell from a sub-heading."""
    return (
        0 < block.words <= _LONG_HEADLINE
        and not block.ends_sentence
        and block.shape in (Shape.PARAGRAPH, Shape.HEADING)
        and not block.text.endswith((":", ",", ";"))
        and not block.text.startswith(("–", "-", "•"))
        and not any(map(str.isdigit, block.text))
        and not block.quotes
        and not SECTION.match(block.lower)
    )


def _cut_contacts(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """Everything behind the end of a press release: notes to editors, boilerplate, whom to call."""
    for at in range(_half(blocks), len(blocks)):
        if _names_contact(blocks[at]):
            _mark(verdicts, [at], Verdict("furniture", "it says whom to contact"))
    ends = [at for at in range(_half(blocks), len(blocks)) if _heads_contacts(blocks[at])]
    if not ends:
        return
    reachable = _last(range(ends[0], len(blocks)), lambda near: CONTACT_LINE.search(blocks[near].lower) is not None)
    end = next((at for at in ends if at < reachable or ENDS.match(blocks[at].lower)), None)
    if end is not None:
        _mark(verdicts, range(end, len(blocks)), Verdict("furniture", "it stands behind the end of the release"))


def _names_contact(block: Block) -> bool:
    """True for a line that gives the press somebody to call; one without a word for the press gives an address."""
    if block.words > _CONTACT_WORDS or block.quotes or (found := CONTACT.match(block.lower)) is None:
        return False
    return not found[0].startswith("contact") or CONTACT_LINE.search(block.lower) is not None


def _heads_contacts(block: Block) -> bool:
    """True for a line that ends a release, or heads what stands behind its end."""
    return (ENDS.match(block.lower) or CONTACT_HEAD.match(block.lower)) is not None


def _half(blocks: Sequence[Block]) -> int:
    """The index of the first block that more than half of the words stand before."""
    said, whole = 0, sum(block.words for block in blocks)
    for at, block in enumerate(blocks):
        if said * 2 > whole:
            return at
        said += block.words
    return len(blocks)


def _last(indices: range, fits: Callable[[int], bool]) -> int:
    """The last of the indices that fits, looked for once from the end; -1 if none does."""
    return next((at for at in reversed(indices) if fits(at)), -1)


def _mark_references(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """The paper that a press release is about, at its foot: from its heading to the last line of it."""
    at = _half(blocks)
    while at < len(blocks):
        end = at + 1
        if REFERENCES.match(blocks[at].lower):
            cites = False
            while end < len(blocks) and ((cited := _cites(blocks[end])) or not blocks[end].prose):
                cites, end = cites or cited, end + 1
            if cites:
                _mark(verdicts, range(at, end), Verdict("furniture", "it names the publication behind the story"))
        at = end


def _cites(block: Block) -> bool:
    """True for a reference to a publication."""
    return CITATION.search(block.lower) is not None


def _cut_comments(blocks: Sequence[Block], verdicts: list[Verdict | None]) -> None:
    """Everything behind the heading of the readers' comments, where readers answer each other in it."""
    headings = [at for at, verdict in enumerate(verdicts) if verdict is not None and verdict.kind == "comments"]
    if not headings or headings[-1] < (half := _half(blocks)):
        return
    reply = _last(
        range(half, len(blocks)), lambda near: blocks[near].words <= 14 and REPLY.search(blocks[near].lower) is not None
    )
    heading = next((at for at in headings if half <= at < reply), None)
    if heading is not None:
        behind = range(heading + 1, len(blocks))
        _mark(verdicts, behind, Verdict("comments", "it is a reader's comment"))


def _cut_tail(blocks: Sequence[Block], verdicts: list[Verdict | None], *, pasted: bool) -> None:
    """Everything behind the story's last prose, once something there shows that the story is over.

    Walking backwards: what is no prose, or is a bio, may be tail. The cut is made at the first block of the
    tail that is noise by its own words; what stands before that stays, as it may be the story's last line.
    """
    start = len(blocks)
    while start > 0 and (verdicts[start - 1] is not None or _loose(blocks[start - 1]) or is_bio(blocks[start - 1])):
        start -= 1
    bios = [at for at in range(start, len(blocks)) if verdicts[at] is None and is_bio(blocks[at])]
    opened = any(verdict is not None and verdict.kind in _TAIL_STARTERS for verdict in verdicts[start:])
    for at in bios:
        if start > 0 and (opened or is_signed_bio(blocks[at]) or at == len(blocks) - 1):
            verdicts[at] = Verdict("bio", "it presents the author")
    first = next((at for at in range(start, len(blocks)) if _opens_tail(verdicts[at], pasted=pasted)), None)
    if first is None or start == 0:
        return
    while pasted and first > start and (verdicts[first - 1] is not None or _may_be_furniture(blocks[first - 1])):
        first -= 1
    if sum(block.words for block in blocks[first:]) > _TAIL_SHARE * sum(block.words for block in blocks):
        return
    for at in range(first, len(blocks)):
        if verdicts[at] is None:
            verdicts[at] = Verdict("related", "it is in the tail behind the story, among blocks that are no prose")


def _opens_tail(verdict: Verdict | None, *, pasted: bool) -> bool:
    if verdict is None:
        return False
    return verdict.kind in _TAIL_STARTERS or (pasted and verdict.reason == WRAPPER)


def _loose(block: Block) -> bool:
    """True for a block that carries no sentence of a story: short, or without an end."""
    if speaks(block) and block.ends_sentence:
        return False
    if block.shape is Shape.ROW:
        return False  # a table says what it says without sentences
    if block.shape is Shape.ITEM:
        return not _sentence_item(block)
    return not ((block.stopped and block.words > 2) or (block.ends_sentence and block.words > 5))
