"""Replies from files in the place of the network, below everything else, so that all the rest runs as with an endpoint."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panel.llm.batch import read_lines
from panel.llm.target import Target

if TYPE_CHECKING:
    import httpx2

RECORDED = Target(label="recorded", base_url="http://recorded.invalid/v1")
"""The target of recorded replies; no connection is ever made to it."""


def recorded(files: Sequence[Path]) -> "Callable[[], httpx2.AsyncBaseTransport]":
    """What an endpoint takes as its transport: it serves the batch output lines of the files, which are read when first needed."""

    def transport() -> "httpx2.AsyncBaseTransport":
        from panel.llm.transport import RecordedTransport

        lines: dict[str, Mapping[str, Any]] = {}
        for file in files:
            lines.update(read_lines(file))
        return RecordedTransport(lines)

    return transport
