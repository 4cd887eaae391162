import json
from pathlib import Path
from typing import Any

import pytest
from llm_parts import request
from server import chat

from panel.errors import InputError, NoModel
from panel.llm.client import Client
from panel.llm.recorded import RECORDED
from panel.recording import Recording


def line(key: str, body: object) -> dict[str, Any]:
    """A batch output line with this body."""
    return {"custom_id": key, "response": {"status_code": 200, "body": body}}


ODD = {
    "no body": None,
    "a list": [1],
    "a text": "gone",
    "no time": {},
    "a time as text": {"created": "2026-11-22"},
    "a time that is no date": {"created": 10**20},
    "before all time": {"created": -1},
}


def test_an_empty_folder_holds_no_recording(tmp_path: Path) -> None:
    """It has no lines and no date."""

    recording = Recording(tmp_path / "none")
    assert (recording.lines, recording.made) == ({}, "")


def test_what_was_kept_answers_again(tmp_path: Path) -> None:
    """The files are the providers' batch lines, in the order of the requests; only those that were asked are kept."""
    one, two = request("One"), request("Zwei: ü")
    answers = {
        r.key: line(r.key, {**chat(f'{{"a": "{i}"}}'), "created": 1_790_000_000 + i}) for i, r in enumerate((one, two, request("Other")))
    }

    Recording(tmp_path).keep({two.key: two, one.key: one}, answers)
    recording = Recording(tmp_path)
    assert list(recording.lines) == [two.key, one.key]
    assert [json.loads(text)["custom_id"] for text in recording.requests.read_text().splitlines()] == [two.key, one.key]
    assert "Zwei: ü" in recording.requests.read_text()
    assert recording.made == "2026-09-21"


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_a_line_without_a_time_does_not_date_the_recording(tmp_path: Path, body: object) -> None:
    """The others do."""
    (tmp_path / "replies.jsonl").write_text(json.dumps(line("x", body)) + "\n" + json.dumps(line("y", {"created": 1_790_000_000})))

    assert Recording(tmp_path).made == "2026-09-21"


def test_a_broken_recording_is_told_with_its_line(tmp_path: Path) -> None:
    """It is a file that somebody edited."""
    (tmp_path / "replies.jsonl").write_text('{"custom_id": "x"}\n{"custom')

    with pytest.raises(InputError, match=r"replies\.jsonl:2: no JSON object"):
        _ = Recording(tmp_path).lines


@pytest.mark.anyio
async def test_the_recording_stands_in_the_place_of_the_network(tmp_path: Path) -> None:
    """The whole model side runs above it; a request that was not recorded raises NoModel with the remedy."""
    kept = request("One", endpoint="recorded")
    Recording(tmp_path).keep({kept.key: kept}, {kept.key: line(kept.key, chat('{"a": "x"}'))})

    async with Client(RECORDED, home=tmp_path / "home", transport=Recording(tmp_path).transport) as client:
        assert (await client(kept)).text == '{"a": "x"}'
        with pytest.raises(NoModel, match="record it or choose an endpoint"):
            await client(request("Two", endpoint="recorded"))


@pytest.mark.anyio
async def test_without_a_recording_there_is_nobody_to_ask(tmp_path: Path) -> None:
    """The missing file is no error of its own."""

    async with Client(RECORDED, home=tmp_path / "home", transport=Recording(tmp_path).transport) as client:
        with pytest.raises(NoModel, match="not among the 0 recorded replies"):
            await client(request("One", endpoint="recorded"))
