"""A queue of jobs as those see it who fill it, look at it and try again: the seam between one machine and many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from panel.batch.jobs import Entry, Job
from panel.batch.status import Status
from panel.canon import Closed


class Added(Closed):
    """What came of a queue: jobs that are new, jobs to be done again since their inputs changed, those known already, lines set aside."""

    new: int = 0
    changed: int = 0
    known: int = 0
    unread: int = 0


@dataclass(frozen=True)
class Claim:
    """One job handed out; `id` is the board's own, `starts` counts how often it was handed out, this time included."""

    id: int
    job: Job
    starts: int


class Board(Protocol):
    """A queue of jobs that outlives its workers. Every method is one whole step: it happened or it did not.

    Raises DiskError when it cannot be read or written.
    """

    async def add(self, entries: Iterable[Entry], *, source: str, inputs: Callable[[Job], str]) -> Added:
        """Put the entries of one source into the queue, in pieces as they come; a job that is there is not added twice.

        An entry that cannot be done is kept as failed with its place; those of an earlier reading of `source` are dropped first.
        `inputs` is called for jobs that are settled: where it differs from what they were settled with, they wait again; it raises
        InputError where there is none. A job that failed before its first start waits again as well.
        """
        ...

    async def status(self) -> Status:
        """How the batch stands now."""
        ...

    async def retry(self) -> int:
        """Let all failed jobs wait again, and say how many; a line that could not be read stays."""
        ...

    async def cancel(self) -> int:
        """Take all waiting jobs out of the queue, and say how many; running ones go on."""
        ...
