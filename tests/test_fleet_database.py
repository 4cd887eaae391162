"""A database that goes away and comes back, and whose password nobody reads."""

import asyncio
import socket
import traceback

import pytest
from postgres import PASSWORD, Postgres, cluster  # noqa: F401 - a fixture

from panel.errors import DiskError, InputError, ProviderDown, UsageError

pytest.importorskip("asyncpg")
from panel.fleet.database import Database, shown


@pytest.mark.parametrize("url", ["", "mysql://h/x", "postgresql://h:port/x", "postgresql://[h/x", "h:5432"])
def test_no_address(url: str) -> None:
    """What is no address of a PostgreSQL is refused in one line that shows what one looks like and not what was given."""
    with pytest.raises(UsageError, match=r"^the database's address is not understood; it looks like postgresql://"):
        Database(url)


def test_shown() -> None:
    """The address is told without its password, its options, and whatever else may be secret."""

    assert shown("postgresql://u:p%40ss@h:5/d?sslpassword=x") == "postgresql://u@h:5/d"
    assert shown("postgres:///d") == "postgres:///d"


@pytest.mark.anyio
async def test_nobody_there() -> None:
    """Where nobody listens one line says so and what to do; the password is in no part of the error."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"postgresql://panel:{PASSWORD}@127.0.0.1:{free.getsockname()[1]}/x"

        with pytest.raises(
            ProviderDown, match=r"^database postgresql://panel@127.0.0.1:\d+/x: cannot be reached \(.*\); start it"
        ) as caught:
            async with Database(url):
                pass

    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


@pytest.mark.anyio
async def test_not_let_in(postgres: Postgres) -> None:
    """A database that is not there is the user's to correct."""
    with pytest.raises(InputError, match=r'lets nobody in \(database "nowhere" does not exist\); check user, password and name$'):
        async with Database(postgres.database().rpartition("/")[0] + "/nowhere"):
            pass


@pytest.mark.anyio
async def test_refused(postgres: Postgres) -> None:
    """A statement that the database refuses is not sent again and names the reason; the connection can be used on."""
    async with Database(postgres.database()) as database:
        with pytest.raises(DiskError, match=r'refused a statement \(relation "nowhere" does not exist\)'):
            await database.fetch("SELECT * FROM nowhere")

        assert await database.fetch("SELECT 1 AS one") == [(1,)]


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_outlives_a_restart(postgres: Postgres, mode: str) -> None:
    """A statement that is sent while the database is away is answered when it is back, and both are said once."""
    said: list[str] = []
    async with Database(postgres.database(), warn=said.append) as database:
        await database.fetch("SELECT 1")
        postgres.stop(mode)
        asking = [asyncio.create_task(database.fetch("SELECT 1 AS one")) for _ in range(20)]
        while not said:
            await asyncio.sleep(0)
        await asyncio.to_thread(postgres.start)

        assert [await each for each in asking] == [[(1,)]] * 20
    assert [line.partition("/t")[2].partition(" ")[2].split(" ")[0] for line in said] == ["lost", "back"]


@pytest.mark.anyio
async def test_patience_ends(postgres: Postgres) -> None:
    """Without patience a database that is gone is told at once."""
    async with Database(postgres.database(), patience=0) as database:
        postgres.stop()
        try:
            with pytest.raises(ProviderDown, match="cannot be reached"):
                await database.execute("SELECT 1")
        finally:
            postgres.start()
