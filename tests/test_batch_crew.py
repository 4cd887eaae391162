"""Rules of the processes that do jobs beside the one that asks: what dies with whom, and what crosses the line between them."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from socket import socketpair
from typing import Any

import pytest
from batch_parts import job
from obliging import obliging
from server import FakeServer
from test_batch_cli import Held, batch, counted, place, started, status, wait_until_kept

from panel.assembly import seated
from panel.batch.crew import Crew, fitting
from panel.batch.crew import started as crew_of
from panel.batch.jobs import Job
from panel.batch.mate import Mate, Relay
from panel.batch.perform import Failed, Outcome
from panel.batch.pipe import Did, Do, Drop, Forget, Pipe, Warn
from panel.engine import together
from panel.llm.cache import Store
from panel.llm.call import Reply, Request
from panel.llm.meter import Meter
from panel.settings import load
from panel.settled import Memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the children of a process are looked up in /proc")
TWO = ("--processes", "2")


def children(process: int) -> list[int]:
    """The processes that a process started."""
    return [int(name) for name in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def ended(process: int) -> bool:
    """Whether a process has ended, whoever is to collect it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_one_of_two_dies(tmp_path: Path) -> None:
    """The batch ends with one line when a process dies; what the others had in hand is finished, and the next command does the rest."""
    folder, _ = place(tmp_path, 12)
    held = Held(10)
    with FakeServer(held) as server:
        with started(folder, "run", *TWO, "q.txt", base_url=server.base_url) as process:
            held.wait(4)
            wait_until_kept(folder, 10)
            read = set(held.read)
            os.kill(children(process.pid)[0], signal.SIGKILL)
            held.let_go()
            _, err = process.communicate(timeout=60)
        middle, first = status(folder), len(server.requests)
        result = batch(folder, "run", *TWO, "q.txt", base_url=server.base_url)
        second = {request.content for request in server.requests[first:]}

    (line,) = err.splitlines()
    assert (process.returncode, line.endswith("died; `panel batch run` goes on with what is left")) == (1, True)
    assert middle["running"] > 0
    assert result.returncode == 0, result.stderr
    assert counted(status(folder)) == (0, 0, 12, 0)
    assert not read & second


def test_all_die_with_the_one_that_asks(tmp_path: Path) -> None:
    """Nobody works on after the process that started them was killed, and its queue is free again."""
    folder, _ = place(tmp_path, 4)
    held = Held(2)
    with FakeServer(held) as server:
        with started(folder, "run", *TWO, "q.txt", base_url=server.base_url) as process:
            held.wait(4)
            beside = children(process.pid)
            process.send_signal(signal.SIGKILL)
            process.wait(60)
            until = time.monotonic() + 60
            while not all(map(ended, beside)):
                assert time.monotonic() < until
        held.let_go()

    assert len(beside) == 2
    assert status(folder)["workers"] == 0


def test_a_tool_of_two_jobs_is_asked_once(tmp_path: Path) -> None:
    """Jobs in different processes that need the same replies share them, and each run counts what it asked or was served."""
    folder, slugs = place(tmp_path, 3)
    (folder / "q.txt").write_text("".join(f"{a} {b}\n" for a, b in zip(slugs, [*slugs[1:], slugs[0]], strict=True)))
    with FakeServer(obliging) as server:
        result = batch(folder, "run", *TWO, "--json", "q.txt", base_url=server.base_url)
        asked = Counter(request.content for request in server.requests)

    assert result.returncode == 0, result.stderr
    assert set(asked.values()) == {1}
    assert len(asked) >= 3 * 4 + 3
    assert (status(folder)["spend"]["asked"], len(list((folder / "runs").glob("2*")))) == (len(asked), 3)


class Broken:
    """A model with a fault that nobody foresaw."""

    def __init__(self, home: Path) -> None:
        self.meter = Meter()
        self.store = Store(home, Reply, warn=print)

    async def __call__(self, request: Request) -> Reply:
        raise KeyError(request.model)

    def forget(self, key: str) -> bool:
        return False


def test_a_fault_nobody_foresaw(tmp_path: Path) -> None:
    """It fails the job that met it, in its own words, and none waits for ever."""
    folder, slugs = place(tmp_path, 1)
    settings = load(folder, {"PANEL_BASE_URL": "http://127.0.0.1:9/v1", "PANEL_MODEL": "m-1"})

    async def performed() -> Any:
        async with Crew(members, Broken(tmp_path / "kept"), busy, empty=print, warn=print) as crew:
            return await crew.perform(job(slugs[0]))

    with crew_of(settings, 1, 1) as members:
        outcome = asyncio.run(performed())

    assert isinstance(outcome, Failed)
    assert "KeyError: 'm-1'" in outcome.reason


