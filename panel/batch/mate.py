"""A process that does jobs for the one that started it, and asks the model through it."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import closing
from itertools import count
from socket import socket
from typing import Any

from panel.assembly import seated
from panel.batch.perform import perform
from panel.batch.pipe import Answered, Ask, Did, Do, Drop, Empty, Forget, Leave, Pipe, Warn
from panel.llm.cache import Store
from panel.llm.call import Reply, Request
from panel.llm.meter import Meter
from panel.orchestrator import Orchestrator
from panel.scorecard import Failure
from panel.settings import Settings
from panel.settled import Memory


def serve(settings: Settings, samples: int, end: socket) -> None:
    """Do the jobs that come over a socket until its other end is closed. A signal ends the process that started this one, and so this."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
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
        mate = Mate(seated(settings, client=relay, memory=memory, watch=watch), samples, relay, pipe.send)
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
        assert request.key
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
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def hear(self, message: Do | Drop | Answered) -> None:
        """One message of the process that started this one."""
        match message:
            case Do():
                task = asyncio.get_running_loop().create_task(self._do(message))
                self._tasks[message.number] = task
                task.add_done_callback(lambda _: self._tasks.pop(message.number))
            case Drop():
                if in_hand := self._tasks.get(message.number):
                    in_hand.cancel()
            case Answered():
                self._relay.answered(message)

    async def _do(self, told: Do) -> None:
        try:
            outcome = await perform(told.job, self._orchestrator, samples=self._samples)
        except asyncio.CancelledError:
            self._send(Did(told.number, None))
            return
        self._send(Did(told.number, outcome))
