"""The database that an editor names: a path, or the URL of a PostgreSQL database."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from panel.errors import InputError, UsageError
from panel.votes.box import Shelf
from panel.votes.count import Count, Votes
from panel.votes.sqlite import File

SCHEMES = ("postgresql://", "postgres://")


async def opened(store: str) -> Shelf:
    """The store, made when there is none. Raises UsageError when its driver is missing, DiskError when it cannot be used."""
    if not store.startswith(SCHEMES):
        if "://" in store:
            raise UsageError(f"--store {store.partition('://')[0]!r}: no such kind; name a file, or postgresql://...")
        return File(Path(store))
    try:
        from panel.votes.postgres import Server
    except ModuleNotFoundError as error:
        raise UsageError("--store postgresql: its driver is not installed; run `pip install 'reviewer-panel[postgres]'`") from error
    return await Server.open(store)


async def exported(store: str, *, tools: Collection[str], date: date, source: str) -> tuple[Count, ...]:
    """The counts of a store that is there, one for each tool. Raises InputError when it is a file that is not."""
    _check(store)
    shelf = await opened(store)
    try:
        counts = await shelf.counts()
    finally:
        await shelf.close()
    found = {tool: counts.get(tool, Votes()) for tool in sorted(tools)}
    return tuple(Count(tool=tool, ship=of.ship, skip=of.skip, date=date, source=source) for tool, of in found.items())


def _check(store: str) -> None:
    if "://" not in store and not Path(store).is_file():
        raise InputError(f"{store}: no votes are kept there; `panel votes serve` makes the file, --store names another")
