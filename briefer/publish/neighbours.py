"""Which entries are worth comparing: those that share two of their weightiest terms, found without comparing any.

An entry looks for others by its rarer terms, where it has enough of them: common ones would bring half of the day. Cost:
a few operations on sets of entries for each term of each entry, sets of a bit an entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

_KEYS = 20
"""An entry's weightiest terms, by which others are found; a headline and a short summary have no more."""
_RARE_HOLDERS = 40
"""Entries with a term up to which it is rare, whatever their number: events are told a few dozen times, not more."""
_ENOUGH = 8
"""Terms that an entry looks by at least: all that the day's greatest event has may be common today."""
_COMMON = 1000
"""Entries with a term beyond which it finds nobody."""
_BLOCK = 16_384
"""Entries that are looked for at once: a set of them takes 2 KB, and there is one for each of their terms."""


def find_neighbours(weights: Mapping[int, Mapping[str, float]]) -> Iterator[tuple[int, list[int]]]:
    """Each entry with the earlier ones that share two weighty terms with it.

    An entry looks for others by its rarer terms, where it has enough of them: common ones would bring half of the day.
    """
    keys = {index: _keys(own) for index, own in weights.items()}
    sizes = Counter(chain.from_iterable(keys.values()))
    found: dict[int, set[int]] = {index: set() for index in keys}
    looking = {index: _looked_by(own, sizes) for index, own in keys.items()}
    order = list(keys)
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        holders = _holders([keys[index] for index in block], sizes)
        for index, own in looking.items():
            once = twice = 0  # sets of the block's entries, a bit each: many times as fast as sets of numbers
            for key in own:
                held = holders.get(key, 0)
                twice |= once & held
                once |= held
            while twice:
                place = twice.bit_length() - 1
                twice ^= 1 << place
                other = block[place]
                if other < index:
                    found[index].add(other)
                elif other > index:
                    found[other].add(index)
    for index in keys:
        yield index, sorted(found[index])


def _looked_by(keys: Sequence[str], sizes: Mapping[str, int]) -> list[str]:
    """The keys that an entry looks for others by: those that others have too, the rarer first, as far as they are rare."""
    held = sorted((key for key in keys if sizes[key] > 1), key=sizes.__getitem__)
    for place, key in enumerate(held):
        if sizes[key] > (_RARE_HOLDERS if place >= _ENOUGH else _COMMON):
            return held[:place]
    return held


def _holders(keys: Sequence[Sequence[str]], sizes: Mapping[str, int]) -> dict[str, int]:
    """Which entries have a key that others have too, a bit for each by its place."""
    places: dict[str, bytearray] = {}
    for place, own in enumerate(keys):
        at, bit = place >> 3, 1 << (place & 7)
        for key in own:
            if sizes[key] > 1:
                if key not in places:
                    places[key] = bytearray(len(keys) // 8 + 1)
                places[key][at] |= bit
    return {key: int.from_bytes(bits, "little") for key, bits in places.items()}


def _keys(weights: Mapping[str, float]) -> list[str]:
    return sorted(sorted(weights), key=weights.__getitem__, reverse=True)[:_KEYS]
