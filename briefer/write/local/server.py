"""llama.cpp's own server inside this process, for as long as a context is open.

It listens on the loopback address at a port that the system chooses, wants a key that was made for it, shows no web page
and reads one prompt at a time with all cores but one. What leaves are settings for the llm engine. The address changes
from run to run, so records and caches know the server by the model's fingerprint.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from briefer.errors import ConfigError
from briefer.parallel import core_count
from briefer.settings import LOCAL_TIMEOUT_S, OwnServer, Settings
from briefer.write.local.memory import PROMPT_CACHE_MIB, Fit, require_fit
from briefer.write.local.model import LocalModel, look_at
from briefer.write.style import chosen_style

if TYPE_CHECKING:
    from pathlib import Path

_HOST = "127.0.0.1"
_BATCH = 128
"""Tokens of a prompt that are read at a time. llama.cpp lets itself be stopped between two batches alone: at 20 tokens a
second, Ctrl-C takes 6 s instead of the 100 s of its own 2,048, for the same CPU (measured with 708 tokens: 25 s each)."""
_SILENT = -1
_TALKATIVE = 3
"""llama.cpp's own measure of what it logs."""
_MISSING = "the local engine needs the extra: pip install 'briefer-news[local]'"


def has_extra() -> bool:
    """Whether llama.cpp is installed."""
    return find_spec("xllamacpp") is not None


def described(settings: Settings) -> tuple[Settings, LocalModel]:
    """The settings as a server of one's own would be asked with, and its model; nothing is loaded.

    Raises:
        ConfigError: no model file is named, or it is none that can write a brief.
    """
    model = look_at(_path(settings))
    changes = {
        "engine": "llm",
        "model": model.name,
        "base_url": f"http://{_HOST}/v1",
        "prompt_style": chosen_style(settings, model.name, model.parameters),
        "concurrency": 1,
        "max_cost_usd": None,  # nothing that it does costs anything
        "own_server": OwnServer(name=model.endpoint, window=model.window),
    }
    if "model_timeout_s" not in settings.model_fields_set:
        changes["model_timeout_s"] = LOCAL_TIMEOUT_S
    return settings.model_copy(update=changes), model


@asynccontextmanager
async def serving(settings: Settings, notice: Callable[[str], None] = lambda _: None) -> AsyncIterator[Settings]:
    """Settings that ask a server of one's own, which is gone when the context is left.

    Raises:
        ConfigError: the extra is missing, or the model cannot be used, does not fit, or does not load.
    """
    given, model = described(settings)
    if not has_extra():
        raise ConfigError(_MISSING)
    way = require_fit(model)
    threads = max(core_count() - 1, 1)
    notice(
        f"engine: local ({model.name}, {model.quantisation}, {way.window:,} tokens of context, "
        f"{threads} thread{'' if threads == 1 else 's'})"
    )
    key = secrets.token_urlsafe(24)
    server = _Server(model, way, key, threads, verbose=settings.verbose)
    try:
        address = await server.start()
        yield given.model_copy(
            update={
                "base_url": f"{address}/v1",
                "api_key": SecretStr(key),
                "own_server": OwnServer(name=model.endpoint, window=way.window),
            }
        )
    finally:
        await server.stop()


def _path(settings: Settings) -> Path:
    if settings.model_path is None:
        raise ConfigError(
            "the local engine needs a model: name a GGUF file with --model-path, BRIEFER_MODEL_PATH or "
            "[llm] model_path; docs/local.md lists some"
        )
    return settings.model_path


class _Server:
    """One server, from its start to its end; both take place in a thread, as both can take seconds."""

    def __init__(self, model: LocalModel, way: Fit, key: str, threads: int, *, verbose: bool) -> None:
        self._model = model
        self._way = way
        self._key = key
        self._threads = threads
        self._verbose = verbose
        self._running: Any = None
        self._starting: asyncio.Task[None] | None = None

    async def start(self) -> str:
        """The address of the server, once it listens.

        Raises:
            ConfigError: the model does not load.
        """
        self._starting = asyncio.create_task(asyncio.to_thread(self._load))
        await asyncio.shield(self._starting)
        return str(self._running.listening_address)

    async def stop(self) -> None:
        """End the server; one that is still loading is waited for, as a thread cannot be stopped from outside."""
        if self._starting is not None:
            await asyncio.wait([self._starting])
            self._starting.exception()  # looked at, whether or not somebody still waits for it
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self._running = None  # its destructor closes the port and joins its threads

    def _load(self) -> None:
        import xllamacpp  # noqa: PLC0415 - 100 MB that only the local engine needs

        given = xllamacpp.CommonParams()
        given.model.path = str(self._model.path)
        given.hostnames = [_HOST]
        given.port = 0
        given.api_keys = [self._key]
        given.cors_origins = f"http://{_HOST}"  # a page in a browser is not to ask it
        given.ui = False
        given.endpoint_slots = False
        given.n_parallel = 1
        given.n_ctx = self._way.window
        given.n_batch = given.n_ubatch = _BATCH
        given.fit_params = False  # the memory was looked at; what was promised is kept
        given.no_extra_bufts = not self._way.repacked
        given.cache_ram_mib = PROMPT_CACHE_MIB
        given.enable_reasoning = 0  # a model that thinks first would spend its reply on it
        given.warmup = False
        given.verbosity = _TALKATIVE if self._verbose else _SILENT
        for threads in (given.cpuparams, given.cpuparams_batch):
            threads.n_threads = self._threads
            threads.poll = 0  # a thread that waits does not spin
        try:
            self._running = xllamacpp.Server(given)
        except RuntimeError as error:
            raise ConfigError(
                f"llama.cpp cannot load {str(self._model.path)!r} ({self._model.name}): {str(error).rstrip('.')}; "
                "--verbose shows its own words; a model newer than the installed xllamacpp needs a newer one"
            ) from error
        self._wake()

    def _wake(self) -> None:
        """Have it write one token: a server that is ended before its loop turns would wait for itself for ever.

        Raises:
            ConfigError: it writes nothing.
        """
        import httpx2  # noqa: PLC0415 - as heavy as the rest

        try:
            httpx2.post(
                f"{self._running.listening_address}/v1/completions",
                json={"prompt": "The", "max_tokens": 1},
                headers={"Authorization": f"Bearer {self._key}"},
                timeout=LOCAL_TIMEOUT_S,
                trust_env=False,
            ).raise_for_status()
        except httpx2.HTTPError as error:
            raise ConfigError(
                f"llama.cpp loaded {str(self._model.path)!r} and does not answer: {error}; --verbose shows its own words"
            ) from error
