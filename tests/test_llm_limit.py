import asyncio
from pathlib import Path

import pytest
from llm_parts import Clock, client, request, together
from server import Act, FakeServer, Received, completion, error

from panel.llm.call import Reply, Request
from panel.llm.limit import Limited
from panel.llm.target import Target

pytestmark = pytest.mark.anyio


async def starts(number: int, *, tokens: int = 100, **limits: int) -> tuple[list[float], Clock]:
    """At what seconds each of so many concurrent requests was let through."""
    clock, sent = Clock(), []

    async def answer(request: Request) -> Reply:
        sent.append(clock.now - 1000)
        return Reply(text="{}", model=request.model, usage=None, cost=None, at="")

    limited = Limited(answer, Target("local", "http://127.0.0.1/v1", **limits), clock=clock, sleep=clock.sleep)
    await together(limited(request(f"question {i:03}", max_tokens=tokens)) for i in range(number))
    return sent, clock


def most_in_a_minute(sent: list[float]) -> int:
    """The largest number of sendings in any span of 60 seconds."""
    return max(sum(start <= other < start + 60 for other in sent) for start in sent)


async def test_requests_a_minute_hold_in_every_minute() -> None:
    """No span of 60 seconds holds more than the stated requests, and no time is lost beyond that."""

    sent, clock = await starts(7, requests_per_minute=3)

    assert len(sent) == 7
    assert most_in_a_minute(sent) == 3
    assert clock.now - 1000 == pytest.approx(120)


async def test_tokens_a_minute_hold_in_every_minute() -> None:
    """Requests of about 1,000 tokens under a limit of 2,500 a minute go two at a time."""

    sent, _ = await starts(5, tokens=992, tokens_per_minute=2500)

    assert most_in_a_minute(sent) == 2


async def test_a_request_beyond_the_limit_goes_alone() -> None:
    """One that is larger than the tokens of a minute is sent when nothing else was in the last one."""

    sent, _ = await starts(2, tokens=5000, tokens_per_minute=1000)

    assert sent == pytest.approx([0, 60])


async def test_a_pause_is_for_everybody(tmp_path: Path) -> None:
    """After a Retry-After no call of the endpoint is made before the time has come, the other ones included."""

    clock, sent = Clock(), []

    def script(received: Received) -> Act:
        sent.append(clock.now - 1000)
        return completion("{}") if len(sent) > 1 else error(429, "slow", headers={"Retry-After": "30"})

    with FakeServer(script) as server:
        async with client(server.base_url, tmp_path, clock=clock, concurrency=1) as ask:
            await together(ask(request(f"question {i}")) for i in range(3))

    assert sent == pytest.approx([0, 30, 30, 30])


async def test_concurrency_is_held() -> None:
    """Never more calls under way than stated, and as many as stated when there is enough to do."""

    under_way: list[int] = [0]

    async def answer(request: Request) -> Reply:
        under_way.append(under_way[-1] + 1)
        for _ in range(5):
            await asyncio.sleep(0)
        under_way.append(under_way[-1] - 1)
        return Reply(text="{}", model=request.model, usage=None, cost=None, at="")

    limited = Limited(answer, Target("local", "http://127.0.0.1/v1", concurrency=4))
    await together(limited(request(f"question {i}")) for i in range(20))

    assert max(under_way) == 4
