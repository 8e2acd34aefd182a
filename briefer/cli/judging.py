"""The judge at the command line: asked, its cost told on stderr, its failure handed back beside what it said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefer.cli.output import notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from briefer.article import Story
    from briefer.brief import Brief, BriefRecord, CheckName, FidelityReport, Judgement, Usage
    from briefer.check import OpenClaim
    from briefer.errors import BrieferError
    from briefer.settings import Settings


_PAIRS_AT_ONCE = 64


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


async def judge_lines(
    rows: Iterable[tuple[str, str, str]],
    write: Callable[[str, str], None],
    settings: Settings,
    *,
    votes: int,
    quiet: bool,
) -> BrieferError | None:
    """What ended the judging early, if anything did; every row is written all the same.

    A row is a pair's line as given, its result and its verdict; the result gets a `judgements` key as far as the judge
    comes. A handful of pairs is asked about at a time, so that memory does not grow with the input.
    """
    from itertools import islice  # noqa: PLC0415 - see above

    from briefer.check import warn_only  # noqa: PLC0415 - see above
    from briefer.write.judge import open_judge  # noqa: PLC0415 - see above

    failure: BrieferError | None = None
    judged = 0
    waiting = iter(rows)
    async with open_judge(settings, votes=votes, notice=lambda message: notice(message, quiet=quiet)) as judge:
        while chunk := list(islice(waiting, _PAIRS_AT_ONCE)):
            claims = [_open_in(line, verdict, warn_only(settings.check)) for line, _, verdict in chunk]
            made: list[Judgement | None] = []
            if failure is None:
                rulings = await judge.rule([claim for group in claims for claim in group])
                made, failure = list(rulings.judgements), rulings.failure
                judged += sum(1 for judgement in made if judgement is not None)
            for (_, result, verdict), group in zip(chunk, claims, strict=True):
                own, made = made[: len(group)], made[len(group) :]
                whole = len(own) == len(group) and None not in own and verdict != "error"
                write(_with_judgements(result, own) if whole else result, verdict)
        usage = judge.usage()
    notice(_cost(judged, 0, usage), quiet=quiet)
    return failure


def _open_in(line: str, verdict: str, warning: frozenset[CheckName]) -> list[tuple[OpenClaim, Story]]:
    """The open claims of one pair; none of a line that is no pair."""
    import json  # noqa: PLC0415 - see above

    from briefer.article import Story, build_article  # noqa: PLC0415 - see above
    from briefer.check import SourceIndex, open_claims  # noqa: PLC0415 - see above

    if verdict == "error":
        return []
    pair = json.loads(line)
    story = Story((build_article(pair["source"]),))
    return [(claim, story) for claim in open_claims(pair["summary"], SourceIndex.of(story), warning)]


def _with_judgements(result: str, judgements: Sequence[Judgement | None]) -> str:
    """The result line with what the judge said at its end."""
    import json  # noqa: PLC0415 - see above

    dumped = [judgement.model_dump(mode="json") for judgement in judgements if judgement is not None]
    return json.dumps(json.loads(result) | {"judgements": dumped}, ensure_ascii=False)


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
    judged = report.judgements or ()
    return _cost(len(judged), sum(1 for judgement in judged if judgement.verdict is None), usage)


def _cost(judged: int, abstained: int, usage: Usage) -> str:
    from briefer.publish.render.wording import count, money  # noqa: PLC0415 - see above

    told = f"judge: {count(judged, 'statement')} that the checks left open"
    if abstained:
        told += f", abstained on {abstained}"
    return f"{told}; {count(usage.calls, 'call')}, {money(usage.cost_usd)}"
