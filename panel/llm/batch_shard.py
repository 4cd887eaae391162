"""One file of batch input lines on the disk, and how far it has come at the provider."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Literal, TypeVar

from pydantic import ValidationError

from panel.canon import Closed, digest
from panel.errors import DiskError, InputError
from panel.files import read_bytes, sync, write
from panel.llm.batch import batch_line
from panel.llm.call import Request
from panel.llm.chat import Dialect, Rung

Record = TypeVar("Record", bound=Closed)
Step = Literal["written", "uploading", "uploaded", "creating", "running", "settled"]
Again = Literal["never", "same", "reworded"]
LONGEST_LINE = 16 * 2**20
"""Bytes; a thousand times a long scorecard."""


class Shard(Closed):
    """What a file holds, written once with it: requests to one model at one endpoint, all in one form.

    `turn` counts how many times these requests were submitted, this one included. `most` is what they can cost in US dollars, None
    where there is no cap.
    """

    format: Literal[1] = 1
    id: str
    endpoint: str
    model: str
    rung: Rung
    limit: Literal["max_tokens", "max_completion_tokens"]
    requests: int
    size: int
    turn: int = 1
    most: Decimal | None = None

    @property
    def dialect(self) -> Dialect:
        """The form of its lines."""
        return Dialect(rung=self.rung, limit=self.limit)


class State(Closed):
    """How far a shard has come; replaced as a whole before and after each step.

    `attempt` numbers its batches, of which one at a time is alive; `lonely` counts those that found no room at the provider though
    none of ours took it; `held` waits for room; `cancelled` was cancelled by us. `kept` and `left` count requests with and without a reply, `cost` (US dollars) is None when it cannot be known.
    """

    format: Literal[1] = 1
    step: Step = "written"
    file: str = ""
    batch: str = ""
    attempt: int = 1
    lonely: int = 0
    held: bool = False
    cancelled: bool = False
    status: str = ""
    completed: int = 0
    failed: int = 0
    reason: str = ""
    kept: int = 0
    left: int = 0
    cost: Decimal | None = None


class Left(Closed):
    """A request without a reply: why, and whether another batch may help - with the same line, in another form, or not at all."""

    key: str
    reason: str
    again: Again


@dataclass(frozen=True)
class Kept:
    """A shard's folder."""

    path: Path

    @cached_property
    def shard(self) -> Shard:
        """What it holds. Raises InputError when the file is damaged."""
        return _read(self.path / "shard.json", Shard)

    @property
    def state(self) -> State:
        """How far it has come. Raises InputError when the file is damaged."""
        return _read(self.path / "state.json", State)

    def move(self, **changes: object) -> State:
        """Note a step, durably. Raises DiskError."""
        state = self.state.model_copy(update=changes)
        write(self.path / "state.json", state.model_dump_json())
        return state

    @property
    def lines(self) -> Path:
        """The file that is uploaded."""
        return self.path / "input.jsonl"

    @property
    def name(self) -> str:
        """Its name at the provider."""
        return f"panel-{self.shard.id[:32]}.jsonl"

    def files(self) -> set[str]:
        """The names of what is in the folder."""
        with on_disk(self.path):
            return {entry.name for entry in self.path.iterdir()}

    def drop(self, name: str) -> None:
        """Delete one of its files."""
        with on_disk(self.path):
            (self.path / name).unlink()

    def asked(self) -> dict[str, int]:
        """The keys of its requests, and how many tokens each reply may have, in the order of the lines."""
        with _opened(self.path / "keys") as file:
            return {line[:64].decode(): int(line[65:]) for line in file}

    def left(self) -> Iterator[Left]:
        """The requests that a settled shard has no reply to."""
        path = self.path / "left.jsonl"
        if path.exists():
            with _opened(path) as file:
                yield from (Left.model_validate_json(line) for line in file)

    def remove(self) -> None:
        """Let go of it; a folder that was removed by half is none."""
        with on_disk(self.path):
            gone = self.path.with_name(f".gone-{token_hex(4)}")
            self.path.rename(gone)
            shutil.rmtree(gone)

    def again(self, keys: set[str]) -> "Kept":
        """A shard of just these requests of this one. Made twice, it is the same: a crash in between leaves no second one."""
        id = digest([self.shard.id, self.shard.turn + 1])
        path = self.path.with_name(id[:32])
        if not path.exists():
            each = None if self.shard.most is None else self.shard.most / self.shard.requests
            writing = Writing(self.path.parent, self.shard.model, self.shard.dialect)
            with _opened(self.path / "keys") as asked, _opened(self.lines) as lines:
                for key, line in zip(asked, lines, strict=True):
                    if key[:64].decode() in keys:
                        writing.put(key, line, each)
            writing.finish(id=id, endpoint=self.shard.endpoint, turn=self.shard.turn + 1)
        return Kept(path)


