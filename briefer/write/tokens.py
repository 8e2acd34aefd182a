"""How many tokens a text has, counted offline.

tiktoken, where its encoding is on this machine already (nothing is ever downloaded); else toktok, which
carries the same encodings in its wheel; else an estimate that says so. Models that are not OpenAI's have
encodings of their own: their count by o200k is close for English and is labelled as approximate. A count
never fails.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ENCODING_FILES = {
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
}
"""The name of tiktoken's file for each encoding (the SHA-1 of its address), and the file's SHA-256. tiktoken deletes and
downloads anew what has another SHA-256, so both are looked at before it is asked."""
_OLD = re.compile(r"gpt-(?:4(?!o|\.)|3\.5|35)")
"""Models with the older encoding: GPT-4 before 4o, GPT-3.5."""
_OPENAI = re.compile(r"(?:.*/|ft:)?(?:gpt-|chatgpt-|o\d)")
_PIECE = 50_000
"""Characters counted at once: a byte-pair encoder's worst case grows faster than the text does."""
_WIDE = re.compile(
    r"[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_THINKING = 6_000
"""Added for models that think before they answer: the limit counts their thoughts."""
_THINKS = re.compile(r"(?:.*/)?(?:o\d|gpt-(?:[5-9]|\d\d)|gpt-oss|deepseek-r|qwq)")
"""Model families that think unless told otherwise; of others, a reply that is cut is asked again with twice the room."""
_MARGIN = 1.15
"""An estimate errs upwards: four characters a token undercounts names and figures in news by a tenth."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of tokens and how it was come by."""

    tokens: int
    method: str
    """`tiktoken o200k_base`, `toktok o200k_base`, `estimate`; with `, approximate` for another maker's
    model."""
    exact: bool


def with_thinking(tokens: int, model: str | None) -> int:
    """The limit to ask for, so that an answer of so many tokens still has its room after the model's thoughts."""
    return tokens + (_THINKING if _THINKS.match(model or "") else 0)


def count_tokens(text: str, model: str | None = None) -> Count:
    """The tokens of a text for a model; None is a model that is not known."""
    encoding = "cl100k_base" if model and _OLD.match(model.rpartition("/")[2]) else "o200k_base"
    own = bool(model and _OPENAI.match(model))
    name, counter = _counter(encoding)
    total = sum(counter(piece) for piece in _pieces(text))
    if name == "estimate":
        return Count(total, name, exact=False)
    return Count(total, name if own else f"{name}, approximate", exact=own)


def _pieces(text: str) -> list[str]:
    """The text in stretches of bounded length; lone surrogates, which no encoder takes, are replaced."""
    if len(text) <= _PIECE and text.isascii():
        return [text]
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return [clean[start : start + _PIECE] for start in range(0, len(clean), _PIECE)]


@cache
def _counter(encoding: str) -> tuple[str, Callable[[str], int]]:
    """The best counter that this machine has, with its name."""
    return _tiktoken(encoding) or _toktok(encoding) or ("estimate", estimate_tokens)


def estimate_tokens(text: str) -> int:
    """Tokens by rule of thumb, a little too many: one a wide character, one for four others."""
    wide = len(_WIDE.findall(text))
    other = len(text) - wide
    foreign = 0 if text.isascii() else sum(1 for mark in text if mark > "\u024f") - wide
    return int((wide + foreign / 2 + (other - foreign) / 4) * _MARGIN) + 1 if text else 0


def _tiktoken(encoding: str) -> tuple[str, Callable[[str], int]] | None:
    name, digest = ENCODING_FILES[encoding]
    folder = _tiktoken_folder()
    if folder is None:
        return None
    try:
        data = (folder / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            return None
        import tiktoken  # noqa: PLC0415 - only where it can count

        encoder = tiktoken.get_encoding(encoding)
    except (OSError, ImportError, ValueError):
        return None
    return f"tiktoken {encoding}", lambda text: len(encoder.encode_ordinary(text))


def _tiktoken_folder() -> Path | None:
    """Where tiktoken keeps its encodings, by its own rules; None where it keeps none.

    The environment is read here because these variables are tiktoken's: it reads them itself, and must find
    the same.
    """
    for name in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"):
        if name in os.environ:
            return Path(os.environ[name]) if os.environ[name] else None
    return Path(tempfile.gettempdir()) / "data-gym-cache"


def _toktok(encoding: str) -> tuple[str, Callable[[str], int]] | None:
    try:
        import toktok  # noqa: PLC0415 - loads its encoding once it is needed

        toktok.batch_count([""], encoding, threads=1)
    except (ImportError, KeyError, OSError):
        return None
    return f"toktok {encoding}", lambda text: int(toktok.batch_count([text], encoding, threads=1)[0])
