"""What cleaning hands back: the text that a reader sees, and a log of what it took out."""

import re
from bisect import bisect_right

from panel.canon import Closed


class Removed(Closed):
    """Something that a reader of the rendered page cannot see: its line in the raw text, why it is hidden, and what it says."""

    place: int
    reason: str
    text: str


class Cleaned(Closed):
    """The visible text (NFC, `\\n` newlines) and everything that was removed, in the order of the raw text."""

    text: str
    removed: tuple[Removed, ...]


class Lines:
    """Turns an offset in a text into its line, counted from 1."""

    def __init__(self, text: str) -> None:
        self._breaks = [match.start() for match in re.finditer("\n", text)]

    def at(self, offset: int) -> int:
        return bisect_right(self._breaks, offset - 1) + 1


class Log:
    """Collects what is removed; a removal without a word in it is not worth an editor's time."""

    def __init__(self) -> None:
        self._entries: list[Removed] = []

    def add(self, line: int, reason: str, text: str) -> None:
        if text.strip():
            self._entries.append(Removed(place=line, reason=reason, text=text.strip()))

    def entries(self) -> tuple[Removed, ...]:
        return tuple(sorted(self._entries, key=lambda entry: entry.place))
