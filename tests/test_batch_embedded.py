"""Rules of panel/batch/embedded.py, on a real ledger."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from batch_parts import job, ledger
from llm_parts import Clock

from panel.batch.embedded import FIRST_PATIENCE, GLANCE, LONGEST_PAUSE, Embedded
from panel.batch.jobs import Job
from panel.batch.ledger import Ledger
from panel.batch.perform import Done, Failed, Outcome, Stopped, Unanswered
from panel.comparison import Spend
from panel.errors import BudgetReached, DiskError, Interrupted, PanelError, ProviderDown

pytestmark = pytest.mark.anyio
DONE = Done(runs=(), spend=Spend(asked=4), inputs="x")
DOWN = Stopped(ProviderDown("nobody answers"))


async def filled(folder: Path, count: int) -> Ledger:
    """A ledger with so many jobs."""
    board = ledger(folder)
    await board.add((job(f"t{number}") for number in range(count)), source="q", inputs=lambda _: "")
    return board


def worker(board: Ledger, perform: Callable[[Job], Awaitable[Outcome]], warned: list[str] | None = None, **how: Any) -> Embedded:
    return Embedded(board, perform, warn=(warned if warned is not None else []).append, **{"at_once": 4, **how})


async def counts(board: Ledger) -> tuple[int, int, int, int]:
    status = await board.status()
    return status.waiting, status.running, status.done, status.failed


async def a_while() -> None:
    """Longer than it takes to take the next jobs."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_as_many_as_allowed(tmp_path: Path) -> None:
    """All jobs are done, never more than allowed at a time, and as many as that."""
    board, running, most = await filled(tmp_path, 20), 0, 0

    async def perform(asked: Job) -> Outcome:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await a_while()
        running -= 1
        return DONE

    assert await worker(board, perform).work() is None
    assert await counts(board) == (0, 0, 20, 0)
    assert most == 4


async def test_nothing_to_do(tmp_path: Path) -> None:
    """An empty queue finishes at once."""

    async def perform(asked: Job) -> Outcome:
        raise AssertionError(asked)

    assert await worker(ledger(tmp_path), perform).work() is None


async def test_no_task_for_what_waits(tmp_path: Path) -> None:
    """Tasks are held for the jobs in flight alone."""
    board, most = await filled(tmp_path, 300), 0

    async def perform(asked: Job) -> Outcome:
        nonlocal most
        await asyncio.sleep(0)
        most = max(most, len(asyncio.all_tasks()))
        return DONE

    await worker(board, perform).work()

    assert 4 < most <= 4 + 4


async def test_a_stop(tmp_path: Path) -> None:
    """What meets every job ends the taking; the jobs in flight are finished, and the one that was stopped waits again."""
    board, stop = await filled(tmp_path, 20), BudgetReached("cap")

    async def perform(asked: Job) -> Outcome:
        await a_while()
        return Stopped(stop) if asked.tools == ("t1",) else DONE

    assert await worker(board, perform).work() is stop
    assert await counts(board) == (17, 0, 3, 0)


async def test_failures_go_on(tmp_path: Path) -> None:
    """A job that fails is a failure of its own."""
    board = await filled(tmp_path, 5)

    async def perform(asked: Job) -> Outcome:
        return Failed(reason="dx: timeout") if asked.tools == ("t1",) else DONE

    assert await worker(board, perform).work() is None
    assert await counts(board) == (0, 0, 4, 1)


async def test_until(tmp_path: Path) -> None:
    """When nothing more may be taken, the jobs in flight are finished and the rest waits."""
    board, done = await filled(tmp_path, 20), 0

    async def perform(asked: Job) -> Outcome:
        nonlocal done
        await asyncio.sleep(0)
        done += 1
        return DONE

    assert await worker(board, perform, may_take=lambda: done < 8).work() is None
    waiting, running, settled, _ = await counts(board)
    assert (running, waiting + settled) == (0, 20)
    assert 8 <= settled < 12


async def test_an_outage_is_waited_for(tmp_path: Path) -> None:
    """While the provider is down one job is tried after each pause, the pauses grow, and all jobs are done in the end."""
    board, clock, warned, tried = await filled(tmp_path, 20), Clock(), list[str](), list[float]()

    async def perform(asked: Job) -> Outcome:
        await a_while()
        if asked.tools != ("t0",) and clock.now < 1100:
            tried.append(clock.now)
            return DOWN
        return DONE

    assert await worker(board, perform, warned, clock=clock, sleep=clock.sleep).work() is None
    assert await counts(board) == (0, 0, 20, 0)
    assert [pause for pause in clock.slept if pause > GLANCE] == [2, 4, 8, 16, 32, 60]
    assert len(tried) == 3 + 5
    assert len(warned) == 1
    assert warned[0].startswith("nobody answers; ")


