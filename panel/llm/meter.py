"""Tokens and money: what was used, what it cost, and the cap that no call may pass."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

from panel.errors import OverBudget, PanelError, UsageError
from panel.llm import flight
from panel.llm.call import Complete, Reply, Request, Usage
from panel.llm.fault import Fault
from panel.llm.prefix import Prefixes, schema_first
from panel.llm.target import Prices, Target

MILLION = 1_000_000
BYTES_PER_TOKEN = 3
"""Fewer than any tokenizer in use needs for prose or JSON, so that a bound from it is not passed."""
PREFIX = 2048
"""Prompt tokens of an ordinary request, for which two prices are compared."""


class Purse(Protocol):
    """Where money is set aside before a call and accounted for after it: a cap in this process, or one that many processes share."""

    @property
    def capped(self) -> bool:
        """Whether there is a cap; without one every bound is 0 and no price is needed."""

    async def reserve(self, bound: Decimal) -> None:
        """Set US dollars aside for a call. Raises OverBudget when the call could pass the cap."""

    def settle(self, bound: Decimal, cost: Decimal) -> Awaitable[None] | None:
        """Put `cost` in the place of the bound that was set aside; done once for each bound that was reserved.

        Where others have to hear of it first, what is returned is to be awaited to its end.
        """


class Cap:
    """A purse of this process, with so many US dollars in it."""

    capped = True

    def __init__(self, cap: Decimal) -> None:
        self._cap = cap
        self._committed = Decimal()

    async def reserve(self, bound: Decimal) -> None:
        """Set `bound` aside."""
        if self._committed + bound > self._cap:
            used = f"${self._committed:.4f} of ${self._cap:.4f} are used or set aside, and this call may cost ${bound:.4f}"
            raise OverBudget(f"spending cap: {used}; raise the cap or ask less")
        self._committed += bound

    def settle(self, bound: Decimal, cost: Decimal) -> None:
        """Give back what was set aside and not spent."""
        self._committed += cost - bound


@dataclass
class Totals:
    """What happened so far: requests asked and served from the cache, tokens, and US dollars.

    `cached` counts replies, `cached_tokens` those of the prompt tokens that the provider's prefix cache served, `prefix` about how
    many it could have served (what began like an earlier prompt of this process). `unpriced` counts the calls whose cost nobody
    knows; while it is above 0, `cost` is only a lower bound. `worth` and `unvalued` say the same of all replies that were served,
    whenever they were paid for.
    """

    asked: int = 0
    cached: int = 0
    prompt: int = 0
    prefix: int = 0
    completion: int = 0
    cached_tokens: int = 0
    cost: Decimal = field(default_factory=Decimal)
    unpriced: int = 0
    worth: Decimal = field(default_factory=Decimal)
    unvalued: int = 0

    def add(self, usage: Usage | None, cost: Decimal | None, prefix: int) -> None:
        """Count one call that was made."""
        self.asked += 1
        self.prefix += prefix
        if usage is not None:
            self.prompt += usage.prompt
            self.completion += usage.completion
            self.cached_tokens += usage.cached
        if cost is None:
            self.unpriced += 1
        else:
            self.cost += cost

    def plus(self, other: "Totals") -> None:
        """Count all that another one has counted."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def serve(self, cached: int, worth: Decimal | None) -> None:
        """Count something that was handed out, with the kept replies in it and what it once cost."""
        self.cached += cached
        if worth is None:
            self.unvalued += 1
        else:
            self.worth += worth


_accounts: ContextVar[tuple[tuple["Meter", Totals], ...]] = ContextVar("accounts", default=())


class Meter:
    """The running totals, shared by all endpoints of one process, and the accounts that are open within."""

    def __init__(self) -> None:
        self.totals = Totals()

    @contextmanager
    def account(self) -> Iterator[Totals]:
        """Counts what is done inside the block, by this task and by those that it starts; accounts may be nested."""
        totals = Totals()
        outer = _accounts.set((*_accounts.get(), (self, totals)))
        try:
            yield totals
        finally:
            _accounts.reset(outer)

    def add(self, usage: Usage | None, cost: Decimal | None, *, prefix: int = 0) -> None:
        """Count one call that was made."""
        for totals in self._open():
            totals.add(usage, cost, prefix)

    def count(self, used: Totals) -> None:
        """Count what was used elsewhere for what was asked here."""
        for totals in self._open():
            totals.plus(used)

    def recalled(self, replies: int, worth: Decimal | None) -> None:
        """Count kept replies whose outcome was kept as well."""
        for totals in self._open():
            totals.serve(replies, worth)

    def served(self, reply: Reply) -> None:
        """Count one reply that was handed out, new or kept."""
        for totals in self._open():
            totals.serve(reply.cached, reply.cost)

    def _open(self) -> Iterator[Totals]:
        yield self.totals
        for meter, totals in _accounts.get():
            if meter is self:
                yield totals


