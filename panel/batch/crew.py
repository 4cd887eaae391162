"""Processes that do jobs side by side and ask through this one: nothing is asked twice, and one limit and one budget hold for all."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from socket import socket, socketpair
from typing import Self

from panel.batch import mate
from panel.batch.jobs import Job
from panel.batch.perform import Outcome
from panel.batch.pipe import Answered, Ask, Did, Do, Drop, Empty, Forget, Leave, Pipe, Warn
from panel.errors import PanelError
from panel.llm.call import Reply
from panel.orchestrator import Counted
from panel.scorecard import Failure
from panel.settings import Settings

CALLS = 100
"""Calls at once from which on another process pays: fewer leave this one time enough to read the answers."""
ASKING = 4
"""Jobs that a single other process does for each that is done here; chosen by trial: with more of them here, replies wait to be heard."""
GRACE = 10.0
"""Seconds in which a process ends once it is let go."""


def fitting(concurrency: int) -> int:
    """How many processes a batch with so many calls at once can use on this machine, besides this one."""
    if sys.platform != "linux":
        return 0
    return min(len(os.sched_getaffinity(0)) - 1, concurrency // CALLS)


@dataclass
class Member:
    """A process of the crew, this end of the line to it, and the jobs that it has in hand."""

    process: BaseProcess
    end: socket
    pipe: Pipe | None = None
    jobs: dict[int, "asyncio.Future[Outcome | None]"] = field(default_factory=dict)
    calls: dict[int, "asyncio.Task[None]"] = field(default_factory=dict)

    def send(self, message: Do | Drop | Answered) -> None:
        """Tell it something, unless it is gone."""
        if self.pipe is not None:
            self.pipe.send(message)

    def lost(self) -> None:
        """It is gone: its jobs stay in hand, and the next session counts that against them."""
        self.pipe = None
        for call in self.calls.values():
            call.cancel()
        for told in self.jobs.values():
            if not told.done():
                told.set_exception(self.died)

    @property
    def died(self) -> PanelError:
        """What is raised for its jobs once it is gone."""
        return PanelError(f"process {self.process.pid} of this batch died; `panel batch run` goes on with what is left")


@contextmanager
def started(settings: Settings, samples: int, number: int) -> Iterator[list[Member]]:
    """So many processes for the block. To be entered before any thread is started, since they are copies of this process."""
    members: list[Member] = []
    for _ in range(number):
        here, there = socketpair()
        ends = [here, *(member.end for member in members)]
        process = get_context("fork").Process(target=_serve, args=(settings, samples, there, ends), daemon=True)
        # Held back until the copy knows what to do with them.
        earlier = signal.pthread_sigmask(signal.SIG_BLOCK, mate.SIGNALS)
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, earlier)
        there.close()
        members.append(Member(process, here))
    try:
        yield members
    finally:
        for member in members:
            member.end.close()
        try:
            for member in members:
                member.process.join(GRACE)
        finally:
            for member in members:
                member.process.kill()
                member.process.join()


def _serve(settings: Settings, samples: int, end: socket, others: list[socket]) -> None:
    # A copy of the other ends would keep each line open after the process that owns it has died.
    for other in others:
        other.close()
    mate.serve(settings, samples, end)


class Crew:
    """Hands each job to the member with the fewest in hand, and asks the model for all of them.

    Beside a single member `here`, which does a job in this process, does every fifth one.
    """

    def __init__(
        self,
        members: list[Member],
        client: Counted,
        here: Callable[[Job], Awaitable[Outcome]],
        *,
        empty: Callable[[Failure], None],
        warn: Callable[[str], None],
    ) -> None:
        self._members = members
        self._client = client
        self._here = here
        self._in_hand_here = 0
        self._empty = empty
        self._warn = warn
        self._numbers = count()

    async def __aenter__(self) -> Self:
        for member in self._members:
            member.pipe = Pipe()
            await member.pipe.open(member.end, partial(self._hear, member), lost=member.lost)
        return self

    async def __aexit__(self, *_: object) -> None:
        # What is still asked for nobody is cut here, where a reply that has arrived is brought to the disk first.
        calls = [call for member in self._members for call in member.calls.values()]
        for call in calls:
            call.cancel()
        if calls:
            await asyncio.wait(calls)
        for member in self._members:
            if member.pipe is not None:
                member.pipe.close()

    async def perform(self, job: Job) -> Outcome:
        """What the job came to. Raises PanelError when the process that did it has died."""
        member = min(self._members, key=lambda member: (member.pipe is None, len(member.jobs)))
        if len(self._members) == 1 and ASKING * self._in_hand_here < len(member.jobs):
            self._in_hand_here += 1
            try:
                return await self._here(job)
            finally:
                self._in_hand_here -= 1
        if member.pipe is None:
            raise member.died
        number = next(self._numbers)
        told: asyncio.Future[Outcome | None] = asyncio.get_running_loop().create_future()
        member.jobs[number] = told
        member.send(Do(number, job))
        try:
            outcome = await asyncio.shield(told)
        except asyncio.CancelledError:
            member.send(Drop(number))
            outcome = await told
            # It may have been done in that moment.
            if outcome is None:
                raise
        finally:
            member.jobs.pop(number, None)
        assert outcome is not None
        return outcome

    def _hear(self, member: Member, message: Did | Ask | Leave | Forget | Empty | Warn) -> None:
        match message:
            case Did(number, outcome):
                if (told := member.jobs.get(number)) and not told.done():
                    told.set_result(outcome)
            case Ask(number):
                call = member.calls[number] = asyncio.get_running_loop().create_task(self._asked(member, message))
                call.add_done_callback(lambda _: member.calls.pop(number))
            case Leave(number):
                if number in member.calls:
                    member.calls[number].cancel()
            case Forget(key):
                self._forget(key)
            case Empty(failure):
                self._empty(failure)
            case Warn(line):
                self._warn(line)

    def _forget(self, key: str) -> None:
        try:
            self._client.forget(key)
        except PanelError as error:
            self._warn(str(error))

    async def _asked(self, member: Member, ask: Ask) -> None:
        landing: Reply | PanelError | RuntimeError
        with self._client.meter.account() as used:
            try:
                landing = await self._client(ask.request)
            except PanelError as error:
                landing = error
            except Exception as error:  # noqa: BLE001 - told to the job that asked, which would wait for ever
                landing = RuntimeError(f"{type(error).__name__}: {error}")
        member.send(Answered(ask.number, landing, used))
