"""The judge: a model's verdict on the claims that the checks leave open, as data beside the report.

Each claim is asked about alone, with the source sentences that it shares most with and their neighbours: rules, fenced
sentences, fenced claim, task. The model gives its reasons before its verdict, up to `votes` times; what more than half
of the votes say is the verdict, and anything else (a tie, a refusal, an answer that cannot be read) is an abstention,
counted and told. Nothing here touches a finding, a score or the report's own verdict.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from typing import get_args

from briefer.article import Contract, Story
from briefer.brief import Brief, CheckName, FidelityReport, Judgement, Ruling, Usage, Votes
from briefer.check import (
    ENFORCE_ALL,
    LedgerEntry,
    OpenClaim,
    SourceIndex,
    open_claims,
    quote_ledger,
    with_neighbours,
)
from briefer.errors import (
    BrieferError,
    BudgetError,
    ConfigError,
    InvalidOutputError,
    RefusalError,
    TruncatedError,
)
from briefer.settings import Settings
from briefer.write.cache import Cache
from briefer.write.client import Lent, Meter, ModelClient, Request
from briefer.write.fence import fenced_claim, fenced_story
from briefer.write.prompts import Prompt, load_prompt
from briefer.write.tokens import with_thinking

VOTES = 3
"""Votes on a claim, unless told otherwise. Two that agree settle it, so most claims cost two calls."""
MOST_VOTES = 9
_TOKENS = 500
"""Room for sixty words of reasons and their frame, three times over."""
_AGAIN = 0.7
"""Temperature of the votes after the first: high enough that a verdict which hangs by a thread falls differently."""


class JudgeReply(Contract):
    """One vote: the reasons first, the verdict last."""

    reasons: str
    """The claim's parts one by one, each with the words that bear it out or contradict it, or that nothing does."""
    sentences: tuple[int, ...]
    """Numbers of the sentences that decide it."""
    verdict: Ruling
    """What the reasons come to."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """What the judge said of some claims."""

    judgements: tuple[Judgement | None, ...]
    """In the order of the claims; None for one that could not be asked about any more."""
    failure: BrieferError | None
    """What ended the asking; None where all were asked."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A report with the judge's word on what it leaves open."""

    report: FidelityReport
    """The same findings, score and verdict; `judgements` holds all that were made before a failure."""
    failure: BrieferError | None


@dataclass(frozen=True, slots=True)
class _Vote:
    """One answer, or why there is none."""

    reply: JudgeReply | None
    problem: str


