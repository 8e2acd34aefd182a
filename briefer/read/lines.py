"""The lines around a page's headline: where a piece is signed and dated, whatever its markup says."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from briefer.read.blocks import Block

_ABOVE = 2
_BELOW = 12  # blocks in which a line may sign or date


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands around a headline."""

    above: tuple[Block, ...] = ()
    below: tuple[Block, ...] = ()
    """The short lines between the headline and the story."""
    lead: Block | None = None
    """The story's first paragraph."""


def around_headline(blocks: Sequence[Block], title: str | None) -> Lines:
    """The lines around the last block that says the headline; none of them if no block does."""
    key = Block(title or "").key
    at = next((at for at in range(len(blocks) - 1, -1, -1) if blocks[at].key == key), None) if key else None
    if at is None:
        return Lines()
    following = blocks[at + 1 : at + 1 + _BELOW]
    below = tuple(itertools.takewhile(lambda block: not block.prose, following))
    lead = following[len(below)] if len(below) < len(following) else None
    return Lines(tuple(blocks[max(0, at - _ABOVE) : at]), below, lead)
