"""The SQLite file of a queue: private, whole or set aside, and changed in whole steps."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path

from panel.errors import DiskError

VERSION = 1
NAME = "batch.db"
WAIT = 60.0
"""Seconds that one process waits for another's transaction."""

SCHEMA = """
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, tools TEXT NOT NULL, priority INTEGER NOT NULL, source TEXT NOT NULL, place TEXT NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', runs TEXT NOT NULL DEFAULT '[]', inputs TEXT NOT NULL DEFAULT '',
  starts INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0, settled REAL
);
CREATE INDEX turn ON jobs (state, priority DESC, id);
CREATE INDEX unread ON jobs (source) WHERE tools = '[]';
CREATE TABLE counts (state TEXT PRIMARY KEY, jobs INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counts VALUES ('waiting', 0), ('running', 0), ('done', 0), ('failed', 0);
CREATE TRIGGER came AFTER INSERT ON jobs BEGIN UPDATE counts SET jobs = jobs + 1 WHERE state = new.state; END;
CREATE TRIGGER went AFTER DELETE ON jobs BEGIN UPDATE counts SET jobs = jobs - 1 WHERE state = old.state; END;
CREATE TRIGGER moved AFTER UPDATE OF state ON jobs WHEN old.state <> new.state BEGIN
  UPDATE counts SET jobs = jobs - 1 WHERE state = old.state;
  UPDATE counts SET jobs = jobs + 1 WHERE state = new.state;
END;
CREATE TABLE batch (
  settled INTEGER NOT NULL DEFAULT 0, earlier INTEGER NOT NULL DEFAULT 0, began REAL NOT NULL DEFAULT 0, last REAL NOT NULL DEFAULT 0,
  drawn INTEGER NOT NULL DEFAULT 0, paid INTEGER DEFAULT 0, worth INTEGER DEFAULT 0,
  asked INTEGER NOT NULL DEFAULT 0, cached INTEGER NOT NULL DEFAULT 0, prompt_tokens INTEGER NOT NULL DEFAULT 0,
  prefix_tokens INTEGER NOT NULL DEFAULT 0, cached_tokens INTEGER NOT NULL DEFAULT 0, completion_tokens INTEGER NOT NULL DEFAULT 0
);
INSERT INTO batch DEFAULT VALUES;
"""


class Damaged(Exception):
    """The file is no ledger of this version, or not whole."""


class Storage:
    """One file in a private folder, opened at the first use; `warn` gets a line when it had to be set aside."""

    def __init__(self, folder: Path, *, warn: Callable[[str], None]) -> None:
        self._folder = folder
        self._warn = warn
        self.path = folder / NAME

    @property
    def is_there(self) -> bool:
        """Whether anything was ever kept."""
        return self.path.exists()

    def mend(self) -> None:
        """See that the file is whole, and begin a new one where it is not. Only for who alone works with it."""
        try:
            with self._translated():
                verdict = self._sql.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                self._set_aside(str(verdict))
        except Damaged as error:
            self._set_aside(str(error))

    @contextmanager
    def step(self, kind: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
        """One transaction, which happens whole or not at all. Raises DiskError."""
        try:
            with self._translated():
                sql = self._sql
                sql.execute(f"BEGIN {kind}")
                try:
                    yield sql
                    sql.execute("COMMIT")
                finally:
                    if sql.in_transaction:
                        sql.execute("ROLLBACK")
        except Damaged as error:
            remedy = "`panel batch run` with the queue sets it aside and goes on, and no reply is paid for twice"
            raise DiskError(f"{self.path}: is damaged ({error}); {remedy}") from error

    def look(self) -> AbstractContextManager[sqlite3.Connection]:
        """One consistent look, beside whoever writes."""
        return self.step("DEFERRED")

    def copy(self, folder: Path) -> None:
        """Put a copy into another folder, whoever writes meanwhile; nothing where nothing was ever kept."""
        if self.is_there:
            with self.step("DEFERRED"), closing(sqlite3.connect(folder / NAME)) as other:
                self._sql.backup(other)

    def close(self) -> None:
        """Let go of the file."""
        if "_sql" in self.__dict__:
            self._sql.close()
            del self._sql

    @cached_property
    def _sql(self) -> sqlite3.Connection:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._folder.stat().st_mode & 0o077:
            self._folder.chmod(0o700)
        if self.path.is_symlink():
            raise DiskError(f"{self.path}: is a link out of the folder; remove it")
        sql = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None)
        try:
            _prepare(sql)
        except (sqlite3.Error, Damaged):
            sql.close()
            raise
        return sql

    def _set_aside(self, why: str) -> None:
        self.close()
        aside = f"batch-broken-{time.time_ns()}.db"
        with self._translated():
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    self.path.with_name(f"{NAME}{suffix}").rename(self._folder / f"{aside}{suffix}")
        self._warn(f"{self.path}: is damaged ({why}); it was set aside as {aside}; jobs that stand in no queue file must be added again")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            fact = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise DiskError(f"{self.path}: cannot be used ({fact}); check space and permissions") from error
        except sqlite3.DatabaseError as error:
            raise Damaged(str(error)) from error


def _prepare(sql: sqlite3.Connection) -> None:
    sql.execute("PRAGMA journal_mode = WAL")
    sql.execute("PRAGMA synchronous = NORMAL")
    if _version(sql) != VERSION:
        sql.execute("BEGIN IMMEDIATE")
        if sql.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
            for statement in _statements(SCHEMA):
                sql.execute(statement)
            sql.execute(f"PRAGMA user_version = {VERSION}")
        sql.execute("COMMIT")
    if _version(sql) != VERSION:
        raise Damaged("it is of another version")


def _version(sql: sqlite3.Connection) -> int:
    return int(sql.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; unlike `executescript`, they stay in the transaction that is open."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
