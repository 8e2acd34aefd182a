"""From a record, a brief or a plain summary to the View that every renderer reads.

Statements are numbered through the brief, findings through the report. A finding belongs to a statement, to
headline or dek, or to the whole. What does not fit its text (an offset out of bounds, a source that is not
there) is left out of the marks; the words of a finding are always kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefer.article import Article, Story
from briefer.brief import (
    Brief,
    BriefRecord,
    Evidence,
    FidelityReport,
    Finding,
    Held,
    Judgement,
    Section,
    SourceRef,
    Statement,
)
from briefer.check import SourceIndex, align
from briefer.check.claims import claims_in, unmarked
from briefer.publish.render.links import safe_link
from briefer.publish.render.segments import fits
from briefer.publish.render.view import HeldBack, Line, Part, Passage, Remark, Ruled, Source, View
from briefer.publish.render.wording import day, empty_line, filled_line, joined
from briefer.text.language import is_english
from briefer.text.sentences import split_paragraphs, split_sentences
from briefer.text.spans import Span, enclosing
from briefer.text.terminal import one_line

_ENDS = " \t\n*_#>-.!?”\"'"
"""What may stand around a sentence's words without making it another: Markdown's marks, the full stop."""


def view_record(record: BriefRecord) -> View:
    """What there is to show of a record."""
    return view_brief(record.brief, record.articles, record.fidelity, filled=record.filled)


def view_brief(
    brief: Brief, articles: Sequence[Article], report: FidelityReport, *, filled: Sequence[Section] = ()
) -> View:
    """What there is to show of a brief, its sources and its report."""
    sources = _sources(articles, brief.sources)
    remarks = tuple(_remark(number, finding, sources) for number, finding in enumerate(report.findings, 1))
    ruled = _ruled(report, sources)
    english = all(is_english(article.text, article.language) for article in articles)
    parts: list[Part] = []
    first = 1
    placed: set[int] = set()
    for section in Section:
        lines: list[Line] = []
        for index, statement in enumerate(brief.section(section)):
            own = tuple(
                _within(remark, statement.text)
                for remark in remarks
                if remark.finding.section == section and remark.finding.statement == index
            )
            placed.update(remark.number for remark in own)
            said = tuple(one for one in ruled if _at(one.judgement) == (section, index))
            lines.append(Line(first + index, statement, _passages(statement.evidence, sources), own, said))
        first += len(lines)
        note = filled_line(brief, section) if section in filled else None
        parts.append(
            Part(
                section.value,
                section.heading,
                _paragraphs(lines),
                note if lines else empty_line(brief, section, english=english),
            )
        )
    heads = {name: tuple(r for r in remarks if r.finding.section == name) for name in ("headline", "dek")}
    placed.update(remark.number for own in heads.values() for remark in own)
    return View(
        headline=one_line(brief.headline or "") or None,
        dek=one_line(brief.dek or "") or None,
        parts=tuple(parts),
        sources=sources,
        held=tuple(_held(held, sources) for held in brief.held),
        fidelity=report,
        headline_remarks=heads["headline"],
        dek_remarks=heads["dek"],
        general_remarks=tuple(remark for remark in remarks if remark.number not in placed),
        language=_language(articles),
        headline_ruled=tuple(one for one in ruled if _at(one.judgement) == ("headline", None)),
        dek_ruled=tuple(one for one in ruled if _at(one.judgement) == ("dek", None)),
    )


def view_summary(summary: str, articles: Sequence[Article], report: FidelityReport) -> View:
    """What there is to show of a text that is no Brief: its sentences stand for statements.

    A sentence's evidence is what the findings on it point to, and the source sentences that share most with it: the
    report itself names none for a sentence that is in order. Headings carry no number, as they claim nothing.
    """
    sources = _sources(articles, ())
    remarks = tuple(_remark(number, finding, sources) for number, finding in enumerate(report.findings, 1))
    ruled = _ruled(report, sources)
    index = SourceIndex.of(Story(tuple({article.id: article for article in articles}.values()))) if articles else None
    claims = [Span(claim.offset, claim.offset + len(claim.text)) for claim in claims_in(summary)]
    paragraphs: list[tuple[Line, ...]] = []
    placed: set[int] = set()
    number = 0
    for at, paragraph in enumerate(split_paragraphs(summary)):
        lines: list[Line] = []
        for span in split_sentences(summary, paragraph):
            own = tuple(remark for remark in remarks if remark.span and span.start <= remark.span.start < span.end)
            placed.update(remark.number for remark in own)
            if claimed := own or any(span.overlaps(claim) for claim in claims):
                number += 1
            found = _found(span.of(summary), index) if claimed and index is not None else ()
            evidence = tuple(dict.fromkeys((*found, *(item for remark in own for item in remark.finding.evidence))))
            statement = Statement(text=span.of(summary), paragraph=at, evidence=evidence, quotes=(), attribution=None)
            moved = tuple(_within(_moved(remark, span), statement.text) for remark in own)
            said = tuple(one for one in ruled if span.start <= one.judgement.start < span.end)
            lines.append(Line(number if claimed else 0, statement, _passages(evidence, sources), moved, said))
        paragraphs.append(tuple(lines))
    return View(
        headline=None,
        dek=None,
        parts=(Part("summary", None, tuple(paragraphs), None if paragraphs else "The summary is empty."),),
        sources=sources,
        held=(),
        fidelity=report,
        headline_remarks=(),
        dek_remarks=(),
        general_remarks=tuple(remark for remark in remarks if remark.number not in placed),
        language=_language(articles),
    )


def _found(text: str, index: SourceIndex) -> tuple[Evidence, ...]:
    """The source sentences that share most with a sentence."""
    return tuple(index.evidence(number) for number in align(unmarked(text), index).numbers)


def _ruled(report: FidelityReport, sources: Sequence[Source]) -> tuple[Ruled, ...]:
    return tuple(
        Ruled(number, judgement, _passages(judgement.passages, sources))
        for number, judgement in enumerate(report.judgements or (), 1)
    )


def _at(judgement: Judgement) -> tuple[str | None, int | None]:
    return judgement.section, judgement.statement


def _within(remark: Remark, text: str) -> Remark:
    """The remark, marked where it is about the whole statement."""
    span = remark.span
    return replace(remark, whole=span is not None and span.of(text).strip(_ENDS) == text.strip(_ENDS))


def _moved(remark: Remark, sentence: Span) -> Remark:
    """The remark with its offsets counted from the sentence's start, cut at its end."""
    span = remark.span
    if span is None:
        return remark
    inside = {"start": span.start - sentence.start, "end": min(span.end, sentence.end) - sentence.start}
    return replace(remark, finding=remark.finding.model_copy(update=inside))


