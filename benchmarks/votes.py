"""Votes a second and server CPU a vote against a bare starlette application that answers 204, as ratios of one run."""

import asyncio
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from panel.votes.token import Seal

SITE = "http://127.0.0.1:9000"
TOOLS = ("crewai", "langgraph", "autogen", "dspy")
LINES, EACH, ROUNDS = 64, 60, 5
BARE = """
import asyncio, socket, sys, uvicorn
from pathlib import Path
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from panel.votes.server import Place, _config

async def answer(request):
    await request.body()
    return Response(status_code=204)

listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
config = _config(Place("127.0.0.1", 0, "", Path(), Path()))
config.app = Starlette(routes=[Route("/vote/{tool}", answer, methods=["POST"])])
print(f"listening at http://127.0.0.1:{listening.getsockname()[1]}, bare", file=sys.stderr, flush=True)
with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
    runner.run(uvicorn.Server(config).serve(sockets=[listening]))
"""
OPTIONS = ("--wait", "0", "--port", "0", "--votes-per-minute", "100000000")


class Round(NamedTuple):
    """Of one server in one round: requests a second, and its CPU in milliseconds a request."""

    rate: float
    cpu: float


class Server(NamedTuple):
    """A process that listens."""

    pid: int
    port: int


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "panel.toml").touch()
        for tool in TOOLS:
            (folder / "tools" / tool).mkdir(parents=True)
        with (
            _running("-c", BARE, folder=folder) as bare,
            _running("-m", "panel", "votes", "serve", "--site", SITE, *OPTIONS, folder=folder) as ours,
        ):
            seal = Seal(bytes.fromhex((folder / ".votes" / "key").read_text()), wait=0)
            _round(bare, _votes(seal)), _round(ours, _votes(seal))
            # Side by side in each round, so that a busy machine slows both.
            rounds = [(_round(bare, _votes(seal)), _round(ours, _votes(seal))) for _ in range(ROUNDS)]
    print(f"{LINES * EACH} votes of as many readers on {LINES} connections, median of {ROUNDS} rounds:")
    for name, at in (("bare starlette and uvicorn, 204", 0), ("panel votes serve, SQLite, synced", 1)):
        rate, cpu = (statistics.median(round[at][field] for round in rounds) for field in (0, 1))
        slower = statistics.median(round[0].rate / round[at].rate for round in rounds)
        dearer = statistics.median(round[at].cpu / round[0].cpu for round in rounds)
        print(f"  {name:<36} {rate:7,.0f} a second  1/{slower:.2f}   {cpu:6.3f} ms CPU each  {dearer:.2f}")


@contextmanager
def _running(*words: str, folder: Path) -> Iterator[Server]:
    process = subprocess.Popen([sys.executable, *words], cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        line = process.stderr.readline()
        yield Server(process.pid, int(line.partition("listening at http://127.0.0.1:")[2].partition(",")[0]))
    finally:
        process.terminate()
        process.communicate()


def _votes(seal: Seal) -> list[bytes]:
    made = []
    for number in range(LINES * EACH):
        token = seal.mint(secrets.token_bytes(16), at=int(time.time()))
        body = f'{{"token":"{token}","choice":"{("ship", "skip")[number % 2]}"}}'
        head = (
            f"POST /vote/{TOOLS[number % len(TOOLS)]} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {SITE}\r\nContent-Type: application/json\r\n"
        )
        made.append(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    return made


def _round(server: Server, requests: Sequence[bytes]) -> Round:
    cpu, began = _cpu(server.pid), time.perf_counter()
    statuses = asyncio.run(_sent(server.port, requests))
    seconds, spent = time.perf_counter() - began, _cpu(server.pid) - cpu
    assert set(statuses) <= {b"200", b"204"}, set(statuses)
    return Round(len(requests) / seconds, 1000 * spent / len(requests))


async def _sent(port: int, requests: Sequence[bytes]) -> list[bytes]:
    async def line(part: Sequence[bytes]) -> list[bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        statuses = []
        for request in part:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
            statuses.append(head[9:12])
        writer.close()
        return statuses

    async with asyncio.TaskGroup() as group:
        lines = [group.create_task(line(requests[at::LINES])) for at in range(LINES)]
    return [status for one in lines for status in one.result()]


def _cpu(pid: int) -> float:
    """Seconds of processor that a process has used, all of its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
