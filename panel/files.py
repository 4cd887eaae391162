"""Reading what an editor wrote and writing what a program made, whole or not at all."""

import hashlib
import os
import sys
import tomllib
from functools import cache
from pathlib import Path
from secrets import token_hex
from stat import S_ISREG
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from panel.errors import DiskError, InputError

CONFIG_LIMIT = 1_000_000
LONGEST_SHOWN = 60  # characters of a wrong value in a message
Model = TypeVar("Model", bound=BaseModel)


def read_bytes(path: Path, *, limit: int) -> bytes:
    """The file's bytes. Raises InputError when it is missing, unreadable, no file or longer than `limit` bytes."""
    try:
        # Before it is opened: opening a named pipe waits for a writer.
        found = path.stat()
        if not S_ISREG(found.st_mode):
            raise InputError(f"{path}: not a regular file; name one")
        with path.open("rb") as file:
            # As much as there seems to be first, since room is made for all that is asked for.
            raw = file.read(min(found.st_size, limit) + 1)
            if len(raw) > found.st_size:
                raw += file.read(limit + 1 - len(raw))
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file; create it or correct the name") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    except ValueError as error:
        raise InputError(f"{str(path)!r}: no file can have this name ({error}); correct it") from error
    if len(raw) > limit:
        raise InputError(f"{path}: larger than {limit:,} bytes; shorten it")
    return raw


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises InputError with the line when it is not TOML."""
    try:
        return tomllib.loads(read_bytes(path, limit=CONFIG_LIMIT).decode())
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not TOML: {error}; correct it") from error
    except ValueError as error:
        raise InputError(f"{path}: not TOML: a number of more digits than anybody needs; shorten it") from error
    except RecursionError as error:
        raise InputError(f"{path}: nested too deeply; flatten it") from error


def validated(model: type[Model], data: Any, path: Path) -> Model:
    """The record that the data describes. Raises InputError that names the file, the field and what is wrong with it."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first, *others = error.errors(include_url=False)
        place = ".".join(map(_part, first["loc"])) or "the file"
        more = f" (and {len(others)} more)" if others else ""
        raise InputError(f"{path}: {place}: {_plain(first)}{more}") from error


def _part(part: int | str) -> str:
    text = str(part)
    return text if text.isprintable() and len(text) <= LONGEST_SHOWN else _shown(text)


def _plain(error: Any) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "union_tag_not_found":
        return f"{error['ctx']['discriminator']} is missing; add it".replace("'", "")
    if error["type"] == "extra_forbidden":
        return "unknown field; remove it or correct its name"
    if error["type"] == "missing":
        return "missing; add it"
    if error["type"] == "union_tag_invalid":
        return f"unknown kind {error['ctx']['tag']!r} ({error['ctx']['expected_tags']})".replace("'", "")
    return f"{error['msg']}, not {_shown(error['input'])}"


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except (RecursionError, ValueError):  # nested too deeply, or an integer of thousands of digits
        return "what stands there"
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


@cache
def code_digest(*patterns: str) -> str:
    """Digest of this package's own modules that match, and of the interpreter: what our code made, another version of it makes anew."""
    found = hashlib.sha256(sys.version.encode())
    for path in sorted(path for pattern in patterns for path in Path(__file__).parent.glob(pattern)):
        found.update(path.read_bytes())
    return found.hexdigest()


def write(path: Path, text: str) -> None:
    """Put the text at the path; a reader or a crash finds the whole old file or the whole new one.

    A link is followed, and what is no regular file (a device, a pipe) is written to and stays what it is. Raises DiskError when the
    folder cannot be written.
    """
    path = path.resolve()
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync(path.parent)
    except OSError as error:
        raise DiskError(f"{path}: cannot be written ({error.strerror}); check space and permissions") from error


def note(path: Path, content: bytes) -> None:
    """Put what can be made again, and is checked when it is read, at a path of our own; a reader finds the whole old file or the whole new one.

    It may be lost, or be empty, after a power cut. Raises OSError.
    """
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with draft.open("xb") as file:
            file.write(content)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_bytes(path: Path, content: bytes) -> None:
    """A new file with these bytes, on the platter when this returns. Raises OSError, also when there is one already."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Make the names in a folder durable, or the bytes of a file."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
