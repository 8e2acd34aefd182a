"""The contracts of a brief and of the proof beside it: Brief, FidelityReport, BriefRecord, Quote.

A brief is data with proof beside it. Neither edits the other: the report is computed on the published Brief.
Offsets are half-open code points; a quotation's span leaves its marks out.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from briefer.article import Article, Contract, Published


class Section(StrEnum):
    """The three sections of a brief, in the order they are read."""

    WHAT_HAPPENED = "what_happened"
    WHO_SAID_WHAT = "who_said_what"
    WHAT_NEXT = "what_next"

    @property
    def heading(self) -> str:
        """The heading that readers see."""
        return _HEADINGS[self]


_HEADINGS = {
    Section.WHAT_HAPPENED: "What happened",
    Section.WHO_SAID_WHAT: "Who said what",
    Section.WHAT_NEXT: "What next?",
}

CheckName = Literal[
    "quote",
    "speaker",
    "number",
    "date",
    "name",
    "title",
    "support",
    "hedge",
    "negation",
    "section",
    "style",
    "injection",
]
Severity = Literal["error", "warning"]
Verdict = Literal["pass", "warn", "fail"]
Ruling = Literal["supported", "contradicted", "not_enough_info"]
"""What a judge may say of a claim and its passages."""


class NamedSpan(Contract):
    """Somebody named in a text, and where."""

    name: str
    """The name as resolved: a pronoun's or a description's person where the text says who it is."""
    start: int
    """First code point of the mention."""
    end: int
    """One past the last."""


class Quote(Contract):
    """One quotation of a text: an entry of the quote ledger."""

    id: str
    """q1, q2, ... in the order of the text."""
    text: str
    """The words between the marks, as they stand."""
    start: int
    """First code point inside the opening mark."""
    end: int
    """One past the last code point before the closing mark."""
    kind: Literal["direct", "fragment", "nested"]
    """direct: a clause or more; fragment: words woven into the writer's sentence; nested: inside another."""
    speaker: NamedSpan | None
    """Who said it; null where the text does not say."""
    via: NamedSpan | None
    """Whom they told it, or the outlet that reports it."""
    cue: str | None
    """The word that attributes it: said, told, according to."""
    sentence: int | None
    """Number of the sentence in its article that holds the quotation's start."""


class Evidence(Contract):
    """A stretch of a source that supports a statement."""

    source: str
    """A `sources[].id`."""
    start: int
    """First code point in that article's text."""
    end: int
    """One past the last."""


class StatementQuote(Contract):
    """A quotation inside a statement, copied from a source by code."""

    start: int
    """First code point in the statement's own text, marks left out."""
    end: int
    """One past the last."""
    source: str
    """The article that it was copied from."""
    source_start: int
    """First code point in that article's text."""
    source_end: int
    """One past the last."""
    speaker: str | None
    """Who said it, as the source has it."""


class Statement(Contract):
    """One sentence of a brief, with its proof."""

    text: str
    """The sentence."""
    paragraph: int
    """Index of its paragraph in the section."""
    evidence: tuple[Evidence, ...]
    """Where the sources support it."""
    quotes: tuple[StatementQuote, ...]
    """Its quotations."""
    attribution: str | None
    """Whose word it is; null for what the brief states itself."""


class Finding(Contract):
    """One thing that a check found."""

    check: CheckName
    """Which check."""
    severity: Severity
    """error: the statement cannot stand; warning: an editor should look."""
    section: Section | Literal["headline", "dek"] | None
    """Where in the brief; null for a text that is no Brief."""
    statement: int | None
    """Index in its section; null for headline and dek."""
    start: int | None
    """First code point in the statement's text (in the summary's, for a text that is no Brief)."""
    end: int | None
    """One past the last."""
    text: str
    """The words in question."""
    message: str
    """What, why, and what the source has instead."""
    evidence: tuple[Evidence, ...]
    """Where in the sources to look."""


class Held(Contract):
    """A statement that failed and was held back."""

    section: Section
    """The section it was written for."""
    text: str
    """The statement as it would have stood."""
    findings: tuple[Finding, ...]
    """Why it was held."""


class SourceRef(Contract):
    """A source of the brief."""

    id: str
    """The article's id; evidence names it."""
    url: str | None
    """Where it stands; null for a file without an address."""
    title: str | None
    """Its headline."""
    outlet: str | None
    """The publication."""
    byline: tuple[str, ...]
    """The people who wrote it."""
    published: Published | None
    """When it was published, as the page gave it."""
    digest: str
    """SHA-256 of its text."""


