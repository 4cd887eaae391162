"""Which failed call is made again, and when: the only door to tenacity, which is imported at the first call."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from panel.errors import PanelError, RateLimited
from panel.llm.call import Complete, Reply, Request, Usage
from panel.llm.fault import Fault
from panel.llm.limit import LONGEST_PAUSE

if TYPE_CHECKING:
    from tenacity import RetryCallState

Amount = TypeVar("Amount", Usage, Decimal)
CALLS = 3
"""How many calls one request makes at most, besides those that were rejected as too many."""
REJECTIONS = 10
"""How many times one request may be one too many (429): that costs nothing, and each time the pace is halved."""


class Retried:
    """At most three calls in all for one request; a rejection for too many calls is none, up to ten times.

    Busy and broken endpoints are asked again after an exponential pause with jitter, or when they asked to be (the limit
    keeps that pause, for everybody); an unreadable reply is asked again once; a cut one once, with twice the tokens.
    What all calls used is summed into the reply. Lets only the typed errors of the panel out.
    """

    def __init__(self, inner: Complete, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._inner = inner
        self._sleep = sleep

    async def __call__(self, request: Request) -> Reply:
        """The reply of the first call that succeeded; raises the typed error of the last one otherwise."""
        asking = Asking(self._inner, request)
        try:
            return await asking.once()
        except Fault as fault:
            first = fault
        return await self._again(asking, first)

    async def _again(self, asking: "Asking", first: Fault) -> Reply:
        """What comes of it after a first fault: only a call that failed pays for the machinery of going on."""
        from tenacity import AsyncRetrying, retry_if_exception_type

        known = iter((first,))

        async def once() -> Reply:
            for fault in known:
                raise fault
            return await asking.once()

        calls = AsyncRetrying(
            stop=lambda state: not asking.may_go_on,
            retry=retry_if_exception_type(Fault),
            wait=asking.pause,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return await calls(once)
        except Fault:
            error = asking.error
        raise error


class Asking:
    """The calls of one request, and what went wrong in them."""

    def __init__(self, inner: Complete, request: Request) -> None:
        self._inner = inner
        self._request = request
        self._faults: list[Fault] = []

    async def once(self) -> Reply:
        """One more call."""
        try:
            reply = await self._inner(self._request)
        except Fault as fault:
            self._faults.append(fault)
            if fault.again == "longer":
                self._request = replace(self._request, max_tokens=2 * self._request.max_tokens)
            raise
        return self._with_what_failed(reply)

    @property
    def may_go_on(self) -> bool:
        """Whether the last failure leaves hope for another call."""
        last = self._faults[-1]
        rejected = sum(isinstance(fault.error, RateLimited) for fault in self._faults)
        if rejected > REJECTIONS or len(self._faults) - rejected >= CALLS:
            return False
        if last.again == "soon":
            return last.wait is None or last.wait <= LONGEST_PAUSE
        return last.again != "never" and sum(fault.again == last.again for fault in self._faults) == 1

    def pause(self, state: "RetryCallState") -> float:
        """Seconds to wait here: none for a cut reply, nor where the limit already holds the pause that was asked for."""
        from tenacity import wait_exponential_jitter

        last = self._faults[-1]
        if last.again == "longer" or last.wait:
            return 0.0
        return wait_exponential_jitter(multiplier=0.5, max=8, jitter=0.5)(state)

    @property
    def error(self) -> PanelError:
        """The typed error of the last call, with what it asked for or cost where that matters."""
        last = self._faults[-1]
        if last.wait is not None and last.wait > LONGEST_PAUSE:
            return RateLimited(f"{last.error}; it asks to wait {last.wait:.0f} s, longer than the {LONGEST_PAUSE:.0f} s that we wait")
        costs = [fault.cost for fault in self._faults if fault.cost is not None]
        if costs and last.again == "longer":
            return type(last.error)(f"{last.error} ({len(costs)} calls cost ${sum(costs):f})")
        return last.error

    def _with_what_failed(self, reply: Reply) -> Reply:
        paid = [fault for fault in self._faults if fault.usage is not None or fault.again == "longer"]
        if not paid:
            return reply
        usage, cost = reply.usage, reply.cost
        for fault in paid:
            usage = _sum(usage, fault.usage)
            cost = _sum(cost, fault.cost)
        return reply.model_copy(update={"usage": usage, "cost": cost})


def _sum(one: Amount | None, other: Amount | None) -> Amount | None:
    """What is unknown in one part is unknown in the sum."""
    return None if one is None or other is None else one + other
