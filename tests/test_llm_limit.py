import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llm_parts import Clock, client, request, together
from server import Act, FakeServer, Received, chat, completion, error, status

from panel.errors import RateLimited
from panel.llm.call import Reply, Request
from panel.llm.client import Client
from panel.llm.limit import LONGEST_PAUSE, Limited, Pace, Window, estimate
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
    """Requests of about 1,000 tokens under a limit of 2,500 a minute go two at a time, and no time is lost beyond that."""

    sent, _ = await starts(5, tokens=992, tokens_per_minute=2500)

    assert sent == pytest.approx([0, 0, 60, 60, 120])


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


@given(
    arrivals=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 1500)), max_size=30),
    requests=st.integers(1, 5),
    tokens=st.integers(1, 2000),
    pause=st.integers(0, 200),
)
def test_no_minute_holds_more_than_stated(arrivals: list[tuple[int, int]], requests: int, tokens: int, pause: int) -> None:
    """Whatever arrives when: each span of 60 seconds holds so many requests, and so many tokens or one call; none falls into a pause."""

    async def admitted() -> list[tuple[float, int]]:
        clock, sent = Clock(), []
        window = Window(Target("l", "http://h/v1", requests_per_minute=requests, tokens_per_minute=tokens), clock=clock, sleep=clock.sleep)
        window.pause(pause)
        window.pause(pause // 2)
        for gap, size in arrivals:
            clock.now += gap
            await window.admit(size)
            sent.append((clock.now, size))
        return sent

    sent = asyncio.run(admitted())

    spans = [[size for at, size in sent if start <= at < start + 60] for start, _ in sent]
    assert all(len(span) <= requests for span in spans)
    assert all(sum(span) <= tokens or len(span) == 1 for span in spans)
    assert all(at >= 1000 + pause for at, _ in sent)


class Calls:
    """Calls at a pace, each of which ends when the test says how."""

    def __init__(self, slots: int) -> None:
        self.pace = Pace(slots)
        self.asked: list[asyncio.Task[None]] = []
        self.sent: list[tuple[int, int]] = []

    async def ask(self, number: int = 1) -> None:
        """So many more callers."""
        for _ in range(number):
            self.asked.append(asyncio.create_task(self._enter(len(self.asked))))
        await self.settle()

    async def end(self, *, good: bool, of: int = 0) -> None:
        """One of those under way comes back."""
        _, slowed = self.sent.pop(of)
        (self.pace.accepted if good else self.pace.rejected)(slowed)
        self.pace.leave()
        await self.settle()

    async def settle(self) -> None:
        """Everybody who can has a turn."""
        for _ in range(3):
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Nobody waits any more."""
        for task in self.asked:
            task.cancel()
        await asyncio.wait(self.asked) if self.asked else None

    @property
    def waiting(self) -> list[asyncio.Task[None]]:
        return [task for task in self.asked if not task.done()]

    async def _enter(self, number: int) -> None:
        await self.pace.enter(0)
        self.sent.append((number, self.pace.slowed))


STEPS = st.lists(st.tuples(st.sampled_from(["ask", "good", "bad", "give up"]), st.integers(0, 30)), max_size=60)


@given(slots=st.integers(1, 8), steps=STEPS)
def test_a_pace_keeps_its_promises(slots: int, steps: Sequence[tuple[str, int]]) -> None:
    """Between 1 and the bound; nobody is let in above the slots, nobody waits beside a free one, nobody is forgotten, first come first."""

    async def walk() -> None:
        calls = Calls(slots)
        for step, number in steps:
            before = len(calls.sent)
            if step == "ask":
                await calls.ask()
            elif step == "give up" and calls.waiting:
                calls.waiting[number % len(calls.waiting)].cancel()
                await calls.settle()
            elif step in ("good", "bad") and calls.sent:
                before -= 1
                await calls.end(good=step == "good", of=number % len(calls.sent))
            assert 1 <= calls.pace.slots <= slots
            assert calls.pace.under_way == len(calls.sent)
            assert len(calls.sent) <= before or calls.pace.under_way <= calls.pace.slots
            assert not calls.waiting or calls.pace.under_way + 1 > calls.pace.slots
            assert [number for number, _ in calls.sent] == sorted(number for number, _ in calls.sent)
        await calls.stop()

    asyncio.run(walk())


async def test_a_burst_of_rejections_halves_once() -> None:
    """Of 16 calls that are all one too many the first halves the slots; those that were sent before it change nothing."""

    calls = Calls(16)
    await calls.ask(16)
    for _ in range(16):
        await calls.end(good=False)

    assert calls.pace.slots == 8


async def test_each_later_rejection_halves_what_is_under_way_down_to_one() -> None:
    """A rejection of a call that was sent after the last halving halves again, from what was under way, and one call always goes."""

    calls = Calls(64)
    slots = []
    for number in (12, 6, 3, 1, 1):
        await calls.ask(number)
        for _ in range(number):
            await calls.end(good=False)
        slots.append(calls.pace.slots)

    assert slots == [6, 3, 1.5, 1, 1]


async def test_a_round_of_good_replies_adds_about_one() -> None:
    """With every slot in use ten replies a step lead from 4 slots back to 10, some 21 more to the bound of 12, and none beyond."""

    calls = Calls(12)
    await calls.ask(8)
    await calls.end(good=False)
    await calls.ask(110)
    for _ in range(7):
        await calls.end(good=True)
    assert calls.pace.slots == 4, "replies to calls from before the halving say nothing of the new pace"
    replies = 0
    while calls.pace.slots < 12:
        await calls.end(good=True)
        replies += 1
    await calls.end(good=True)

    assert 80 <= replies <= 85
    assert calls.pace.slots == 12
    await calls.stop()


async def test_idle_slots_do_not_grow() -> None:
    """Good replies while half of the slots are free are no sign that the endpoint takes more."""

    calls = Calls(8)
    await calls.ask(8)
    for _ in range(8):
        await calls.end(good=False)
    for _ in range(20):
        await calls.ask(2)
        await calls.end(good=True)
        await calls.end(good=True)

    assert calls.pace.slots == 4


Said = dict[str, str]


async def let_through(said: Sequence[Said | None], *, tokens: int = 100, pause: int = 0) -> list[float]:
    """At what seconds calls were let through, of which all but the first are made at once.

    Each says what remains, or nothing, `pause` turns of the loop later.
    """
    clock, sent = Clock(), []
    target = Target("local", "http://127.0.0.1/v1")
    pace = Pace(16, clock=clock, sleep=clock.sleep)
    left = iter(said)

    async def answer(request: Request) -> Reply:
        sent.append(clock.now - 1000)
        headers = next(left)
        for _ in range(pause):
            await asyncio.sleep(0)
        pace.heard(headers or {})
        return Reply(text="{}", model=request.model, usage=None, cost=None, at="")

    limited = Limited(answer, target, pace=pace, clock=clock, sleep=clock.sleep)
    await limited(request("first question", max_tokens=tokens))
    await together(limited(request(f"question {i:05}", max_tokens=tokens)) for i in range(len(said) - 1))
    return sent


def says(kind: str, count: int, reset: str) -> Said:
    return {f"x-ratelimit-remaining-{kind}": str(count), f"x-ratelimit-reset-{kind}": reset}


async def test_no_more_requests_than_remain_until_the_reset() -> None:
    """Where 3 requests remain for 30 s, 3 of 8 go at once and the others after 30 s."""

    sent = await let_through([says("requests", 3, "30s"), *[None] * 8])

    assert sent == pytest.approx([0, 0, 0, 0, 30, 30, 30, 30, 30])


async def test_no_more_tokens_than_remain_until_the_reset() -> None:
    """Where 2,500 tokens remain for 6 minutes, two calls of about 1,000 go at once, and the third one after the longest pause."""

    sent = await let_through([says("tokens", 2500, "6m0s"), *[None] * 3], tokens=992)

    assert sent == pytest.approx([0, 0, 0, LONGEST_PAUSE])


async def test_what_remains_is_counted_from_the_call_that_heard_it() -> None:
    """Three remain after the first call, and three were sent before its answer came: none remains for the fifth."""

    clock, answered = Clock(), asyncio.Event()
    pace = Pace(16, clock=clock, sleep=clock.sleep)

    async def first() -> None:
        await pace.enter(100)
        await answered.wait()
        pace.heard(says("requests", 3, "10s"))

    task = asyncio.create_task(first())
    await asyncio.sleep(0)
    for _ in range(3):
        await pace.enter(100)
    answered.set()
    await task
    assert clock.now == 1000
    await pace.enter(100)

    assert clock.now == 1010


async def test_better_news_are_heard_while_waiting() -> None:
    """A call that waits for the reset goes when a later reply says that more remains."""

    sent = await let_through([says("requests", 1, "100s"), says("requests", 50, "100s"), None], pause=10)

    assert 0 < sent[-1] < 30


async def test_headers_of_a_real_response_are_followed(tmp_path: Path) -> None:
    """The response headers of the endpoint reach the pace, from replies and from rejections."""

    clock = Clock()
    none_left = says("requests", 0, "20s")
    acts = [status(200, chat(), headers=none_left), error(429, "too many", headers=none_left), completion("{}")]
    with FakeServer(acts) as server:
        async with client(server.base_url, tmp_path, clock=clock) as ask:
            await ask(request("one"))
            assert clock.slept == []
            await ask(request("two"))

    assert len(server.requests) == 3
    assert clock.now - 1000 == pytest.approx(40)


async def test_a_call_that_is_cancelled_while_it_waits_gives_its_slot_back() -> None:
    """Waiting for a slot, for the gate or for what remains: whoever comes next has the slot."""

    clock, asleep = Clock(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    async def answer(request: Request) -> Reply:
        return Reply(text="{}", model=request.model, usage=None, cost=None, at="")

    target = Target("local", "http://127.0.0.1/v1", requests_per_minute=1)
    pace = Pace(1, clock=clock, sleep=sleep)
    limited = Limited(answer, target, pace=pace, clock=clock, sleep=sleep)
    await limited(request("in the window"))
    for news in ({}, says("requests", 0, "9s")):
        pace.heard(news)
        asleep.clear()
        waiting = [asyncio.create_task(limited(request(f"question {i}"))) for i in range(3)]
        await asleep.wait()
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
        assert pace.under_way == 0
    clock.now += 60
    assert (await limited(request("later"))).text == "{}"


async def test_a_slot_that_was_handed_to_a_cancelled_caller_is_handed_on() -> None:
    """Cancelled in the moment in which the slot became free for it, a caller does not take it away."""

    calls = Calls(1)
    await calls.ask(3)
    calls.pace.leave()
    calls.asked[1].cancel()
    await calls.settle()

    assert [number for number, _ in calls.sent] == [0, 2]
    assert calls.pace.under_way == 1


async def test_a_small_call_does_not_overtake_a_large_one() -> None:
    """Where tokens remain for the small one only, it waits behind the large one that came first."""

    clock, sent = Clock(), []
    pace = Pace(16, clock=clock, sleep=clock.sleep)
    await pace.enter(0)
    pace.heard(says("tokens", 500, "10s"))

    async def call(tokens: int) -> None:
        await pace.enter(tokens)
        sent.append((tokens, clock.now - 1000))

    async with asyncio.TaskGroup() as group:
        group.create_task(call(1000))
        group.create_task(call(100))

    assert sent == [(1000, 10), (100, 10)]


async def test_a_pause_beyond_the_longest_is_nobody_elses(tmp_path: Path) -> None:
    """An endpoint that asks one call to wait 121 s has that call fail; the next one is made at once."""

    clock = Clock()
    with FakeServer([error(429, "slow", headers={"Retry-After": "121"}), completion("{}")]) as server:
        async with client(server.base_url, tmp_path, clock=clock) as ask:
            with pytest.raises(RateLimited):
                await ask(request("one"))
            await ask(request("two"))

    assert sum(clock.slept) == 0


@pytest.mark.parametrize(
    ("text", "tokens"), [("x" * 400, 105), ("é" * 200, 105), ("€" * 400, 305)], ids=["ASCII", "two bytes", "three bytes"]
)
def test_a_request_is_about_a_quarter_of_its_bytes(text: str, tokens: int) -> None:
    """The bytes of all messages (the system's has 17) over four, and the tokens of the reply, here 1."""

    assert estimate(request(text, max_tokens=1)) == tokens


class Toll:
    """A gate of somebody else's: notes what passes and what it is told."""

    def __init__(self) -> None:
        self.passed: list[int] = []
        self.pauses: list[float] = []

    async def admit(self, tokens: int) -> None:
        self.passed.append(tokens)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def test_a_gate_takes_the_place_of_the_window(tmp_path: Path) -> None:
    """Each call passes the gate that was given with its tokens, and the gate alone hears of a pause."""

    clock, gate = Clock(), Toll()
    with FakeServer([error(503, "busy", headers={"Retry-After": "7"}), completion("{}")]) as server:
        target = Target("local", server.base_url, requests_per_minute=1)
        async with Client(target, home=tmp_path, gate=gate, clock=clock, sleep=clock.sleep) as ask:
            await ask(request("x" * 383, max_tokens=1000))

    assert gate.passed == [1100, 1100]
    assert gate.pauses == [7]
    assert sum(clock.slept) == 0


class Crowd:
    """An endpoint that takes `most` calls at a time and rejects the others, in the time of a call."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.busy = self.under_way = self.rejected = 0
        self.crowds: list[int] = []

    def __call__(self, received: Received) -> Act:
        return self._act

    async def _act(self, received: Received, writer: asyncio.StreamWriter) -> None:
        taken = self.busy < self.most
        self.busy += taken
        self.under_way += 1
        self.rejected += not taken
        self.crowds.append(self.under_way)
        await asyncio.sleep(0.002)
        self.busy -= taken
        self.under_way -= 1
        await (completion("{}") if taken else error(429, "too many at a time"))(received, writer)


@pytest.mark.parametrize("most", [1, 8])
async def test_an_endpoint_that_takes_few_calls_is_given_few(tmp_path: Path, most: int) -> None:
    """300 callers of an endpoint that takes 8 (or 1) at a time and has no number for it: all get their reply, and soon few are too many."""

    crowd = Crowd(most)
    with FakeServer(crowd) as server:
        async with client(server.base_url, tmp_path, concurrency=64) as ask:
            replies = await together(ask(request(f"question {i}")) for i in range(300))

    assert all(isinstance(reply, Reply) for reply in replies)
    assert max(crowd.crowds) > 2 * most + 2, "at first it is given more than twice what it takes"
    assert max(crowd.crowds[len(crowd.crowds) // 2 :]) <= 2 * most + 2, "later it is not"
    assert len(server.requests) == 300 + crowd.rejected


async def test_a_rejection_keeps_its_error(tmp_path: Path) -> None:
    """An endpoint that rejects every call is asked eleven times, and the call ends as rate limited; the pauses grow to some 8 s."""

    clock = Clock()
    with FakeServer([error(429, "never")]) as server:
        async with client(server.base_url, tmp_path, clock=clock) as ask:
            with pytest.raises(RateLimited, match="never"):
                await ask(request())

    assert len(server.requests) == 11
    assert max(clock.slept) <= 8.5
