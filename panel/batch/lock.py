"""One process at a time works on a workspace's queue."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from panel.errors import DiskError

NAME = "batch.lock"
TRIES, GLANCE = 10, 0.05
"""How often the lock is tried, and the seconds between two times: who asks for the holder has it for a moment."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the queue in a state folder for as long as the block runs; a killed holder lets go by itself.

    Raises DiskError with the holder's process id when somebody else has it.
    """
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise DiskError(f"{path}: cannot be opened ({error.strerror}); check space and permissions") from error
    try:
        if not any(_taken(handle, after=GLANCE * bool(number)) for number in range(TRIES)):
            raise DiskError(f"{path}: process {_holder(handle)} works on this queue; `panel batch status` shows how far it is")
        os.truncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def holder(folder: Path) -> str:
    """The process id of who works on the queue in a state folder, empty when nobody does."""
    try:
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return ""
    try:
        return "" if _taken(handle) else _holder(handle)
    finally:
        os.close(handle)


def _taken(handle: int, *, after: float = 0.0) -> bool:
    time.sleep(after)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(handle: int) -> str:
    return os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "another one"
