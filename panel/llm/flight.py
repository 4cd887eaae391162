"""One request on its way: asked once, waited for by many, and never cut off after its reply has arrived."""

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar, copy_context
from typing import Any

from panel.errors import PanelError
from panel.llm.call import Reply

Landing = Reply | PanelError


class Flight:
    """Runs `way` in a task of its own for as long as somebody waits for it.

    When the last one who waits is cancelled, the way is cut, unless a reply has arrived: that was paid for, so it is first
    brought to where it is kept, and only then does the cancellation go on.
    """

    def __init__(self, way: Coroutine[Any, Any, Landing]) -> None:
        self._waiters: set[asyncio.Future[None]] = set()
        self._arrival = _Arrival()
        context = copy_context()
        # Not the flight itself: a task that its own context leads back to is freed by none but a rare full collection of garbage.
        context.run(_current.set, self._arrival)
        self.task = asyncio.create_task(way, context=context)
        self.task.add_done_callback(self._wake)

    async def landed(self) -> Landing | None:
        """What came of it, None when it was cut."""
        try:
            await self._end()
        except asyncio.CancelledError:
            if not self._waiters:
                await self._cut()
            raise
        return None if self.task.cancelled() else self.task.result()

    async def _cut(self) -> None:
        if not self._arrival.noted:
            self.task.cancel()
        await self._end()

    async def _end(self) -> None:
        # asyncio.wait and asyncio.shield do the same at several times the price, for every call.
        if self.task.done():
            return
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)

    def _wake(self, task: "asyncio.Task[Landing]") -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)


class _Arrival:
    """Whether a flight holds a reply, so that it is not cut from now on."""

    noted = False


_current: ContextVar[_Arrival | None] = ContextVar("arrival", default=None)


def arrived() -> None:
    """Say that the flight of this task, if it is one, holds a reply."""
    arrival = _current.get()
    if arrival is not None:
        arrival.noted = True
