"""Counts in a file, CSV or JSON Lines: each line is checked, and the first wrong one refuses the file."""

import csv
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from panel.errors import InputError
from panel.files import validated
from panel.votes.count import Count

LIMIT = 10_000_000  # bytes of a file
COLUMNS = ("tool", "ship", "skip", "date", "source")
_NUMBER = re.compile(r"\d{1,12}", re.ASCII)


def counts(raw: bytes, *, place: str, tools: Collection[str], today: date) -> dict[str, Count]:
    """The newest count of each tool in the file.

    Raises InputError with the line: not of this form, nothing in it, a tool that is not in `tools`, a day after tomorrow (somewhere it is
    tomorrow already), or two different counts of one tool on one day.
    """
    newest: dict[str, Count] = {}
    for line, count in lines(raw, place=place):
        if count.tool not in tools:
            known = ", ".join(sorted(tools)[:8]) or "none yet"
            raise InputError(f"{place}:{line}: tool: {count.tool!r} is not in this workspace ({known}); correct or remove the line")
        if count.date > today + timedelta(days=1):
            raise InputError(f"{place}:{line}: date: {count.date} is still to come; write the day on which the votes were counted")
        before = newest.get(count.tool)
        if before and before.date == count.date and before != count:
            raise InputError(f"{place}:{line}: {count.tool!r} has another count of {count.date} above; keep one of the two")
        if not before or before.date <= count.date:
            newest[count.tool] = count
    if not newest:
        raise InputError(f"{place}: no count in it; write a line for each tool, with {', '.join(COLUMNS)}")
    return newest


def lines(raw: bytes, *, place: str) -> Iterator[tuple[int, Count]]:
    """Each count with the number of its line. A file that begins with `{` is JSON Lines, any other is CSV with a heading."""
    if len(raw) > LIMIT:
        raise InputError(f"{place}: larger than {LIMIT:,} bytes; a count of each tool is enough")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{place}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    found = _json(text, place) if text.lstrip().startswith("{") else _csv(text, place)
    for number, data in found:
        yield number, validated(Count, data, Path(f"{place}:{number}"))


def _json(text: str, place: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{place}:{number}: not JSON; write one object a line, with {', '.join(COLUMNS)}") from error


def _csv(text: str, place: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    heading: list[str] | None = None
    for number, row in _rows(rows, place):
        if not any(field.strip() for field in row):
            continue
        if heading is None:
            heading = [field.strip() for field in row]
            if sorted(heading) != sorted(COLUMNS):
                raise InputError(f"{place}:{number}: the heading is {', '.join(heading)[:100]!r}; it must be {','.join(COLUMNS)}")
            continue
        if len(row) != len(heading):
            raise InputError(f"{place}:{number}: {len(row)} fields, not {len(heading)}; quote a field that holds a comma")
        yield number, dict(zip(heading, map(_field, heading, row), strict=True))


def _rows(rows: Any, place: str) -> Iterable[tuple[int, list[str]]]:
    try:
        for row in rows:
            yield rows.line_num, row
    except csv.Error as error:
        raise InputError(f"{place}:{rows.line_num}: not CSV ({error}); quote fields with double quotes, all on one line") from error


def _field(name: str, text: str) -> Any:
    text = text.strip()
    return int(text) if name in {"ship", "skip"} and _NUMBER.fullmatch(text) else text
