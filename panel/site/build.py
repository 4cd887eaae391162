"""The walk through a site: all items are taken up once, then every page is made and the folder told."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from panel.canon import Closed
from panel.forecasts.score import Score
from panel.persona import Persona
from panel.site.catalogue import Catalogue
from panel.site.folder import Counts, Folder
from panel.site.item import Item, Site
from panel.site.making import Making

Shelf = Callable[[], Iterable[Item]]


class Built(Closed):
    """What a build made: how many tools, comparisons and categories the site has, and what was done to its folder."""

    out: str
    tools: int
    comparisons: int
    categories: int
    files: Counts


def build(
    shelf: Shelf, out: Path, site: Site, *, panel: tuple[tuple[Persona, ...], Persona], foretold: Mapping[str, Score] = MappingProxyType({})
) -> Built:
    """Make the site of the items on a shelf, which is gone through twice and gives the newest first, in a folder.

    `foretold` are the records of the personas as forecasters, by id.

    What is there already and would not change is not written again. Raises what opening an item raises, NotPublishable where a page
    may not be published, and UsageError or DiskError where the folder cannot take the site.
    """
    with _scratch() as scratch:
        with Folder(out, scratch).building() as folder:
            catalogue = _taken(shelf, scratch)
            making = Making(catalogue, folder, site, scratch)
            for item in shelf():
                making.item(item)
            making.lists()
            making.panel(*panel, foretold)
            making.rest()
        tools, pairs, categories = (catalogue.count(what) for what in ("tool", "pair", "category"))
        return Built(out=str(out), tools=tools, comparisons=pairs, categories=categories, files=folder.counts)


def told(made: Built) -> str:
    """What a build did, for a terminal."""
    files = made.files
    has = f"{_many(made.tools, 'tool')}, {_many(made.comparisons, 'comparison')}, {files.bytes:,} bytes"
    done = f"{_many(files.written, 'file')} written, {files.unchanged:,} as they were, {files.removed:,} removed"
    return f"{made.out}: {has}\n  {done}"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _taken(shelf: Shelf, scratch: sqlite3.Connection) -> Catalogue:
    catalogue = Catalogue(scratch)
    for item in shelf():
        catalogue.add(item, item.open().run)
    catalogue.settle()
    return catalogue


@contextmanager
def _scratch() -> Iterator[sqlite3.Connection]:
    """A database that nobody keeps, on the disk, so that memory does not grow with it."""
    with TemporaryDirectory(prefix="panel-site-") as folder, closing(sqlite3.connect(Path(folder) / "scratch.db")) as scratch:
        scratch.isolation_level = None
        scratch.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000; BEGIN")
        yield scratch
