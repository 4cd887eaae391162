"""Running an endpoint: killed and started again, stopped, in the way of another, behind a proxy."""

import asyncio
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest
from postgres import Postgres, cluster  # noqa: F401  # a fixture
from voting import OPEN, SITE, TOOLS, Served, ask, counts, token, vote, workspace

READERS = 40
CHOICES = ("ship", "skip", "withdraw")


class Crowd:
    """Readers who vote on every tool and change their minds, and who try again until they are told that it counted."""

    def __init__(self, served: Served, *, at: tuple[int, ...], strike: Callable[[], None]) -> None:
        self.served = served
        self.acknowledged: dict[tuple[int, str], str] = {}
        self.answers: Counter[int] = Counter()
        self._at, self._strike = set(at), strike
        self._up = asyncio.Event()
        self._up.set()
        self.struck = 0

    async def run(self) -> None:
        """All of them at once."""
        connector = aiohttp.TCPConnector(limit=64)
        async with aiohttp.ClientSession(connector=connector, headers={"Origin": SITE}) as session, asyncio.TaskGroup() as group:
            for reader in range(READERS):
                group.create_task(self._reader(session, reader))

    async def _reader(self, session: aiohttp.ClientSession, reader: int) -> None:
        chance = random.Random(reader)
        token = (await self._asked(session, "/token", None))["token"]
        wishes = [(tool, chance.choice(CHOICES)) for _ in range(3) for tool in TOOLS]
        chance.shuffle(wishes)
        for tool, choice in wishes[: chance.randrange(5, 16)]:
            await self._asked(session, f"/vote/{tool}", {"token": token, "choice": choice})
            self.acknowledged[reader, tool] = choice
            if chance.random() < 0.2:  # a retry of what had arrived
                await self._asked(session, f"/vote/{tool}", {"token": token, "choice": choice})
            if self._at and len(self.acknowledged) >= min(self._at):
                self._at.discard(min(self._at))
                await self._break()

    async def _asked(self, session: aiohttp.ClientSession, path: str, body: dict[str, str] | None) -> dict[str, str]:
        while True:
            await self._up.wait()
            try:
                async with session.post(self.served.url + path, json=body) as answer:
                    self.answers[answer.status] += 1
                    if answer.status == 200:
                        return dict(await answer.json())
                    assert answer.status == 503
            except aiohttp.ClientError:
                self.answers[0] += 1

    async def _break(self) -> None:
        self._up.clear()
        await asyncio.to_thread(self._strike)
        self.struck += 1
        self._up.set()

    @property
    def expected(self) -> dict[str, tuple[int, int]]:
        """The counts of what was acknowledged last."""
        said = Counter((tool, choice) for (_, tool), choice in self.acknowledged.items())
        return {tool: (said[tool, "ship"], said[tool, "skip"]) for tool in TOOLS}


@pytest.mark.anyio
@pytest.mark.trust("votes: lost or doubled when the endpoint is killed under load")
async def test_killed_under_load(tmp_path: Path) -> None:
    """Killed three times while readers vote and change their votes, it has exactly what it acknowledged: nothing lost, nothing doubled."""
    with Served(workspace(tmp_path)) as served:

        def strike() -> None:
            served.kill()
            served.start()

        crowd = Crowd(served, at=(30, 80, 130), strike=strike)
        await crowd.run()
        served.kill()
        with sqlite3.connect(tmp_path / ".votes" / "votes.db") as file:
            ((rows,),) = file.execute("SELECT count(*) FROM votes")
        served.start()

        assert crowd.struck == 3
        assert crowd.answers[0]  # the kills did hit somebody
        assert counts(served) == crowd.expected
        assert rows == sum(map(sum, crowd.expected.values()))


