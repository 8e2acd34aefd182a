"""Which model is asked where none is configured: OpenAI's default, else the first that the server names."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from briefer.brief import Usage
from briefer.settings import DEFAULT_MODEL
from briefer.write.faults import Fault

if TYPE_CHECKING:
    from briefer.write.cache import Cache
    from briefer.write.client import ModelClient

_KEPT_S = 600.0
"""How long a server's own model name is believed without asking: a second run needs no call at all, and a
server started with another model is noticed soon."""
_NOT_CHAT = ("embed", "rerank", "whisper", "tts", "moderation")
NOTHING = Usage(calls=0, input_tokens=0, cached_input_tokens=0, output_tokens=0, cost_usd=0.0, seconds=0.0)


class ModelName:
    """The name of the model that is asked, found once."""

    def __init__(self, client: ModelClient, cache: Cache, configured: str | None) -> None:
        self._client = client
        self._cache = cache
        self._finding = asyncio.Lock()
        self.known = configured or (DEFAULT_MODEL if client.endpoint.is_openai else None)
        """The name as far as it is known without asking."""

    async def find(self) -> str:
        """The name; the server is asked for it where nobody said it.

        Raises:
            CompletionError: the server is not there, or wants a key.
        """
        async with self._finding:
            if self.known is None:
                self.known = self._cache.profile(self._key, newer_than_s=_KEPT_S) or await self._ask()
            return self.known

    def forget(self) -> None:
        """Ask again in the next run: the server does not have the model."""
        self._cache.keep_profile(self._key, None)

    @property
    def _key(self) -> str:
        return self._client.endpoint.digest("(first model)")

    async def _ask(self) -> str:
        client = self._client
        names = [name for name in await self._listed() if not any(word in name.lower() for word in _NOT_CHAT)]
        if not names:
            client.notice(
                f"{client.endpoint.host} does not say which models it has: asking for {DEFAULT_MODEL!r}; "
                "name another with --model"
            )
            return DEFAULT_MODEL
        self._cache.keep_profile(self._key, names[0])
        client.verbose(f"{client.endpoint.host} has {len(names)} models: asking {names[0]!r}")
        return names[0]

    async def _listed(self) -> tuple[str, ...]:
        """The server's models; none where it does not list them, for then the default is tried."""
        patience, retrying = self._client.patience()
        try:
            names: tuple[str, ...] = await retrying(self._attempt)
        except Fault as fault:
            lost = fault.status is None and fault.kind != "rejected"
            if lost or fault.status in {401, 403}:
                raise await self._client.error(fault, "its first model", NOTHING, patience) from None
            return ()
        return names

    async def _attempt(self) -> tuple[str, ...]:
        """One request; a failure of the server's own is not retried, as the default model is tried next."""
        self._client.check_reachable()
        try:
            names = await self._client.wire.models()
        except Fault as fault:
            if fault.status is not None and fault.kind == "server":
                raise Fault("rejected", fault.message, status=fault.status) from None
            raise
        self._client.reached()
        return names
