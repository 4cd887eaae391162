"""Rules of panel/batch/budget.py."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from batch_parts import entries, ledger

from panel.batch.budget import Budget
from panel.batch.ledger import Ledger
from panel.errors import OverBudget

pytestmark = pytest.mark.anyio
CAP = Decimal(1)
CALL, COST = Decimal("0.1"), Decimal("0.04")


async def calls(budget: Budget, *, most: int = 1000) -> int:
    """How many calls one after the other the budget lets in."""
    for number in range(most):
        try:
            await budget.reserve(CALL)
        except OverBudget:
            return number
        budget.settle(CALL, COST)
    return most


async def begun(folder: Path) -> Ledger:
    """The ledger of a batch that is not finished."""
    board = ledger(folder)
    await board.add(entries("a\n"), source="q", inputs=lambda _: "")
    return board


async def test_never_passed(tmp_path: Path) -> None:
    """No call is let in that could pass the cap."""
    budget = Budget(await begun(tmp_path), CAP)
    made = await calls(budget)

    assert made == 23
    assert budget.spent == made * COST
    assert budget.spent + CALL > CAP


async def test_an_orderly_end(tmp_path: Path) -> None:
    """What was drawn and not spent is there for the next session, to the cent."""
    made = 0
    for _ in range(30):
        budget = Budget(await begun(tmp_path), CAP)
        made += await calls(budget, most=1)
        budget.close()

    assert made == 23


@pytest.mark.parametrize("cap", [CAP, None], ids=["capped", "no cap before"])
async def test_a_crash(tmp_path: Path, cap: Decimal | None) -> None:
    """After a crash what was spent is counted, and at most a slice and the calls in flight more: the cap is never passed."""
    made, sessions = 0, 5
    for _ in range(sessions):
        made += await calls(Budget(await begun(tmp_path), cap), most=3)
    left = Budget(await begun(tmp_path), CAP)
    counted = left.spent
    made += await calls(left)

    assert made * COST <= CAP
    assert sessions * 3 * COST <= counted <= sessions * (3 * COST + CALL + CAP / 100)


async def test_what_is_set_aside_counts(tmp_path: Path) -> None:
    """Calls under way at the same time are let in only as far as all of them may cost their bound."""
    budget = Budget(await begun(tmp_path), CAP)
    for _ in range(10):
        await budget.reserve(CALL)

    with pytest.raises(OverBudget, match=r"\$0\.0000 of \$1\.0000 are spent by this batch, \$1\.0000 are set aside"):
        await budget.reserve(CALL)


async def test_shut(tmp_path: Path) -> None:
    """Once it is shut no call begins, and it is idle when the last one under way has ended."""
    budget = Budget(await begun(tmp_path), None)
    await budget.reserve(CALL)
    budget.shut()
    waiting = asyncio.create_task(budget.reserve(CALL))
    idle = asyncio.create_task(budget.idle())
    await asyncio.sleep(0)
    before = idle.done()
    budget.settle(CALL, COST)
    await idle

    assert not before
    assert not waiting.done()
    waiting.cancel()


async def test_nothing_under_way(tmp_path: Path) -> None:
    """A budget of which nothing was asked is idle."""
    await Budget(await begun(tmp_path), None).idle()

    assert not Budget(await begun(tmp_path), None).capped