@pytest.mark.parametrize(("was_up", "patience"), [(True, 300.0), (False, FIRST_PATIENCE)], ids=["was up", "never up"])
async def test_patience_ends(tmp_path: Path, was_up: bool, patience: float) -> None:
    """A provider that stays down ends the batch after a stated time, sooner if it never answered; nothing has failed."""
    board, clock = await filled(tmp_path, 20), Clock()

    async def perform(asked: Job) -> Outcome:
        await asyncio.sleep(0)
        return DONE if was_up and asked.tools == ("t0",) else DOWN

    ending = await worker(board, perform, clock=clock, sleep=clock.sleep).work()

    assert ending is DOWN.error
    assert patience <= sum(clock.slept) <= patience + LONGEST_PAUSE
    assert await counts(board) == (19, 0, 1, 0) if was_up else (20, 0, 0, 0)


async def test_one_job_that_nobody_answers(tmp_path: Path) -> None:
    """A job whose calls all come to nothing, twice, while others are answered fails by itself; the batch goes on."""
    board, clock, tried = await filled(tmp_path, 50), Clock(), 0

    async def perform(asked: Job) -> Outcome:
        nonlocal tried
        if asked.tools != ("t7",):
            await asyncio.sleep(0)
            return DONE
        tried += 1
        for _ in range(8):
            await asyncio.sleep(0)
        return Stopped(Unanswered("t7: no answer within 180 s"))

    assert await worker(board, perform, clock=clock, sleep=clock.sleep).work() is None
    assert await counts(board) == (0, 0, 49, 1)
    assert tried == 2


async def test_added_while_running(tmp_path: Path) -> None:
    """What comes back to the queue while jobs are in flight is taken up, also when nothing else waits."""
    board, tried, last = await filled(tmp_path, 4), list[str](), asyncio.Event()

    async def perform(asked: Job) -> Outcome:
        tried.append(asked.tools[0])
        if len(tried) > 4:
            last.set()
        elif asked.tools == ("t3",):
            # Until the queue was found empty.
            for _ in range(20):
                await asyncio.sleep(0)
            retried = 0
            while retried < 3:
                retried += await board.retry()
                await asyncio.sleep(0)
            await last.wait()
        else:
            return Failed(reason="first time")
        return DONE

    assert await worker(board, perform, sleep=Clock().sleep).work() is None
    assert tried == ["t0", "t1", "t2", "t3", "t0", "t1", "t2"]
    assert await counts(board) == (0, 0, 4, 0)


async def test_drain(tmp_path: Path) -> None:
    """After a stop, jobs that need no further call are finished; the others are cut when no call is under way, and wait again."""
    board, idle, begun = await filled(tmp_path, 20), asyncio.Event(), asyncio.Event()

    async def perform(asked: Job) -> Outcome:
        if asked.tools in {("t0",), ("t1",)}:
            await idle.wait()
            return DONE
        begun.set()
        await asyncio.Future()
        raise AssertionError

    async def until_idle() -> None:
        await idle.wait()

    embedded = worker(board, perform)
    working = asyncio.create_task(embedded.work())
    await begun.wait()
    stop = Interrupted("interrupted")
    embedded.stop(stop)
    draining = asyncio.create_task(embedded.drain(until_idle))
    await asyncio.sleep(0)
    idle.set()
    ending: PanelError | None = await working
    await draining

    assert ending is stop
    assert await counts(board) == (18, 0, 2, 0)


async def test_cancelled(tmp_path: Path) -> None:
    """A batch that is cancelled lets go of its jobs: they wait again."""
    board, begun = await filled(tmp_path, 20), asyncio.Event()

    async def perform(asked: Job) -> Outcome:
        begun.set()
        await asyncio.Future()
        raise AssertionError

    working = asyncio.create_task(worker(board, perform).work())
    await begun.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert await counts(board) == (20, 0, 0, 0)


async def test_a_ledger_that_breaks(tmp_path: Path) -> None:
    """A ledger that can no longer be written ends the batch with its error."""
    board = await filled(tmp_path, 20)

    async def perform(asked: Job) -> Outcome:
        board.close()
        for file in tmp_path.glob("batch.db*"):
            file.unlink()
        (tmp_path / "batch.db").mkdir()
        return DONE

    assert isinstance(await worker(board, perform, at_once=1).work(), DiskError)
