"""A draft's folder: one file a revision, each written once and naming the one before it, and a copy of every run they rest on."""

import json
import os
import re
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from panel.canon import digest
from panel.drafts.revision import Kept, Revision
from panel.errors import DiskError, InputError
from panel.files import read_bytes, sync, write, write_bytes
from panel.runs import RUN_ID, RUN_LIMIT, Run

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}-vs-[a-z0-9][a-z0-9-]{0,63}")
NUMBERED = re.compile(r"\d{4,9}\.json")
REVISION_LIMIT = 50_000_000
DRAFTS = "drafts"
Model = TypeVar("Model", bound=BaseModel)


def folder(root: Path, name: str) -> Path:
    """The folder of a draft in a workspace. Raises InputError when no draft can have this name."""
    if not NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name of a draft, which is A-vs-B; `panel draft list` shows them")
    return root / DRAFTS / name


def names(root: Path) -> list[str]:
    """All drafts of a workspace, by name. Raises DiskError."""
    try:
        found = sorted(entry.name for entry in (root / DRAFTS).iterdir() if NAME.fullmatch(entry.name))
        return [name for name in found if _files(root / DRAFTS / name)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DiskError(f"{root / DRAFTS}: cannot be read ({error.strerror}); check its permissions") from error


def head(place: Path) -> Revision:
    """The newest revision alone. Raises InputError when there is none, or it is damaged."""
    files = _files(place)
    if not files:
        raise InputError(f"{place.name!r}: no such draft; `panel draft new` begins one, `panel draft list` shows them")
    return _read(files[-1])[0]


def load(place: Path) -> tuple[tuple[Revision, ...], str]:
    """All revisions, oldest first, and the digest of the newest.

    Raises InputError when there is none, when one is missing or damaged, and when one was changed after its successor was written.
    """
    head(place)
    revisions: list[Revision] = []
    known = ""
    for number, path in enumerate(_files(place), 1):
        revision, found = _read(path)
        if revision.number != number or path.name != _name(number):
            raise InputError(f"{path}: revision {number} should stand here; restore the folder from its version control")
        if revision.parent != known:
            raise InputError(f"{place / _name(number - 1)}: was changed after {path.name} was written; restore it from version control")
        revisions.append(revision)
        known = found
    return tuple(revisions), known


def append(place: Path, revision: Revision) -> str:
    """Write the next revision, whole or not at all, and return its digest.

    Raises InputError when somebody else wrote one of that number first, and DiskError.
    """
    text = revision.model_dump_json(indent=1) + "\n"
    path = place / _name(revision.number)
    draft = place / f".{path.name}.{token_hex(4)}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        try:
            write_bytes(draft, text.encode())
            first = _linked(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        sync(place)
    except OSError as error:
        raise DiskError(f"{path}: cannot be written ({error.strerror}); check space and permissions") from error
    if not first:
        fact = f"revision {revision.number} was written by {head(place).by} in the meantime"
        raise InputError(f"{place.name}: {fact}, and nothing of theirs was changed; look at `panel draft show` and try again")
    return digest(json.loads(text))


def _linked(draft: Path, path: Path) -> bool:
    """Give the file its name, unless there is one of that name. A link, unlike a rename, never replaces another file."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except FileNotFoundError:
        if not path.exists():
            raise
        return False  # swept away by the one who was first
    return True


def keep(place: Path, run: Run) -> Kept:
    """Put a copy of the run beside the revisions, where no pruning of runs reaches it. Raises DiskError."""
    text = run.model_dump_json(indent=1) + "\n"
    path = _copy(place, run.id)
    if not path.exists():
        write(path, text)
    return Kept(id=run.id, digest=digest(json.loads(text)))


def kept(place: Path, run: Kept) -> Run:
    """The run as it was when the draft took it. Raises InputError when the copy is missing or was changed."""
    if not RUN_ID.fullmatch(run.id):
        raise InputError(f"{place}: {run.id!r} is no run id; restore the folder from version control")
    path = _copy(place, run.id)
    made, found = _parsed(path, Run, RUN_LIMIT)
    if found != run.digest:
        raise InputError(f"{path}: was changed after the draft took it; restore it from version control")
    return made


def sweep(place: Path) -> None:
    """Remove what killed writers left half written."""
    with suppress(OSError):
        for path in place.glob(".*.json.*"):
            if int(path.name[1:].partition(".")[0]) <= len(_files(place)):
                path.unlink(missing_ok=True)


def _copy(place: Path, id: str) -> Path:
    return place / "runs" / f"{id}.json"


def _name(number: int) -> str:
    return f"{number:04}.json"


def _files(place: Path) -> list[Path]:
    try:
        return sorted((path for path in place.iterdir() if NUMBERED.fullmatch(path.name)), key=lambda path: int(path.stem))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DiskError(f"{place}: cannot be read ({error.strerror}); check its permissions") from error


def _read(path: Path) -> tuple[Revision, str]:
    return _parsed(path, Revision, REVISION_LIMIT)


def _parsed(path: Path, model: type[Model], limit: int) -> tuple[Model, str]:
    """The record, and the digest of the JSON as it stands in the file: white space and line ends have no say in it."""
    try:
        data: Any = json.loads(read_bytes(path, limit=limit))
        return model.model_validate(data), digest(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))[:80]
        raise InputError(f"{path}: damaged or of another version ({place!r}: {first['msg']}); restore it from version control") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON; restore it from version control, or settle its merge conflict") from error
