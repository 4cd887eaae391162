import asyncio
import gc
import weakref

import pytest

from panel.llm.call import Reply
from panel.llm.flight import Flight, arrived

pytestmark = pytest.mark.anyio
REPLY = Reply(text="{}", model="m-1", usage=None, cost=None, at="")


async def after(event: asyncio.Event) -> Reply:
    await event.wait()
    return REPLY


async def test_who_is_cancelled_in_the_moment_of_landing_ends() -> None:
    """A caller that is cancelled after the reply was there and before it took it waits for nothing more."""

    event = asyncio.Event()
    flight = Flight(after(event))
    caller = asyncio.create_task(flight.landed())
    await asyncio.sleep(0)
    flight.task.add_done_callback(lambda _: caller.cancel())
    event.set()
    await asyncio.wait([caller])

    assert caller.cancelled()
    assert flight.task.result() == REPLY


async def test_a_caller_cancelled_in_the_moment_of_landing_is_not_in_the_way_of_the_others() -> None:
    """Of two callers one is cancelled just when the reply comes; the other one has it."""

    event = asyncio.Event()
    flight = Flight(after(event))
    await asyncio.sleep(0)
    callers = [asyncio.create_task(flight.landed()) for _ in range(2)]
    asyncio.get_running_loop().call_soon(event.set)
    await event.wait()
    assert flight.task.done()
    for caller in callers[:1]:
        caller.cancel()

    assert await callers[1] == REPLY
    assert callers[0].cancelled()


async def test_to_say_that_a_reply_arrived_needs_no_flight() -> None:
    """Outside of a flight nothing is said to anybody; inside, the one of this task and of no other is kept up."""

    async def way(*, says: bool) -> Reply:
        if says:
            arrived()
        await home.wait()
        return REPLY

    home = asyncio.Event()
    arrived()
    flights = [Flight(way(says=says)) for says in (True, False)]
    callers = [asyncio.create_task(flight.landed()) for flight in flights]
    await asyncio.sleep(0)
    for caller in callers:
        caller.cancel()
    await asyncio.sleep(0)
    home.set()
    await asyncio.wait(callers)

    assert all(caller.cancelled() for caller in callers)
    assert [flight.task.cancelled() for flight in flights] == [False, True]


async def test_a_flight_that_landed_is_freed_with_its_last_user() -> None:
    """It is no part of a cycle: thousands of them would wait for a full collection, and the memory of a batch would grow with its length."""

    flight = Flight(after(asyncio.Event()))
    flight.task.cancel()
    await flight.landed()
    freed = weakref.ref(flight)
    gc.disable()
    try:
        del flight
        await asyncio.sleep(0)
        assert freed() is None
    finally:
        gc.enable()
