"""What a job would cost before it is done: counted requests, estimated tokens, and a range of US dollars."""

from decimal import Decimal

from panel.canon import Closed
from panel.llm.call import Request, Usage
from panel.llm.meter import PriceList
from panel.llm.prefix import Prefixes, schema_first
from panel.orchestrator import Plan
from panel.settings import Settings

BYTES_PER_TOKEN = 4
LATER_TOKENS = 2500  # about what a head-to-head or the chair's request holds
REPLY_TOKENS = 900  # about what a scorecard takes


class Estimate(Closed):
    """`low` counts ordinary replies, `high` replies of full length, each mended once; both None when the price is unknown.

    `prefix_tokens` are those prompt tokens that a provider's prefix cache could serve; `low` takes them at their price.
    """

    calls: int
    cached: int
    prompt_tokens: int
    prefix_tokens: int
    completion_tokens: int
    low: Decimal | None
    high: Decimal | None


def estimate(plan: Plan, settings: Settings, prefixes: Prefixes | None = None) -> Estimate:
    """The estimate for a plan; about four bytes are taken for a token. `prefixes` remembers the plans before it."""
    calls = len(plan.requests) + plan.later
    prompt = sum(map(_tokens, plan.requests)) + plan.later * LATER_TOKENS
    completion = calls * settings.config.sampling.max_tokens
    seen = prefixes or Prefixes(schema_first=schema_first(settings.base_url))
    shared = min(prompt, sum(map(seen.shared, plan.requests)))
    price = PriceList(settings.target)
    low = price(settings.model, Usage(prompt=prompt, completion=calls * REPLY_TOKENS, cached=shared))
    high = price(settings.model, Usage(prompt=2 * prompt + completion, completion=2 * completion))
    return Estimate(
        calls=calls,
        cached=plan.cached,
        prompt_tokens=prompt,
        prefix_tokens=shared,
        completion_tokens=completion,
        low=low if calls else Decimal(),
        high=high if calls else Decimal(),
    )


def _tokens(request: Request) -> int:
    return sum(len(message.content.encode()) for message in request.messages) // BYTES_PER_TOKEN
