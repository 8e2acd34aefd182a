"""Which engine writes with a model: the full prompts' or the small ones', as the settings and the model's size have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefer.settings import Settings
from briefer.write.client import Meter, ModelClient
from briefer.write.llm import LlmEngine, Prompts
from briefer.write.small import SmallEngine, SmallPrompts
from briefer.write.style import Style, chosen_style

ModelEngine = LlmEngine | SmallEngine


@dataclass(frozen=True, slots=True)
class PromptSets:
    """The prompts of both styles, read before any model is asked: a folder that is not there costs no call."""

    full: Prompts
    small: SmallPrompts

    @classmethod
    def load(cls, prompt_dir: Path | None) -> PromptSets:
        """The prompts in use.

        Raises:
            PromptError: one of them cannot be read.
        """
        return cls(Prompts.load(prompt_dir), SmallPrompts.load(prompt_dir))

    def digests(self, style: Style) -> Mapping[str, str]:
        """The digest of each prompt that an engine of this style sends."""
        return (self.small if style == "small" else self.full).digests()


def engine_maker(
    client: ModelClient,
    settings: Settings,
    prompts: PromptSets,
    *,
    model: str,
    secret: bytes,
    notice: Callable[[str], None],
) -> Callable[[], ModelEngine]:
    """Makes an engine for each story."""
    if chosen_style(settings, model) == "small":
        notice("prompts: those for small models; --prompt-style full takes the others")
        return lambda: SmallEngine(client, prompts.small, Meter(), model=model, secret=secret, notice=notice)
    return lambda: LlmEngine(client, prompts.full, Meter(), model=model, secret=secret, notice=notice)
