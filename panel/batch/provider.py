"""A queue of jobs answered ahead of time by the provider's batch API, so that the ordinary run finds most replies kept."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Literal

from pydantic import ValidationError

from panel.batch.jobs import Job
from panel.canon import Closed
from panel.errors import InputError, ProviderDown, UsageError
from panel.files import write
from panel.llm.batch_progress import Progress, Submitted
from panel.llm.batch_shard import on_disk
from panel.llm.batches import Batches
from panel.llm.call import Request
from panel.orchestrator import Orchestrator

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""Seconds between two looks at the provider; the pause grows while nothing changes."""
PATIENCE = 30
"""Looks in a row that may fail before waiting is given up."""


class Asked(Closed):
    """Whom a queue was submitted to, and for how many draws; the first line of the file of its jobs."""

    format: Literal[1] = 1
    endpoint: str
    model: str
    samples: int


class Prefill:
    """Rounds over a queue: what can be asked now is submitted, and the next round asks what follows from the answers.

    A pick quotes scorecards and the chair quotes everything, so a comparison takes three rounds at least. A job whose request failed
    for good goes no further here; the ordinary run asks it live. Rounds end, since each holds requests that no earlier one held. The
    jobs are a file beside the batches while there are rounds to come, so that any process with the workspace goes on. Requests are
    looked for job by job and never held all at once.
    """

    def __init__(
        self,
        orchestrator: Orchestrator,
        batches: Batches,
        *,
        warn: Callable[[str], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._orchestrator = orchestrator
        self._batches = batches
        self._warn = warn
        self._sleep = sleep
        self._jobs = batches.folder / "jobs.jsonl"

    async def submit(self, jobs: Iterable[Job], *, samples: int = 1) -> Submitted:
        """Take these jobs in the place of earlier ones, and send the first round. Raises what `Batches.submit` raises."""
        await self._batches.clear()
        sampling = self._orchestrator.sampling
        asked = Asked(endpoint=sampling.endpoint, model=sampling.model, samples=samples)
        write(self._jobs, "".join([asked.model_dump_json() + "\n", *(json.dumps(job.tools) + "\n" for job in jobs)]))
        return await self._batches.submit(self._requests())

    async def advance(self) -> Progress:
        """One look at the provider; once all that was sent is settled, the next round is sent.

        `waiting` is 0 in what this returns when nothing more will come. A queue that was submitted to another endpoint or model is
        left alone, which is warned of. Raises what `Batches.submit` raises.
        """
        progress = await self._batches.advance()
        if progress.waiting or not self._is_under_way() or not self._is_meant():
            return progress
        if not (await self._batches.submit(self._requests())).requests:
            self._end()
        return self._batches.progress()

    def progress(self) -> Progress:
        """How the batches stand, by what is on the disk."""
        return self._batches.progress()

    async def run(self, jobs: Iterable[Job], *, told: Callable[[Progress], None], samples: int = 1) -> Progress:
        """All rounds, waiting for each; `told` hears of every change. Passing trouble with the provider is waited out."""
        await self.submit(jobs, samples=samples)
        progress, pause, failed = self._batches.progress(), FIRST_PAUSE, 0
        while progress.waiting or self._is_under_way():
            before = progress
            try:
                progress, failed = await self.advance(), 0
            except ProviderDown as error:
                failed += 1
                if failed == PATIENCE:
                    raise
                self._warn(f"{error}; looking again")
            if progress != before:
                told(progress)
            pause = FIRST_PAUSE if progress != before else min(2 * pause, LONGEST_PAUSE)
            if progress.waiting or failed:
                await self._sleep(pause)
        return progress

    async def cancel(self) -> Progress:
        """Begin no further round, and cancel what is at the provider."""
        self._end()
        return await self._batches.cancel()

    async def _requests(self) -> AsyncIterator[Request]:
        with on_disk(self._jobs), self._jobs.open(encoding="utf-8") as lines:
            samples = self._asked(lines.readline()).samples
            for line in lines:
                for request in await self._of(json.loads(line), samples):
                    yield request

    async def _of(self, tools: list[str], samples: int) -> tuple[Request, ...]:
        try:
            if len(tools) == 1:
                return (await self._orchestrator.pending_reviews(tools, samples=samples)).requests
            return (await self._orchestrator.pending(tools[0], tools[1], samples=samples)).requests
        except (InputError, UsageError) as error:
            self._warn(f"{' vs '.join(tools)}: {error}")
            return ()

    def _is_under_way(self) -> bool:
        return self._jobs.exists()

    def _asked(self, line: str) -> Asked:
        try:
            return Asked.model_validate_json(line)
        except ValidationError as error:
            raise InputError(f"{self._jobs}: damaged; remove it and submit the queue anew") from error

    def _is_meant(self) -> bool:
        with on_disk(self._jobs), self._jobs.open(encoding="utf-8") as lines:
            asked = self._asked(lines.readline())
        sampling = self._orchestrator.sampling
        if (asked.endpoint, asked.model) == (sampling.endpoint, sampling.model):
            return True
        self._warn(f"the queue was submitted to {asked.model!r} at {asked.endpoint!r}; name them again to go on with it")
        return False

    def _end(self) -> None:
        with on_disk(self._jobs):
            self._jobs.unlink(missing_ok=True)
