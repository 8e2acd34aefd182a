"""What the checks leave open: claims that no check of facts faults and that the support score does not settle.

These alone are worth a judge's time. A claim is settled against by an error of a check of facts; `support` is none, as
it counts words and cannot know a paraphrase; `injection` is one here, so that no order to a model is put before one. It
is settled for where the source has it nearly word for word. Pure: who is asked, and how, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefer.article import Story
from briefer.brief import Brief, CheckName
from briefer.check.alignment import match
from briefer.check.claims import Claim, claims_in, claims_of
from briefer.check.index import SourceIndex
from briefer.check.injection import find_address
from briefer.check.report import examine
from briefer.check.support import is_verbatim, support_alone

CLEAR = 0.8
"""Support from which a claim counts as settled. Of 3,006 summaries of the development sets that no check of facts
faults, people call 85% supported from 0.8 on, hardly fewer than of those that copy word for word (90%), 82% between 0.7
and 0.8, 54% between 0.6 and 0.7, and 19% between 0.3 and 0.5: only at the upper end does the score decide. There is no
lower bound: where a claim shares few words with its source, a reader of meaning helps most."""
_NO_FACTS: frozenset[CheckName] = frozenset({"support", "section", "style"})
"""Checks that do not say whether a claim is true: their errors settle nothing."""
_OPENING = 12
"""Sentences that are shown of a story in which nothing shares a word with the claim: news has its news first."""


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim that is left open, and the sentences to judge it by."""

    claim: Claim
    support: float
    """The support score, 0 to 1; in a language that the checks do not know it tells little."""
    numbers: tuple[int, ...]
    """The story's sentences that the claim names or shares most with; its opening where there are none."""


def open_claims(
    summary: Brief | str, index: SourceIndex, warn_only: frozenset[CheckName] = frozenset()
) -> tuple[OpenClaim, ...]:
    """The claims of a brief, or of any summary, that are left open, in the order of the text."""
    claims = claims_in(summary) if isinstance(summary, str) else claims_of(summary)
    return tuple(found for claim in claims if (found := _open(claim, index, warn_only)) is not None)


def as_open(text: str, index: SourceIndex) -> OpenClaim:
    """Any text as one open claim, whatever the checks say of it."""
    claim = Claim(text=text)
    return OpenClaim(claim, support_alone(claim, index), _candidates(claim, index, ()))


def with_neighbours(numbers: Iterable[int], story: Story) -> tuple[int, ...]:
    """The sentences with those before and after them in the same article, in order.

    What speaks to a model instead of a reader is left out: no claim needs it, and it is there to steer who judges.
    """
    shown: set[int] = set()
    for number in numbers:
        article = story.sentences[number - 1].article
        shown.update(
            near
            for near in (number - 1, number, number + 1)
            if 1 <= near <= len(story.sentences) and story.sentences[near - 1].article == article
        )
    return tuple(number for number in sorted(shown) if find_address(story.sentences[number - 1].text) is None)


def _open(claim: Claim, index: SourceIndex, warn_only: frozenset[CheckName]) -> OpenClaim | None:
    """The claim as an open one; None where the checks settle it."""
    if is_verbatim(claim, index):
        return None
    examined = examine(claim, index, warn_only)
    if any(finding.severity == "error" and finding.check not in _NO_FACTS for finding in examined.findings):
        return None
    support = support_alone(claim, index)
    if support >= CLEAR and index.english and not examined.outcomes["support"].findings:
        return None
    return OpenClaim(claim, support, _candidates(claim, index, examined.passage))


def _candidates(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> tuple[int, ...]:
    numbers = {*passage, *match(claim.content, index, passage).numbers}
    return tuple(sorted(numbers)) or tuple(range(1, min(_OPENING, len(index.sentences)) + 1))
