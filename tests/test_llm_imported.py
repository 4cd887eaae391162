import json
from pathlib import Path
from typing import Any

import pytest
from llm_parts import request
from server import chat

from panel.errors import DiskError, InputError
from panel.llm.cache import Store
from panel.llm.call import Reply
from panel.llm.imported import imported

pytestmark = pytest.mark.anyio


def lines(*pairs: tuple[str, Any]) -> str:
    """Batch output lines of these keys and bodies."""
    return "".join(json.dumps({"custom_id": key, "response": {"status_code": 200, "body": body}}) + "\n" for key, body in pairs)


def store(folder: Path) -> Store[Reply]:
    """The store of a workspace."""
    return Store(folder / "replies", Reply, warn=lambda line: None)


async def test_good_lines_are_kept_and_served(tmp_path: Path) -> None:
    """Under the key of their request, with the model that answered."""
    file = tmp_path / "out.jsonl"
    file.write_text(lines((request("One").key, chat("1")), (request("Two").key, chat("2"))))

    assert await imported(file, store(tmp_path)) == (2, [])
    kept = store(tmp_path).get(request("Two").key)
    assert kept
    assert (kept.text, kept.model, kept.cost) == ("2", "m-1", None)


async def test_what_is_no_reply_is_left_out_with_a_line(tmp_path: Path) -> None:
    """A foreign id, a refusal and a cut reply are told; the good ones are kept all the same."""
    file = tmp_path / "out.jsonl"
    cut, refused, good = request("cut").key, request("refused").key, request("good").key
    file.write_text(
        lines(("mine-1", chat("1")), (cut, chat("1", finish="length")), (refused, chat(None, refusal="No.")), (good, chat("1")))
    )

    count, left_out = await imported(file, store(tmp_path))
    assert count == 1
    assert [line.split(": ")[1][:12] for line in left_out] == ["custom_id 'm", cut[:12], refused[:12]]
    assert [store(tmp_path).get(key) is not None for key in (cut, refused, good)] == [False, False, True]


async def test_a_request_that_the_batch_never_ran_is_left_out(tmp_path: Path) -> None:
    """It has an error in the place of a response."""
    file = tmp_path / "out.jsonl"
    file.write_text(json.dumps({"custom_id": request().key, "response": None, "error": {"message": "expired"}}))

    count, (line,) = await imported(file, store(tmp_path))
    assert count == 0
    assert "the batch answered 500: 'expired'" in line


async def test_a_file_that_is_none_of_ours_is_an_input_error(tmp_path: Path) -> None:
    """The number of the line is told."""
    file = tmp_path / "out.jsonl"
    file.write_text(lines((request().key, chat())) + "oops")

    with pytest.raises(InputError, match=r"out\.jsonl:2: no JSON object with a custom_id"):
        await imported(file, store(tmp_path))


async def test_a_full_disk_is_not_a_bad_line(tmp_path: Path) -> None:
    """When replies cannot be kept, that is the error, and no line is blamed."""
    file = tmp_path / "out.jsonl"
    file.write_text(lines((request().key, chat())))
    (tmp_path / "replies").touch()

    with pytest.raises(DiskError, match="check space and permissions"):
        await imported(file, store(tmp_path))
