"""The file `votes.jsonl` of a workspace: the newest count of each tool, one line each."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from panel.canon import Closed, canonical
from panel.dossier import Community, Dossier
from panel.errors import DiskError
from panel.files import read_bytes, write
from panel.votes.count import Count
from panel.votes.reading import LIMIT, lines

FILE = "votes.jsonl"
Fate = Literal["new", "changed", "same", "older", "empty"]


class Entry(Closed):
    """What an import made of one tool's count. An older one is left out, and so is one of nobody that would hide another source's."""

    tool: str
    fate: Fate
    before: Count | None
    count: Count


def load(root: Path) -> dict[str, Count]:
    """The kept counts by tool. Raises InputError with the line when an edit broke the file."""
    path = root / FILE
    if not path.exists():
        return {}
    return {count.tool: count for _, count in lines(read_bytes(path, limit=LIMIT), place=str(path))}


def keep(root: Path, counts: Mapping[str, Count], *, dry_run: bool = False) -> tuple[Entry, ...]:
    """Take counts in, all or none of them, and say what became of each. A count of an earlier day than the kept one changes nothing."""
    with _alone(root):
        before = load(root)
        entries = tuple(_entry(before.get(tool), count) for tool, count in sorted(counts.items()))
        after = {**before, **{entry.tool: entry.count for entry in entries if entry.fate in {"new", "changed"}}}
        if after != before and not dry_run:
            write(root / FILE, "".join(text(after[tool]) for tool in sorted(after)))
    return entries


def text(count: Count) -> str:
    """A count as a line of the file."""
    return canonical(count.model_dump(mode="json")) + "\n"


def counted(dossier: Dossier, count: Count | None) -> Dossier:
    """The dossier with the newer of two counts: the editor's own `[community]` table, and the kept one."""
    own: Community | None = dossier.tool.community
    if count is None or (own and own.as_of > count.date):
        return dossier
    tool = dossier.tool.model_copy(update={"community": count.community})
    return replace(dossier, prepared=dossier.prepared.model_copy(update={"tool": tool}))


def _entry(before: Count | None, count: Count) -> Entry:
    return Entry(tool=count.tool, fate=_fate(before, count), before=before, count=count)


def _fate(before: Count | None, count: Count) -> Fate:
    if not count.ship + count.skip and (before is None or before.source != count.source):
        return "empty"
    if before is None:
        return "new"
    if before == count:
        return "same"
    return "older" if count.date < before.date else "changed"


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """While the block runs, no other import does: it would read what this one is about to replace."""
    try:
        folder = os.open(root, os.O_RDONLY)
    except OSError as error:
        raise DiskError(f"{root}: cannot be opened ({error.strerror}); check its permissions") from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
