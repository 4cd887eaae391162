"""Replies that all machines share: paid for once, by one machine at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from postgres import Postgres, cluster  # noqa: F401 - a fixture

from panel.errors import Unavailable
from panel.llm.call import Message, Reply, ReplySchema, Request

pytest.importorskip("pgqueuer")
from panel.fleet.database import Database
from panel.fleet.replies import Replies
from panel.fleet.schema import prepare

REPLY = Reply(text="{}", model="m", usage=None, cost=None, at="2026-11-23T09:00:00+00:00")
KEPT = REPLY.model_copy(update={"cached": True})


def request(text: str = "a") -> Request:
    """A request that differs from others by its text."""
    return Request(endpoint="e", model="m", messages=(Message("user", text),), schema=ReplySchema("s", "{}"), max_tokens=100)


class Endpoint:
    """Answers when the gate is open; `error` is raised in place of a reply."""

    def __init__(self, *, error: Exception | None = None) -> None:
        self.asked = 0
        self.gate = asyncio.Event()
        self.begun = asyncio.Event()
        self._error = error

    async def __call__(self, request: Request) -> Reply:
        self.asked += 1
        self.begun.set()
        await self.gate.wait()
        if self._error:
            raise self._error
        return REPLY


@asynccontextmanager
async def machines(url: str, count: int = 2, *, lease: float = 30, said: list[str] | None = None) -> AsyncIterator[list[Replies]]:
    """So many machines on one database."""
    async with Database(url) as database:
        await prepare(database)
        made = [Replies(database, owner=uuid4(), lease=lease, warn=(said if said is not None else []).append) for _ in range(count)]
        yield made
        for each in made:
            await each.settle()


@pytest.mark.anyio
async def test_paid_once(postgres: Postgres) -> None:
    """What one machine paid for is served to the next, marked as nothing paid for."""
    one, two = Endpoint(), _open(Endpoint())
    one.gate.set()
    async with machines(postgres.database()) as (here, there):
        first = await here.beneath(one)(request())
        second = await there.beneath(two)(request())

    assert (first, second) == (REPLY, KEPT)
    assert (one.asked, two.asked) == (1, 0)


@pytest.mark.anyio
async def test_one_at_a_time(postgres: Postgres) -> None:
    """While one machine asks, another waits for its reply; many callers of one machine are one."""
    one, two = Endpoint(), _open(Endpoint())
    async with machines(postgres.database()) as (here, there):
        asking = [asyncio.create_task(here.beneath(one)(request())) for _ in range(3)]
        await one.begun.wait()
        waiting = asyncio.create_task(there.beneath(two)(request()))
        await there.beneath(_open(Endpoint()))(request("b"))
        one.gate.set()

        assert [await each for each in asking] == [REPLY, KEPT, KEPT]
        assert await waiting == KEPT
    assert (one.asked, two.asked) == (1, 0)


@pytest.mark.anyio
async def test_failed_call(postgres: Postgres) -> None:
    """A call that came to nothing keeps nobody from asking."""
    async with machines(postgres.database()) as (here, there):
        with pytest.raises(Unavailable):
            await here.beneath(_open(Endpoint(error=Unavailable("busy"))))(request())

        assert await there.beneath(_open(Endpoint()))(request()) == REPLY


@pytest.mark.anyio
async def test_cancelled_job(postgres: Postgres) -> None:
    """A call whose job was cancelled is finished, and its reply serves the next."""
    one, two = Endpoint(), _open(Endpoint())
    async with machines(postgres.database()) as (here, there):
        asking = asyncio.create_task(here.beneath(one)(request()))
        await one.begun.wait()
        asking.cancel()
        await asyncio.wait([asking])
        one.gate.set()
        await here.settle()

        assert await there.beneath(two)(request()) == KEPT
    assert (one.asked, two.asked) == (1, 0)


@pytest.mark.anyio
async def test_taken_up_again(postgres: Postgres) -> None:
    """Who asks again for what is still under way in its own machine joins that call."""
    one = Endpoint()
    async with machines(postgres.database(), 1) as (here,):
        asking = asyncio.create_task(here.beneath(one)(request()))
        await one.begun.wait()
        asking.cancel()
        again = asyncio.create_task(here.beneath(one)(request()))
        await asyncio.wait([asking])
        one.gate.set()

        assert await again == KEPT
    assert one.asked == 1


@pytest.mark.anyio
async def test_lives_longer_than_its_lease(postgres: Postgres) -> None:
    """A call that lasts many leases stays with the machine that makes it."""
    url, one, two = postgres.database(), Endpoint(), _open(Endpoint())
    async with machines(url, lease=0.4) as (here, there), Database(url) as database:
        asking = asyncio.create_task(here.beneath(one)(request()))
        await one.begun.wait()
        waiting = asyncio.create_task(there.beneath(two)(request()))
        await database.fetch("SELECT pg_sleep(1.6)")
        one.gate.set()

        assert [await asking, await waiting] == [REPLY, KEPT]
    assert (one.asked, two.asked) == (1, 0)


@pytest.mark.anyio
async def test_owner_is_gone(postgres: Postgres) -> None:
    """A claim that is no longer renewed passes to who waits for it, and a late reply of the first changes nothing."""
    url, two = postgres.database(), _open(Endpoint())
    async with machines(url, 1, lease=0.4) as (there,), Database(url) as database:
        await database.execute("INSERT INTO panel.reply VALUES ($1, gen_random_uuid(), clock_timestamp())", request().key)

        assert await there.beneath(two)(request()) == REPLY
    assert two.asked == 1


@pytest.mark.anyio
@pytest.mark.parametrize("damage", ["sealed || ' '", "replace(sealed, 'm', 'n')", "'x'", "''"])
async def test_damaged(postgres: Postgres, damage: str) -> None:
    """A reply whose checksum does not fit is set aside, told of in one line, and asked anew."""
    url, said, two = postgres.database(), list[str](), _open(Endpoint())
    async with machines(url, said=said) as (here, there), Database(url) as database:
        await here.beneath(_open(Endpoint()))(request())
        await database.execute(f"UPDATE panel.reply SET sealed = {damage}")

        assert await there.beneath(two)(request()) == REPLY
        assert len(await database.fetch("SELECT FROM panel.reply WHERE key LIKE '%-broken-%'")) == 1
    assert [f"reply {request().key[:12]} is damaged" in line for line in said] == [True]


@pytest.mark.anyio
async def test_kept_through_a_restart(postgres: Postgres) -> None:
    """A reply that arrives while the database is away is kept once it is back."""
    one, two = Endpoint(), _open(Endpoint())
    async with machines(postgres.database()) as (here, there):
        asking = asyncio.create_task(here.beneath(one)(request()))
        await one.begun.wait()
        postgres.stop("immediate")
        asking.cancel()
        one.gate.set()
        await asyncio.to_thread(postgres.start)
        await here.settle()

        assert await there.beneath(two)(request()) == KEPT
    assert (one.asked, two.asked) == (1, 0)


def _open(endpoint: Endpoint) -> Endpoint:
    endpoint.gate.set()
    return endpoint
