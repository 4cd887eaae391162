"""Tokens and money: what was used, what it cost, and the cap that no call may pass."""

from dataclasses import dataclass, field
from decimal import Decimal
from ipaddress import ip_address
from urllib.parse import urlsplit

from panel.errors import OverBudget, PanelError, UsageError
from panel.llm.call import Complete, Reply, Request, Usage
from panel.llm.fault import Fault
from panel.llm.target import Target

MILLION = 1_000_000
BYTES_PER_TOKEN = 3
"""Fewer than any tokenizer in use needs for prose or JSON, so that a bound from it is not passed."""


@dataclass
class Totals:
    """What happened so far: requests asked and served from the cache, tokens, and US dollars.

    `unpriced` counts the calls whose cost nobody knows; while it is above 0, `cost` is only a lower bound. `worth` and `unvalued`
    say the same of all replies that were served, whenever they were paid for.
    """

    asked: int = 0
    cached: int = 0
    prompt: int = 0
    completion: int = 0
    cost: Decimal = field(default_factory=Decimal)
    unpriced: int = 0
    worth: Decimal = field(default_factory=Decimal)
    unvalued: int = 0


class Meter:
    """The running totals and the cap in US dollars, shared by all endpoints of one run."""

    def __init__(self, cap: Decimal | None = None) -> None:
        self.totals = Totals()
        self.cap = cap
        self._committed = Decimal()

    def reserve(self, bound: Decimal) -> None:
        """Set `bound` aside for a call. Raises OverBudget when the call could pass the cap."""
        if self.cap is not None and self._committed + bound > self.cap:
            used = f"${self._committed:.4f} of ${self.cap:.4f} are used or set aside, and this call may cost ${bound:.4f}"
            raise OverBudget(f"spending cap: {used}; raise the cap or ask less")
        self._committed += bound

    def settle(self, bound: Decimal, cost: Decimal) -> None:
        """Put `cost` in the place of the bound that was set aside."""
        self._committed += cost - bound

    def add(self, usage: Usage | None, cost: Decimal | None) -> None:
        """Count one call that was made."""
        self.totals.asked += 1
        if usage is not None:
            self.totals.prompt += usage.prompt
            self.totals.completion += usage.completion
        if cost is None:
            self.totals.unpriced += 1
        else:
            self.totals.cost += cost

    def recalled(self, replies: int, worth: Decimal | None) -> None:
        """Count kept replies whose scorecard was kept as well."""
        self.totals.cached += replies
        if worth is None:
            self.totals.unvalued += 1
        else:
            self.totals.worth += worth

    def served(self, reply: Reply) -> None:
        """Count one reply that was handed out, new or kept."""
        self.totals.cached += reply.cached
        if reply.cost is None:
            self.totals.unvalued += 1
        else:
            self.totals.worth += reply.cost


class Metered:
    """Puts the cost on every reply and fault, and refuses a call that could pass the cap before it is made."""

    def __init__(self, inner: Complete, target: Target, *, meter: Meter) -> None:
        self._inner = inner
        self._price = PriceList(target)
        self._label = target.label
        self._meter = meter

    async def __call__(self, request: Request) -> Reply:
        """The inner reply with its cost, None when the price or the usage is unknown.

        Raises OverBudget, and UsageError when there is a cap but no price.
        """
        bound = self._bound(request)
        self._meter.reserve(bound)
        spent = bound
        try:
            reply = await self._inner(request)
            cost = self._counted(request.model, reply.usage)
            spent = bound if cost is None else cost
            return reply.model_copy(update={"cost": cost})
        except Fault as fault:
            spent = self._lost(request.model, fault, bound)
            raise
        except PanelError:
            spent = Decimal()
            raise
        finally:
            self._meter.settle(bound, spent)

    def _bound(self, request: Request) -> Decimal:
        """The most that the call can cost; where nobody counts afterwards, this stays set aside."""
        if self._meter.cap is None:
            return Decimal()
        size = sum(len(m.content.encode()) for m in request.messages) + len(request.schema.json.encode())
        bound = self._price(request.model, Usage(prompt=size // BYTES_PER_TOKEN + 1, completion=request.max_tokens))
        if bound is None:
            where = f"model {request.model!r} at {self._label!r}"
            raise UsageError(
                f"{where} has no known price, so the cap cannot be kept; state its prices ([prices] in panel.toml) or drop the cap"
            )
        return bound

    def _counted(self, model: str, usage: Usage | None) -> Decimal | None:
        cost = None if usage is None else self._price(model, usage)
        self._meter.add(usage, cost)
        return cost

    def _lost(self, model: str, fault: Fault, bound: Decimal) -> Decimal:
        if fault.free:
            return Decimal()
        fault.cost = self._counted(model, fault.usage)
        return bound if fault.cost is None else fault.cost


class PriceList:
    """The price of a call in US dollars: the target's own prices, else those that genai-prices knows for its address."""

    def __init__(self, target: Target) -> None:
        self._own = target.prices
        self._base_url = target.base_url
        self._unknown: set[str] = set()

    def __call__(self, model: str, usage: Usage) -> Decimal | None:
        """None when nobody knows, never a guess."""
        if self._own is not None:
            cached = self._own.prompt if self._own.cached is None else self._own.cached
            fresh = usage.prompt - usage.cached
            return (fresh * self._own.prompt + usage.cached * cached + usage.completion * self._own.completion) / MILLION
        if model in self._unknown or is_local(self._base_url):
            return None
        return self._listed(model, usage)

    def _listed(self, model: str, usage: Usage) -> Decimal | None:
        # Half a second to import: only for a call that may have a listed price.
        import genai_prices

        counts = genai_prices.Usage(input_tokens=usage.prompt, output_tokens=usage.completion, cache_read_tokens=usage.cached)
        try:
            return genai_prices.calc_price(counts, model, provider_api_url=self._base_url).total_price
        except LookupError:
            self._unknown.add(model)
            return None


def is_local(base_url: str) -> bool:
    """Whether the address names this machine or a private network, where no price list applies."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".invalid"))
