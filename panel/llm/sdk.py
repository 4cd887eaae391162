"""The openai client, stripped of what reaches beyond the endpoint that was named: the only door to that library.

Left alone it follows redirects, retries by itself, fills what is missing from OPENAI_* variables (another endpoint's key,
organisation or custom headers among them), tells the machine's platform in headers and reads bodies of any length.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
import httpx2
from openai import APIConnectionError, APIStatusError, AsyncOpenAI, DefaultAioHttpClient
from pydantic_core import to_json

from panel.errors import ProviderDown, Unavailable
from panel.llm.bounded import LIMIT, bound
from panel.llm.fault import Fault
from panel.llm.status import Answer
from panel.llm.target import Target

if TYPE_CHECKING:
    from openai import Omit

SECRET = 12
"""Characters from which on a key is a secret: every provider's is longer."""

NO_KEY = "none"
"""Sent where no key was given: the library insists on one, and an empty one would be replaced from the environment."""

BROKEN = (APIConnectionError, httpx2.HTTPError, aiohttp.ClientError, ConnectionError)
"""What a lost connection is raised as, before and inside a body."""

HEADERS: "dict[str, str | Omit]" = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "Content-Type": "application/json",
    "User-Agent": "reviewer-panel",
}


class PlainClient(AsyncOpenAI):
    """The client with a fixed set of headers, whatever the environment says."""

    @property
    def default_headers(self) -> "dict[str, str | Omit]":
        return HEADERS


def opened(target: Target, transport: httpx2.AsyncBaseTransport | None, *, longest: int = LIMIT) -> AsyncOpenAI:
    """A client for the target; it waits without end, since the endpoint holds the deadline. `longest` bounds a body, in bytes."""
    limits = httpx2.Limits(max_connections=target.concurrency, max_keepalive_connections=target.concurrency, keepalive_expiry=5.0)
    hooks: dict[str, list[Callable[..., Any]]] = {"response": [partial(bound, place=f"endpoint {target.label!r}", limit=longest)]}
    web = DefaultAioHttpClient(transport=transport, timeout=None, limits=limits, follow_redirects=False, event_hooks=hooks)
    return PlainClient(base_url=target.base_url, api_key=target.api_key or NO_KEY, max_retries=0, timeout=None, http_client=web)


class Line:
    """The way of a chat request to the target and back, over the client's own connections.

    The request is put together here and not by the client, which would build models of it and of the response: that costs more than
    everything else on the way.
    """

    def __init__(self, target: Target, transport: httpx2.AsyncBaseTransport | None) -> None:
        client = opened(target, transport)
        self._web = client._client  # noqa: SLF001 - what we handed in
        self._url = client.base_url.join("chat/completions")
        # Past the web client's own steps (redirects, cookies, auth flows), none of which is used here: they cost as much as the exchange.
        self._way = self._web._transport_for_url(self._url)  # noqa: SLF001 - a proxy that the environment names, or what we handed in
        sent = {name: value for name, value in (HEADERS | client.auth_headers).items() if isinstance(value, str)}
        self._headers = httpx2.Headers({"Host": self._url.netloc.decode("ascii")} | sent)
        self._target = target

    async def post(self, body: dict[str, Any], **headers: str) -> Answer:
        """How the exchange ended, whatever its status. Raises a Fault when the connection broke before it did."""
        content = to_json(body)
        # With a stream and not the content, so that the headers that never change are not worked out for every call.
        request = httpx2.Request("POST", self._url, headers=self._headers, stream=httpx2.ByteStream(content))
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            request.headers[name] = value
        request.read()
        try:
            return await self._exchanged(request)
        except BROKEN as error:
            fault = _broken(error, self._target)
        # Raised out here, so that the foreign exception, whose request knows the key, is not its context.
        raise fault

    async def aclose(self) -> None:
        """Close the connections."""
        await self._web.aclose()

    async def _exchanged(self, request: httpx2.Request) -> Answer:
        response = await self._way.handle_async_request(request)
        try:
            await bound(response, place=f"endpoint {self._target.label!r}")
            assert isinstance(response.stream, httpx2.AsyncByteStream)
            # Not by the response, which would look for an encoding and count the time once more.
            content = b"".join([piece async for piece in response.stream])
        finally:
            await response.aclose()
        return _answer(response.status_code, response.headers, content, self._target)


async def answered(call: Awaitable[httpx2.Response], target: Target) -> Answer:
    """How an exchange ended, whatever its status. Raises a Fault when the connection broke before it did."""
    try:
        response = await call
    except APIStatusError as error:
        response = error.response
    except BROKEN as error:
        response, fault = None, _broken(error, target)
    if response is None:
        raise fault
    return _answer(response.status_code, response.headers, response.content, target)


async def downloaded(sdk: AsyncOpenAI, file: str, target: Target, *, take: Callable[[bytes], None]) -> Answer | None:
    """Hand the content of a file at the provider to `take`, piece by piece; the answer in its place when the status is an error.

    Raises a Fault when the connection broke on the way.
    """
    fault: Fault | None = None
    try:
        async with sdk.files.with_streaming_response.content(file) as response:
            async for piece in response.iter_bytes():
                take(piece)
    except APIStatusError as error:
        return _answer(error.response.status_code, error.response.headers, error.response.content, target)
    except BROKEN as error:
        fault = _broken(error, target)
    if fault is not None:
        raise fault
    return None


def _answer(status: int, headers: Mapping[str, str], content: bytes, target: Target) -> Answer:
    return Answer(status=status, headers=headers, content=_without(target.api_key or "", content))


def _without(key: str, content: bytes) -> bytes:
    """The content without the key, should an endpoint be so unwise as to repeat it.

    What stands in for a key at a local server ("none", "ollama") is an ordinary word, and so it stays; nor is a part of a longer word one.
    """
    if len(key) < SECRET:
        return content
    return re.sub(rb"(?<![A-Za-z0-9_-])" + re.escape(key.encode()) + rb"(?![A-Za-z0-9_-])", b"(key)", content)


def _broken(error: BaseException, target: Target) -> Fault:
    place = f"endpoint {target.label!r}"
    # Looked up in the chain: the adapter between aiohttp and httpx2 calls every lost connection a timeout.
    if any(isinstance(cause, aiohttp.ClientConnectorError) for cause in _chain(error)):
        address = urlsplit(target.base_url).netloc
        return Fault(ProviderDown(f"{place}: nobody answers at {address}; start it or correct base_url"), again="soon", free=True)
    return Fault(Unavailable(f"{place}: the connection broke before the answer was complete; try again later"), again="soon")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
