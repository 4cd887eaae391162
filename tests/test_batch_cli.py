"""Rules of `panel batch`, as its users meet it: real processes, killed and interrupted, before a real server."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from batch_parts import OTHER, TOOL, tools
from obliging import obliging
from parts import workspace
from server import Act, FakeServer, Received, error

from panel.batch.ledger import Ledger
from panel.cli.batching import moment

PANEL = (sys.executable, "-m", "panel", "batch")
LIMITS = "[limits]\nconcurrency = 4\n"
PRICES = "[prices]\ninput = 1.0\noutput = 1.0\n"
CALL = 0.0019
"""US dollars that one obliging reply costs at these prices: 1,500 and 400 tokens."""


Beside = tuple[str, ...]


@pytest.fixture(params=["0", "2"], ids=["alone", "two beside"])
def beside(request: pytest.FixtureRequest) -> Beside:
    """Whether the jobs are done in the process that was started, or in two others beside it: the same must be true of both."""
    return "--processes", request.param


def environment(base_url: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PANEL_", "OPENAI_"))}
    return {**clean, "PANEL_BASE_URL": base_url, "PANEL_MODEL": "m-1", "PYTHONPATH": str(Path(__file__).parents[1])}


def batch(folder: Path, *words: str, base_url: str = "", stdin: str = "") -> subprocess.CompletedProcess[str]:
    """One command to its end."""
    return subprocess.run(
        [*PANEL, *words], cwd=folder, env=environment(base_url), input=stdin, capture_output=True, text=True, timeout=120, check=False
    )


@contextmanager
def started(folder: Path, *words: str, base_url: str) -> Iterator[subprocess.Popen[str]]:
    """A command that goes on while the block runs."""
    process = subprocess.Popen(
        [*PANEL, *words],
        cwd=folder,
        env=environment(base_url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


class Held:
    """Answers the first `free` requests, then holds all others back until they are let go."""

    def __init__(self, free: int) -> None:
        self._free = free
        self._lock = threading.Lock()
        self._go = threading.Event()
        self.held = threading.Semaphore(0)
        self.read: list[bytes] = []

    def let_go(self) -> None:
        self._go.set()

    def __call__(self, received: Received) -> Act:
        with self._lock:
            self._free -= 1
            free = self._free >= 0

        async def act(request: Received, writer: asyncio.StreamWriter) -> None:
            if not free:
                self.held.release()
                while not self._go.is_set():
                    await asyncio.sleep(0.01)
            await obliging(received)(request, writer)
            await writer.drain()
            self.read.append(request.content)

        return act

    def wait(self, count: int) -> None:
        """Returns when so many requests are held."""
        for _ in range(count):
            assert self.held.acquire(timeout=60)


def place(folder: Path, count: int, config: str = LIMITS) -> tuple[Path, list[str]]:
    """A workspace with a queue of so many tools."""
    slugs = tools(workspace(folder), count)
    (folder / "q.txt").write_text("".join(f"{slug}\n" for slug in slugs))
    (folder / "panel.toml").write_text(config)
    return folder, slugs


def status(folder: Path) -> dict[str, Any]:
    """What `panel batch status --json` prints, without a process for it."""
    with closing(Ledger(folder / ".panel", warn=print)) as ledger:
        return asyncio.run(ledger.status()).model_dump(mode="json")


def wait_until_kept(folder: Path, count: int) -> None:
    """Returns when so many replies are on the disk."""
    for _ in range(100_000):
        with closing(sqlite3.connect(folder / ".panel" / "replies" / "cache.db", timeout=60)) as sql:
            if sql.execute("SELECT count(*) FROM Cache").fetchone() == (count,):
                return
    raise AssertionError(f"{count} replies are not there")


def counted(found: dict[str, Any]) -> tuple[int, int, int, int]:
    return found["waiting"], found["running"], found["done"], found["failed"]


def said_once(result: subprocess.CompletedProcess[str], code: int) -> str:
    """What was said of how it ended: one line on stderr."""
    assert result.returncode == code, result.stderr
    (line,) = result.stderr.splitlines()
    assert line.startswith("panel: ")
    return line


def test_a_queue(tmp_path: Path, beside: Beside) -> None:
    """A queue in any form is done once: one line on stdout, nothing asked the second time, the record with --json."""
    folder, slugs = place(tmp_path, 3)
    queue = f"# first\n{slugs[0]}\n\n{TOOL},{OTHER}\n" + json.dumps({"tool": slugs[1], "priority": 2}) + f"\n{slugs[0]}\n"
    with FakeServer(obliging) as server:
        first = batch(folder, "run", *beside, "-", base_url=server.base_url, stdin=queue)
        asked = len(server.requests)
        second = batch(folder, "run", *beside, "-", "--json", base_url=server.base_url, stdin=queue)
        again = len(server.requests)
        order = server.requests[0].content

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert first.stdout.startswith("3 done, 0 failed, 0 left; ")
    assert (first.stderr, len(first.stdout.splitlines())) == ("", 1)
    # Of two processes either may be the first to ask.
    assert "2" in beside or slugs[1].encode() in order
    assert asked == again == len({request.content for request in server.requests})
    assert counted(json.loads(second.stdout)) == (0, 0, 3, 0)
    assert json.loads(batch(folder, "status", "--json").stdout) == status(folder)
    assert len(list((folder / "runs").glob("2*"))) == 3


def test_an_empty_queue(tmp_path: Path) -> None:
    """An empty queue, and no queue at all, finish at once."""
    folder, _ = place(tmp_path, 0)

    for words in (["run", "q.txt"], ["run"], ["status"]):
        assert batch(folder, *words, base_url="http://127.0.0.1:9/v1").returncode == 0


def test_rubbish(tmp_path: Path) -> None:
    """Whatever is no entry is set aside with its place, and the rest is done."""
    folder, slugs = place(tmp_path, 1)
    rubbish = b"\xef\xbb\xbfno-such-tool\r\n\0\r\n\xff\xfe\r\n" + b"x" * 2_000_000 + b'\r\n{"tool": 3}\r\n' + slugs[0].encode() + b"\r\n"
    (folder / "q.txt").write_bytes(rubbish)
    with FakeServer(obliging) as server:
        result = batch(folder, "run", "q.txt", base_url=server.base_url)
    found = status(folder)

    assert result.returncode == 5, result.stderr
    assert result.stderr == ""
    assert counted(found) == (0, 0, 1, 5)
    assert [failure["title"] for failure in found["failures"]] == ["no-such-tool", *(f"q.txt:{line}" for line in range(2, 6))]
    assert found["failures"][0]["reason"].startswith("q.txt:1: 'no-such-tool': no such tool")


@pytest.mark.parametrize("name", ["missing.txt", ".", "a\nb"], ids=["missing", "folder", "odd name"])
def test_no_queue(tmp_path: Path, name: str) -> None:
    """A queue that cannot be opened is an error in one line, before anything else."""
    folder, _ = place(tmp_path, 0)

    assert "cannot be read" in said_once(batch(folder, "run", name, base_url="http://127.0.0.1:9/v1"), 4)
    assert not (folder / ".panel" / "batch.db").exists()


def test_killed(tmp_path: Path, beside: Beside) -> None:
    """After SIGKILL in the middle the same command does the rest: no reply that was read is asked again, and no run is lost."""
    folder, slugs = place(tmp_path, 12)
    held = Held(22)
    with FakeServer(held) as server:
        with started(folder, "run", *beside, "q.txt", base_url=server.base_url) as process:
            held.wait(4)
            wait_until_kept(folder, 22)
            read = set(held.read)
            process.send_signal(signal.SIGKILL)
            process.wait(60)
        middle = status(folder)
        held.let_go()
        after = len(server.requests)
        result = batch(folder, "run", *beside, "q.txt", base_url=server.base_url)
        asked = Counter(request.content for request in server.requests)
        second = {request.content for request in server.requests[after:]}

    settled = [run.name.split("-", 1)[1].rsplit("-", 1)[0] for run in (folder / "runs").glob("2*")]
    assert result.returncode == 0, result.stderr
    assert (len(read), len(asked)) == (22, 48)
    assert middle["done"] + middle["running"] + middle["waiting"] == 12
    assert not read & second
    assert len(server.requests) == 48 + 4
    # A run that was written just before the kill, and not yet noted as done, is written once more.
    assert set(settled) == set(slugs)
    assert counted(status(folder)) == (0, 0, 12, 0)


def test_the_ledger_is_not_needed(tmp_path: Path) -> None:
    """Deleting the ledger loses nothing that was paid for; a damaged one is set aside with one line."""
    folder, _ = place(tmp_path, 2)
    with FakeServer(obliging) as server:
        batch(folder, "run", "q.txt", base_url=server.base_url)
        for file in (folder / ".panel").glob("batch.db*"):
            file.unlink()
        batch(folder, "run", "q.txt", base_url=server.base_url)
        (folder / ".panel" / "batch.db").write_bytes(b"rubbish" * 1000)
        result = batch(folder, "run", "q.txt", base_url=server.base_url)

    assert "set aside as batch-broken-" in said_once(result, 0)
    assert len(server.requests) == 8
    assert counted(status(folder)) == (0, 0, 2, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_interrupted(tmp_path: Path, beside: Beside, number: signal.Signals) -> None:
    """The first interrupt takes and asks nothing more, finishes the calls under way, and ends with one line; no call is repeated."""
    folder, _ = place(tmp_path, 12)
    held = Held(6)
    with FakeServer(held) as server:
        with started(folder, "run", *beside, "q.txt", base_url=server.base_url) as process:
            held.wait(4)
            process.send_signal(number)
            held.let_go()
            out, err = process.communicate(timeout=60)
        first = len(server.requests)
        result = batch(folder, "run", *beside, base_url=server.base_url)

    assert (process.returncode, len(err.splitlines()), len(out.splitlines())) == (130, 1, 1)
    assert err.startswith("panel: interrupted; every reply that arrived is kept")
    assert first == 10
    assert result.returncode == 0, result.stderr
    assert len(server.requests) == 48


def test_interrupted_twice(tmp_path: Path, beside: Beside) -> None:
    """The second interrupt ends at once, with calls under way."""
    folder, _ = place(tmp_path, 12)
    held = Held(6)
    with FakeServer(held) as server:
        with started(folder, "run", *beside, "q.txt", base_url=server.base_url) as process:
            held.wait(4)
            process.send_signal(signal.SIGINT)
            # Another one, since two of a kind may be delivered as one.
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=60)
        found = status(folder)
        held.let_go()

    assert process.returncode == 130
    assert err.startswith("panel: interrupted")
    assert len(err.splitlines()) == 1
    assert (found["running"], found["failed"], found["workers"]) == (0, 0, 0)
    assert found["waiting"] + found["done"] == 12


def test_interrupted_while_reading(tmp_path: Path) -> None:
    """An interrupt is heard while the queue is still being read."""
    folder, slugs = place(tmp_path, 1)
    with subprocess.Popen(
        [*PANEL, "run", "-"], cwd=folder, env=environment("http://127.0.0.1:9/v1"), stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        while not status(folder)["workers"]:
            process.stdin.write(f"{slugs[0]}\n")
            process.stdin.flush()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        said = process.stderr.read()

    assert said.startswith("panel: interrupted")


def test_one_at_a_time(tmp_path: Path, beside: Beside) -> None:
    """While one process works, another may look and retry; a second worker is refused in one line with the first one's number."""
    folder, _ = place(tmp_path, 6)
    (folder / "q.txt").write_text("no-such-tool\n" + (folder / "q.txt").read_text())
    held = Held(4)
    with FakeServer(held) as server, started(folder, "run", *beside, "q.txt", base_url=server.base_url) as process:
        held.wait(4)
        found = status(folder)
        second = batch(folder, "run", *beside, "q.txt", base_url=server.base_url)
        retried = batch(folder, "retry")
        held.let_go()
        process.communicate(timeout=60)

    assert (found["workers"], found["failed"]) == (1, 1)
    assert found["waiting"] + found["running"] + found["done"] == 6
    assert f"process {process.pid} works on this queue" in said_once(second, 1)
    assert retried.stdout == "1 failed jobs wait again; the process at work takes them up\n"
    assert process.returncode == 5
    assert counted(status(folder)) == (0, 0, 6, 1)


