"""What the batch commands do where the queue is in a PostgreSQL database that many machines share."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, TypeVar

import typer

from panel.cli.options import filled
from panel.errors import Interrupted, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from panel.batch.board import Added
    from panel.batch.status import Status
    from panel.cli.desk import Desk
    from panel.fleet.board import FleetBoard
    from panel.settings import Settings

T = TypeVar("T")
Database = Annotated[
    str | None,
    typer.Option("--database", callback=filled, help="The PostgreSQL that the machines share: postgresql://user@host:5432/name."),
]


def named(at: "Desk", database: str | None) -> "Settings | None":
    """The settings where a database is named, on the command line or for the workspace; None where the queue is this machine's."""
    found = at.settings
    return settings(at, database) if database or found.database else None


def settings(at: "Desk", database: str | None) -> "Settings":
    """The settings with a database in them. Raises UsageError when none is named, or what speaks to it is not installed."""
    found = at.settings
    found = replace(found, database=database or found.database)
    if not found.database:
        raise UsageError("no database is named; give --database postgresql://user@host:5432/name, or set PANEL_DATABASE")
    if find_spec("pgqueuer") is None or find_spec("asyncpg") is None:
        raise UsageError("what speaks to PostgreSQL is not installed; `pip install 'reviewer-panel[postgres]'` adds it")
    return found


def run(settings: "Settings", queue: str | None, *, max_cost: float | None, until: "datetime | None", json: bool) -> int:
    """Submit a queue, work on what the database holds until nothing is left, and fetch what others did; the exit code."""
    from panel.batch import report
    from panel.cli import batching, printing, worker
    from panel.cli.progress import say
    from panel.fleet.machine import LEASE

    if queue is not None:
        submit(settings, queue, max_cost=max_cost)
    worker.work(settings, say, at_once=settings.target.concurrency, lease=LEASE, drain=True, until=until)
    fetch(settings)
    found = status(settings)
    batching.shown(found, json=True) if json else printing.text(report.summary(found))
    return printing.PARTIAL if found.failed or found.waiting or found.running else 0


def submit(settings: "Settings", queue: str, *, max_cost: float | None = None) -> "Added":
    """Put the jobs of a file (`-` is stdin) into the queue, the tables made where they are missing; `max_cost` caps all machines together."""

    async def job(board: "FleetBoard") -> "Added":
        from panel.batch import jobs
        from panel.errors import InputError
        from panel.fleet.judged import Judged
        from panel.workspace import Workspace

        workspace = Workspace(settings.workspace)

        slugs = frozenset(workspace.slugs)

        def known(name: str) -> str:
            if name not in slugs:
                workspace.folder(name)
                raise InputError(f"{name!r}: lies outside this workspace, where other machines cannot find it; put it in tools/")
            return name

        if max_cost is not None:
            await board.cap(Decimal(str(max_cost)))
        with _opened(queue) as file:
            entries = jobs.read(jobs.lines(file), place=queue, known=known)
            return await board.add(entries, source=queue, inputs=Judged(workspace))

    return _on_board(settings, job)


def status(settings: "Settings") -> "Status":
    """How the queue stands."""
    return _on_board(settings, lambda board: board.status())


def cancel(settings: "Settings") -> int:
    """Take the waiting jobs out of the queue, and say how many."""
    return _on_board(settings, lambda board: board.cancel())


def retry(settings: "Settings") -> int:
    """Let the failed jobs wait again, and say how many."""
    return _on_board(settings, lambda board: board.retry())


def fetch(settings: "Settings") -> int:
    """Write the finished runs that this workspace does not have, and say how many."""

    async def job(board: "FleetBoard") -> int:
        from panel import runs

        folder = settings.workspace / "runs"
        written = 0
        async for run in board.runs(runs.ids(folder)):
            runs.save(folder, run)
            written += 1
        return written

    return _on_board(settings, job)


def _opened(queue: str) -> "BinaryIO":
    from panel.errors import InputError

    if queue == "-":
        return sys.stdin.buffer
    try:
        return Path(queue).open("rb")
    except (OSError, ValueError) as error:
        fact = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"{queue}: cannot be read ({fact}); name a file of jobs, one a line, or - for stdin") from error


def _on_board(settings: "Settings", job: "Callable[[FleetBoard], Awaitable[T]]") -> T:
    async def work() -> T:
        async with _board(settings) as board:
            return await job(board)

    try:
        return asyncio.run(work())
    except KeyboardInterrupt as error:
        raise Interrupted("interrupted; what was committed stays, and the same command goes on from there") from error


@asynccontextmanager
async def _board(settings: "Settings") -> "AsyncIterator[FleetBoard]":
    from panel.cli.progress import say
    from panel.fleet import database, schema
    from panel.fleet.board import FleetBoard

    async with database.Database(settings.database, warn=say) as opened:
        await schema.prepare(opened)
        yield FleetBoard(opened)
