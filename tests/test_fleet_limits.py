"""Limits for all machines together, on the database's clock."""

import asyncio
from bisect import bisect_left
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from postgres import Postgres, cluster  # noqa: F401 - a fixture

from panel.errors import OverBudget

pytest.importorskip("pgqueuer")
from panel.fleet.board import FleetBoard
from panel.fleet.database import Database
from panel.fleet.limits import FleetGate, FleetPurse
from panel.fleet.schema import prepare


@asynccontextmanager
async def opened(postgres: Postgres) -> AsyncIterator[Database]:
    """A fresh database with its tables."""
    async with Database(postgres.database()) as database:
        await prepare(database)
        yield database


async def starts(database: Database, sizes: list[int], *, requests: int | None, tokens: int | None) -> list[tuple[float, int]]:
    """When two machines in turn are told to start calls of these sizes, in seconds of the database's clock; nobody waits for it."""

    async def at_once(_seconds: float) -> None:
        return

    gates = [FleetGate(database, scope="e", requests=requests, tokens=tokens, sleep=at_once) for _ in range(2)]
    found = []
    for number, size in enumerate(sizes):
        await gates[number % 2].admit(size)
        (row,) = await database.fetch("SELECT extract(epoch FROM starts)::float8 AS at FROM panel.pace")
        found.append((row["at"], size))
    return found


def worst(found: list[tuple[float, int]], *, weigh: bool) -> int:
    """The most calls, or tokens, in any span of a minute."""
    times = [at for at, _ in found]
    return max(
        sum(size if weigh else 1 for _, size in found[number : bisect_left(times, at + 60 - 1e-6)]) for number, at in enumerate(times)
    )


@pytest.mark.anyio
async def test_requests(postgres: Postgres) -> None:
    """At 600 requests a minute no minute holds more than these and a burst of 2 %."""
    async with opened(postgres) as database:
        found = await starts(database, [100] * 1300, requests=600, tokens=None)

    assert 600 <= worst(found, weigh=False) <= 612


@pytest.mark.anyio
async def test_tokens(postgres: Postgres) -> None:
    """Of 100,000 tokens a minute no minute holds more than 107 %, in calls of any size."""
    sizes = [500, 6500, 900, 3000] * 60
    async with opened(postgres) as database:
        found = await starts(database, sizes, requests=None, tokens=100_000)

    assert 100_000 - max(sizes) <= worst(found, weigh=True) <= 107_000


@pytest.mark.anyio
async def test_both(postgres: Postgres) -> None:
    """A long wait for tokens saves up no requests."""
    async with opened(postgres) as database:
        found = await starts(database, [200_000, *[1] * 300], requests=60, tokens=100_000)

    assert worst(found[1:], weigh=False) <= 61


@pytest.mark.anyio
async def test_no_limit(postgres: Postgres) -> None:
    """Where nothing is limited everything starts at once, whatever its size."""
    async with opened(postgres) as database:
        waits: list[float] = []

        async def noted(seconds: float) -> None:
            waits.append(seconds)

        gate = FleetGate(database, scope="e", requests=None, tokens=None, sleep=noted)
        for _ in range(20):
            await gate.admit(10**9)

    assert waits == []


@pytest.mark.anyio
async def test_pause(postgres: Postgres) -> None:
    """A pause that one machine was asked for holds all others back, and only at that endpoint."""
    async with opened(postgres) as database:
        waits: list[float] = []

        async def noted(seconds: float) -> None:
            waits.append(seconds)

        FleetGate(database, scope="e", requests=600, tokens=None).pause(600)
        while not await database.fetch("SELECT FROM panel.pace WHERE opens > clock_timestamp() + interval '5 minutes'"):
            pass
        await FleetGate(database, scope="other", requests=600, tokens=None, sleep=noted).admit(1)
        assert waits == []
        await FleetGate(database, scope="e", requests=600, tokens=None, sleep=noted).admit(1)

    assert [300 < wait <= 600 for wait in waits] == [True]


@pytest.mark.anyio
async def test_budget(postgres: Postgres) -> None:
    """Forty calls at once on two machines: as many are let through as fit under the cap, and the others are told why."""
    async with opened(postgres) as database:
        await FleetBoard(database).cap(Decimal("1.00"))
        purses = [FleetPurse(database) for _ in range(2)]
        tasks = [asyncio.create_task(purses[number % 2].reserve(Decimal("0.07"))) for number in range(40)]
        await asyncio.wait(tasks)
        refused = [str(task.exception()) for task in tasks if isinstance(task.exception(), OverBudget)]

    assert len(refused) == 40 - 14
    assert set(refused) == {
        "spending cap: $0.9800 of $1.0000 are used or set aside on all machines, and this call may cost $0.0700; raise the cap or ask less"
    }


@pytest.mark.anyio
async def test_settled(postgres: Postgres) -> None:
    """What a call did not use is given back, once; what it set aside stays so while nobody has settled it."""
    async with opened(postgres) as database:
        await FleetBoard(database).cap(Decimal(1))
        purse, dead = FleetPurse(database), FleetPurse(database)
        await purse.reserve(Decimal("0.6"))
        await dead.reserve(Decimal("0.3"))
        told = purse.settle(Decimal("0.6"), Decimal("0.2"))
        assert told is not None
        await told
        assert purse.settle(Decimal("0.6"), Decimal("0.2")) is None
        await purse.reserve(Decimal("0.5"))
        with pytest.raises(OverBudget, match=r"this call may cost \$0\.0100"):
            await purse.reserve(Decimal("0.01"))


@pytest.mark.anyio
async def test_no_cap(postgres: Postgres) -> None:
    """Without a cap a purse has none; it hears of a new one when it looks."""
    async with opened(postgres) as database:
        purse = FleetPurse(database)
        await purse.look()
        assert not purse.capped
        await FleetBoard(database).cap(Decimal(0))
        await purse.look()

        assert purse.capped