def test_failed_and_retried(tmp_path: Path, beside: Beside) -> None:
    """Faults fail their own jobs with a reason; once they are gone, a retry asks only for what is missing."""
    folder, slugs = place(tmp_path, 4)
    bad = folder / "tools" / slugs[1] / "tool.toml"
    whole = bad.read_text()
    bad.write_text("= nothing")

    def faulty(received: Received) -> Act:
        content = received.content.decode()
        no = slugs[2] in content and received.json["response_format"]["json_schema"]["name"] == "skeptic"
        return error(400, "filtered", kind="content_filter") if no else obliging(received)

    with FakeServer(faulty) as server:
        first = batch(folder, "run", *beside, "q.txt", base_url=server.base_url)
    found = status(folder)
    bad.write_text(whole)
    with FakeServer(obliging) as server:
        skipped = batch(folder, "run", *beside, base_url=server.base_url)
        retried = batch(folder, "retry")
        second = batch(folder, "run", *beside, "--base-url", server.base_url, "--model", "m-1", base_url=server.base_url)

    assert (first.returncode, skipped.returncode, second.returncode) == (5, 5, 0)
    assert [failure["title"] for failure in found["failures"]] == [slugs[1], slugs[2]]
    assert "not TOML" in found["failures"][0]["reason"]
    assert found["failures"][1]["reason"].startswith("skeptic: refused (")
    assert retried.stdout == "2 failed jobs wait again; `panel batch run` goes on\n"
    assert counted(status(folder)) == (0, 0, 4, 0)


