"""The lines that every renderer words alike: dates, cost, tokens, verdict, what an empty section says.

English alone. Month names are written out here, as the system's locale may not change the bytes of a brief.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from briefer.brief import Brief, BriefRecord, Engine, FidelityReport, Finding, Judgement, Section, Statement, Usage
from briefer.text.terminal import one_line

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction by adults. Source: Brysbaert (2019), a meta-analysis of 190
studies."""
_VERDICTS = {"pass": "passed", "warn": "passed with warnings", "fail": "failed"}
_EMPTY = {
    Section.WHAT_HAPPENED: "{the_source} no event that could be told here.",
    Section.WHO_SAID_WHAT: "{the_source} nobody’s words on this.",
    Section.WHAT_NEXT: "{the_source} nothing on what comes next.",
}


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 statement`, `2 statements`, `1,200 words`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def joined(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`; an empty text of nobody."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def day(published: date | datetime | None) -> str | None:
    """`17 November 2026`; None of an unknown date. A moment is named by the day in its own zone."""
    return None if published is None else f"{published.day} {_MONTHS[published.month - 1]} {published.year}"


def moment(at: datetime) -> str:
    """`17 November 2026, 06:30 UTC`, in the zone that the moment came with."""
    offset = at.utcoffset()
    zone = "UTC" if not offset else "UTC" + at.strftime("%z")[:3] + ":" + at.strftime("%z")[3:5]
    return f"{day(at)}, {at.hour:02}:{at.minute:02} {zone}"


def reading_time(words: int) -> str:
    """`1 minute to read`, rounded up."""
    return f"{count(max(1, math.ceil(words / WORDS_A_MINUTE)), 'minute')} to read"


def verdict_line(report: FidelityReport) -> str:
    """`passed with warnings, score 0.91`; the score is cut, never rounded up over the decision at 0.5."""
    return f"{_VERDICTS[report.verdict]}, score {math.floor(report.score * 100 + 1e-9) / 100:.2f}"


def engine_line(engine: Engine) -> str:
    """`llm engine, NAME at HOST`: of an endpoint the host alone, as an address may hold a key."""
    line = f"{engine.name} engine"
    if engine.model:
        line += f", {one_line(engine.model)}"
    host = _host(engine.endpoint)
    return f"{line} at {host}" if host else line


def _host(endpoint: str | None) -> str | None:
    try:
        return urlsplit(one_line(endpoint or "")).hostname
    except ValueError:
        return None


def cost_line(engine: Engine, usage: Usage) -> str:
    """What was spent: `no model, no cost`, or calls, tokens and dollars, `cost unknown` without a price."""
    if engine.model is None and usage.calls == 0:
        return "no model, no cost"
    if usage.calls == 0 and not usage.cost_usd:
        return "no new model call, no cost"
    cached = f" ({usage.cached_input_tokens:,} cached)" if usage.cached_input_tokens else ""
    tokens = f"{usage.input_tokens:,} tokens in{cached}, {usage.output_tokens:,} out"
    return f"{count(usage.calls, 'call')}, {tokens}, {money(usage.cost_usd)}"


def money(cost_usd: float | None) -> str:
    """`$0.0012`, `under $0.0001`, `cost unknown` for None."""
    if cost_usd is None:
        return "cost unknown"
    if cost_usd == 0:
        return "$0"
    if cost_usd < 0.0001:
        return "under $0.0001"
    return f"${cost_usd:,.4f}" if cost_usd < 0.1 else f"${cost_usd:,.2f}"


def colophon(record: BriefRecord) -> tuple[str, ...]:
    """The lines at a brief's foot: fidelity with what was held and found, engine with its cost, date."""
    held = f"{count(len(record.brief.held), 'statement')} held back"
    found = count(len(record.fidelity.findings), "finding")
    return (
        f"Fidelity: {verdict_line(record.fidelity)}; {held}, {found}",
        f"Written by: {engine_line(record.engine)}; {cost_line(record.engine, record.usage)}",
        f"Made: {moment(record.created_at)}",
    )


def empty_line(brief: Brief, section: Section, *, english: bool) -> str:
    """What stands in an empty section: the source has nothing, nothing was proved, or nothing was recognised."""
    if any(held.section == section for held in brief.held):
        return "Nothing written for this section could be proved; see what was held back."
    if not english:
        return "Nothing for this section was recognised; the signs of it are known in English alone."
    return _EMPTY[section].format(the_source="The sources have" if len(brief.sources) > 1 else "The source has")


def filled_line(brief: Brief, section: Section) -> str:
    """What stands over a section that was filled: nothing written for it was proved, or nothing was written."""
    lost = any(held.section == section for held in brief.held)
    why = "nothing written for this section could be proved" if lost else "nothing was written for this section"
    return f"In the source’s own sentences: {why}."


def attributed(statement: Statement) -> tuple[int, int] | None:
    """Where the statement names whose word it is, in code points of its text; None where it does not."""
    name = (statement.attribution or "").strip()
    at = statement.text.casefold().find(name.casefold()) if name else -1
    if at == -1 or len(statement.text.casefold()) != len(statement.text):  # folding moved the offsets
        at = statement.text.find(name) if name else -1
    return None if at == -1 else (at, at + len(name))


def remark_line(finding: Finding, words: str | None = None) -> str:
    """`number, error: the source has 40, not 60 (“60 jobs”)`: check, severity, message, words.

    `words` are those to name, where they are not the finding's own.
    """
    words = one_line(finding.text if words is None else words)
    message = one_line(finding.message)
    about = f" (“{words}”)" if words and words not in message else ""
    return f"{finding.check}, {finding.severity}: {message}{about}"


def ruling_line(judgement: Judgement) -> str:
    """`supported, 2 of 3 votes`, `abstained`: what a judge said; of a single vote the verdict alone."""
    votes = judgement.votes
    cast = votes.supported + votes.contradicted + votes.not_enough_info + votes.abstained
    if judgement.verdict is None:
        return "abstained"
    said = judgement.verdict.replace("_", " ")
    return said if cast < 2 else f"{said}, {getattr(votes, judgement.verdict)} of {count(cast, 'vote')}"


def judge_line(judgements: Sequence[Judgement]) -> str:
    """`2 asked, 1 supported, 1 abstained (model-name)`: all that a judge said, counted."""
    if not judgements:
        return "not asked: the checks left nothing open"
    said = [(judgement.verdict or "abstained").replace("_", " ") for judgement in judgements]
    counted = ", ".join(f"{said.count(name)} {name}" for name in dict.fromkeys(said))
    return f"{len(judgements)} asked, {counted} ({one_line(judgements[0].model)})"


def reasons_line(judgement: Judgement) -> str:
    """A judge's reasons on one line; where it abstained, what each vote said."""
    return " / ".join(one_line(reason) for reason in judgement.reasons)


def where(finding: Finding) -> str:
    """What a finding that stands at no statement is about: `Headline`, `Sub-head`, a section, `The whole`."""
    if finding.section == "headline":
        return "Headline"
    if finding.section == "dek":
        return "Sub-head"
    return finding.section.heading if isinstance(finding.section, Section) else "The whole"