class Judge:
    """Rules on claims, one after the other or many at a time; counts what it spends."""

    def __init__(self, client: ModelClient, rules: Prompt, task: Prompt, *, secret: bytes, votes: int = VOTES) -> None:
        self.votes = votes
        self.meter = Meter()
        self.prompts = {"rules": rules.digest(), "judge": judge_digest(task)}
        self._client = client
        self._rules = rules
        self._task = task
        self._secret = secret
        self._keys: list[str] = []
        self._ledgers: dict[str, tuple[LedgerEntry, ...]] = {}
        """That of the story asked about last: all claims of one summary share it."""

    def usage(self) -> Usage:
        """What was spent so far."""
        return self.meter.usage()

    async def rule(self, claims: Sequence[tuple[OpenClaim, Story]]) -> Rulings:
        """The judgement of each claim, as far as the endpoint and the budget go."""
        tasks = [asyncio.create_task(self._judgement(claim, story)) for claim, story in claims]
        try:
            failure = await _all_or_first_failure(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._client.confirm(self._keys)
        self._keys.clear()
        made = [None if task.cancelled() or task.exception() else task.result() for task in tasks]
        return Rulings(tuple(made), failure)

    async def _judgement(self, opened: OpenClaim, story: Story) -> Judgement:
        model = await self._client.model_name()
        shown = with_neighbours(opened.numbers, story)
        votes: list[_Vote] = []
        while shown and not _settled(votes, self.votes):
            votes.append(await self._vote(self._request(opened, story, shown, len(votes), model)))
        return _judgement(opened, story, shown, votes, _majority(votes, self.votes), model)

    async def _vote(self, request: Request[JudgeReply]) -> _Vote:
        """One vote; an answer that is none counts as an abstention."""
        try:
            completion = await self._client.complete(request, self.meter)
        except (InvalidOutputError, TruncatedError, RefusalError) as error:
            return _Vote(None, str(error))
        self._keys.append(completion.key)
        return _Vote(completion.value, "")

    def _request(
        self, opened: OpenClaim, story: Story, shown: Sequence[int], number: int, model: str
    ) -> Request[JudgeReply]:
        identity = ["judge", *self.prompts.values(), story.digest, shown, opened.claim.text, number]
        if story.digest not in self._ledgers:
            self._ledgers = {story.digest: tuple(quote_ledger(story))}
        fenced = fenced_story(story, self._ledgers[story.digest], self._secret, frozenset(shown))
        return Request(
            task="judge",
            system=self._rules.render(),
            story=f"{fenced}\n\n{fenced_claim(opened.claim.text, story, self._secret)}",
            instructions=self._task.render(),
            reply=JudgeReply,
            max_output_tokens=with_thinking(_TOKENS, model),
            cache_key=hashlib.sha256(json.dumps(identity).encode()).hexdigest(),
            problem=_problem,
            temperature=_AGAIN if number else 0,
        )


def judge_digest(task: Prompt) -> str:
    """The digest of the judge's prompt, its reply's schema included."""
    return task.digest(JudgeReply.model_json_schema())


@asynccontextmanager
async def open_judge(
    settings: Settings,
    *,
    votes: int = VOTES,
    notice: Callable[[str], None] = lambda _: None,
    verbose: Callable[[str], None] = lambda _: None,
    lent: Lent | None = None,
) -> AsyncIterator[Judge]:
    """A judge with a client of its own, closed at the end; nothing is sent before it is asked to rule.

    Raises:
        ConfigError: there is neither a key nor a base URL.
        PromptError: a prompt cannot be read.
    """
    require_endpoint(settings)
    rules, task = (load_prompt(name, settings.prompt_dir) for name in ("rules", "judge"))
    async with AsyncExitStack() as stack:
        if settings.engine == "local":
            from briefer.write.local import serving  # noqa: PLC0415 - as heavy as it is seldom

            settings = await stack.enter_async_context(serving(settings, notice))
        cache = stack.enter_context(closing(Cache(settings.cache_dir, notice=notice)))
        async with ModelClient(settings, lent=lent, cache=cache, notice=notice, verbose=verbose) as client:
            yield Judge(client, rules, task, secret=lent.secret if lent else cache.secret(), votes=votes)


def require_endpoint(settings: Settings) -> None:
    """Nothing, where there is a model to ask.

    Raises:
        ConfigError: there is none.
    """
    if not settings.has_endpoint:
        raise ConfigError(
            "--judge asks a model, and none is configured: set OPENAI_API_KEY or --base-url, name a --model-path, "
            "or leave --judge out"
        )


async def judge_report(
    judge: Judge,
    summary: Brief | str,
    story: Story,
    report: FidelityReport,
    warn_only: frozenset[CheckName] = ENFORCE_ALL,
) -> Judged:
    """The report with the judge's word on each claim of the summary that the checks left open."""
    claims = open_claims(summary, SourceIndex.of(story), warn_only)
    rulings = await judge.rule([(claim, story) for claim in claims])
    made = tuple(judgement for judgement in rulings.judgements if judgement is not None)
    if rulings.failure is not None and not made:
        return Judged(report, rulings.failure)
    return Judged(report.model_copy(update={"judgements": made}), rulings.failure)


async def _all_or_first_failure(tasks: Sequence[asyncio.Task[Judgement]]) -> BrieferError | None:
    """What ended the asking; a spent budget lets those under way finish, a failed endpoint does not.

    Raises:
        Exception: anything that is no error of ours.
    """
    failure: BrieferError | None = None
    pending = set(tasks)
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            error = task.exception()
            if error is None:
                continue
            if not isinstance(error, BrieferError):
                raise error
            failure = failure or error
            if not isinstance(error, BudgetError):
                return error
    return failure


def _problem(reply: JudgeReply) -> str | None:
    return None if reply.reasons.strip() else "- reasons: give the reasons before the verdict"


def _majority(votes: Sequence[_Vote], most: int) -> Ruling | None:
    """What more than half of the votes that may be cast say; None without such a majority."""
    counted = Counter(vote.reply.verdict for vote in votes if vote.reply is not None)
    verdict, number = max(counted.items(), key=lambda item: item[1], default=(None, 0))
    return verdict if 2 * number > most else None


def _settled(votes: Sequence[_Vote], most: int) -> bool:
    """Whether further votes could not change the outcome."""
    if len(votes) >= most or _majority(votes, most) is not None:
        return True
    counted = Counter(vote.reply.verdict for vote in votes if vote.reply is not None)
    return 2 * (max(counted.values(), default=0) + most - len(votes)) <= most


def _judgement(
    opened: OpenClaim,
    story: Story,
    shown: Sequence[int],
    votes: Sequence[_Vote],
    verdict: Ruling | None,
    model: str,
) -> Judgement:
    claim = opened.claim
    agreeing = [vote.reply for vote in votes if vote.reply is not None and vote.reply.verdict == verdict]
    named = {number for reply in agreeing for number in reply.sentences} & set(shown)
    index = SourceIndex.of(story)
    counted = Counter(vote.reply.verdict if vote.reply is not None else "abstained" for vote in votes)
    return Judgement(
        section=claim.place,
        statement=claim.statement,
        start=claim.offset,
        end=claim.offset + len(claim.text),
        text=claim.text if claim.raw is None else claim.raw,
        verdict=verdict,
        reasons=tuple(dict.fromkeys(reply.reasons.strip() for reply in agreeing)) or _why_not(votes),
        votes=Votes(**{name: counted[name] for name in (*get_args(Ruling), "abstained")}),
        passages=tuple(index.evidence(number) for number in sorted(named) or opened.numbers),
        model=model,
    )


def _why_not(votes: Sequence[_Vote]) -> tuple[str, ...]:
    """What kept the judge from a verdict: what each vote said, or why it said nothing."""
    if not votes:
        return ("the source has no sentence to judge it by",)
    said = (vote.problem if vote.reply is None else f"{vote.reply.verdict}: {vote.reply.reasons}" for vote in votes)
    return tuple(dict.fromkeys(said))
