"""A suite's cases made into briefs: engine by case by repeat, many at a time, from recorded replies or real ones.

Each brief has an engine room of its own, so that what one case teaches of an endpoint changes no other: the same case
makes the same requests alone and among a hundred. Budget and places for calls are shared. A case that fails is a result;
an endpoint that is not there ends the run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from briefer.article import Story
from briefer.brief import BriefRecord
from briefer.errors import BrieferError, BudgetError, CompletionError, ContextError, OutputError, ProviderError
from briefer.evaluate.case import Case
from briefer.evaluate.cassette import Cassette, KeptReply, cassette_path, load_cassette, save_cassette
from briefer.evaluate.journal import Journal
from briefer.evaluate.results import ItemError, Judge, Mode
from briefer.evaluate.suite import JudgeTable, RunTable
from briefer.pipeline import brief_story, open_desk
from briefer.settings import Settings
from briefer.write.client import Lent
from briefer.write.cost import Budget
from briefer.write.deferral import Deferral
from briefer.write.endpoint import Endpoint
from briefer.write.limiter import Limiter

SECRET = b"briefer's evals fence with this, so that replies recorded anywhere fit everywhere"
"""Public on purpose: a cassette knows its request by all of its text, the fence included."""
NOW = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of every record in evals; two runs may not differ by the hour."""
_IN_A_ROW = 3
"""Briefs that the endpoint failed before it counts as gone."""


@dataclass(slots=True)
class Made:
    """One case briefed once, or why not."""

    run: RunTable
    case: Case
    repeat: int
    record: BriefRecord | None = None
    clean: BriefRecord | None = None
    error: ItemError | None = None
    judge_error: str | None = None
    model_s: float | None = None
    """What the model took, as recorded; None where nothing was."""
    wall_s: float = 0.0
    asked: int = 0
    """Requests that left for the endpoint."""
    cost_usd: float | None = 0.0
    """What these cost; None where the price is not known."""

    def spent(self, cost_usd: float | None) -> None:
        """Add to what it cost."""
        self.cost_usd = None if cost_usd is None or self.cost_usd is None else self.cost_usd + cost_usd


@dataclass(slots=True)
class Job:
    """What all briefs of a run have in common."""

    settings: Settings
    mode: Mode
    journal: Journal
    judge: JudgeTable | None = None
    batches: Path | None = None
    """The folder for the state of provider batches; None asks each question on its own."""
    notice: Callable[[str], None] = lambda _message: None
    progress: Callable[[Made], None] = lambda _made: None
    budget: Budget = field(init=False)
    limiter: Limiter = field(init=False)

    def __post_init__(self) -> None:
        """One budget and one limiter for all."""
        self.budget = Budget(self.settings.max_cost_usd)
        self.limiter = Limiter(self.settings.concurrency)


async def make_briefs(runs: Sequence[tuple[RunTable, Sequence[Case]]], job: Job) -> list[Made]:
    """The briefs of some runs, in the order of runs, cases and repeats.

    Raises:
        ProviderError: the endpoint is not there, or failed several briefs in a row.
        BudgetError: the next call would pass the budget; what was answered so far is in the journal.
    """
    todo = [[Made(run, case, repeat) for case in cases for repeat in range(run.repeat)] for run, cases in runs]
    if job.batches is not None:
        from briefer.evaluate.by_batch import make_by_batch  # noqa: PLC0415 - httpx2 costs 100 ms that no other run need pay

        await make_by_batch(todo, job, job.batches)
        return [made for each in todo for made in each]
    for each in todo:
        await _make_all(each, job)
    return [made for each in todo for made in each]


async def _make_all(todo: list[Made], job: Job) -> None:
    watch = Watch()
    rest = list(todo)
    if job.mode != "replay" and todo and (todo[0].run.engine == "llm" or job.judge is not None):
        while rest and not watch.worked:  # one by one: nobody needs sixteen refused connections to learn of one
            await make(rest.pop(0), job, watch)
    await at_once(rest, job, lambda item: make(item, job, watch))


async def at_once(items: Sequence[Made], job: Job, make_one: Callable[[Made], Awaitable[None]]) -> None:
    """Make briefs, as many at once as the settings allow.

    Raises:
        ProviderError: the endpoint counts as gone.
        BudgetError: a call would have passed the budget; those under way were finished first.
    """
    places = asyncio.Semaphore(job.settings.concurrency)
    over: list[BudgetError] = []

    async def one(item: Made) -> None:
        async with places:
            if over:
                return
            try:
                await make_one(item)
            except (
                BudgetError
            ) as error:  # those under way go on: what they asked is paid for, and belongs in the journal
                over.append(error)

    try:
        async with asyncio.TaskGroup() as group:
            for item in items:
                group.create_task(one(item))
    except* BrieferError as errors:
        first: BaseException = errors
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        raise first from None
    if over:
        raise over[0]


