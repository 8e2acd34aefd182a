"""One request to an endpoint over the official SDK, one reply or one `Fault`.

The SDK (imported on the first call) brings the protocol; its retries are off, its client is ours. Bodies are
bounded and read by `replies`, as servers give them in shapes that the SDK's types do not know. Redirects are
not followed, so that the key goes to no other host.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.request import getproxies

from pydantic import SecretStr

from briefer.write.endpoint import Endpoint
from briefer.write.faults import Fault, clean_message, status_fault
from briefer.write.replies import MAX_BODY_BYTES, ErrorBody, NotAReply, Reply, read_reply
from briefer.write.retry import retry_after_s

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

_CONNECT_TIMEOUT_S = 10.0
"""A host that does not take a connection by then does not take one later either."""
_MODELS_TIMEOUT_S = 10.0
_FEW = 16
"""Connections that one pool manages without a cost worth speaking of."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Wire:
    """The connection to one endpoint; `post` and `models` are its two requests."""

    def __init__(
        self,
        endpoint: Endpoint,
        api_key: SecretStr | None,
        *,
        timeout_s: float,
        connections: int,
        http: httpx2.AsyncClient | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._endpoint = endpoint
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._connections = connections
        self._http = http
        self._owns_http = http is None
        self._now = now
        self._sdk: AsyncOpenAI | None = None
        self._headers: dict[str, Any] = {}
        key = api_key.get_secret_value() if api_key else ""
        self.secrets = tuple(filter(None, {key, key.strip()}))

    async def post(self, body: dict[str, Any]) -> Reply:
        """The reply to one chat completion, within the timeout, headers and body included.

        Raises:
            Fault: there was no reply.
        """
        streams = bool(body.get("stream"))

        async def send() -> bytes:
            import httpx2  # noqa: PLC0415 - as below

            client = self._client()
            # Not `chat.completions.create`: it walks the body by its types, which costs a tenth of the call's CPU
            # and changes nothing.
            response = cast(
                "httpx2.Response",
                await client.post(
                    "/chat/completions",
                    cast_to=httpx2.Response,
                    body=body,
                    options={"headers": self._headers, "security": {"bearer_auth": True}},
                    stream=streams,
                ),
            )
            return await _stream_body(response) if streams else response.content

        return self._read(await self._guarded(send, self._timeout_s))

    async def models(self) -> tuple[str, ...]:
        """The names of the models that the endpoint says it has, in its order.

        Raises:
            Fault: it did not say.
        """

        async def send() -> bytes:
            client = self._client()
            raw = await client.models.with_raw_response.list(extra_headers=self._headers)
            return raw.http_response.content

        return _model_names(await self._guarded(send, min(self._timeout_s, _MODELS_TIMEOUT_S)))

    async def call(
        self, send: Callable[[AsyncOpenAI, dict[str, Any]], Awaitable[bytes]], timeout_s: float | None = None
    ) -> bytes:
        """What another request of the SDK brings; `send` is given the SDK and the headers to send.

        Raises:
            Fault: it brought nothing.
        """

        async def sent() -> bytes:
            client = self._client()
            return await send(client, self._headers)

        return await self._guarded(sent, timeout_s or self._timeout_s)

    async def aclose(self) -> None:
        """Close the connections, unless they were given from outside."""
        if self._http is not None and self._owns_http:
            await self._http.aclose()
            self._http = self._sdk = None

    def _client(self) -> AsyncOpenAI:
        if self._sdk is None:
            from openai import AsyncOpenAI, Omit  # noqa: PLC0415 - 0.4 s that only a first call may cost

            key = self._api_key.get_secret_value().strip() if self._api_key else ""
            if not key:  # the SDK wants to be told with each request that none is meant to be sent
                self._headers = {"Authorization": Omit()}
            elif self._endpoint.is_azure:
                self._headers = {"api-key": key}
            self._http = self._http or open_http(self._timeout_s, self._connections)
            self._sdk = AsyncOpenAI(
                api_key=key or "none",
                base_url=self._endpoint.base_url,
                default_query=dict(self._endpoint.query),
                max_retries=0,
                timeout=self._timeout_s,
                http_client=self._http,
            )
        return self._sdk

    async def _guarded(self, send: Callable[[], Any], timeout_s: float) -> bytes:
        """The body, with every foreign exception turned into a `Fault`: the one place where that happens."""
        import httpx2  # noqa: PLC0415 - as above
        import openai  # noqa: PLC0415 - as above

        try:
            async with asyncio.timeout(timeout_s):
                body: bytes = await send()
        except openai.APIStatusError as error:
            response = error.response
            after = retry_after_s(response.headers, self._now())
            fault = status_fault(error.status_code, _content(response), after, self.secrets)
        except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException) as error:
            connecting = isinstance(error.__cause__ or error, httpx2.ConnectTimeout)
            fault = Fault(
                "connect" if connecting else "timeout",
                "no connection in time" if connecting else "no answer in time",
            )
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            fault = self._connection_fault(error.__cause__ or error)
        except (
            openai.OpenAIError,
            httpx2.InvalidURL,
            ValueError,
        ) as error:  # a request that cannot even be made
            fault = Fault("rejected", clean_message(str(error), self.secrets))
        else:
            return body
        # The foreign exception may hold headers and an echoed key, so it is left behind on purpose.
        raise fault from None

    def _connection_fault(self, error: BaseException) -> Fault:
        import httpx2  # noqa: PLC0415 - as above

        message = clean_message(str(error) or type(error).__name__, self.secrets)
        if isinstance(error, httpx2.UnsupportedProtocol | httpx2.LocalProtocolError):
            return Fault("rejected", message)
        connecting = isinstance(error, httpx2.ConnectError | httpx2.ProxyError | OSError)
        return Fault("connect" if connecting else "dropped", message)

    def _read(self, body: bytes) -> Reply:
        try:
            return read_reply(body)
        except ErrorBody as error:
            fault = status_fault(error.status, str(error).encode(), None, self.secrets)
            fault.code = fault.code or error.code
        except NotAReply as error:
            message = clean_message(str(error), self.secrets)
            fault = Fault("dropped" if error.cut else "rejected", message, status=200)
        raise fault from None


