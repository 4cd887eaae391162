"""The site's folder: what changed is written, what is no longer wanted and was written here is removed, all else is left alone."""

import fcntl
import hashlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from panel.canon import Closed
from panel.errors import DiskError, InputError, UsageError

STATE = ".panel-site"
LINE = re.compile(r"([0-9a-f]{64}) ([0-9a-f]{0,64}) ((?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*)\n?")
PART = ".part"  # the ending of a file that is being written

Make = Callable[[], bytes]


class Counts(Closed):
    """What a build did to the folder, in files; `bytes` is the size of all that the site consists of."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    bytes: int = 0


@dataclass
class _Tally:
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    bytes: int = 0


class Folder:
    """A folder while a site is built in it.

    The list of files that the site wrote is kept in it, so that a later build knows them; while a build is under way, what it is
    about to write is noted first. A build that was killed is thus finished by the next one.
    """

    def __init__(self, root: Path, scratch: sqlite3.Connection) -> None:
        self._root = root
        self._state = root / STATE
        self._known = scratch
        self._counts = _Tally()
        self._sound: set[Path] = set()
        self._journal: TextIO | None = None
        scratch.execute("CREATE TABLE file (path TEXT PRIMARY KEY, digest TEXT, key TEXT, wanted INTEGER) WITHOUT ROWID")

    @contextmanager
    def building(self) -> Iterator["Folder"]:
        """Hold the folder for one build; when the build ends well, what it did not put is removed. Raises DiskError and UsageError."""
        try:
            self._state.mkdir(parents=True, exist_ok=True)
            with self._held():
                self._recall()
                with closing(self):
                    yield self
                    self._remove()
                self._remember()
        except OSError as error:
            raise DiskError(f"{error.filename or self._root}: cannot be written ({error.strerror}); check space and permissions") from error

    def put(self, path: str, make: Make, *, key: str = "") -> None:
        """Let the file be what `make` gives; with a `key` it is not made again while the file and the key are what they were."""
        target = self._root / path
        kept = self._read(target, path)
        known = self._known.execute("SELECT digest, key FROM file WHERE path = ?", (path,)).fetchone()
        same = key and kept is not None and known == (_digest(kept), key)
        content = kept if same and kept is not None else make()
        if content == kept:
            self._counts.unchanged += 1
        else:
            self._write(target, path, content, ours=known is not None or kept is None)
        self._counts.bytes += len(content)
        self._known.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, 1)", (path, _digest(content), key))

    def close(self) -> None:
        """Let go of the journal."""
        if self._journal:
            self._journal.close()

    @property
    def counts(self) -> Counts:
        """What was done so far."""
        return Counts(**vars(self._counts))

    def _read(self, target: Path, path: str) -> bytes | None:
        self._check(target.parent)
        try:
            if target.is_symlink() or (target.exists() and not target.is_file()):
                raise UsageError(f"{target}: is no plain file and was not made by this site; move it away or name another folder")
            return target.read_bytes()
        except FileNotFoundError:
            return None

    def _check(self, parent: Path) -> None:
        """A link in the folder must not lead a build out of it."""
        if parent in self._sound:
            return
        if not parent.resolve().is_relative_to(self._root.resolve()):
            raise UsageError(f"{parent}: leads out of the site's folder; remove the link or name another folder")
        self._sound.add(parent)

    def _write(self, target: Path, path: str, content: bytes, *, ours: bool) -> None:
        if not ours:
            raise UsageError(f"{target}: was not made by this site; move it away or name another folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        self._announce(path)
        part = target.with_name(f".{target.name}{PART}")
        # Not synced: what a power cut leaves is compared and mended by the next build, and ten thousand syncs take minutes.
        part.write_bytes(content)
        part.replace(target)
        self._counts.written += 1

    def _announce(self, path: str) -> None:
        if self._journal is None:
            self._journal = (self._state / "journal").open("a", encoding="utf-8")
        self._journal.write(f"{path}\n")
        self._journal.flush()

    def _recall(self) -> None:
        for name, journal in (("files", False), ("journal", True)):
            path = self._state / name
            if not path.exists():
                continue
            with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
                for number, line in enumerate(lines, start=1):
                    self._note(path, number, line, journal=journal)

    def _note(self, place: Path, number: int, line: str, *, journal: bool) -> None:
        found = LINE.fullmatch(f"{'0' * 64}  {line}" if journal else line)
        if found is None and journal:
            return  # the last line of a killed build, cut off: its file was not begun
        if found is None:
            raise InputError(f"{place}:{number}: damaged; name another folder, or remove the old site with its {STATE}")
        digest, key, path = found.groups()
        if journal:
            self._part(path).unlink(missing_ok=True)
        self._known.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, 0)", (path, "" if journal else digest, "" if journal else key))

    def _part(self, path: str) -> Path:
        target = self._root / path
        self._check(target.parent)
        return target.with_name(f".{target.name}{PART}")

    def _remove(self) -> None:
        for path, digest in self._known.execute("SELECT path, digest FROM file WHERE NOT wanted ORDER BY path"):
            target = self._root / path
            self._check(target.parent)
            if target.is_symlink() or not target.is_file():
                continue
            if digest and _digest(target.read_bytes()) != digest:
                continue  # somebody changed it since: it is theirs now
            target.unlink()
            self._counts.removed += 1
            self._prune(target.parent)

    def _prune(self, parent: Path) -> None:
        while parent != self._root and not any(parent.iterdir()):
            parent.rmdir()
            parent = parent.parent

    def _remember(self) -> None:
        kept = self._state / "files"
        if not kept.exists() or _file_digest(kept) != _digest_of(self._lines()):
            part = self._state / f"files{PART}"
            with part.open("wb") as file:
                file.writelines(self._lines())
                file.flush()
                os.fsync(file.fileno())
            part.replace(kept)
        (self._state / "journal").unlink(missing_ok=True)

    def _lines(self) -> Iterator[bytes]:
        rows = self._known.execute("SELECT digest, key, path FROM file WHERE wanted ORDER BY path")
        return (f"{digest} {key} {path}\n".encode() for digest, key, path in rows)

    @contextmanager
    def _held(self) -> Iterator[None]:
        handle = os.open(self._state, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise UsageError(f"{self._root}: another build is under way there; wait for it") from error
        finally:
            os.close(handle)


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_of(lines: Iterator[bytes]) -> str:
    found = hashlib.sha256()
    for line in lines:
        found.update(line)
    return found.hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
