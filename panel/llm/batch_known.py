"""A set of request keys that is kept on the disk, since a queue may hold millions."""

import sqlite3
from collections.abc import Iterable


class Known:
    """Starts empty and is gone when it is closed."""

    def __init__(self) -> None:
        # An empty name is a private file that SQLite deletes by itself, and holds in memory while it is small.
        self._sql = sqlite3.connect("")
        self._sql.execute("CREATE TABLE known (key BLOB PRIMARY KEY) WITHOUT ROWID")

    def add(self, key: str) -> bool:
        """Put the key in; False when it was there."""
        return self._sql.execute("INSERT OR IGNORE INTO known VALUES (?)", (bytes.fromhex(key),)).rowcount > 0

    def update(self, keys: Iterable[str]) -> None:
        """Put many in."""
        self._sql.executemany("INSERT OR IGNORE INTO known VALUES (?)", ((bytes.fromhex(key),) for key in keys))

    def close(self) -> None:
        """Let go of it."""
        self._sql.close()
