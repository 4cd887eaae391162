"""kill -9 at random moments of a comparison and of a batch: what is asked again, what is torn, and whether the next command completes."""

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import job
from tables import Table

ROOT = Path(__file__).parents[1]
PAIR = ("code-llama-4", "mistral-large-3")
COMPARISON = 13
"""Requests of the example pair."""
TOOLS, CONCURRENCY, LATENCY = 24, 16, 0.05


@dataclass
class Toll:
    """What the kills of one command came to. `flying` are calls that were under way at a kill, whose replies nobody has."""

    name: str
    kills: int = 0
    flying: int = 0
    asked_again: int = 0
    lost: int = 0
    torn: int = 0
    unfinished: int = 0
    missing: int = 0
    twice: int = 0

    def kill(self, command: Sequence[str], folder: Path, *, asked: Callable[[], int], until: int, dice: random.Random, runs: int) -> None:
        """Kill the command once it has asked so much, and then let it complete."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PANEL_", "OPENAI_"))}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while asked() < until and process.poll() is None:
            os.sched_yield()
        for _ in range(dice.randint(0, 20_000)):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        kept, before = _kept(folder), asked()
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
        after = _kept(folder)
        self.kills += 1
        self.flying += before - len(kept)
        self.asked_again += (asked() - before) - len(after - kept)
        self.lost += len(kept - after)
        self.unfinished += done.returncode != 0
        self.torn += sum(not _whole(run) for run in (folder / "runs").glob("2*"))
        found = [run.name.partition("-")[2].rpartition("-")[0] for run in (folder / "runs").glob("2*")]
        self.missing += runs - len(set(found))
        self.twice += len(found) - len(set(found))


def tolls(*, times: int) -> list[Toll]:
    """In a process of its own: the tests' server and this folder's have one name."""
    done = subprocess.run([sys.executable, __file__, str(times)], stdout=subprocess.PIPE, text=True, check=True)
    return [Toll(**json.loads(line)) for line in done.stdout.splitlines()]


def table(found: list[Toll]) -> Table:
    header = (
        "command",
        "kills",
        "kept replies asked again",
        "kept replies lost",
        "torn runs",
        "missing runs",
        "runs saved twice",
        "not completed",
        "in flight when killed",
    )
    rows = tuple(
        (each.name, *map(str, (each.kills, each.asked_again, each.lost, each.torn, each.missing, each.twice, each.unfinished, each.flying)))
        for each in found
    )
    return Table(
        "kill -9",
        "The process is killed at a random moment and the same command is given again. Of the calls that are in flight at that moment nobody "
        "has the reply; these are asked again by anybody.",
        header,
        rows,
    )


def _kept(folder: Path) -> set[str]:
    file = folder / ".panel" / "replies" / "cache.db"
    if not file.exists():
        return set()
    with closing(sqlite3.connect(file)) as store:
        tables = store.execute("SELECT count(*) FROM sqlite_master WHERE name = 'Cache'").fetchone()[0]
        return {key for (key,) in store.execute("SELECT key FROM Cache WHERE tag IS NULL")} if tables else set()


def _whole(run: Path) -> bool:
    return bool(json.loads((run / "run.json").read_text())["id"] == run.name)


def main() -> None:
    times = int(sys.argv[1])
    for toll in (_comparison(times), _batch(times), _batch(times, "--processes", "2")):
        print(json.dumps(asdict(toll)))


def _comparison(times: int) -> Toll:
    from parts import workspace

    toll, dice = Toll("panel compare"), random.Random(7)
    for _ in range(times):
        with tempfile.TemporaryDirectory() as scratch, _answering() as server:
            folder = workspace(Path(scratch))
            _kill(toll, server, folder, ("compare", *PAIR), dice=dice, most=COMPARISON, runs=1)
    return toll


def _batch(times: int, *options: str) -> Toll:
    toll, dice = Toll(" ".join(("panel batch run", *options))), random.Random(8)
    for _ in range(times):
        with tempfile.TemporaryDirectory() as scratch, _answering() as server:
            folder = job.workspace(Path(scratch) / "workspace", range(TOOLS))
            (folder / "queue.txt").write_text("".join(f"{job.slug(number)}\n" for number in range(TOOLS)))
            _kill(toll, server, folder, ("batch", "run", *options, "queue.txt"), dice=dice, most=4 * TOOLS, runs=TOOLS)
    return toll


def _kill(toll: Toll, server: Any, folder: Path, command: Sequence[str], *, dice: random.Random, most: int, runs: int) -> None:
    job.settle(folder, server.base_url, concurrency=CONCURRENCY)
    whole = (sys.executable, "-m", "panel", *command)
    toll.kill(whole, folder, asked=lambda: len(server.requests), until=dice.randint(1, most), dice=dice, runs=runs)


def _answering() -> Any:
    """The tests' own server, which reads what it is asked; it takes its time, so that some calls are under way at any moment."""
    from obliging import reply
    from server import FakeServer, completion

    def slowly(received: Any) -> Any:
        answer = completion(reply(received.json), usage=(1500, 400))

        async def act(received: Any, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(LATENCY)
            await answer(received, writer)

        return act

    return FakeServer(slowly)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    main()
