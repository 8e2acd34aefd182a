"""What the report shows of one case in one run: its brief with the faults in it, its scores, what changed.

Of several repeats the worst is shown whole; of the others the scores. A sentence that nothing was found in stands there
without its source, as the article is not to be told again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefer.brief import Finding, Judgement, Section
from briefer.evaluate.outcome import CaseInRun, Outcome
from briefer.evaluate.report.diff import Changed, diff_briefs
from briefer.evaluate.report.examples import passages_of
from briefer.evaluate.report.wording import number
from briefer.evaluate.results import CaseInfo, ItemResult, Passage, Results, Written
from briefer.publish.render.links import Link, safe_link
from briefer.publish.render.segments import Mark, Segment, segment
from briefer.publish.render.wording import count, money, reasons_line, ruling_line, where
from briefer.text.terminal import one_line


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage under the name of its source."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, or a judge's word, as it is shown."""

    kind: str
    """error, warning, or the judge's verdict."""
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with all that is to be said of it."""

    pieces: tuple[Segment, ...]
    """Its words cut at the edges of findings; `error` and `warning` are the labels."""
    held: bool
    remarks: tuple[Remark, ...]
    passages: tuple[Quoted, ...]
    """Shown where the sentence is faulted."""

    @property
    def faulted(self) -> bool:
        """True where a reader has to look."""
        return self.held or bool(self.remarks)


@dataclass(frozen=True, slots=True)
class Part:
    """A section, or the lines over the brief."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A score with its reason."""

    scorer: str
    value: str
    reason: str
    repeats: tuple[str, ...]
    """Each repeat's value, where there are several."""
    before: str | None
    """In the base, all repeats together; None where there is no base, or it is the same."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source's title, and where it stands."""

    title: str
    outlet: str
    link: Link | None


@dataclass(frozen=True, slots=True)
class Card:
    """A case in one run."""

    id: str
    run: str
    case: str
    title: str
    outcome: Outcome
    outcomes: tuple[Outcome, ...]
    """Of each repeat, where there are several."""
    tags: tuple[str, ...]
    values: tuple[float | None, ...]
    """By scorer, in the order of the report."""
    faults: str
    """`2 errors, 1 held`."""
    error: str | None
    sources: tuple[SourceLine, ...]
    general: tuple[Remark, ...]
    parts: tuple[Part, ...]
    scores: tuple[Scored, ...]
    spent: str
    changes: tuple[Changed, ...] | None
    """Against the base's brief; None where there is no base to hold it against."""
    against: str
    """What the base's brief was: its outcome."""

    @property
    def data(self) -> str:
        """The values for the page's script: numbers with commas between them, nothing where there is none."""
        return ",".join("" if value is None else f"{value:.6g}" for value in self.values)


def card_of(
    place: int, case: CaseInRun, results: Results, scorers: Sequence[str], base: CaseInRun | None = None
) -> Card:
    """The card of a case; `base` is the same case in the base, where it is the same and was run."""
    info = next((one for one in results.cases if one.id == case.case), None)
    item = case.worst
    brief = item.brief if item else None
    sources = info.sources if info else ()
    title = brief.headline if brief else next((source.title for source in sources if source.title), None)
    return Card(
        id=f"c{place}",
        run=one_line(case.run),
        case=one_line(case.case),
        title=one_line(title or ""),
        outcome=case.outcome,
        outcomes=case.outcomes if len(case.repeats) > 1 else (),
        tags=tuple(one_line(tag) for tag in info.tags) if info else (),
        values=tuple(case.value(name) for name in scorers),
        faults=_faults(item) if item else "",
        error=one_line(item.error.message) if item and item.error else None,
        sources=tuple(
            SourceLine(one_line(one.title or "untitled"), one_line(one.outlet or ""), safe_link(one.url))
            for one in sources
        ),
        general=tuple(_remark(finding, where(finding)) for finding in _general(item)) if item else (),
        parts=tuple(_parts(item, info)) if item and item.brief else (),
        scores=tuple(_scores(case, scorers, base)),
        spent=_spent(item) if item else "",
        changes=diff_briefs(base.worst.brief, brief) if base and base.worst else None,
        against=base.outcome if base else "",
    )


