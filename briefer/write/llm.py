"""The llm engine: split, compose and repair by any OpenAI-compatible model.

Every call on one story sends the same rules and the same fenced story first, and the task after them, so that a prompt
cache can pay for the prefix once and our word comes after the untrusted text. A story that does not fit the model's
window is split in chunks, and only what was picked goes on to compose.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from briefer import brief
from briefer.article import Contract, Story
from briefer.brief import Section, Usage
from briefer.check import quote_ledger
from briefer.errors import ContextError, InvalidOutputError, RefusalError, TruncatedError
from briefer.write.client import Meter, ModelClient, Request
from briefer.write.deferral import Pending
from briefer.write.engine import Draft, DraftStatement, Failure, Pile, Split
from briefer.write.extractive import ExtractiveEngine, split_by_headings
from briefer.write.fence import fenced_story
from briefer.write.prompts import Prompt, load_prompt
from briefer.write.split import SplitReply, believed, joined, listed
from briefer.write.tokens import count_tokens, with_thinking

T = TypeVar("T", bound=Contract)
R = TypeVar("R")

_SPLIT_TOKENS = 300
_SPLIT_TOKENS_EACH = 5
"""Room for a list that names every sentence: three tokens a number at most, and the frame. A small model that runs on
without end should be cut soon."""
_COMPOSE_TOKENS = 3_000
"""Room for a 300-word brief as JSON (about 1,200 tokens), more than twice over."""
_REPAIR_TOKENS = 1_500
_MAX_SHRINKS = 3
_UNKNOWN_WINDOW = 8_192
"""Tokens assumed for a model whose window nobody knows; llama.cpp and Ollama start with 4,096 to 8,192."""
_LEDGER_SHARE = 1.5
"""A story whose every sentence is quoted shows a third of its words again in the ledger, names included."""
_NUMBER_TOKENS = 4
_TASK_TOKENS = 2_500
"""Rules, task, examples and schema together measure 1,700 to 2,100 tokens (o200k)."""


class RepairedStatement(Contract):
    """A failed statement, written anew."""

    id: int
    """The id of the failed statement."""
    sentences: tuple[int, ...]
    """Numbers of the source sentences that support it."""
    speaker: str | None
    """Whose word it is; null for what the brief states itself."""
    text: str | None
    """The new sentence; null to drop it."""


class RepairReply(Contract):
    """The failed statements, written anew or dropped."""

    statements: tuple[RepairedStatement, ...]


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts that the engine sends."""

    rules: Prompt
    split: Prompt
    compose: Prompt
    repair: Prompt

    @classmethod
    def load(cls, prompt_dir: Path | None) -> Prompts:
        """The prompts in use.

        Raises:
            PromptError: one of them cannot be read.
        """
        return cls(*(load_prompt(name, prompt_dir) for name in ("rules", "split", "compose", "repair")))

    def digests(self) -> Mapping[str, str]:
        """The digest of each, its reply's schema included."""
        return _digests(self)  # an engine is made for each story, and the schemas take milliseconds


@lru_cache(maxsize=8)
def _digests(prompts: Prompts) -> Mapping[str, str]:
    schemas: dict[str, type[BaseModel] | None] = {
        "rules": None,
        "split": SplitReply,
        "compose": Draft,
        "repair": RepairReply,
    }
    return {name: getattr(prompts, name).digest(model and model.model_json_schema()) for name, model in schemas.items()}


@dataclass(frozen=True, slots=True)
class _Ask(Generic[T]):
    """What is asked of the model about a story."""

    task: str
    reply: type[T]
    max_output_tokens: int
    only: Sequence[int] | None
    """Numbers of the sentences to show; None for all."""
    variables: Mapping[str, str]


