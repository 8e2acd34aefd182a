"""What there is to show of a brief, numbered and grouped once: how every renderer reads a BriefRecord.

Values alone: `assemble` makes them. Nothing is escaped here; each renderer does that for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from briefer.article import Article, count_words
from briefer.brief import FidelityReport, Finding, Judgement, Statement
from briefer.publish.render.links import Link
from briefer.publish.render.wording import day, joined
from briefer.text.spans import Span
from briefer.text.terminal import one_line

UNTITLED = "Untitled brief"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a source that proves something: a sentence or more, as it stands there."""

    source: Source
    span: Span
    """In the article's text."""
    paragraph: int | None
    """Number of its paragraph, from 1; None where it stands between paragraphs."""

    @property
    def text(self) -> str:
        """The source's own characters."""
        return self.span.of(self.source.article.text)

    @property
    def place(self) -> str:
        """`Marrow Bay Courier, paragraph 3`."""
        name = self.source.name
        return name if self.paragraph is None else f"{name}, paragraph {self.paragraph}"


@dataclass(frozen=True, slots=True)
class Source:
    """One source, with what may be shown and linked of it."""

    number: int
    """From 1."""
    article: Article
    title: str
    name: str
    """The outlet, else the host, else the title: how evidence refers to it."""
    details: str
    """Outlet, byline and date in one line; empty where nothing is known."""
    link: Link | None
    paragraphs: tuple[Span, ...]
    """Paragraphs of the article's text."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding with its number and the passages that it points to."""

    number: int
    finding: Finding
    passages: tuple[Passage, ...]
    whole: bool = False
    """It is about the whole statement, whose words need not be said again."""

    @property
    def words(self) -> str:
        """The words in question; empty where they are the whole statement, or stand in the message anyway."""
        words = one_line(self.finding.text)
        return "" if self.whole or words in one_line(self.finding.message) else words

    @property
    def span(self) -> Span | None:
        """Where it stands in the text it is about; None where it is about all of it."""
        start, end = self.finding.start, self.finding.end
        return None if start is None or end is None else Span(start, end)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a judge said of a statement, a headline or a dek, with the passages that it named."""

    number: int
    judgement: Judgement
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered statement with its proof, what was found in it, and what a judge said of it."""

    number: int
    statement: Statement
    passages: tuple[Passage, ...]
    remarks: tuple[Remark, ...]
    ruled: tuple[Ruled, ...] = ()
    """One at most."""

    @property
    def numbered(self) -> bool:
        """False for a heading of a text that is no Brief: nothing is claimed in it."""
        return self.number > 0


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it is shown."""

    name: str
    """The section's name in the contract; `summary` of a text that is no Brief."""
    heading: str | None
    paragraphs: tuple[tuple[Line, ...], ...]
    note: str | None
    """What the reader has to know first: that it is empty and why, or that it was filled."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A statement that was held, with the reasons."""

    heading: str
    text: str
    reasons: tuple[Remark, ...]
    """Why; a passage that several reasons point to stands at the first of them."""


@dataclass(frozen=True)
class View:
    """All that a renderer shows, in the order in which it is read."""

    headline: str | None
    dek: str | None
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    held: tuple[HeldBack, ...]
    fidelity: FidelityReport
    headline_remarks: tuple[Remark, ...]
    dek_remarks: tuple[Remark, ...]
    general_remarks: tuple[Remark, ...]
    """Findings about a section, or about the whole."""
    language: str | None
    """The one language of all sources; None where they differ or do not say."""
    headline_ruled: tuple[Ruled, ...] = ()
    dek_ruled: tuple[Ruled, ...] = ()

    @property
    def title(self) -> str:
        """The headline, or a name for a brief that has none."""
        return self.headline or UNTITLED

    @property
    def origin(self) -> str:
        """The outlets, each once; the title that stands in for one is not said again below the headline."""
        unnamed = {self.headline, *(f"Source {source.number}" for source in self.sources)}
        return joined(tuple(dict.fromkeys(source.name for source in self.sources if source.name not in unnamed)))

    @property
    def date(self) -> str | None:
        """The day of the newest source that has one."""
        known = [source.article.published for source in self.sources if source.article.published is not None]
        return day(max(known, key=lambda at: (at.year, at.month, at.day))) if known else None

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every statement, in order."""
        return tuple(line for part in self.parts for paragraph in part.paragraphs for line in paragraph)

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """Every finding on what is published, in order of their numbers."""
        own = [remark for line in self.lines for remark in line.remarks]
        whole = (*self.headline_remarks, *self.dek_remarks, *self.general_remarks)
        return tuple(sorted((*whole, *own), key=lambda remark: remark.number))

    @cached_property
    def ruled(self) -> tuple[Ruled, ...]:
        """All that a judge said, in order of the text."""
        own = [ruled for line in self.lines for ruled in line.ruled]
        return tuple(sorted((*self.headline_ruled, *self.dek_ruled, *own), key=lambda ruled: ruled.number))

    @property
    def words(self) -> int:
        """Words of the published text."""
        return sum(count_words(text) for text in (*self._heads, *(line.statement.text for line in self.lines)))

    @property
    def _heads(self) -> tuple[str, ...]:
        return tuple(text for text in (self.headline, self.dek) if text)
