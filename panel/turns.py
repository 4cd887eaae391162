"""Turns of a busy event loop: of all that takes long, one thing in each, so that what arrives is heard in between."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from panel.ask import Model
from panel.llm.call import Reply, Request

Turn = Callable[[], Awaitable[None]]


async def at_once() -> None:
    """The turn where nothing else is to be heard."""


class Turns:
    """Lets those who wait go on in the order of asking, one in each turn of the event loop.

    A hundred replies that arrive together would be read in one turn otherwise: for as long, no other one is heard, and no slot of
    the endpoint is used again.
    """

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def next(self) -> None:
        """Returns in a turn that nobody else who waits here is given."""
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        self._waiting.append(waiter)
        if len(self._waiting) == 1:
            loop.call_soon(self._give)
        await waiter

    def _give(self) -> None:
        waiter = self._waiting.popleft()
        if not waiter.done():
            waiter.set_result(None)
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._give)


class Spread:
    """A model whose replies are handed over one in each turn, since whoever gets one reads and checks it at once."""

    def __init__(self, model: Model, turn: Turn) -> None:
        self._model = model
        self._turn = turn

    async def __call__(self, request: Request) -> Reply:
        """The model's reply."""
        reply = await self._model(request)
        await self._turn()
        return reply

    def forget(self, key: str) -> bool:
        """Take a kept reply out of use."""
        return self._model.forget(key)