def _paragraphs(lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """Statements that follow one another in the same paragraph, together."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and groups[-1][-1].statement.paragraph == line.statement.paragraph:
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(tuple(group) for group in groups)


def _remark(number: int, finding: Finding, sources: Sequence[Source]) -> Remark:
    return Remark(number, finding, _passages(finding.evidence, sources))


def _held(held: Held, sources: Sequence[Source]) -> HeldBack:
    shown: set[Passage] = set()
    reasons: list[Remark] = []
    for number, finding in enumerate(held.findings, 1):
        remark = _remark(number, finding, sources)
        reasons.append(Remark(number, finding, tuple(passage for passage in remark.passages if passage not in shown)))
        shown.update(remark.passages)
    return HeldBack(held.section.heading, one_line(held.text), tuple(reasons))


def _passages(evidence: Iterable[Evidence], sources: Sequence[Source]) -> tuple[Passage, ...]:
    """The passages in the order in which they were offered, neighbours in the text made one."""
    known = {source.article.id: source for source in sources}
    passages: list[Passage] = []
    for item in evidence:
        source = known.get(item.source)
        if source is None or not fits(item.start, item.end, len(source.article.text)):
            continue
        index = enclosing(source.paragraphs, item.start)
        passage = Passage(source, Span(item.start, item.end), None if index is None else index + 1)
        at = next((at for at, other in enumerate(passages) if _touch(passage, other)), None)
        while at is not None:  # a passage that joins two others makes them one
            other = passages.pop(at)
            span = Span(min(passage.span.start, other.span.start), max(passage.span.end, other.span.end))
            passage = Passage(source, span, other.paragraph)
            following = next((n for n, one in enumerate(passages) if _touch(passage, one)), None)
            if following is None:
                passages.insert(at, passage)
            at = following
        if passage not in passages:
            passages.append(passage)
    return tuple(passages)


def _touch(one: Passage, other: Passage) -> bool:
    """True for passages of one paragraph that overlap, or that white space alone parts."""
    if one.source is not other.source or one.paragraph != other.paragraph:
        return False
    first, second = sorted((one.span, other.span))
    return first.end >= second.start or not one.source.article.text[first.end : second.start].strip()


def _sources(articles: Sequence[Article], refs: Sequence[SourceRef]) -> tuple[Source, ...]:
    """The articles as sources; a reference of the brief fills in what the article does not say itself."""
    known = {ref.id: ref for ref in refs}
    sources: list[Source] = []
    for number, article in enumerate(articles, 1):
        ref = known.get(article.id)
        link = safe_link(article.url or (ref.url if ref else None))
        title = one_line(article.title or (ref and ref.title) or "")
        outlet = one_line(article.outlet or (ref and ref.outlet) or "")
        byline = joined([one_line(name) for name in article.byline or (ref.byline if ref else ())])
        published = day(article.published or (ref.published if ref else None))
        name = outlet or (link.host if link else "") or title or f"Source {number}"
        facts = (outlet, f"by {byline}" if byline else "", published or "")
        details = ", ".join(fact for fact in facts if fact)
        spans = tuple(Span(paragraph.start, paragraph.end) for paragraph in article.paragraphs)
        sources.append(Source(number, article, title or name, name, details, link, spans))
    return tuple(sources)


def _language(articles: Sequence[Article]) -> str | None:
    """The language tag that all articles share, None without one; what is no tag counts as not said."""
    tags = {article.language for article in articles}
    tag = tags.pop() if len(tags) == 1 else None
    parts = (tag or "").split("-")
    well_formed = 2 <= len(parts[0]) <= 3 and all(part.isascii() and part.isalnum() for part in parts)
    return tag if well_formed and all(len(part) <= 8 for part in parts) else None
