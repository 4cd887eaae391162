"""The queue of many machines: our table of jobs, and the engine's of turns, changed together."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver

from panel.batch.board import Added
from panel.batch.jobs import Entry, Job
from panel.batch.perform import Failed, Outcome, Stopped
from panel.batch.status import FAILURES_SHOWN, FailedJob, Status
from panel.canon import digest
from panel.comparison import Spend
from panel.errors import DiskError, InputError
from panel.fleet.convoy import Convoy
from panel.fleet.database import Database
from panel.fleet.schema import queries
from panel.fleet.seal import sealed, unsealed
from panel.runs import Run

TURN = "panel.job.1"
"""What the engine knows a job by. The number is the format of a job: a worker of another format does not see it."""
PIECE = 1000
"""Entries in one transaction."""
RENEW = """
    UPDATE panel.job j SET priority = greatest(j.priority, new.priority), judged = new.judged
    FROM unnest($1::text[], $2::int[], $3::text[]) AS new (key, priority, judged)
    WHERE j.key = new.key AND j.state = 'waiting' AND new.judged <> '' AND (j.priority < new.priority OR j.judged <> new.judged)
    RETURNING j.key, j.round, j.priority, 'known' AS what
"""
PUT = """
    INSERT INTO panel.job AS j (key, tools, priority, source, judged, place, state, reason)
    SELECT key, ARRAY(SELECT json_array_elements_text(tools::json)), priority, $1, judged, place,
        CASE reason WHEN '' THEN 'waiting' ELSE 'failed' END, reason
    FROM unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[]) AS new (key, tools, priority, judged, reason, place)
    ORDER BY key
    ON CONFLICT (key) DO UPDATE SET tools = excluded.tools, priority = greatest(j.priority, excluded.priority),
        source = excluded.source, judged = excluded.judged, state = 'waiting', reason = '', starts = 0, round = j.round + 1
    WHERE j.state IN ('done', 'failed') AND (j.judged <> excluded.judged OR j.starts = 0) AND excluded.reason = ''
    RETURNING key, round, priority, CASE WHEN state = 'failed' THEN 'unread' WHEN round = 0 THEN 'new' ELSE 'changed' END AS what
"""
START = """
    UPDATE panel.job j SET state = 'running', starts = starts + 1 FROM unnest($1::text[], $2::int[], $3::int[]) AS turn (key, round, below)
    WHERE j.key = turn.key AND j.round = turn.round AND state IN ('waiting', 'running') AND starts < below
    RETURNING j.key, j.round, tools, priority, judged, starts
"""
SETTLE = """
    WITH settled AS (
        UPDATE panel.job SET state = $3, reason = $4, starts = CASE $3 WHEN 'waiting' THEN greatest(starts - 1, 0) ELSE starts END,
            settled = CASE $3 WHEN 'waiting' THEN settled ELSE clock_timestamp() END, spent = spent || $5::jsonb
        WHERE key = $1 AND round = $2 AND state = 'running' RETURNING key)
    INSERT INTO panel.run (id, job, sealed)
    SELECT id, key, sealed FROM settled, unnest($6::text[], $7::text[]) AS made (id, sealed) ON CONFLICT DO NOTHING
"""
RETRY = "UPDATE panel.job SET state = 'waiting', reason = '', starts = 0, round = round + 1 WHERE state = 'failed' AND tools <> '{}' RETURNING key, round, priority"
CANCEL = "WITH gone AS (DELETE FROM panel.job WHERE state = 'waiting' RETURNING key, round) DELETE FROM panel.queue q USING gone WHERE q.dedupe_key = gone.key || ':' || gone.round AND q.status = 'queued' RETURNING q.id"
STATUS = """
    SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'running') AS running,
        count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state = 'failed') AS failed,
        count(*) FILTER (WHERE state IN ('done', 'failed') AND tools <> '{}') AS settled,
        (SELECT count(DISTINCT queue_manager_id) FROM panel.queue WHERE status = 'picked') AS workers,
        count(*) FILTER (WHERE settled > clock_timestamp() - interval '5 minutes') AS lately,
        extract(epoch FROM clock_timestamp() - min(settled) FILTER (WHERE settled > clock_timestamp() - interval '5 minutes'))::float8 AS since,
        (SELECT committed FROM panel.budget WHERE cap IS NOT NULL) AS committed
    FROM panel.job
