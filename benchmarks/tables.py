"""Figures of several rounds with their spread, and tables of them for a terminal and for the page."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """The median of several rounds, and the least and the most."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(tuple(values))

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def text(self, form: str) -> str:
        """The median in this form, with the range behind it where there is one."""
        if len(self.values) == 1:
            return format(self.median, form)
        return f"{self.median:{form}} ({min(self.values):{form}}-{max(self.values):{form}})"


@dataclass(frozen=True)
class Table:
    """What is printed, and put on the page, of one part."""

    title: str
    note: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """For a terminal."""
        widths = [max(map(len, column)) for column in zip(self.header, *self.rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) if n == 0 else cell.rjust(width) for n, (cell, width) in enumerate(zip(row, widths, strict=True)))
            for row in (self.header, *self.rows)
        ]
        return "\n".join([self.title, *(f"  {line.rstrip()}" for line in lines)])

    def markdown(self) -> str:
        """For the page."""
        rule = ["---", *["---:"] * (len(self.header) - 1)]
        lines = [f"| {' | '.join(row)} |" for row in (self.header, rule, *self.rows)]
        return "\n".join([f"## {self.title}", "", self.note, "", *lines])
