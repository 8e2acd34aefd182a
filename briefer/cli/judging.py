"""The judge at the command line: asked, its cost told on stderr, its failure handed back beside what it said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefer.cli.output import notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefer.article import Story
    from briefer.brief import Brief, BriefRecord, FidelityReport, Usage
    from briefer.errors import BrieferError
    from briefer.settings import Settings


async def ask_judge(
    summary: Brief | str, story: Story, report: FidelityReport, settings: Settings, *, votes: int, quiet: bool
) -> tuple[FidelityReport, BrieferError | None]:
    """The report with the judge's word on what the checks leave open, and the error that ended the asking early.

    Raises:
        ConfigError: no model is configured.
        PromptError: a prompt cannot be read.
    """
    from briefer.check import warn_only  # noqa: PLC0415 - only who judges pays for it
    from briefer.cli.progress import progress  # noqa: PLC0415 - the same
    from briefer.write.judge import judge_report, open_judge  # noqa: PLC0415 - the same

    def say(message: str) -> None:
        notice(message, quiet=quiet)

    with progress(quiet=quiet) as show:
        show("judging what the checks leave open")
        async with open_judge(settings, votes=votes, notice=say) as judge:
            judged = await judge_report(judge, summary, story, report, warn_only(settings.check))
            say(_told(judged.report, judge.usage()))
    return judged.report, judged.failure


async def judge_records(
    records: Sequence[BriefRecord], settings: Settings, *, votes: int, quiet: bool
) -> tuple[list[BriefRecord], BrieferError | None]:
    """The records with the judge's word in their reports and its cost in their usage, and what ended the asking early.

    The budget is that of the run: what writing has spent is not there any more.
    """
    from briefer.article import Story  # noqa: PLC0415 - see above
    from briefer.check import warn_only  # noqa: PLC0415 - see above
    from briefer.write.judge import judge_report, open_judge  # noqa: PLC0415 - see above

    def say(message: str) -> None:
        notice(message, quiet=quiet)

    made: list[BriefRecord] = []
    failure: BrieferError | None = None
    async with open_judge(_what_is_left(settings, records), votes=votes, notice=say) as judge:
        for record in records:
            if failure is not None:
                made.append(record)
                continue
            before = judge.usage()
            judged = await judge_report(
                judge, record.brief, Story(record.articles), record.fidelity, warn_only(settings.check)
            )
            spent = _sum(record.usage, judge.usage(), before)
            prompts = record.prompts | (judge.prompts if judged.report.judgements else {})
            made.append(record.model_copy(update={"fidelity": judged.report, "usage": spent, "prompts": prompts}))
            say(_told(judged.report, judge.usage()))
            failure = judged.failure
    return made, failure


def _what_is_left(settings: Settings, records: Sequence[BriefRecord]) -> Settings:
    """The settings with the budget that writing has left."""
    if settings.max_cost_usd is None:
        return settings
    spent = sum(record.usage.cost_usd or 0.0 for record in records)
    return settings.model_copy(update={"max_cost_usd": max(0.0, settings.max_cost_usd - spent)})


def _sum(usage: Usage, now: Usage, before: Usage) -> Usage:
    """A usage with what was spent between two readings of a meter on top; a cost that is unknown makes the sum so."""
    unknown = usage.cost_usd is None or now.cost_usd is None or before.cost_usd is None
    counts = {
        name: getattr(usage, name) + getattr(now, name) - getattr(before, name)
        for name in ("calls", "input_tokens", "cached_input_tokens", "output_tokens", "seconds")
    }
    cost = None if unknown else (usage.cost_usd or 0) + (now.cost_usd or 0) - (before.cost_usd or 0)
    return usage.model_copy(update=counts | {"cost_usd": cost, "seconds": round(counts["seconds"], 3)})


def _told(report: FidelityReport, usage: Usage) -> str:
    """What was judged and what it cost, in a line."""
    from briefer.publish.render.wording import count, money  # noqa: PLC0415 - see above

    judged = report.judgements or ()
    abstained = sum(1 for judgement in judged if judgement.verdict is None)
    told = f"judge: {count(len(judged), 'statement')} that the checks left open"
    if abstained:
        told += f", abstained on {abstained}"
    return f"{told}; {count(usage.calls, 'call')}, {money(usage.cost_usd)}"
