import asyncio
import threading
from pathlib import Path

import pytest
from llm_parts import client, request, together
from server import Act, FakeServer, Received, completion, error, status

from panel.errors import NoModel

pytestmark = pytest.mark.anyio


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


async def test_another_caller_takes_over_from_a_cancelled_one(tmp_path: Path) -> None:
    """When the caller who asks is cancelled, one of those who wait asks in its place."""

    arrived = asyncio.Event()
    loop = asyncio.get_running_loop()

    def script(received: Received) -> Act:
        async def act(received: Received, writer: asyncio.StreamWriter) -> None:
            loop.call_soon_threadsafe(arrived.set)
            await asyncio.sleep(3600)

        return completion("{}") if arrived.is_set() else act

    with FakeServer(script) as server:
        async with client(server.base_url, tmp_path) as ask:
            first = asyncio.create_task(ask(request()))
            second = asyncio.create_task(ask(request()))
            await arrived.wait()
            first.cancel()
            reply = await second

    assert first.cancelled()
    assert reply.text == "{}"
    assert not reply.cached


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

    arrived, left = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    async def act(received: Received, writer: asyncio.StreamWriter) -> None:
        loop.call_soon_threadsafe(arrived.set)
        await asyncio.to_thread(left.wait)
        await completion("{}")(received, writer)

    with FakeServer([act]) as server:
        async with client(server.base_url, tmp_path) as ask:
            callers = [asyncio.create_task(ask(request())) for _ in range(3)]
            await arrived.wait()
            callers[1].cancel()
            await asyncio.wait([callers[1]])
            left.set()
            replies = await callers[0], await callers[2]

    assert [reply.cached for reply in replies] == [False, True]
    assert callers[1].cancelled()
