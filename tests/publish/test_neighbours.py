"""Neighbours: entries that share two weighty terms are found, whatever the block that they stand in."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.publish import neighbours
from briefer.publish.neighbours import find_neighbours

ENTRIES = st.lists(
    st.dictionaries(st.sampled_from("abcdefghijklmnop"), st.sampled_from([1.0, 2.0, 3.0]), max_size=9), max_size=30
)


@given(ENTRIES)
def test_entries_with_two_terms_in_common_are_neighbours(entries: list[dict[str, float]]) -> None:
    """Of few entries, whose terms are all rare, each finds every earlier one that has two of its terms."""
    found = dict(find_neighbours(dict(enumerate(entries))))

    for (one, mine), (other, yours) in itertools.combinations(enumerate(entries), 2):
        assert (one in found[other]) is (len(mine.keys() & yours.keys()) >= 2)


@given(ENTRIES)
def test_blocks_change_nothing(entries: list[dict[str, float]]) -> None:
    """Looked for block by block, the same entries are found."""
    weights = dict(enumerate(entries))
    whole = list(find_neighbours(weights))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "_BLOCK", 7)
        assert list(find_neighbours(weights)) == whole


def test_what_is_common_finds_nobody() -> None:
    """Past its rarest terms an entry does not look by those that half of the day has."""
    common = {"strike": 1.0, "talks": 1.0}
    crowd = [common | {f"own{number}": 2.0} for number in range(1_100)]

    assert not any(others for _, others in find_neighbours(dict(enumerate(crowd))))
