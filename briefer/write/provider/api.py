"""The six requests of a batch interface: upload, find, create, list, look, download. One reply or one `Fault` each.

Over the SDK and the same wire as chat completions. What comes back is read without trust, as other providers fill these
shapes in their own ways; the results are streamed to the disk, as they may be as large as the questions.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from briefer.errors import CompletionError, ProviderError
from briefer.write.endpoint import Endpoint
from briefer.write.faults import Fault, clean_message
from briefer.write.messages import fault_error
from briefer.write.naming import NOTHING
from briefer.write.provider.lines import URL
from briefer.write.retry import Patience
from briefer.write.wire import Wire

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from tenacity import AsyncRetrying

T = TypeVar("T")

MAX_RESULT_BYTES = 2_000_000_000
"""Ten times what a file of questions may hold; a body past this is no file of results."""
_TRANSFER_TIMEOUT_S = 1_800.0
"""200 MB over a slow line of 1 MB/s, nine times over."""
_PAGES = 100
"""Of a hundred batches each: an account with more under way and just done is not one of ours."""
_ENDED = frozenset({"completed", "failed", "expired", "cancelled", "canceled"})
_UNDER_WAY = frozenset(
    {"validating", "in_progress", "finalizing", "cancelling", "canceling", "queued", "pending", "running"}
)
STRANGE = "strange"
"""Code of a fault whose words are ours and whole: something about a batch that only a person can look into."""


@dataclass(frozen=True, slots=True)
class BatchState:
    """A batch as the provider tells of it."""

    id: str
    status: str
    """In lower case; Together writes it in upper."""
    input_file_id: str | None
    output_file_id: str | None
    error_file_id: str | None
    metadata: Mapping[str, Any]
    errors: tuple[tuple[str, str, int | None], ...]
    """Code, message and line of what a validation found."""
    completed: int
    total: int

    @property
    def ended(self) -> bool:
        """Whether nothing more comes of it: by its own word, or by its results where that word is not known."""
        return self.status in _ENDED or (self.status not in _UNDER_WAY and self.output_file_id is not None)


class BatchApi:
    """The batch interface of one endpoint."""

    def __init__(
        self, endpoint: Endpoint, wire: Wire, timeout_s: float, patience: Callable[[], tuple[Patience, AsyncRetrying]]
    ) -> None:
        self._endpoint = endpoint
        self._wire = wire
        self._timeout_s = timeout_s
        self._patience = patience

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may stand in no message."""
        return self._wire.secrets

    async def patiently(self, send: Callable[[], Awaitable[T]]) -> T:
        """What a request brings, tried again by the one retry layer.

        Raises:
            Fault: it brought nothing, however often.
        """

        async def sent() -> T:  # tenacity awaits coroutine functions alone
            return await send()

        _, retrying = self._patience()
        result: T = await retrying(sent)
        return result

    def error(self, fault: Fault, model: str) -> CompletionError:
        """The error that a person reads where a fault ends a job."""
        if fault.code == STRANGE:
            return ProviderError(f"{self._endpoint.host} {fault.message}", model=model, status_code=fault.status)
        if fault.status in {404, 405, 501}:
            return ProviderError(
                f"{self._endpoint.host} has no batch interface there (HTTP {fault.status}: {fault.message}); "
                "leave --via provider-batch out, or use an endpoint that has files and batches",
                model=model,
                status_code=fault.status,
            )
        return fault_error(
            fault,
            self._endpoint,
            model,
            usage=NOTHING,
            has_key=bool(self.secrets),
            timeout_s=self._timeout_s,
            reason="as a batch; run again, it goes on",
        )

    async def upload(self, path: Path, name: str) -> str:
        """The id of a file that was uploaded under a name.

        Raises:
            Fault: it was not taken.
        """

        async def send(client: AsyncOpenAI, headers: dict[str, Any]) -> bytes:
            with path.open("rb") as file:
                raw = await client.files.with_raw_response.create(
                    file=(name, file, "application/jsonl"),
                    purpose="batch",
                    extra_headers=headers,
                    timeout=_TRANSFER_TIMEOUT_S,
                )
            return raw.http_response.content

        return _text(_document(await self._wire.call(send, _TRANSFER_TIMEOUT_S)), "id")

    async def find_file(self, name: str) -> str | None:
        """The id of the file that was uploaded under a name; None where there is none.

        Raises:
            Fault: the provider does not say.
        """

        async def send(client: AsyncOpenAI, headers: dict[str, Any]) -> bytes:
            raw = await client.files.with_raw_response.list(purpose="batch", extra_headers=headers)
            return raw.http_response.content

        for entry in _listed(_document(await self._wire.call(send), known=True)):
            if entry.get("filename") == name and isinstance(entry.get("id"), str):
                return str(entry["id"])
        return None

    async def create(self, file_id: str, metadata: Mapping[str, str]) -> BatchState:
        """The batch that was made of a file: from here on it costs money.

        Raises:
            Fault: it was not made, or nobody knows.
        """

        async def send(client: AsyncOpenAI, headers: dict[str, Any]) -> bytes:
            raw = await client.batches.with_raw_response.create(
                input_file_id=file_id,
                endpoint=URL,
                completion_window="24h",
                metadata=dict(metadata),
                extra_headers=headers,
            )
            return raw.http_response.content

        return _batch(_document(await self._wire.call(send), known=True), self.secrets)

    async def batches(self) -> AsyncIterator[BatchState]:
        """The account's batches, as the provider orders them.

        Raises:
            Fault: it does not list them.
        """
        after: dict[str, str] = {}
        for _ in range(_PAGES):

            async def send(client: AsyncOpenAI, headers: dict[str, Any], after: dict[str, str] = after) -> bytes:
                raw = await client.batches.with_raw_response.list(limit=100, extra_query=after, extra_headers=headers)
                return raw.http_response.content

            document = _document(await self._wire.call(send), known=True)
            entries = _listed(document)
            for entry in entries:
                yield _batch(entry, self.secrets)
            if not entries or not document.get("has_more"):
                return
            after = {"after": str(entries[-1].get("id"))}

    async def look(self, batch_id: str) -> BatchState:
        """A batch as it stands.

        Raises:
            Fault: the provider does not say.
        """

        async def send(client: AsyncOpenAI, headers: dict[str, Any]) -> bytes:
            raw = await client.batches.with_raw_response.retrieve(batch_id, extra_headers=headers)
            return raw.http_response.content

        document = _document(await self._wire.call(send), known=True)
        try:
            return _batch(document, self.secrets)
        except Fault as fault:  # it has told of batches before: this is a gateway's word
            raise Fault("dropped", fault.message, status=200) from fault

    async def download(self, file_id: str, path: Path) -> None:
        """Bring a file's content to a path, whole or not at all.

        Raises:
            Fault: it did not come.
            OSError: the disk does not take it.
        """
        draft = path.with_name(f"{path.name}.draft")

        async def send(client: AsyncOpenAI, headers: dict[str, Any]) -> bytes:
            streaming = client.files.with_streaming_response
            async with streaming.content(file_id, extra_headers=headers, timeout=_TRANSFER_TIMEOUT_S) as response:
                with draft.open("wb") as file:
                    async for part in response.iter_bytes():
                        file.write(part)
            return b""

        await self._wire.call(send, _TRANSFER_TIMEOUT_S)
        draft.replace(path)


