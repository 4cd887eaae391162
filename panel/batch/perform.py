"""One job done: a review or a comparison, and what it came to."""

import asyncio
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Literal

from panel.batch.jobs import Job
from panel.canon import Closed, digest
from panel.comparison import Spend
from panel.errors import BudgetReached, DiskError, NoModel, PanelError, ProviderDown, UsageError
from panel.orchestrator import Orchestrator, spend
from panel.prompts import Prompts
from panel.runs import Run
from panel.scorecard import Failure

UNREACHED = frozenset({"timeout", "rate_limited", "unavailable"})
DETAIL = 240
"""Characters of the first failure's own words that a reason quotes."""


class Done(Closed):
    """Every seat is filled. `inputs` is the digest of what the job was made of."""

    state: Literal["done"] = "done"
    runs: tuple[str, ...]
    spend: Spend
    inputs: str


class Failed(Closed):
    """The job came to nothing, or some seats stayed empty; `inputs` is empty where they cannot be read."""

    state: Literal["failed"] = "failed"
    reason: str
    runs: tuple[str, ...] = ()
    spend: Spend = Spend()
    inputs: str = ""


class Unanswered(ProviderDown):
    """Not one call of a job was answered: the endpoint is down, or this job is more than it can do."""


@dataclass(frozen=True)
class Stopped:
    """The job was not finished for a reason that meets every other job as well, so it waits again."""

    error: PanelError
    spend: Spend = field(default_factory=Spend)


Outcome = Done | Failed | Stopped


@dataclass(frozen=True)
class Inputs:
    """The digest of what a job is made of: whom to ask and how, personas, prompts and the dossiers of its tools."""

    orchestrator: Orchestrator
    samples: int = 1

    def __call__(self, job: Job) -> str:
        """The digest as things stand now. Raises InputError when a tool cannot be read."""
        dossiers = [self.orchestrator.workspace.dossier(tool) for tool in job.tools]
        return self._digest(self._personas, self._prompts, {dossier.tool.slug: dossier.digest for dossier in dossiers})

    def of(self, run: Run) -> str:
        """The digest as things stood when the run was made."""
        return self._digest(run.made.personas, run.made.prompts, run.made.tools)

    @cached_property
    def _personas(self) -> dict[str, str]:
        voters, chair = self.orchestrator.workspace.personas
        return {persona.id: persona.digest for persona in (*voters, chair)}

    @cached_property
    def _prompts(self) -> dict[str, str]:
        return Prompts(self.orchestrator.workspace.prompts).digests

    def _digest(self, personas: dict[str, str], prompts: dict[str, str], tools: dict[str, str]) -> str:
        return digest([asdict(self.orchestrator.sampling), self.orchestrator.replay, self.samples, personas, prompts, tools])


async def perform(job: Job, orchestrator: Orchestrator, *, samples: int = 1) -> Outcome:
    """Do the job and say what it came to; nothing but a cancellation is raised.

    Done when no seat, pick or word is missing. An error that would meet the next job too stops the batch: the cap, no model, an
    endpoint that nobody reaches, a full disk. Any other one, foreseen or not, fails this job alone.
    """
    inputs = Inputs(orchestrator, samples)
    with orchestrator.client.meter.account() as used:
        attempt = asyncio.ensure_future(_attempt(job, orchestrator, samples))
        try:
            await asyncio.wait({attempt})
        except asyncio.CancelledError:
            attempt.cancel()
            await asyncio.wait({attempt})
            raise
        error = attempt.exception()
        return _judged(attempt.result(), inputs) if error is None else _fallen(error, job, inputs, spend(used))


async def _attempt(job: Job, orchestrator: Orchestrator, samples: int) -> Run:
    match job.tools:
        case (tool,):
            (run,) = await orchestrator.reviews([tool], samples=samples)
            return run
        case (a, b):
            return await orchestrator.compare(a, b, samples=samples)
    raise AssertionError(job)


def _judged(run: Run, inputs: Inputs) -> Outcome:
    failures = list(run.missing)
    if not failures:
        return Done(runs=(run.id,), spend=run.spend, inputs=inputs.of(run))
    over = next((failure for failure in failures if failure.reason == "over_budget"), None)
    if over is not None:
        return Stopped(BudgetReached(over.detail), run.spend)
    answered = any(seat.ballots for review in run.reviews for seat in review.seats)
    if not answered and all(failure.reason in UNREACHED for failure in failures):
        return Stopped(Unanswered(failures[0].detail), run.spend)
    return Failed(reason=_reason(run, failures), runs=(run.id,), spend=run.spend, inputs=inputs.of(run))


def _fallen(error: BaseException, job: Job, inputs: Inputs, used: Spend) -> Outcome:
    if isinstance(error, BudgetReached | DiskError | NoModel | ProviderDown | UsageError):
        return Stopped(error, used)
    told = str(error) if isinstance(error, PanelError) else _unforeseen(error)
    return Failed(reason=told, spend=used, inputs=_readable(job, inputs))


def _readable(job: Job, inputs: Inputs) -> str:
    try:
        return inputs(job)
    except Exception:  # noqa: BLE001 - whatever the job fell over may be met here once more
        return ""


def _unforeseen(error: BaseException) -> str:
    """The type, the message and the innermost line of an error that nobody expected."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno})" if trace else ""
    return f"unexpected: {type(error).__name__}: {_short(str(error))}{place}"


def _reason(run: Run, failures: list[Failure]) -> str:
    """Each empty seat with its reason, and the first one's own words."""
    several = len(run.reviews) > 1
    seats = dict.fromkeys(f"{f'{failure.tool} ' if several else ''}{failure.persona}: {failure.reason}" for failure in failures)
    return f"{'; '.join(seats)} ({_short(failures[0].detail)})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= DETAIL else line[: DETAIL - 3] + "..."
