"""The whole way of a story: split, compose, check, repair, hold, report, record; one story or many at a time.

`open_desk` holds what stories share (the model client, its cache, the budget); `brief_story` takes one story through;
`brief_many` takes as many as the concurrency allows, and yields them in their order as results or as errors.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from briefer.article import Article, Story
from briefer.brief import BriefRecord, CheckName
from briefer.check import ENFORCE_ALL, SourceIndex, check_brief, warn_only
from briefer.errors import BrieferError, ConfigError
from briefer.settings import Settings, load_settings
from briefer.write.engine import Engine
from briefer.write.extractive import ExtractiveEngine
from briefer.write.repair import publishable

if TYPE_CHECKING:
    from briefer.write.client import Lent
    from briefer.write.deferral import Deferral
    from briefer.write.modelled import PromptSets


def _say_nothing(_message: str) -> None:
    """Drop a notice: a library does not print."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An open engine room: hands out an engine for each story."""

    engine_for_story: Callable[[], Engine]
    confirm: Callable[[Engine, bool], None]
    """Tells the cache whether the engine's brief came out good."""
    warn_only: frozenset[CheckName] = ENFORCE_ALL
    """Checks that warn and hold nothing."""


def require_endpoint(settings: Settings) -> None:
    """Refuse to work with a model where there is none to ask.

    Raises:
        ConfigError: there is neither a key nor a base URL.
    """
    if not settings.has_endpoint:
        raise ConfigError(
            "the llm engine needs OPENAI_API_KEY or --base-url; set one of them, or take --engine extractive"
        )


@asynccontextmanager
async def open_desk(
    settings: Settings,
    *,
    notice: Callable[[str], None] = _say_nothing,
    verbose: Callable[[str], None] = _say_nothing,
    lent: Lent | None = None,
    deferral: Deferral | None = None,
) -> AsyncIterator[Desk]:
    """A desk for these settings, closed with all its connections at the end, but for what was lent.

    With a `deferral`, a story may end in `briefer.write.deferral.Pending`: its answers come by a batch.

    Raises:
        ConfigError: the llm engine is wanted, and there is neither a key nor a base URL; or the local one, and there is
            no model file, or it cannot be served.
        PromptError: a prompt cannot be read.
        CompletionError: the endpoint had to be asked for its model's name, and did not answer.
    """
    if settings.chosen_engine == "extractive":
        yield Desk(ExtractiveEngine, lambda _engine, _good: None, warn_only(settings.check))
        return
    require_endpoint(settings)
    from briefer.write.modelled import PromptSets  # noqa: PLC0415 - the extractive engine needs none of it

    prompts = PromptSets.load(settings.prompt_dir)
    async with AsyncExitStack() as stack:
        if settings.engine == "local":
            from briefer.write.local import serving  # noqa: PLC0415 - as heavy as it is seldom

            settings = await stack.enter_async_context(serving(settings, notice))
        yield await _llm_desk(settings, prompts, stack, notice, verbose, lent, deferral)


async def _llm_desk(
    settings: Settings,
    prompts: PromptSets,
    stack: AsyncExitStack,
    notice: Callable[[str], None],
    verbose: Callable[[str], None],
    lent: Lent | None,
    deferral: Deferral | None,
) -> Desk:
    from briefer.write.asking import Asking  # noqa: PLC0415 - the extractive engine needs none of these
    from briefer.write.cache import Cache  # noqa: PLC0415
    from briefer.write.client import ModelClient  # noqa: PLC0415
    from briefer.write.modelled import engine_maker  # noqa: PLC0415

    cache = stack.enter_context(closing(Cache(settings.cache_dir, notice=notice)))
    client = await stack.enter_async_context(
        ModelClient(settings, lent=lent, deferral=deferral, cache=cache, notice=notice, verbose=verbose)
    )
    model = await client.model_name()
    secret = lent.secret if lent else cache.secret()
    engine_for_story = engine_maker(client, settings, prompts, model=model, secret=secret, notice=notice)

    def confirm(engine: Engine, good: bool) -> None:
        if isinstance(engine, Asking):
            engine.confirm(good=good)

    return Desk(engine_for_story, confirm, warn_only(settings.check))


async def brief_story(
    story: Story | Article | Sequence[Article],
    *,
    settings: Settings | None = None,
    desk: Desk | None = None,
    now: datetime | None = None,
) -> BriefRecord:
    """The brief of a story, with its articles, its fidelity report and what it cost.

    `settings` None reads environment and briefer.toml; `desk` shares one engine room among stories; `now` is the
    record's time, for records that have to be the same twice.

    Raises:
        ConfigError: the engine cannot work as it is configured.
        CompletionError: the model call failed; nothing falls back behind one's back.
        BudgetError: the next call would pass the budget.
    """
    if desk is None:
        async with open_desk(settings or load_settings()) as own:
            return await brief_story(story, desk=own, now=now)
    started = time.monotonic()
    story = _as_story(story)
    engine = desk.engine_for_story()
    split = await engine.split(story)
    draft = await engine.compose(story, split)
    index = SourceIndex.of(story)
    outcome = await publishable(engine, index, split, draft, desk.warn_only)
    desk.confirm(engine, not outcome.brief.held and not outcome.filled)
    return BriefRecord(
        brief=outcome.brief,
        articles=story.articles,
        fidelity=check_brief(outcome.brief, index, desk.warn_only),
        engine=engine.info,
        prompts=dict(engine.prompts),
        usage=engine.spent().model_copy(update={"seconds": round(time.monotonic() - started, 3)}),
        created_at=(now or datetime.now(UTC)).replace(microsecond=0),
        filled=outcome.filled,
    )


def _as_story(story: Story | Article | Sequence[Article]) -> Story:
    if isinstance(story, Story):
        return story
    return Story((story,) if isinstance(story, Article) else tuple(story))


async def brief_many(
    stories: Iterable[Story], desk: Desk, *, concurrency: int, now: datetime | None = None
) -> AsyncIterator[BriefRecord | BrieferError]:
    """The records of many stories in their order, an error of ours in the place of a story that failed.

    At most `concurrency` stories are open at a time, and `stories` is read no further ahead than that.
    """
    waiting = iter(stories)
    open_tasks: list[asyncio.Task[BriefRecord | BrieferError]] = []

    async def one(story: Story) -> BriefRecord | BrieferError:
        try:
            return await brief_story(story, desk=desk, now=now)
        except BrieferError as error:
            return error

    try:
        while True:
            while len(open_tasks) < concurrency and (story := next(waiting, None)) is not None:
                open_tasks.append(asyncio.create_task(one(story)))
            if not open_tasks:
                return
            yield await open_tasks[0]
            open_tasks.pop(0)
    finally:
        for task in open_tasks:
            task.cancel()
        await asyncio.gather(*open_tasks, return_exceptions=True)
