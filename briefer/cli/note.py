"""What `briefer check` prints as text: a copy editor's note on a summary.

The verdict, then each sentence in question once, with all that was found in it, what a judge said of it, and the
source's own passages; then how often each check looked. Lines are as wide as the reader's window allows, and never
wider than an eye likes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from briefer.publish.render.wording import count, judge_line, reasons_line, ruling_line, verdict_line
from briefer.publish.render.wrapping import wrap
from briefer.text.terminal import one_line

if TYPE_CHECKING:  # annotations alone
    from briefer.article import Article
    from briefer.brief import Brief, BriefRecord, Evidence, FidelityReport, Finding, Judgement

WIDEST = 88
"""Columns of a note where the window has more: what a person reads without turning the head."""
_PIPED = 80
_NARROWEST = 24
_SHOWN = 3  # passages of the source under one sentence
_TALLY = 11  # columns of a check's name: the longest, `injection`, and its space
_PLACES = {
    "headline": "Headline",
    "dek": "Sub-head",
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
    score = verdict_line(report).rpartition(" ")[2]
    blocks = [wrap(f"{report.verdict.upper()}, score {score}: {counted}", width)]
    for place, words, findings, judgements in _by_sentence(report, summary):
        blocks.append([*wrap(place, width), *(wrap(words, width, first="  > ", rest="  > ") if words else ())])
        blocks[-1] += [line for finding in findings for line in _finding(finding, words, width)]
        blocks[-1] += [line for judgement in judgements for line in _judgement(judgement, width)]
        evidence = [piece for finding in findings for piece in finding.evidence]
        evidence += [piece for judgement in judgements for piece in judgement.passages]
        blocks[-1] += _sources(evidence, articles, width)
    blocks.append([line for name, told in _tally(report) for line in wrap(told, width, first=f"{name:<{_TALLY}}")])
    return "\n\n".join("\n".join(block) for block in blocks)


def _by_sentence(
    report: FidelityReport, summary: Brief | BriefRecord | str
) -> Iterator[tuple[str, str, list[Finding], list[Judgement]]]:
    """Each sentence that has something to be said of it: where it stands, its words, what was found and judged."""
    from briefer.brief import BriefRecord  # noqa: PLC0415 - start-up stays light
    from briefer.check.claims import claims_in, claims_of  # noqa: PLC0415 - the same

    brief = summary.brief if isinstance(summary, BriefRecord) else summary
    findings, judgements = list(report.findings), list(report.judgements or ())
    for claim in claims_in(brief) if isinstance(brief, str) else claims_of(brief):
        end = claim.offset + len(claim.text)

        def here(found: Finding | Judgement, start: int = claim.offset, end: int = end) -> bool:
            return found.start is not None and start <= found.start < end

        own = [f for f in findings if (f.section, f.statement) == (claim.place, claim.statement) and here(f)]
        said = [j for j in judgements if (j.section, j.statement) == (claim.place, claim.statement) and here(j)]
        if own or said:
            number = f", sentence {claim.statement + 1}" if claim.statement is not None else ""
            line = f"Line {brief.count(chr(10), 0, claim.offset) + 1}" if isinstance(brief, str) else ""
            place = line or _PLACES[str(claim.place)] + number
            yield place, one_line(claim.raw or claim.text), own, said
            findings = [finding for finding in findings if finding not in own]
    for finding in findings:
        yield _PLACES.get(str(finding.section), "The whole"), "", [finding], []


def _finding(finding: Finding, sentence: str, width: int) -> list[str]:
    """What was found; the words in question where they are neither all of the sentence nor in the message."""
    words, message = one_line(finding.text), one_line(finding.message)
    label = f"  {'ERROR' if finding.severity == 'error' else 'warning'} {finding.check}: "
    about = "" if words in message or words.strip(".") == sentence.strip(".") else f"“{words}”: "
    return wrap(f"{about}{_ended(message)}", width, first=label, rest="    ")


def _judgement(judgement: Judgement, width: int) -> list[str]:
    label = f"  judge, {ruling_line(judgement)}: "
    return wrap(_ended(reasons_line(judgement)), width, first=label, rest="    ")


def _ended(line: str) -> str:
    """The line with an end."""
    return line if line.endswith((".", "!", "?", "…", ".”", "?”")) else f"{line}."


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
        yield from wrap(passage, width, first=f"    {name}: ", rest="      ")


def _tally(report: FidelityReport) -> Iterator[tuple[str, str]]:
    for name, counts in report.checks.items():
        told = f"{counts.checked} checked, {counts.failed} failed"
        yield name, told + (f", {counts.abstained} could not be told" if counts.abstained else "")
    if report.judgements is not None:
        yield "judge", judge_line(report.judgements)
