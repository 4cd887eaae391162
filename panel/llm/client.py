"""The model side as one object: ask it a request, and it serves, asks, repeats, limits and counts."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from panel.errors import PanelError
from panel.llm.cache import Store
from panel.llm.cached import Cached
from panel.llm.call import Complete, Reply, Request
from panel.llm.endpoint import Endpoint
from panel.llm.limit import Gate, Limited, Pace
from panel.llm.meter import Meter, Metered, Purse
from panel.llm.retry import Retried
from panel.llm.target import Target

if TYPE_CHECKING:
    import httpx2

Event = Literal["started", "finished", "cached", "failed"]
Observer = Callable[[Event, Request], None]


def ignore(line: str) -> None:
    """A warning that nobody asked for."""


class Client:
    """Answers requests to one target; closes what it opened at the end of its `async with` block.

    `home` is the private folder for kept replies, bodies that could not be read and the forms that endpoints understand.
    `observe` hears of each request when it starts and when it ends, `warn` gets one line for whatever was set aside.
    What many processes have in common comes in from outside: `gate` limits requests and tokens in place of the target's own
    window, `purse` holds the money, and `shared` is wrapped around everything beneath this client's own kept replies; what it
    serves from elsewhere has `cached` set.
    """

    def __init__(
        self,
        target: Target,
        *,
        home: Path,
        meter: Meter | None = None,
        purse: Purse | None = None,
        gate: Gate | None = None,
        shared: Callable[[Complete], Complete] | None = None,
        transport: "Callable[[], httpx2.AsyncBaseTransport] | None" = None,
        observe: Observer | None = None,
        warn: Callable[[str], None] = ignore,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.meter = meter or Meter()
        self.store = Store(home / "replies", Reply, warn=warn)
        self._observe = observe
        pace = Pace(target.concurrency, clock=clock, sleep=sleep)
        self._endpoint = Endpoint(target, state=home / "endpoints.json", keep=home / "unreadable", transport=transport, heard=pace.heard)
        metered = Metered(self._endpoint, target, meter=self.meter, purse=purse)
        asked: Complete = Retried(Limited(metered, target, pace=pace, gate=gate, clock=clock, sleep=sleep), sleep=sleep)
        self._complete = Cached(shared(asked) if shared else asked, self.store, warn=warn)

    async def __call__(self, request: Request) -> Reply:
        """The reply, from the cache or from the endpoint. Raises what `Complete` promises."""
        self._tell("started", request)
        try:
            reply = await self._complete(request)
        except PanelError:
            self._tell("failed", request)
            raise
        self.meter.served(reply)
        self._tell("cached" if reply.cached else "finished", request)
        return reply

    def forget(self, key: str) -> bool:
        """Take a kept reply out of use, so that the request is asked again; False when there was none."""
        return self.store.forget(key)

    async def aclose(self) -> None:
        """Write what is on its way to the disk and close all connections."""
        await self._endpoint.aclose()
        self.store.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    def _tell(self, event: Event, request: Request) -> None:
        if self._observe is not None:
            self._observe(event, request)
