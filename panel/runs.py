"""Run folders: written once, found again, compared."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Literal

from pydantic import ValidationError

from panel.canon import Closed
from panel.comparison import Comparison, Review, Spend
from panel.errors import DiskError, InputError
from panel.files import read_bytes, sync
from panel.scorecard import Failure

# Ids of whole seconds were made before milliseconds told two commands of one second apart.
RUN_ID = re.compile(r"\d{8}T\d{6}(?:\d{3})?Z-[a-z0-9-]{1,140}-[0-9a-f]{6}")
RUN_LIMIT = 50_000_000


Kind = Literal["review", "compare", "rerun"]


class Made(Closed):
    """How a result was made: enough to say why another one differs.

    `personas`, `prompts` and `tools` map names to digests; `replay` is the date of the recording that answered, or empty.
    """

    endpoint: str
    model: str
    replay: str = ""
    personas: dict[str, str]
    prompts: dict[str, str]
    tools: dict[str, str]


class Run(Closed):
    """One execution. `parent` and `note` are empty unless a seat was rerun."""

    format: Literal[1] = 1
    id: str
    kind: Kind
    at: datetime
    parent: str = ""
    note: str = ""
    made: Made
    spend: Spend
    result: Review | Comparison

    @property
    def reviews(self) -> tuple[Review, ...]:
        """The one review, or the two that were compared."""
        return (self.result.a, self.result.b) if isinstance(self.result, Comparison) else (self.result,)

    @property
    def missing(self) -> Iterator[Failure]:
        """What stayed empty: draws, picks, and the chair's words."""
        for review in self.reviews:
            for seat in review.seats:
                yield from (draw for draw in seat.draws if isinstance(draw, Failure))
        if isinstance(self.result, Comparison):
            yield from self.result.missing_picks
            if isinstance(self.result.words, Failure):
                yield self.result.words


def new_id(slug: str, at: datetime, token: str) -> str:
    """`<utc>-<slug>-<token>`, the time in milliseconds, so that names sort by it."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y%m%dT%H%M%S}{utc.microsecond // 1000:03}Z-{slug[:140]}-{token}"


def save(folder: Path, run: Run) -> Path:
    """Write the run as a folder, whole or not at all. Raises DiskError."""
    draft(folder, run)
    return land(folder, run.id)


def draft(folder: Path, run: Run) -> None:
    """Write the run under a name that is no run's, which waits for no platter; `land` does the rest. Raises DiskError."""
    text = f"{run.model_dump_json(indent=1)}\n".encode()
    with _written(folder, run.id) as place:
        place.mkdir(parents=True)
        (place / "run.json").write_bytes(text)


def land(folder: Path, id: str) -> Path:
    """Bring a drafted run to the platter and under its name. Raises DiskError."""
    with _written(folder, id) as place:
        sync(place / "run.json")
        place.rename(folder / id)
        sync(folder)
    return folder / id


@contextmanager
def _written(folder: Path, id: str) -> Iterator[Path]:
    """The place of a draft, which is gone after a failure."""
    place = folder / f".{id}"
    try:
        yield place
    except BaseException as error:
        rmtree(place, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise DiskError(f"{folder / id}: the run cannot be written ({error.strerror}); its replies are kept in the cache") from error


def load(folder: Path, id: str) -> Run:
    """The run with this id. Raises InputError when there is none or it is damaged."""
    if not RUN_ID.fullmatch(id):
        raise InputError(f"{id!r} is no run id; `panel runs list` shows them")
    path = folder / id / "run.json"
    try:
        return Run.model_validate_json(read_bytes(path, limit=RUN_LIMIT))
    except ValidationError as error:
        raise InputError(f"{path}: damaged or of another version ({error.errors()[0]['msg']}); the other runs are not affected") from error


def ids(folder: Path) -> list[str]:
    """All run ids, newest first."""
    try:
        return sorted((entry.name for entry in folder.iterdir() if RUN_ID.fullmatch(entry.name)), reverse=True)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DiskError(f"{folder}: cannot be read ({error.strerror}); check its permissions") from error


def newest(folder: Path) -> Iterator[Run]:
    """All runs that can be read, newest first."""
    for id in ids(folder):
        try:
            yield load(folder, id)
        except InputError:
            continue


def find(folder: Path, start: str) -> Run:
    """The run whose id begins so. Raises InputError when none does, or several do."""
    matching = [id for id in ids(folder) if id.startswith(start)]
    if len(matching) != 1:
        fact = "no run begins so" if not matching else f"{len(matching)} runs begin so"
        raise InputError(f"{start!r}: {fact}; `panel runs list` shows them")
    return load(folder, matching[0])
