from pathlib import Path

import pytest
from llm_parts import ending, request
from server import FakeServer, completion, error

from panel.llm.call import Request
from panel.llm.client import Client, Event
from panel.llm.target import Target

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
