"""Whether a model fits in this machine's memory, and with how large a window.

A model that does not fit is not an error that llama.cpp reports: the system starts to swap, or kills the process. So
the sum is made before anything is loaded: the file, the context's keys and values, room to compute, the server's own
cache of prompts. What counts as free: what the system can give without swapping, and what the container may still take.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefer.errors import ConfigError
from briefer.write.local.model import LocalModel

PROMPT_CACHE_MIB = 256
"""What llama.cpp may keep of earlier prompts; its own default is 8,192. A story of 700 words takes some 30 MiB of it."""
MOST_TOKENS = 8_192
"""Tokens of context: rules, task and reply leave room for a story of some 4,500 words; longer ones are sorted in parts."""
_FEWER_TOKENS = 4_096
_COMPUTE = 256 * 1024**2
"""Bytes to compute in, at the least. Measured beside file and context: 103 MB with 1.8B parameters, 38 MB with 135M."""
_COMPUTE_SHARE = 0.1
"""And of the file's size, as the buffers grow with the model's width."""
_CGROUP = (
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"), Path("/sys/fs/cgroup/memory/memory.usage_in_bytes")),
)
"""A container's limit and what it uses: version 2, then 1."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a model is loaded so that it fits."""

    window: int
    """Tokens of context."""
    repacked: bool
    """Whether llama.cpp may keep its weights a second time in the order that its kernels like: 30 % faster to write
    (1.8B parameters, one core), for up to the file's size again."""
    needed: int
    """Bytes, an estimate."""
    available: int | None
    """Bytes; None where nobody knows."""

    @property
    def fits(self) -> bool:
        """Whether it does, as far as is known."""
        return self.available is None or self.needed <= self.available


def fit(model: LocalModel, available: int | None) -> Fit:
    """The best way to load a model into so many bytes; the smallest one where none fits."""
    windows = sorted({min(tokens, model.window) for tokens in (MOST_TOKENS, _FEWER_TOKENS)}, reverse=True)
    ways = [Fit(windows[0], True, _needed(model, windows[0], repacked=True), available)]
    ways += [Fit(window, False, _needed(model, window, repacked=False), available) for window in windows]
    return next((way for way in ways if way.fits), ways[-1])


def require_fit(model: LocalModel) -> Fit:
    """The way to load a model into the memory that is free now.

    Raises:
        ConfigError: there is none.
    """
    way = fit(model, available_bytes())
    if not way.fits:
        raise ConfigError(
            f"{model.name} does not fit in memory: it needs about {gigabytes(way.needed)} "
            f"({gigabytes(model.size)} of file, the rest for {way.window:,} tokens of context and to compute), and "
            f"{gigabytes(way.available or 0)} are free; close something, or take a smaller model or quantisation"
        )
    return way


def available_bytes() -> int | None:
    """The bytes that a process can take now without making the system swap; None where nobody knows."""
    free = [found for found in (_of_system(), _of_container()) if found is not None]
    return min(free, default=None)


def gigabytes(count: int) -> str:
    """A number of bytes as people say it."""
    return f"{count / 1e9:.1f} GB"


def _needed(model: LocalModel, window: int, *, repacked: bool) -> int:
    compute = max(_COMPUTE, int(model.size * _COMPUTE_SHARE))
    weights = model.size * (2 if repacked else 1)
    return weights + window * model.cache_bytes + compute + PROMPT_CACHE_MIB * 1024**2


def _of_system() -> int | None:
    try:
        import psutil  # noqa: PLC0415 - comes with the extra; without it there is nothing to load
    except ImportError:
        return None
    return int(psutil.virtual_memory().available)


def _of_container() -> int | None:
    """What a container may still take; None outside of one, or where it has no limit."""
    for most, used in _CGROUP:
        try:
            limit, current = most.read_text().strip(), used.read_text().strip()
        except OSError:
            continue
        if limit.isdigit() and current.isdigit() and int(limit) < 1 << 60:  # version 1 writes a huge number for "none"
            return max(int(limit) - int(current), 0)
        return None
    return None
