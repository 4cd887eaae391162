"""Rules of panel/batch/ledger.py."""

import gc
import sqlite3
import stat
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from batch_parts import entries, job, ledger

from panel.batch.jobs import Entry, Job, Unread
from panel.batch.ledger import CRASHES, Ledger
from panel.batch.perform import Done, Failed, Outcome, Stopped
from panel.batch.status import FAILURES_SHOWN, Status
from panel.comparison import Spend
from panel.errors import DiskError, InputError, Interrupted

pytestmark = pytest.mark.anyio
USED = Spend(asked=4, cached=1, prompt_tokens=10, completion_tokens=5, paid=Decimal("0.25"), worth=Decimal("0.5"))
DONE = Done(runs=("r",), spend=USED, inputs="as it was")
FAILED = Failed(reason="dx: timeout", spend=USED, inputs="as it was")


def unchanged(asked: Job) -> str:
    return "as it was"


async def work(board: Ledger, outcome: Outcome = DONE) -> list[tuple[str, ...]]:
    """Take and settle all that waits; the tools in the order of taking."""
    taken = []
    while (claim := await board.take()) is not None:
        taken.append(claim.job.tools)
        await board.settle(claim, outcome)
    return taken


async def added(board: Ledger, text: str, *, inputs: Callable[[Job], str] = unchanged, known: Callable[[str], str] = str) -> dict[str, int]:
    """What came of a queue, the zeros left out."""
    found = await board.add(entries(text, known=known), source="queue.txt", inputs=inputs)
    return found.model_dump(exclude_defaults=True)


def counts(status: Status) -> tuple[int, int, int, int]:
    return status.waiting, status.running, status.done, status.failed


async def test_order_and_once(tmp_path: Path) -> None:
    """The highest priority comes first, then the order of arrival; the same job named twice is one, with the higher priority."""
    board = ledger(tmp_path)

    assert await added(board, "a\nb c\nd,5\nc b\na,9\n") == {"new": 3, "known": 2}
    assert await work(board) == [("a",), ("d",), ("b", "c")]
    assert await board.take() is None


async def test_done_is_skipped(tmp_path: Path) -> None:
    """A job that is done is not done again, in this session or another, unless what it is made of changed."""
    board = ledger(tmp_path)
    await added(board, "a\nb\n")
    await work(board)
    board.close()
    board = ledger(tmp_path)

    assert await added(board, "a\nb\n") == {"known": 2}
    assert await work(board) == []
    assert await added(board, "a\nb\n", inputs=lambda asked: "new" if asked.tools == ("b",) else "as it was") == {"known": 1, "changed": 1}
    assert await work(board) == [("b",)]


async def test_failed_stays_until_retried(tmp_path: Path) -> None:
    """A failed job waits again when it is retried or what it is made of changed, and not before."""
    board = ledger(tmp_path)
    await added(board, "a\n")
    await work(board, FAILED)

    assert await added(board, "a\n") == {"known": 1}
    assert await board.retry() == 1
    assert await work(board, FAILED) == [("a",)]
    assert await added(board, "a\n", inputs=lambda _: "mended") == {"changed": 1}
    assert await work(board) == [("a",)]
    assert await board.retry() == 0


async def test_unreadable_inputs(tmp_path: Path) -> None:
    """A job that failed since its tool could not be read waits again once it can, and not while it cannot."""
    board = ledger(tmp_path)
    await added(board, "a\n")
    await work(board, Failed(reason="a/tool.toml: not TOML"))

    def broken(asked: Job) -> str:
        raise InputError("a/tool.toml: not TOML")

    assert await added(board, "a\n", inputs=broken) == {"known": 1}
    assert await added(board, "a\n") == {"changed": 1}


async def test_unread(tmp_path: Path) -> None:
    """A line set aside is a failure with its place; reading its file again forgets it, and an unknown tool may come to be known."""

    def unknown(tool: str) -> str:
        raise InputError("no such tool")

    board = ledger(tmp_path)
    first = await added(board, "a\nb c d\n", known=unknown)
    told = [(failed.title, failed.reason) for failed in (await board.status()).failures]
    retried = await board.retry()
    taken = await work(board, Failed(reason="no such tool"))
    second = await added(board, "a\nb c\n")

    assert first == {"unread": 2}
    assert told == [("a", "queue.txt:1: no such tool"), ("queue.txt:2", "3 names; a line names one tool or two")]
    assert (retried, taken) == (1, [("a",)])
    assert second == {"new": 1, "changed": 1}
    assert (await board.status()).failed == 0


async def test_a_crash_loses_nothing(tmp_path: Path) -> None:
    """What was running when a process ended waits again, in its old place."""
    board = ledger(tmp_path)
    await added(board, "a\nb\nc\n")
    await board.take()
    board.close()
    board = ledger(tmp_path)

    assert counts(await board.status()) == (3, 0, 0, 0)
    assert await work(board) == [("a",), ("b",), ("c",)]


async def test_a_job_that_kills(tmp_path: Path) -> None:
    """A job that is running at each of several crashes is set aside; a retry gives it as many again."""
    board = ledger(tmp_path)
    await added(board, "a\n")
    starts = []
    for _ in range(CRASHES):
        claim = await board.take()
        assert claim is not None
        starts.append(claim.starts)
        board.close()
        board = ledger(tmp_path)

    assert starts == list(range(1, CRASHES + 1))
    assert counts(await board.status()) == (0, 0, 0, 1)
    assert await board.retry() == 1
    await board.take()
    board.close()
    assert await work(ledger(tmp_path)) == [("a",)]


