"""The replies that a workspace ships, so that its example runs without a key or a network."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panel.files import write
from panel.llm.batch import answer_in, batch_line, read_lines
from panel.llm.call import Request
from panel.llm.recorded import recorded

if TYPE_CHECKING:
    import httpx2


LATEST = 2**32  # seconds; what lies beyond is no time of a reply


@dataclass(frozen=True)
class Recording:
    """`requests.jsonl` and `replies.jsonl` of one folder, in the providers' batch format."""

    folder: Path

    @property
    def replies(self) -> Path:
        """The answers, as batch output lines."""
        return self.folder / "replies.jsonl"

    @property
    def requests(self) -> Path:
        """What was asked, as batch input lines."""
        return self.folder / "requests.jsonl"

    @cached_property
    def lines(self) -> dict[str, dict[str, Any]]:
        """The answers by the key of their request; empty while nothing was recorded."""
        return read_lines(self.replies) if self.replies.exists() else {}

    @property
    def made(self) -> str:
        """The day on which the newest reply was made (ISO 8601), empty while there is none."""
        bodies = (json.loads(answer_in(line)[1]) for line in self.lines.values())
        created = [at for body in bodies if isinstance(body, dict) and isinstance(at := body.get("created"), int) and 0 < at < LATEST]
        return datetime.fromtimestamp(max(created), UTC).date().isoformat() if created else ""

    @property
    def transport(self) -> "Callable[[], httpx2.AsyncBaseTransport]":
        """What serves the answers in the place of a network; one that was not recorded raises NoModel."""
        return recorded([self.replies] if self.replies.exists() else [])

    def keep(self, requests: dict[str, Request], answers: dict[str, dict[str, Any]]) -> None:
        """Replace the recording by these requests and their answers, in the order of the requests."""
        write(self.requests, "".join(_line(batch_line(request)) for request in requests.values()))
        write(self.replies, "".join(_line(answers[key]) for key in requests))


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
