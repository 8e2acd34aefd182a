"""What `briefer check` prints as text: a copy editor's note on a summary.

The verdict, then a paragraph for each finding with the source's own passage, then what a judge said of the rest, then
how often each check looked. Lines are as wide as the reader's window allows, and never wider than an eye likes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from briefer.publish.render.wording import count, ruling_line
from briefer.publish.render.wrapping import wrap
from briefer.text.terminal import one_line

if TYPE_CHECKING:  # annotations alone
    from briefer.article import Article
    from briefer.brief import Brief, BriefRecord, Evidence, FidelityReport, Finding, Judgement

WIDEST = 88
"""Columns of a note where the window has more: what a person reads without turning the head."""
_PIPED = 80
_NARROWEST = 24
_SHOWN = 3  # passages of the source under one finding
_PLACES = {
    "headline": "headline",
    "dek": "dek",
    "what_happened": "What happened",
    "who_said_what": "Who said what",
    "what_next": "What next?",
}


def window() -> int:
    """The columns to write in: the terminal's where stdout is one, else 80."""
    import shutil  # noqa: PLC0415 - start-up stays light

    return min(WIDEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else _PIPED


def as_note(
    report: FidelityReport, summary: Brief | BriefRecord | str, articles: Sequence[Article], width: int = _PIPED
) -> str:
    """The report as a note, no line wider than `width`."""
    width = max(width, _NARROWEST)
    errors = sum(1 for finding in report.findings if finding.severity == "error")
    warnings = len(report.findings) - errors
    counted = (
        ", ".join(count(n, what) for n, what in ((errors, "error"), (warnings, "warning")) if n) or "nothing to mend"
    )
    blocks = [[f"{report.verdict.upper()}  score {report.score:.2f}  ({counted})"]]
    blocks += [_finding(finding, summary, articles, width) for finding in report.findings]
    blocks += [_judgement(judgement, summary, articles, width) for judgement in report.judgements or ()]
    blocks.append([line for row in _tally(report) for line in wrap(row, width, rest=" " * 11)])
    return "\n\n".join("\n".join(block) for block in blocks)


def _finding(
    finding: Finding, summary: Brief | BriefRecord | str, articles: Sequence[Article], width: int
) -> list[str]:
    place = _place(finding, summary)
    return [
        *wrap(f"{finding.severity.upper()} · {finding.check} · {place}", width, rest="  "),
        *wrap(f"“{one_line(finding.text)}”: {_sentence(finding.message)}", width, first="  "),
        *_sources(finding.evidence, articles, width),
    ]


def _judgement(
    judgement: Judgement, summary: Brief | BriefRecord | str, articles: Sequence[Article], width: int
) -> list[str]:
    return [
        *wrap(f"JUDGE · {ruling_line(judgement)} · {_place(judgement, summary)}", width, rest="  "),
        *wrap(f"“{one_line(judgement.text)}”", width, first="  "),
        *(line for reason in judgement.reasons for line in wrap(_sentence(reason), width, first="  ")),
        *_sources(judgement.passages, articles, width),
    ]


def _sentence(words: str) -> str:
    """The words on one line, with an end."""
    line = one_line(words)
    return line if line.endswith((".", "!", "?", "…", ".”", "?”")) else f"{line}."


def _place(found: Finding | Judgement, summary: Brief | BriefRecord | str) -> str:
    """Where in the summary: a section and its sentence, or a line of a text."""
    if found.section is not None:
        number = f", sentence {found.statement + 1}" if found.statement is not None else ""
        return _PLACES[str(found.section)] + number
    if isinstance(summary, str) and found.start is not None:
        return f"line {summary.count(chr(10), 0, found.start) + 1}"
    return "the whole"


def _sources(evidence: Iterable[Evidence], articles: Sequence[Article], width: int) -> Iterator[str]:
    """The sentences of the sources that evidence lies in, three at most; which source, where there are several."""
    numbers = {article.id: number for number, article in enumerate(articles, 1)}
    by_id = {article.id: article for article in articles}
    shown: dict[str, str] = {}
    for piece in evidence:
        article = by_id.get(piece.source)
        inside = [s for s in article.sentences if s.start < piece.end and piece.start < s.end] if article else []
        if article is not None and inside and len(shown) < _SHOWN:
            name = f"source {numbers[article.id]}" if len(articles) > 1 else "source"
            shown.setdefault(one_line(article.text[inside[0].start : inside[-1].end]), name)
    for passage, name in shown.items():
        yield from wrap(f"{name}: {passage}", width, first="    ")


def _tally(report: FidelityReport) -> Iterator[str]:
    for name, counts in report.checks.items():
        told = f"{counts.checked} checked, {counts.failed} failed"
        yield f"{name:<10} {told}" + (f", {counts.abstained} could not be told" if counts.abstained else "")
    if report.judgements is not None:
        yield f"{'judge':<10} {_asked(report.judgements)}"


def _asked(judgements: Sequence[Judgement]) -> str:
    """`2 asked, 1 supported, 1 abstained`, and by whom."""
    if not judgements:
        return "not asked: the checks left nothing open"
    said = [judgement.verdict or "abstained" for judgement in judgements]
    counted = ", ".join(f"{said.count(name)} {name.replace('_', ' ')}" for name in dict.fromkeys(said))
    return f"{len(judgements)} asked, {counted} ({one_line(judgements[0].model)})"
