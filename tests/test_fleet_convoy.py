"""One statement for all who came while the last one was under way."""

import asyncio
from collections.abc import Sequence

import pytest

from panel.fleet.convoy import Convoy


class Road:
    """Carries numbers to their doubles, load by load, as far as the gate is open."""

    def __init__(self) -> None:
        self.loads: list[list[int]] = []
        self.gate = asyncio.Event()

    async def __call__(self, load: Sequence[int]) -> list[int]:
        self.loads.append(list(load))
        await self.gate.wait()
        if 13 in load:
            raise ValueError("thirteen")
        return [2 * number for number in load]


@pytest.mark.anyio
async def test_gathers() -> None:
    """The first leaves at once; those who come while it is away leave together, and each gets its own result."""
    road = Road()
    convoy = Convoy(road)
    first = asyncio.create_task(convoy(1))
    while not road.loads:
        await asyncio.sleep(0)
    others = [asyncio.create_task(convoy(number)) for number in (2, 3, 4)]
    await asyncio.sleep(0)
    road.gate.set()

    assert [await task for task in (first, *others)] == [2, 4, 6, 8]
    assert road.loads == [[1], [2, 3, 4]]


@pytest.mark.anyio
async def test_divides() -> None:
    """No load is larger than the most that one takes."""
    road = Road()
    road.gate.set()
    convoy = Convoy(road, most=2)

    assert [await task for task in [asyncio.create_task(convoy(number)) for number in range(5)]] == [0, 2, 4, 6, 8]
    assert road.loads == [[0, 1], [2, 3], [4]]


@pytest.mark.anyio
async def test_raises_to_its_load() -> None:
    """What is raised for a load reaches all of it, and nobody of the next."""
    road = Road()
    road.gate.set()
    convoy = Convoy(road, most=2)
    tasks = [asyncio.create_task(convoy(number)) for number in (13, 1, 2)]
    await asyncio.wait(tasks)

    assert [str(task.exception()) for task in tasks[:2]] == ["thirteen"] * 2
    assert tasks[2].result() == 4


@pytest.mark.anyio
async def test_cancelled_caller() -> None:
    """A caller that is cancelled holds nobody else up."""
    road = Road()
    convoy = Convoy(road)
    tasks = [asyncio.create_task(convoy(number)) for number in (1, 2)]
    while not road.loads:
        await asyncio.sleep(0)
    tasks[0].cancel()
    road.gate.set()

    assert await tasks[1] == 4