def test_a_fault_nobody_foresaw_in_a_dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails the job as well when it is met in the other process, also where it is met once more."""
    folder, slugs = place(tmp_path, 1)
    settings = load(folder, {"PANEL_BASE_URL": "http://127.0.0.1:9/v1", "PANEL_MODEL": "m-1"})

    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("of a dossier")

    async def performed() -> Outcome:
        async with Crew(members, Broken(tmp_path / "kept"), busy, empty=print, warn=print) as crew:
            return await crew.perform(job(slugs[0]))

    monkeypatch.setattr("panel.dossier.load", broken)
    with crew_of(settings, 1, 1) as members:
        outcome = asyncio.run(asyncio.wait_for(performed(), 60))

    assert isinstance(outcome, Failed)
    assert "ZeroDivisionError: of a dossier" in outcome.reason


def test_a_job_that_is_left_before_it_began(tmp_path: Path) -> None:
    """Who hears in one breath that a job is to be done and that it is not, says that it was left."""
    folder, slugs = place(tmp_path, 1)
    settings = load(folder, {"PANEL_BASE_URL": "http://127.0.0.1:9/v1", "PANEL_MODEL": "m-1"})
    said: list[Any] = []

    async def heard() -> None:
        relay = Relay(said.append, Store(tmp_path / "kept", Reply, warn=print))
        with closing(Memory(tmp_path / "settled", relay.meter, warn=print)) as memory:
            mate = Mate(seated(settings, client=relay, memory=memory, watch=lambda *_: None), 1, relay, said.append)
            mate.hear(Do(7, job(slugs[0])))
            mate.hear(Drop(7))
            while not said:
                await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(heard(), 60))

    assert said == [Did(7, None)]


async def busy(_job: Job) -> Outcome:
    """A process that has no time for jobs."""
    raise AssertionError("this job is not for here")


def test_a_single_other_leaves_a_fifth(tmp_path: Path) -> None:
    """Beside one other process every fifth job is done here, so that both are at work about as long."""
    folder, slugs = place(tmp_path, 15)
    settings = load(folder, {"PANEL_BASE_URL": "http://127.0.0.1:9/v1", "PANEL_MODEL": "m-1"})
    ours: list[Job] = []

    async def here(job: Job) -> Outcome:
        ours.append(job)
        await others_began.wait()
        return Failed(reason="here")

    async def performed() -> list[Outcome]:
        async with Crew(members, Broken(tmp_path / "kept"), here, empty=print, warn=print) as crew:
            tasks = [asyncio.create_task(crew.perform(job(slug))) for slug in slugs]
            await asyncio.sleep(0)
            others_began.set()
            return await together(tasks)

    others_began = asyncio.Event()
    with crew_of(settings, 1, 1) as members:
        outcomes = asyncio.run(performed())

    assert len(ours) == 3
    assert sum(isinstance(outcome, Failed) and outcome.reason == "here" for outcome in outcomes) == 3


def test_whole_and_in_order() -> None:
    """Messages arrive as they were sent, however long they are and however the line cuts them."""
    sent = [Warn("a" * size) if size % 2 else Forget("b" * size) for size in (0, 1, 70_000, 3, 2_000_001, 5, 4)]

    async def carried() -> list[Any]:
        heard: list[Any] = []
        gone = asyncio.Event()
        here, there = socketpair()
        one, other = Pipe(), Pipe()
        await one.open(here, heard.append, lost=gone.set)
        await other.open(there, heard.append, lost=gone.set)
        for message in sent:
            one.send(message)
            await asyncio.sleep(0)
        one.close()
        await gone.wait()
        while len(heard) < len(sent):
            await asyncio.sleep(0)
        other.close()
        return heard

    assert asyncio.run(asyncio.wait_for(carried(), 60)) == sent


def test_as_many_as_pay() -> None:
    """Few calls at once leave one process time enough; many are shared by the cores."""
    assert fitting(16) == 0
    assert fitting(1_000_000) == len(os.sched_getaffinity(0)) - 1


def test_a_wrong_number(tmp_path: Path) -> None:
    """A number of processes that makes no sense is refused before anything is done."""
    folder, _ = place(tmp_path, 1)

    assert batch(folder, "run", "--processes", "-1", "q.txt", base_url="http://127.0.0.1:9/v1").returncode == 2
    assert not (folder / ".panel").exists()