async def test_stopped_waits_again(tmp_path: Path) -> None:
    """A job that was stopped waits in its old place, and what it used is counted."""
    board = ledger(tmp_path)
    await added(board, "a\nb\n")
    claim = await board.take()
    assert claim is not None
    await board.settle(claim, Stopped(Interrupted("interrupted"), USED))
    status = await board.status()

    assert counts(status) == (2, 0, 0, 0)
    assert (status.spend, status.projected) == (USED, None)
    assert await work(board) == [("a",), ("b",)]


async def test_status(tmp_path: Path) -> None:
    """Counts, what was used, what it will cost, and the first failures with their reasons."""
    times = iter([1000.0, *[1030.0] * 100])
    board = Ledger(tmp_path, warn=print, now=lambda: next(times))
    board.begin()
    await added(board, "".join(f"t{number}\n" for number in range(30)))
    outcomes: list[Outcome] = [DONE, *[FAILED] * 25]
    for outcome in outcomes:
        claim = await board.take()
        assert claim is not None
        await board.settle(claim, outcome)
    status = await board.status()

    assert counts(status) == (4, 0, 1, 25)
    assert (status.spend.asked, status.spend.paid) == (104, Decimal("6.5"))
    assert status.projected == Decimal("7.5")
    assert (status.rate, status.workers) == (52.0, 0)
    assert status.seconds_left == pytest.approx(60 * 4 / 52)
    assert len(status.failures) == FAILURES_SHOWN
    assert status.failures[0].model_dump() == {"title": "t1", "reason": "dx: timeout", "starts": 1}


async def test_unknown_money(tmp_path: Path) -> None:
    """Money is unknown, not nothing, as soon as one price is."""
    board = ledger(tmp_path)
    await added(board, "a\nb\n")
    await work(board, Done(runs=(), spend=Spend(asked=1), inputs=""))
    status = await board.status()

    assert (status.spend.paid, status.spent, status.projected) == (None, None, None)


async def test_a_batch_ends_when_nothing_waits(tmp_path: Path) -> None:
    """A session that finds work left goes on with the money that was drawn; one that finds none begins a new count."""
    board = ledger(tmp_path)
    await added(board, "a\nb\n")
    board.draw(Decimal("1.5"))
    board.close()
    board = ledger(tmp_path)
    going_on = board.drawn()
    await work(board)
    board.close()

    assert going_on == Decimal("1.5")
    assert ledger(tmp_path).drawn() == 0


async def test_cancel(tmp_path: Path) -> None:
    """What waits is taken out of the queue; what is running or settled stays."""
    board = ledger(tmp_path)
    await added(board, "a\nb\nc\n")
    await board.take()

    assert await board.cancel() == 2
    assert counts(await board.status()) == (0, 1, 0, 0)


async def test_looking_makes_nothing(tmp_path: Path) -> None:
    """Where there is no ledger, there is nothing to tell or to retry, and none is made."""
    board = Ledger(tmp_path / "state", warn=print)

    assert await board.status() == Status()
    assert await board.retry() == 0
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda file: file.write_bytes(b"not a database at all" * 200), id="rubbish"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:6000]), id="cut"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:4096] + bytes(len(file.read_bytes()) - 4096)), id="pages of zeros"),
        pytest.param(lambda file: sqlite3.connect(file).execute("PRAGMA user_version = 99").connection.close(), id="another version"),
    ],
)
async def test_damaged(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """A file that is damaged or of another version is an error in one line for who looks; the next session sets it aside with a warning."""
    warned: list[str] = []
    board = ledger(tmp_path)
    await added(board, "a\n")
    board.close()
    damage(tmp_path / "batch.db")
    with pytest.raises(DiskError, match=r"batch\.db: is damaged .*; `panel batch run`"):
        await Ledger(tmp_path, warn=warned.append).status()
    begun = ledger(tmp_path, warned)

    assert await added(begun, "a\n") == {"new": 1}
    assert [line.split(" is damaged ")[0] for line in warned] == [f"{tmp_path / 'batch.db'}:"]
    assert len(list(tmp_path.glob("batch-broken-*.db"))) == 1


async def test_private(tmp_path: Path) -> None:
    """The folder is for its owner alone, and a link in the place of the file is refused."""
    tmp_path.chmod(0o755)
    ledger(tmp_path).close()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "batch.db").symlink_to(tmp_path / "other.db")

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    with pytest.raises(DiskError, match="is a link"):
        ledger(elsewhere)
    assert not (tmp_path / "other.db").exists()


async def test_memory_stays_flat(tmp_path: Path) -> None:
    """A long queue is streamed: of 20,000 entries no more than one piece is held at a time, while it is read or worked through."""
    most = 0

    def alive() -> int:
        return sum(isinstance(thing, Job | Unread) for thing in gc.get_objects())

    def queue() -> Iterator[Entry]:
        nonlocal most
        for number in range(20_000):
            if number % 5_000 == 4_999:
                most = max(most, alive())
            yield job(f"t{number}") if number % 2 else job("again")

    others = alive()
    board = ledger(tmp_path)
    found = await board.add(queue(), source="q", inputs=unchanged)
    held = alive() - others
    for _ in range(200):
        claim = await board.take()
        assert claim is not None
        await board.settle(claim, DONE)

    assert (found.new, found.known) == (10_001, 9_999)
    assert 100 < most - others <= 2 * 500
    assert held <= 2 * 500
    assert alive() - others <= 2
