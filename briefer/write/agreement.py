"""A judge held against people: claims with their sources judged whatever the checks say, and how often both agree.

For calibration: `judge_pairs` asks, `agreement` counts. An abstention agrees with nobody; it is counted apart, so that
a judge cannot look better by keeping silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefer.article import Story, build_article
from briefer.brief import Judgement
from briefer.check import OpenClaim, SourceIndex, as_open
from briefer.write.judge import Judge, Rulings


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a judge's verdicts compare with people's labels, supported or not."""

    judged: int
    """Claims with a verdict and a label."""
    abstained: int
    """Claims with a label and no verdict."""
    both_supported: int
    both_not: int
    judge_alone: int
    """Supported for the judge, not for people: what would slip through."""
    people_alone: int
    """Supported for people, not for the judge: false alarms."""
    unanimity: float | None
    """Mean share of a claim's votes that its verdict had; None without a verdict."""

    @property
    def agreed(self) -> float | None:
        """Share of the verdicts that agree; None without a verdict."""
        return (self.both_supported + self.both_not) / self.judged if self.judged else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa, agreement beyond chance; None where chance alone would agree always, or nothing was judged.

        Source: Cohen (1960), A coefficient of agreement for nominal scales.
        """
        if self.agreed is None:
            return None
        judge = (self.both_supported + self.judge_alone) / self.judged
        people = (self.both_supported + self.people_alone) / self.judged
        chance = judge * people + (1 - judge) * (1 - people)
        return None if chance == 1 else (self.agreed - chance) / (1 - chance)


async def judge_pairs(judge: Judge, pairs: Iterable[tuple[str, str]]) -> Rulings:
    """The judgement of each claim against its source, (claim, source) in and in the same order out.

    A claim is taken whole, however many sentences it has, and whether the checks leave it open or not. Pairs that
    follow one another with the same source share the work of reading it.
    """
    asked: list[tuple[OpenClaim, Story]] = []
    index: SourceIndex | None = None
    last: str | None = None
    for claim, source in pairs:
        if index is None or source != last:
            index, last = SourceIndex.of(Story((build_article(source),))), source
        asked.append((as_open(claim, index), index.story))
    return await judge.rule(asked)


def agreement(judgements: Sequence[Judgement | None], labels: Sequence[bool]) -> Agreement:
    """How the verdicts compare with labels, True for supported; claims that were not asked about are left out.

    Contradicted and not enough info both count as not supported.

    Raises:
        ValueError: there is not one label for each judgement.
    """
    asked = [(one, label) for one, label in zip(judgements, labels, strict=True) if one is not None]
    given = [(one.verdict == "supported", label) for one, label in asked if one.verdict is not None]
    shares = [share for one, _ in asked if (share := _share(one)) is not None]
    return Agreement(
        judged=len(given),
        abstained=len(asked) - len(given),
        both_supported=given.count((True, True)),
        both_not=given.count((False, False)),
        judge_alone=given.count((True, False)),
        people_alone=given.count((False, True)),
        unanimity=sum(shares) / len(shares) if shares else None,
    )


def _share(judgement: Judgement) -> float | None:
    """The share of the votes that the verdict had; None where there is none."""
    votes = judgement.votes
    if judgement.verdict is None:
        return None
    cast = votes.supported + votes.contradicted + votes.not_enough_info + votes.abstained
    return float(getattr(votes, judgement.verdict)) / cast
