import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from llm_parts import client, request, together
from server import FakeServer, chat, completion, hang, status

from panel.errors import OverBudget, TimedOut, Unavailable, UsageError
from panel.llm.call import Reply, Usage
from panel.llm.client import Client
from panel.llm.meter import Cap, Meter, PriceList, is_local, priced
from panel.llm.target import Prices, Target

pytestmark = pytest.mark.anyio
PRICES = Prices(prompt=Decimal(1), completion=Decimal(2), cached=Decimal("0.5"))


def metered(base_url: str, home: Path, *, cap: str, deadline: float = 30, prices: Prices | None = PRICES) -> Client:
    return Client(Target("local", base_url, deadline=deadline, prices=prices), home=home, purse=Cap(Decimal(cap)))


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


async def test_prompt_tokens_of_the_prefix_cache_are_counted(tmp_path: Path) -> None:
    """Of 100 prompt tokens, 64 came from the provider's cache: part of the prompt, counted beside it, and cheaper."""

    body = chat()
    body["usage"] = {"prompt_tokens": 100, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 64}}
    with FakeServer([status(200, body)]) as server:
        async with client(server.base_url, tmp_path, prices=PRICES) as ask:
            await ask(request())
            totals = ask.meter.totals

    assert (totals.prompt, totals.cached_tokens, totals.cached) == (100, 64, 0)
    assert totals.cost == Decimal("0.000168")


def reply(cost: str | None, *, cached: bool = False) -> Reply:
    return Reply(text="{}", model="m-1", usage=None, cost=None if cost is None else Decimal(cost), at="", cached=cached)


async def test_an_account_counts_what_is_done_inside() -> None:
    """Calls, kept replies and their worth, in its own task and in those that it starts; what others do at the time is not in it."""

    meter, inside, done = Meter(), asyncio.Event(), asyncio.Event()

    async def job() -> None:
        await inside.wait()
        meter.add(Usage(prompt=10, completion=5, cached=4), Decimal(2))
        meter.served(reply("3", cached=True))
        done.set()

    other = asyncio.create_task(job())
    with meter.account() as account:
        inside.set()
        await done.wait()
        meter.recalled(4, Decimal(7))
        async with asyncio.TaskGroup() as group:
            group.create_task(job())
    meter.add(None, None)
    await other

    assert (account.asked, account.cached, account.prompt, account.completion, account.cached_tokens) == (1, 5, 10, 5, 4)
    assert (account.cost, account.worth, account.unpriced, account.unvalued) == (2, 10, 0, 0)
    totals = meter.totals
    assert (totals.asked, totals.cached, totals.cost, totals.worth, totals.unpriced) == (3, 6, 4, 13, 1)


async def test_accounts_are_nested_and_belong_to_their_meter() -> None:
    """What is done in an inner account counts in the outer one too, and nothing of another meter does."""

    meter, other = Meter(), Meter()
    with meter.account() as outer:
        meter.served(reply("1"))
        with meter.account() as inner, other.account() as foreign:
            meter.served(reply("2"))
            other.served(reply(None))
        meter.served(reply("4"))

    assert (inner.worth, outer.worth, meter.totals.worth) == (2, 7, 7)
    assert (inner.unvalued, foreign.unvalued, foreign.worth) == (0, 1, 0)


async def test_a_call_for_several_jobs_is_paid_for_by_one(tmp_path: Path) -> None:
    """Of two jobs that want the same reply at the same time one is charged, and the other one's reply counts as cached."""

    with FakeServer([completion("{}", usage=(100, 50))]) as server:
        async with client(server.base_url, tmp_path, prices=PRICES) as ask:

            async def job() -> tuple[int, int, Decimal]:
                with ask.meter.account() as account:
                    await ask(request())
                return account.asked, account.cached, account.cost

            async with asyncio.TaskGroup() as group:
                jobs = [group.create_task(job()) for _ in range(2)]

    assert sorted(task.result() for task in jobs) == [(0, 1, 0), (1, 0, Decimal("0.0002"))]


class Till:
    """A purse of somebody else's, which takes its time to settle."""

    def __init__(self, *, capped: bool) -> None:
        self.capped = capped
        self.reserved: list[Decimal] = []
        self.settled: list[tuple[Decimal, Decimal]] = []
        self.settling, self.go = asyncio.Event(), asyncio.Event()

    async def reserve(self, bound: Decimal) -> None:
        self.reserved.append(bound)

    async def settle(self, bound: Decimal, cost: Decimal) -> None:
        self.settling.set()
        await self.go.wait()
        self.settled.append((bound, cost))


