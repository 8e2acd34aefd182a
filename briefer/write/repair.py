"""Check, repair, hold: a draft becomes a Brief that holds nothing unproved.

Each statement is grounded and checked; the failed ones go back to the engine with the reasons, at most twice; what still
fails is held, with its findings. A section that lost everything, or that the engine left empty though the source has
something for it, is filled with the source's own sentences, and the record says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from briefer.article import Story, count_words
from briefer.brief import Brief, CheckName, Finding, Held, Section, SourceRef, Statement
from briefer.check import ENFORCE_ALL, SourceIndex, check_statement, check_title, offered, quote_ledger
from briefer.text.words import content, tokenize
from briefer.write.engine import Draft, DraftStatement, Engine, Failure, Split
from briefer.write.extractive import section_from_source
from briefer.write.ground import Grounded, Grounder

MAX_REPAIRS = 2
_LONGEST_HEADLINE = 22
_LONGEST_DEK = 50
"""Words: twice the house's band. What is longer is no headline, whatever it says."""
_SAME_NEWS = 0.85
"""Share of the content words of both: "Mr Key promoted the flag" repeats "John Key promoted the flag" of ten words."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A Brief, and the sections that had to be filled with the source's own sentences."""

    brief: Brief
    filled: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class _Tried:
    """One statement of a draft, grounded and checked."""

    section: Section
    index: int
    draft: DraftStatement
    grounded: Grounded
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def failed(self) -> bool:
        return bool(self.grounded.problems or self.errors)

    @property
    def reasons(self) -> tuple[str, ...]:
        return (*self.grounded.problems, *(finding.message for finding in self.errors))


@dataclass(frozen=True, slots=True)
class _Bench:
    """What statements are tried against."""

    story: Story
    index: SourceIndex
    grounder: Grounder
    warn_only: frozenset[CheckName]
    """Checks whose errors are warnings, and hold nothing."""

    def check(self, statement: Statement, section: Section, number: int) -> tuple[Finding, ...]:
        return check_statement(statement, section, number, self.index, self.warn_only)


async def publishable(
    engine: Engine,
    story: Story | SourceIndex,
    split: Split,
    draft: Draft,
    warn_only: frozenset[CheckName] = ENFORCE_ALL,
) -> Outcome:
    """The Brief that can be published from a draft; asks the engine to mend what fails, at most twice.

    What the checks in `warn_only` find neither goes back nor is held. A story may come as its index, to share it.
    """
    index = story if isinstance(story, SourceIndex) else SourceIndex.of(story)
    story = index.story
    bench = _Bench(story, index, Grounder(story, quote_ledger(story), index), warn_only)
    tried = _try_all(draft, bench)
    for _ in range(MAX_REPAIRS):
        failures = [Failure(one.section, one.index, one.draft, one.reasons) for one in tried if one.failed]
        if not failures:
            break
        mended = await engine.repair(story, split, draft, failures)
        if mended is None or mended == draft:
            break
        draft = mended
        tried = _try_all(draft, bench)
    return _publish(draft, tried, bench)


def _try_all(draft: Draft, bench: _Bench) -> list[_Tried]:
    tried: list[_Tried] = []
    for section in Section:
        for number, statement in enumerate(draft.section(section)):
            grounded = bench.grounder.ground(statement)
            findings = bench.check(grounded.statement, section, number)
            tried.append(_Tried(section, number, statement, grounded, findings))
    return tried


def _publish(draft: Draft, tried: Sequence[_Tried], bench: _Bench) -> Outcome:
    story = bench.story
    sections: dict[Section, tuple[Statement, ...]] = {}
    filled: list[Section] = []
    used = {
        number
        for one in tried
        if not one.failed
        for evidence in one.grounded.statement.evidence
        for number in _numbers(story, evidence.source, evidence.start)
    }
    for section in Section:
        written = [one.grounded.statement for one in tried if one.section is section and not one.failed]
        stands = _unrepeated(written, [statement for earlier in sections.values() for statement in earlier])
        if not stands:
            stands = _from_source(section, used, bench)
            if stands:
                filled.append(section)
        sections[section] = _renumbered(stands)
    brief = Brief(
        headline=_headline(draft.headline, bench),
        dek=_dek(draft.dek, bench, sections),
        what_happened=sections[Section.WHAT_HAPPENED],
        who_said_what=sections[Section.WHO_SAID_WHAT],
        what_next=sections[Section.WHAT_NEXT],
        sources=source_refs(story),
        held=tuple(_held(one) for one in tried if one.failed),
    )
    return Outcome(brief, tuple(filled))


