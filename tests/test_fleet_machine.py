"""Whole machines: `panel worker` over a real workspace, a real endpoint and a real database."""

import asyncio
import os
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from shutil import copytree

import pytest
from obliging import obliging
from parts import workspace
from postgres import PASSWORD, Postgres, cluster  # noqa: F401 - a fixture
from server import Act, FakeServer, Received

from panel import runs

pytest.importorskip("pgqueuer")
from panel.cli import fleet
from panel.fleet.database import Database
from panel.settings import load

PATIENCE = 180
WORKER = "from panel.cli import main; main.main()"


def settings(folder: Path, url: str):
    """Those of a workspace that shares a database, and asks nobody itself."""
    return load(folder, {"PANEL_DATABASE": url})


def start(folder: Path, url: str, server: FakeServer, *flags: str) -> subprocess.Popen[str]:
    """A worker of this workspace that drains the queue."""
    environment = {**os.environ, "PANEL_DATABASE": url, "PANEL_BASE_URL": server.base_url, "PANEL_MODEL": "m"}
    command = [sys.executable, "-c", WORKER, "worker", "--drain", "--workspace", str(folder), *flags]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code and all that was printed."""
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out + err


def copies(folder: Path, count: int) -> list[str]:
    """The names of tools that are alike but for their name, put into the workspace."""
    names = [f"copy-{number}" for number in range(count)]
    for name in names:
        copytree(folder / "tools" / "code-llama-4", folder / "tools" / name)
    return names


def test_two_machines(postgres: Postgres, tmp_path: Path) -> None:
    """Reviews and comparisons are shared out, no request is asked twice, and every machine can have all runs."""
    url, asked = postgres.database(), Counter[bytes]()
    one = workspace(tmp_path / "one")
    names = copies(one, 4)
    two, desk = Path(copytree(one, tmp_path / "two")), Path(copytree(one, tmp_path / "desk"))
    (desk / "queue.txt").write_text("\n".join([*names, f"{names[0]} {names[1]}", f"{names[0]} {names[2]}", "nobody", ""]))

    def counted(received: Received) -> Act:
        asked[received.content] += 1
        return obliging(received)

    added = fleet.submit(settings(desk, url), str(desk / "queue.txt"))
    with FakeServer(counted) as server:
        ends = [said(process) for process in [start(folder, url, server, "--concurrency", "3") for folder in (one, two)]]
    status = fleet.status(settings(desk, url))

    assert (added.new, added.unread) == (6, 1)
    assert [code for code, _ in ends] == [0, 0], ends
    assert (status.done, status.failed) == (6, 1), status
    assert set(asked.values()) == {1}
    assert status.spend.asked == len(asked)
    assert fleet.fetch(settings(desk, url)) == 6
    assert fleet.fetch(settings(desk, url)) == 0
    assert sorted(run.kind for run in runs.newest(desk / "runs")) == ["compare"] * 2 + ["review"] * 4
    assert set(runs.ids(one / "runs")) | set(runs.ids(two / "runs")) == set(runs.ids(desk / "runs"))
    assert all(PASSWORD not in told for _, told in ends)
    assert not [path for folder in (one, two, desk) for path in folder.rglob("*") if path.is_file() and PASSWORD in _text(path)]


def test_another_workspace(postgres: Postgres, tmp_path: Path) -> None:
    """A worker whose personas differ leaves the job to others, and says so in one line."""
    url = postgres.database()
    desk, other = workspace(tmp_path / "desk"), workspace(tmp_path / "other")
    (other / "personas" / "skeptic.toml").unlink()
    (desk / "queue.txt").write_text("code-llama-4\n")
    fleet.submit(settings(desk, url), str(desk / "queue.txt"))
    with FakeServer(obliging) as server:
        code, told = said(start(other, url, server))

    assert code == 0
    assert told == "panel: code-llama-4: left to other workers, since its personas, prompts or tool folders differ from those here\n"
    assert fleet.status(settings(desk, url)).waiting == 1
    assert server.requests == []


def test_cap(postgres: Postgres, tmp_path: Path) -> None:
    """A cap that all machines share ends the workers with exit 6 before it is passed, and the jobs wait."""
    url = postgres.database()
    desk = workspace(tmp_path / "desk")
    names = copies(desk, 4)
    (desk / "panel.toml").write_text("[prices]\ninput = 1.0\noutput = 10.0\n")
    (desk / "queue.txt").write_text("\n".join(names))
    fleet.submit(settings(desk, url), str(desk / "queue.txt"), max_cost=0.1)
    with FakeServer(obliging) as server:
        code, told = said(start(desk, url, server, "--concurrency", "2"))
    status = fleet.status(settings(desk, url))

    assert code == 6, told
    assert "on all machines, and this call may cost" in told
    assert status.waiting + status.done == 4
    assert status.waiting >= 1
    assert status.spent is not None
    assert float(status.spent) <= 0.1


def test_store_down(tmp_path: Path) -> None:
    """A database that does not answer is told in one line without its password, and the exit code says that a provider is missing."""
    with socket.socket() as free, FakeServer(obliging) as server:
        free.bind(("127.0.0.1", 0))
        code, told = said(start(workspace(tmp_path), f"postgresql://u:{PASSWORD}@127.0.0.1:{free.getsockname()[1]}/x", server))

    assert code == 8
    assert told.startswith("panel: database postgresql://u@127.0.0.1:")
    assert told.count("\n") == 1
    assert PASSWORD not in told


def test_without_the_extra(tmp_path: Path) -> None:
    """Where nothing is installed that speaks to PostgreSQL one line says how to install it, and the core does without."""
    hidden = "import sys; sys.modules['pgqueuer'] = sys.modules['asyncpg'] = None\n"
    blocked = "import importlib.util as u; find = u.find_spec; u.find_spec = lambda n, *a: None if n in ('pgqueuer', 'asyncpg') else find(n, *a)\n"
    command = [
        sys.executable,
        "-c",
        hidden + blocked + WORKER,
        "worker",
        "--database",
        "postgresql://h/x",
        "--workspace",
        workspace(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)

    assert (done.returncode, done.stderr) == (
        2,
        "panel: what speaks to PostgreSQL is not installed; `pip install 'reviewer-panel[postgres]'` adds it\n",
    )


def test_endpoint_is_down(postgres: Postgres, tmp_path: Path) -> None:
    """An endpoint that nobody reaches ends the worker with exit 8, and the job waits with no start counted."""
    url = postgres.database()
    desk = workspace(tmp_path / "desk")
    (desk / "queue.txt").write_text("code-llama-4\n")
    fleet.submit(settings(desk, url), str(desk / "queue.txt"))
    with FakeServer(obliging) as gone:
        pass
    code, told = said(start(desk, url, gone))

    assert code == 8, told
    assert fleet.status(settings(desk, url)).waiting == 1
    assert asyncio.run(_starts(url)) == [0]


async def _starts(url: str) -> list[int]:
    async with Database(url) as database:
        return [row["starts"] for row in await database.fetch("SELECT starts FROM panel.job")]


def _text(path: Path) -> str:
    return path.read_bytes().decode("latin-1")
