"""What is a claim: each statement, the headline and the dek of a Brief; each sentence of any other summary.

A claim's text has the offsets of the text it came from, so what is no word of the claim (Markdown's marks) is blanked
out, never cut out. Headings, rules and list bullets are no claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from briefer.brief import Brief, CheckName, Evidence, Finding, Section, Severity, Statement, StatementQuote
from briefer.text.cues import LEMMAS
from briefer.text.dates import DateMention, find_dates
from briefer.text.names import Name, find_names
from briefer.text.numbers import Number, find_numbers
from briefer.text.quotations import Quotation, find_quotations
from briefer.text.sentences import split_paragraphs, split_sentences
from briefer.text.spans import Span
from briefer.text.speakers import Attribution, attribute, find_attributions
from briefer.text.words import Token, content, tokenize

Place = Section | Literal["headline", "dek"]


@dataclass(frozen=True)
class Claim:
    """One sentence under check."""

    text: str
    """The sentence, Markdown's marks blanked out."""
    offset: int = 0
    """Where it begins in the text that findings count in: 0 for a statement, which has its own."""
    place: Place | None = None
    statement: int | None = None
    """Index in its section."""
    evidence: tuple[Evidence, ...] = ()
    """Where it says that its support stands."""
    quotes: tuple[StatementQuote, ...] = ()
    attribution: str | None = None
    marked: tuple[Span, ...] | None = None
    """Quotations found by their marks where they run over several claims; None to look in this text alone."""
    speakers: tuple[str | None, ...] = ()
    """Who says each of `marked`, as the whole summary tells."""
    wholes: tuple[str, ...] = ()
    """All words of each of `marked`, which may run on in later claims; empty where it began in an earlier one."""
    raw: str | None = None
    """The sentence as given, Markdown's marks and all; None where that is `text`."""

    @property
    def in_brief(self) -> bool:
        """True for a part of a Brief."""
        return self.place is not None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words."""
        return tokenize(self.text)

    @cached_property
    def content(self) -> tuple[Token, ...]:
        """Its words that carry meaning."""
        return content(self.tokens)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Its numbers."""
        return find_numbers(self.text)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        """Its dates and day words, as they stand: what days they mean depends on when the source was published."""
        return find_dates(self.text)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Its names."""
        return find_names(self.text, self.tokens)

    @cached_property
    def quoted(self) -> tuple[Span, ...]:
        """The words between its quotation marks, nested ones left out; offsets in its text."""
        if self.marked is not None:
            return self.marked
        return tuple(quotation.span for quotation in find_quotations(self.text) if quotation.kind != "nested")

    @cached_property
    def said(self) -> tuple[tuple[Span, str | None], ...]:
        """Each quotation and who says it, by the claim's own words, else by what code noted when it copied them."""
        if self.marked is not None:
            return tuple(zip(self.marked, self.speakers, strict=True))
        found = find_quotations(self.text)
        if not found:
            return ()
        whole = (Span(0, len(self.text)),)
        found = attribute(self.text, found, whole, whole)
        noted = [(Span(quote.start, quote.end), quote.speaker) for quote in self.quotes]
        said = []
        for quotation in found:
            if quotation.kind != "nested":
                speaker = quotation.speaker.name if quotation.speaker is not None else None
                known = next((name for span, name in noted if span.overlaps(quotation.span)), None)
                said.append((quotation.span, speaker or known or self.attribution))
        return tuple(said)

    @cached_property
    def voices(self) -> tuple[Attribution, ...]:
        """Whose word it gives."""
        return find_attributions(self.text, (Span(0, len(self.text)),)) if self.tells else ()

    @cached_property
    def tells(self) -> bool:
        """True where a word of it may give somebody's word."""
        return any(token.word in LEMMAS or token.word == "according" for token in self.tokens)

    @cached_property
    def lower_cased(self) -> bool:
        """True where capitals tell nothing: there are none."""
        return self.text == self.text.lower()

    def finding(
        self,
        check: CheckName,
        severity: Severity,
        span: Span | None,
        message: str,
        evidence: tuple[Evidence, ...] = (),
    ) -> Finding:
        """A finding about a stretch of the claim; None means all of it."""
        span = span if span is not None else Span(0, len(self.text))
        return Finding(
            check=check,
            severity=severity,
            section=self.place,
            statement=self.statement,
            start=span.start + self.offset,
            end=span.end + self.offset,
            text=span.of(self.text if self.raw is None else self.raw),
            message=message,
            evidence=evidence,
        )


def claim_of(statement: Statement, section: Section, index: int) -> Claim:
    """A statement of a Brief as a claim."""
    return Claim(
        text=statement.text,
        place=section,
        statement=index,
        evidence=statement.evidence,
        quotes=statement.quotes,
        attribution=statement.attribution,
    )


