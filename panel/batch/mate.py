"""A process that does jobs for the one that started it, and asks the model through it."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from itertools import count
from socket import socket
from typing import Any

from panel.assembly import seated
from panel.batch.perform import Failed, Outcome, perform
from panel.batch.pipe import Answered, Ask, Did, Do, Drop, Empty, Forget, Leave, Pipe, Warn
from panel.errors import PanelError
from panel.llm.cache import Store
from panel.llm.call import Reply, Request
from panel.llm.meter import Meter
from panel.orchestrator import Orchestrator
from panel.scorecard import Failure
from panel.settings import Settings
from panel.settled import Memory

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(settings: Settings, samples: int, end: socket) -> None:
    """Do the jobs that come over a socket until its other end is closed. A signal ends the process that started this one, and so this.

    Ends at once where the workspace cannot be read: the process that started this one says so.
    """
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    with suppress(PanelError):
        asyncio.run(_served(settings, samples, end))


async def _served(settings: Settings, samples: int, end: socket) -> None:
    gone, pipe = asyncio.Event(), Pipe()

    def warn(line: str) -> None:
        pipe.send(Warn(line))

    def watch(_question: object, failure: Failure | None) -> None:
        if failure is not None:
            pipe.send(Empty(failure))

    relay = Relay(pipe.send, Store(settings.state / "replies", Reply, warn=warn))
    with closing(Memory(settings.state / "settled", relay.meter, warn=warn)) as memory:
        orchestrator = seated(settings, client=relay, memory=memory, watch=watch)
        # Now, as the process that asks reads them, and not at the first job.
        _ = orchestrator.workspace.personas
        mate = Mate(orchestrator, samples, relay, pipe.send)
        await pipe.open(end, mate.hear, lost=gone.set)
        await gone.wait()


class Relay:
    """A model that is asked through another process, which keeps, limits and pays; accounts are kept on both sides."""

    def __init__(self, send: Callable[[Any], None], store: Store[Reply]) -> None:
        self.meter = Meter()
        self.store = store
        self._send = send
        self._numbers = count()
        self._waiting: dict[int, asyncio.Future[Answered]] = {}

    async def __call__(self, request: Request) -> Reply:
        """The reply. Raises what the client of the other process raised."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        # Its digest is made here, so that it need not be made there.
        _ = request.key
        self._send(Ask(number, request))
        try:
            answered = await self._waiting[number]
        except asyncio.CancelledError:
            self._send(Leave(number))
            raise
        finally:
            del self._waiting[number]
        self.meter.count(answered.used)
        if isinstance(answered.landing, Reply):
            return answered.landing
        raise answered.landing

    def answered(self, answer: Answered) -> None:
        """Hand over what came."""
        if (waiting := self._waiting.get(answer.number)) and not waiting.done():
            waiting.set_result(answer)

    def forget(self, key: str) -> bool:
        """Take a kept reply out of use."""
        self._send(Forget(key))
        return True


class Mate:
    """Does the jobs that it hears of, side by side."""

    def __init__(self, orchestrator: Orchestrator, samples: int, relay: Relay, send: Callable[[Any], None]) -> None:
        self._orchestrator = orchestrator
        self._samples = samples
        self._relay = relay
        self._send = send
        self._tasks: dict[int, asyncio.Task[Outcome]] = {}

    def hear(self, message: Do | Drop | Answered) -> None:
        """One message of the process that started this one."""
        match message:
            case Do(number, job):
                task = asyncio.get_running_loop().create_task(perform(job, self._orchestrator, samples=self._samples))
                self._tasks[number] = task
                task.add_done_callback(partial(self._ended, number))
            case Drop():
                if in_hand := self._tasks.get(message.number):
                    in_hand.cancel()
            case Answered():
                self._relay.answered(message)

    def _ended(self, number: int, task: "asyncio.Task[Outcome]") -> None:
        # A task may be cancelled before its first step, so that nothing within it would say so.
        del self._tasks[number]
        outcome: Outcome | None = None
        if not task.cancelled():
            error = task.exception()
            outcome = Failed(reason=f"unexpected: {type(error).__name__}: {error}") if error else task.result()
        self._send(Did(number, outcome))
