"""What the engines with a model share: the client and what it spends, and how much of a story fits.

One engine takes one story through; the client belongs to all of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar

from pydantic import BaseModel

from briefer import brief
from briefer.article import Story
from briefer.brief import Usage
from briefer.errors import ContextError
from briefer.write.client import Meter, ModelClient, Request
from briefer.write.engine import Pile, Split
from briefer.write.extractive import ExtractiveEngine
from briefer.write.tokens import count_tokens, with_thinking

T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")

_MAX_SHRINKS = 3
_UNKNOWN_WINDOW = 8_192
"""Tokens assumed for a model whose window nobody knows; llama.cpp and Ollama start with 4,096 to 8,192."""


class Asking:
    """An engine with a model, as far as it does not matter what the model is asked."""

    task_tokens: int
    """Rules, task, examples and schema together, at most."""
    sentence_share: float
    """Tokens that a sentence takes in the prompt, for one of its own."""
    number_tokens: int
    """And what stands before each."""

    def __init__(
        self,
        client: ModelClient,
        prompts: Mapping[str, str],
        meter: Meter,
        *,
        model: str,
        secret: bytes,
        notice: Callable[[str], None],
    ) -> None:
        self.info = brief.Engine(name="llm", model=model, endpoint=client.endpoint.shown)
        self.prompts = prompts
        self._client = client
        self._meter = meter
        self._secret = secret
        self._notice = notice
        self._by_code = ExtractiveEngine()
        self._keys: list[str] = []

    def spent(self) -> Usage:
        """What this story has cost so far, failed attempts included."""
        return self._meter.usage(0.0)

    def confirm(self, *, good: bool) -> None:
        """Tell the cache how the brief came out: a held one never replaces a good one."""
        self._client.confirm(self._keys, good=good)

    async def _complete(self, request: Request[T]) -> T:
        completion = await self._client.complete(request, self._meter)
        self._keys.append(completion.key)
        return completion.value

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

    def _picked(self, story: Story, split: Split, output_tokens: int) -> list[int] | None:
        """What compose is shown: None for all of a story that fits, else the picks, best piles first, that fit."""
        room = self._room(output_tokens)
        if self._sizes(sentence.text for sentence in story.sentences) <= room:
            return None
        picked: list[int] = []
        for pile in (Pile.WHAT_HAPPENED, Pile.WHO_SAID_WHAT, Pile.WHAT_NEXT, Pile.BACKGROUND):
            for number in split.numbers(pile):
                room -= self._size(story.sentences[number - 1].text)
                if room > 0:
                    picked.append(number)
        return sorted(picked)

    def _output(self, tokens: int) -> int:
        return with_thinking(tokens, self.info.model)

    def _room(self, output_tokens: int) -> int:
        window = self._client.context_window() or _UNKNOWN_WINDOW
        return max(window - output_tokens - self.task_tokens, window // 4)

    def _sizes(self, sentences: Iterable[str]) -> int:
        return sum(self._size(sentence) for sentence in sentences)

    def _size(self, sentence: str) -> int:
        """Tokens of a sentence as it is shown."""
        return int(count_tokens(sentence, self.info.model).tokens * self.sentence_share) + self.number_tokens
