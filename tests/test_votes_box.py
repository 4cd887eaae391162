"""Where votes go, for both kinds of store."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from postgres import Postgres, cluster  # noqa: F401  # a fixture

from panel.errors import DiskError, UsageError
from panel.votes.box import Box, Cast, Choice, Shelf
from panel.votes.count import Votes
from panel.votes.store import exported, opened

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return str(tmp_path / "votes.db")
    running: Postgres = request.getfixturevalue("postgres")
    return running.database()


@pytest.fixture
async def shelf(store: str) -> AsyncIterator[Shelf]:
    """The store, open."""
    made = await opened(store)
    yield made
    await made.close()


def cast(number: int, choice: str, tool: str = "a") -> Cast:
    return Cast(number.to_bytes(16, "big"), tool, Choice(choice))


async def test_a_ballot_counts_once(shelf: Shelf) -> None:
    """The last choice of a ballot is what counts, and a withdrawn one is gone."""
    await shelf.write([cast(1, "ship"), cast(2, "skip"), cast(3, "ship", "b")])
    first = await shelf.counts()
    await shelf.write([cast(1, "skip"), cast(2, "skip"), cast(3, "withdraw", "b"), cast(4, "withdraw")])

    assert first == {"a": Votes(ship=1, skip=1), "b": Votes(ship=1, skip=0)}
    assert await shelf.counts() == {"a": Votes(ship=0, skip=2)}


async def test_it_is_there_again(store: str) -> None:
    """What was written is found by the next that opens the store, and exported from it with its zeros."""
    first = await opened(store)
    await first.write([cast(1, "ship")])
    second = await opened(store)
    seen = await second.counts()
    await first.close()
    await second.close()

    assert seen == {"a": Votes(ship=1, skip=0)}
    counts = await exported(store, tools=["a", "b"], date=date(2026, 11, 20), source="x")
    assert [(count.tool, count.ship, count.skip) for count in counts] == [("a", 1, 0), ("b", 0, 0)]


async def test_opened_by_many_at_once(store: str) -> None:
    """Servers that start together on an empty store all find its table."""
    async with asyncio.TaskGroup() as group:
        opening = [group.create_task(opened(store)) for _ in range(5)]
    shelves = [one.result() for one in opening]
    for number, one in enumerate(shelves):
        await one.write([cast(number, "ship")])
    counts = await shelves[0].counts()
    for one in shelves:
        await one.close()

    assert counts == {"a": Votes(ship=5, skip=0)}


async def test_two_boxes_on_one_store(store: str) -> None:
    """Two endpoints that change the same ballots at the same time neither lose one nor wait for each other for ever."""
    shelves = [await opened(store), await opened(store)]
    boxes = [Box(shelf, warn=print) for shelf in shelves]
    async with asyncio.TaskGroup() as group:
        for turn in range(400):
            choice = ("ship", "skip", "ship", "withdraw")[turn % 4]
            group.create_task(boxes[turn % 2].cast(cast((turn * 7) % 40, choice)))
    for number in range(40):
        await boxes[number % 2].cast(cast(number, "skip"))
    counts = await shelves[0].counts()
    for shelf in shelves:
        await shelf.close()

    assert counts == {"a": Votes(ship=0, skip=40)}


@pytest.mark.parametrize(
    ("store", "kind", "said"),
    [
        ("mysql://x", UsageError, "no such kind"),
        ("postgresql://me:s3cret@[x/v", UsageError, "is not understood"),
        ("postgresql://me:s3cret@h:port/v", UsageError, "is not understood"),
        ("postgresql://me:s3cret@127.0.0.1:1/v", DiskError, "postgresql://127.0.0.1:1/v: cannot be used as a store of votes"),
        ("postgresql://me:s3cret@127.0.0.1:1/v?sslmode=odd", DiskError, "cannot be used as a store of votes"),
        ("/dev/null/votes.db", DiskError, "/dev/null/votes.db: cannot be made"),
        ("/proc/votes.db", DiskError, "/proc/votes.db: cannot be used as a store of votes"),
    ],
)
async def test_a_store_that_cannot_be_used(store: str, kind: type[Exception], said: str) -> None:
    """It is one line without the password."""
    with pytest.raises(kind) as caught:
        await opened(store)

    assert said in str(caught.value)
    assert "s3cret" not in str(caught.value)


async def test_a_wrong_password_and_a_missing_database(postgres: Postgres) -> None:
    """What the server answers is told, and the address without its password."""
    with pytest.raises(DiskError, match=r'database "nowhere" does not exist') as caught:
        await opened(postgres.database().rpartition("/")[0] + "/nowhere")

    assert "correct-horse" not in str(caught.value)


async def test_a_file_of_another_kind(tmp_path: Path) -> None:
    """A file that is no database is named and left as it is."""
    (tmp_path / "votes.db").write_bytes(b"notes" * 1000)

    with pytest.raises(DiskError, match="file is not a database"):
        await opened(str(tmp_path / "votes.db"))
    assert (tmp_path / "votes.db").read_bytes() == b"notes" * 1000


async def test_commits_reach_the_disk(tmp_path: Path) -> None:
    """A commit of the file waits for the disk: every commit is synchronised, in a log beside the file."""
    shelf = await opened(str(tmp_path / "votes.db"))
    connection: sqlite3.Connection = shelf._connection  # type: ignore[attr-defined]
    settings = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    await shelf.close()

    assert settings == ["wal", 2]


class Slow:
    """A shelf whose writes end when they are told to."""

    label = "slow"

    def __init__(self) -> None:
        self.batches: list[list[Cast]] = []
        self.results: asyncio.Queue[Exception | None] = asyncio.Queue()

    async def write(self, casts: Sequence[Cast]) -> None:
        self.batches.append(list(casts))
        error = await self.results.get()
        if error:
            raise error

    async def counts(self) -> Mapping[str, Votes]:
        return {}

    async def close(self) -> None:
        pass


async def turn() -> None:
    """Let every task go as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_votes_share_a_commit_and_wait_for_it() -> None:
    """Votes that arrive during a commit go into the next one, a ballot's last word alone; none is acknowledged before its commit."""
    shelf = Slow()
    box = Box(shelf, warn=print)
    tasks = [asyncio.create_task(box.cast(cast(1, "ship")))]
    await turn()
    tasks += [asyncio.create_task(box.cast(vote)) for vote in (cast(2, "ship"), cast(3, "skip"), cast(2, "skip"))]
    await turn()
    before = [task.done() for task in tasks]
    shelf.results.put_nowait(None)
    await turn()
    between = [task.done() for task in tasks]
    shelf.results.put_nowait(None)
    await turn()

    assert (before, between) == ([False] * 4, [True, False, False, False])
    assert all(task.done() for task in tasks)
    assert shelf.batches == [[cast(1, "ship")], [cast(2, "skip"), cast(3, "skip")]]


async def test_a_failed_commit_is_told_to_all() -> None:
    """Nobody in a commit that failed is told that it counted, the operator hears of it once, and the next commit is tried."""
    shelf, lines = Slow(), list[str]()
    box = Box(shelf, warn=lines.append)
    for result in (DiskError("full"), DiskError("full"), None, DiskError("full")):
        shelf.results.put_nowait(result)
    told = []
    for _ in range(4):
        try:
            await box.cast(cast(1, "ship"))
            told.append("kept")
        except DiskError as error:
            told.append(str(error))

    assert told == ["full", "full", "kept", "full"]
    assert lines == ["full", "slow: votes are kept again", "full"]


async def test_a_voter_who_leaves() -> None:
    """Somebody who goes away before the commit takes nobody else's answer along."""
    shelf = Slow()
    box = Box(shelf, warn=print)
    gone, stays = (asyncio.create_task(box.cast(cast(number, "ship"))) for number in (1, 2))
    await turn()
    gone.cancel()
    await turn()
    shelf.results.put_nowait(None)
    shelf.results.put_nowait(None)
    await stays

    assert gone.cancelled()
    assert [vote for batch in shelf.batches for vote in batch] == [cast(1, "ship"), cast(2, "ship")]
