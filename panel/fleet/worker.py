"""One machine at work: takes jobs from the database, does them, and hands in their runs."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from panel.batch.jobs import Job
from panel.batch.perform import Failed, Outcome, Stopped
from panel.errors import DiskError, InputError, PanelError
from panel.files import read_bytes
from panel.fleet.board import FleetBoard, Started
from panel.fleet.database import Database
from panel.fleet.engine import Again, Turns
from panel.fleet.limits import FleetPurse
from panel.runs import RUN_LIMIT

TRUSTED, MOST = 2, 5
"""A job that so many starts never ended runs alone among its like; after so many it is set aside."""
ELSEWHERE = 20.0
"""Seconds before a job that does not fit this workspace is offered again."""
GLANCE = 0.5
"""Seconds between two looks at whether anything is left."""


class Worker:
    """Does jobs until it is told to stop, or, draining, until nothing is left that it could do.

    `perform` does one job; `judged` is the digest of what it would be judged by here. A job that bears another digest is given back.
    One that was running at five ends of its worker is set aside as failed. An error that would meet every job gives the job back,
    stops this worker, and is raised when the jobs in hand are done.
    """

    def __init__(
        self,
        database: Database,
        perform: Callable[[Job], Awaitable[Outcome]],
        *,
        judged: Callable[[Job], str],
        runs: Path,
        at_once: int,
        lease: float,
        limit: int = 0,
        purse: FleetPurse | None = None,
        say: Callable[[str], None],
    ) -> None:
        self._board = FleetBoard(database)
        self._perform = perform
        self._judged = judged
        self._runs = runs
        self._purse = purse
        self._say = say
        self._turns = Turns(database, self._take, at_once=at_once, lease=lease, limit=limit)
        self._alone = asyncio.Lock()
        self._others: set[str] = set()
        self._error: PanelError | None = None

    async def run(self, *, drain: bool = False) -> None:
        """Work. Raises the error that met every job, and ProviderDown when the database stays away."""
        watching = asyncio.create_task(self._watch()) if drain else None
        try:
            await self._turns.run()
        finally:
            if watching is not None:
                watching.cancel()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Finish the jobs in hand and take no other."""
        self._turns.stop()

    def give_back(self) -> None:
        """Give the jobs in hand back to the others; replies that are paid for are kept."""
        self._turns.give_back()

    async def _watch(self) -> None:
        while await self._board.has_more(but=self._others):  # noqa: ASYNC110 - other machines set no event here
            await asyncio.sleep(GLANCE)
        self.stop()

    async def _take(self, turn: str) -> None:
        started = await self._board.start(turn, below=TRUSTED)
        if started is not None:
            return await self._do(started)
        # Settled already, or running at the end of so many workers that it may have ended them: then no other such job runs beside it.
        async with self._alone:
            started = await self._board.start(turn, below=MOST + 1)
            if started is not None:
                await self._do(started)

    async def _do(self, started: Started) -> None:
        if started.starts > MOST:
            reason = f"set aside: {MOST} workers ended while it was running; see their logs, and `panel batch retry` tries again"
            return await self._board.settle(started, Failed(reason=reason))
        if not self._fits(started):
            await self._board.settle(started, Stopped(PanelError("not here")))
            raise Again(ELSEWHERE)
        try:
            await self._finish(started)
        except asyncio.CancelledError:
            await self._board.settle(started, Stopped(PanelError("interrupted")))
            raise

    async def _finish(self, started: Started) -> None:
        if self._purse is not None:
            await self._purse.look()
        outcome = await self._perform(started.job)
        match outcome:
            case Stopped(error=error):
                await self._board.settle(started, outcome)
                self._error = self._error or error
                self.stop()
                raise Again(0)
            case _:
                await self._board.settle(started, outcome, [(id, self._text(id)) for id in outcome.runs])
                self._say(f"{started.job.title}: {outcome.state}{f' ({outcome.reason})' if isinstance(outcome, Failed) else ''}")

    def _fits(self, started: Started) -> bool:
        try:
            fits = self._judged(started.job) == started.judged
            fact = "its personas, prompts or tool folders differ from those here"
        except InputError as error:
            fits, fact = False, str(error)
        if not fits and started.judged not in self._others:
            self._others.add(started.judged)
            self._say(f"{started.job.title}: left to other workers, since {fact}")
        return fits

    def _text(self, id: str) -> str:
        try:
            return read_bytes(self._runs / id / "run.json", limit=RUN_LIMIT).decode()
        except InputError as error:
            raise DiskError(f"{error}; the job will be done again") from error