def test_no_word_before_the_commit(tmp_path: Path) -> None:
    """While a commit cannot be made the voter hears nothing, and after the commit that it counted; killed before it, it did not."""
    with Served(workspace(tmp_path)) as served, sqlite3.connect(tmp_path / ".votes" / "votes.db", isolation_level=None) as other:
        reader = token(served)

        def cast(line: socket.socket) -> None:
            body = f'{{"token":"{reader}","choice":"ship"}}'
            head = f"POST /vote/crewai HTTP/1.1\r\nHost: x\r\nOrigin: {SITE}\r\nContent-Type: application/json\r\n"
            line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
            for _ in range(5):  # answered in turn, so the vote was taken in by then
                assert ask(served, "GET", "/health").status_code == 200

        with _line(served) as line:
            other.execute("BEGIN IMMEDIATE")
            cast(line)
            line.setblocking(False)
            with pytest.raises(BlockingIOError):
                line.recv(1)
            served.kill()
            other.execute("ROLLBACK")
        served.start()
        lost = counts(served)
        with _line(served) as line:
            other.execute("BEGIN IMMEDIATE")
            cast(line)
            other.execute("ROLLBACK")
            said = line.recv(12)
        served.kill()
        served.start()

        assert (lost, said) == ({}, b"HTTP/1.1 200")
        assert counts(served) == {"crewai": (1, 0)}
    other.close()


@pytest.mark.anyio
async def test_the_database_is_cut_off_under_load(tmp_path: Path, postgres: Postgres) -> None:
    """With PostgreSQL killed and started again under it, a vote is either acknowledged and kept, or answered with 503."""
    options = (*OPEN, "--store", postgres.database())

    with Served(workspace(tmp_path), options) as served:

        def strike() -> None:
            postgres.stop("immediate")
            status = vote(served, TOOLS[0], "ship", by=stranger)
            postgres.start()
            assert status == 503

        stranger = token(served)
        crowd = Crowd(served, at=(30, 80), strike=strike)
        await crowd.run()
        served.kill()
        served.start()

        assert crowd.struck == 2
        assert counts(served) == crowd.expected


@pytest.mark.anyio
async def test_two_endpoints_share_a_database(tmp_path: Path, postgres: Postgres) -> None:
    """Two processes with one key and one database count a reader once, whichever of them is asked."""
    options = (*OPEN, "--store", postgres.database())
    folder = workspace(tmp_path)
    with Served(folder, options) as one, Served(folder, options) as other:
        reader = token(one)
        said = [vote(one, "dspy", "ship", by=reader), vote(other, "dspy", "skip", by=reader), vote(other, "crewai", "ship", by=reader)]

        assert said == [200, 200, 200]
        assert counts(one) == counts(other) == {"dspy": (0, 1), "crewai": (1, 0)}