class Brief(Contract):
    """The published brief: three sections, every statement with its evidence."""

    schema_: Literal["briefer/brief/1"] = Field("briefer/brief/1", alias="schema")
    """Name and version of this contract."""
    headline: str | None
    """The headline; the source's own title where the written one failed; null where there is neither."""
    dek: str | None
    """The sub-head."""
    what_happened: tuple[Statement, ...]
    """The event."""
    who_said_what: tuple[Statement, ...]
    """The voices."""
    what_next: tuple[Statement, ...]
    """What is planned, scheduled or expected."""
    sources: tuple[SourceRef, ...]
    """What it was written from."""
    held: tuple[Held, ...]
    """What was held back, and why."""

    def section(self, section: Section) -> tuple[Statement, ...]:
        """The statements of one section."""
        statements: tuple[Statement, ...] = getattr(self, section.value)
        return statements


class CheckCount(Contract):
    """How often a check looked, found fault and could not tell."""

    checked: int
    """How many claims it judged, or tried to."""
    failed: int
    """How many of them it found fault with."""
    abstained: int
    """How many it could not judge: never a pass."""


class Votes(Contract):
    """How a judge's votes on one claim fell."""

    supported: int
    contradicted: int
    not_enough_info: int
    abstained: int
    """Answers that could not be used, and refusals to answer."""


class Judgement(Contract):
    """What a model says of a claim that the checks left open: data beside the findings, never in their place."""

    section: Section | Literal["headline", "dek"] | None
    """Where in the brief; null for a text that is no Brief."""
    statement: int | None
    """Index in its section; null for headline and dek."""
    start: int
    """First code point in the statement's text (in the summary's, for a text that is no Brief)."""
    end: int
    """One past the last."""
    text: str
    """The claim as it was judged."""
    verdict: Ruling | None
    """What more than half of the votes say; null where the judge abstains."""
    reasons: tuple[str, ...]
    """Why, in the model's words; where it abstains, what kept it from a verdict."""
    votes: Votes
    """How many said what."""
    passages: tuple[Evidence, ...]
    """The source sentences that the verdict names; those it was shown where it names none."""
    model: str
    """Who judged."""


class FidelityReport(Contract):
    """How well a brief, or any summary, is supported by its sources."""

    verdict: Verdict
    """fail: an error, or a score under 0.5 where `support` enforces; warn: warnings alone; else pass."""
    score: float = Field(ge=0, le=1)
    """How well all of it is supported; 0.5 is the decision."""
    checks: dict[CheckName, CheckCount]
    """Each check's count."""
    findings: tuple[Finding, ...]
    """What was found, in the order of the text."""
    judgements: tuple[Judgement, ...] | None = Field(None, exclude_if=lambda value: value is None)
    """A model's word on what the checks left open, in the order of the text; not there where no judge was asked."""


class Engine(Contract):
    """What wrote the brief."""

    name: Literal["llm", "extractive", "local"]
    model: str | None
    """The model's name; null without one."""
    endpoint: str | None
    """The base URL; null without one."""


class Usage(Contract):
    """What was spent, failed attempts included."""

    calls: int
    """Requests that were answered."""
    input_tokens: int
    """Prompt tokens, cached ones included."""
    cached_input_tokens: int
    """Prompt tokens that the provider had in its cache."""
    output_tokens: int
    """Completion tokens, reasoning included."""
    cost_usd: float | None
    """US dollars; null where the price is not known, 0 where nothing was called."""
    seconds: float
    """Wall time."""


class BriefRecord(Contract):
    """A brief with all that it rests on: everything that a renderer needs."""

    brief: Brief
    """The brief as published."""
    articles: tuple[Article, ...]
    """What it was written from, whole."""
    fidelity: FidelityReport
    """The checks of the published brief."""
    engine: Engine
    """What wrote it."""
    prompts: dict[str, str]
    """Digest of each prompt that was sent: template, examples and schema; empty without a model."""
    usage: Usage
    """What it cost."""
    created_at: AwareDatetime
    """When it was made."""
    filled: tuple[Section, ...] = ()
    """Sections that no written statement survived for, filled with the source's own sentences."""
