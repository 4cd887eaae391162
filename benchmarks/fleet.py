"""What the fleet costs: CPU a job of worker and database with calls that cost nothing, and how near two workers come to the ideal.

    python benchmarks/fleet.py [cpu|latency|limits] ...

A job is four calls at once, paid for through the shared replies. PostgreSQL is started for it, with fsync on.
"""

import asyncio
import heapq
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from postgres import Postgres, running

from panel.batch.jobs import Job
from panel.batch.perform import Done, Outcome
from panel.comparison import Spend
from panel.fleet.board import FleetBoard
from panel.fleet.database import Database
from panel.fleet.limits import FleetGate
from panel.fleet.replies import Replies, Shared
from panel.fleet.schema import prepare
from panel.fleet.worker import Worker
from panel.llm.call import Message, Reply, ReplySchema, Request

MACHINES, AT_ONCE, CALLS = 2, 64, 4
TEXT = '{"opinion": "' + "word " * 400 + '"}'
"""About as long as a scorecard."""
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    for which in sys.argv[1:] or ["cpu", "latency", "limits"]:
        match which:
            case "cpu":
                _cpu(2000)
            case "latency":
                _latency(1280, "2")
                _latency(640, "heavy")
            case "limits":
                asyncio.run(_limits(_queue(0)[1], 1200, seconds=90))
            case "machine":
                return asyncio.run(_machine(*sys.argv[2:]))


def _cpu(count: int) -> None:
    postgres, url = _queue(count)
    before = _store(postgres)
    seconds, worker = _drained(url, "0")
    store = _store(postgres) - before
    print(
        f"{count} jobs of no-op calls: {1000 * worker / count:.1f} ms CPU a job in the workers, {1000 * store / count:.1f} in the database"
    )
    print(f"  ({count / seconds:.0f} jobs a second on this machine)")


def _latency(count: int, latency: str) -> None:
    _, url = _queue(count)
    seconds, _ = _drained(url, latency)
    ideal = _greedy([_seconds(latency, f"tool-{number}") for number in range(count)])
    print(f"{count} jobs, latency {latency}: {seconds:.1f} s of work, {ideal / seconds:.0%} of the ideal {ideal:.1f} s")


def _greedy(jobs: list[float]) -> float:
    """Seconds that the jobs take in their order when every free place takes the next at once, as in one process without any overhead."""
    places = [0.0] * (MACHINES * AT_ONCE)
    for seconds in jobs:
        heapq.heapreplace(places, places[0] + seconds)
    return max(places)


async def _limits(url: str, cap: int, *, seconds: float) -> None:
    """Two connections ask as fast as they are let, in real time."""
    starts: list[float] = []

    async def ask(gate: FleetGate) -> None:
        while True:
            await gate.admit(1000)
            starts.append(time.monotonic())

    async with Database(url) as one, Database(url) as two:
        gates = [FleetGate(database, scope="e", requests=cap, tokens=None) for database in (one, two)]
        asking = [asyncio.create_task(ask(gate)) for gate in gates for _ in range(16)]
        await asyncio.sleep(seconds)
        for task in asking:
            task.cancel()
        await asyncio.wait(asking)
    worst = max(sum(begin <= start < begin + 60 for start in starts) for begin in starts)
    print(f"cap of {cap} requests a minute: {worst} in the worst minute ({worst / cap:.1%})")


def _queue(count: int) -> tuple[Postgres, str]:
    postgres = running()
    url = postgres.database()

    async def fill() -> None:
        async with Database(url) as database:
            await prepare(database)
            jobs = (Job(tools=(f"tool-{number}",)) for number in range(count))
            await FleetBoard(database).add(jobs, source="benchmark", inputs=lambda _job: "")

    asyncio.run(fill())
    return postgres, url


def _drained(url: str, latency: str) -> tuple[float, float]:
    """Seconds from the first job to the last, and CPU seconds of all workers without their start."""
    command = [sys.executable, __file__, "machine", url, latency]
    machines = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(MACHINES)]
    told = [[float(number) for number in machine.communicate()[0].split()] for machine in machines]
    return max(ended for _, ended, _ in told) - min(began for began, _, _ in told), sum(cpu for _, _, cpu in told)


async def _machine(url: str, latency: str) -> None:
    began, ended = float("inf"), 0.0

    async def call(request: Request) -> Reply:
        await asyncio.sleep(_seconds(latency, request.messages[0].content.partition("/")[0]))
        return Reply(text=TEXT, model="m", usage=None, cost=None, at="2026-11-23T09:00:00+00:00")

    async def perform(job: Job) -> Outcome:
        nonlocal began, ended
        began = min(began, time.time())
        async with asyncio.TaskGroup() as group:
            for number in range(CALLS):
                group.create_task(model(_request(f"{job.title}/{number}")))
        ended = time.time()
        return Done(runs=(), spend=Spend(), inputs="")

    async with Database(url, patience=60) as database:
        replies = Replies(database, owner=uuid4(), lease=30, warn=print)
        model: Shared = replies.beneath(call)
        worker = Worker(database, perform, judged=lambda _job: "", runs=Path(), at_once=AT_ONCE, lease=30, say=lambda _line: None)
        used = time.process_time()
        await worker.run(drain=True)
        print(began, ended, time.process_time() - used)


def _seconds(latency: str, job: str) -> float:
    """How long each call of a job takes; `heavy` is a tail that is cut at 20 s (Pareto, a = 1.5)."""
    return min(random.Random(job).paretovariate(1.5), 20) if latency == "heavy" else float(latency)


def _request(text: str) -> Request:
    return Request(endpoint="e", model="m", messages=(Message("user", text),), schema=ReplySchema("s", "{}"), max_tokens=100)


def _store(postgres: Postgres) -> float:
    """CPU seconds of all processes of the database so far, those that have ended included."""
    return sum(
        _used(path) for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == postgres.pid or path.parent.name == str(postgres.pid)
    )


def _fields(path: Path) -> list[str]:
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parent(path: Path) -> int:
    fields = _fields(path)
    return int(fields[1]) if fields else 0


def _used(path: Path) -> float:
    fields = _fields(path)
    return sum(int(field) for field in fields[11:15]) / TICKS if fields else 0.0


if __name__ == "__main__":
    main()
