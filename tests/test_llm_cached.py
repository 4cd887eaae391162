import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from llm_parts import client, request, together
from server import FakeServer, Received, completion, error, status

from panel.errors import NoModel
from panel.llm.cache import Store
from panel.llm.cached import Cached
from panel.llm.call import Reply, Request

pytestmark = pytest.mark.anyio
REPLY = Reply(text="{}", model="m-1", usage=None, cost=None, at="")


class Held:
    """An act that answers when it is told to; `arrived` is set in the loop of the test, `go` by any thread."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.go = threading.Event()
        self._loop = asyncio.get_running_loop()

    async def __call__(self, received: Received, writer: asyncio.StreamWriter) -> None:
        self._loop.call_soon_threadsafe(self.arrived.set)
        await asyncio.to_thread(self.go.wait)
        await completion("{}")(received, writer)


async def test_the_same_request_is_paid_for_once(tmp_path: Path) -> None:
    """Asked before, in this process or in an earlier one, it is served; another sample is another request."""

    with FakeServer([completion("{}")]) as server:
        async with client(server.base_url, tmp_path) as ask:
            first, second = await ask(request()), await ask(request())
        async with client(server.base_url, tmp_path) as ask:
            third, other = await ask(request()), await ask(request(sample=1))

    assert [reply.cached for reply in (first, second, third, other)] == [False, True, True, False]
    assert first.text == second.text == third.text
    assert len(server.requests) == 2


async def test_the_same_request_at_the_same_time_is_asked_once(tmp_path: Path) -> None:
    """Of ten concurrent callers one asks, and nine get its reply as cached."""

    with FakeServer([completion("{}")]) as server:
        async with client(server.base_url, tmp_path) as ask:
            replies = await together(ask(request()) for _ in range(10))

    assert len(server.requests) == 1
    assert sorted(reply.cached for reply in replies) == [False] + [True] * 9


async def test_a_failure_is_shared_and_not_kept(tmp_path: Path) -> None:
    """Concurrent callers get the one error; the next caller asks anew."""

    with FakeServer([error(401, "no"), completion("{}")]) as server:
        async with client(server.base_url, tmp_path) as ask:
            ended = await together(ask(request()) for _ in range(3))
            later = await ask(request())

    assert all(isinstance(end, NoModel) for end in ended)
    assert later.text == "{}"
    assert len(server.requests) == 2


async def test_a_call_goes_on_for_those_who_still_wait(tmp_path: Path) -> None:
    """When the caller who asked first is cancelled, the call under way is not lost to the others, nor made again."""

    held = Held()
    with FakeServer([held]) as server:
        async with client(server.base_url, tmp_path) as ask:
            first = asyncio.create_task(ask(request()))
            second = asyncio.create_task(ask(request()))
            await held.arrived.wait()
            first.cancel()
            await asyncio.wait([first])
            held.go.set()
            reply = await second

    assert first.cancelled()
    assert (reply.text, reply.cached) == ("{}", True)
    assert len(server.requests) == 1


async def test_a_call_that_nobody_waits_for_is_cut(tmp_path: Path) -> None:
    """When all who wait are cancelled before a reply came, the call ends with them, and the next caller asks anew."""

    held = Held()
    acts = iter([held, completion("{}")])
    with FakeServer(lambda received: next(acts)) as server:
        async with client(server.base_url, tmp_path) as ask:
            callers = [asyncio.create_task(ask(request())) for _ in range(2)]
            await held.arrived.wait()
            for caller in callers:
                caller.cancel()
            await asyncio.wait(callers)
            later = await ask(request())
            held.go.set()

    assert all(caller.cancelled() for caller in callers)
    assert not later.cached
    assert len(server.requests) == 2


async def test_who_comes_while_a_call_is_being_cut_asks_anew(tmp_path: Path) -> None:
    """A caller that meets a call which is just ending is not cancelled with it."""

    begun, ending, end = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def answer(about: Request) -> Reply:
        if not begun.is_set():
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ending.set()
                await end.wait()
        return REPLY

    with closing(Store(tmp_path, Reply, warn=print)) as store:
        ask = Cached(answer, store, warn=print)
        gone = asyncio.create_task(ask(request()))
        await begun.wait()
        gone.cancel()
        await ending.wait()
        later = asyncio.create_task(ask(request()))
        await asyncio.sleep(0)
        end.set()

        assert await later == REPLY


async def test_a_reply_that_has_arrived_is_kept_though_everybody_is_cancelled(tmp_path: Path) -> None:
    """While it is on its way to the disk a cancellation waits, who comes meanwhile does not pay again, and afterwards it is there."""

    asked = 0
    arrived = asyncio.Event()

    async def answer(about: Request) -> Reply:
        nonlocal asked
        asked += 1
        arrived.set()
        return REPLY

    with (
        closing(Store(tmp_path, Reply, warn=print)) as store,
        closing(sqlite3.connect(tmp_path / "cache.db", isolation_level=None)) as other,
    ):
        ask = Cached(answer, store, warn=print)
        assert store.get(request().key) is None
        other.execute("BEGIN IMMEDIATE")
        caller = asyncio.create_task(ask(request()))
        await arrived.wait()
        caller.cancel()
        for _ in range(5):
            await asyncio.sleep(0)
        assert not caller.done()
        late = asyncio.create_task(ask(request()))
        await asyncio.sleep(0)
        other.execute("COMMIT")
        await asyncio.wait([caller])
        kept = store.get(request().key)
        reply = await late

    assert caller.cancelled()
    assert kept == reply == REPLY.model_copy(update={"cached": True})
    assert asked == 1


async def test_a_bug_is_told_to_all_who_wait(tmp_path: Path) -> None:
    """An error that is none of ours is not turned into one, and leaves nothing behind."""

    async def answer(about: Request) -> Reply:
        await asyncio.sleep(0)
        raise ZeroDivisionError

    with closing(Store(tmp_path, Reply, warn=print)) as store:
        ask = Cached(answer, store, warn=print)
        callers = [asyncio.create_task(ask(request())) for _ in range(2)]
        await asyncio.wait(callers)
        assert all(isinstance(caller.exception(), ZeroDivisionError) for caller in callers)
        with pytest.raises(ZeroDivisionError):
            await ask(request())


async def test_forget_asks_anew(tmp_path: Path) -> None:
    """A forgotten request is asked again, once."""

    with FakeServer([completion("one"), completion("two")]) as server:
        async with client(server.base_url, tmp_path) as ask:
            await ask(request())
            assert ask.forget(request().key)
            again, served = await ask(request()), await ask(request())

    assert (again.text, served.text, served.cached) == ("two", "two", True)


async def test_many_replies_are_all_kept(tmp_path: Path) -> None:
    """Replies that arrive together are written together, and none is missing afterwards."""

    with FakeServer([completion("{}")]) as server:
        async with client(server.base_url, tmp_path, concurrency=64) as ask:
            await together(ask(request(f"question {i}")) for i in range(200))
        server.script = [status(500)]
        async with client(server.base_url, tmp_path) as ask:
            replies = [await ask(request(f"question {i}")) for i in range(200)]
            assert ask.store.verify() == (200, ())

    assert all(reply.cached for reply in replies)


async def test_a_waiting_caller_that_is_cancelled_disturbs_nobody(tmp_path: Path) -> None:
    """The caller who asks and the others who wait get their reply though one of them left."""

    held = Held()
    with FakeServer([held]) as server:
        async with client(server.base_url, tmp_path) as ask:
            callers = [asyncio.create_task(ask(request())) for _ in range(3)]
            await held.arrived.wait()
            callers[1].cancel()
            await asyncio.wait([callers[1]])
            held.go.set()
            replies = await callers[0], await callers[2]

    assert [reply.cached for reply in replies] == [False, True]
    assert callers[1].cancelled()