class Writing:
    """A shard on its way to the disk, under a name that is none yet."""

    def __init__(self, folder: Path, model: str, dialect: Dialect) -> None:
        self.model = model
        self._dialect = dialect
        self._path = folder / f".draft-{token_hex(4)}"
        self._hash = hashlib.sha256()
        self.requests = self.size = 0
        self._most: Decimal | None = None
        with on_disk(self._path):
            self._path.mkdir()
            self._lines, self._keys = (self._path / "input.jsonl").open("wb"), (self._path / "keys").open("wb")

    def line(self, request: Request) -> bytes:
        """The input line of a request."""
        return json.dumps(batch_line(request, dialect=self._dialect), ensure_ascii=False).encode() + b"\n"

    def add(self, request: Request, line: bytes, most: Decimal | None) -> None:
        """Take one more request, and the most that it can cost."""
        self.put(f"{request.key} {request.max_tokens}\n".encode(), line, most)

    def put(self, key: bytes, line: bytes, most: Decimal | None) -> None:
        """Take one more line, and its entry in the list of keys. Raises DiskError."""
        with on_disk(self._path):
            self._lines.write(line)
            self._keys.write(key)
        self._hash.update(line)
        self.requests += 1
        self.size += len(line)
        if most is not None:
            self._most = most + (self._most or 0)

    def finish(self, *, endpoint: str, turn: int = 1, id: str = "") -> Kept:
        """The shard, on the platter."""
        # The same requests may be submitted again another day, so the digest of the lines alone is no name.
        id = id or digest([self._hash.hexdigest(), token_hex(8)])
        shard = Shard(
            id=id,
            endpoint=endpoint,
            model=self.model,
            rung=self._dialect.rung,
            limit=self._dialect.limit,
            requests=self.requests,
            size=self.size,
            turn=turn,
            most=self._most,
        )
        with on_disk(self._path):
            for file in (self._lines, self._keys):
                file.flush()
                os.fsync(file.fileno())
                file.close()
            write(self._path / "shard.json", shard.model_dump_json())
            write(self._path / "state.json", State().model_dump_json())
            path = self._path.rename(self._path.with_name(id[:32]))
            sync(path.parent)
        return Kept(path)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._lines.close()
        self._keys.close()
        shutil.rmtree(self._path, ignore_errors=True)


def shards(folder: Path) -> list[Kept]:
    """The shards in a folder, the oldest first."""
    if not folder.is_dir():
        return []
    with on_disk(folder):
        found = [entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
        return [Kept(path) for path in sorted(found, key=lambda path: ((path / "shard.json").stat().st_mtime_ns, path.name))]


def rows(path: Path) -> Iterator[bytes | None]:
    """The lines of a file one by one; None stands for one that is longer than any reply."""
    with _opened(path) as file:
        while line := file.readline(LONGEST_LINE):
            whole = line.endswith(b"\n") or len(line) < LONGEST_LINE
            while line and not line.endswith(b"\n"):
                rest = file.readline(LONGEST_LINE)
                if not rest:
                    break
                whole, line = False, rest
            yield line if whole else None


@contextmanager
def on_disk(place: Path) -> Iterator[None]:
    """Turns an OSError of the block into a DiskError of the place."""
    try:
        yield
    except OSError as error:
        raise DiskError(f"{place}: cannot be used ({error.strerror}); check space and permissions") from error


def _opened(path: Path) -> BinaryIO:
    with on_disk(path):
        return path.open("rb")


def _read(path: Path, kind: type[Record]) -> Record:
    try:
        return kind.model_validate_json(read_bytes(path, limit=100_000))
    except ValidationError as error:
        raise InputError(f"{path}: damaged; remove its folder, and its requests are asked anew") from error
