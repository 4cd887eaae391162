"""Machines that are killed, databases that restart: nothing is lost, and no answer that arrived is asked for again."""

import signal

import pytest

pytest.importorskip("pgqueuer")
from fleet import CALLS, Board, Counted, ended, jobs, machines, request, until
from postgres import Postgres, cluster  # noqa: F401 - a fixture
from server import FakeServer

from panel.batch.jobs import Job

SHORT = "1"
"""Seconds of a lease that a test waits for."""


def test_killed(postgres: Postgres) -> None:
    """One of two machines is killed at half: all jobs end done, and no call is repeated but those that were under way in it."""
    url, counted = postgres.database(), Counted(latency=0.02)
    board = Board(url)
    board.add(jobs(40))
    with FakeServer(counted) as server, machines(2, url, server, "8", SHORT) as (one, other):
        until(lambda: counted.answered >= 20 * CALLS)
        one.kill()
        one.wait()
        kept = board.replies()
        asked = counted.calls.copy()
        code, said = ended(other)

    assert (code, said) == (0, "")
    assert board.counts == {"done": 40}
    assert len(counted.calls) == 40 * CALLS
    assert [call for call in counted.calls - asked if request(call).key in kept] == []
    assert counted.repeated <= 8


def test_all_killed(postgres: Postgres) -> None:
    """All machines and the database are gone at once: after a new start everything ends done, and no kept reply is asked for again."""
    url, counted = postgres.database(), Counted(latency=0.02)
    board = Board(url)
    board.add(jobs(30))
    with FakeServer(counted) as server:
        with machines(2, url, server, "8", SHORT) as started:
            until(lambda: counted.answered >= 15 * CALLS)
            for process in started:
                process.kill()
            postgres.stop("immediate")
        postgres.start()
        kept, asked = board.replies(), counted.calls.copy()
        with machines(2, url, server, "8", SHORT) as started:
            ends = [ended(process) for process in started]

    assert ends == [(0, "")] * 2
    assert board.counts == {"done": 30}
    assert len(counted.calls) == 30 * CALLS
    assert [call for call in counted.calls - asked if request(call).key in kept] == []
    assert counted.repeated <= 16


def test_database_restarts(postgres: Postgres) -> None:
    """The database restarts twice under machines at work: they say so, go on, and no call is made twice."""
    url, counted = postgres.database(), Counted(latency=0.02, open=False)
    board = Board(url)
    board.add(jobs(60))
    with FakeServer(counted) as server, machines(2, url, server, "8", "30") as started:
        until(lambda: board.workers == 2)
        counted.open = True
        for share in (15, 35):
            until(lambda share=share: counted.answered >= share * CALLS)
            postgres.restart()
        ends = [ended(process) for process in started]

    assert [code for code, _ in ends] == [0, 0], ends
    assert all("lost" in said and "back" in said for _, said in ends)
    assert board.counts == {"done": 60}
    assert sum(counted.calls.values()) == 60 * CALLS


def test_long_job(postgres: Postgres) -> None:
    """A job that lasts four leases is done by one machine while another looks on, and no call is made twice."""
    url, counted = postgres.database(), Counted(latency=1.0)
    board = Board(url)
    board.add(jobs(2))
    with FakeServer(counted) as server, machines(2, url, server, "8", SHORT) as started:
        ends = [ended(process) for process in started]

    assert ends == [(0, "")] * 2
    assert board.counts == {"done": 2}
    assert sum(counted.calls.values()) == 2 * CALLS


def test_fleet_limit(postgres: Postgres) -> None:
    """Two machines with room for sixteen jobs do three at a time when that is the fleet's limit."""
    url, counted = postgres.database(), Counted(latency=0.01)
    board = Board(url)
    board.add(jobs(20))
    with FakeServer(counted) as server, machines(2, url, server, "8", "30", "3") as started:
        ends = [ended(process) for process in started]

    assert ends == [(0, "")] * 2
    assert board.counts == {"done": 20}
    assert counted.most == 3


def test_poison(postgres: Postgres) -> None:
    """A job that ends its machine is set aside after five starts; whatever ran beside it is done."""
    url, counted = postgres.database(), Counted()
    board = Board(url)
    board.add([*jobs(6), Job(tools=("poison",)), *jobs(12)[6:]])
    codes: list[int] = []
    with FakeServer(counted) as server:
        while codes[-1:] != [0]:
            with machines(1, url, server, "4", SHORT) as (process,):
                codes.append(ended(process)[0])

    assert codes == [-signal.SIGKILL] * 5 + [0]
    assert board.counts == {"done": 12, "failed": 1}
    assert list(board.reasons) == ["poison"]
    assert "set aside: 5 workers ended while it was running" in board.reasons["poison"]


def test_terminated(postgres: Postgres) -> None:
    """A machine that is told to stop ends the jobs in hand and takes no other; the next machine repeats nothing."""
    url, counted = postgres.database(), Counted(latency=0.02)
    board = Board(url)
    board.add(jobs(30))
    with FakeServer(counted) as server:
        with machines(1, url, server, "4", "30") as (process,):
            until(lambda: counted.answered >= 5 * CALLS)
            process.terminate()
            assert ended(process) == (0, "")
        left = board.counts
        with machines(1, url, server, "4", "30") as (process,):
            assert ended(process) == (0, "")

    assert {"waiting", "done"} == set(left)
    assert board.counts == {"done": 30}
    assert sum(counted.calls.values()) == 30 * CALLS
