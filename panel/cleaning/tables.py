"""Cells of a Markdown table beyond the width of its header, which its page does not show."""

import re
from typing import NamedTuple

PIPE = re.compile(r"\|(?<!\\\|)")
LEAD = re.compile(r"[ \t>]*\|?")
ROW_END = re.compile(r"[ \t>]*(?:\n|\Z|#|```|~~~|<|[-*+][ \t]|\d{1,9}[.)][ \t])")


class Excess(NamedTuple):
    """The end of a row that stands under no column."""

    start: int
    end: int


def excess_cells(text: str, start: int, end: int) -> tuple[list[Excess], int]:
    """What is too much in the rows of the table whose line under the header stands between these two newlines, the last first, and where it ends."""
    header = text.rfind("\n", 0, start) + 1
    columns = len(_cells(text, start + 1, end))
    if len(_cells(text, header, start)) != columns:
        return [], end
    found: list[Excess] = []
    at = end + 1
    while at < len(text) and not ROW_END.match(text, at):
        close = text.find("\n", at)
        close = close if close >= 0 else len(text)
        cells = _cells(text, at, close)
        if len(cells) > columns:
            found.append(Excess(cells[columns], close))
        at = close + 1
    return found[::-1], at


def _cells(text: str, start: int, end: int) -> list[int]:
    """Where the cells of a row begin."""
    lead = LEAD.match(text, start, end)
    begins = [lead.end() if lead else start, *(match.end() for match in PIPE.finditer(text, lead.end() if lead else start, end))]
    return begins[:-1] if len(begins) > 1 and not text[begins[-1] : end].strip() else begins
