"""Which draw speaks for a seat now: a rerun moves on to the next, and everybody after it starts there."""

import json
from pathlib import Path

from panel.errors import InputError
from panel.files import read_bytes, write


class Samples:
    """The number of each seat's first draw, kept in one small file; 0 unless a rerun asked for another."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first: dict[str, int] = _read(path) if path.exists() else {}

    def first(self, tool: str, persona: str) -> int:
        """The number of the seat's first draw."""
        return self._first.get(f"{tool}/{persona}", 0)

    def advance(self, tool: str, persona: str, *, by: int) -> None:
        """Let the seat's draws start `by` further on, durably."""
        self._first[f"{tool}/{persona}"] = self.first(tool, persona) + by
        write(self._path, json.dumps(self._first, indent=1, sort_keys=True) + "\n")


def _read(path: Path) -> dict[str, int]:
    try:
        data = json.loads(read_bytes(path, limit=50_000_000))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: damaged ({error}); remove it, and reruns count from the first draw again") from error
    if not isinstance(data, dict) or not all(isinstance(value, int) and value >= 0 for value in data.values()):
        raise InputError(f"{path}: damaged; remove it, and reruns count from the first draw again")
    return data
