"""The ledger of forecasts: one file for what was foretold, one for each word on how it came out, none ever changed."""

import os
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError

from panel.canon import Closed, digest
from panel.errors import DiskError, InputError
from panel.files import read_bytes, sync, write_bytes
from panel.runs import Run
from panel.scorecard import Forecast, Scorecard

ID = re.compile(r"\d{4}-\d{2}-[a-z0-9-]{1,64}-[0-9a-f]{8}")
LIMIT = 100_000
Outcome = Literal["yes", "no", "void"]
Record = TypeVar("Record", bound=Closed)


class Bet(Closed):
    """One forecast of one persona on one tool: true or false by the last day of a month; `probability` in percent.

    `run` is the run that it was read from, `entered` the day on which it came into the ledger.
    """

    format: Literal[1] = 1
    tool: str
    tool_name: str
    persona: str
    title: str
    statement: str
    year: Annotated[int, Field(ge=1, le=9999)]
    month: Annotated[int, Field(ge=1, le=12)]
    measured_by: str
    probability: Annotated[int, Field(ge=0, le=100)]
    model: str
    run: str
    entered: date

    @cached_property
    def id(self) -> str:
        """`<month>-<tool>-<digest of what was foretold>`: the same forecast has the same id whenever it is entered."""
        told = [self.tool, self.persona, self.statement, self.year, self.month, self.measured_by, self.probability]
        return f"{self.year:04}-{self.month:02}-{self.tool}-{digest(told)[:8]}"

    @property
    def last_day(self) -> date:
        """The day at whose end it must be true."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])


class Resolution(Closed):
    """An editor's word on how a forecast came out, and the source for it; void is for one that cannot be decided."""

    format: Literal[1] = 1
    outcome: Outcome
    source: Annotated[str, Field(min_length=1, max_length=2000)]
    editor: Annotated[str, Field(min_length=1, max_length=200)]
    at: datetime
    note: str = ""


class Held(Closed):
    """A forecast and every word on it, oldest first; the last one counts."""

    bet: Bet
    resolutions: tuple[Resolution, ...]

    @property
    def outcome(self) -> Outcome | None:
        """How it came out, None while it is open."""
        return self.resolutions[-1].outcome if self.resolutions else None

    def is_due(self, on: date) -> bool:
        """Whether its time is over and nobody has said how it came out."""
        return self.outcome is None and on > self.bet.last_day


class Ledger:
    """The folder `forecasts/` of a workspace. Raises DiskError when it cannot be read or written."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "forecasts"

    def enter(self, run: Run, *, on: date) -> int:
        """Enter the forecasts that speak for the seats of a run, and say how many of them are new."""
        return sum(self._enter(bet) for bet in bets(run, on=on))

    def all(self) -> Iterator[Held]:
        """Every forecast, those that come due first first. Raises InputError for a file that was damaged."""
        for id in self._ids():
            yield self._held(id)

    def find(self, start: str) -> Held:
        """The forecast whose id begins, or ends, so. Raises InputError when none does, or several do."""
        found = [id for id in self._ids() if start and (id.startswith(start) or id.endswith(start))]
        if len(found) != 1:
            fact = "no forecast has this id" if not found else f"{len(found)} forecasts have such an id"
            raise InputError(f"{start!r}: {fact}; `panel forecasts list` shows them")
        return self._held(found[0])

    def resolve(self, held: Held, resolution: Resolution) -> None:
        """Add a word on how a forecast came out; an earlier one stays to be read.

        Raises InputError for a "no" before its time is over, and when somebody else resolved it in the meantime.
        """
        if resolution.outcome == "no" and resolution.at.date() <= held.bet.last_day:
            raise InputError(f"{held.bet.id}: may still come true until {held.bet.last_day}; say yes or void, or wait")
        name = f"{held.bet.id}.{len(held.resolutions) + 1}.json"
        if not self._write(name, resolution):
            raise InputError(f"{held.bet.id}: somebody resolved it in the meantime; look at `panel forecasts list` and try again")

    def _enter(self, bet: Bet) -> bool:
        path = self._folder / f"{bet.id}.json"
        return not path.exists() and self._write(path.name, bet)

    def _write(self, name: str, record: Closed) -> bool:
        """Put a new file in the folder, whole or not at all; False when there is one of that name."""
        path, draft = self._folder / name, self._folder / f".{name}.{token_hex(4)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                write_bytes(draft, f"{record.model_dump_json(indent=1)}\n".encode())
                # Unlike a rename, a link never replaces what somebody else was first to write.
                os.link(draft, path)
            finally:
                draft.unlink(missing_ok=True)
            sync(self._folder)
        except FileExistsError:
            return False
        except OSError as error:
            raise DiskError(f"{path}: cannot be written ({error.strerror}); check space and permissions") from error
        return True

    def _ids(self) -> list[str]:
        try:
            return sorted(path.stem for path in self._folder.glob("*.json") if ID.fullmatch(path.stem))
        except OSError as error:
            raise DiskError(f"{self._folder}: cannot be read ({error.strerror}); check its permissions") from error

    def _held(self, id: str) -> Held:
        words: list[Resolution] = []
        while (path := self._folder / f"{id}.{len(words) + 1}.json").exists():
            words.append(_read(path, Resolution))
        return Held(bet=_read(self._folder / f"{id}.json", Bet), resolutions=tuple(words))


def bets(run: Run, *, on: date) -> Iterator[Bet]:
    """The forecasts in a run; a seat that was carried over has been asked in an earlier one and speaks all the same."""
    for review in run.reviews:
        for seat in review.seats:
            if isinstance(seat.shown, Scorecard):
                for entry in seat.shown.entries:
                    if isinstance(entry.answer, Forecast):
                        told = entry.answer.model_dump(exclude={"kind", "faults"})
                        yield Bet(
                            tool=review.tool.slug,
                            tool_name=review.tool.label,
                            persona=seat.persona,
                            title=seat.title,
                            **told,
                            model=seat.shown.model,
                            run=run.id,
                            entered=on,
                        )


def _read(path: Path, kind: type[Record]) -> Record:
    try:
        return kind.model_validate_json(read_bytes(path, limit=LIMIT))
    except ValidationError as error:
        fact = error.errors(include_url=False)[0]["msg"]
        raise InputError(f"{path}: damaged or of another version ({fact}); restore it from version control") from error
