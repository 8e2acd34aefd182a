"""House style of a Brief: the bands measured over 33 pieces of The Week, as warnings that never change a verdict.

Covered: lengths of headline, dek, sections and the whole, number and length of quotations, a day in What happened, a
look ahead with an owner or a date in What next?, attribution, verbs that take sides. Not covered: rhythm, wit, word
order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from typing import Literal

from briefer.article import count_words
from briefer.brief import Brief, Finding, Section, Statement
from briefer.check.claims import Outcome
from briefer.text.counting import counted
from briefer.text.dates import find_dates
from briefer.text.forward import is_forward_looking
from briefer.text.language import is_english
from briefer.text.names import find_names
from briefer.text.quotations import find_quotations

_HEADLINE = (5, 11)
_DEK = (8, 25)
_WORDS = {Section.WHAT_HAPPENED: (35, 90), Section.WHO_SAID_WHAT: (70, 180), Section.WHAT_NEXT: (25, 90)}
_ALL = (180, 300)
_LONGEST_QUOTE = 30
_MEDIAN_QUOTE = 8
_SCARE = 2
_SCARE_BUDGET = 4
"""Quotations of one or two words: a quarter of the nine that a piece has, and twice as many at the most."""
_LOADED = re.compile(r"\b(?:claim(?:s|ed|ing)|admit(?:s|ted|ting)|slam(?:s|med|ming))\b", re.IGNORECASE)
_PLAIN = re.compile(r"\b(?:said|says|told|tells|according to)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:stated|declared|argued|insisted|explained|noted|remarked|claimed|asserted|stressed|emphasi[sz]ed|warned|vowed|"
    r"admitted|slammed|blasted|conceded|opined|proclaimed|quipped|added)\b",
    re.IGNORECASE,
)
Place = Section | Literal["headline", "dek"] | None


def check_style(brief: Brief) -> Outcome:
    """Every band that a brief leaves; a section that is empty is the contract's business."""
    everything = [statement for section in Section for statement in brief.section(section)]
    if not everything:
        return Outcome()
    if not is_english(" ".join(statement.text for statement in everything)):
        return Outcome(abstained=1)
    findings = [
        *_lengths(brief),
        *_happened(brief),
        *_said(brief),
        *_next(brief),
        *_quotes(everything),
        *_voice(everything),
    ]
    return Outcome(_BANDS, tuple(findings))


_BANDS = 19
"""Bands that are looked at: each warning of this module is one."""


def _lengths(brief: Brief) -> Iterator[Finding]:
    if brief.headline:
        yield from _band(count_words(brief.headline), _HEADLINE, "headline", "the headline")
    if brief.dek:
        yield from _band(count_words(brief.dek), _DEK, "dek", "the dek")
    total = 0
    for section in Section:
        words = sum(count_words(statement.text) for statement in brief.section(section))
        total += words
        if words:
            yield from _band(words, _WORDS[section], section, section.heading)
    yield from _band(total, _ALL, None, "the brief")


def _band(words: int, band: tuple[int, int], place: Place, what: str) -> Iterator[Finding]:
    low, high = band
    if not low <= words <= high:
        yield _finding(place, f"{what} has {counted(words, 'word')}; {low} to {high} are the house's measure")


def _happened(brief: Brief) -> Iterator[Finding]:
    statements = brief.what_happened
    if not statements:
        return
    if len(statements) > 3:
        yield _finding(Section.WHAT_HAPPENED, f"What happened has {len(statements)} sentences; three are enough")
    if not any(find_dates(statement.text) for statement in statements):
        yield _finding(Section.WHAT_HAPPENED, "What happened names no day")
    if sum(_quoted(statement) for statement in statements) > 2:
        yield _finding(Section.WHAT_HAPPENED, "What happened has more than two quotations; they belong to the voices")


def _said(brief: Brief) -> Iterator[Finding]:
    statements = brief.who_said_what
    if not statements:
        return
    paragraphs = len({statement.paragraph for statement in statements})
    if not 2 <= paragraphs <= 3:
        yield _finding(
            Section.WHO_SAID_WHAT,
            f"Who said what has {_count(paragraphs, 'paragraph')}; two or three are usual",
        )
    quotes = sum(_quoted(statement) for statement in statements)
    if not 3 <= quotes <= 10:
        yield _finding(
            Section.WHO_SAID_WHAT, f"Who said what has {_count(quotes, 'quotation')}; three to ten are usual"
        )
    if not _quoted(statements[0]):
        yield _finding(Section.WHO_SAID_WHAT, "Who said what does not begin with a quotation", 0)


def _next(brief: Brief) -> Iterator[Finding]:
    statements = brief.what_next
    if statements and not any(
        is_forward_looking(statement.text) and (find_dates(statement.text) or find_names(statement.text))
        for statement in statements
    ):
        yield _finding(Section.WHAT_NEXT, "What next? has no step ahead with an owner or a date")


def _quotes(statements: list[Statement]) -> Iterator[Finding]:
    lengths = [count_words(words) for statement in statements for words in _quotations(statement)]
    if not lengths:
        return
    if median(lengths) > _MEDIAN_QUOTE:
        yield _finding(None, f"the median quotation has {median(lengths):g} words; {_MEDIAN_QUOTE} are the most")
    scare = sum(1 for length in lengths if length <= _SCARE)
    if scare > _SCARE_BUDGET:
        yield _finding(None, f"{scare} quotations are of one or two words; {_SCARE_BUDGET} are the most")
    if max(lengths) > _LONGEST_QUOTE:
        yield _finding(None, f"a quotation has {max(lengths)} words; {_LONGEST_QUOTE} are the most")


def _voice(statements: list[Statement]) -> Iterator[Finding]:
    attributed = sum(1 for statement in statements if statement.attribution or statement.quotes)
    if attributed * 2 < len(statements):
        say = "says whose word it is" if attributed == 1 else "say whose word they are"
        yield _finding(None, f"{attributed} of {counted(len(statements), 'sentence')} {say}; half should")
    own = [_unquoted(statement.text) for statement in statements]
    plain = sum(len(_PLAIN.findall(text)) for text in own)
    other = sum(len(_OTHER.findall(text)) for text in own)
    if plain + other >= 3 and other > plain:
        yield _finding(None, f"{other} of {plain + other} verbs of saying are not plain “said” or “told”")
    for text in own:
        for match in _LOADED.finditer(text):
            yield _finding(None, f"“{match.group()}” takes sides; “said” does not")
            return


def _quotations(statement: Statement) -> list[str]:
    return [part.span.of(statement.text) for part in find_quotations(statement.text) if part.kind != "nested"]


def _quoted(statement: Statement) -> int:
    return len(_quotations(statement))


def _unquoted(text: str) -> str:
    for quotation in reversed(find_quotations(text)):
        if quotation.kind != "nested":
            text = text[: quotation.outer.start] + " " + text[quotation.outer.end :]
    return text


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _finding(place: Place, message: str, statement: int | None = None) -> Finding:
    return Finding(
        check="style",
        severity="warning",
        section=place,
        statement=statement,
        start=None,
        end=None,
        text="",
        message=message,
        evidence=(),
    )
