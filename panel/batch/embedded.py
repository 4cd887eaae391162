"""A batch worked through in this process: as many jobs at once as keep the model busy, until none is left or something stops it."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from panel.batch.board import Claim
from panel.batch.jobs import Job
from panel.batch.ledger import Ledger
from panel.batch.perform import Done, Failed, Outcome, Stopped, Unanswered
from panel.errors import Interrupted, PanelError, ProviderDown

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds for which nothing is taken while the provider is down; the pause doubles."""
PATIENCE = 300.0
"""Seconds for which a provider that was up before may be down."""
FIRST_PATIENCE = 15.0
"""Seconds for which one may be down that has not answered yet: that is a wrong address, mostly."""
GLANCE = 1.0
"""Seconds between two looks at a queue that is empty while jobs are in flight."""
GRACE = 1.0
"""Seconds in which jobs whose last reply has come are finished, once no call is under way."""


@dataclass
class Outage:
    """The provider is down since then; nothing is taken before `until`, and then one job to see. Times of the clock."""

    since: float
    asked: float
    pause: float

    @property
    def until(self) -> float:
        """When the next look is due."""
        return self.asked + self.pause

    def again(self, now: float) -> None:
        """It was down at another look."""
        self.asked, self.pause = now, min(2 * self.pause, LONGEST_PAUSE)


class Embedded:
    """Takes jobs from a board, performs at most `at_once` of them at a time, and settles each.

    Tasks are held for the jobs in flight alone. `may_take` is asked before each job and ends the batch in order when it says no.
    While the provider is down nothing is taken but one job after each pause; after `patience` seconds of this the batch ends.
    """

    def __init__(
        self,
        board: Ledger,
        perform: Callable[[Job], Awaitable[Outcome]],
        *,
        at_once: int,
        warn: Callable[[str], None],
        may_take: Callable[[], bool] = lambda: True,
        patience: float = PATIENCE,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._board = board
        self._perform = perform
        self._at_once = at_once
        self._warn = warn
        self._may_take = may_take
        self._patience = patience
        self._sleep = sleep
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._ending: PanelError | None = None
        self._outage: Outage | None = None
        self._answers = 0
        self._frozen = False

    async def work(self) -> PanelError | None:
        """Work until no job is left, and say what ended the batch before that, if anything did; jobs in flight are finished first."""
        async with asyncio.TaskGroup() as group:
            try:
                while self._ending is None and self._may_take() and (claim := await self._next()) is not None:
                    task = group.create_task(self._one(claim, self._outage, self._answers))
                    self._tasks.add(task)
                    task.add_done_callback(self._ended)
                    # The first job begins before the last one is taken.
                    await asyncio.sleep(0)
            except PanelError as error:
                self.stop(error)
        return self._ending

    def stop(self, error: PanelError) -> None:
        """Take no further job; the first reason is the one that is told."""
        self._ending = self._ending or error
        self._changed.set()

    async def drain(self, idle: Callable[[], Awaitable[None]]) -> None:
        """Cut the jobs in flight once no call is under way, which `idle` waits for; what they heard is kept. To be called after `stop`."""
        await idle()
        if self._tasks:
            _, left = await asyncio.wait(set(self._tasks), timeout=GRACE)
            for task in left:
                task.cancel()

    async def _next(self) -> Claim | None:
        """A job as soon as there is room for it, None when nothing is left or the batch ends."""
        while self._ending is None and self._may_take():
            self._changed.clear()
            if len(self._tasks) >= (1 if self._outage else self._at_once):
                await self._changed.wait()
            elif self._outage and self._outage.until > self._clock():
                await self._pause(self._outage.until - self._clock())
            elif (claim := await self._board.take()) is not None:
                return claim
            elif self._tasks:
                # What is in flight may come back to the queue, and another process may add to it.
                await self._pause(GLANCE)
            else:
                return None
        return None

    async def _one(self, claim: Claim, outage: Outage | None, answers: int) -> None:
        """Do a job that was taken while things stood so."""
        try:
            outcome = await self._perform(claim.job)
        except asyncio.CancelledError:
            outcome = Stopped(Interrupted("interrupted"))
        except PanelError as error:
            # Whoever did the job is gone, perhaps because of it: it stays in hand, and the next session counts that.
            return self.stop(error)
        if isinstance(outcome, Stopped) and isinstance(outcome.error, Unanswered) and self._answers > answers and claim.starts > 1:
            # Others were answered meanwhile, so it is the job's own trouble.
            outcome = Failed(reason=str(outcome.error), spend=outcome.spend)
        try:
            await self._board.settle(claim, outcome)
        except PanelError as error:
            self.stop(error)
        if not self._frozen:
            self._frozen = True
            # All that is imported by now stays. Counted among the living, it would let garbage grow to a quarter of its size
            # before a full collection, and the process with it.
            gc.freeze()
        self._heed(outcome, outage)

    def _heed(self, outcome: Outcome, outage: Outage | None) -> None:
        match outcome:
            case Stopped(error=ProviderDown() as error):
                self._down(error, outage)
            case Stopped(error=error):
                self.stop(error)
            case Done() | Failed() if outcome.spend.asked:
                self._outage = None
                self._answers += 1

    def _down(self, error: ProviderDown, outage: Outage | None) -> None:
        now = self._clock()
        patience = self._patience if self._answers else min(self._patience, FIRST_PATIENCE)
        if self._outage is None:
            self._outage = Outage(since=now, asked=now, pause=FIRST_PAUSE)
            self._warn(f"{error}; nothing is taken meanwhile, and it is tried again for up to {patience:.0f} s")
        elif outage is self._outage:
            # Those that were in flight when it went down say nothing new.
            self._outage.again(now)
        if now - self._outage.since >= patience:
            self.stop(error)

    async def _pause(self, seconds: float) -> None:
        pausing = {asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._changed.wait())}
        await asyncio.wait(pausing, return_when=asyncio.FIRST_COMPLETED)
        for task in pausing:
            task.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()