def test_an_unreachable_database_is_one_line(tmp_path: Path) -> None:
    """A database that nobody runs is named without its password."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    result = _panel(workspace(tmp_path), "--store", f"postgresql://me:s3cret@127.0.0.1:{port}/votes")

    assert result.returncode == 1
    assert result.stderr == (
        f"panel: postgresql://127.0.0.1:{port}/votes: cannot be used as a store of votes (Connection refused); "
        "check the server, the password and the rights\n"
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_stopped(tmp_path: Path, number: signal.Signals) -> None:
    """Told to stop, it ends in good order and says nothing; its votes are there at the next start."""
    with Served(workspace(tmp_path)) as served:
        vote(served, "crewai", "ship", by=token(served))
        code = served.stop(number)
        said = "".join(served.said[1:])
        served.start()

        assert (code, said) == (0, "")
        assert counts(served) == {"crewai": (1, 0)}


def test_a_request_in_progress_is_finished(tmp_path: Path) -> None:
    """A vote that is still arriving when the endpoint is told to stop is counted and answered."""
    with Served(workspace(tmp_path)) as served:
        body = f'{{"token":"{token(served)}","choice":"ship"}}'.encode()
        head = (
            f"POST /vote/crewai HTTP/1.1\r\nHost: x\r\nOrigin: {SITE}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        )
        with _line(served) as line:
            line.sendall(head.encode() + b"Expect: 100-continue\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 100")  # the handler waits for the body
            served.process.send_signal(signal.SIGTERM)
            line.sendall(body)
            answer = line.recv(1000)
        code = served.stop()
        served.start()

        assert answer.startswith(b"HTTP/1.1 200")
        assert code == 0
        assert counts(served) == {"crewai": (1, 0)}


def test_a_taken_port(tmp_path: Path) -> None:
    """A port that is taken is one line and a fitting exit code."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = _panel(workspace(tmp_path), "--port", str(port))

    assert result.returncode == 2
    assert result.stderr == (
        f"panel: 127.0.0.1:{port}: cannot listen there (Address already in use); stop what does, or choose another --port\n"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--trusted-proxy", "*"), "--trusted-proxy '*': no address and no network"),
        (("--trusted-proxy", "::/0"), "--trusted-proxy '::/0': everybody could then name any address"),
        (("--url", "http://votes.example"), "--url 'http://votes.example': tokens would travel in the clear"),
        (("--site", "https://site.example/blog"), "--site 'https://site.example/blog': no origin"),
        (("--store", "mysql://x"), "--store 'mysql': no such kind"),
        (("--store", "postgresql://[x"), "--store postgresql: the address is not understood"),
    ],
    ids=["any proxy", "every network", "in the clear", "a path", "a kind", "an address"],
)
def test_misuse(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    """What makes no sense is one line before anything is listened to."""
    result = _panel(workspace(tmp_path), *options)

    assert result.returncode == 2
    assert result.stderr.startswith(f"panel: {said}")
    assert result.stderr.count("\n") == 1


def test_a_proxy_is_believed_only_when_named(tmp_path: Path) -> None:
    """X-Forwarded-For changes whose limit is spent behind a named proxy, by its last entry, and nothing otherwise."""
    strict = ("--tokens-per-day", "1")
    folder = workspace(tmp_path)

    def asked(served: Served, *forwarded: str) -> list[int]:
        return [ask(served, "POST", "/token", headers={"X-Forwarded-For": chain}).status_code for chain in forwarded]

    with Served(folder, strict) as bare, Served(folder, (*strict, "--trusted-proxy", "127.0.0.0/8")) as behind:
        assert asked(bare, "192.0.2.1", "192.0.2.2") == [200, 429]
        assert asked(behind, "192.0.2.1", "192.0.2.2", "192.0.2.1", "198.51.100.9, 192.0.2.1") == [200, 200, 429, 429]


def test_nothing_about_a_reader_is_kept(tmp_path: Path) -> None:
    """Neither address nor browser nor token nor the number in it stands in any file, nor in what the endpoint prints."""
    from base64 import urlsafe_b64decode

    agent = "Netscape-Navigator-4.04"
    with Served(workspace(tmp_path), (*OPEN, "--trusted-proxy", "127.0.0.1")) as served:
        headers = {"User-Agent": agent, "X-Forwarded-For": "192.0.2.77", "Referer": f"{SITE}/secret-page.html"}
        reader = ask(served, "POST", "/token", headers=headers).json()["token"]
        for tool in TOOLS:
            said = ask(served, "POST", f"/vote/{tool}", headers=headers, json={"token": reader, "choice": "ship"})
            assert said.status_code == 200
        ask(served, "POST", "/vote/crewai", headers=headers, content=b"{")
        served.kill()  # the log of the database is then still there
        kept = [path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()]
        kept.append("".join(served.said).encode())

    number = urlsafe_b64decode(reader)[:16]
    traces = [agent.encode(), b"192.0.2.77", bytes([192, 0, 2, 77]), b"secret-page", reader.encode(), number, number.hex().encode()]
    assert any(b"crewai" in text for text in kept)
    assert [trace for trace in traces if any(trace in text for text in kept)] == []


def test_the_default_store_is_private(tmp_path: Path) -> None:
    """What the first start makes is its owner's alone, and no commit takes it along by mistake."""
    with Served(workspace(tmp_path)) as served:
        served.stop()
    home = tmp_path / ".votes"

    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "key").stat().st_mode & 0o777 == 0o600
    assert (home / ".gitignore").read_text() == "*\n"


def _line(served: Served) -> socket.socket:
    host, port = served.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=60)


def _panel(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PANEL_", "OPENAI_"))}
    words = [sys.executable, "-m", "panel", "votes", "serve", "--site", SITE, *options]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
