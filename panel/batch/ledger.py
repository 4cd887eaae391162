"""The queue of one machine: one SQLite file beside the kept replies."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_CEILING, Decimal
from itertools import islice
from pathlib import Path

from panel.batch.board import Added, Claim
from panel.batch.jobs import Entry, Job, Unread
from panel.batch.lock import holder
from panel.batch.perform import Done, Failed, Outcome
from panel.batch.status import FAILURES_SHOWN, FailedJob, Status
from panel.batch.storage import Storage
from panel.canon import digest
from panel.comparison import Spend
from panel.errors import InputError

PIECE = 500
"""Entries in one transaction."""
CRASHES = 5
"""A job that was running at so many crashes in a row is set aside."""
NANO = 1_000_000_000
"""Money is kept in whole billionths of a US dollar, rounded up."""


class Ledger:
    """The jobs of one workspace in one file, which nothing paid for depends on: the replies are in the cache, the runs in their folders.

    A batch begins with the first job that is added while none is left, and lasts until none is left again; its budget
    draws on it. One process works on the queue at a time (`begin` under `lock.locked`); others may look and retry meanwhile. Commits
    survive a kill at any time; after a power cut the last of them may be missing, which repeats no call either.
    """

    def __init__(self, folder: Path, *, warn: Callable[[str], None], now: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._storage = Storage(folder, warn=warn)
        self._now = now

    def begin(self) -> None:
        """Start a session: what a crash left running waits again, and a damaged file is set aside. Only for the lock's holder."""
        self._storage.mend()
        with self._storage.step() as sql:
            crashed = "UPDATE jobs SET state = 'waiting', crashes = crashes + 1 WHERE state = 'running'"
            sql.execute(crashed)
            reason = f"set aside: the process ended {CRASHES} times while it was running; `panel batch retry` tries again"
            sql.execute("UPDATE jobs SET state = 'failed', reason = ? WHERE state = 'waiting' AND crashes >= ?", (reason, CRASHES))
            if not self._count(sql, "waiting"):
                sql.execute("DELETE FROM jobs WHERE tools = '[]'")
                sql.execute("DELETE FROM batch")
                sql.execute("INSERT INTO batch DEFAULT VALUES")
            now = self._now()
            sql.execute("UPDATE batch SET began = ?, last = ?, earlier = settled", (now, now))

    async def add(self, entries: Iterable[Entry], *, source: str, inputs: Callable[[Job], str]) -> Added:
        """Board: in transactions of a few hundred entries."""
        with self._storage.step() as sql:
            sql.execute("DELETE FROM jobs WHERE source = ? AND tools = '[]'", (source,))
        counted = dict.fromkeys(Added.model_fields, 0)
        stream = iter(entries)
        while piece := list(islice(stream, PIECE)):
            with self._storage.step() as sql:
                for entry in piece:
                    counted[self._put(sql, entry, source, inputs)] += 1
            await asyncio.sleep(0)
        return Added(**counted)

    async def take(self) -> Claim | None:
        """The next waiting job, which is running from now on: the highest priority first, then in order of arrival."""
        with self._storage.step() as sql:
            row = sql.execute(
                "UPDATE jobs SET state = 'running', starts = starts + 1 WHERE id = "
                "(SELECT id FROM jobs WHERE state = 'waiting' ORDER BY priority DESC, id LIMIT 1) RETURNING id, tools, priority, starts"
            ).fetchone()
        return None if row is None else Claim(id=row[0], job=Job(tools=tuple(json.loads(row[1])), priority=row[2]), starts=row[3])

    async def settle(self, claim: Claim, outcome: Outcome) -> None:
        """Done, failed, or back to waiting when the batch was stopped; what it used is counted each time."""
        with self._storage.step() as sql:
            self._count_used(sql, outcome.spend, settled=isinstance(outcome, Done | Failed))
            match outcome:
                case Done(runs=runs, inputs=made_of):
                    self._settled(sql, claim, "done", "", runs, made_of)
                case Failed(reason=reason, runs=runs, inputs=made_of):
                    self._settled(sql, claim, "failed", reason, runs, made_of)
                case _:
                    sql.execute("UPDATE jobs SET state = 'waiting', crashes = 0 WHERE id = ?", (claim.id,))

    async def status(self) -> Status:
        """Board. Nothing is made or changed by looking."""
        if not self._storage.is_there:
            return Status()
        with self._storage.look() as sql:
            counts = dict(sql.execute("SELECT state, jobs FROM counts"))
            batch = _row(sql, "SELECT * FROM batch")
            failures = sql.execute(
                "SELECT tools, place, reason, starts FROM jobs WHERE state = 'failed' ORDER BY id LIMIT ?", (FAILURES_SHOWN,)
            )
            told = tuple(FailedJob(title=_title(tools, place), reason=reason, starts=starts) for tools, place, reason, starts in failures)
        return self._told(counts, batch, told)

    async def retry(self) -> int:
        """Board."""
        return self._changed("UPDATE jobs SET state = 'waiting', reason = '', crashes = 0 WHERE state = 'failed' AND tools <> '[]'")

    async def cancel(self) -> int:
        """Board."""
        return self._changed("DELETE FROM jobs WHERE state = 'waiting'")

    def waiting(self) -> Iterator[Job]:
        """The jobs that wait, those to be taken first first."""
        with self._storage.look() as sql:
            for tools, priority in sql.execute("SELECT tools, priority FROM jobs WHERE state = 'waiting' ORDER BY priority DESC, id"):
                yield Job(tools=tuple(json.loads(tools)), priority=priority)

    def drawn(self) -> Decimal:
        """US dollars that this batch has drawn so far, at least what it spent."""
        with self._storage.look() as sql:
            return _dollars(sql.execute("SELECT drawn FROM batch").fetchone()[0]) or Decimal()

    def draw(self, dollars: Decimal) -> None:
        """Note that this batch may have spent so much in all."""
        with self._storage.step() as sql:
            sql.execute("UPDATE batch SET drawn = ?", (_nano(dollars),))

    def copy(self, folder: Path) -> None:
        """Put a ledger that stands as this one into another state folder."""
        self._storage.copy(folder)

    def close(self) -> None:
        """Let go of the file."""
        self._storage.close()

    def _put(self, sql: sqlite3.Connection, entry: Entry, source: str, inputs: Callable[[Job], str]) -> str:
        job, place, reason = (entry.job, entry.place, entry.reason) if isinstance(entry, Unread) else (entry, "", "")
        key = job.key if job else digest([place])
        tools = json.dumps(job.tools if job else [], ensure_ascii=False)
        priority, state = job.priority if job else 0, "failed" if reason else "waiting"
        values = (key, tools, priority, source, place, state, f"{place}: {reason}" if job and reason else reason)
        names = "key, tools, priority, source, place, state, reason"
        if sql.execute(f"INSERT INTO jobs ({names}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", values).rowcount:  # noqa: S608 - names only
            return "unread" if reason else "new"
        if job is None or reason:
            return "unread" if reason else "known"
        sql.execute("UPDATE jobs SET priority = max(priority, ?) WHERE key = ?", (priority, key))
        if not self._is_outdated(sql, job, inputs):
            return "known"
        sql.execute("UPDATE jobs SET state = 'waiting', reason = '', crashes = 0 WHERE key = ?", (key,))
        return "changed"

    def _is_outdated(self, sql: sqlite3.Connection, job: Job, inputs: Callable[[Job], str]) -> bool:
        state, starts, settled_with = sql.execute("SELECT state, starts, inputs FROM jobs WHERE key = ?", (job.key,)).fetchone()
        if state not in {"done", "failed"}:
            return False
        if not starts:
            return True
        try:
            return bool(inputs(job) != settled_with)
        except InputError:
            return bool(settled_with)

    def _settled(self, sql: sqlite3.Connection, claim: Claim, state: str, reason: str, runs: tuple[str, ...], inputs: str) -> None:
        sql.execute(
            "UPDATE jobs SET state = ?, reason = ?, runs = ?, inputs = ?, crashes = 0, settled = ? WHERE id = ?",
            (state, reason, json.dumps(runs), inputs, self._now(), claim.id),
        )

    def _count_used(self, sql: sqlite3.Connection, used: Spend, *, settled: bool) -> None:
        added = ", ".join(f"{name} = {name} + :{name}" for name in Spend.model_fields)
        values = {**used.model_dump(), "paid": _nano(used.paid), "worth": _nano(used.worth), "settled": settled, "now": self._now()}
        sql.execute(f"UPDATE batch SET settled = settled + :settled, last = :now, {added}", values)  # noqa: S608 - names of our own fields

    def _told(self, counts: dict[str, int], batch: sqlite3.Row, failures: tuple[FailedJob, ...]) -> Status:
        at_work = bool(holder(self._folder))
        minutes = ((self._now() if at_work else batch["last"]) - batch["began"]) / 60
        lately, left = batch["settled"] - batch["earlier"], counts["waiting"] + counts["running"]
        rate = lately / minutes if minutes > 0 and lately else None
        paid, worth = _dollars(batch["paid"]), _dollars(batch["worth"])
        return Status(
            **counts,
            workers=int(at_work),
            rate=rate,
            seconds_left=60 * left / rate if rate and left else None,
            spend=Spend(**{**{name: batch[name] for name in Spend.model_fields}, "paid": paid, "worth": worth}),
            spent=None if paid is None else _dollars(batch["drawn"]),
            projected=None if paid is None or not batch["settled"] else paid + paid / int(batch["settled"]) * left,
            failures=failures,
        )

    @staticmethod
    def _count(sql: sqlite3.Connection, state: str) -> int:
        return int(sql.execute("SELECT jobs FROM counts WHERE state = ?", (state,)).fetchone()[0])

    def _changed(self, statement: str) -> int:
        if not self._storage.is_there:
            return 0
        with self._storage.step() as sql:
            return sql.execute(statement).rowcount


def _row(sql: sqlite3.Connection, statement: str) -> sqlite3.Row:
    """The only row, with the names of its columns."""
    looking = sql.cursor()
    looking.row_factory = sqlite3.Row
    row: sqlite3.Row = looking.execute(statement).fetchone()
    return row


def _title(tools: str, place: str) -> str:
    return " vs ".join(json.loads(tools)) or place


def _nano(dollars: Decimal | None) -> int | None:
    return None if dollars is None else int((dollars * NANO).to_integral_value(ROUND_CEILING))


def _dollars(nano: int | None) -> Decimal | None:
    return None if nano is None else (Decimal(nano) / NANO).normalize()
