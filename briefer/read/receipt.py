"""The receipt for what an extractor left out: blocks that stand among the article's own but are not in it.

Only the stretch of the page from the article's first block to shortly behind its last is gone through, as
menus and footers say nothing about the article. Each block gets the kind that its words show, else
`furniture`.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefer.article import Removed
from briefer.read.blocks import Block
from briefer.read.furniture import describe

_BEHIND = 12  # blocks after the article's last: bio, sign-up box and related list stand there
_MAX_ENTRIES = 200  # a receipt is there to be read
_MAX_CHARS = 2_000


def left_out(
    everything: Sequence[Block], kept: Sequence[Block], known: Sequence[Removed], *, title: str | None
) -> tuple[Removed, ...]:
    """What the extractor left out around and inside the article, in the page's order, nothing twice."""
    inside = "\n".join(block.key for block in kept)
    whole = {block.key for block in kept}
    said = {Block(entry.text).key for entry in known}
    texts = {block.text for block in kept if block.words >= 5}
    positions = [index for index, block in enumerate(everything) if block.text in texts]
    if not positions:
        return ()
    found: list[Removed] = []
    for block in everything[positions[0] : positions[-1] + 1 + _BEHIND]:
        key = block.key
        if not key or key in whole or key in said or (title is not None and key == Block(title).key):
            continue
        if key in inside:
            continue
        said.add(key)
        kind, reason = describe(block)
        found.append(Removed(kind=kind, reason=reason, text=block.text[:_MAX_CHARS]))
        if len(found) == _MAX_ENTRIES:
            break
    return tuple(found)
