"""The endpoint's secret."""

import subprocess
import sys
from pathlib import Path

import pytest
from parts import unprivileged

from panel.errors import DiskError, InputError
from panel.votes.key import key, private


def test_made_once(tmp_path: Path) -> None:
    """The first look makes 32 random bytes for the owner alone, every other finds them."""
    path = tmp_path / "deep" / "key"

    assert len(key(path)) == 32
    assert key(path) == key(path) != key(tmp_path / "other")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["key"]


def test_made_by_two_at_once(tmp_path: Path) -> None:
    """Servers that start together work with one key."""
    script = "import sys; from pathlib import Path; from panel.votes.key import key; print(key(Path(sys.argv[1])).hex())"
    running = [subprocess.Popen([sys.executable, "-c", script, tmp_path / "key"], stdout=subprocess.PIPE, text=True) for _ in range(6)]

    assert len({one.communicate(timeout=60)[0] for one in running}) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("text", ["", "x", "a" * 63, "A" * 64, "a" * 64 + "\n\n", "a" * 5000])
def test_no_key(tmp_path: Path, text: str) -> None:
    """A file that holds anything else is never used as a key, and never written over."""
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(InputError, match="key"):
        key(path)
    assert path.read_text() == text


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_others_may_read_it(tmp_path: Path, mode: int) -> None:
    """A key that others can read is refused."""
    path = tmp_path / "key"
    key(path)
    path.chmod(mode)

    with pytest.raises(InputError, match="others may read this key; run `chmod 600` on it"):
        key(path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """It is one line that names the way out."""
    tmp_path.chmod(0o755)
    with unprivileged():
        with pytest.raises(DiskError, match="--key"):
            key(tmp_path / "key")
        with pytest.raises(DiskError, match="check the permissions of the workspace"):
            private(tmp_path / "home")
