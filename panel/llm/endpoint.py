"""One call of a chat-completions endpoint, in the form that it understands; the library behind it is imported at the first call."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panel.errors import TimedOut, Unreadable
from panel.llm import status
from panel.llm.call import Reply, Request
from panel.llm.chat import body_of, reply_in
from panel.llm.dialects import Dialects
from panel.llm.fault import Fault
from panel.llm.status import Answer
from panel.llm.target import Target

if TYPE_CHECKING:
    import httpx2

    from panel.llm.sdk import Line

KEPT = 2**20
"""How many bytes of an unreadable body are kept for a look."""

KEY_HEADER = "X-Request-Key"
"""Names the request to a transport that was handed in; never sent to a real endpoint."""


class Endpoint:
    """Asks each request once, climbing down the ladder of schema forms where the endpoint does not know a form.

    `state` is the file that remembers the rung, `keep` the folder for bodies that could not be read, `transport` makes
    another transport than the network's (recorded replies), `heard` is told the headers of each response. Raises a Fault with
    the typed error for a call that came to nothing, NoModel or ProviderDown when no further call makes sense. The key stands in
    no message and no kept body.
    """

    def __init__(
        self,
        target: Target,
        *,
        state: Path | None = None,
        keep: Path | None = None,
        transport: "Callable[[], httpx2.AsyncBaseTransport] | None" = None,
        heard: Callable[[Mapping[str, str]], None] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._target = target
        self._dialects = Dialects(target.label, state)
        self._keep = keep
        self._transport = transport
        self._heard = heard
        self._now = now
        self._line: Line | None = None

    async def __call__(self, request: Request) -> Reply:
        """The reply, within the total deadline of the target."""
        # The import takes a second, which is not the endpoint's.
        line = self._opened()
        try:
            async with asyncio.timeout(self._target.deadline):
                return await self._climb(line, request)
        except TimeoutError:
            late = f"{self._place}: no complete reply within {self._target.deadline:g} s; allow more time or shorten the request"
        raise Fault(TimedOut(late))

    async def aclose(self) -> None:
        """Close the connections."""
        if self._line is not None:
            await self._line.aclose()
            self._line = None

    @property
    def _place(self) -> str:
        return f"endpoint {self._target.label!r}"

    async def _climb(self, line: "Line", request: Request) -> Reply:
        dialect = self._dialects.of(request.model)
        while True:
            answer = await self._exchange(line, body_of(request, dialect), key=request.key)
            if answer.status < 300:
                break
            lower = status.next_dialect(answer, dialect)
            if lower is None:
                raise status.refusal(answer, place=self._place, model=request.model, now=self._now())
            dialect = lower
        reply = self._read(answer.content, request)
        self._dialects.remember(request.model, dialect)
        return reply

    def _read(self, content: bytes, request: Request) -> Reply:
        at = datetime.fromtimestamp(self._now(), UTC).isoformat(timespec="milliseconds")
        try:
            return reply_in(content, request=request, at=at)
        except Fault as fault:
            if isinstance(fault.error, Unreadable) and (kept := self._kept(content, f"{at.replace(':', '')[:21]}-{request.key[:12]}")):
                fault.error = Unreadable(f"{fault.error}; its body is in {kept}")
            raise

    def _kept(self, content: bytes, name: str) -> Path | None:
        if self._keep is None:
            return None
        file = self._keep / f"{name}.txt"
        # A look at the body is a courtesy: a full disk must not hide why the call failed.
        with suppress(OSError):
            self._keep.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.write_bytes(content[:KEPT])
            return file
        return None

    async def _exchange(self, line: "Line", body: dict[str, Any], *, key: str) -> Answer:
        answer = await line.post(body, **{KEY_HEADER: key} if self._transport else {})
        if self._heard is not None:
            self._heard(answer.headers)
        return answer

    def _opened(self) -> "Line":
        if self._line is None:
            from panel.llm.sdk import Line

            self._line = Line(self._target, self._transport() if self._transport else None)
        return self._line
