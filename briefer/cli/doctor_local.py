"""What `briefer doctor` says of the local engine: whether it is installed, and what a model file is."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from briefer.settings import Settings

State = Literal["ok", "note", "bad"]
"""ok: works; note: not there, and not needed; bad: configured, and does not work."""


def local_items(settings: Settings) -> Iterator[tuple[str, State, str]]:
    """The extra and the model file, where one is named; nothing is loaded."""
    wanted = settings.chosen_engine == "local"
    try:
        yield "local", "ok", f"llama.cpp is there: xllamacpp {version('xllamacpp')}"
    except PackageNotFoundError:
        yield "local", "bad" if wanted else "note", "the extra is not installed: pip install 'briefer-news[local]'"
    if settings.model_path is not None:
        yield ("model file", *_model(settings.model_path, settings))
    elif wanted:
        yield "model file", "bad", "none is named: --model-path, BRIEFER_MODEL_PATH or [llm] model_path"


def _model(path: Path, settings: Settings) -> tuple[State, str]:
    from briefer.errors import ConfigError  # noqa: PLC0415 - only where there is a file
    from briefer.write.local import available_bytes, fit, gigabytes, look_at  # noqa: PLC0415
    from briefer.write.style import chosen_style  # noqa: PLC0415

    try:
        model = look_at(path)
    except ConfigError as error:
        return "bad", str(error)
    way = fit(model, available_bytes())
    free = "what is free is not known" if way.available is None else f"{gigabytes(way.available)} are free"
    facts = (
        model.name,
        gigabytes(model.size),
        f"{model.parameters / 1e9:.1f}B parameters",
        model.quantisation,
        f"trained for {model.window:,} tokens, {way.window:,} of them used",
        f"licence {model.licence}" if model.licence else "no licence in the file",
        f"needs about {gigabytes(way.needed)}, {free}" + ("" if way.fits else ": does not fit"),
        f"{chosen_style(settings, model.name, model.parameters)} prompts",
    )
    return ("ok" if way.fits else "bad"), "; ".join(facts)
