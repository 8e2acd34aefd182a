"""Every error that briefer raises on purpose, and the exit code that each one means.

    BrieferError
      ConfigError              a key is missing, a setting is wrong                      2
        PromptError            a template is unknown or a variable is missing (.name)    2
        OutputError            a result cannot be written where it was asked for         2
      SourceError              a source could not be read (.url)                         3
        FetchError             the network or the server said no (.status_code)
        ExtractionError        bytes came, an article did not
      CompletionError          a model call failed (.model, .usage)                      4
        ProviderError          the endpoint: refused, overloaded, unreachable (.status_code)
          ContextError         the prompt did not fit the model's window (.window)
        RefusalError           the model or its content filter declined
        TruncatedError         the reply hit its length limit
        InvalidOutputError     the reply never fitted the schema
      BudgetError              the next call would pass the budget (.limit_usd)          5
      DeliveryError            mail was not accepted (.recipient)                        6

Poor fidelity is a result, not an error. A message says what happened, to what, and what to do next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:  # errors stand below every other layer
    from briefer.brief import Usage


class BrieferError(Exception):
    """The base of all errors that are briefer's to explain; `str(error)` is one line for the person."""

    exit_code: ClassVar[int] = 2


class ConfigError(BrieferError):
    """A key is missing or a setting is wrong."""


class PromptError(ConfigError):
    """A prompt template is unknown, or a variable in it is."""

    def __init__(self, message: str, *, name: str) -> None:
        super().__init__(message)
        self.name = name


class OutputError(ConfigError):
    """A result cannot be written where it was asked for."""


class SourceError(BrieferError):
    """A source could not be read. `url` is the source as it was given: a URL, a path or `-`."""

    exit_code = 3

    def __init__(self, message: str, *, url: str) -> None:
        super().__init__(message)
        self.url = url


class FetchError(SourceError):
    """The network, the guard or the server said no. `status_code` is None when no answer came."""

    def __init__(self, message: str, *, url: str, status_code: int | None = None) -> None:
        super().__init__(message, url=url)
        self.status_code = status_code


class ExtractionError(SourceError):
    """Bytes came, but no article could be taken from them."""


class CompletionError(BrieferError):
    """A model call failed. `usage` counts what was spent all the same, failed attempts included."""

    exit_code = 4

    def __init__(self, message: str, *, model: str, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.model = model
        self.usage = usage


class ProviderError(CompletionError):
    """The endpoint refused, was overloaded or could not be reached; `status_code` is None without an answer."""

    def __init__(self, message: str, *, model: str, usage: Usage | None = None, status_code: int | None = None) -> None:
        super().__init__(message, model=model, usage=usage)
        self.status_code = status_code


class ContextError(ProviderError):
    """The prompt did not fit the model's window; `window` is its size in tokens, None where the server has not said."""

    def __init__(
        self,
        message: str,
        *,
        model: str,
        usage: Usage | None = None,
        status_code: int | None = None,
        window: int | None = None,
    ) -> None:
        super().__init__(message, model=model, usage=usage, status_code=status_code)
        self.window = window


class RefusalError(CompletionError):
    """The model, or a content filter before it, declined to answer."""


class TruncatedError(CompletionError):
    """The reply hit its length limit, so what came is not whole."""


class InvalidOutputError(CompletionError):
    """The reply did not fit the schema, even after it was told why."""


class BudgetError(BrieferError):
    """The next call would pass the budget, or its price is not known, so the budget cannot be kept."""

    exit_code = 5

    def __init__(self, message: str, *, limit_usd: float) -> None:
        super().__init__(message)
        self.limit_usd = limit_usd


class DeliveryError(BrieferError):
    """Mail was not accepted for `recipient`."""

    exit_code = 6

    def __init__(self, message: str, *, recipient: str) -> None:
        super().__init__(message)
        self.recipient = recipient