def source_refs(story: Story) -> tuple[SourceRef, ...]:
    """The brief's list of its sources."""
    return tuple(
        SourceRef(
            id=article.id,
            url=article.url,
            title=article.title,
            outlet=article.outlet,
            byline=article.byline,
            published=article.published,
            digest=article.digest,
        )
        for article in story.articles
    )


def _numbers(story: Story, source: str, start: int) -> list[int]:
    return [
        sentence.number
        for sentence in story.sentences
        if story.articles[sentence.article].id == source and sentence.span.start == start
    ]


def _from_source(section: Section, used: set[int], bench: _Bench) -> list[Statement]:
    """The source's own sentences for a section: they pass the same checks as written ones.

    Those that the extractive engine would choose; where it would choose none, those whose absence breaks the contract.
    """
    chosen = _sound(section_from_source(bench.story, section, used), section, bench)
    if chosen:
        return chosen
    sentences = [bench.story.sentences[number - 1] for number in offered(section, bench.index, used)]
    drafts = [
        DraftStatement(text=sentence.text, sentences=(sentence.number,), speaker=None, paragraph=0)
        for sentence in sentences
    ]
    return _sound(drafts, section, bench)


def _sound(drafts: Sequence[DraftStatement], section: Section, bench: _Bench) -> list[Statement]:
    statements = [bench.grounder.ground(draft).statement for draft in drafts]
    return [
        statement
        for number, statement in enumerate(statements)
        if not any(finding.severity == "error" for finding in bench.check(statement, section, number))
    ]


def _unrepeated(statements: Sequence[Statement], before: Sequence[Statement] = ()) -> list[Statement]:
    """The statements without those that say, but for a word or two, what an earlier one said; `before` came earlier."""
    kept: list[Statement] = []
    for statement in statements:
        if not any(_same_news(statement.text, earlier.text) for earlier in (*before, *kept)):
            kept.append(statement)
    return kept


def _same_news(one: str, other: str) -> bool:
    """Whether two sentences share nearly all the words that say something; figures and names count as words."""
    first, second = (frozenset(token.stem for token in content(tokenize(text))) for text in (one, other))
    if not first or not second:
        return one == other
    return len(first & second) / len(first | second) >= _SAME_NEWS


def _renumbered(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with their paragraphs counted from 0 without gaps, never going back."""
    renumbered: list[Statement] = []
    current, last = -1, None
    for statement in statements:
        if statement.paragraph != last:
            current, last = current + 1, statement.paragraph
        renumbered.append(statement.model_copy(update={"paragraph": current}))
    return tuple(renumbered)


def _held(one: _Tried) -> Held:
    findings = list(one.findings)
    for problem in one.grounded.problems:
        words = one.grounded.statement.text
        findings.append(
            Finding(
                check="quote" if "quotation" in problem or "“" in problem else "support",
                severity="error",
                section=one.section,
                statement=None,
                start=0,
                end=len(words),
                text=words,
                message=problem,
                evidence=(),
            )
        )
    return Held(
        section=one.section,
        text=one.grounded.statement.text,
        findings=tuple(finding.model_copy(update={"statement": None}) for finding in findings),
    )


def _headline(written: str | None, bench: _Bench) -> str | None:
    """The written headline where it holds, else the first source's own title, else nothing."""
    text = _line(written)
    title = next((article.title for article in bench.story.articles if article.title), None)
    if text is None or (text != title and (count_words(text) > _LONGEST_HEADLINE or _fails(text, "headline", bench))):
        return title
    return text


def _dek(written: str | None, bench: _Bench, sections: Mapping[Section, Sequence[Statement]]) -> str | None:
    """The written dek where it holds and adds something; the source's own needs no proof; else nothing."""
    text = _line(written)
    repeated = any(text == statement.text for statements in sections.values() for statement in statements)
    own = {article.dek for article in bench.story.articles}
    return (
        None
        if text is None
        or repeated
        or (text not in own and (count_words(text) > _LONGEST_DEK or _fails(text, "dek", bench)))
        else text
    )


def _fails(text: str, place: Literal["headline", "dek"], bench: _Bench) -> bool:
    return any(finding.severity == "error" for finding in check_title(text, place, bench.index, bench.warn_only))


def _line(text: str | None) -> str | None:
    """The text on one line; None for nothing but white space."""
    return " ".join(text.split()) or None if text is not None else None
