"""How many readers would ship or skip a tool, up to which day, and who counted."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from panel.canon import Closed
from panel.dossier import SLUG, Community
from panel.tally import Range, wilson

MOST = 1_000_000_000  # more than there are developers
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value):
        raise ValueError(f"{value[:64]!r} is no slug; a tool is named as its folder is: a-z, 0-9 and '-'")
    return value


def _day(value: Any) -> Any:
    # Otherwise a bare number would be taken for seconds since 1970.
    if isinstance(value, date):
        return value
    with suppress(ValueError):
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    raise ValueError(f"{str(value)[:60]!r} is no day; write it as 2026-11-30")


def _whole(value: Any) -> Any:
    # `True` is an integer to Python, and to nobody else.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise ValueError(f"{str(value)[:60]!r} is no number of votes; write digits alone")
    return value


def _plain(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise ValueError("empty, or with characters that cannot be seen; name who counted in plain words")
    return value


Slug = Annotated[str, AfterValidator(_slug)]
Whole = Annotated[int, BeforeValidator(_whole)]
Day = Annotated[date, BeforeValidator(_day)]
Origin = Annotated[str, Field(max_length=300), AfterValidator(_plain)]


class Count(Closed):
    """The votes on one tool as somebody counted them, up to and including a day."""

    tool: Slug
    ship: Whole
    skip: Whole
    date: Day
    source: Origin

    @property
    def community(self) -> Community:
        """The same as a dossier holds it."""
        return Community(ship=self.ship, skip=self.skip, as_of=self.date, source=self.source)


class Votes(Closed):
    """Two numbers."""

    ship: Whole = 0
    skip: Whole = 0


class Sheet(Closed):
    """What an endpoint publishes for builds: all of its counts on a day."""

    format: Literal[1] = 1
    date: Day
    source: Origin
    tools: Mapping[Slug, Votes]

    @property
    def counts(self) -> tuple[Count, ...]:
        """One record for each tool."""
        return tuple(Count(tool=tool, ship=of.ship, skip=of.skip, date=self.date, source=self.source) for tool, of in self.tools.items())


class Shown(Closed):
    """What a reader is shown of a tool's votes; `share` and `range` are None below the stated minimum."""

    tool: str
    ship: int
    skip: int
    share: float | None
    range: Range | None
    date: Day
    source: str


def shown(tool: str, votes: Community, *, minimum: int) -> Shown:
    """Counts, share and the 80 % Wilson range; each reader is one vote, so the range is that of as many independent voices."""
    total = votes.ship + votes.skip
    share = votes.ship / total if total and total >= minimum else None
    return Shown(
        tool=tool,
        ship=votes.ship,
        skip=votes.skip,
        share=share,
        range=None if share is None else wilson(share, total),
        date=votes.as_of,
        source=votes.source,
    )
