"""What a queue would still ask, job by job, without asking or changing anything."""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, Self

from panel.batch.board import Added
from panel.batch.jobs import Job
from panel.batch.ledger import Ledger
from panel.batch.session import Session
from panel.canon import Closed
from panel.errors import InputError
from panel.orchestrator import Plan


@contextmanager
def scratch(folder: Path) -> Iterator[Ledger]:
    """A ledger that begins as the one in the state folder stands, and is gone at the end of the block."""
    with TemporaryDirectory(prefix="panel-") as temporary:
        with closing(Ledger(folder, warn=lambda _: None)) as ledger:
            ledger.copy(Path(temporary))
        with closing(Ledger(Path(temporary), warn=lambda _: None)) as copied:
            copied.begin()
            yield copied


class Forecast(Closed):
    """What a queue would ask, summed over its jobs. `unreadable` jobs are not in the sums; the costs are None while a price is unknown."""

    format: Literal[1] = 1
    added: Added = Added()
    jobs: int = 0
    unreadable: int = 0
    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    prefix_tokens: int = 0
    completion_tokens: int = 0
    low: Decimal | None = Decimal()
    high: Decimal | None = Decimal()

    @property
    def told(self) -> str:
        """One line for a reader."""
        added = self.added
        cost = "unknown" if self.high is None else f"${self.low:.4f} to ${self.high:.4f}"
        share = 100 * self.prefix_tokens // (self.prompt_tokens or 1)
        shared = f" ({share} % in prefixes that a provider's cache can serve)" if share else ""
        return (
            f"{self.jobs:,} jobs to do ({added.new:,} new, {added.changed:,} changed, {added.known:,} known before, {added.unread:,} unread); "
            f"at most {self.calls:,} calls to ask, {self.cached:,} answered already, about {self.prompt_tokens:,} prompt tokens{shared} and "
            f"up to {self.completion_tokens:,} reply tokens, cost {cost}"
        )

    def plus(self, job: Mapping[str, Any]) -> Self:
        """With the estimate of one more job."""
        return self.model_copy(update={"jobs": self.jobs + 1, **{name: _sum(getattr(self, name), value) for name, value in job.items()}})


@dataclass(frozen=True)
class Outlook:
    """Takes the jobs of a session on a scratch ledger one by one; a request that several jobs share is in the first one's plan alone."""

    session: Session

    async def plans(self) -> AsyncIterator[Plan | InputError]:
        """What each waiting job still has to ask, or why it cannot be done."""
        # An unnamed database, which goes to a file when it grows.
        with closing(sqlite3.connect("")) as seen:
            seen.execute("CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID")
            while (claim := await self.session.board.take()) is not None:
                try:
                    plan = await self._plan(claim.job)
                except InputError as error:
                    yield error
                    continue
                fresh = tuple(request for request in plan.requests if _is_new(seen, request.key))
                yield replace(plan, requests=fresh)

    async def _plan(self, job: Job) -> Plan:
        orchestrator, samples = self.session.orchestrator, self.session.samples
        if len(job.tools) == 1:
            return await orchestrator.pending_reviews(job.tools, samples=samples)
        return await orchestrator.pending(*job.tools, samples=samples)


def _is_new(seen: sqlite3.Connection, key: str) -> bool:
    return seen.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", (key,)).rowcount == 1


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other