class LlmEngine:
    """Splits, composes and repairs one story with a model; counts what it spends."""

    def __init__(
        self,
        client: ModelClient,
        prompts: Prompts,
        meter: Meter,
        *,
        model: str,
        secret: bytes,
        notice: Callable[[str], None],
    ) -> None:
        self.info = brief.Engine(name="llm", model=model, endpoint=client.endpoint.shown)
        self.prompts = prompts.digests()
        self._client = client
        self._texts = prompts
        self._meter = meter
        self._secret = secret
        self._notice = notice
        self._by_code = ExtractiveEngine()
        self._keys: list[str] = []

    async def split(self, story: Story) -> Split:
        """The story's own headings decide where it has them; else the model, where the sentences bear it out."""
        by_headings = split_by_headings(story)
        if by_headings is not None:
            return by_headings
        return await self._fitting(lambda: self._split(story))

    async def compose(self, story: Story, split: Split) -> Draft:
        """The model's draft; of a story that does not fit, it is shown the picked sentences alone."""

        async def ask() -> Draft:
            picked = self._picked(story, split)
            return await self._ask(story, _Ask("compose", Draft, self._output(_COMPOSE_TOKENS), picked, listed(split)))

        return await self._fitting(ask)

    async def repair(self, story: Story, split: Split, draft: Draft, failures: Sequence[Failure]) -> Draft | None:
        """The draft with its failed statements as the model writes them anew; None if it could not."""
        failed = {(failure.section, failure.index) for failure in failures}
        variables = {
            "failures": "\n".join(_shown(number, failure) for number, failure in enumerate(failures, start=1)),
            "standing": "\n".join(
                f"- {section.heading}: {statement.text}"
                for section in Section
                for index, statement in enumerate(draft.section(section))
                if (section, index) not in failed
            )
            or "- nothing yet",
        }
        try:
            asked = _Ask("repair", RepairReply, self._output(_REPAIR_TOKENS), self._picked(story, split), variables)
            reply = await self._ask(story, asked)
        except (InvalidOutputError, RefusalError, TruncatedError) as error:
            self._notice(f"{error}; what failed is held")
            return None
        return _mended(draft, failures, reply)

    def spent(self) -> Usage:
        """What this story has cost so far, failed attempts included."""
        return self._meter.usage(0.0)

    def confirm(self, *, good: bool) -> None:
        """Tell the cache how the brief came out: a held one never replaces a good one."""
        self._client.confirm(self._keys, good=good)

    def requests(self, story: Story, split: Split) -> tuple[Request[SplitReply], Request[Draft]]:
        """The two requests that every brief starts with, for a dry run; `split` stands in for the model's."""
        return (
            self._request(story, _Ask("split", SplitReply, self._split_tokens(len(story.sentences)), None, {})),
            self._request(
                story,
                _Ask("compose", Draft, self._output(_COMPOSE_TOKENS), self._picked(story, split), listed(split)),
            ),
        )

    async def _split(self, story: Story) -> Split:
        by_code = await self._by_code.split(story)
        parts: list[Split] = []
        waits: Pending | None = None
        for numbers in self._chunks(story):
            only = None if len(numbers) == len(story.sentences) else numbers
            try:
                reply = await self._ask(story, _Ask("split", SplitReply, self._split_tokens(len(numbers)), only, {}))
            except Pending as pending:  # the other parts are asked for in the same batch
                waits = pending
            except (InvalidOutputError, TruncatedError) as error:
                self._notice(f"{error}; this part of the story is sorted by rule instead")
                parts.append(Split({number: by_code.piles[number] for number in numbers}))
            else:
                parts.append(believed(reply, by_code, numbers))
        if waits is not None:
            raise waits
        return joined(parts)

    async def _fitting(self, ask: Callable[[], Awaitable[R]]) -> R:
        """The answer; asked again in smaller parts where the server says that the prompt does not fit its window."""
        for _ in range(_MAX_SHRINKS):
            assumed = self._client.context_window() or _UNKNOWN_WINDOW
            try:
                return await ask()
            except ContextError as error:
                if error.window is None or error.window >= assumed:  # it counts other tokens than we do
                    self._client.learn_window(self.info.model or "", assumed // 2)
        return await ask()

    async def _ask(self, story: Story, asked: _Ask[T]) -> T:
        completion = await self._client.complete(self._request(story, asked), self._meter)
        self._keys.append(completion.key)
        return completion.value

    def _request(self, story: Story, asked: _Ask[T]) -> Request[T]:
        prompt: Prompt = getattr(self._texts, asked.task)
        shown = None if asked.only is None else frozenset(asked.only)
        identity = [
            asked.task,
            self.prompts["rules"],
            self.prompts[asked.task],
            story.digest,
            None if shown is None else sorted(shown),
            dict(asked.variables),
        ]
        return Request(
            task=asked.task,
            system=self._texts.rules.render(),
            story=fenced_story(story, quote_ledger(story), self._secret, shown),
            instructions=prompt.render(**asked.variables),
            reply=asked.reply,
            max_output_tokens=asked.max_output_tokens,
            cache_key=hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest(),
        )

    def _chunks(self, story: Story) -> list[list[int]]:
        """The story's numbers in stretches that each fit the window; one stretch for almost every story."""
        room = self._room(self._split_tokens(len(story.sentences)))
        chunks: list[list[int]] = [[]]
        filled = 0
        for sentence in story.sentences:
            size = self._size(sentence.text)
            if chunks[-1] and filled + size > room:
                chunks.append([])
                filled = 0
            chunks[-1].append(sentence.number)
            filled += size
        return chunks

    def _picked(self, story: Story, split: Split) -> list[int] | None:
        """What compose is shown: None for all of a story that fits, else the picks, best piles first, that fit."""
        room = self._room(self._output(_COMPOSE_TOKENS))
        if sum(self._size(sentence.text) for sentence in story.sentences) <= room:
            return None
        picked: list[int] = []
        for pile in (Pile.WHAT_HAPPENED, Pile.WHO_SAID_WHAT, Pile.WHAT_NEXT, Pile.BACKGROUND):
            for number in split.numbers(pile):
                room -= self._size(story.sentences[number - 1].text)
                if room > 0:
                    picked.append(number)
        return sorted(picked)

    def _split_tokens(self, sentences: int) -> int:
        return self._output(_SPLIT_TOKENS + _SPLIT_TOKENS_EACH * sentences)

    def _output(self, tokens: int) -> int:
        return with_thinking(tokens, self.info.model)

    def _room(self, output_tokens: int) -> int:
        window = self._client.context_window() or _UNKNOWN_WINDOW
        return max(window - output_tokens - _TASK_TOKENS, window // 4)

    def _size(self, sentence: str) -> int:
        """Tokens of a sentence as it is shown: its number, and its share of the quotation ledger."""
        return int(count_tokens(sentence, self.info.model).tokens * _LEDGER_SHARE) + _NUMBER_TOKENS


def _shown(number: int, failure: Failure) -> str:
    reasons = "; ".join(failure.reasons)
    return f"- id {number}, {failure.section.heading}: {failure.statement.text}\n  failed: {reasons}"


def _mended(draft: Draft, failures: Sequence[Failure], reply: RepairReply) -> Draft:
    """The draft with what the reply rewrote or dropped; a failed statement that it passes over stays as it was."""
    answers = {answer.id: answer for answer in reply.statements}
    changed: dict[tuple[Section, int], RepairedStatement] = {
        (failure.section, failure.index): answers[number]
        for number, failure in enumerate(failures, start=1)
        if number in answers
    }
    sections: dict[str, tuple[DraftStatement, ...]] = {}
    for section in Section:
        kept: list[DraftStatement] = []
        for index, statement in enumerate(draft.section(section)):
            answer = changed.get((section, index))
            if answer is None:
                kept.append(statement)
            elif answer.text is not None and answer.text.strip():
                kept.append(
                    DraftStatement(
                        sentences=answer.sentences,
                        speaker=answer.speaker,
                        text=answer.text,
                        paragraph=statement.paragraph,
                    )
                )
        sections[section.value] = tuple(kept)
    return draft.model_copy(update=sections)
