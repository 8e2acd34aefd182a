"""A whole batch job over three invented stories, as a caller runs it: pass, round, pass, round, done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from briefer.article import Story, build_article
from briefer.brief import BriefRecord
from briefer.errors import BrieferError
from briefer.pipeline import brief_story, open_desk
from briefer.settings import Settings
from briefer.write.provider import Limits, Pending, Progress, ProviderBatch, open_provider_batch
from tests.evaluate.folders import CASES, KEY

NOW = datetime(2026, 3, 12, tzinfo=UTC)
MODEL = "gpt-4o-mini"
Result = BriefRecord | BrieferError
STORIES = {name: Story((build_article(text, title=f"About the {name}"),)) for name, (text, _) in CASES.items()}


@dataclass
class Job:
    """A job at a server, its state in a folder; `run` may be called again after it broke off."""

    base_url: str
    folder: Path
    stories: Mapping[str, Story] = field(default_factory=lambda: STORIES)
    limits: Limits = field(default_factory=Limits)
    settings: dict[str, Any] = field(default_factory=dict)
    watch: Callable[[ProviderBatch], None] = lambda _batch: None
    """Is given the open job before anything happens."""
    waits: list[float] = field(default_factory=list)
    """Seconds that it would have slept."""
    notices: list[str] = field(default_factory=list)
    told: list[Progress] = field(default_factory=list)
    done: dict[str, Result] = field(default_factory=dict)
    """Kept as a caller keeps it: what is here is not taken up again."""
    rounds: int = 0

    async def run(self) -> dict[str, Result]:
        """The results of all stories."""
        settings = Settings(base_url=self.base_url, **({"model": MODEL, "api_key": KEY} | self.settings))

        async def no_sleep(seconds: float) -> None:
            self.waits.append(seconds)

        async with AsyncExitStack() as stack:
            batch = await stack.enter_async_context(
                open_provider_batch(
                    settings,
                    self.folder,
                    notice=self.notices.append,
                    progress=self.told.append,
                    limits=self.limits,
                    sleep=no_sleep,
                    clock=lambda: sum(self.waits),
                )
            )
            self.watch(batch)
            desk = await stack.enter_async_context(open_desk(settings, deferral=batch.deferral()))
            while True:
                for name, story in self.stories.items():
                    if name in self.done:
                        continue
                    try:
                        self.done[name] = await brief_story(story, desk=desk, now=NOW)
                    except Pending:
                        continue
                    except BrieferError as error:
                        self.done[name] = error
                if not batch.waiting:
                    return self.done
                await batch.round()
                self.rounds += 1


def without_time(results: Mapping[str, Result]) -> dict[str, Any]:
    """The records but for the seconds that they took, in the order of their names; errors as their words."""
    plain: dict[str, Any] = {}
    for name, result in sorted(results.items()):
        if isinstance(result, BriefRecord):
            document = result.model_dump(mode="json")
            del document["usage"]["seconds"]
            document["engine"]["endpoint"] = None  # a double has a port of its own
            plain[name] = document
        else:
            plain[name] = str(result)
    return plain


def records(results: Mapping[str, Result]) -> dict[str, BriefRecord]:
    """The records of a job that all came out."""
    found = {name: result for name, result in results.items() if isinstance(result, BriefRecord)}
    assert set(found) == set(results), results
    return found