def _document(body: bytes, *, known: bool = False) -> Mapping[str, Any]:
    """The JSON object in a body.

    Raises:
        Fault: it is none; from an endpoint that is `known` to have the interface, that is a gateway's page and passes.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, Mapping):
        if known:
            raise Fault("dropped", "its answer is no JSON object", status=200)
        raise Fault("rejected", "its answer is no JSON object: has it a batch interface?", status=200)
    return document


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value:
        raise Fault("rejected", f"its answer has no {name!r}: has it a batch interface?", status=200)
    return value


def _listed(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    entries = document.get("data")
    return [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []


def _batch(document: Mapping[str, Any], secrets: tuple[str, ...]) -> BatchState:
    errors = document.get("errors")
    counts = document.get("request_counts")
    counts = counts if isinstance(counts, Mapping) else {}
    metadata = document.get("metadata")
    return BatchState(
        id=_text(document, "id"),
        status=_text(document, "status").lower(),
        input_file_id=_optional(document.get("input_file_id")),
        output_file_id=_optional(document.get("output_file_id")),
        error_file_id=_optional(document.get("error_file_id")),
        metadata=metadata if isinstance(metadata, Mapping) else {},
        errors=tuple(_error(entry, secrets) for entry in _listed(errors if isinstance(errors, Mapping) else {})),
        completed=_count(counts.get("completed")) + _count(counts.get("failed")),
        total=_count(counts.get("total")),
    )


def _error(entry: Mapping[str, Any], secrets: tuple[str, ...]) -> tuple[str, str, int | None]:
    line = entry.get("line")
    message = clean_message(str(entry.get("message") or "no reason given"), secrets)
    return str(entry.get("code") or ""), message, line if isinstance(line, int) and line > 0 else None


def _optional(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
