"""Words for institutions, and which of them nobody takes for one another: a court is no council, a union no ministry.

Covered: bodies that news tells of as acting. Not covered: words that may stand for any of them ("agency", "board",
"group", "authority"), and bodies that go by a name alone.
"""

from __future__ import annotations

from briefer.text.cues import word_set

_KINDS = (
    "court tribunal jury judges",
    "council",
    "committee subcommittee panel",
    "commission inquiry",
    "ministry department",
    "parliament senate assembly congress legislature",
    "government cabinet administration",
    "police",
    "union",
    "company firm manufacturer airline bank retailer supplier operator utility brewery publisher",
    "university college school",
    "hospital clinic",
    "army navy military",
    "club team",
    "church diocese",
    "museum gallery theatre orchestra",
    "charity foundation",
    "embassy consulate",
)
_KIND = {word: place for place, words in enumerate(_KINDS) for word in word_set(words)}
_LOOSE = frozenset(
    frozenset(map(_KIND.__getitem__, pair.split()))
    for pair in (
        "government ministry", "government army", "government embassy", "company club", "company charity",
        "company hospital", "company museum", "committee commission", "university hospital", "university museum",
        "club union", "museum charity", "hospital charity", "church charity", "church school",
    )
)  # fmt: skip
"""Kinds of which a writer may call one the other."""


def body_kind(word: str) -> int | None:
    """The kind of body that a folded word is for; None for other words."""
    return _KIND.get(word)


def is_another_body(one: str, other: str) -> bool:
    """Whether two folded words are for bodies that nobody takes for one another."""
    kinds = _KIND.get(one), _KIND.get(other)
    return None not in kinds and kinds[0] != kinds[1] and frozenset(kinds) not in _LOOSE
