"""One limit on the use of an endpoint: calls at a time, requests and tokens a minute, and the pauses that it asks for."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

from panel.llm.call import Complete, Reply, Request
from panel.llm.fault import Fault
from panel.llm.target import Target

MINUTE = 60.0
LONGEST_PAUSE = 120.0
"""Seconds; an endpoint that asks for more is not waited for."""


def estimate(request: Request) -> int:
    """About how many tokens a request may use: a quarter of its bytes, and all of the reply that it allows."""
    return sum(len(m.content.encode()) for m in request.messages) // 4 + request.max_tokens


class Limited:
    """Shared by all calls of one endpoint; admits them in the order in which they came.

    The window slides: no span of 60 seconds ever holds more than the stated requests or tokens. A request that is larger than
    the tokens of a minute is let in when the window is empty. `clock` counts seconds from any origin.
    """

    def __init__(
        self,
        inner: Complete,
        target: Target,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._inner = inner
        self._slots = asyncio.Semaphore(target.concurrency)
        self._turn = asyncio.Lock()
        self._requests = target.requests_per_minute
        self._tokens = target.tokens_per_minute
        self._clock = clock
        self._sleep = sleep
        self._window: deque[tuple[float, int]] = deque()
        self._open_at = clock()

    async def __call__(self, request: Request) -> Reply:
        """The inner reply, asked when the limit allows it."""
        async with self._slots:
            await self._admitted(request)
            try:
                return await self._inner(request)
            except Fault as fault:
                if fault.wait is not None and fault.wait <= LONGEST_PAUSE:
                    self.pause(self._clock() + fault.wait)
                raise

    def pause(self, until: float) -> None:
        """Let no call in before `until`, a time of the clock."""
        self._open_at = max(self._open_at, until)

    async def _admitted(self, request: Request) -> None:
        # Without this short cut a lock would be taken for every call of an endpoint that has no limit.
        if self._requests is None and self._tokens is None and self._clock() >= self._open_at:
            return
        tokens = estimate(request)
        async with self._turn:
            while (wait := self._delay(tokens)) > 0:
                await self._sleep(wait)
            self._window.append((self._clock(), tokens))

    def _delay(self, tokens: int) -> float:
        now = self._clock()
        while self._window and self._window[0][0] <= now - MINUTE:
            self._window.popleft()
        full = (self._requests is not None and len(self._window) >= self._requests) or (
            self._tokens is not None and bool(self._window) and sum(t for _, t in self._window) + tokens > self._tokens
        )
        return max(self._open_at - now, self._window[0][0] + MINUTE - now if full else 0.0)
