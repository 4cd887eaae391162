"""A text while somebody works on it: a file that outlives whatever ends the command."""

from pathlib import Path
from secrets import token_hex

from panel.drafts.draft import LONGEST
from panel.errors import DiskError, InputError
from panel.files import read_bytes, write


def begin(root: Path, name: str, block: str, text: str) -> Path:
    """A new file with the text. Raises DiskError."""
    path = root / ".panel" / "edits" / f"{_stem(name, block)}.{token_hex(3)}.txt"
    write(path, text if text.endswith("\n") else f"{text}\n")
    return path


def left(root: Path, name: str, block: str) -> list[Path]:
    """The files of earlier edits of the block that came to no end."""
    return sorted((root / ".panel" / "edits").glob(f"{_stem(name, block)}.*.txt"))


def read(path: Path) -> str:
    """The text of a file. Raises InputError when it is no UTF-8, or too large."""
    return decoded(read_bytes(path, limit=LONGEST), str(path))


def decoded(raw: bytes, place: str) -> str:
    """The text of these bytes. Raises InputError when they are no UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{place}: byte {error.start} is not UTF-8; save the text as UTF-8") from error


def end(path: Path) -> None:
    """Remove the file of an edit that has become a revision. Raises DiskError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise DiskError(f"{path}: cannot be removed ({error.strerror}); its text is in the draft, so remove it yourself") from error


def _stem(name: str, block: str) -> str:
    return f"{name}.{block.replace('/', '.')}"
