"""The layer that pays once: the same request is served from the kept replies, or asked once for all who want it."""

from collections.abc import Callable

from panel.errors import DiskError, PanelError
from panel.llm.cache import Store
from panel.llm.call import Complete, Reply, Request
from panel.llm.flight import Flight, Landing, arrived


class Cached:
    """Serves a request that was answered before, asks it otherwise; the same request is never asked twice at a time.

    A reply is on disk before it is returned, and is brought there though everybody who waits for it is cancelled. One that cannot
    be stored is returned all the same, and `warn` gets a line. Only replies are kept: whatever is raised is asked anew next time.
    """

    def __init__(self, inner: Complete, store: Store[Reply], *, warn: Callable[[str], None]) -> None:
        self._inner = inner
        self._store = store
        self._warn = warn
        self._flights: dict[str, Flight] = {}

    async def __call__(self, request: Request) -> Reply:
        """The kept reply with `cached` set, or a new one. Raises DiskError when the store cannot be opened."""
        while (reply := self._store.get(request.key)) is None:
            flight = self._flights.get(request.key)
            landed = await (flight or self._sent(request)).landed()
            if isinstance(landed, PanelError):
                raise landed
            if landed is not None:
                return landed.model_copy(update={"cached": True}) if flight else landed
        return reply

    def _sent(self, request: Request) -> Flight:
        flight = self._flights[request.key] = Flight(self._fetched(request))
        flight.task.add_done_callback(lambda _: self._flights.pop(request.key))
        return flight

    async def _fetched(self, request: Request) -> Landing:
        try:
            reply = await self._inner(request)
        except PanelError as error:
            return error
        arrived()
        await self._keep(request.key, reply)
        return reply

    async def _keep(self, key: str, reply: Reply) -> None:
        try:
            await self._store.put(key, reply.model_copy(update={"cached": True}))
        except DiskError as error:
            self._warn(f"{error}; the reply is used now but will be paid for again")
