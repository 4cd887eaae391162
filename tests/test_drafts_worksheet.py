from pathlib import Path

import pytest

from panel.drafts.worksheet import begin, decoded, end, left, read
from panel.errors import InputError


def test_a_sheet_stays_until_it_is_done_with(tmp_path: Path) -> None:
    """Each edit has its own, and those of other texts are not among its leftovers."""
    first, second = (begin(tmp_path, "a-vs-b", "dx/a", text) for text in ("one", "two\n"))
    begin(tmp_path, "a-vs-b", "verdict", "three")

    assert (read(first), read(second)) == ("one\n", "two\n")
    assert set(left(tmp_path, "a-vs-b", "dx/a")) == {first, second}
    end(first)
    end(first)
    assert left(tmp_path, "a-vs-b", "dx/a") == [second]


def test_a_text_is_utf_8() -> None:
    """With or without a byte order mark; anything else is named by its place."""

    assert decoded(b"\xef\xbb\xbfa", "x") == "a"
    with pytest.raises(InputError, match="x: byte 1 is not UTF-8"):
        decoded(b"a\xff", "x")
