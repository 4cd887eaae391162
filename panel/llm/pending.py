"""Models that answer from what is there and note what they were asked: from the kept replies, or from a file."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from panel.errors import NotAsked
from panel.llm.batch import reply_of
from panel.llm.call import Reply, Request


class Pending:
    """Collects the requests that have no kept reply, by key, in the order in which they came; `cached` counts the others."""

    def __init__(self, kept: Callable[[str], Reply | None]) -> None:
        self._kept = kept
        self.requests: dict[str, Request] = {}
        self.cached = 0

    async def __call__(self, request: Request) -> Reply:
        """The kept reply. Raises NotAsked when there is none."""
        reply = self._kept(request.key)
        if reply is None:
            self.requests[request.key] = request
            raise NotAsked("no reply yet")
        self.cached += 1
        return reply

    def forget(self, key: str) -> bool:
        """Nothing is set aside: this model only looks."""
        return False


class Replayed:
    """Answers from batch output lines; `requests` are those that were answered, by key, `missing` the keys of the others."""

    def __init__(self, lines: Mapping[str, Mapping[str, Any]]) -> None:
        self._lines = lines
        self.requests: dict[str, Request] = {}
        self.missing: list[str] = []

    async def __call__(self, request: Request) -> Reply:
        """The reply in the line. Raises NotAsked when there is none, and what `reply_of` raises."""
        line = self._lines.get(request.key)
        if line is None:
            self.missing.append(request.key)
            raise NotAsked("not in the file")
        self.requests[request.key] = request
        return reply_of(line, request, at=datetime.now(UTC).isoformat())

    def forget(self, key: str) -> bool:
        """Nothing is kept, so nothing is set aside."""
        return False
