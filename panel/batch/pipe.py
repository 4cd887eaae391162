"""Messages between two processes of one batch, whole and in order, over a pair of sockets."""

import asyncio
import pickle
from collections.abc import Callable
from socket import socket
from typing import Any, NamedTuple, cast

from panel.batch.jobs import Job
from panel.batch.perform import Outcome
from panel.errors import PanelError
from panel.llm.call import Reply, Request
from panel.llm.meter import Totals
from panel.scorecard import Failure

SIZE = 4
"""Bytes that say how long a parcel is."""


class Do(NamedTuple):
    """Do this job."""

    number: int
    job: Job


class Drop(NamedTuple):
    """Leave that job."""

    number: int


class Did(NamedTuple):
    """What a job came to; None for one that was left."""

    number: int
    outcome: Outcome | None


class Ask(NamedTuple):
    """Ask the model this."""

    number: int
    request: Request


class Leave(NamedTuple):
    """Nobody waits for that answer any more."""

    number: int


class Answered(NamedTuple):
    """What the model said, or why it said nothing, and what was used for it."""

    number: int
    landing: Reply | PanelError | RuntimeError
    used: Totals


class Forget(NamedTuple):
    """Take a kept reply out of use."""

    key: str


class Empty(NamedTuple):
    """A seat stayed empty."""

    failure: Failure


class Warn(NamedTuple):
    """A line for the user."""

    line: str


class Pipe(asyncio.Protocol):
    """One end of a line between two processes that trust each other: what is sent was made by this program and is unpickled."""

    def __init__(self) -> None:
        self._hear: Callable[[Any], None] = _nobody
        self._lost: Callable[[], None] = _nobody
        self._transport: asyncio.Transport | None = None
        self._parcel: list[Any] = []
        self._arrived = bytearray()

    async def open(self, end: socket, hear: Callable[[Any], None], *, lost: Callable[[], None]) -> None:
        """Carry messages over one of two connected sockets, which is the pipe's own from now on.

        `hear` gets each message, and `lost` is called when the other end is gone.
        """
        self._hear, self._lost = hear, lost
        end.setblocking(False)  # noqa: FBT003 - the only form of it
        await asyncio.get_running_loop().connect_accepted_socket(lambda: self, end)

    def send(self, message: Any) -> None:
        """Put a message on its way; all of one turn of the event loop travel in one parcel."""
        if not self._parcel:
            asyncio.get_running_loop().call_soon(self._flush)
        self._parcel.append(message)

    def close(self) -> None:
        """Send what is on its way, and let go of the socket."""
        self._flush()
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: the socket is ready."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """asyncio: some bytes came, of one parcel or of several."""
        self._arrived += data
        while len(self._arrived) >= SIZE:
            end = SIZE + int.from_bytes(self._arrived[:SIZE], "big")
            if len(self._arrived) < end:
                return
            messages = pickle.loads(memoryview(self._arrived)[SIZE:end].tobytes())  # noqa: S301 - written by our own process
            del self._arrived[:end]
            for message in messages:
                self._hear(message)

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the other end is gone, or this one was closed."""
        self._transport = None
        self._lost()

    def _flush(self) -> None:
        parcel, self._parcel = self._parcel, []
        if parcel and self._transport is not None:
            data = pickle.dumps(parcel, pickle.HIGHEST_PROTOCOL)
            self._transport.write(len(data).to_bytes(SIZE, "big") + data)


def _nobody(*_: object) -> None:
    """Hears nothing, before the pipe is open."""
