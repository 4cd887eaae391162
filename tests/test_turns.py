"""Rules of panel/turns.py."""

import asyncio
from dataclasses import dataclass, field

import pytest
from llm_parts import request

from panel.engine import together
from panel.llm.call import Reply, Request
from panel.turns import Spread, Turns

pytestmark = pytest.mark.anyio


@dataclass
class Answering:
    """A model that answers everything at once."""

    forgotten: list[str] = field(default_factory=list)

    async def __call__(self, request: Request) -> Reply:
        return Reply(text=request.key, model="m", usage=None, cost=None, at="2026-11-01T00:00:00+00:00")

    def forget(self, key: str) -> bool:
        self.forgotten.append(key)
        return True


async def test_others_are_heard_between_two_turns() -> None:
    """Five who wait go on in their order, and whatever else the loop has to do is done between any two of them."""
    turns = Turns()
    told: list[str] = []

    async def slow(name: str) -> None:
        await turns.next()
        told.append(name)
        asyncio.get_running_loop().call_soon(told.append, "heard")

    await together(map(slow, "abcde"))

    assert told[:9] == ["a", "heard", "b", "heard", "c", "heard", "d", "heard", "e"]


async def test_one_who_leaves_holds_up_nobody() -> None:
    """The turn of one that was cancelled goes by, and a later one comes as always."""
    turns = Turns()
    first, second = (asyncio.create_task(turns.next()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()

    async with asyncio.timeout(60):
        await second
        await turns.next()


async def test_a_model_spread_over_turns() -> None:
    """It answers and forgets as the model does, after a turn that was waited for."""
    model, waited = Answering(), 0

    async def turn() -> None:
        nonlocal waited
        waited += 1

    spread = Spread(model, turn)
    asked = request()

    assert (await spread(asked)).text == asked.key
    assert waited == 1
    assert spread.forget("k")
    assert model.forgotten == ["k"]
