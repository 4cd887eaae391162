"""Machines of a fleet for tests: real processes over a real database, whose calls a real server counts.

As a program it is a small machine: its jobs are a few calls each, paid for through the shared replies, with no panel behind them.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from server import Act, FakeServer, Received, completion

from panel.batch.jobs import Job
from panel.batch.perform import Done, Outcome
from panel.comparison import Spend
from panel.fleet.board import FleetBoard
from panel.fleet.database import Database
from panel.fleet.replies import Replies, Shared
from panel.fleet.schema import prepare
from panel.fleet.worker import Worker
from panel.llm.call import Message, Reply, ReplySchema, Request

CALLS = 4
PATIENCE = 120.0


def request(text: str) -> Request:
    """A request that differs from others by its text."""
    return Request(endpoint="e", model="m", messages=(Message("user", text),), schema=ReplySchema("s", "{}"), max_tokens=100)


def jobs(count: int) -> list[Job]:
    """So many reviews of tools that nobody has."""
    return [Job(tools=(f"tool-{number}",)) for number in range(count)]


@dataclass
class Counted:
    """What a server was asked: how often each call, and how many at a time; it answers while it is open."""

    latency: float = 0.0
    open: bool = True
    calls: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    at_once: int = 0
    most: int = 0
    heard: Callable[[str], None] = lambda _call: None

    def __call__(self, received: Received) -> Act:
        call = received.content.decode()
        self.calls[call] += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.heard(call)

        async def act(received: Received, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(self.latency)
            while not self.open:
                await asyncio.sleep(0.01)
            self.at_once -= 1
            await completion(call)(received, writer)
            self.answered += 1

        return act

    @property
    def repeated(self) -> int:
        """Calls made more than once."""
        return sum(self.calls.values()) - len(self.calls)


@dataclass(frozen=True)
class Board:
    """The queue of a database, asked from a test that has no loop of its own."""

    url: str

    def add(self, wanted: list[Job]) -> None:
        """Put jobs in that any machine may do."""

        async def steps(board: FleetBoard) -> None:
            await board.add(wanted, source="queue", inputs=lambda _job: "")

        self._ask(steps)

    @property
    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""

        async def steps(board: FleetBoard) -> dict[str, int]:
            status = await board.status()
            return {state: count for state in ("waiting", "running", "done", "failed") if (count := getattr(status, state))}

        return self._ask(steps)

    @property
    def workers(self) -> int:
        """How many machines have a job in hand."""

        async def steps(board: FleetBoard) -> int:
            return (await board.status()).workers

        return self._ask(steps)

    @property
    def reasons(self) -> dict[str, str]:
        """Why jobs failed."""

        async def steps(board: FleetBoard) -> dict[str, str]:
            return {failure.title: failure.reason for failure in (await board.status()).failures}

        return self._ask(steps)

    def replies(self) -> set[str]:
        """The keys of the replies that are kept."""

        async def ask() -> set[str]:
            async with Database(self.url) as database:
                return {row["key"] for row in await database.fetch("SELECT key FROM panel.reply WHERE sealed IS NOT NULL")}

        return asyncio.run(ask())

    def _ask(self, steps: Callable[..., object]) -> object:
        async def ask() -> object:
            async with Database(self.url) as database:
                await prepare(database)
                return await steps(FleetBoard(database))

        return asyncio.run(ask())


@contextmanager
def machines(count: int, url: str, server: FakeServer, *flags: str) -> Iterator[list[subprocess.Popen[str]]]:
    """So many small machines that drain the queue; they are killed at the end of the block."""
    command = [sys.executable, __file__, url, str(server.port), *flags]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(count)]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code and what was said, once the process has ended by itself."""
    _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def until(met: Callable[[], bool]) -> None:
    """Look again and again; a condition that is never met fails the test."""
    last = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < last, "it never came to that"
        os.sched_yield()


class Call:
    """A call to the counting server, over a connection of its own."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __call__(self, request: Request) -> Reply:
        said = request.messages[0].content
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(f"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: {len(said)}\r\n\r\n{said}".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        size = int(head.partition("content-length: ")[2].split()[0])
        body = json.loads(await reader.readexactly(size))
        writer.close()
        return Reply(text=body["choices"][0]["message"]["content"], model="m", usage=None, cost=None, at="2026-11-23T09:00:00+00:00")


@dataclass(frozen=True)
class Small:
    """A job of the small machine: its calls, one after the other. The job named `poison` ends its machine after the first."""

    model: Shared

    async def __call__(self, job: Job) -> Outcome:
        for number in range(CALLS):
            await self.model(request(f"{job.title}/{number}"))
            if job.title == "poison":
                os.kill(os.getpid(), signal.SIGKILL)
        return Done(runs=(), spend=Spend(asked=CALLS), inputs="")


async def work(url: str, port: str, at_once: str = "8", lease: str = "30", limit: str = "0") -> None:
    """Drain the queue."""

    def say(line: str) -> None:
        if "done" not in line:
            sys.stderr.write(f"{line}\n")

    async with Database(url, patience=PATIENCE, warn=say) as database:
        await prepare(database)
        replies = Replies(database, owner=uuid4(), lease=float(lease), warn=say)
        small = Small(replies.beneath(Call(int(port))))
        worker = Worker(
            database, small, judged=lambda _job: "", runs=Path(), at_once=int(at_once), lease=float(lease), limit=int(limit), say=say
        )
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
        try:
            await worker.run(drain=True)
        finally:
            await replies.settle()


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
