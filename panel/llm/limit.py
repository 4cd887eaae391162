"""One limit on the use of an endpoint: calls at a time, requests and tokens a minute, and the pauses that it asks for."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from math import inf
from typing import Protocol

from panel.errors import RateLimited
from panel.llm.call import Complete, Reply, Request
from panel.llm.fault import Fault
from panel.llm.status import Remaining, remaining
from panel.llm.target import Target

MINUTE = 60.0
LONGEST_PAUSE = 120.0
"""Seconds; an endpoint that asks for more is not waited for."""
STEP = 10
"""Good replies before one more slot is tried, at least: an endpoint that takes one call at a time would else reject every third."""
LOOK = 1.0
"""Seconds after which a call that waits for more to remain looks again: a later reply may have brought better news."""


def estimate(request: Request) -> int:
    """About how many tokens a request may use: a quarter of its bytes, and all of the reply that it allows."""
    size = 0
    for message in request.messages:
        content = message.content
        size += len(content) if content.isascii() else len(content.encode())
    return size // 4 + request.max_tokens


class Gate(Protocol):
    """Requests and tokens over time: of this process, or of many that share an endpoint's quota."""

    async def admit(self, tokens: int) -> None:
        """Returns when one more call of about so many tokens may be made."""

    def pause(self, seconds: float) -> None:
        """The endpoint asked everybody to wait: no call is admitted before that."""


