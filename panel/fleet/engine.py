"""The distributed engine at work: PgQueuer hands out turns, watches over who has one, and keeps the fleet's limit."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Self

from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.core.qm import QueueManager
from pgqueuer.core.tm import TaskManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job as Turn
from pgqueuer.ports.driver import Driver, NotifyCallback

from panel.errors import DiskError
from panel.fleet.board import TURN
from panel.fleet.database import Database
from panel.fleet.schema import SETTINGS, queries

LOOK = 5.0
"""Seconds at most between two looks for turns whose holder has died."""
AT_ONCE = 10
"""Turns in one statement."""


class Again(Exception):
    """The turn is given back, to be handed out again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds


class Line(Driver):
    """The engine's door to the database: one that waits for it when it restarts, and listens anew."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: list[asyncio.Task[None]] = []
        self._shutdown = asyncio.Event()
        self._tasks = TaskManager()

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """The rows. Raises what the database said, by which the engine knows a race that it lost."""
        try:
            return [dict(row) for row in await self._database.fetch(query, *args)]
        except DiskError as error:
            raise error.__cause__ or error from None

    async def execute(self, query: str, *args: object) -> str:
        """The status line."""
        return await self._database.execute(query, *args)

    async def notify(self, channel: str, payload: str) -> None:
        """Say it to all who listen."""
        await self._database.execute("SELECT pg_notify($1, $2)", channel, payload)

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        """Hear what is said, until this door is closed."""
        self._listeners.append(asyncio.create_task(self._database.listen(channel, callback)))

    @property
    def shutdown(self) -> asyncio.Event:
        """Never set from here."""
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        """Of no tasks."""
        return self._tasks

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for listener in self._listeners:
            listener.cancel()
        await asyncio.wait(self._listeners) if self._listeners else None


class Turns:
    """Hands turns to `take` until told to stop: at most `at_once` here, at most `limit` of the fleet (0 is no limit).

    A turn whose holder gave no sign for `lease` seconds is handed to somebody else. `take` ends a turn by returning, for good, or by
    raising Again; a cancelled one is given back at once. All workers of a fleet must state the same limit.
    """

    def __init__(self, database: Database, take: Callable[[str], Awaitable[None]], *, at_once: int, lease: float, limit: int = 0) -> None:
        self._take = take
        self._at_once = at_once
        self._lease = timedelta(seconds=lease)
        self._slots = asyncio.Semaphore(at_once)
        self._manager = QueueManager(queries(Line(database)), SETTINGS.channel)
        self._manager.entrypoint(TURN, concurrency_limit=limit, accepts_context=False, executor_factory=_patient)(self._taken)
        # Some are fetched ahead, so that a slot is not empty while the next is on its way; not those that another worker could do.
        self._held = at_once + (0 if limit else at_once // 4)
        self._tasks: set[asyncio.Task[object]] = set()
        # It tells of every failed statement with a traceback; what matters is told by us, in one line.
        logging.getLogger("pgqueuer").setLevel(logging.CRITICAL + 1)

    async def run(self) -> None:
        """Until `stop`, and until the turns in hand have ended."""
        held = max(self._held, 2)
        await self._manager.run(
            dequeue_timeout=min(timedelta(seconds=LOOK), self._lease / 2),
            batch_size=min(AT_ONCE, held // 2),
            max_concurrent_tasks=held,
            heartbeat_timeout=self._lease,
            log_aggregation_interval=timedelta(),
        )

    def stop(self) -> None:
        """Take no further turn."""
        self._manager.shutdown.set()

    def give_back(self) -> None:
        """Take no further turn, and give back those in hand."""
        self.stop()
        for task in self._tasks:
            task.cancel()

    async def _taken(self, turn: Turn) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            async with self._slots:
                if not self._manager.shutdown.is_set():
                    return await self._take((turn.payload or b"").decode())
            raise RetryRequested
        except Again as again:
            raise RetryRequested(timedelta(seconds=again.seconds)) from None
        except asyncio.CancelledError:
            # To the engine a cancelled turn is one that nobody wants any more.
            raise RetryRequested from None
        finally:
            self._tasks.discard(task)


def _patient(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    """A turn that ended in an error of ours is handed out again; how often, our own count of starts decides."""
    return DatabaseRetryEntrypointExecutor(
        parameters, max_attempts=sys.maxsize, initial_delay=timedelta(seconds=LOOK), backoff_multiplier=1.0
    )
