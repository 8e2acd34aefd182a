"""A part of an input, drawn by chance, the same part for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from briefer.batch.item import Item


def sampled(items: Iterable[Item], n: int, seed: int, *, count: int) -> Iterator[Item]:
    """`n` of the `count` items, each as likely as any other, in their order; all of them where there are fewer.

    One pass, and no item is held. The count has to be known before (`count_items`): which ones are drawn hangs
    on the seed and the count alone.

    Source: D. E. Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm S.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    wanted = min(n, count)
    if wanted < 1:
        return
    for left, item in zip(range(count, 0, -1), items, strict=False):
        if chance.random() * left < wanted:
            yield item
            wanted -= 1
            if not wanted:
                return
