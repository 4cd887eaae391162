"""The tables of a fleet: the engine's and ours, made by one command that may be given by everybody at once."""

from importlib.metadata import version
from typing import Any

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.ports.driver import Driver

from panel.errors import InputError
from panel.fleet.database import Database

ENGINE = version("pgqueuer")
LOCK = 7_026_135_431
"""Any number that nobody else locks in this database."""
VERSIONS = (
    """
    CREATE TABLE panel.job (
        key text PRIMARY KEY, number bigint GENERATED ALWAYS AS IDENTITY, round integer NOT NULL DEFAULT 0,
        tools text[] NOT NULL, priority integer NOT NULL, source text NOT NULL, place text NOT NULL DEFAULT '', judged text NOT NULL,
        state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')), reason text NOT NULL DEFAULT '',
        starts integer NOT NULL DEFAULT 0, worker uuid, settled timestamptz,
        spent jsonb NOT NULL DEFAULT '[]');
    CREATE INDEX ON panel.job (state, number);
    CREATE INDEX ON panel.job (settled) WHERE settled IS NOT NULL;
    CREATE TABLE panel.reply (key text PRIMARY KEY, owner uuid NOT NULL, beat timestamptz NOT NULL, sealed text);
    CREATE TABLE panel.run (id text PRIMARY KEY, job text NOT NULL, sealed text NOT NULL);
    CREATE TABLE panel.pace (scope text PRIMARY KEY, starts timestamptz NOT NULL, requests timestamptz NOT NULL,
        tokens timestamptz NOT NULL, opens timestamptz NOT NULL);
    CREATE TABLE panel.budget (alone boolean PRIMARY KEY DEFAULT true CHECK (alone), cap numeric, committed numeric NOT NULL DEFAULT 0);
    INSERT INTO panel.budget DEFAULT VALUES;
    CREATE TABLE panel.hold (id uuid PRIMARY KEY, bound numeric NOT NULL);
    """,
)
"""What each version adds to the one before it; what was published is never changed, only followed."""
SETTINGS = DBSettings(
    prefix="", db_schema="panel", channel="panel_queue", function="fn_queue_changed", statistics_table="queue_statistics",
    queue_status_type="queue_status", queue_table="queue", queue_table_log="queue_log", trigger="tg_queue_changed",
    schedules_table="queue_schedules", durability=Durability.durable, widen_id=True,
)  # fmt: skip
"""Every name is stated here, since the engine takes those that are not from any environment variable of a like name."""


def queries(driver: Driver) -> Queries:
    """The engine's statements on our tables."""
    return Queries(driver, QueryBuilderEnvironment(SETTINGS), QueryQueueBuilder(SETTINGS), QuerySchedulerBuilder(SETTINGS))


async def prepare(database: Database) -> None:
    """Make or complete the tables; costs one look where they are complete. Raises InputError when they are of a newer panel."""
    async with database.session() as connection:
        ours, engine = await _state(connection)
        if ours > len(VERSIONS):
            raise InputError(f"database {database.shown}: its tables are of version {ours}, this panel knows {len(VERSIONS)}; update panel")
        if ours < len(VERSIONS) or _number(engine) < _number(ENGINE):
            await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
            try:
                await _complete(connection)
            finally:
                await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)


async def _state(connection: Any) -> tuple[int, str]:
    """The versions of our tables and of the engine's; 0 and nothing where there are none."""
    if not await connection.fetchval("SELECT to_regclass('panel.version') IS NOT NULL"):
        return 0, ""
    row = await connection.fetchrow("SELECT ours, engine FROM panel.version")
    return (row["ours"], row["engine"]) if row else (0, "")


async def _complete(connection: Any) -> None:
    await connection.execute("CREATE SCHEMA IF NOT EXISTS panel")
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS panel.version (alone boolean PRIMARY KEY DEFAULT true CHECK (alone), ours integer NOT NULL, engine text NOT NULL)"
    )
    await connection.execute("INSERT INTO panel.version (ours, engine) VALUES (0, '') ON CONFLICT DO NOTHING")
    ours, engine = await _state(connection)
    if _number(engine) < _number(ENGINE):
        await _complete_engine(connection)
        await connection.execute("UPDATE panel.version SET engine = $1", ENGINE)
    for number, statements in enumerate(VERSIONS[ours:], start=ours + 1):
        async with connection.transaction():
            await connection.execute(statements)
            await connection.execute("UPDATE panel.version SET ours = $1", number)


async def _complete_engine(connection: Any) -> None:
    engine = queries(AsyncpgDriver(connection))
    if not await engine.schema_is_installed():
        await engine.install(create_schema=False)
        return
    # One by one: a label that is added to an enumeration cannot be used in the transaction that added it.
    for statement in (await engine.plan_upgrade()).statements:
        await connection.execute(statement)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
