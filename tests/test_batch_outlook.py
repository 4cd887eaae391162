"""Rules of panel/batch/outlook.py."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from batch_parts import OTHER, TOOL, ledger, opened, tools
from obliging import obliging
from parts import workspace
from server import FakeServer

from panel.batch.board import Added
from panel.batch.outlook import Forecast, Outlook, scratch
from panel.batch.session import Session
from panel.errors import InputError

pytestmark = pytest.mark.anyio
NOWHERE = "http://127.0.0.1:9/v1"


async def looked(folder: Path, queue: str) -> tuple[Added, list[int | str]]:
    """What a queue would add, and for each job how many requests it would make, or why it cannot."""
    async with opened(folder, NOWHERE) as panel:
        with scratch(folder / ".panel") as board:
            session = Session(board, panel)
            added = await session.add(io.BytesIO(queue.encode()), place="q.txt")
            plans = [plan async for plan in Outlook(session).plans()]
    return added, [str(plan) if isinstance(plan, InputError) else len(plan.requests) + plan.later for plan in plans]


async def test_a_look(tmp_path: Path) -> None:
    """What several jobs share is counted once, a tool that cannot be read is named, and nothing is changed by looking."""
    folder = workspace(tmp_path)
    (bad,) = tools(folder, 1)
    (folder / "tools" / bad / "tool.toml").write_text("= nothing")
    added, plans = await looked(folder, f"{TOOL}\n{TOOL} {OTHER}\n{bad}\nno\n")

    assert added == Added(new=3, unread=1)
    assert plans[:2] == [4, 4 + 2 * 4 + 1]
    assert "not TOML" in str(plans[2])
    assert not (folder / ".panel" / "batch.db").exists()


async def test_a_look_at_what_is_there(tmp_path: Path) -> None:
    """What is done is known; what waits, or is running elsewhere, is still to be asked; the ledger stays as it is."""
    folder = workspace(tmp_path)
    board = ledger(folder / ".panel")
    slugs = tools(folder, 2)
    with FakeServer(obliging) as server:
        async with opened(folder, server.base_url) as panel:
            session = Session(board, panel)
            await session.add(io.BytesIO(TOOL.encode()), place="q.txt")
            await session.embedded(session.perform, concurrency=1, warn=print, may_take=lambda: True, patience=0).work()
            await session.add(io.BytesIO("\n".join(slugs).encode()), place="q.txt")
            await board.take()
    before = await board.status()
    added, plans = await looked(folder, f"{TOOL}\n{slugs[0]}\n")

    assert added == Added(known=2)
    assert plans == [4, 4]
    assert await board.status() == before


def test_sums() -> None:
    """A forecast adds up its jobs; one unknown price makes the whole unknown, and it is told so."""
    job = {"calls": 4, "cached": 1, "prompt_tokens": 1000, "completion_tokens": 50, "low": Decimal("0.5"), "high": Decimal(1)}
    two = Forecast(added=Added(new=2)).plus(job).plus(job)

    assert (two.jobs, two.calls, two.low, two.high) == (2, 8, Decimal(1), Decimal(2))
    assert two.told == (
        "2 jobs to do (2 new, 0 changed, 0 known before, 0 unread); at most 8 calls to ask, 2 answered already, "
        "about 2,000 prompt tokens and up to 100 reply tokens, cost $1.0000 to $2.0000"
    )
    assert "2,000 prompt tokens (30 % in prefixes" in two.model_copy(update={"prefix_tokens": 600}).told
    assert two.plus({**job, "low": None, "high": None}).told.endswith("cost unknown")