class Window:
    """The gate of one process. Calls are admitted in the order in which they came.

    The window slides: no span of 60 seconds ever holds more than the stated requests or tokens. A request that is larger than
    the tokens of a minute is let in when the window is empty. `clock` counts seconds from any origin.
    """

    def __init__(
        self,
        target: Target,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._turn = asyncio.Lock()
        self._requests = target.requests_per_minute
        self._tokens = target.tokens_per_minute
        self._clock = clock
        self._sleep = sleep
        self._window: deque[tuple[float, int]] = deque()
        self._used = 0
        self._open_at = clock()

    async def admit(self, tokens: int) -> None:
        """Returns when the minute that ends now has room for the call and no pause is on."""
        # Without this short cut a lock would be taken for every call of an endpoint that has no limit.
        if self._requests is None and self._tokens is None and self._clock() >= self._open_at:
            return
        async with self._turn:
            while (wait := self._delay(tokens)) > 0:
                await self._sleep(wait)
            self._window.append((self._clock(), tokens))
            self._used += tokens

    def pause(self, seconds: float) -> None:
        """Let no call in for so long."""
        self._open_at = max(self._open_at, self._clock() + seconds)

    def _delay(self, tokens: int) -> float:
        now = self._clock()
        while self._window and self._window[0][0] <= now - MINUTE:
            self._used -= self._window.popleft()[1]
        full = (self._requests is not None and len(self._window) >= self._requests) or (
            self._tokens is not None and bool(self._window) and self._used + tokens > self._tokens
        )
        return max(self._open_at - now, self._window[0][0] + MINUTE - now if full else 0.0)


@dataclass
class Remainder:
    """What the endpoint said may still be used of one thing: all in all `most`, until a time of the clock."""

    most: float = inf
    until: float = 0.0

    def wait(self, total: int, now: float) -> float:
        """Seconds until the total may be reached."""
        return self.until - now if total > self.most and now < self.until else 0.0


class Pace:
    """How many calls an endpoint is given at a time: as many as it takes, at most `slots`.

    A call that comes back as one too many (429) halves those under way (as RFC 5681, 3.1, halves what is in flight, not what was
    allowed), once for all that were sent before; a round of good replies with all slots in use, ten at least, adds about one. What the
    x-ratelimit headers say remains is not passed before it is filled again.
    """

    def __init__(
        self, slots: int, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self.slots = float(slots)
        self.under_way = 0
        self.slowed = 0
        self._bound = float(slots)
        self._queue: deque[asyncio.Future[None]] = deque()
        self._places = (0, 0)
        self._requests, self._tokens = Remainder(), Remainder()
        self._told = False
        self._turn = asyncio.Lock()
        self._clock = clock
        self._sleep = sleep

    async def enter(self, tokens: int) -> None:
        """Take a slot, in the order of asking, for a call that what remains at the endpoint allows; `leave` gives it back."""
        # Nobody waits while a slot is free, see _wake.
        if self.under_way + 1 <= self.slots:
            self.under_way += 1
        else:
            await self._slot()
        if self._told and (self._turn.locked() or self._delay(tokens) > 0):
            await self._filled(tokens)
        requests, used = self._places
        self._places = (requests + 1, used + tokens)
        _places.set(self._places)

    def leave(self) -> None:
        """Give a slot back."""
        self.under_way -= 1
        self._wake()

    def heard(self, headers: Mapping[str, str]) -> None:
        """Take note of what a response to the call of this task says remains."""
        requests, tokens = _places.get() or self._places
        self._note(self._requests, remaining(headers, "requests"), requests)
        self._note(self._tokens, remaining(headers, "tokens"), tokens)

    def accepted(self, slowed: int) -> None:
        """A good reply came, to a call that was sent when `slowed` was this; its slot is not given back yet."""
        if slowed == self.slowed and self.under_way + 1 > self.slots:
            self.slots = min(self._bound, self.slots + 1 / max(self.slots, STEP))

    def rejected(self, slowed: int) -> None:
        """A call that was sent when `slowed` was this was one too many."""
        if slowed == self.slowed:
            self.slots = max(1.0, min(self.slots, self.under_way) / 2)
            self.slowed += 1

    async def _slot(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._queue.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if not waiter.cancelled():
                self.leave()
            raise

    async def _filled(self, tokens: int) -> None:
        try:
            async with self._turn:
                while (wait := self._delay(tokens)) > 0:
                    await self._sleep(min(wait, LOOK))
        except asyncio.CancelledError:
            self.leave()
            raise

    def _note(self, remainder: Remainder, left: Remaining | None, used: int) -> None:
        if left is not None:
            self._told = True
            remainder.most = used + left.count
            remainder.until = self._clock() + min(left.seconds, LONGEST_PAUSE)

    def _delay(self, tokens: int) -> float:
        now = self._clock()
        requests, used = self._places
        return max(self._requests.wait(requests + 1, now), self._tokens.wait(used + tokens, now))

    def _wake(self) -> None:
        while self._queue and self.under_way + 1 <= self.slots:
            waiter = self._queue.popleft()
            if not waiter.done():
                self.under_way += 1
                waiter.set_result(None)


_places: ContextVar[tuple[int, int] | None] = ContextVar("places", default=None)
"""How many requests were sent up to the call of this task, and how many tokens they have."""


class Limited:
    """Shared by all calls of one endpoint: each has a slot of the pace and is admitted by the gate."""

    def __init__(
        self,
        inner: Complete,
        target: Target,
        *,
        pace: Pace | None = None,
        gate: Gate | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._inner = inner
        self._pace = pace or Pace(target.concurrency, clock=clock, sleep=sleep)
        self._gate = gate or Window(target, clock=clock, sleep=sleep)

    async def __call__(self, request: Request) -> Reply:
        """The inner reply, asked when the limit allows it."""
        tokens = estimate(request)
        await self._pace.enter(tokens)
        try:
            await self._gate.admit(tokens)
            slowed = self._pace.slowed
            try:
                reply = await self._inner(request)
            except Fault as fault:
                self._learn(fault, slowed)
                raise
            self._pace.accepted(slowed)
            return reply
        finally:
            self._pace.leave()

    def _learn(self, fault: Fault, slowed: int) -> None:
        if isinstance(fault.error, RateLimited):
            self._pace.rejected(slowed)
        if fault.wait is not None and fault.wait <= LONGEST_PAUSE:
            self._gate.pause(fault.wait)