"""
SPENT = """
    SELECT name, CASE WHEN count(*) = count(amount) THEN sum(amount) END AS amount
    FROM (SELECT field.name, (nullif(field.value, 'null') #>> '{}')::numeric AS amount
        FROM panel.job, jsonb_array_elements(spent) AS spend, jsonb_each(spend) AS field (name, value)) AS amounts GROUP BY name
"""
FAILURES = "SELECT tools, place, reason, starts FROM panel.job WHERE state = 'failed' ORDER BY number LIMIT $1"
LEFT = "SELECT EXISTS (SELECT FROM panel.job WHERE state IN ('waiting', 'running') AND NOT judged = ANY($1::text[])) AS more"


@dataclass(frozen=True)
class Started:
    """One job that a worker has begun; `starts` counts its starts that never came to an end, this one included."""

    key: str
    round: int
    job: Job
    judged: str
    starts: int


class FleetBoard:
    """The jobs of one database, for whoever adds and asks, and for workers. Each method is one transaction; all may be repeated."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._starting = Convoy(self._start)

    async def add(self, entries: Iterable[Entry], *, source: str, inputs: Callable[[Job], str]) -> Added:
        """Board, with the difference that `inputs` is asked for every job, since each carries what it is to be judged by."""
        await self._database.execute("DELETE FROM panel.job WHERE source = $1 AND tools = '{}'", source)
        await self._database.execute("DELETE FROM panel.queue_log WHERE created < now() - interval '30 days'")
        counted = dict.fromkeys(Added.model_fields, 0)
        stream = iter(entries)
        while piece := list(islice(stream, PIECE)):
            put = await self._database.together(partial(_put, source=source, rows=_rows(piece, inputs)))
            for what in put.values():
                counted[what] += 1
            counted["known"] += len(piece) - len(put)
        return Added(**counted)

    async def status(self) -> Status:
        """Board. `rate` looks at the last five minutes, `workers` are those with a job in hand."""
        (row,) = await self._database.fetch(STATUS)
        failures = await self._database.fetch(FAILURES, FAILURES_SHOWN)
        left = row["waiting"] + row["running"]
        rate = 60 * row["lately"] / row["since"] if row["since"] else None
        spend = Spend.model_validate({each["name"]: each["amount"] for each in await self._database.fetch(SPENT)})
        spent = spend.paid if row["committed"] is None else row["committed"]
        return Status(
            **{name: row[name] for name in ("waiting", "running", "done", "failed", "workers")},
            rate=rate,
            seconds_left=60 * left / rate if rate and left else None,
            spend=spend,
            spent=spent,
            projected=spent + spent / row["settled"] * left if spent is not None and row["settled"] else None,
            failures=tuple(
                FailedJob(title=" vs ".join(failed["tools"]) or failed["place"], reason=failed["reason"], starts=failed["starts"])
                for failed in failures
            ),
        )

    async def retry(self) -> int:
        """Board."""

        async def steps(connection: Any) -> int:
            rows = await connection.fetch(RETRY)
            await _queue(connection, rows)
            return len(rows)

        return await self._database.together(steps)

    async def cancel(self) -> int:
        """Board."""
        return len(await self._database.fetch(CANCEL))

    async def cap(self, dollars: Decimal) -> None:
        """Let the machines together spend so much from now on; what was spent counts on while jobs of the batch are left."""
        await self._database.execute(
            "UPDATE panel.budget SET cap = $1, committed = CASE WHEN EXISTS (SELECT FROM panel.job WHERE state IN ('waiting', 'running')) "
            "THEN committed ELSE 0 END",
            dollars,
        )

    async def start(self, turn: str, *, below: int) -> Started | None:
        """Begin the job of a turn and count the start; None where it is settled, gone, or has been started `below` times already."""
        return await self._starting((turn, below))

    async def settle(self, started: Started, outcome: Outcome, made: Sequence[tuple[str, str]] = ()) -> None:
        """Done or failed, with the runs that were made (id and JSON); or back to waiting, with the start not counted."""
        state = "waiting" if isinstance(outcome, Stopped) else outcome.state
        await self._database.execute(
            SETTLE,
            started.key,
            started.round,
            state,
            outcome.reason if isinstance(outcome, Failed) else "",
            outcome.spend.model_dump_json(),
            [id for id, _ in made],
            [sealed(id, text) for id, text in made],
        )

    async def has_more(self, *, but: Iterable[str] = ()) -> bool:
        """Whether any job is waiting or running, other than those to be judged by one of these."""
        (row,) = await self._database.fetch(LEFT, list(but))
        return bool(row["more"])

    async def runs(self, known: Iterable[str]) -> AsyncIterator[Run]:
        """The finished runs but those that are known. Raises DiskError on one that is damaged."""
        missing = await self._database.fetch("SELECT id FROM panel.run WHERE NOT id = ANY($1::text[]) ORDER BY id", list(known))
        for row in missing:
            (found,) = await self._database.fetch("SELECT sealed FROM panel.run WHERE id = $1", row["id"])
            text = unsealed(row["id"], found["sealed"])
            if text is None:
                raise DiskError(f"database {self._database.shown}: run {row['id']!r} is damaged; the others are not affected")
            yield Run.model_validate_json(text)

    async def _start(self, wanted: Sequence[tuple[str, int]]) -> list[Started | None]:
        turns = [turn.partition(":") for turn, _ in wanted]
        rows = await self._database.fetch(
            START, [key for key, _, _ in turns], [int(number) for _, _, number in turns], [below for _, below in wanted]
        )
        started = {f"{row['key']}:{row['round']}": _started(row) for row in rows}
        return [started.get(turn) for turn, _ in wanted]


@dataclass(frozen=True)
class _Row:
    """An entry as it is kept: `reason` says why it cannot be done, and is empty otherwise."""

    key: str
    tools: tuple[str, ...]
    priority: int
    judged: str
    reason: str
    place: str = ""


def _rows(entries: Iterable[Entry], inputs: Callable[[Job], str]) -> list[_Row]:
    """Each job once, in the order of arrival, with the highest of its priorities."""
    rows: dict[str, _Row] = {}
    for entry in entries:
        row = _row(entry, inputs)
        known = rows.setdefault(row.key, row)
        if row.priority > known.priority:
            rows[row.key] = replace(known, priority=row.priority)
    return list(rows.values())


def _row(entry: Entry, inputs: Callable[[Job], str]) -> _Row:
    if isinstance(entry, Job):
        try:
            return _Row(entry.key, entry.tools, entry.priority, inputs(entry), "")
        except InputError as error:
            return _Row(entry.key, entry.tools, entry.priority, "", str(error))
    if entry.job is None:
        return _Row(digest([entry.place]), (), 0, "", entry.reason, entry.place)
    return _Row(entry.job.key, entry.job.tools, entry.job.priority, "", f"{entry.place}: {entry.reason}")


async def _put(connection: Any, *, source: str, rows: Sequence[_Row]) -> dict[str, str]:
    """What became of each entry that changed anything."""
    renewed = await connection.fetch(RENEW, [row.key for row in rows], [row.priority for row in rows], [row.judged for row in rows])
    found = await connection.fetch(
        PUT,
        source,
        [row.key for row in rows],
        [json.dumps(row.tools) for row in rows],
        [row.priority for row in rows],
        [row.judged for row in rows],
        [row.reason for row in rows],
        [row.place for row in rows],
    )
    put = {row["key"]: row for row in (*renewed, *found)}
    await _queue(connection, [put[row.key] for row in rows if row.key in put and put[row.key]["what"] != "unread"])
    return {key: row["what"] for key, row in put.items() if row["what"] != "known"}


async def _queue(connection: Any, rows: Sequence[Any]) -> None:
    """Give each job a turn at the engine, or its turn the new priority. The round is part of its name: an old turn is never taken for it."""
    turns = [f"{row['key']}:{row['round']}" for row in rows]
    if turns:
        engine = queries(AsyncpgDriver(connection))
        payloads: list[bytes | None] = [turn.encode() for turn in turns]
        keys: list[str | None] = [*turns]
        priorities = [row["priority"] for row in rows]
        await engine.enqueue([TURN] * len(turns), payloads, priorities, dedupe_key=keys, on_conflict="update_priority")


def _started(row: Any) -> Started:
    return Started(row["key"], row["round"], Job(tools=tuple(row["tools"]), priority=row["priority"]), row["judged"], row["starts"])
