"""Counts from an endpoint."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from server import Act, FakeServer, Received, status

from panel.errors import InputError, PanelError, ProviderDown
from panel.votes.count import Count
from panel.votes.pull import pulled
from panel.votes.reading import LIMIT

SHEET = {"format": 1, "date": "2026-11-20", "source": "https://votes.site.example", "tools": {"crewai": {"ship": 2, "skip": 1}}}
COUNTS = {"crewai": Count(tool="crewai", ship=2, skip=1, date=date(2026, 11, 20), source="https://votes.site.example")}
pytestmark = pytest.mark.anyio


def answer(text: str) -> Act:
    async def act(_: Received, writer: Any) -> None:
        body = text.encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    return act


async def test_from_an_address() -> None:
    """The sheet is found at the endpoint's address, with or without its name."""
    with FakeServer([answer(json.dumps(SHEET))]) as server:
        plain = await pulled(server.base_url)
        slash = await pulled(server.base_url + "/")
        named = await pulled(server.base_url + "/counts.json")

    assert plain == slash == named == COUNTS
    assert [request.path for request in server.requests] == ["/v1/counts.json"] * 3


async def test_from_a_file(tmp_path: Path) -> None:
    """A sheet that was saved says the same."""
    (tmp_path / "counts.json").write_text(json.dumps(SHEET))

    assert await pulled(str(tmp_path / "counts.json")) == COUNTS


@pytest.mark.parametrize(
    ("act", "kind", "said"),
    [
        (status(404), ProviderDown, "answered 404; check the address"),
        (status(302), ProviderDown, "answered 302"),
        (answer("<html>"), InputError, "not JSON"),
        (answer("[" * 100_000), InputError, "not JSON"),
        (answer(json.dumps({**SHEET, "format": 2})), InputError, "format: Input should be 1"),
        (answer(json.dumps({**SHEET, "tools": {"../x": {}}})), InputError, "is no slug"),
        (answer(json.dumps({**SHEET, "tools": {"a": {"ship": -1}}})), InputError, "is no number of votes"),
        (answer(" " * (LIMIT + 1)), InputError, "larger than 10,000,000 bytes"),
    ],
    ids=["missing", "moved", "a page", "deep", "another format", "traversal", "negative", "endless"],
)
async def test_refused(act: Act, kind: type[PanelError], said: str) -> None:
    """What is no sheet is one line that names the address."""
    with FakeServer([act]) as server, pytest.raises(kind) as caught:
        await pulled(server.base_url)

    assert said in str(caught.value)
    assert f"127.0.0.1:{server.port}/v1/counts.json" in str(caught.value).replace("http:/1", "http://1")


async def test_nobody_there() -> None:
    """An endpoint that is down is named without what stands before an @ in its address."""
    with FakeServer([status(404)]) as server:
        port = server.port

    with pytest.raises(ProviderDown) as caught:
        await pulled(f"http://me:s3cret@127.0.0.1:{port}")
    assert str(caught.value).startswith(f"127.0.0.1:{port}/counts.json: cannot be reached")
