import json
from pathlib import Path

import pytest
from llm_parts import Clock, request
from server import chat

from panel.errors import InputError, NoModel, Refused, Unavailable
from panel.llm.batch import batch_line, reply_of
from panel.llm.call import Request
from panel.llm.client import Client
from panel.llm.recorded import RECORDED, recorded

pytestmark = pytest.mark.anyio
AT = "2026-11-01T00:00:00+00:00"


def output_line(asked: Request, body: object, *, status: int = 200) -> dict[str, object]:
    """A line as a provider writes it."""
    return {"id": "batch_1", "custom_id": asked.key, "response": {"status_code": status, "request_id": "r", "body": body}, "error": None}


def written(path: Path, *lines: object) -> Path:
    """A file of such lines."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def client(home: Path, *files: Path) -> Client:
    """The whole stack before recorded files."""
    clock = Clock()
    return Client(RECORDED, home=home, transport=recorded(files), clock=clock, sleep=clock.sleep)


async def test_a_recorded_reply_goes_the_way_of_every_reply(tmp_path: Path) -> None:
    """It is found by the key of the request, metered, kept, and served from the cache afterwards."""

    one, two = request("one"), request("two")
    files = written(tmp_path / "a.jsonl", output_line(one, chat("1"))), written(tmp_path / "b.jsonl", output_line(two, chat("2")))
    async with client(tmp_path, *files) as ask:
        replies = [await ask(one), await ask(two), await ask(one)]
        totals = ask.meter.totals

    assert [(reply.text, reply.cached) for reply in replies] == [("1", False), ("2", False), ("1", True)]
    assert (totals.asked, totals.cached, totals.prompt) == (2, 1, 20)


async def test_what_is_not_recorded_is_no_model(tmp_path: Path) -> None:
    """A request without a recorded reply ends with one line that says so."""

    file = written(tmp_path / "a.jsonl", output_line(request("one"), chat("1")))
    async with client(tmp_path, file) as ask:
        with pytest.raises(NoModel, match="not among the 1 recorded replies"):
            await ask(request("two"))


async def test_recorded_failures_fail_as_they_did(tmp_path: Path) -> None:
    """A recorded refusal is a refusal, a line without a response is unavailable."""

    refused, lost = request("one"), request("two")
    lines = output_line(refused, chat(None, refusal="no")), {"custom_id": lost.key, "response": None, "error": {"message": "expired"}}
    async with client(tmp_path, written(tmp_path / "a.jsonl", *lines)) as ask:
        with pytest.raises(Refused):
            await ask(refused)
        with pytest.raises(Unavailable, match="expired"):
            await ask(lost)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"id": 1}', "[" * 100_000, '{"custom_id": 5}'], ids=["cut", "list", "no id", "deep", "number"]
)
async def test_a_file_of_something_else_is_an_input_error(tmp_path: Path, text: str) -> None:
    """The error names the file and the line."""

    file = tmp_path / "a.jsonl"
    file.write_text(f"\n{text}\n")
    async with client(tmp_path, file) as ask:
        with pytest.raises(InputError, match=r"a\.jsonl:2"):
            await ask(request())


async def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    """The error names the file."""

    async with client(tmp_path, tmp_path / "none.jsonl") as ask:
        with pytest.raises(InputError, match=r"none\.jsonl"):
            await ask(request())


def test_a_batch_line_asks_what_the_endpoint_would_be_asked() -> None:
    """The input line names the key, the address and the body of the request."""

    line = batch_line(request("one", max_tokens=50))

    assert (line["custom_id"], line["method"], line["url"]) == (request("one", max_tokens=50).key, "POST", "/v1/chat/completions")
    assert line["body"]["max_tokens"] == 50
    assert line["body"]["messages"][-1] == {"role": "user", "content": "one"}
    assert line["body"]["response_format"]["json_schema"]["schema"]["required"] == ["a"]


def test_an_output_line_is_a_reply_or_its_failure() -> None:
    """Text and usage come from the body; an error status and a refusal raise."""

    asked = request("one")

    assert reply_of(output_line(asked, chat("1")), asked, at=AT).text == "1"
    with pytest.raises(Unavailable, match="429"):
        reply_of(output_line(asked, {"error": {"message": "slow"}}, status=429), asked, at=AT)
    with pytest.raises(Refused):
        reply_of(output_line(asked, chat(None, refusal="no")), asked, at=AT)
