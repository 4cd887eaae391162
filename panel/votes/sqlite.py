"""Votes in one SQLite file; the only door to sqlite3 for votes."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from panel.errors import DiskError
from panel.votes.box import Cast, Choice
from panel.votes.count import Votes

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 10  # seconds to wait for another process's commit
_TABLE = "CREATE TABLE IF NOT EXISTS votes (ballot BLOB PRIMARY KEY, tool TEXT NOT NULL, ship INTEGER NOT NULL) WITHOUT ROWID"
_PUT = "INSERT INTO votes VALUES (?, ?, ?) ON CONFLICT (ballot) DO UPDATE SET ship = excluded.ship"
_TAKE = "DELETE FROM votes WHERE ballot = ?"
_COUNT = "SELECT tool, sum(ship), sum(1 - ship) FROM votes GROUP BY tool"


class File:
    """A `Shelf`. One thread writes; counting reads beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="votes")
        with self._mapped():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise DiskError(f"{path}: cannot be made ({error.strerror}); check its permissions, or name another --store") from error
            self._connection = self._open()
            # A commit is on the disk before it returns, not only in the log's memory.
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute(_TABLE)

    @property
    def label(self) -> str:
        """The path."""
        return str(self._path)

    async def write(self, casts: Sequence[Cast]) -> None:
        """Put votes down in one transaction."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._write, casts)

    async def counts(self) -> Mapping[str, Votes]:
        """How many ballots say what, by tool."""
        return await asyncio.to_thread(self._counts)

    async def close(self) -> None:
        """Wait for the last commit and close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown()

    def _write(self, casts: Sequence[Cast]) -> None:
        kept = [(vote.ballot, vote.tool, vote.choice is Choice.SHIP) for vote in casts if vote.choice is not Choice.WITHDRAW]
        taken = [(vote.ballot,) for vote in casts if vote.choice is Choice.WITHDRAW]
        with self._mapped():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(_PUT, kept)
                self._connection.executemany(_TAKE, taken)
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _counts(self) -> Mapping[str, Votes]:
        with self._mapped(), closing(self._open()) as connection:
            return {tool: Votes(ship=ship, skip=skip) for tool, ship, skip in connection.execute(_COUNT)}

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)

    @contextmanager
    def _mapped(self) -> "Iterator[None]":
        try:
            yield
        except sqlite3.Error as error:
            raise DiskError(f"{self._path}: cannot be used as a store of votes ({error}); check space and permissions") from error
