"""How much of a stranger's text a letter has room for."""

from dataclasses import dataclass

from panel.site.lines import tidy


@dataclass(frozen=True)
class Room:
    """How long a free text may be, in characters, and how many lines a section has."""

    text: int
    lines: int

    def name(self, text: str) -> str:
        """A name on one line, shortened where it is longer than names are."""
        return tidy(text, most=min(self.text, 80))

    def cut(self, text: str) -> str:
        """A sentence on one line, shortened where there is no room."""
        return tidy(text, most=self.text)
