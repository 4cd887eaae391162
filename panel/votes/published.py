"""The counts as builds fetch them, with a tag by which a build knows that nothing changed."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from panel.votes.box import Shelf
from panel.votes.catalogue import Catalogue
from panel.votes.count import Sheet, Votes


class Document(NamedTuple):
    """JSON, and the entity tag of exactly these bytes."""

    body: bytes
    tag: str


class Published:
    """Counts at most once in `age` seconds, however many ask."""

    def __init__(self, shelf: Shelf, catalogue: Catalogue, *, source: str, age: int, clock: Callable[[], datetime]) -> None:
        self._shelf, self._catalogue, self._source, self._age, self._clock = shelf, catalogue, source, age, clock
        self._began = 0.0
        self._counting: asyncio.Task[Sheet] | None = None

    async def all(self) -> Document:
        """Every tool of the workspace, those without a vote too: a build must hear of the last withdrawal."""
        return _document(await self._sheet())

    async def one(self, tool: str) -> Document:
        """One tool."""
        sheet = await self._sheet()
        return _document(sheet.model_copy(update={"tools": {tool: sheet.tools.get(tool, Votes())}}))

    async def _sheet(self) -> Sheet:
        now = self._clock().timestamp()
        if self._counting is None or now - self._began >= self._age or _failed(self._counting):
            self._began, self._counting = now, asyncio.create_task(self._count())
        # Shielded: others may be waiting for the same count.
        return await asyncio.shield(self._counting)

    async def _count(self) -> Sheet:
        counts = await self._shelf.counts()
        tools = {tool: counts.get(tool, Votes()) for tool in self._catalogue}
        return Sheet(date=self._clock().date(), source=self._source, tools=tools)


def _failed(task: "asyncio.Task[Sheet]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def _document(sheet: Sheet) -> Document:
    body = sheet.model_dump_json().encode()
    return Document(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
