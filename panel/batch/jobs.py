"""What a queue file asks for: one job a line, and what cannot be read, set aside with its place."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal

from pydantic import Field, ValidationError

from panel.canon import Closed, digest
from panel.errors import InputError

LINE_LIMIT = 10_000
"""Bytes of a line; a longer one is no entry, and its rest is skipped unread."""
SHOWN = 60
COLUMNS = {"tool", "a", "b", "priority"}
FORMS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}
Name = Annotated[str, Field(min_length=1, max_length=4096, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Job(Closed):
    """One entry of a queue: the review of one tool, or the comparison of two. The highest priority comes first."""

    format: Literal[1] = 1
    tools: Annotated[tuple[Name, ...], Field(min_length=1, max_length=2)]
    priority: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] = 0

    @cached_property
    def key(self) -> str:
        """64 hexadecimal digits; the order of two tools and the priority make no difference."""
        return digest(sorted(self.tools))

    @property
    def title(self) -> str:
        """The tools as a reader takes them."""
        return " vs ".join(self.tools)


class Unread(Closed):
    """An entry that cannot be done as it stands: where it is, why, and the job that it asks for where that much is clear."""

    place: str
    reason: str
    job: Job | None = None


Entry = Job | Unread


def lines(file: BinaryIO) -> Iterator[str]:
    """The lines of a file as they come, none of them longer than LINE_LIMIT + 1; a byte that is not UTF-8 becomes a lone surrogate."""
    first = True
    while raw := file.readline(LINE_LIMIT + 1):
        rest = raw
        while len(rest) > LINE_LIMIT and not rest.endswith(b"\n"):
            rest = file.readline(LINE_LIMIT + 1)
        text = raw.decode(errors="surrogateescape").rstrip("\r\n")
        yield text.removeprefix("\ufeff") if first else text
        first = False


def read(lines: Iterable[str], *, place: str, known: Callable[[str], str] = str) -> Iterator[Entry]:
    """The entries of a queue, one by one: plain lines, CSV or JSON lines, told apart by the suffix of `place` or line by line.

    `known` gives a tool's one name, or raises InputError when there is no such tool.
    """
    form = FORMS.get(Path(place).suffix.lower(), "")
    columns: list[str] | None = None
    begun = False
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            _refuse_bytes(line)
            if not begun and (found := _header(text, form)):
                columns = found
                continue
            yield _named(_job(text, form, columns), f"{place}:{number}", known)
        except InputError as error:
            yield Unread(place=f"{place}:{number}", reason=str(error))
        finally:
            begun = True


def _refuse_bytes(line: str) -> None:
    if len(line) > LINE_LIMIT:
        raise InputError(f"longer than {LINE_LIMIT:,} bytes; a line names one tool or two")
    if "\0" in line:
        raise InputError("holds a NUL byte; save the queue as plain text")
    if any("\ud800" <= character <= "\udfff" for character in line):
        raise InputError("not UTF-8; save the queue as UTF-8")


def _named(job: Job, place: str, known: Callable[[str], str]) -> Entry:
    try:
        named = job.model_copy(update={"tools": tuple(map(known, job.tools))})
    except InputError as error:
        return Unread(place=place, reason=str(error), job=job)
    if len(set(named.tools)) < len(named.tools):
        raise InputError(f"{named.tools[0]!r} is named twice; a comparison takes two tools")
    return named


def _job(text: str, form: str, columns: list[str] | None) -> Job:
    if form == "jsonl" or text.startswith("{"):
        return _from_json(text)
    if form == "csv" or columns or "," in text:
        return _from_row(_row(text), columns)
    return _made(text.partition(" #")[0].split(), 0)


def _header(text: str, form: str) -> list[str] | None:
    if form == "jsonl" or text.startswith("{") or not (form == "csv" or "," in text):
        return None
    names = [cell.lower() for cell in _row(text)]
    return names if set(names) <= COLUMNS and {"tool", "a"} & set(names) else None


def _row(text: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([text], strict=True, skipinitialspace=True))]
    except csv.Error as error:
        raise InputError(f"not CSV ({error}); one entry a line") from error


def _from_row(cells: list[str], columns: list[str] | None) -> Job:
    if columns is None:
        tools, priority = (cells[:-1], cells[-1]) if len(cells) > 1 and _is_number(cells[-1]) else (cells, "")
        return _made([tool for tool in tools if tool], priority or 0)
    if len(cells) > len(columns):
        raise InputError(f"{len(cells)} cells under {len(columns)} column names; quote a cell that holds a comma")
    row = dict(zip(columns, cells, strict=False))
    return _made([row[name] for name in ("tool", "a", "b") if row.get(name)], row.get("priority") or 0)


def _is_number(cell: str) -> bool:
    return cell.lstrip("+-").isascii() and cell.lstrip("+-").isdigit()


def _from_json(text: str) -> Job:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON ({error}); write {_EXAMPLE}") from error
    if not isinstance(data, Mapping) or not data.keys() <= {"tool", "compare", "priority"} or ("tool" in data) == ("compare" in data):
        raise InputError(f"not an entry; write {_EXAMPLE}")
    wanted = [data["tool"]] if "tool" in data else data["compare"]
    if "compare" in data and (not isinstance(wanted, list) or len(wanted) != 2):
        raise InputError(f"compare: takes a list of two tools; write {_EXAMPLE}")
    if type(data.get("priority", 0)) is not int:
        raise InputError(f"priority: {_short(data['priority'])} is no whole number")
    return _made(wanted, data.get("priority", 0))


_EXAMPLE = '{"tool": "x"} or {"compare": ["a", "b"]}'


def _made(tools: list[Any], priority: Any) -> Job:
    if not 1 <= len(tools) <= 2:
        raise InputError(f"{len(tools)} names; a line names one tool or two")
    try:
        return Job(tools=tuple(tools), priority=priority)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        field, value = ("priority", priority) if fault["loc"][0] == "priority" else ("tool", tools[int(fault["loc"][1])])
        remedy = "a whole number, at most a million" if field == "priority" else "a slug in tools/ or the path of a tool folder"
        raise InputError(f"{field}: {_short(value)} is not {remedy}") from error


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."
