"""Small real parts that the tests of the model side share."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from panel.errors import PanelError
from panel.llm.call import Message, Reply, ReplySchema, Request
from panel.llm.client import Client
from panel.llm.target import Target

CANARY = "sk-canary-4f1d9c"
SCHEMA = ReplySchema("card", '{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}')


def request(text: str = "Review it.", *, endpoint: str = "local", model: str = "m-1", max_tokens: int = 100, sample: int = 0) -> Request:
    """A request that differs from the others by its text."""
    messages = (Message("system", "You review tools."), Message("user", text))
    return Request(endpoint=endpoint, model=model, messages=messages, schema=SCHEMA, max_tokens=max_tokens, sample=sample)


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def client(
    base_url: str, home: Path, *, clock: Clock | None = None, warn: Callable[[str], None] = lambda line: None, **target: Any
) -> Client:
    """The whole stack before a server, with a key, no waiting and a deadline that no good answer misses."""
    clock = clock or Clock()
    settings = {"api_key": CANARY, "deadline": 30.0, **target}
    return Client(Target("local", base_url, **settings), home=home, clock=clock, sleep=clock.sleep, warn=warn)


async def ending(call: Awaitable[Reply]) -> Reply | PanelError:
    """The reply, or the error in its place."""
    try:
        return await call
    except PanelError as error:
        return error


async def together(calls: Iterable[Awaitable[Reply]]) -> list[Reply | PanelError]:
    """How calls end that are made at the same time, in their order."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ending(call)) for call in calls]
    return [task.result() for task in tasks]
