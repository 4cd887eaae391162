"""Rules of panel/batch/lock.py."""

import subprocess
import sys
from pathlib import Path

import pytest
from parts import unprivileged

from panel.batch.lock import holder, locked
from panel.errors import DiskError

HOLD = "import sys; from pathlib import Path; from panel.batch.lock import locked\nwith locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


def test_one_at_a_time(tmp_path: Path) -> None:
    """The second one is refused in a line that names the first; a killed holder lets go."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(DiskError, match=f"process {process.pid} works on this queue"), locked(tmp_path):
            pass
        named = holder(tmp_path)
        process.kill()
    with locked(tmp_path):
        again = holder(tmp_path)

    assert named == str(process.pid)
    assert again.isdigit()
    assert again != named
    assert holder(tmp_path) == ""


def test_nobody(tmp_path: Path) -> None:
    """Where nobody ever worked there is no holder, and asking makes no file."""

    assert holder(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_no_permission(tmp_path: Path) -> None:
    """A folder that cannot be written is an error in one line."""
    tmp_path.chmod(0o500)

    with unprivileged(), pytest.raises(DiskError, match=r"batch\.lock: cannot be opened"), locked(tmp_path):
        pass
