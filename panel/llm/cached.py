"""The layer that pays once: the same request is served from the kept replies, or asked by one caller for all."""

import asyncio
from collections.abc import Callable

from panel.errors import DiskError, PanelError
from panel.llm.cache import Store
from panel.llm.call import Complete, Reply, Request


class Cached:
    """Serves a request that was answered before, asks it otherwise; the same request is never asked twice at a time.

    A reply is on disk before it is returned. One that cannot be stored is returned all the same, and `warn` gets a line.
    Only replies are kept: whatever is raised is asked anew next time.
    """

    def __init__(self, inner: Complete, store: Store[Reply], *, warn: Callable[[str], None]) -> None:
        self._inner = inner
        self._store = store
        self._warn = warn
        self._flights: dict[str, asyncio.Future[Reply | PanelError | None]] = {}

    async def __call__(self, request: Request) -> Reply:
        """The kept reply with `cached` set, or a new one. Raises DiskError when the store cannot be opened."""
        while (reply := self._store.get(request.key)) is None:
            if (flight := self._flights.get(request.key)) is None:
                return await self._lead(request)
            landed = await asyncio.shield(flight)
            if isinstance(landed, PanelError):
                raise landed
            if landed is not None:
                return landed.model_copy(update={"cached": True})
        return reply

    async def _lead(self, request: Request) -> Reply:
        flight = self._flights[request.key] = asyncio.get_running_loop().create_future()
        landed: Reply | PanelError | None = None
        try:
            landed = await self._inner(request)
            await self._keep(request.key, landed)
        except PanelError as error:
            landed = error
            raise
        else:
            return landed
        finally:
            # None after a cancellation: the next caller in line asks instead.
            del self._flights[request.key]
            flight.set_result(landed)

    async def _keep(self, key: str, reply: Reply) -> None:
        try:
            await self._store.put(key, reply.model_copy(update={"cached": True}))
        except DiskError as error:
            self._warn(f"{error}; the reply is used now but will be paid for again")
