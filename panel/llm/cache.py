"""A folder of kept records, text rows that are checked on the way in and out: the only door to diskcache."""

import asyncio
import hashlib
import queue
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

import diskcache  # type: ignore[import-untyped]
from pydantic import ValidationError

from panel.canon import Closed
from panel.errors import DiskError

Record = TypeVar("Record", bound=Closed)
KEY = re.compile("[0-9a-f]{64}")
RAW = 1
"""The mode of a row whose value stands in the row itself; the other modes read files or unpickle."""
SYNC_NORMAL, SYNC_FULL = 1, 2
WAIT = 60.0
"""Seconds that one process waits for another's transaction."""


class Damaged(Exception):
    """A row that we did not write in this form."""


class TextDisk(diskcache.Disk):  # type: ignore[misc]
    """Stores hexadecimal keys and text values in the row, and refuses every other form in both directions.

    diskcache as it comes unpickles what it finds and opens files that a row names (CVE-2025-69872).
    """

    def put(self, key: object) -> tuple[str, bool]:
        """The key as it is stored."""
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise Damaged("the key is not a digest")
        return key, True

    def get(self, key: object, raw: object) -> NoReturn:
        """Keys are not read back."""
        raise Damaged("keys are not read back")

    def store(self, value: object, read: bool, key: object = None) -> tuple[int, int, None, str]:  # noqa: FBT001 (likewise)
        """Size in bytes, mode, no file, and the value."""
        if not isinstance(value, str) or read:
            raise Damaged("only text is stored")
        return len(value.encode()), RAW, None, value

    def fetch(self, mode: object, filename: object, value: object, read: object) -> str:
        """The text of a row."""
        if mode != RAW or filename is not None or not isinstance(value, str) or read:
            raise Damaged(f"the row has mode {mode!r} and file {filename!r} in place of text")
        return value

    def remove(self, file_path: object) -> None:
        """Nothing: we keep no files, so a name in a row is somebody else's and may point anywhere."""


@dataclass(frozen=True)
class Stats:
    """How many replies are kept, how many were forgotten or found broken, and the bytes of all of them."""

    replies: int
    forgotten: int
    broken: int
    size: int


