"""Which draw speaks for a seat now: a rerun moves on to the next, and everybody after it starts there."""

import json
from pathlib import Path

from panel.errors import InputError
from panel.files import read_bytes, write

SPAN = 11
"""Draws that one generation of a seat may take."""


class Samples:
    """The generation of each seat's draws, kept in one small file; 0 until draws were asked anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._generation: dict[str, int] = _read(path) if path.exists() else {}

    def first(self, tool: str, persona: str) -> int:
        """The number of the seat's first draw."""
        return SPAN * self._generation.get(f"{tool}/{persona}", 0)

    def anew(self, tool: str, persona: str) -> int:
        """The number of the first draw of the next generation, which no earlier draw has."""
        return self.first(tool, persona) + SPAN

    def advance(self, tool: str, persona: str) -> None:
        """Let the next generation speak for the seat, durably."""
        seat = f"{tool}/{persona}"
        self._generation[seat] = self._generation.get(seat, 0) + 1
        write(self._path, json.dumps(self._generation, indent=1, sort_keys=True) + "\n")


def _read(path: Path) -> dict[str, int]:
    try:
        data = json.loads(read_bytes(path, limit=50_000_000))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: damaged ({error}); remove it, and reruns count from the first generation again") from error
    if not isinstance(data, dict) or not all(isinstance(value, int) and value >= 0 for value in data.values()):
        raise InputError(f"{path}: damaged; remove it, and reruns count from the first generation again")
    return data
