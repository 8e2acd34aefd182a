"""The errors that a person reads when a model call fails: what, where, which model, and what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from briefer.brief import Usage
from briefer.errors import CompletionError, ContextError, ProviderError, RefusalError
from briefer.write.endpoint import Endpoint
from briefer.write.faults import Fault

_MODELS_SHOWN = 5


def fault_error(  # noqa: PLR0913 - all of it is in the message
    fault: Fault,
    endpoint: Endpoint,
    model: str,
    *,
    usage: Usage,
    has_key: bool,
    timeout_s: float,
    attempts: int = 1,
    reason: str = "",
    models: Sequence[str] = (),
) -> CompletionError:
    """The error for a fault that ended a call; `models` are those that the endpoint says it has."""
    if fault.is_filtered:
        return RefusalError(
            f"a content filter at {endpoint.host} refused the prompt for {model!r}: {fault.message}; try another model",
            model=model,
            usage=usage,
        )
    if fault.is_overflow:
        return ContextError(
            f"the prompt does not fit the window of {model!r} at {endpoint.host}: {fault.message}; "
            "use a model with a larger window, or start the server with one",
            model=model,
            usage=usage,
            status_code=fault.status,
            window=fault.window,
        )
    text = _what(fault, endpoint, model, has_key=has_key, timeout_s=timeout_s, models=models)
    if attempts > 1:
        text = text.replace("; ", f" ({attempts} attempts); ", 1)
    if reason:
        text = f"{text} ({reason})"
    return ProviderError(text, model=model, usage=usage, status_code=fault.status)


def _what(
    fault: Fault, endpoint: Endpoint, model: str, *, has_key: bool, timeout_s: float, models: Sequence[str]
) -> str:
    host = endpoint.host
    match fault.kind:
        case "connect":
            return (
                f"cannot connect to {host} for {model!r}: {fault.message}; is the server running, is --base-url right?"
            )
        case "timeout":
            return (
                f"{model!r} at {host} did not answer within {timeout_s:g} s; "
                "raise BRIEFER_TIMEOUT_S or use a faster model"
            )
        case "dropped":
            return f"{host} broke off its reply for {model!r}: {fault.message}; try again later"
        case "server":
            return f"{host} answered HTTP {fault.status} for {model!r}: {fault.message}; try again later"
        case "rate_limit":
            return f"{host} limits the rate of calls to {model!r} (HTTP 429): {fault.message}; try again later"
        case "rejected":
            return _rejected(fault, host, model, has_key=has_key, models=models)


def _rejected(  # noqa: PLR0911 - one return for each reason
    fault: Fault, host: str, model: str, *, has_key: bool, models: Sequence[str]
) -> str:
    said = f"HTTP {fault.status}: {fault.message}"
    if fault.status == 401:
        remedy = "check OPENAI_API_KEY" if has_key else "set OPENAI_API_KEY"
        return f"{host} {'refused the key' if has_key else 'wants a key'} for {model!r} ({said}); {remedy}"
    if fault.status == 403:
        return f"the key may not use {model!r} at {host} ({said}); use another key or model"
    if fault.is_unknown_model or (fault.status == 404 and models):
        return f"{host} has no model {model!r} ({said}); {_choice(model, models)}"
    if fault.status in {404, 405}:
        return f"{host} has no chat completions there ({said}); is --base-url right? Most end in /v1"
    if fault.status in {402, 429}:
        return f"the account at {host} has no credit left for {model!r} ({said}); top it up or use another key"
    if fault.status is not None and 300 <= fault.status < 400:
        return f"{host} sends elsewhere (HTTP {fault.status}: {fault.message}); give the address itself with --base-url"
    if fault.status is None:
        return (
            f"the request for {model!r} at {host} cannot be sent: {fault.message}; check --base-url and OPENAI_API_KEY"
        )
    if fault.status == 200:
        return (
            f"{host} did not answer as a chat-completions endpoint: {fault.message}; "
            "is --base-url right? Most end in /v1"
        )
    return f"{host} refused the request for {model!r} ({said}); try another model, or see --verbose"


def _choice(model: str, models: Sequence[str]) -> str:
    """What to ask for instead: the names that come nearest first."""
    if not models:
        return "name one that it has with --model"
    near = difflib.get_close_matches(model, models, n=_MODELS_SHOWN, cutoff=0.4)
    shown = [*near, *(name for name in models if name not in near)][:_MODELS_SHOWN]
    more = f" and {len(models) - len(shown)} more" if len(models) > len(shown) else ""
    return f"it has {', '.join(map(repr, shown))}{more}: name one with --model"