def _general(item: ItemResult) -> Iterator[Finding]:
    """Findings that stand at no line of the brief."""
    lines = {"headline": item.brief and item.brief.headline, "dek": item.brief and item.brief.dek}
    return (finding for finding in item.findings if not lines.get(str(finding.section)))


def _parts(item: ItemResult, info: CaseInfo | None) -> Iterator[Part]:
    names = {source.id: one_line(source.outlet or source.title or source.id) for source in info.sources} if info else {}
    heads = [_head(item, info, names, place) for place in ("headline", "dek")]
    yield Part("Headline and sub-head", tuple(head for head in heads if head is not None))
    for section in Section:
        yield Part(section.heading, tuple(_section(item, section, names)))


def _head(item: ItemResult, info: CaseInfo | None, names: Mapping[str, str], place: str) -> Sentence | None:
    text: str | None = getattr(item.brief, place)
    if not text:
        return None
    found = tuple(finding for finding in item.findings if finding.section == place)
    ruled = [one for one in item.judgements if one.section == place]
    remarks = (*map(_remark, found), *map(_ruling, ruled))
    return Sentence(_pieces(text, found), False, remarks, _quoted(passages_of(found, info), names))


def _section(item: ItemResult, section: Section, names: Mapping[str, str]) -> Iterator[Sentence]:
    """The statements; a judge's word counts those that were published."""
    published = 0
    for written in item.statements:
        if written.section != section:
            continue
        place = None if written.held else published
        published += not written.held
        ruled = [
            one for one in item.judgements if place is not None and (one.section, one.statement) == (section, place)
        ]
        yield _sentence(written, ruled, names)


def _sentence(written: Written, ruled: Sequence[Judgement], names: Mapping[str, str]) -> Sentence:
    remarks = (*map(_remark, written.findings), *map(_ruling, ruled))
    shown = _quoted(written.passages, names)
    return Sentence(_pieces(written.text, written.findings), written.held, remarks, shown)


def _pieces(text: str, findings: Sequence[Finding]) -> tuple[Segment, ...]:
    marks = [
        Mark(finding.start, finding.end, finding.severity)
        for finding in findings
        if finding.start is not None and finding.end is not None
    ]
    return segment(text, marks)


def _quoted(passages: Sequence[Passage], names: Mapping[str, str]) -> tuple[Quoted, ...]:
    several = len(names) > 1
    pairs = ((names.get(one.source, "") if several else "", one_line(one.text)) for one in passages)
    return tuple(Quoted(source, text) for source, text in dict.fromkeys(pairs))


def _remark(finding: Finding, place: str = "") -> Remark:
    """The finding; `place` is said where it does not stand at its sentence."""
    words, message = one_line(finding.text), one_line(finding.message)
    about = f" (“{words}”)" if words and words not in message else ""
    label = f"{finding.check}, {finding.severity}"
    return Remark(finding.severity, f"{place}: {label}" if place else label, message + about)


def _ruling(judgement: Judgement) -> Remark:
    return Remark(judgement.verdict or "abstained", f"judge: {ruling_line(judgement)}", reasons_line(judgement))


def _faults(item: ItemResult) -> str:
    found = [*item.findings, *(finding for written in item.statements for finding in written.findings)]
    errors = sum(finding.severity == "error" for finding in found)
    held = sum(written.held for written in item.statements)
    warnings = len(found) - errors
    parts = [count(errors, "error") if errors else "", count(warnings, "warning") if warnings else ""]
    return ", ".join(part for part in (*parts, f"{held} held" if held else "") if part)


def _scores(case: CaseInRun, scorers: Sequence[str], base: CaseInRun | None) -> Iterator[Scored]:
    for name in scorers:
        scores = [item.scores.get(name) for item in case.repeats]
        own = case.worst.scores.get(name) if case.worst else None
        if own is None:
            continue
        each = tuple(number(score.value if score else None) for score in scores) if len(scores) > 1 else ()
        value = "unscored" if own.value is None else number(own.value)
        old = base.value(name) if base else None
        before = number(old) if base and old != case.value(name) else None
        yield Scored(one_line(name), value, one_line(own.reason), each, before)


def _spent(item: ItemResult) -> str:
    spent = item.spent
    if not spent.calls:
        return "no model call"
    tokens = f"{spent.input_tokens:,} tokens in, {spent.output_tokens:,} out"
    return f"{count(spent.calls, 'call')}, {tokens}, {money(spent.cost_usd)}"