def test_budget(tmp_path: Path, beside: Beside) -> None:
    """The cap holds for the batch over restarts and kills; it ends with code 6, and a higher one goes on without asking twice."""
    folder, _ = place(tmp_path, 8, LIMITS + PRICES + "[sampling]\nmax_tokens = 500\n")
    cap = "0.03"
    held = Held(5)
    with FakeServer(held) as server:
        with started(folder, "run", *beside, "q.txt", "--max-cost", cap, base_url=server.base_url) as process:
            held.wait(1)
            wait_until_kept(folder, 5)
            process.send_signal(signal.SIGKILL)
            process.wait(60)
        held.let_go()
        ends = [batch(folder, "run", *beside, "q.txt", "--max-cost", cap, base_url=server.base_url) for _ in range(2)]
        capped = len(server.requests)
        last = batch(folder, "run", *beside, "--max-cost", "1", "--json", base_url=server.base_url)
        everything = Counter(request.content for request in server.requests)

    assert [result.returncode for result in ends] == [6, 6]
    assert "spending cap" in said_once(ends[0], 6)
    assert 5 < capped <= float(cap) / CALL
    assert last.returncode == 0, last.stderr
    assert len(everything) == 32
    assert sum(everything.values()) <= 32 + 4


@pytest.mark.parametrize(
    ("script", "code"),
    [pytest.param(error(401, "no"), 3, id="refused key"), pytest.param(error(503, "down"), 8, id="down")],
)
def test_nobody_to_ask(tmp_path: Path, beside: Beside, script: Act, code: int) -> None:
    """A refused key ends with code 3, an endpoint that stays down with code 8; nothing has failed, and the same command goes on."""
    folder, _ = place(tmp_path, 3)
    with FakeServer([script]) as server:
        down = batch(folder, "run", *beside, "q.txt", "--patience", "0", base_url=server.base_url)
    found = status(folder)
    with FakeServer(obliging) as server:
        result = batch(folder, "run", *beside, "q.txt", "--base-url", server.base_url, "--model", "m-1", base_url=server.base_url)

    assert down.returncode == code, down.stderr
    assert "Traceback" not in down.stderr
    assert counted(found) == (3, 0, 0, 0)
    assert result.returncode == 0, result.stderr