def claims_of(brief: Brief) -> tuple[Claim, ...]:
    """The claims of a Brief in the order they are read: headline, dek, then the three sections."""
    claims: list[Claim] = []
    if brief.headline:
        claims.append(Claim(text=brief.headline, place="headline"))
    if brief.dek:
        claims.append(Claim(text=brief.dek, place="dek"))
    for section in Section:
        claims.extend(claim_of(statement, section, i) for i, statement in enumerate(brief.section(section)))
    return tuple(claims)


_HEADING = re.compile(
    r"^[^\S\n]{0,3}#{1,6}[^\S\n].*$"
    r"|^[^\S\n]*\S[^\n]*\n[^\S\n]{0,3}(?:={3,}|-{3,})[^\S\n]*$"
    r"|^[^\S\n]{0,3}(?:[-*_][^\S\n]*){3,}$"
    r"|^[^\S\n]*(?:\*\*|__)[^*_\n.!?]{1,60}(?:\*\*|__):?[^\S\n]*$"
    r"|^[^\S\n]*(?:what happened|who said what|what next\??)[^\S\n]*:?[^\S\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
_BULLET = re.compile(r"^[^\S\n]*(?:>[^\S\n]?)*(?:[-*+•‣▪–—](?=\s)|\(?\d{1,2}[.)](?=[^\S\n]))?[^\S\n]*", re.MULTILINE)
_LINK = re.compile(r"(!?\[)([^\]\n]{0,300})(\]\([^()\s]{1,2000}\))")
_EMPHASIS = re.compile(  # in pairs only: the stars of "F***" are words, and so is a lone one
    r"(?<![\w*])(?P<star>\*{1,3})(?=[^\s*])(?P<starred>[^*\n]{1,400}?)(?<=[^\s*])(?P=star)(?![\w*])"
    r"|(?<![\w_])(?P<bar>_{1,3})(?=[^\s_])(?P<barred>[^_\n]{1,400}?)(?<=[^\s_])(?P=bar)(?![\w_])"
)


def unmarked(text: str) -> str:
    """The text with Markdown's headings, bullets, emphasis and link targets blanked out, each offset kept."""
    text = _without(_BULLET, _without(_HEADING, text))
    if "](" in text:
        text = _LINK.sub(lambda link: " " * len(link[1]) + link[2] + " " * len(link[3]), text)
    return _EMPHASIS.sub(_plain, text) if "*" in text or "_" in text else text


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text with each match of a pattern that begins lines blanked out; tried at lines alone, as most are long."""
    parts: list[str] = []
    at = line = 0
    while True:
        match = pattern.match(text, line)
        if match is not None and match.end() > line:
            parts += (text[at:line], _blank(match))
            at = match.end()
        line = text.find("\n", max(at, line)) + 1
        if not line:
            return "".join((*parts, text[at:]))


def _plain(match: re.Match[str]) -> str:
    """Emphasised words without their marks, in their place."""
    mark = " " * len(match["star"] or match["bar"])
    return mark + (match["starred"] or match["barred"]) + mark


def _blank(match: re.Match[str]) -> str:
    return "".join("\n" if character == "\n" else " " for character in match.group())


def claims_in(summary: str) -> tuple[Claim, ...]:
    """The sentences of any summary, plain or Markdown, as claims; offsets in the summary as given."""
    text = unmarked(summary)
    sentences = tuple(_sentences(text))
    found = find_quotations(text)
    if found:
        found = attribute(text, found, sentences, split_paragraphs(text))
    quotations = [quotation for quotation in found if quotation.kind != "nested"]
    return tuple(_claim_in(summary, text, span, quotations) for span in sentences)


def _claim_in(summary: str, text: str, span: Span, quotations: Sequence[Quotation]) -> Claim:
    """One sentence as a claim; a quotation that runs over several belongs to each, as far as it stands in it."""
    marked: list[Span] = []
    speakers: list[str | None] = []
    wholes: list[str] = []
    for quotation in quotations:
        start, end = max(quotation.span.start, span.start), min(quotation.span.end, span.end)
        if start < end:
            marked.append(Span(start, end).shift(-span.start))
            speakers.append(quotation.speaker.name if quotation.speaker is not None else None)
            wholes.append(quotation.span.of(text) if start == quotation.span.start else "")
    return Claim(
        text=span.of(text),
        offset=span.start,
        marked=tuple(marked),
        speakers=tuple(speakers),
        wholes=tuple(wholes),
        raw=span.of(summary),
    )


def _sentences(text: str) -> Iterator[Span]:
    for paragraph in split_paragraphs(text):
        for span in split_sentences(text, paragraph):
            if any(character.isalnum() for character in span.of(text)):
                yield span


class Outcome(NamedTuple):
    """What one check has to say of one claim: how often it looked, what it found, where it could not tell."""

    checked: int = 0
    findings: tuple[Finding, ...] = ()
    abstained: int = 0
