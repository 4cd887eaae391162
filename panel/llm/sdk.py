"""The openai client, stripped of what reaches beyond the endpoint that was named.

Left alone it follows redirects, retries by itself, fills what is missing from OPENAI_* variables (another endpoint's key,
organisation or custom headers among them), tells the machine's platform in headers and reads bodies of any length.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx2
from openai import AsyncOpenAI, DefaultAioHttpClient

from panel.llm.bounded import bound
from panel.llm.target import Target

if TYPE_CHECKING:
    from openai import Omit

NO_KEY = "none"
"""Sent where no key was given: the library insists on one, and an empty one would be replaced from the environment."""

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


def opened(target: Target, transport: httpx2.AsyncBaseTransport | None) -> AsyncOpenAI:
    """A client for the target; it waits without end, since the endpoint holds the deadline."""
    limits = httpx2.Limits(max_connections=target.concurrency, max_keepalive_connections=target.concurrency, keepalive_expiry=5.0)
    hooks: dict[str, list[Callable[..., Any]]] = {"response": [partial(bound, place=f"endpoint {target.label!r}")]}
    web = DefaultAioHttpClient(transport=transport, timeout=None, limits=limits, follow_redirects=False, event_hooks=hooks)
    return PlainClient(base_url=target.base_url, api_key=target.api_key or NO_KEY, max_retries=0, timeout=None, http_client=web)
