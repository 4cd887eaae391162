"""One statement for all who came while the last one was under way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Convoy(Generic[Item, Result]):
    """Hands single items to a function that takes many; a lone item leaves at once, and while one load is away the next gathers.

    `carry` returns a result for each item, in their order; what it raises is raised to everybody who waits for that load.
    A caller that is cancelled leaves its item in the load.
    """

    def __init__(self, carry: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]], *, most: int = 500) -> None:
        self._carry = carry
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._driver: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Result:
        """What `carry` made of the item."""
        place: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, place))
        if self._driver is None:
            self._driver = asyncio.create_task(self._drive())
        return await place

    async def _drive(self) -> None:
        try:
            while self._waiting:
                load, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._deliver(load)
        finally:
            self._driver = None
            for _, place in self._waiting:
                place.cancel()
            self._waiting = []

    async def _deliver(self, load: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        places = [place for _, place in load]
        try:
            results = await self._carry([item for item, _ in load])
        except asyncio.CancelledError:
            for place in places:
                place.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - not ours to judge: it goes to those who asked
            for place in places:
                if not place.done():
                    place.set_exception(error)
            return
        for place, result in zip(places, results, strict=True):
            if not place.done():
                place.set_result(result)
