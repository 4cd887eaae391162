import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from llm_parts import ending, request
from server import FakeServer, completion, error

from panel.llm.call import Complete, Reply, Request
from panel.llm.client import Client, Event
from panel.llm.target import Prices, Target

pytestmark = pytest.mark.anyio


async def test_an_observer_hears_how_each_request_begins_and_ends(tmp_path: Path) -> None:
    """Each request starts once and then finishes, comes from the cache, or fails."""

    heard: list[tuple[Event, str]] = []

    def observe(event: Event, about: Request) -> None:
        heard.append((event, about.messages[-1].content))

    with FakeServer([completion("{}"), error(401, "no")]) as server:
        async with Client(Target("local", server.base_url), home=tmp_path, observe=observe) as ask:
            for text in ("one", "one", "two"):
                await ending(ask(request(text)))

    assert heard == [("started", "one"), ("finished", "one"), ("started", "one"), ("cached", "one"), ("started", "two"), ("failed", "two")]


class Table:
    """Replies that several clients share; a writing waits for `go`."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.writing, self.go = asyncio.Event(), asyncio.Event()
        self.go.set()

    def __call__(self, inner: Complete) -> Complete:
        async def complete(about: Request) -> Reply:
            if about.key in self.replies:
                return self.replies[about.key].model_copy(update={"cached": True})
            reply = await inner(about)
            self.writing.set()
            await self.go.wait()
            self.replies[about.key] = reply
            return reply

        return complete


PRICES = Prices(prompt=Decimal(1), completion=Decimal(2))


async def test_what_another_client_paid_for_counts_as_cached(tmp_path: Path) -> None:
    """A reply from what is shared is no call of this client: cached, with its worth, at no cost; it is kept here as well."""

    table = Table()
    heard: list[Event] = []
    with FakeServer([completion("{}", usage=(100, 50))]) as server:
        target = Target("local", server.base_url, prices=PRICES)
        async with Client(target, home=tmp_path / "one", shared=table) as one:
            await one(request())
        async with Client(target, home=tmp_path / "two", shared=table, observe=lambda event, about: heard.append(event)) as two:
            reply = await two(request())
            table.replies.clear()
            again = await two(request())

    assert reply.cached
    assert again == reply
    assert heard == ["started", "cached"] * 2
    totals = two.meter.totals
    assert (totals.asked, totals.cached, totals.cost, totals.worth) == (0, 2, 0, 2 * Decimal("0.0002"))
    assert len(server.requests) == 1


async def test_a_reply_on_its_way_to_the_others_is_not_lost_to_a_cancellation(tmp_path: Path) -> None:
    """A caller that is cancelled while its reply is being shared ends after that, and the reply is in both places."""

    table = Table()
    table.go.clear()
    with FakeServer([completion("{}")]) as server:
        async with Client(Target("local", server.base_url), home=tmp_path, shared=table) as ask:
            caller = asyncio.create_task(ask(request()))
            await table.writing.wait()
            caller.cancel()
            for _ in range(5):
                await asyncio.sleep(0)
            assert not caller.done()
            table.go.set()
            await asyncio.wait([caller])
            assert caller.cancelled()
            assert request().key in table.replies
            assert (await ask(request())).cached

    assert len(server.requests) == 1