def open_http(
    timeout_s: float,
    connections: int,
    kind: Callable[..., httpx2.AsyncClient] | None = None,
    *,
    max_body_bytes: int = MAX_BODY_BYTES,
) -> httpx2.AsyncClient:
    """A client for an endpoint, bounded in every way; `kind` makes it where it is to be one of another class."""
    import httpx2  # noqa: PLC0415 - as above

    lanes: dict[str, Any] = {}
    if connections > _FEW and not getproxies():  # a client that is given a transport takes no proxy
        from briefer.write.lanes import LaneTransport  # noqa: PLC0415 - as above

        lanes = {"transport": LaneTransport(connections)}
    return (kind or httpx2.AsyncClient)(
        timeout=httpx2.Timeout(timeout_s, connect=min(timeout_s, _CONNECT_TIMEOUT_S)),
        limits=httpx2.Limits(max_connections=connections + 2, max_keepalive_connections=connections),
        headers={"Accept-Encoding": "identity"},  # so that the bound on a body's bytes holds for its text
        follow_redirects=False,
        event_hooks={"response": [partial(_bound_body, most=max_body_bytes)]},
        **lanes,
    )


async def _stream_body(response: httpx2.Response) -> bytes:
    """The body of a stream, up to its end mark: some servers keep the connection open after it."""
    parts: list[bytes] = []
    tail = b""
    try:
        async for part in response.aiter_bytes():
            parts.append(part)
            tail = (tail + part)[-64:]
            if b"data: [DONE]" in tail or b"data:[DONE]" in tail:
                break
    finally:
        await response.aclose()
    return b"".join(parts)


def _content(response: httpx2.Response) -> bytes:
    import httpx2  # noqa: PLC0415 - loaded already

    try:
        return response.content
    except httpx2.StreamError:  # a body that was never read
        return b""


def _model_names(body: bytes) -> tuple[str, ...]:
    import json  # noqa: PLC0415

    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    listed = document.get("data") or document.get("models") if isinstance(document, Mapping) else document
    if not isinstance(listed, list):
        raise Fault("rejected", "its list of models cannot be read", status=200)
    names = [entry.get("id") or entry.get("name") if isinstance(entry, Mapping) else entry for entry in listed]
    return tuple(name for name in names if isinstance(name, str) and name)


async def _bound_body(response: httpx2.Response, *, most: int) -> None:
    """Replace a response's stream by one that ends in an error past the bound."""
    import httpx2  # noqa: PLC0415 - loaded already

    stream = cast("httpx2.AsyncByteStream", response.stream)

    class Bounded(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            size = 0
            async for part in stream:
                size += len(part)
                if size > most:
                    raise httpx2.ReadError(f"a body of more than {most:,} bytes")
                yield part

        async def aclose(self) -> None:
            await stream.aclose()

    response.stream = Bounded()
