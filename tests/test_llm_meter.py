from decimal import Decimal
from pathlib import Path

import pytest
from llm_parts import client, request, together
from server import FakeServer, completion, hang, status

from panel.errors import OverBudget, TimedOut, Unavailable, UsageError
from panel.llm.call import Usage
from panel.llm.client import Client
from panel.llm.meter import Meter, PriceList, is_local
from panel.llm.target import Prices, Target

pytestmark = pytest.mark.anyio
PRICES = Prices(prompt=Decimal(1), completion=Decimal(2), cached=Decimal("0.5"))


def metered(base_url: str, home: Path, *, cap: str, deadline: float = 30, prices: Prices | None = PRICES) -> Client:
    return Client(Target("local", base_url, deadline=deadline, prices=prices), home=home, meter=Meter(Decimal(cap)))


def test_stated_prices_are_per_million_tokens() -> None:
    """1 million fresh, 1 million cached and 1 million written tokens cost the three stated prices."""

    price = PriceList(Target("local", "http://127.0.0.1/v1", prices=PRICES))

    assert price("any", Usage(prompt=2_000_000, completion=1_000_000, cached=1_000_000)) == Decimal("3.5")


def test_listed_prices_apply_to_the_address_they_are_listed_for() -> None:
    """A known model has a price at its provider, none at a server that merely uses its name."""

    usage = Usage(prompt=1000, completion=100)
    listed = PriceList(Target("openai", "https://api.openai.com/v1"))

    assert (listed("gpt-4o-mini", usage) or 0) > 0
    assert listed("no-such-model", usage) is None
    assert PriceList(Target("gateway", "https://llm.example.org/v1"))("gpt-4o-mini", usage) is None
    assert PriceList(Target("local", "http://127.0.0.1:8000/v1"))("gpt-4o-mini", usage) is None


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("[::1]", True),
        ("10.0.0.7", True),
        ("gpu.local", True),
        ("api.openai.com", False),
        ("8.8.8.8", False),
    ],
)
def test_private_addresses_have_no_price_list(host: str, local: bool) -> None:
    """This machine and private networks are told from the web by their address alone."""

    assert is_local(f"http://{host}:8000/v1") is local


async def test_an_unknown_cost_is_unknown_and_not_0(tmp_path: Path) -> None:
    """Without a price, or without usage, the cost is None and the call counts as unpriced."""

    with FakeServer([completion("{}"), completion("{}", usage=None)]) as server:
        async with client(server.base_url, tmp_path) as ask:
            unpriced = await ask(request("one"))
            totals = ask.meter.totals
            assert (unpriced.cost, totals.unpriced) == (None, 1)
        async with client(server.base_url, tmp_path, prices=PRICES) as ask:
            uncounted = await ask(request("two"))

    assert (uncounted.usage, uncounted.cost) == (None, None)


async def test_totals_tell_asked_from_cached(tmp_path: Path) -> None:
    """A second asking of the same costs nothing and is counted apart."""

    with FakeServer([completion("{}", usage=(100, 50))]) as server:
        async with client(server.base_url, tmp_path, prices=PRICES) as ask:
            first, second = await ask(request()), await ask(request())
            totals = ask.meter.totals

    assert first.cost == second.cost == Decimal("0.0002")
    assert (totals.asked, totals.cached, totals.prompt, totals.completion, totals.cost) == (1, 1, 100, 50, Decimal("0.0002"))


async def test_the_cap_is_never_passed_by_calls_under_way(tmp_path: Path) -> None:
    """Of ten concurrent calls that may cost 0.1 each, a cap of 0.35 lets three through."""

    with FakeServer([completion("{}", usage=(1, 49_000))]) as server:
        async with metered(server.base_url, tmp_path, cap="0.35") as ask:
            asked = (ask(request(f"question {i}", max_tokens=50_000)) for i in range(10))
            ended = await together(asked)
            totals = ask.meter.totals

    assert sum(isinstance(end, OverBudget) for end in ended) == 7
    assert len(server.requests) == totals.asked == 3
    assert totals.cost < Decimal("0.35")


async def test_what_was_set_aside_and_not_spent_can_be_spent(tmp_path: Path) -> None:
    """After a cheap reply the rest of its bound is free again, and a call that the endpoint rejected costs nothing."""

    with FakeServer([status(400), status(400), status(400), status(400), completion("{}", usage=(1, 1))]) as server:
        async with metered(server.base_url, tmp_path, cap="0.11") as ask:
            with pytest.raises(Unavailable):
                await ask(request("rejected", max_tokens=50_000))
            for number in range(3):
                await ask(request(f"question {number}", max_tokens=50_000))

    assert len(server.requests) == 7


async def test_a_call_that_nobody_counted_stays_set_aside(tmp_path: Path) -> None:
    """A call that ended at its deadline may be billed, so that the next one is over the cap."""

    with FakeServer([hang()]) as server:
        async with metered(server.base_url, tmp_path, cap="0.11", deadline=0.1) as ask:
            with pytest.raises(TimedOut):
                await ask(request("one", max_tokens=50_000))
            with pytest.raises(OverBudget):
                await ask(request("two", max_tokens=50_000))

    assert len(server.requests) == 1


async def test_a_cap_needs_a_price(tmp_path: Path) -> None:
    """A cap on a model whose price nobody knows is a usage error, before anything is asked."""

    with FakeServer([completion("{}")]) as server:
        async with metered(server.base_url, tmp_path, cap="1", prices=None) as ask:
            with pytest.raises(UsageError, match="state its prices"):
                await ask(request())

    assert server.requests == []
