"""Where votes go: those that arrive while others are being written are written together, and none is acknowledged before."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from panel.errors import PanelError
from panel.votes.count import Votes


class Choice(StrEnum):
    """What a reader can do about a tool."""

    SHIP = "ship"
    SKIP = "skip"
    WITHDRAW = "withdraw"


class Cast(NamedTuple):
    """One vote: `ballot` is the same whenever one reader votes on one tool, so a later vote replaces an earlier one."""

    ballot: bytes
    tool: str
    choice: Choice


class Shelf(Protocol):
    """A database of votes. Its methods raise DiskError when it cannot be reached or is full."""

    @property
    def label(self) -> str:
        """Where it is, without a password."""

    async def write(self, casts: Sequence[Cast]) -> None:
        """Put votes down, one for each ballot, and return when a power cut could not undo it."""

    async def counts(self) -> Mapping[str, Votes]:
        """How many ballots say what, by tool."""

    async def close(self) -> None:
        """Let go of it."""


class Box:
    """Takes votes one by one and writes them by the handful: a commit waits for the disk, however many votes are in it.

    `warn` gets a line when votes can no longer be kept, and one when they can again.
    """

    def __init__(self, shelf: Shelf, *, warn: Callable[[str], None]) -> None:
        self._shelf = shelf
        self._warn = warn
        self._lost = False
        self._waiting: list[tuple[Cast, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def cast(self, vote: Cast) -> None:
        """Return when the vote is kept for good. Raises DiskError when it is not."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((vote, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                # One for each ballot: the last word of a reader counts.
                await self._shelf.write(list({vote.ballot: vote for vote, _ in batch}.values()))
            except BaseException as error:
                _settle(batch, error)
                if not isinstance(error, PanelError):
                    raise
                self._tell(str(error), lost=True)
            else:
                _settle(batch, None)
                self._tell(f"{self._shelf.label}: votes are kept again", lost=False)

    def _tell(self, line: str, *, lost: bool) -> None:
        if lost != self._lost:
            self._lost = lost
            self._warn(line)


def _settle(batch: Sequence[tuple[Cast, "asyncio.Future[None]"]], error: BaseException | None) -> None:
    for _, done in batch:
        if done.done():  # whoever cast it has gone
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
