from decimal import Decimal
from pathlib import Path

import pytest
from llm_parts import Clock, client, request
from server import FakeServer, completion, error, status

from panel.errors import RateLimited, Truncated, Unavailable, Unreadable
from panel.llm.target import Prices

pytestmark = pytest.mark.anyio
PRICES = Prices(prompt=Decimal(1), completion=Decimal(2))


async def test_the_pause_grows_and_has_jitter(tmp_path: Path) -> None:
    """Half a second, then a second, each with up to half a second of jitter."""

    clock = Clock()
    with FakeServer([status(503), status(503), completion("{}")]) as server:
        async with client(server.base_url, tmp_path, clock=clock) as ask:
            await ask(request())

    first, second = clock.slept
    assert 0.5 <= first <= 1.0
    assert 1.0 <= second <= 1.5


@pytest.mark.parametrize("code", [429, 503])
async def test_retry_after_is_honoured(tmp_path: Path, code: int) -> None:
    """What the endpoint asks for is waited for, fractions included, once and not on top of the usual pause."""

    clock = Clock()
    with FakeServer([error(code, "slow down", headers={"Retry-After": "2.5"}), completion("{}")]) as server:
        async with client(server.base_url, tmp_path, clock=clock) as ask:
            await ask(request())

    assert [pause for pause in clock.slept if pause] == pytest.approx([2.5])


async def test_no_time_to_wait_is_no_invitation_to_hurry(tmp_path: Path) -> None:
    """A Retry-After of 0 leaves the usual pause."""

    clock = Clock()
    with FakeServer([error(429, "slow down", headers={"Retry-After": "0"}), completion("{}")]) as server:
        async with client(server.base_url, tmp_path, clock=clock) as ask:
            await ask(request())

    assert sum(clock.slept) >= 0.5


async def test_two_minutes_are_waited_for_and_no_second_more(tmp_path: Path) -> None:
    """120 s are waited for; 121 s end the call at once, with the time in the message."""

    clock = Clock()
    acts = [error(429, "slow", headers={"Retry-After": "120"}), error(429, "slower", headers={"Retry-After": "121"})]
    with FakeServer(acts) as server:
        async with client(server.base_url, tmp_path, clock=clock) as ask:
            with pytest.raises(RateLimited, match="121 s"):
                await ask(request())

    assert sum(clock.slept) == pytest.approx(120)
    assert len(server.requests) == 2


async def test_an_unreadable_reply_may_be_followed_by_a_good_one(tmp_path: Path) -> None:
    """Asked once more, a readable reply is the reply, and the tokens of the unreadable one are counted in."""

    with FakeServer([completion("", usage=(10, 1)), completion("{}", usage=(10, 5))]) as server:
        async with client(server.base_url, tmp_path, prices=PRICES) as ask:
            reply = await ask(request())

    assert reply.usage is not None
    assert reply.usage.completion == 6
    assert reply.cost == Decimal("0.000032")


async def test_three_calls_in_all_whatever_the_faults(tmp_path: Path) -> None:
    """Different faults share the three calls."""

    with FakeServer([status(500), completion(""), status(500), completion("{}")]) as server:
        async with client(server.base_url, tmp_path) as ask:
            with pytest.raises(Unavailable):
                await ask(request())

    assert len(server.requests) == 3


async def test_a_rejection_is_none_of_the_three_calls(tmp_path: Path) -> None:
    """Calls that came too fast (429) cost nothing and are counted apart from those that failed."""

    acts = [error(429, "slow"), status(500), error(429, "slow"), error(429, "slow"), status(500), completion("{}")]
    with FakeServer(acts) as server:
        async with client(server.base_url, tmp_path) as ask:
            assert (await ask(request())).text == "{}"

    assert len(server.requests) == 6


async def test_two_unreadable_replies_are_enough(tmp_path: Path) -> None:
    """An unreadable reply is asked again once, though a third call were allowed."""

    with FakeServer([completion(""), completion(""), completion("{}")]) as server:
        async with client(server.base_url, tmp_path) as ask:
            with pytest.raises(Unreadable):
                await ask(request())

    assert len(server.requests) == 2


async def test_the_cost_of_a_doubled_call_is_recorded(tmp_path: Path) -> None:
    """A reply cut twice fails, and its message and the totals say what both calls cost."""

    with FakeServer([completion("{", finish="length", usage=(100, 100))]) as server:
        async with client(server.base_url, tmp_path, prices=PRICES) as ask:
            with pytest.raises(Truncated, match=r"\$0\.0006"):
                await ask(request())
            totals = ask.meter.totals

    assert totals.cost == Decimal("0.0006")
    assert totals.completion == 200


async def test_an_unknown_part_makes_the_sum_unknown(tmp_path: Path) -> None:
    """When the endpoint did not count the cut reply, neither the tokens nor the cost of the whole are stated."""

    with FakeServer([completion("{", finish="length", usage=None), completion("{}")]) as server:
        async with client(server.base_url, tmp_path, prices=PRICES) as ask:
            reply = await ask(request())

    assert (reply.usage, reply.cost) == (None, None)
