"""A number and its noun agree."""

from __future__ import annotations

import pytest

from briefer.text.counting import counted


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (1, "brief", "1 brief"),
        (2, "brief", "2 briefs"),
        (0, "brief", "0 briefs"),
        (1, "reply", "1 reply"),
        (3, "reply", "3 replies"),
        (21, "story", "21 stories"),
        (2, "day", "2 days"),
        (1, "call", "1 call"),
    ],
)
def test_one_is_singular_and_all_else_is_plural(number, noun, expected):
    """One brief, no briefs, two briefs; a reply becomes replies and a day days."""
    assert counted(number, noun) == expected
