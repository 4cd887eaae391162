"""The command that lets this machine work on a queue that many machines share."""

import asyncio
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from panel.cli.fleet import Database
from panel.cli.options import BaseUrl, ModelName, Workspace

if TYPE_CHECKING:
    from panel.fleet.worker import Worker
    from panel.settings import Settings

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def worker(
    context: typer.Context,
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, max=1000, help="How many jobs this machine does at once.")] = 16,
    fleet_limit: Annotated[
        int | None, typer.Option("--fleet-limit", min=1, help="How many jobs all machines together do at once; state it alike on each.")
    ] = None,
    drain: Annotated[bool, typer.Option("--drain", help="End when nothing is left to do, in place of waiting for more.")] = False,
    lease: Annotated[
        float, typer.Option("--lease", min=1, max=3600, help="Seconds without a sign of life before another machine takes over.")
    ] = 30.0,
    database: Database = None,
    base_url: BaseUrl = None,
    model: ModelName = None,
    workspace: Workspace = None,
) -> None:
    """Work on the queue in a PostgreSQL database until told to stop; any number of machines may."""
    from panel.cli import desk, fleet
    from panel.cli.progress import say

    settings = fleet.settings(desk.Desk(desk.root(context, workspace), base_url, model), database)
    work(settings, say, at_once=concurrency, limit=fleet_limit or 0, lease=lease, drain=drain)


def work(
    settings: "Settings",
    say: Callable[[str], None],
    *,
    at_once: int,
    lease: float,
    drain: bool,
    limit: int = 0,
    until: datetime | None = None,
) -> None:
    """Work on the queue in the database until a signal, until that time, or draining until nothing is left. Raises what ended it."""
    from panel.cli.desk import steady

    steady()
    asyncio.run(_work(settings, say, at_once=at_once, limit=limit, lease=lease, drain=drain, until=until))


async def _work(
    settings: "Settings", say: Callable[[str], None], *, at_once: int, limit: int, lease: float, drain: bool, until: datetime | None
) -> None:
    from panel.fleet.machine import machine

    async with machine(settings, at_once=at_once, limit=limit, lease=lease, say=say) as worker:
        loop = asyncio.get_running_loop()
        if until is not None:
            loop.call_later((until - datetime.now(UTC)).total_seconds(), worker.stop)
        for number in SIGNALS:
            loop.add_signal_handler(number, _first, worker, loop, say)
        try:
            await worker.run(drain=drain)
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)


def _first(worker: "Worker", loop: asyncio.AbstractEventLoop, say: Callable[[str], None]) -> None:
    """The first signal lets the jobs in hand end; the second gives them back."""
    say("stopping: the jobs in hand are finished first; once more gives them back to the others")
    worker.stop()
    for number in SIGNALS:
        loop.add_signal_handler(number, worker.give_back)
