import json
from pathlib import Path

import pytest

from panel.errors import DiskError, InputError
from panel.samples import SPAN, Samples

DAMAGED = {
    "cut": '{"a/dx": ',
    "no text": b"\xff\xfe",
    "a list": "[1]",
    "a negative number": '{"a/dx": -1}',
    "a word": '{"a/dx": "one"}',
    "nothing": "",
    "nested": "[" * 100_000,
}


def test_a_seat_starts_at_its_first_draw(tmp_path: Path) -> None:
    """Without a file every count is 0, and looking writes nothing."""

    assert Samples(tmp_path / "samples.json").first("a", "dx") == 0
    assert list(tmp_path.iterdir()) == []


def test_a_rerun_moves_one_seat_on_for_everybody_after_it(tmp_path: Path) -> None:
    """The count survives the process; other seats stay."""
    path = tmp_path / ".panel" / "samples.json"

    Samples(path).advance("a", "dx")
    Samples(path).advance("a", "dx")
    later = Samples(path)
    assert [later.first("a", "dx"), later.first("a", "skeptic"), later.first("b", "dx")] == [2 * SPAN, 0, 0]
    assert later.anew("a", "dx") == 3 * SPAN
    assert json.loads(path.read_text()) == {"a/dx": 2}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_told_with_the_remedy(tmp_path: Path, content: str | bytes) -> None:
    """It is never taken for an empty one, since that would serve draws that were set aside."""
    path = tmp_path / "samples.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)

    with pytest.raises(InputError, match=r"samples\.json: damaged.*; remove it, and reruns count from the first generation again"):
        Samples(path)


def test_a_count_that_cannot_be_kept_is_a_disk_error(tmp_path: Path) -> None:
    """A rerun that would be forgotten does not start."""
    (tmp_path / "file").touch()

    with pytest.raises(DiskError):
        Samples(tmp_path / "file" / "samples.json").advance("a", "dx")
