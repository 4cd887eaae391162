"""One session of a batch on this machine: the queue is read in, and worked through."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from panel.batch.board import Added
from panel.batch.embedded import Embedded
from panel.batch.jobs import Job, lines, read
from panel.batch.ledger import Ledger
from panel.batch.perform import Inputs, Outcome, perform
from panel.dossier import SLUG
from panel.errors import InputError
from panel.orchestrator import Orchestrator
from panel.workspace import Workspace

AT_ONCE = 4
"""Jobs in flight at least: the stages of a comparison leave gaps that others fill."""


@dataclass(frozen=True)
class Session:
    """A board, who performs its jobs, and how many draws a torn seat may take. Raises InputError on a persona that cannot be read."""

    board: Ledger
    orchestrator: Orchestrator
    samples: int = 1

    def __post_init__(self) -> None:
        # Now, since it would fail every job.
        _ = self.orchestrator.workspace.personas

    async def add(self, file: BinaryIO, *, place: str) -> Added:
        """Put the entries of a queue file on the board, line by line."""
        inputs = Inputs(self.orchestrator, self.samples)
        entries = read(lines(file), place=place, known=named(self.orchestrator.workspace))
        return await self.board.add(entries, source=place, inputs=inputs)

    async def perform(self, job: Job) -> Outcome:
        """What a job comes to when it is done in this process."""
        return await perform(job, self.orchestrator, samples=self.samples)

    def embedded(
        self,
        perform: Callable[[Job], Awaitable[Outcome]],
        *,
        concurrency: int,
        warn: Callable[[str], None],
        may_take: Callable[[], bool],
        patience: float,
    ) -> Embedded:
        """Who works through the board: a job for each call that may be under way, since the last call of a comparison has no company."""
        return Embedded(self.board, perform, at_once=max(AT_ONCE, concurrency), warn=warn, may_take=may_take, patience=patience)


def named(workspace: Workspace) -> Callable[[str], str]:
    """What gives a tool its one name: the slug, or for a folder elsewhere its whole path. It raises InputError on an unknown one."""

    def name(tool: str) -> str:
        if SLUG.fullmatch(tool):
            if (workspace.root / "tools" / tool).is_dir():
                return tool
            if not Path(tool).exists():
                # In place of the workspace's own words, which list its tools: there may be a line of these for every line of a queue.
                raise InputError(f"{tool!r}: no such tool; `panel tool list` shows those of this workspace")
        folder = workspace.folder(tool).resolve()
        return folder.name if folder == (workspace.root / "tools" / folder.name).resolve() else str(folder)

    return name
