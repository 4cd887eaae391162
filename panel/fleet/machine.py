"""One machine of a fleet put together: a workspace, a model that all machines share the replies and limits of, and a worker."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from uuid import uuid4

from panel.assembly import assembled
from panel.batch.perform import perform
from panel.fleet.database import Database
from panel.fleet.judged import Judged
from panel.fleet.limits import FleetGate, FleetPurse
from panel.fleet.replies import Replies
from panel.fleet.schema import prepare
from panel.fleet.worker import Worker
from panel.llm.meter import Meter
from panel.settings import Settings

LEASE = 30.0
"""Seconds without a sign of life after which a machine's jobs and claims go to others."""
FOR_EVER = float("inf")


@asynccontextmanager
async def machine(
    settings: Settings, *, at_once: int, lease: float = LEASE, limit: int = 0, say: Callable[[str], None]
) -> AsyncIterator[Worker]:
    """The worker of this machine, with the database's tables made where they are missing.

    Raises ProviderDown when the database does not answer now; once it has, the worker waits for it as long as it takes. At the
    end of the block the calls that are under way are waited for, and their replies put in the database.
    """
    async with Database(settings.database, patience=FOR_EVER, warn=say) as database:
        await prepare(database)
        replies = Replies(database, owner=uuid4(), lease=lease, warn=say)
        purse = FleetPurse(database)
        gate = _gate(settings, database)
        async with assembled(settings, meter=Meter(), warn=say, gate=gate, purse=purse, shared=replies.beneath) as orchestrator:
            try:
                yield Worker(
                    database,
                    partial(perform, orchestrator=orchestrator),
                    judged=Judged(orchestrator.workspace),
                    runs=orchestrator.workspace.runs,
                    at_once=at_once,
                    lease=lease,
                    limit=limit,
                    purse=purse,
                    say=say,
                )
            finally:
                await replies.settle()


def _gate(settings: Settings, database: Database) -> FleetGate | None:
    target = settings.target
    if target.requests_per_minute is None and target.tokens_per_minute is None:
        return None
    return FleetGate(database, scope=target.label, requests=target.requests_per_minute, tokens=target.tokens_per_minute)