@pytest.mark.parametrize(("capped", "bound"), [(True, Decimal("0.200062")), (False, Decimal())], ids=["capped", "not capped"])
async def test_a_purse_is_told_the_bound_and_the_cost(tmp_path: Path, capped: bool, bound: Decimal) -> None:
    """The bound goes there before the call and the cost after it; a purse without a cap is told that the bound is 0."""

    purse = Till(capped=capped)
    purse.go.set()
    with FakeServer([completion("{}", usage=(100, 50))]) as server:
        async with Client(Target("local", server.base_url, prices=PRICES), home=tmp_path, purse=purse) as ask:
            await ask(request(max_tokens=100_000))

    assert purse.reserved == [pytest.approx(bound, rel=Decimal("0.001"))]
    assert purse.settled == [(purse.reserved[0], Decimal("0.0002"))]


async def test_a_cancellation_while_a_call_is_settled_loses_neither_reply_nor_cost(tmp_path: Path) -> None:
    """The reply has arrived, so that the settlement is waited for, and the reply kept, before the caller ends."""

    purse = Till(capped=True)
    with FakeServer([completion("{}", usage=(100, 50))]) as server:
        async with Client(Target("local", server.base_url, prices=PRICES), home=tmp_path, purse=purse) as ask:
            caller = asyncio.create_task(ask(request()))
            await purse.settling.wait()
            caller.cancel()
            for _ in range(5):
                await asyncio.sleep(0)
            purse.go.set()
            await asyncio.wait([caller])
            assert caller.cancelled()
            assert (await ask(request())).cached

    assert [cost for _, cost in purse.settled] == [Decimal("0.0002")]
    assert len(server.requests) == 1


async def test_a_settlement_is_not_cut_off(tmp_path: Path) -> None:
    """A caller that is cancelled while a call that failed is settled ends at once; what was set aside is given back all the same."""

    purse = Till(capped=True)
    with FakeServer([status(400)]) as server:
        async with Client(Target("local", server.base_url, prices=PRICES), home=tmp_path, purse=purse) as ask:
            caller = asyncio.create_task(ask(request()))
            await purse.settling.wait()
            caller.cancel()
            await asyncio.wait([caller])
            purse.go.set()
            for _ in range(3):
                await asyncio.sleep(0)

    assert purse.settled == [(purse.reserved[0], 0)]


async def test_a_call_that_is_cancelled_under_way_stays_set_aside(tmp_path: Path) -> None:
    """Nobody knows whether it is billed, so that its bound counts as spent."""

    asked = asyncio.Event()
    purse = Till(capped=True)
    purse.go.set()
    loop = asyncio.get_running_loop()

    async def act(received: object, writer: asyncio.StreamWriter) -> None:
        loop.call_soon_threadsafe(asked.set)
        await asyncio.sleep(3600)

    with FakeServer([act]) as server:
        async with Client(Target("local", server.base_url, prices=PRICES), home=tmp_path, purse=purse) as ask:
            caller = asyncio.create_task(ask(request()))
            await asked.wait()
            caller.cancel()
            await asyncio.wait([caller])

    assert purse.settled == [(purse.reserved[0], purse.reserved[0])]


def test_a_discount_is_a_share_of_the_price() -> None:
    """At 0.5 stated and listed prices are halved; a reply without usage stays without a cost."""

    usage = Usage(prompt=2_000_000, completion=1_000_000, cached=1_000_000)
    full, half = (Target("local", "http://127.0.0.1/v1", prices=PRICES, discount=Decimal(share)) for share in ("1", "0.5"))
    openai, cheaper = (Target("openai", "https://api.openai.com/v1", discount=Decimal(share)) for share in ("1", "0.5"))
    counted = Reply(text="{}", model="an-alias", usage=usage, cost=None, at="")

    assert priced(counted, full).cost == 2 * (priced(counted, half).cost or 0) == Decimal("3.5")
    assert priced(counted, openai, model="gpt-4o-mini").cost == 2 * (priced(counted, cheaper, model="gpt-4o-mini").cost or 0) > 0
    assert priced(counted.model_copy(update={"usage": None}), full).cost is None
    assert priced(counted, Target("local", "http://127.0.0.1/v1")).cost is None


@pytest.mark.parametrize(
    ("target", "model", "saves"),
    [
        (Target("local", "http://127.0.0.1/v1", prices=PRICES), "m-1", True),
        (Target("local", "http://127.0.0.1/v1", prices=Prices(prompt=Decimal(1), completion=Decimal(2))), "m-1", False),
        (Target("local", "http://127.0.0.1/v1"), "gpt-4o-mini", False),
        (Target("openai", "https://api.openai.com/v1"), "gpt-4o-mini", True),
        (Target("openai", "https://api.openai.com/v1"), "gpt-4", False),
        (Target("openai", "https://api.openai.com/v1"), "no-such-model", False),
    ],
    ids=["stated", "stated without", "no price", "listed", "listed without", "unknown"],
)
def test_whether_the_prefix_cache_saves_money_is_known_by_its_price(target: Target, model: str, saves: bool) -> None:
    """True only where a lower price for cached prompt tokens is stated or listed."""

    assert PriceList(target).cached_saves(model) is saves
