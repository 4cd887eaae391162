"""Votes in a PostgreSQL database, which several endpoints can share; the only door to asyncpg for votes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]

from panel.errors import DiskError, UsageError
from panel.votes.box import Cast, Choice
from panel.votes.count import Votes

PATIENCE = 10  # seconds for a connection or a statement
LOCK = 0x70616E656C  # two endpoints that start at once must not both make the table
_TABLE = "CREATE TABLE IF NOT EXISTS panel_votes (ballot bytea PRIMARY KEY, tool text NOT NULL, ship boolean NOT NULL)"
_PUT = """
INSERT INTO panel_votes SELECT * FROM unnest($1::bytea[], $2::text[], $3::boolean[])
ON CONFLICT (ballot) DO UPDATE SET ship = excluded.ship
"""
_TAKE = "DELETE FROM panel_votes WHERE ballot = ANY($1::bytea[])"
_COUNT = "SELECT tool, count(*) FILTER (WHERE ship), count(*) FILTER (WHERE NOT ship) FROM panel_votes GROUP BY tool"


class Server:
    """A `Shelf`."""

    def __init__(self, pool: Any, label: str) -> None:
        self._pool = pool
        self._label = label

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect, and make the table when there is none. Raises UsageError when the address is none, DiskError when nobody lets us in."""
        label = _shown(url)
        with _mapped(label):
            # A commit must be on the disk before it is acknowledged, whatever the server's own default is.
            pool = await asyncpg.create_pool(
                url, min_size=1, max_size=4, timeout=PATIENCE, command_timeout=PATIENCE, server_settings={"synchronous_commit": "on"}
            )
            async with pool.acquire() as connection, connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
                await connection.execute(_TABLE)
        return cls(pool, label)

    @property
    def label(self) -> str:
        """The address without user and password."""
        return self._label

    async def write(self, casts: Sequence[Cast]) -> None:
        """Put votes down in one transaction, in the order of their ballots, so that two endpoints do not wait for each other."""
        kept = sorted(vote for vote in casts if vote.choice is not Choice.WITHDRAW)
        taken = sorted(vote.ballot for vote in casts if vote.choice is Choice.WITHDRAW)
        columns = ([vote.ballot for vote in kept], [vote.tool for vote in kept], [vote.choice is Choice.SHIP for vote in kept])
        with _mapped(self._label):
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(_PUT, *columns)
                if taken:
                    await connection.execute(_TAKE, taken)

    async def counts(self) -> Mapping[str, Votes]:
        """How many ballots say what, by tool."""
        with _mapped(self._label):
            return {tool: Votes(ship=ship, skip=skip) for tool, ship, skip in await self._pool.fetch(_COUNT)}

    async def close(self) -> None:
        """Close the connections."""
        with _mapped(self._label):
            await self._pool.close()


def _shown(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # a port that is no number, or a bracket that is never closed
        raise UsageError("--store postgresql: the address is not understood; it looks like postgresql://user@host:5432/name") from None
    return f"postgresql://{parts.hostname or 'localhost'}{port}{parts.path}"


@contextmanager
def _mapped(label: str) -> Iterator[None]:
    try:
        yield
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:  # TimeoutError is an OSError
        said = f"{label}: cannot be used as a store of votes ({_told(error)}); check the server, the password and the rights"
        raise DiskError(said) from None


def _told(error: BaseException) -> str:
    """What went wrong, in words that cannot hold the address."""
    if isinstance(error, asyncpg.PostgresError):
        return str(error).partition("\n")[0]
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