class Metered:
    """Puts the cost on every reply and fault, and refuses a call that could pass the cap before it is made."""

    def __init__(self, inner: Complete, target: Target, *, meter: Meter, purse: Purse | None = None) -> None:
        self._inner = inner
        self._price = PriceList(target)
        self._prefixes = Prefixes(schema_first=schema_first(target.base_url))
        self._label = target.label
        self._meter = meter
        self._purse = purse

    async def __call__(self, request: Request) -> Reply:
        """The inner reply with its cost, None when the price or the usage is unknown.

        Raises OverBudget, and UsageError when there is a cap but no price.
        """
        if self._purse is None:
            return await self._counted(request)
        bound = self._bound(request) if self._purse.capped else Decimal()
        await self._purse.reserve(bound)
        spent = bound
        try:
            reply = await self._counted(request)
            spent = bound if reply.cost is None else reply.cost
        except Fault as fault:
            spent = Decimal() if fault.free else bound if fault.cost is None else fault.cost
            raise
        except PanelError:
            spent = Decimal()
            raise
        finally:
            # Awaited only where need be: the call has its slot meanwhile, and a shield is some turns of a busy loop.
            if (told := self._purse.settle(bound, spent)) is not None:
                await asyncio.shield(told)
        return reply

    def _bound(self, request: Request) -> Decimal:
        """The most that the call can cost; where nobody counts afterwards, this stays set aside."""
        size = sum(len(m.content.encode()) for m in request.messages) + len(request.schema.json.encode())
        bound = self._price(request.model, Usage(prompt=size // BYTES_PER_TOKEN + 1, completion=request.max_tokens))
        if bound is None:
            where = f"model {request.model!r} at {self._label!r}"
            raise UsageError(
                f"{where} has no known price, so the cap cannot be kept; state its prices ([prices] in panel.toml) or drop the cap"
            )
        return bound

    async def _counted(self, request: Request) -> Reply:
        prefix = self._prefixes.shared(request)
        try:
            reply = await self._inner(request)
        except Fault as fault:
            if not fault.free:
                fault.cost = self._cost(request.model, fault.usage, prefix)
            raise
        flight.arrived()
        return reply.model_copy(update={"cost": self._cost(request.model, reply.usage, prefix)})

    def _cost(self, model: str, usage: Usage | None, prefix: int) -> Decimal | None:
        cost = None if usage is None else self._price(model, usage)
        self._meter.add(usage, cost, prefix=prefix)
        return cost


def priced(reply: Reply, target: Target, *, model: str = "") -> Reply:
    """The reply with its cost at the target, its discount included; `model` is the one that was asked, where it is known."""
    return reply.model_copy(update={"cost": None if reply.usage is None else _prices(target)(model or reply.model, reply.usage)})


class PriceList:
    """The price of a call in US dollars: the target's own prices, else those that genai-prices knows for its address.

    Both times the target's discount.
    """

    def __init__(self, target: Target) -> None:
        self._own = target.prices
        self._discount = target.discount
        self._base_url = target.base_url
        self._unknown: set[str] = set()

    def __call__(self, model: str, usage: Usage) -> Decimal | None:
        """None when nobody knows, never a guess."""
        if self._own is not None:
            return _stated(self._own, usage) * self._discount
        if model in self._unknown or is_local(self._base_url):
            return None
        listed = self._listed(model, usage)
        return None if listed is None else listed * self._discount

    def cached_saves(self, model: str) -> bool:
        """Whether prompt tokens that the provider's prefix cache served cost less than others; False when nobody knows."""
        full = self(model, Usage(prompt=PREFIX, completion=0))
        served = self(model, Usage(prompt=PREFIX, completion=0, cached=PREFIX))
        return full is not None and served is not None and served < full

    def _listed(self, model: str, usage: Usage) -> Decimal | None:
        # Half a second to import: only for a call that may have a listed price.
        import genai_prices

        counts = genai_prices.Usage(input_tokens=usage.prompt, output_tokens=usage.completion, cache_read_tokens=usage.cached)
        try:
            return genai_prices.calc_price(counts, model, provider_api_url=self._base_url).total_price
        except LookupError:
            self._unknown.add(model)
            return None


@lru_cache(maxsize=16)
def _prices(target: Target) -> PriceList:
    return PriceList(target)


def _stated(prices: Prices, usage: Usage) -> Decimal:
    cached = prices.prompt if prices.cached is None else prices.cached
    fresh = usage.prompt - usage.cached
    return (fresh * prices.prompt + usage.cached * cached + usage.completion * prices.completion) / MILLION


def is_local(base_url: str) -> bool:
    """Whether the address names this machine or a private network, where no price list applies."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".invalid"))
