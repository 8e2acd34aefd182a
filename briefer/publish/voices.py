"""Who tells an event independently of whom: one owner's outlets are one voice, and so is one text in several outlets.

Covered: wire copy with small edits (another dateline, spelling, units, a shortened end), which counts once whoever
prints it; outlets of one family. Not covered: an agency's report that was rewritten from beginning to end.
Two texts are the same where most of the shorter one's runs of three terms stand in the other. Inside a cluster there are
few enough entries to compare each with each, so that no index of signatures is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefer.publish.shapes import Candidate
from briefer.publish.terms import Telling, read_telling

_RUN = 3  # terms: two stand together by chance, four break at every edit
_SAME = 0.6
"""Share of the shorter text's runs: edited copies in evals/clusters keep 0.67 and more, two reports of one event 0.5 at
most, and but for one 0.23."""
_LEAST_RUNS = 8
"""A text with fewer is the same only word for word: two headlines of five words can be written twice."""


@dataclass(frozen=True, slots=True)
class Voices:
    """The independent voices in a cluster, and who repeats whom."""

    count: int
    """Families with a text of their own, and wire texts that none of these has."""
    families: tuple[str, ...]
    """All families that carry the event, sorted."""
    copies: tuple[tuple[str, ...], ...]
    """Outlets that print one text, one group a text."""


def find_voices(candidates: Sequence[Candidate], tellings: Sequence[Telling] | None = None) -> Voices:
    """The independent voices among the candidates of one cluster; `tellings` where they were read before."""
    if len(candidates) == 1:
        return Voices(1, (candidates[0].family,), ())
    tellings = tellings or [read_telling(candidate) for candidate in candidates]
    families = tuple(sorted({candidate.family for candidate in candidates}))
    texts = same_texts(candidates, tellings)
    shared = [group for group in texts if len({candidates[index].family for index in group}) > 1]
    copied = {index for group in shared for index in group}
    heard = {candidate.family for index, candidate in enumerate(candidates) if index not in copied}
    count = len(heard)
    for group in shared:  # a family that has a text of its own may be where the shared one comes from
        printing = {candidates[index].family for index in group}
        if heard.isdisjoint(printing):
            count += 1
            heard |= printing
    copies = tuple(
        sorted(tuple(sorted({candidates[index].outlet for index in group})) for group in texts if len(group) > 1)
    )
    return Voices(count, families, copies)


def same_texts(candidates: Sequence[Candidate], tellings: Sequence[Telling]) -> list[list[int]]:
    """Positions of the candidates by text, those with nearly the same text together."""
    runs = [_runs(candidate, telling.text) for candidate, telling in zip(candidates, tellings, strict=True)]
    groups: list[list[int]] = []
    for index in sorted(range(len(candidates)), key=lambda index: (-len(runs[index]), candidates[index].entry.url)):
        for group in groups:  # the longest text of a group speaks for it, so that no chain of edits joins two texts
            if _same(runs[index], runs[group[0]]):
                group.append(index)
                break
        else:
            groups.append([index])
    return groups


def _runs(candidate: Candidate, terms: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """The runs of a text; of a short one, its words as they stand."""
    if len(terms) < _LEAST_RUNS + _RUN - 1:
        return frozenset([tuple(f"{candidate.entry.title} {candidate.entry.summary}".casefold().split())])
    return frozenset(zip(*(terms[at:] for at in range(_RUN)), strict=False))


def _same(shorter: frozenset[tuple[str, ...]], longer: frozenset[tuple[str, ...]]) -> bool:
    return len(shorter & longer) >= _SAME * len(shorter)