def test_no_endpoint(tmp_path: Path) -> None:
    """With nobody to ask at all it ends with code 3 and the ways forward."""
    folder, _ = place(tmp_path, 1)
    clean = {name: value for name, value in environment("").items() if not name.startswith("PANEL_")}
    result = subprocess.run([*PANEL, "run", "q.txt"], cwd=folder, env=clean, capture_output=True, text=True, timeout=60, check=False)

    assert "three ways forward" in said_once(result, 3)


def test_dry_run(tmp_path: Path) -> None:
    """A dry run says what would be asked and what it may cost, asks nothing and changes nothing."""
    folder, slugs = place(tmp_path, 3, LIMITS + PRICES)
    with FakeServer(obliging) as server:
        batch(folder, "run", "-", base_url=server.base_url, stdin=slugs[0])
        before = status(folder)
        result = batch(folder, "run", "q.txt", "--dry-run", "--json", base_url=server.base_url)
        forecast = json.loads(result.stdout)
        asked = len(server.requests)

    assert (result.returncode, asked) == (0, 4)
    assert forecast["added"] == {"new": 2, "changed": 0, "known": 1, "unread": 0}
    assert (forecast["jobs"], forecast["calls"]) == (2, 8)
    assert 0 < float(forecast["low"]) < float(forecast["high"])
    assert status(folder) == before


NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param("2026-11-24T06:00:00+00:00", datetime(2026, 11, 24, 6, tzinfo=UTC), id="ISO"),
        pytest.param("2026-11-23T15:00:00Z", datetime(2026, 11, 23, 15, tzinfo=UTC), id="Z"),
    ],
)
def test_moments(text: str, at: datetime) -> None:
    """An ISO time means itself."""

    assert moment(text, NOW) == at


@pytest.mark.parametrize(("text", "day"), [("23:59", 23), ("00:01", 24)], ids=["today", "tomorrow"])
def test_the_next(text: str, day: int) -> None:
    """HH:MM is the next time that a clock here shows it."""
    here = NOW.astimezone().replace(hour=14)
    found = moment(text, here)

    assert (f"{found:%H:%M}", found.day) == (text, day)


@pytest.mark.parametrize(
    "text", ["soon", "25:00", "2026-11-23", "2020-01-01T00:00"], ids=["word", "no hour", "a day that has begun", "past"]
)
def test_no_moment(text: str) -> None:
    """Anything else, and the past, is refused."""

    with pytest.raises(typer.BadParameter):
        moment(text, NOW)
