"""The tables of a fleet: made once by whoever comes first, and versioned."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from postgres import Postgres, cluster  # noqa: F401 - a fixture

from panel.errors import InputError

pytest.importorskip("pgqueuer")
from panel.fleet.board import FleetBoard
from panel.fleet.database import Database
from panel.fleet.schema import SETTINGS, prepare


@pytest.mark.anyio
async def test_all_at_once(postgres: Postgres) -> None:
    """Eight machines make the tables of one database at the same time, and none of them fails."""
    url = postgres.database()
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(Database(url)) for _ in range(8)]
        async with asyncio.TaskGroup() as group:
            for database in opened:
                group.create_task(prepare(database))

        assert [len(await database.fetch("SELECT FROM panel.budget")) for database in opened] == [1] * 8


@pytest.mark.anyio
async def test_again(postgres: Postgres) -> None:
    """A second time changes nothing and loses nothing."""
    async with Database(postgres.database()) as database:
        await prepare(database)
        await database.execute("INSERT INTO panel.reply VALUES ('k', gen_random_uuid(), now(), 'x')")
        await prepare(database)

        assert await database.fetch("SELECT key FROM panel.reply") == [("k",)]


@pytest.mark.anyio
async def test_interrupted(postgres: Postgres) -> None:
    """Tables that were left half made are completed."""
    async with Database(postgres.database()) as database:
        await prepare(database)
        await database.execute("UPDATE panel.version SET engine = ''")
        await database.execute("ALTER TABLE panel.queue DROP COLUMN slot")
        await prepare(database)

        assert (await FleetBoard(database).status()).waiting == 0
        assert len(await database.fetch("SELECT slot FROM panel.queue")) == 0


@pytest.mark.anyio
async def test_newer(postgres: Postgres) -> None:
    """Tables of a newer panel are left alone."""
    async with Database(postgres.database()) as database:
        await prepare(database)
        await database.execute("UPDATE panel.version SET ours = 99")

        with pytest.raises(InputError, match=r"its tables are of version 99, this panel knows 1; update panel$"):
            await prepare(database)


def test_names_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stray environment variable renames none of the engine's tables."""
    monkeypatch.setenv("QUEUE_TABLE", "elsewhere")
    monkeypatch.setenv("PGQUEUER_CHANNEL", "elsewhere")
    again = type(SETTINGS)(**SETTINGS.model_dump())

    assert "elsewhere" not in str(again)
