"""The transport that answers from recorded lines."""

from collections.abc import Mapping
from typing import Any

import httpx2

from panel.errors import NoModel
from panel.llm.batch import answer_in
from panel.llm.endpoint import KEY_HEADER


class RecordedTransport(httpx2.AsyncBaseTransport):
    """Serves the batch output line whose custom_id is the key of the request; raises NoModel for one that is not there."""

    def __init__(self, lines: Mapping[str, Mapping[str, Any]]) -> None:
        self._lines = lines

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The recorded status and body."""
        key = request.headers[KEY_HEADER]
        if key not in self._lines:
            raise NoModel(f"request {key[:12]} is not among the {len(self._lines)} recorded replies; record it or choose an endpoint")
        status, content = answer_in(self._lines[key])
        return httpx2.Response(status, headers={"content-type": "application/json"}, content=content)
