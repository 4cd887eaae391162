"""The queue of many machines: what is added, begun, settled, and asked about."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import panels
import pytest
from postgres import Postgres, cluster  # noqa: F401 - a fixture

from panel.batch.board import Added
from panel.batch.jobs import Job, Unread
from panel.batch.perform import Done, Failed, Stopped
from panel.comparison import Spend
from panel.errors import BudgetReached, DiskError, InputError

pytest.importorskip("pgqueuer")
from panel.fleet.board import TURN, FleetBoard, Started
from panel.fleet.database import Database
from panel.fleet.schema import prepare

A, B, PAIR = Job(tools=("a",)), Job(tools=("b",)), Job(tools=("a", "b"))
EVER = 99
DONE = Done(runs=(), spend=Spend(), inputs="")


@asynccontextmanager
async def opened(postgres: Postgres) -> AsyncIterator[tuple[FleetBoard, Database]]:
    """An empty queue."""
    async with Database(postgres.database()) as database:
        await prepare(database)
        yield FleetBoard(database), database


def same(_job: Job) -> str:
    """What is judged by never changes."""
    return "same"


async def turns(database: Database) -> list[str]:
    """What the engine would hand out, in its order."""
    rows = await database.fetch("SELECT payload, entrypoint FROM panel.queue WHERE status = 'queued' ORDER BY priority DESC, id")
    assert {row["entrypoint"] for row in rows} <= {TURN}
    return [row["payload"].decode() for row in rows]


async def begun(board: FleetBoard, job: Job, round: int = 0) -> Started:
    """A job that a worker has started."""
    started = await board.start(f"{job.key}:{round}", below=EVER)
    assert started is not None
    return started


@pytest.mark.anyio
async def test_add(postgres: Postgres) -> None:
    """A job that is there is not added twice, in whichever order its tools are named; the first come, first the higher priority."""
    async with opened(postgres) as (board, database):
        added = await board.add([B, A, PAIR, A, Job(tools=("b", "a"))], source="q", inputs=same)
        again = await board.add([PAIR.model_copy(update={"priority": 5}), A], source="q", inputs=same)

        assert (added, again) == (Added(new=3, known=2), Added(known=2))
        assert await turns(database) == [f"{job.key}:0" for job in (PAIR, B, A)]


@pytest.mark.anyio
async def test_many(postgres: Postgres) -> None:
    """A queue of several thousand is added in pieces, in order."""
    wanted = [Job(tools=(f"t{number}",)) for number in range(2500)]
    async with opened(postgres) as (board, database):
        assert await board.add(iter(wanted), source="q", inputs=same) == Added(new=2500)
        assert await turns(database) == [f"{job.key}:0" for job in wanted]


@pytest.mark.anyio
async def test_unread(postgres: Postgres) -> None:
    """What cannot be done is kept with its place; those of an earlier reading of the same file are dropped first."""

    def missing(job: Job) -> str:
        raise InputError(f"{job.title}: no such tool")

    async with opened(postgres) as (board, database):
        await board.add([Unread(place="q:1", reason="not JSON"), Unread(place="q:9", reason="gone")], source="q", inputs=same)
        added = await board.add(
            [Unread(place="q:1", reason="not JSON"), Unread(place="q:2", reason="no b", job=B)], source="q", inputs=same
        )
        await board.add([A], source="q2", inputs=missing)

        assert added == Added(unread=2)
        failures = (await board.status()).failures
        assert {(each.title, each.reason) for each in failures} == {("q:1", "not JSON"), ("b", "q:2: no b"), ("a", "a: no such tool")}
        assert await turns(database) == []


@pytest.mark.anyio
async def test_changed(postgres: Postgres) -> None:
    """A settled job waits again when what it is judged by has changed, and when it failed before it was ever begun."""
    async with opened(postgres) as (board, database):
        await board.add([A, Unread(place="q:2", reason="no b", job=B)], source="q", inputs=same)
        await board.settle(await begun(board, A), DONE)

        assert await board.add([A], source="q", inputs=same) == Added(known=1)
        assert await board.add([A, B], source="q", inputs=lambda _job: "other") == Added(changed=2)
        assert f"{A.key}:1" in await turns(database)
        assert (await begun(board, A, 1)).judged == "other"


@pytest.mark.anyio
async def test_waiting_job_is_renewed(postgres: Postgres) -> None:
    """A job that still waits is judged by what it was last added with."""
    async with opened(postgres) as (board, _):
        await board.add([A], source="q", inputs=same)

        assert await board.add([A], source="q", inputs=lambda _job: "other") == Added(known=1)
        assert (await begun(board, A)).judged == "other"


@pytest.mark.anyio
async def test_start(postgres: Postgres) -> None:
    """A job is begun by its own turn only, every start is counted, and none is given above the stated number."""
    async with opened(postgres) as (board, _):
        await board.add([A], source="q", inputs=same)
        turn = f"{A.key}:0"

        assert [(await begun(board, A)).starts, (await begun(board, A)).starts] == [1, 2]
        assert await board.start(turn, below=2) is None
        assert await board.start(f"{A.key}:1", below=EVER) is None
        assert await board.start("nobody:0", below=EVER) is None
        assert (await begun(board, A)).starts == 3


@pytest.mark.anyio
async def test_settle(postgres: Postgres) -> None:
    """Done and failed stay so, whoever settles late; stopped waits again with the start taken back; all that was used is summed."""
    used = Spend(asked=2, prompt_tokens=10, paid=Decimal("0.25"), worth=Decimal("0.5"))
    async with opened(postgres) as (board, _):
        await board.add([A, B], source="q", inputs=same)
        first = await begun(board, A)
        await board.settle(first, Stopped(BudgetReached("cap"), used))
        second = await begun(board, A)
        await board.settle(second, Done(runs=(), spend=used, inputs=""))
        await board.settle(first, Failed(reason="late"))
        await board.settle(await begun(board, B), Failed(reason="seats are empty", spend=used))
        status = await board.status()

    assert second.starts == 1
    assert (status.done, status.failed, status.waiting, status.running) == (1, 1, 0, 0)
    assert [failure.reason for failure in status.failures] == ["seats are empty"]
    assert status.spend == Spend(asked=6, prompt_tokens=30, paid=Decimal("0.75"), worth=Decimal("1.5"))


@pytest.mark.anyio
async def test_unknown_price(postgres: Postgres) -> None:
    """What one job paid and nobody knows makes the sum unknown."""
    async with opened(postgres) as (board, _):
        await board.add([A, B], source="q", inputs=same)
        await board.settle(await begun(board, A), Done(runs=(), spend=Spend(paid=Decimal(1)), inputs=""))
        await board.settle(await begun(board, B), DONE)

        assert (await board.status()).spend.paid is None


@pytest.mark.anyio
async def test_retry(postgres: Postgres) -> None:
    """Failed jobs wait again with their starts forgotten; a line that could not be read stays."""
    async with opened(postgres) as (board, database):
        await board.add([A, Unread(place="q:2", reason="not JSON")], source="q", inputs=same)
        await board.settle(await begun(board, A), Failed(reason="x"))

        assert await board.retry() == 1
        assert f"{A.key}:1" in await turns(database)
        assert (await begun(board, A, 1)).starts == 1
        assert (await board.status()).failed == 1


@pytest.mark.anyio
async def test_cancel(postgres: Postgres) -> None:
    """Waiting jobs leave the queue, a running one goes on."""
    async with opened(postgres) as (board, database):
        await board.add([A, B, PAIR], source="q", inputs=same)
        running = await begun(board, A)

        assert await board.cancel() == 2
        assert await turns(database) == [f"{A.key}:0"]
        await board.settle(running, DONE)
        assert (await board.status()).done == 1


@pytest.mark.anyio
async def test_runs(postgres: Postgres) -> None:
    """A run that was handed in comes back as it was, unless it is known; a damaged one is refused by its id."""
    run = panels.run()
    async with opened(postgres) as (board, database):
        await board.add([A], source="q", inputs=same)
        await board.settle(await begun(board, A), Done(runs=(run.id,), spend=Spend(), inputs=""), [(run.id, run.model_dump_json())])

        assert [each async for each in board.runs([])] == [run]
        assert [each async for each in board.runs([run.id])] == []
        await database.execute("UPDATE panel.run SET sealed = sealed || ' '")
        with pytest.raises(DiskError, match=f"run '{run.id}' is damaged"):
            [each async for each in board.runs([])]