def judge_identity(judge: JudgeTable, prompt_dir: Path | None) -> Judge:
    """Who judges, by model, prompts and votes.

    Raises:
        PromptError: a prompt cannot be read.
    """
    from briefer.write.judge import judge_digest  # noqa: PLC0415 - no judge, no need
    from briefer.write.prompts import load_prompt  # noqa: PLC0415 - the same

    rules, task = (load_prompt(name, prompt_dir) for name in ("rules", "judge"))
    return Judge(model=judge.model, prompts={"rules": rules.digest(), "judge": judge_digest(task)}, votes=judge.votes)


class Watch:
    """Counts briefs that the endpoint failed one after the other."""

    def __init__(self) -> None:
        self._failed = 0
        self.worked = False
        """Whether the endpoint answered in this run; kept replies say nothing of that."""

    def see(self, error: ProviderError | None, *, asked: int) -> None:
        """Take note of a brief, and of how often the endpoint was asked for it.

        Raises:
            ProviderError: the endpoint counts as gone.
        """
        if error is None:
            if asked:
                self._failed, self.worked = 0, True
            return
        self._failed += 1
        if self._failed >= _IN_A_ROW or (error.status_code is None and not self.worked):
            raise error


async def make(item: Made, job: Job, watch: Watch, deferral: Deferral | None = None) -> None:
    """Brief and judge one case; with a `deferral` it may end in `Pending`.

    Raises:
        ProviderError: the endpoint counts as gone.
        BudgetError: the next call would pass the budget.
    """
    started = time.monotonic()
    if item.run.engine == "extractive" and job.judge is None:
        settings = job.settings.model_copy(update={"engine": "extractive"})
        await _brief(item, settings, None)
        failure = None
    else:
        failure = await _with_tapes(item, job, deferral)
    item.wall_s = time.monotonic() - started
    job.progress(item)
    watch.see(failure, asked=item.asked)


async def _brief(
    item: Made,
    settings: Settings,
    lent: Lent | None,
    notice: Callable[[str], None] = lambda _message: None,
    deferral: Deferral | None = None,
) -> None:
    async with open_desk(settings, lent=lent, notice=notice, deferral=deferral) as desk:
        item.record = await brief_story(item.case.story, desk=desk, now=NOW)
        if item.case.clean_story is not None:
            item.clean = await brief_story(item.case.clean_story, desk=desk, now=NOW)


async def _with_tapes(item: Made, job: Job, deferral: Deferral | None) -> ProviderError | None:
    """Make a brief past a tape, and judge it where a judge sits; the error of an endpoint that failed it."""
    from briefer.evaluate.tape import Tape, TapeClient  # noqa: PLC0415 - httpx2 costs 100 ms that an extractive run need not pay
    from briefer.write.wire import open_http  # noqa: PLC0415 - the same

    case, run = item.case, item.run
    models = list(dict.fromkeys(filter(None, (run.model, job.judge.model if job.judge else None))))
    cassettes = {model: load_cassette(cassette_path(case.folder, model)) for model in models}
    kept = [*job.journal.kept(run.name, case.id)]
    if job.mode != "live":
        kept += [reply for cassette in cassettes.values() if cassette for reply in cassette.replies]
    tape = Tape(
        kept,
        repeat=item.repeat,
        ask=job.mode != "replay",
        keep=partial(job.journal.keep, run.name, case.id),
        secret=job.settings.api_key.get_secret_value().strip() if job.settings.api_key else "",
        budget=job.budget,
    )
    failure: ProviderError | None = None
    async with AsyncExitStack() as stack:
        http = open_http(job.settings.model_timeout_s, job.settings.concurrency, partial(TapeClient, tape))
        await stack.enter_async_context(http)
        lent = Lent(http=http, budget=Budget(None), limiter=job.limiter, secret=SECRET)  # the tape keeps the budget
        try:
            settings = _settings_of(item, job, cassettes.get(run.model or ""))
            await _brief(item, settings, lent, job.notice, deferral)
            if job.judge is not None:
                await _judge(item, job, cassettes.get(job.judge.model), lent)
        except CompletionError as error:
            if tape.over is not None:
                raise tape.over from None
            failure = _take_note(item, error, tape.missing)
        finally:
            item.asked += tape.asked
            item.spent(tape.cost_usd)
    if failure is None:
        tape.end()
    if tape.missing and (item.error is None or item.error.kind != "stale"):  # a task that went on without its answer
        item.record = item.clean = None
        item.error = ItemError(kind="stale", message=f"no recorded reply fits the {tape.missing[0]} request")
    item.model_s = None if job.mode == "live" else round(tape.seconds, 2)
    if job.mode == "record" and failure is None:
        for model in models:
            _save(item, job, model, cassettes[model], [reply for reply in tape.used if reply.model in {model, None}])
    return failure


