"""How much goes into one batch, and how many batches are under way: the provider's limits, with a margin."""

from __future__ import annotations

from dataclasses import dataclass

from briefer.write.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Limits:
    """The size of a job's batches."""

    requests: int = 50_000
    """In one file. OpenAI's limit, and that of most who copy it; Azure takes twice as many."""
    bytes: int = 95_000_000
    """Of one file. Together and others take 100 MB, OpenAI and Azure 200 MB."""
    enqueued_tokens: int | None = None
    """Input tokens under way at a time for one model; None where it is left to the provider to say that it is too much."""
    batches: int = 8
    """Under way at a time: a million stories are twenty files, and a provider works on several at once."""
    attempts: int = 3
    """Times that a request is put into a batch before it is asked live: one that expires thrice would wait three days."""

    @classmethod
    def of(cls, endpoint: Endpoint) -> Limits:
        """The limits of an endpoint, as far as they are documented."""
        return cls(bytes=190_000_000) if endpoint.is_openai or endpoint.is_azure else cls()
