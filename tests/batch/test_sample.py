"""A sample: so many items, in order, by chance, and the same ones for the same seed."""

from __future__ import annotations

from collections import Counter

from briefer.batch.inputs import sampled
from briefer.batch.item import Item


def positions(n, seed, count=100):
    return [item.position for item in sampled((Item(p, str(p)) for p in range(count)), n, seed, count=count)]


def test_sample_keeps_the_order_the_size_and_the_seed():
    """Exactly so many, in the input's order, the same for a seed and others for another."""
    first = positions(10, seed=1)
    assert len(set(first)) == 10
    assert first == sorted(first) == positions(10, seed=1)
    assert first != positions(10, seed=2)
    assert positions(0, seed=1) == []
    assert positions(100, seed=1) == positions(500, seed=1) == list(range(100))


def test_every_item_is_as_likely_as_any_other():
    """Over many seeds each of twenty items is drawn about as often as the others."""
    drawn = Counter(position for seed in range(4_000) for position in positions(5, seed=seed, count=20))
    assert set(drawn) == set(range(20))
    assert 900 < min(drawn.values()) <= max(drawn.values()) < 1_100


def test_sample_reads_no_further_than_it_must():
    """Once all are drawn, the rest of the input is not asked for."""
    asked = []

    def items():
        for position in range(1_000):
            asked.append(position)
            yield Item(position, str(position))

    drawn = list(sampled(items(), 3, seed=5, count=1_000))
    assert len(drawn) == 3
    assert asked[-1] == drawn[-1].position
