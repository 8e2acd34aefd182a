"""What `briefer daily` says: the plan of a dry run, what became of the mail, and the one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefer.publish.day import Day, Plan
from briefer.publish.edition import Edition
from briefer.publish.outcome import DeliveryReport
from briefer.publish.recipients import read_recipients
from briefer.settings import DEFAULT_MODEL, Settings
from briefer.text.counting import counted

_TOKENS_IN, _TOKENS_OUT = 9_000, 1_200
"""Of a story of two articles with one repair; a bundled article of 640 words takes 5,300 tokens in."""


def plan_lines(plan: Plan, settings: Settings) -> Iterator[str]:
    """What a dry run prints."""
    gathered = plan.gathered
    failed = f", {gathered.feeds_failed} of them failed" if gathered.feeds_failed else ""
    yield f"{counted(gathered.feeds, 'feed')}{failed}; {counted(len(gathered.candidates), 'entry')}"
    yield from (f"  feed {problem.url}: {problem.what}" for problem in gathered.problems)
    yield from (f"  left out: {count} {reason}" for reason, count in gathered.dropped.items())
    chosen = plan.chosen(settings)
    yield f"{counted(plan.clusters, 'event')}, {len(plan.ranked)} that may be carried, {len(chosen)} would be:"
    for place, one in enumerate(chosen, start=1):
        update = f"Update of {one.standing.carried_on}: " if one.standing is not None else ""
        outlets = ", ".join(dict.fromkeys(candidate.outlet for candidate in one.cluster.candidates))
        points = ", ".join(f"{name} {value:.2f}" for name, value in one.explanation.parts.items())
        yield f"{place}. {update}{one.cluster.candidates[0].entry.title} ({outlets})"
        yield f"   {one.score:.2f} = {points}"
    yield _cost(len(chosen), settings)
    mail = settings.file.mail
    if mail.to or mail.recipients_file:
        listed = read_recipients(mail)
        refused = f", {len(listed.refused)} left out as no address" if listed.refused else ""
        yield f"{_readers(len(listed.recipients))}{refused}"
        yield from (f"  {row.where}: {row.reason}" for row in listed.refused)


def _cost(stories: int, settings: Settings) -> str:
    if settings.chosen_engine == "extractive":
        return "engine: extractive, no cost"
    if settings.chosen_engine == "local":
        return f"engine: local ({settings.model_path}), no cost"
    from briefer.write.cost import price_usd  # noqa: PLC0415 - the extractive engine has no price
    from briefer.write.replies import Spent  # noqa: PLC0415

    model = settings.model or DEFAULT_MODEL
    price = price_usd(model, Spent(stories * _TOKENS_IN, 0, stories * _TOKENS_OUT))
    about = "price unknown" if price is None else f"about ${price:.3f}"
    return f"engine: llm ({model}), about {stories * _TOKENS_IN:,} tokens in, {about}"


def problem_lines(day: Day) -> Iterator[str]:
    """What went wrong while the edition was made."""
    yield from (f"feed {problem.url}: {problem.what}" for problem in day.plan.gathered.problems)
    yield from (f"not told: {failure.title}: {failure.reason}" for failure in day.edition.failures)


def ranking_lines(edition: Edition) -> Iterator[str]:
    """Why each story is where it is."""
    for story in edition.stories:
        points = ", ".join(f"{name} {value:.2f}" for name, value in (story.why or {}).items())
        yield f"{story.rank}. {story.headline}: {sum((story.why or {}).values()):.2f} = {points}"


def sum_up(report: DeliveryReport) -> str:
    """The delivery in figures."""
    counts = {
        "refused for good": len(report.failed),
        "pending": len(report.pending),
        "on the suppression list": len(report.suppressed),
        "served or given up before": report.settled_before,
    }
    more = "".join(f", {count:,} {what}" for what, count in counts.items() if count)
    return f"mailed to {_readers(len(report.sent))}{more}"


def delivery_lines(report: DeliveryReport) -> Iterator[str]:
    """What became of the mail, and what becomes of those who got none."""
    if report.held:
        yield f"the edition waits for approval, {_readers(len(report.pending))}; `briefer daily --approve` sends it"
        return
    if report.is_blocked:
        return  # `require_any` says it all
    yield from outcome_lines(report)
    if report.pending:
        yield "none of the pending is lost: `briefer daily --send` once more goes on with them"
    if report.failed:
        yield "who was refused for good is not tried again by itself: `briefer daily --retry-failed` does"


def outcome_lines(report: DeliveryReport) -> Iterator[str]:
    """Who got no mail and why; those who had no turn at all are only counted."""
    for outcome in report.failed:
        yield f"not sent to {outcome.address}: {outcome.reason}"
    tried = [outcome for outcome in report.pending if outcome.attempts]
    for outcome in tried:
        when = "" if outcome.next_try is None else f", not before {outcome.next_try.astimezone():%H:%M %Z}"
        yield f"not yet sent to {outcome.address}: {outcome.reason} (tried {outcome.attempts}\u00d7{when})"
    if report.stopped:
        yield f"stopped: {report.stopped}"
    if left := len(report.pending) - len(tried):
        yield f"{_readers(left)} had no turn"


def _readers(count: int) -> str:
    return f"{count:,} {'reader' if count == 1 else 'readers'}"


def short_edition(edition: Edition, min_stories: int) -> str:
    """Why there is no edition."""
    if not edition.stories:
        return f"{_nothing(edition)}: no edition, and nothing was sent"
    told = f"{len(edition.stories)} {'story is' if len(edition.stories) == 1 else 'stories are'}"
    return f"{told} fewer than --min-stories {min_stories}: no edition, and nothing was sent"


def _nothing(edition: Edition) -> str:
    """Why no story was told: there were some and each failed, or there was none to tell."""
    if edition.failures:
        return "no story could be told"
    if not edition.counts.clusters:
        return "no entry of the feeds is recent enough"
    if edition.counts.clusters == 1:
        return "the one event in the feeds was carried before"
    return f"none of the {edition.counts.clusters} events in the feeds is new"


def result_line(edition: Edition, report: DeliveryReport | None, out: Path | None) -> str:
    """The run as one line of JSON."""
    line: dict[str, Any] = {
        "edition": edition.id,
        "title": edition.title,
        "date": edition.date.isoformat(),
        "stories": len(edition.stories),
        "updates": sum(story.update_of is not None for story in edition.stories),
        "held_statements": edition.counts.held_statements,
        "failed_stories": len(edition.failures),
        "feeds": edition.counts.feeds,
        "feeds_failed": edition.counts.feeds_failed,
        "out": str(out) if out else None,
        "delivery": None if report is None else _delivery(report),
    }
    return json.dumps(line, ensure_ascii=False)


def _delivery(report: DeliveryReport) -> dict[str, Any]:
    return {
        "sent": len(report.sent),
        "failed": [outcome.address for outcome in report.failed],
        "pending": [outcome.address for outcome in report.pending],
        "suppressed": len(report.suppressed),
        "settled_before": report.settled_before,
        "held": report.held,
    }
