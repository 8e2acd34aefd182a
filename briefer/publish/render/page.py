"""The evidence view: one self-contained HTML page, the brief beside its sources, without a script.

Pointing at a statement, tabbing to it or tapping it lights up its evidence in the sources and opens a note
with the passages; the number behind it leads to the passage, the number there leads back. Rules that CSS
generates for each statement do that with `:has()`; a browser that does not know it keeps the links. A finding
does the same for its words and what they rest on, and a judge's word for what it names; many findings can be
filtered by kind. On paper the notes stand as footnotes.

Both texts are cut at every edge of every mark (`segments`), so marks never have to nest. All class names and
ids are made here from numbers; a text from outside reaches the page through autoescaping alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefer.article import Article, Completeness
from briefer.brief import Brief, BriefRecord, FidelityReport, Statement
from briefer.publish.render.assemble import view_brief, view_record, view_summary
from briefer.publish.render.segments import Mark, Segment, segment
from briefer.publish.render.templates import environment
from briefer.publish.render.view import Line, Passage, Source, View
from briefer.publish.render.wording import (
    cost_line,
    count,
    engine_line,
    judge_line,
    moment,
    reading_time,
    reasons_line,
    ruling_line,
    verdict_line,
    where,
)
from briefer.text.spans import Span
from briefer.text.terminal import plain

_INCOMPLETE = {
    Completeness.THIN: "The page gave only part of the article.",
    Completeness.PAYWALLED: "The page stands behind a paywall; only what it showed was read.",
    Completeness.BLOCKED: "The page refused to show the article; only what it showed was read.",
}
_MOST_LIT = 240
"""Rules for pointing that a page may have: with 209 a browser took 0.1 s to light up, with 314 it took 0.24 s (Chromium,
one core), and it grows with the square."""
_WORTH_FILTERING = 4
"""Findings from which a filter saves more than it costs."""
_BESIDE = {"x": ("!", "f", "finding"), "j": ("?", "j", "judgement")}
"""Of what stands beside a statement, by the first letter of its key: mark in the source, id's letter, spoken name."""
_VERDICTS = {"pass": "Passed", "warn": "Passed with warnings", "fail": "Failed"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in the page: its words, its classes, and the numbers that stand before it."""

    text: str
    classes: str
    anchors: tuple[Anchor, ...]
    quoted: bool
    """Copied word for word."""
    severity: str | None
    """Of the gravest finding about it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place of a passage in its source: where a statement's number leads, with the way back."""

    id: str
    back: str
    """Id that it leads back to."""
    label: str
    """What is shown."""
    spoken: str
    """What a screen reader says."""
    group: str
    """Class of all places that light up together."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source with its paragraphs cut into pieces."""

    source: Source
    notice: str | None
    language: str | None
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What opens beside a statement: the passages that prove it, and what was found in it."""

    key: str
    line: Line
    passages: tuple[tuple[str, Passage, tuple[Segment, ...]], ...]
    """For each passage the id of its place in the source, and its words with the copied ones marked."""


def render_html(record: BriefRecord) -> str:
    """The record as one self-contained HTML page, ending in one line feed."""
    view = view_record(record)
    colophon = (
        ("Written by", f"{engine_line(record.engine)}; {cost_line(record.engine, record.usage)}"),
        (
            "Prompts",
            ", ".join(f"{plain(name)} {plain(digest)[:12]}" for name, digest in record.prompts.items()),
        ),
        ("Made", moment(record.created_at)),
    )
    return _page(view, kind="brief", colophon=colophon)


def render_check_html(summary: str | Brief | BriefRecord, articles: Sequence[Article], report: FidelityReport) -> str:
    """A summary beside its sources, with what the report found: a Brief with its evidence, or any text.

    The offsets of a report on plain text count that text. The page has no footer of engine and cost, as
    nothing is known of who wrote it.
    """
    if isinstance(summary, BriefRecord):
        view = view_brief(summary.brief, articles, report, filled=summary.filled)
        return _page(view, kind="check", colophon=())
    if isinstance(summary, Brief):
        return _page(view_brief(summary, articles, report), kind="check", colophon=())
    return _page(view_summary(summary, articles, report), kind="check", colophon=())


def _page(view: View, *, kind: str, colophon: Iterable[tuple[str, str]]) -> str:
    targets = _targets(view)
    spots = _spots(view, targets)
    page = environment().get_template("page.html.j2")
    kinds = _kinds(view)
    held = f"{count(len(view.held), 'statement')} held back"
    return page.render(
        view=view,
        kind=kind,
        title=view.headline or ("Check of a summary" if kind == "check" else view.title),
        facts=_facts(view, kind),
        verdict=_VERDICTS[view.fidelity.verdict],
        verdict_line=verdict_line(view.fidelity),
        held_line=held,
        findings_line=count(len(view.remarks), "finding"),
        parts=[
            (part, [[(line, _statement(line)) for line in paragraph] for paragraph in part.paragraphs])
            for part in view.parts
        ],
        notes=[note for line in view.lines if (note := _note(line, targets))],
        general=[(where(remark.finding), remark) for remark in view.general_remarks],
        targets=targets,
        there=_there(view),
        kinds=kinds if len(kinds) > 1 and len(view.remarks) >= _WORTH_FILTERING else [],
        judge_line=None if view.fidelity.judgements is None else judge_line(view.fidelity.judgements),
        ruling_line=ruling_line,
        reasons_line=reasons_line,
        source_texts=[_source_text(source, spots.get(source.number, ()), view) for source in view.sources],
        lit=_lit(view),
        colophon=[(name, value) for name, value in colophon if value],
    )


@dataclass(frozen=True, slots=True)
class _Lit:
    """What lights up when it is pointed at."""

    keys: tuple[str, ...] = ()
    """Numbers of the statements that have evidence."""
    beside: tuple[str, ...] = ()
    """Keys of findings and of a judge's words."""
    owners: tuple[tuple[str, int], ...] = ()
    """Of these, those that stand at a statement, with its number."""


def _lit(view: View) -> _Lit:
    """What lights up: all of a summary of ordinary length; of a very long one the statements alone, or the links."""
    keys = tuple(f"{line.number}" for line in view.lines if line.passages and line.numbered)
    beside = (*(f"x{remark.number}" for remark in view.remarks), *(f"j{ruled.number}" for ruled in view.ruled))
    if len(keys) > _MOST_LIT:
        return _Lit()
    if len(keys) + len(beside) > _MOST_LIT:
        return _Lit(keys)
    return _Lit(keys, beside, tuple((key, line.number) for line in view.lines for key, _ in _beside(line)))


def _facts(view: View, kind: str) -> list[str]:
    """The line over the headline: of a brief where it comes from, of a check what the summary was held against."""
    if kind == "brief":
        return [fact for fact in (view.origin, view.date, reading_time(view.words)) if fact]
    against = f"Held against {view.origin or count(len(view.sources), 'source')}" if view.sources else ""
    return [fact for fact in (against, view.date, count(view.words, "word")) if fact]


def _kinds(view: View) -> list[tuple[str, str, int]]:
    """What findings can be filtered by: class, words and number; the severities where both occur, then the checks."""
    severities = [remark.finding.severity for remark in view.remarks]
    checks = [remark.finding.check for remark in view.remarks]
    both = [("error", "errors"), ("warning", "warnings")] if len(set(severities)) > 1 else []
    kinds = [(name, words, severities.count(name)) for name, words in both]  # type: ignore[arg-type]
    if len(set(checks)) > 1:
        kinds += [(f"c-{name}", name, checks.count(name)) for name in view.fidelity.checks if name in checks]
    return kinds


def _targets(view: View) -> dict[tuple[str, Span, int], str]:
    """The id of each passage's place in its source, by key, span and source: `e3`, then `e3-2`.

    What a finding or a judge points to inside its own statement's passage has that passage's place.
    """
    targets: dict[tuple[str, Span, int], str] = {}
    for key, passages in _keyed(view):
        for index, passage in enumerate(passages, 1):
            targets[key, passage.span, passage.source.number] = f"e{key}" if index == 1 else f"e{key}-{index}"
    for line in view.lines:
        for key, passages in _beside(line):
            for passage in passages:
                around = next((own for own in line.passages if _holds(own, passage)), None)
                if around is not None:
                    number = passage.source.number
                    targets[key, passage.span, number] = targets[str(line.number), around.span, number]
    return targets


def _holds(one: Passage, other: Passage) -> bool:
    return one.source is other.source and one.span.contains(other.span)


def _beside(line: Line) -> Iterable[tuple[str, tuple[Passage, ...]]]:
    """What stands beside a statement and points into the source: its findings, and what a judge said."""
    for remark in line.remarks:
        yield f"x{remark.number}", remark.passages
    for ruled in line.ruled:
        yield f"j{ruled.number}", ruled.passages


def _keyed(view: View) -> Iterable[tuple[str, tuple[Passage, ...]]]:
    """All that lights up together: a statement with its passages, a finding or a judge's word with its own."""
    for line in view.lines:
        if line.numbered:
            yield str(line.number), line.passages
    for remark in view.remarks:
        yield f"x{remark.number}", remark.passages
    for ruled in view.ruled:
        yield f"j{ruled.number}", ruled.passages


def _there(view: View) -> dict[str, tuple[str, ...]]:
    """What the source has instead, by key: whole sentences, each at the first finding on a statement that points to it.

    For windows too narrow to show the source beside the summary.
    """
    there: dict[str, tuple[str, ...]] = {}
    heads = ((*view.headline_remarks, *view.dek_remarks, *view.general_remarks), view.headline_ruled, view.dek_ruled)
    for remarks, *ruled in (heads, *((line.remarks, line.ruled) for line in view.lines)):
        shown: set[str] = set()
        beside = [(f"x{remark.number}", remark.passages) for remark in remarks]
        beside += [(f"j{one.number}", one.passages) for group in ruled for one in group]
        for key, passages in beside:
            words = dict.fromkeys(_sentences_of(passage) for passage in passages)
            there[key] = tuple(text for text in words if text not in shown)
            shown.update(words)
    return there


def _sentences_of(passage: Passage) -> str:
    """The sentences that a passage stands in, whole."""
    article = passage.source.article
    inside = [s for s in article.sentences if s.start < passage.span.end and passage.span.start < s.end]
    return article.text[inside[0].start : inside[-1].end] if inside else passage.text


def _spots(view: View, targets: dict[tuple[str, Span, int], str]) -> dict[int, list[Mark]]:
    """The marks over each source's text, by its number: `e:` for evidence, `q:` for copied words."""
    spots: dict[int, list[Mark]] = {}
    for key, passages in _keyed(view):
        for passage in passages:
            number = passage.source.number
            label = f"e:{key}:{targets[key, passage.span, number]}"
            spots.setdefault(number, []).append(Mark(passage.span.start, passage.span.end, label))
    known = {source.article.id: source.number for source in view.sources}
    for line in view.lines:
        for quote in line.statement.quotes:
            if quote.source in known:
                mark = Mark(quote.source_start, quote.source_end, f"q:{line.number}")
                spots.setdefault(known[quote.source], []).append(mark)
    return spots


def _source_text(source: Source, marks: Sequence[Mark], view: View) -> SourceText:
    text = source.article.text
    seen: set[str] = set()
    spans = source.paragraphs or ((Span(0, len(text)),) if text.strip() else ())
    tag = source.article.language if view.language is None else None
    paragraphs = tuple(tuple(_piece(piece, seen) for piece in segment(text, marks, span)) for span in spans)
    return SourceText(source, _INCOMPLETE.get(source.article.completeness), tag, paragraphs)


def _piece(cut: Segment, seen: set[str]) -> Piece:
    """A piece of a source; its anchors are those of the passages that begin here for the first time."""
    labels = [label.split(":") for label in cut.labels]
    anchors: list[Anchor] = []
    for kind, key, *rest in (label.split(":") for label in cut.opens):
        if kind != "e" or rest[0] in seen:
            continue
        seen.add(rest[0])
        if key[0] in _BESIDE:
            mark, back, spoken = _BESIDE[key[0]]
            anchors.append(Anchor(rest[0], f"{back}{key[1:]}", mark, f"Back to {spoken} {key[1:]}", f"t{key}"))
        else:
            anchors.append(Anchor(rest[0], f"s{key}", key, f"Back to statement {key}", f"t{key}"))
    names = dict.fromkeys(f"{kind}{key}" for kind, key, *_ in labels)
    evidence = [name for name in names if name.startswith("e")]
    quoted = any(name.startswith("q") for name in names)
    classes = " ".join([*(["e"] if evidence else []), *(["q"] if quoted else []), *names])
    return Piece(plain(cut.text), classes, tuple(anchors), quoted, None)


def _statement(line: Line) -> tuple[Piece, ...]:
    """The statement's own text, with its quotations and what was found in it."""
    marks = [Mark(quote.start, quote.end, "q") for quote in line.statement.quotes]
    marks += [
        Mark(*remark.span, f"f:{remark.finding.severity}:{remark.number}:{remark.finding.check}:{remark.whole}")
        for remark in line.remarks
        if remark.span
    ]
    return tuple(_own(piece) for piece in segment(line.statement.text, marks))


def _own(cut: Segment) -> Piece:
    found = [label.split(":") for label in cut.labels if label.startswith("f:")]
    grave = "error" if any(part[1] == "error" for part in found) else "warning" if found else None
    whole = all(part[4] == "True" for part in found)  # what is about certain words stands out from what is about all
    quoted = "q" in cut.labels
    names = ["q"] if quoted else []
    names += [f"f {grave}"] if grave else []
    names += ["whole"] if grave and whole else []
    names += [f"c-{check}" if all_of == "True" else f"sx{number} c-{check}" for _, _, number, check, all_of in found]
    return Piece(plain(cut.text), " ".join(names), (), quoted, grave)


def _note(line: Line, targets: dict[tuple[str, Span, int], str]) -> Note | None:
    key = str(line.number)
    passages = tuple(
        (targets[key, passage.span, passage.source.number], passage, _quoted(passage, line.statement))
        for passage in line.passages
    )
    return Note(key, line, passages) if line.numbered and (passages or line.remarks) else None


def _quoted(passage: Passage, statement: Statement) -> tuple[Segment, ...]:
    """The passage's words, those that the statement copied labelled `q`."""
    article = passage.source.article
    marks = [
        Mark(quote.source_start, quote.source_end, "q") for quote in statement.quotes if quote.source == article.id
    ]
    return segment(article.text, marks, passage.span)
