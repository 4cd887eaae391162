"""The endpoint's secret: 32 random bytes in a private file that the first start makes."""

import os
import re
from pathlib import Path
from secrets import token_hex

from panel.errors import DiskError, InputError
from panel.files import read_bytes, sync

_KEY = re.compile(rb"[0-9a-f]{64}\n?")
PRIVATE = 0o600


def key(path: Path) -> bytes:
    """The secret in the file, made when there is none.

    Raises InputError when others may read it or it is no key, DiskError when it cannot be made. Whoever loses it
    loses all readers' tokens: each of them could vote once more.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        _make(path)
        mode = PRIVATE
    except OSError as error:
        raise DiskError(f"{path}: cannot be looked at ({error.strerror}); check its permissions, or name another with --key") from error
    if mode & 0o077:
        raise InputError(f"{path}: others may read this key; run `chmod 600` on it")
    raw = read_bytes(path, limit=100)
    if not _KEY.fullmatch(raw):
        raise InputError(f"{path}: no key of 64 hexadecimal digits; restore it from a backup, or remove it and let every reader vote anew")
    return bytes.fromhex(raw.decode())


def private(folder: Path) -> None:
    """Make a folder that only its owner may look into, and that version control leaves alone. Raises DiskError when it cannot."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise DiskError(f"{folder}: cannot be made ({error.strerror}); check the permissions of the workspace") from error


def _make(path: Path) -> None:
    """Two servers that start at once end with one key: a link is made whole or not at all, and never over another."""
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as file:
            file.write(token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        finally:
            draft.unlink()
        sync(path.parent)
    except OSError as error:
        raise DiskError(f"{path}: cannot be made ({error.strerror}); check the folder's permissions, or name another with --key") from error
