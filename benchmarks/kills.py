"""kill -9 at random moments of a comparison: what is asked again, what is torn, and whether the next command completes."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from obliging import obliging
from parts import workspace
from server import FakeServer

PAIR = ("code-llama-4", "mistral-large-3")
PANEL = (sys.executable, "-m", "panel", "compare", *PAIR)
TIMES = 20


def main() -> None:
    dice = random.Random(7)
    asked_again = torn = unfinished = lost = 0
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as scratch, FakeServer(obliging) as server:
            folder = workspace(Path(scratch))
            environment = {**os.environ, "PANEL_BASE_URL": server.base_url, "PANEL_MODEL": "m"}
            process = subprocess.Popen(PANEL, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            until = dice.randint(1, 13)
            while len(server.requests) < until and process.poll() is None:
                os.sched_yield()
            for _ in range(dice.randint(0, 20_000)):
                pass
            process.send_signal(signal.SIGKILL)
            process.wait()
            kept, before = _kept(folder), len(server.requests)
            done = subprocess.run(PANEL, cwd=folder, env=environment, capture_output=True, check=False)
            after = _kept(folder)
            unfinished += done.returncode != 0
            lost += len(kept - after)
            asked_again += (len(server.requests) - before) - len(after - kept)
            torn += sum(not _whole(run) for run in (folder / "runs").glob("2*"))
    print(
        f"{TIMES} kills: {asked_again} kept replies asked again, {lost} lost, {torn} torn runs, {unfinished} commands that did not complete"
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


if __name__ == "__main__":
    main()
