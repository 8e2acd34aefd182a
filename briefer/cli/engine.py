"""The options that say what writes: the same words, help and choices in every command that has them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from briefer.settings import Settings


class EngineChoice(StrEnum):
    """What writes the brief."""

    AUTO = "auto"
    LLM = "llm"
    LOCAL = "local"
    EXTRACTIVE = "extractive"


class StyleChoice(StrEnum):
    """Which prompts the model gets."""

    AUTO = "auto"
    FULL = "full"
    SMALL = "small"


EngineOption = Annotated[
    EngineChoice | None,
    typer.Option(
        "--engine", help="What writes it; auto takes llm where a key or base URL is set, --model-path takes local."
    ),
]
ModelPathOption = Annotated[
    Path | None,
    typer.Option("--model-path", metavar="FILE.gguf", help="A model to run here, in this process: the local engine."),
]
JudgePathOption = Annotated[
    Path | None, typer.Option("--model-path", metavar="FILE.gguf", help="The judge's model, run here, in this process.")
]
PromptStyleOption = Annotated[
    StyleChoice | None,
    typer.Option("--prompt-style", help="Prompts for large or small models; auto goes by the model's size."),
]


def engine_notice(settings: Settings) -> str | None:
    """What the person hears of the engine that was chosen; None of the local one, which says itself what it has loaded."""
    if settings.chosen_engine == "llm":
        return f"engine: llm{f' ({settings.model})' if settings.model else ''}"
    if settings.chosen_engine == "local":
        return None
    if settings.engine != "auto":
        return "engine: extractive"
    return (
        "engine: extractive (no model is configured); set OPENAI_API_KEY, or --base-url for any OpenAI-compatible server, "
        "to have a model write the brief"
    )