def _take_note(item: Made, error: CompletionError, missing: Sequence[str]) -> ProviderError | None:
    """Keep why there is no brief; the error itself where the endpoint is to blame."""
    item.record = item.clean = None
    if missing:
        item.error = ItemError(kind="stale", message=f"no recorded reply fits the {missing[0]} request")
        return None
    gone = isinstance(error, ProviderError) and not isinstance(error, ContextError)
    item.error = ItemError(kind="endpoint" if gone else "model", message=str(error))
    return error if gone and isinstance(error, ProviderError) else None


def _settings_of(item: Made, job: Job, cassette: Cassette | None) -> Settings:
    """The settings of one brief: no cache, and in replay the endpoint that answered when it was recorded."""
    run = item.run
    if run.engine == "extractive":
        return job.settings.model_copy(update={"engine": "extractive"})
    return job.settings.model_copy(
        update={"engine": "llm", "model": run.model, **_asked(run.prompt_dir, run.base_url, job, cassette)}
    )


def _asked(prompt_dir: object, base_url: str | None, job: Job, cassette: Cassette | None) -> dict[str, object]:
    replayed = job.mode == "replay"
    return {
        "base_url": (cassette.base_url if cassette else _NOWHERE) if replayed else base_url or job.settings.base_url,
        "api_key": None if replayed else job.settings.api_key,
        "prompt_dir": prompt_dir or job.settings.prompt_dir,
        "cache_dir": None,
        "use_cache": False,
    }


_NOWHERE = "http://127.0.0.1:9/v1"
"""Where a replay without a cassette would be sent, were it sent: the discard port of this machine."""


async def _judge(item: Made, job: Job, cassette: Cassette | None, lent: Lent) -> None:
    from briefer.check import warn_only  # noqa: PLC0415 - no judge, no need
    from briefer.write.judge import judge_report, open_judge  # noqa: PLC0415 - the same

    assert job.judge is not None  # noqa: S101 - the caller asks only where one sits
    assert item.record is not None  # noqa: S101 - and only of a brief
    settings = job.settings.model_copy(
        update={"model": job.judge.model, **_asked(None, job.judge.base_url, job, cassette)}
    )
    async with open_judge(settings, votes=job.judge.votes, lent=lent) as judge:
        story = Story(item.record.articles)
        judged = await judge_report(judge, item.record.brief, story, item.record.fidelity, warn_only(settings.check))
    if isinstance(judged.failure, ProviderError) and not isinstance(judged.failure, ContextError):
        raise judged.failure  # an endpoint that fails is no judgement
    if judged.failure is not None:
        item.judge_error = str(judged.failure)
    item.record = item.record.model_copy(update={"fidelity": judged.report})


def _save(item: Made, job: Job, model: str, old: Cassette | None, used: Sequence[KeptReply]) -> None:
    """Put the replies of one brief into its cassette, those of other repeats as they are.

    Raises:
        OutputError: the disk does not take it.
    """
    path = cassette_path(item.case.folder, model)
    old = load_cassette(path) or old  # another repeat may have been written meanwhile
    others = [reply for reply in old.replies if reply.repeat != item.repeat] if old else []
    base_url = (job.judge.base_url if job.judge and job.judge.model == model else item.run.base_url) or (
        job.settings.base_url
    )
    try:
        save_cassette(
            path,
            Cassette(
                model=model,
                base_url=Endpoint.parse(base_url).shown,
                about=item.run.about or (old.about if old else None),
                prompts=item.record.prompts if item.record else (old.prompts if old else {}),
                replies=tuple(sorted([*others, *used], key=lambda reply: reply.repeat)),
            ),
        )
    except OSError as error:
        raise OutputError(f"cannot write to {str(path)!r}: {error.strerror or error}") from error