@dataclass
class Job:
    """One reply on its way to the disk, and who waits for it."""

    key: str
    text: str
    done: "asyncio.Future[None]"

    def settle(self, error: DiskError | None) -> None:
        """Tell the one who waits, unless it was cancelled."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


class Store(Generic[Record]):
    """Records of one kind by a key of 64 hexadecimal digits: replies by the key of their request, above all. Opened at the first use; `warn` gets a line for each thing set aside.

    The folder is private (mode 0700). A damaged row counts as missing and is kept under another name; so is a file that
    is no database. A record is on the platter (synchronous=FULL) when `put` returns: one thread writes all that has arrived
    in one transaction. Nothing is ever evicted. Raises DiskError when the folder cannot be used.
    """

    def __init__(self, folder: Path, kind: type[Record], *, warn: Callable[[str], None]) -> None:
        self._folder = folder
        self._kind = kind
        self._warn = warn
        self._cache: diskcache.Cache | None = None
        self._jobs: queue.SimpleQueue[tuple[asyncio.AbstractEventLoop, Job] | None] = queue.SimpleQueue()
        self._writer: threading.Thread | None = None

    def get(self, key: str) -> Record | None:
        """The kept record, None when there is none or it is damaged."""
        cache = self._opened()
        try:
            text = cache.get(key)
            return None if text is None else _unsealed(key, text, self._kind)
        except (Damaged, sqlite3.OperationalError) as error:
            if isinstance(error, sqlite3.OperationalError) and "decode" not in str(error):
                raise self._failed(error) from None
            self._set_aside(key, str(error) if isinstance(error, Damaged) else "its bytes are no text")
        except sqlite3.DatabaseError as error:
            self._set_file_aside(str(error))
        return None

    async def put(self, key: str, record: Record) -> None:
        """Keep the record; it survives a kill and a power cut once this returns."""
        self._opened()
        text = _sealed(key, record.model_dump_json())
        loop = asyncio.get_running_loop()
        job = Job(key, text, loop.create_future())
        self._jobs.put((loop, job))
        if self._writer is None:
            self._writer = threading.Thread(target=self._write, name="replies", daemon=True)
            self._writer.start()
        await job.done

    def note(self, key: str, record: Record) -> None:
        """Keep a record that can be made again: it survives a kill once this returns, and nobody waited for the platter."""
        try:
            self._opened().set(key, _sealed(key, record.model_dump_json()))
        except (OSError, sqlite3.Error, diskcache.Timeout) as error:
            raise self._failed(error) from None

    def forget(self, key: str) -> bool:
        """Take the reply out of use, keeping its text for a look; False when there was none."""
        self._opened()
        return self._rename(key, "forgotten")

    def stats(self) -> Stats:
        """What the folder holds."""
        self._opened()
        with self._sql() as sql:
            rows = {tag: (count, size) for tag, count, size in sql.execute("SELECT tag, count(*), sum(size) FROM Cache GROUP BY tag")}
        count = {tag: rows.get(tag, (0, 0))[0] for tag in (None, "forgotten", "broken")}
        return Stats(count[None], count["forgotten"], count["broken"], sum(size for _, size in rows.values()))

    def verify(self) -> tuple[int, tuple[str, ...]]:
        """How many replies are whole, and the keys of those that were not and are set aside now."""
        self._opened()
        with self._sql() as sql:
            keys = [str(key) for (key,) in sql.execute("SELECT key FROM Cache WHERE tag IS NULL ORDER BY rowid")]
        broken = tuple(key for key in keys if self.get(key) is None)
        return len(keys) - len(broken), broken

    def prune(self, *, older_than: float) -> int:
        """Delete for good what was stored more than `older_than` seconds ago, and say how many rows that were."""
        self._opened()
        with self._sql() as sql, sql:
            return sql.execute("DELETE FROM Cache WHERE store_time < ?", (time.time() - older_than,)).rowcount

    def close(self) -> None:
        """Write what is still on its way, and let go of the folder."""
        if self._writer is not None:
            self._jobs.put(None)
            self._writer.join()
            self._writer = None
        if self._cache is not None:
            self._cache.close()
            self._cache = None

    @property
    def _file(self) -> Path:
        return self._folder / "cache.db"

    def _opened(self) -> diskcache.Cache:
        if self._cache is None:
            self._cache = self._open()
        return self._cache

    def _open(self) -> diskcache.Cache:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._folder.stat().st_mode & 0o077:
                self._folder.chmod(0o700)
            if self._file.is_symlink():
                raise DiskError(f"{self._file}: is a link out of the folder; remove it")
            try:
                return _connected(self._folder)
            except sqlite3.OperationalError:
                raise
            except (sqlite3.DatabaseError, TypeError) as error:
                self._set_file_aside(str(error))
                return _connected(self._folder)
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> DiskError:
        fact = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
        return DiskError(f"{self._folder}: cannot be used ({fact}); check space and permissions")

    @contextmanager
    def _sql(self) -> Iterator[sqlite3.Connection]:
        """A plain connection, for what diskcache offers only by reading every value."""
        try:
            with closing(sqlite3.connect(self._file, timeout=WAIT)) as sql:
                yield sql
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def _rename(self, key: str, tag: str) -> bool:
        with self._sql() as sql, sql:
            renamed = "UPDATE Cache SET key = ?, tag = ? WHERE key = ? AND tag IS NULL"
            return sql.execute(renamed, (f"{key}-{tag}-{time.time_ns()}", tag, key)).rowcount > 0

    def _set_aside(self, key: str, why: str) -> None:
        self._rename(key, "broken")
        self._warn(f"{self._file}: reply {key[:12]} is damaged ({why}); it was set aside and will be asked anew")

    def _set_file_aside(self, why: str) -> None:
        if self._cache is not None:
            self._cache.close()
            self._cache = None
        aside = f"broken-{time.time_ns()}.db"
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                self._file.with_name(f"cache.db{suffix}").rename(self._folder / f"{aside}{suffix}")
        self._warn(f"{self._file}: is damaged ({why}); it was set aside as {aside} and its replies will be asked anew")

    def _write(self) -> None:
        """The life of the writing thread: wait for one job, take all others that are there, commit them together."""
        while (first := self._jobs.get()) is not None:
            batch = [first]
            with suppress(queue.Empty):
                while (more := self._jobs.get_nowait()) is not None:
                    batch.append(more)
                self._jobs.put(None)
            error = self._commit([job for _, job in batch])
            with suppress(RuntimeError):
                # The loop may have been closed by an interrupt; the replies are on disk all the same.
                first[0].call_soon_threadsafe(_settle, [job for _, job in batch], error)
        if self._cache is not None:
            self._cache.close()

    def _commit(self, jobs: list[Job]) -> DiskError | None:
        try:
            cache = self._opened()
            # Per connection, and this thread's is the only one that writes: opening stays free of a dozen fsyncs.
            cache.reset("sqlite_synchronous", SYNC_FULL, update=False)
            with cache.transact():
                for job in jobs:
                    cache.set(job.key, job.text)
        except DiskError as error:
            return error
        except (OSError, sqlite3.Error, diskcache.Timeout) as error:
            return self._failed(error)
        return None


def _connected(folder: Path) -> diskcache.Cache:
    options: dict[str, Any] = {
        "eviction_policy": "none",
        "cull_limit": 0,
        "statistics": 0,
        "tag_index": 0,
        "sqlite_synchronous": SYNC_NORMAL,
        # A page that cannot be read is an error in a read, but a killed process in a mapping.
        "sqlite_mmap_size": 0,
        # Pages of 4 KiB; the library's own 32 MiB a connection buy nothing for look-ups by key.
        "sqlite_cache_size": 512,
    }
    return diskcache.Cache(str(folder), timeout=WAIT, disk=TextDisk, **options)


def _settle(jobs: list[Job], error: DiskError | None) -> None:
    for job in jobs:
        job.settle(error)


def _sealed(key: str, text: str) -> str:
    return f"{hashlib.sha256(f'{key} {text}'.encode()).hexdigest()} {text}"


def _unsealed(key: str, sealed: str, kind: type[Record]) -> Record:
    text = sealed[65:]
    if _sealed(key, text) != sealed:
        raise Damaged("its checksum does not fit")
    try:
        return kind.model_validate_json(text)
    except ValidationError:
        raise Damaged(f"it is no {kind.__name__.lower()} of this version") from None
