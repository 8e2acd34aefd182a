"""Which prompts a model gets: the full ones, or those for small models, by its size where that is known.

A model under some eight billion parameters cannot pick sentences by number and breaks its JSON at quotation marks; the
small prompts ask for neither.
"""

from __future__ import annotations

import re
from typing import Literal

from briefer.settings import PromptStyle, Settings

Style = Literal["full", "small"]

_SMALL = 8.5e9
"""Parameters: what is sold as 8B counts up to 8.3 billion. Tried: 0.1 and 1.5 billion. Above, nothing was measured that
speaks for the small prompts."""
_SIZE = re.compile(r"(?<![a-z\d.])(?:(\d{1,3})x)?(\d{1,4}(?:\.\d{1,3})?)\s?([bm])(?![a-z\d])", re.IGNORECASE)
"""1.5b, 3B, 135M, 8x7B: a number of its own right before the letter, as in `qwen2.5:1.5b-instruct`."""


def chosen_style(settings: Settings, model: str, parameters: int | None = None) -> Style:
    """The prompts to use with a model; `auto` does not pass over a prompt folder of one's own that has full ones alone."""
    folder = settings.prompt_dir
    if settings.prompt_style == "auto" and folder is not None and not (folder / "small").is_dir():
        return "full"
    return style_of(settings.prompt_style, model, parameters)


def style_of(wanted: PromptStyle, model: str, parameters: int | None = None) -> Style:
    """The prompts to use: `auto` goes by the parameters, else by a size in the model's name, else takes the full ones."""
    if wanted != "auto":
        return wanted
    size = parameters if parameters is not None else size_in(model)
    return "small" if size is not None and size <= _SMALL else "full"


def size_in(model: str) -> float | None:
    """The parameters that a model's name tells, the largest where it tells several (`30B-A3B`); None for none."""
    sizes = [
        float(times or 1) * float(number) * (1e9 if unit in "bB" else 1e6)
        for times, number, unit in _SIZE.findall(model)
    ]
    return max(sizes, default=None)
