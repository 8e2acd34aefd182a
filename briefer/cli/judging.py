"""The judge at the command line: asked, its cost told on stderr, its failure handed back beside what it said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefer.cli.output import notice

if TYPE_CHECKING:
    from briefer.article import Story
    from briefer.brief import Brief, FidelityReport, Usage
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


def _told(report: FidelityReport, usage: Usage) -> str:
    """What was judged and what it cost, in a line."""
    from briefer.publish.render.wording import count, money  # noqa: PLC0415 - see above

    judged = report.judgements or ()
    abstained = sum(1 for judgement in judged if judgement.verdict is None)
    told = f"judge: {count(len(judged), 'statement')} that the checks left open"
    if abstained:
        told += f", abstained on {abstained}"
    return f"{told}; {count(usage.calls, 'call')}, {money(usage.cost_usd)}"
