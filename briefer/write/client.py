"""The model client: structured questions to any OpenAI-compatible endpoint, one client for a whole process.

It holds what calls share: the connection, the budget, the places for concurrent calls, the cache, and what
was learned of the endpoint. What happens to one question is in `call`. Nothing is imported or sent before the
first call.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from pydantic import BaseModel, ValidationError

from briefer.brief import Usage
from briefer.errors import CompletionError
from briefer.settings import Settings
from briefer.write.cache import Cache, Entry
from briefer.write.call import Call
from briefer.write.cost import Budget, Meter, context_window, price_usd
from briefer.write.deferral import Deferral
from briefer.write.endpoint import Endpoint, Lesson, Profile
from briefer.write.faults import Fault, clean_message
from briefer.write.limiter import Limiter
from briefer.write.messages import fault_error
from briefer.write.naming import NOTHING, ModelName
from briefer.write.replies import Spent
from briefer.write.request import Request, count_fields
from briefer.write.retry import Patience
from briefer.write.structured import strict_schema
from briefer.write.tokens import count_tokens
from briefer.write.wire import Wire

if TYPE_CHECKING:
    import httpx2
    from tenacity import AsyncRetrying

T = TypeVar("T", bound=BaseModel)

_CACHE_VERSION = 1
"""Raised when replies kept by older versions may no longer be used."""
_DOWN_FOR_S = 30.0
"""How long an endpoint that nobody could connect to counts as gone: a thousand stories should not each
find out."""


@dataclass(frozen=True, slots=True)
class Completion(Generic[T]):
    """An answer that validated."""

    value: T
    usage: Usage
    """What this question cost, failed attempts included; nothing for an answer from the cache."""
    cached: bool
    key: str
    """Its name in the cache, for `confirm`."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a question would cost, told without asking it."""

    input_tokens: int
    max_output_tokens: int
    method: str
    """How the tokens were counted."""
    model: str | None
    """The model that would be asked; None where only the server knows."""
    cost_usd: tuple[float, float] | None
    """From the input alone to the longest reply, once and without retries; None where the price is not
    known."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What belongs to a caller who opens many clients: an eval run has one for each case."""

    http: httpx2.AsyncClient
    """Speaks to the endpoint; closed by its owner."""
    budget: Budget
    """One for all of them."""
    limiter: Limiter
    """The same."""
    secret: bytes
    """What fences are made of, in the place of the installation's own."""


