"""The sentences that a reader should see first: the worst ones, each of another case, with what the source has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefer.brief import Evidence, Finding
from briefer.evaluate.outcome import cases_of
from briefer.evaluate.results import CaseInfo, ItemResult, Passage, Results
from briefer.publish.render.wording import where


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its findings and the passages beside it."""

    run: str
    case: str
    place: str
    """Section, headline or sub-head, as a reader names it."""
    text: str
    held: bool
    findings: tuple[Finding, ...]
    passages: tuple[Passage, ...]

    @property
    def weight(self) -> tuple[bool, int, int]:
        """How bad it is: an error that was published before one that was held, then how many."""
        errors = sum(finding.severity == "error" for finding in self.findings)
        return bool(errors) and not self.held, errors, len(self.findings)


def worst_examples(results: Results, most: int = 3) -> tuple[Example, ...]:
    """The worst sentences: errors before warnings, of each case one before any has two."""
    known = {case.id: case for case in results.cases}
    every = [
        example
        for run in results.runs
        for case in cases_of(results, run)
        if case.worst is not None
        for example in examples_of(case.worst, known.get(case.case))
    ]
    ranked = sorted(every, key=lambda example: example.weight, reverse=True)
    first: dict[str, Example] = {}
    for example in ranked:
        first.setdefault(example.case, example)
    ranked.sort(key=lambda example: (not example.weight[1], first[example.case] is not example))
    return tuple(ranked[:most])


def examples_of(item: ItemResult, case: CaseInfo | None) -> Iterator[Example]:
    """Every sentence of a brief that was found fault with."""
    heads = {"headline": item.brief and item.brief.headline, "dek": item.brief and item.brief.dek}
    for place, text in heads.items():
        found = tuple(finding for finding in item.findings if finding.section == place)
        if found and text:
            passages = passages_of(found, case)
            yield Example(item.run, item.case, where(found[0]), text, held=False, findings=found, passages=passages)
    for written in item.statements:
        if written.findings:
            yield Example(
                item.run,
                item.case,
                written.section.heading,
                written.text,
                held=written.held,
                findings=written.findings,
                passages=written.passages,
            )


def passages_of(findings: tuple[Finding, ...], case: CaseInfo | None) -> tuple[Passage, ...]:
    """The words that findings point to, each once; what points nowhere is left out."""
    evidence = dict.fromkeys(item for finding in findings for item in finding.evidence)
    return tuple(passage for item in evidence if (passage := _passage(item, case)) is not None)


def _passage(item: Evidence, case: CaseInfo | None) -> Passage | None:
    source = next((one for one in case.sources if one.id == item.source), None) if case else None
    if source is None or not 0 <= item.start < item.end <= len(source.text):
        return None
    return Passage(source=item.source, start=item.start, end=item.end, text=source.text[item.start : item.end])