class ModelClient:
    """Asks structured questions; an async context manager, shared by concurrent stories."""

    def __init__(  # noqa: PLR0913 - what a caller lends, what it wants to hear, what a test puts in
        self,
        settings: Settings,
        *,
        lent: Lent | None = None,
        deferral: Deferral | None = None,
        cache: Cache | None = None,
        notice: Callable[[str], None] = lambda _: None,
        verbose: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.endpoint = Endpoint.parse(settings.base_url)
        self.deferral = deferral
        shared = lent or deferral
        self.budget = shared.budget if shared else Budget(settings.max_cost_usd)
        self.limiter = lent.limiter if lent else Limiter(settings.concurrency)
        self.wire = Wire(
            self.endpoint,
            settings.api_key,
            timeout_s=settings.model_timeout_s,
            connections=settings.concurrency,
            http=lent.http if lent else None,
        )
        self._settings = settings
        self._cache = cache or Cache(None, notice=notice)
        self.notice = notice
        self._verbose = verbose
        self._sleep = sleep
        self._clock = clock
        self._name = ModelName(self, self._cache, settings.model)
        self._profiles: dict[str, Profile] = {}
        self._kept: dict[str, Profile] = {}
        self._said: set[str] = set()
        self._ever_reached = False
        self._down: tuple[float, Fault] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; the cache belongs to whoever opened it."""
        await self.wire.aclose()

    # What callers ask

    async def complete(self, request: Request[T], meter: Meter) -> Completion[T]:
        """The answer to a request, from the cache where it has one.

        Raises:
            CompletionError: the endpoint or the model failed; `.usage` is all that `meter` has counted.
            BudgetError: the next call would pass the budget.
            ConfigError: the endpoint cannot be asked as configured.
        """
        model = await self.model_name()
        key = self.key(request, model)
        kept = self._from_cache(request, key)
        if kept is not None and self.deferral is not None and await self.deferral.holds(key):
            kept = None  # it was paid for by this job, and its cost belongs to the brief
        if kept is not None:
            return Completion(kept, NOTHING, cached=True, key=key)
        call = Call(self, request, model, meter, key)
        value = await call.run()
        self._cache.put(Entry(key=key, task=request.task, model=model, value=value.model_dump_json()))
        return Completion(value, call.meter.usage(), cached=False, key=key)

    def confirm(self, keys: Iterable[str], *, good: bool = True) -> None:
        """Say how the brief came out that these answers went into; see `Cache.confirm`."""
        self._cache.confirm(keys, good=good)

    async def model_name(self) -> str:
        """The model that is asked: the one configured, OpenAI's default, or the first that the server has.

        Raises:
            CompletionError: the server was asked for its models and is not there.
        """
        return await self._name.find()

    def context_window(self) -> int | None:
        """The most tokens that the model takes in, by the server's word or the price table; None unknown."""
        model = self._name.known
        if model is None:
            return None
        return self.profile(model).window or context_window(model)

    def estimate(self, request: Request[T]) -> Estimate:
        """What a request would cost at its first attempt; nothing is sent."""
        model = self._name.known
        tokens = count_fields(Call(self, request, model or "", Meter()).fields(), model or "")
        costs = (
            [price_usd(model, Spent(tokens, 0, most)) for most in (0, request.max_output_tokens)] if model else [None]
        )
        known = [cost for cost in costs if cost is not None]
        return Estimate(
            input_tokens=tokens,
            max_output_tokens=request.max_output_tokens,
            method=count_tokens("", model).method,
            model=model,
            cost_usd=(known[0], known[1]) if len(known) == 2 else None,
        )

    async def models(self) -> tuple[str, ...]:
        """The models that the endpoint says it has; for `briefer doctor`.

        Raises:
            CompletionError: it does not say.
        """
        try:
            return await self.wire.models()
        except Fault as fault:
            raise await self.error(fault, self._name.known or "its models", NOTHING, None) from None

    def key(self, request: Request[T], model: str) -> str:
        """The name of a request's answer in the cache: a digest of all that went into it."""
        parts = [
            _CACHE_VERSION,
            request.cache_key,
            request.task,
            model,
            self.endpoint.base_url,
            self.endpoint.query,
            {"temperature": request.temperature, "max_output_tokens": request.max_output_tokens},
            strict_schema(request.reply),
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    # What a call under way asks

    def profile(self, model: str) -> Profile:
        """What was learned of a model so far, in this run or an earlier one."""
        if model not in self._profiles:
            kept = self._cache.profile(self.endpoint.digest(model))
            loaded = Profile.load(kept) if kept else None
            self._profiles[model] = loaded or self.endpoint.first_profile()
            if loaded:
                self._kept[model] = loaded
        return self._profiles[model]

    def learn(self, model: str, lesson: Lesson) -> None:
        """Take a lesson for all calls from now on; it is kept for later runs once an answer came."""
        lasting = "this time" if lesson.profile == self.profile(model) else "from now on"
        self._profiles[model] = lesson.profile
        self.verbose(f"{model!r} at {self.endpoint.host} refused a field: {lesson.learned} {lasting}")

    def adopt(self, model: str, profile: Profile) -> None:
        """Keep the profile that an answer came with."""
        self._profiles[model] = profile
        if self._kept.get(model, self.endpoint.first_profile()) != profile:
            self._kept[model] = profile
            self._cache.keep_profile(self.endpoint.digest(model), profile.dump())

    def verbose(self, text: str) -> None:
        """Tell those who asked for it."""
        self._verbose(self.clean(text))

    def say_once(self, text: str) -> None:
        """Tell it the first time."""
        if text not in self._said:
            self._said.add(text)
            self.verbose(text)

    def clean(self, text: str) -> str:
        """A text on one line, without keys."""
        return clean_message(text, self.wire.secrets)

    def reached(self) -> None:
        """Take note of an answer, of whatever kind."""
        self._ever_reached = True
        self._down = None

    def check_reachable(self) -> None:
        """Spare a call to an endpoint that another one has just failed to connect to.

        Raises:
            Fault: it is down.
        """
        if self._down is not None and self._clock() - self._down[0] < _DOWN_FOR_S:
            raise Fault("connect", self._down[1].message, final=True)

    def patience(self) -> tuple[Patience, AsyncRetrying]:
        """The retry layer for one call, with its count."""
        patience = Patience(self._settings.model_timeout_s, clock=self._clock)
        return patience, patience.retrying(self._sleep, lambda told: self.verbose(f"{self.endpoint.host}: {told}"))

    async def error(self, fault: Fault, model: str, usage: Usage, patience: Patience | None) -> CompletionError:
        """The error that a person reads for a fault that ended a call."""
        if fault.kind == "connect" and not self._ever_reached and self._down is None:
            self._down = (self._clock(), fault)
        if fault.window is not None:
            self.learn_window(model, fault.window)
        models: Sequence[str] = ()
        if fault.is_unknown_model or fault.status == 404:
            models = await self._models_for_error()
            self._name.forget()
        return fault_error(
            fault,
            self.endpoint,
            model,
            usage=usage,
            has_key=bool(self.wire.secrets),
            timeout_s=self._settings.model_timeout_s,
            attempts=(patience.failures + patience.limited) if patience else 1,
            reason=patience.reason if patience else "",
            models=models,
        )

    def learn_window(self, model: str, window: int) -> None:
        """Keep the size of the window that the server named."""
        self.adopt(model, dataclasses.replace(self.profile(model), window=window))

    # Inside

    def _from_cache(self, request: Request[T], key: str) -> T | None:
        """The answer kept for a request; one that does not validate any more is dropped."""
        text = self._cache.get(key) if self._settings.use_cache else None
        if text is None:
            return None
        try:
            value = request.reply.model_validate_json(text)
        except ValidationError:
            value = None
        if value is None or request.problem(value) is not None:
            self._cache.discard(key)
            return None
        return value

    async def _models_for_error(self) -> tuple[str, ...]:
        try:
            return await self.wire.models()
        except Fault:
            return ()  # it does not say, and the error that is being made says enough


__all__ = ["Budget", "Completion", "Estimate", "Lent", "Meter", "ModelClient", "Request"]
